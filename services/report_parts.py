"""The parts of 专题汇报: sentences, tables and drawings of one overview. A step of `services/reports.py`."""

from collections.abc import Mapping

from documents import overview_picture as drawn
from documents.overview_picture import Bullet
from domain import overview_looks as looks
from domain import overview_words as words
from domain import report_words
from domain.calendar import day_text
from domain.duty_tables import Figures
from domain.overview import NEVER
from domain.report import ClassReach, Part, Picture, Table
from domain.report_words import Now
from services.overview_values import ClassLine, MentorLine, Overview

MOST_DRAWN = 15  # mentors, and as many classes: what one can still read on a sheet
_LONGEST = 60


def parts(
    seen: Overview, now: Now, reaches: Mapping[int, ClassReach], names: Mapping[int, str]
) -> list[Part]:
    """Everything but what is written by hand."""
    return [
        Part("总的情况", [f"{seen.finding}。"]),
        Part("结对与覆盖", report_words.coverage(now), tables=[_coverage(reaches, names)]),
        Part("联系学生", report_words.reach(now), _reach(seen)),
        Part("履职要求", report_words.duties(now), [*_duties(seen), *_mentors(seen)], _duty_tables(seen)),
        Part("特殊学生", report_words.care(now), _care(seen), _care_table(seen)),
    ]


def reading(seen: Overview) -> list[str]:
    """How the figures are counted, for who reads the report without the system."""
    return [
        "完成：到期应做的（提前做了的也算）里面做了几成；还没到期又没做的不算，请假、放假、适应期的不要求。两位导师共同的要求，全校只算一次。",
        "联系：这段时间有人记过谈心、家访、家校联系等交流记录；一名学生联系多次也只算一人。",
        f"特殊学生：登记了类别的学生；{seen.limit_days} 天是学校定的期限，从{day_text(seen.state.on)}往前数。",
        "没有要求过的写空，要求了还没到期的写“－”。",
    ]


def annex(seen: Overview) -> Part:
    """The mentors by name, numbered as in the picture: what is undone first."""
    columns = [
        ("序号", 1.2), ("导师", 2.4), ("带学生", 1.6), ("本期联系到", 2.6), ("到期应做", 2.2), ("做了", 1.5), ("完成", 1.6),
        ("说明", 3.7),
    ]  # fmt: skip
    rows = [_mentor_row(place, one) for place, one in enumerate(seen.mentors, 1)]
    return Part(
        "附：导师完成情况", ["序号与图上相同，最欠的在上。仅供学校内部使用。"], tables=[Table(columns, rows)]
    )


def _mentor_row(place: int, one: MentorLine) -> list[str]:
    figures, counts = one.figures, one.counts
    notes = [f"上限 {one.most} 人" if one.is_overloaded else "", "请假" if one.is_away else ""]
    return [
        str(place), one.name, str(counts.mentees), str(counts.seen), str(figures.due), str(figures.done_of_due), _share(figures),
        "，".join(note for note in notes if note),
    ]  # fmt: skip


def _share(figures: Figures) -> str:
    return "－" if figures.share is None else words.percent(figures.share)


def _coverage(reaches: Mapping[int, ClassReach], names: Mapping[int, str]) -> Table:
    columns = [
        ("班级", 3.2), ("学生", 2.2), ("有导师", 2.4), ("没有导师", 2.4), ("导师", 2.2), ("联系到", 2.4), ("还没联系", 2.4),
    ]  # fmt: skip
    lines = [(names[key], reaches[key]) for key in names if key in reaches]
    rows = [
        [name, *map(str, (one.students, one.students - one.without_mentor, one.without_mentor, one.mentors,
                          one.seen, one.students - one.seen))]
        for name, one in lines
    ]  # fmt: skip
    return Table(columns, rows)


def _reach(seen: Overview) -> list[Picture]:
    over = seen.weeks_over
    if not over:
        return []
    now, before = seen.weeks_seen[:over], seen.weeks_seen_before
    title = words.reach(now[-1], before[over - 1] if len(before) >= over else None)
    note = "每周有人联系过的学生占几成，蓝线是本学期" + ("，灰虚线是上学期" if before else "")
    return [Picture(title, note, drawn.reach_drawing(now, before))]


# ── duties ───────────────────────────────────────────────────────────────────────────────────────────


def _duty_tables(seen: Overview) -> list[Table]:
    asked = [(key, rule) for key, rule in seen.duties.items() if key in seen.asked]
    if not asked:
        return []
    columns = [
        ("要求", 4.6), ("应做", 1.9), ("其中到期", 2.1), ("做了", 1.9), ("逾期", 1.9), ("还没到期", 2.1), ("完成", 2.0),
    ]  # fmt: skip
    rows = [
        [rule.name, *(str(value) for value in (one.required, one.due, one.done, one.late, one.open)), _share(one)]
        for key, rule in asked for one in (seen.asked[key],)
    ]  # fmt: skip
    return [Table(columns, rows), *_by_grade(seen)]


def _by_grade(seen: Overview) -> list[Table]:
    keys = [key for key in seen.duties if any(key in one.cells for one in seen.grades)]
    if len(seen.grades) < 2 or not keys:
        return []
    width = min(2.2, 12.6 / len(seen.grades))
    columns = [("要求（完成）", 4.6), *((one.name, width) for one in seen.grades)]
    rows = [
        [seen.duties[key].name, *(looks.square_words(one.cells.get(key)) for one in seen.grades)] for key in keys
    ]  # fmt: skip
    return [Table(columns, rows)]


def _duties(seen: Overview) -> list[Picture]:
    columns = [
        (key, rule.name) for key, rule in seen.duties.items() if any(key in one.cells for one in seen.classes)
    ]
    if not columns:
        return []
    needy = sorted(seen.classes, key=lambda one: 2.0 if one.total.share is None else one.total.share)
    found = [(name, [one.cells[key] for one in seen.classes if key in one.cells]) for key, name in columns]
    rest = len(needy) - MOST_DRAWN
    note = "到期的做了几成，最欠的班在上；深橙不足六成，浅橙不足八成" + (
        f"；另有 {rest} 个班没有画" if rest > 0 else ""
    )
    rows = [_squares(one, [key for key, _ in columns]) for one in needy[:MOST_DRAWN]]
    return [Picture(words.duties(found), note, drawn.duties_drawing([name for _, name in columns], rows))]


def _squares(line: ClassLine, keys: list[int]) -> tuple[str, list[tuple[str, str]]]:
    cells = [line.cells.get(key) for key in keys]
    return line.name, [(looks.square_words(one), looks.square_look(one)) for one in cells]


def _mentors(seen: Overview) -> list[Picture]:
    """Without names: 导师 1 is the one with most undone."""
    if not seen.mentors:
        return []
    names = {one.mentor_id: f"导师 {place}" for place, one in enumerate(seen.mentors, 1)}
    low, many = ([names[one.mentor_id] for one in found] for found in (seen.low, seen.overloaded))
    title = words.mentors(
        low, many, len(seen.leading), any(one.figures.share is not None for one in seen.mentors)
    )
    shown, rest = seen.mentors[:MOST_DRAWN], seen.mentors[MOST_DRAWN:]
    note = (
        "不写姓名，最欠的在上。灰条是到期应做的，填色是做了的；右边是每周联系学生的人次，橙框是 0，灰格不要求"
    )
    if rest:
        note += f"。其余 {len(rest)} 位没有画" + ("" if any(one.is_low for one in rest) else "，都在七成以上")
    bullets = [_bullet(one, names[one.mentor_id]) for one in shown]
    return [
        Picture(
            title, note, drawn.bullets_drawing(bullets, [week.number for week in seen.weeks], seen.weeks_over)
        )
    ]


def _bullet(one: MentorLine, name: str) -> Bullet:
    figures = one.figures
    return Bullet(
        name,
        figures.done_of_due,
        figures.due,
        looks.mentor_words(figures),
        looks.mentor_look(figures),
        one.weeks,
    )


# ── children in need ─────────────────────────────────────────────────────────────────────────────────


def _care(seen: Overview) -> list[Picture]:
    if not seen.care:
        return []
    limit, state = seen.limit_days, seen.state
    strips = [(one.name, one.days) for one in seen.care]
    note = f"离上次联系几天，一点是一名学生；橙线是 {limit} 天"
    return [
        Picture(
            words.care(state.care_students, state.care_unseen, limit),
            f"近 {limit} 天联系过几人；一名学生可能同属几类",
            drawn.care_drawing([(one.name, one.contacted, len(one.days)) for one in seen.care]),
        ),
        Picture("离上次联系几天", note, drawn.days_drawing(strips, limit, max(_LONGEST, 2 * limit))),
    ]


def _care_table(seen: Overview) -> list[Table]:
    if not seen.care:
        return []
    limit = seen.limit_days
    columns = [
        ("类别", 5.0), ("学生", 2.4), (f"近 {limit} 天联系过", 3.4), (f"超过 {limit} 天", 3.0), ("从未联系过", 3.0),
    ]  # fmt: skip
    rows = [
        [one.name, str(len(one.days)), str(one.contacted), str(len(one.days) - one.contacted),
         str(one.days.count(NEVER))]
        for one in seen.care
    ]  # fmt: skip
    return [Table(columns, rows)]
