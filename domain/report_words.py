"""What 专题汇报 says, in sentences made from the figures. No student is named, and no mentor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain import overview_words as words
from domain.calendar import day_text
from domain.duty_tables import Figures
from domain.overview import NEVER

MOST_HINTS: Final = 3
_FEW_NAMED: Final = 3
_SAME: Final = "持平"


@dataclass(frozen=True)
class Then:
    """How things stood at another time: 上月同期, 上学期同期."""

    name: str
    students: int
    without_mentor: int
    seen: int
    care_unseen: int
    open_follow_ups: int
    share: float | None


@dataclass(frozen=True)
class Now:
    """The figures the sentences are made of; `then` the times compared with, in the order they are named."""

    when: str
    students: int
    without_mentor: int
    seen: int
    records: int
    care_students: int
    care_unseen: int
    limit: int
    open_follow_ups: int
    late_follow_ups: int
    asked: Figures
    leading: int
    idle: int
    overloaded: int
    shares: Sequence[float | None]  # of the mentors asked or leading, each one's
    duties: Sequence[tuple[str, Figures]]
    care: Sequence[
        tuple[str, Sequence[int], int]
    ]  # category, days since each was seen, seen within the limit
    silent: Sequence[tuple[int, int, int]]
    then: Sequence[Then]


@dataclass(frozen=True)
class Inspected:
    """Inspections of some days: how many, how many mentors are how far, how many are late in mending."""

    inspections: int
    states: dict[str, int]
    late: int

    @property
    def mentors(self) -> int:
        """Those looked at or waiting for it."""
        return sum(self.states.values())


def coverage(now: Now) -> list[str]:
    """Is every child somebody's."""
    if not now.students:
        return ["还没有学生。"]
    led = now.students - now.without_mentor
    first = f"在册学生 {now.students} 人，{now.leading} 位导师在带，{led} 人有导师（{words.percent(led / now.students)}）"
    first += f"，{now.without_mentor} 人还没有导师" if now.without_mentor else "，每名学生都有导师"
    said = [
        _and_then(
            first, now, "没有导师的学生", "人", [one.without_mentor for one in now.then], now.without_mentor
        )
    ]
    parts = [
        f"{now.idle} 位任课老师没有带学生" if now.idle else "",
        f"{now.overloaded} 位导师带的人超过上限" if now.overloaded else "没有导师带的人超过上限",
    ]
    return [*said, "，".join(one for one in parts if one) + "。"]


def reach(now: Now) -> list[str]:
    """Is every child seen."""
    if not now.students:
        return []
    share = now.seen / now.students
    first = (
        f"{now.when}共有交流记录 {now.records} 条，联系到学生 {now.seen} 人（{words.percent(share)}），"
        f"{now.students - now.seen} 人还没有人联系"
    )
    compared = [_against(one, _points(share, one.seen / one.students)) for one in now.then if one.students]
    follow = (
        f"约好要跟进的还有 {now.open_follow_ups} 条没有跟进，其中 {now.late_follow_ups} 条已过约定的日子"
        if now.open_follow_ups
        else "约好要跟进的都跟进了"
    )
    return [_sentence(first, _share_words("联系到的学生", compared)), f"{follow}。", *_weeks(now)]


def _weeks(now: Now) -> list[str]:
    asked = [one for one in now.silent if one[2]]
    return [f"本学期过完的教学周里，{words.weeks(asked)}。"] if asked else []


def duties(now: Now) -> list[str]:
    """Is what was asked done, and of which duty most is owed."""
    asked = now.asked
    if not asked.required:
        return [f"{now.when}没有履职要求。"]
    if asked.share is None:
        return [f"{now.when}的 {asked.required} 次要求都还没有到期。"]
    first = f"{now.when}到期应做 {asked.due} 次，做了 {asked.done_of_due} 次，完成 {words.percent(asked.share)}；逾期没做 {asked.late} 次"
    first += f"，另有 {asked.open} 次还没到期" if asked.open else ""
    compared = [_against(one, _points(asked.share, one.share)) for one in now.then if one.share is not None]
    return [_sentence(first, _share_words("完成的比例", compared)), *_extremes(now.duties), *_mentors(now)]


def _extremes(found: Sequence[tuple[str, Figures]]) -> list[str]:
    shares = [(figures.share, name) for name, figures in found if figures.share is not None]
    if len(shares) < 2:
        return []
    (worst, low), (best, high) = min(shares), max(shares)
    if worst == best:
        return [f"各项要求都完成 {words.percent(best)}。"]
    return [f"最好的一项是{high}（{words.percent(best)}），最欠的一项是{low}（{words.percent(worst)}）。"]


def _mentors(now: Now) -> list[str]:
    shares = [one for one in now.shares if one is not None]
    if not shares:
        return []
    low = sum(one < words.LOW for one in shares)
    nearly = sum(words.LOW <= one < words.NEARLY for one in shares)
    return [
        f"有到期要求的 {len(shares)} 位导师中，{len(shares) - low - nearly} 位完成九成以上，"
        f"{nearly} 位在七成到九成之间，{low} 位不足七成。"
    ]


def care(now: Now) -> list[str]:
    """Are the children in need seen."""
    if not now.care_students:
        return ["没有登记特殊学生。"]
    first = f"登记的特殊学生 {now.care_students} 人"
    first += (
        f"，{now.care_unseen} 人超过 {now.limit} 天没有联系"
        if now.care_unseen
        else f"，近 {now.limit} 天都联系过"
    )
    said = [_and_then(first, now, "久未联系的", "人", [one.care_unseen for one in now.then], now.care_unseen)]
    owed = [
        f"{name} {len(days)} 人中 {len(days) - seen} 人"
        for name, days, seen in now.care if seen < len(days)
    ]  # fmt: skip
    if owed:
        said.append(f"按类别看，超过 {now.limit} 天没有联系的：{'，'.join(owed)}（一名学生可能同属几类）。")
    never = sum(1 for _, days, _ in now.care for one in days if one == NEVER)
    return [*said, f"其中按类别累计 {never} 人次从未有过联系记录。"] if never else said


def inspections(found: Inspected, today: date) -> list[str]:
    """What was inspected and what came of it."""
    if not found.inspections:
        return ["这段时间没有开展督导检查。"]
    states = "，".join(f"{name} {count} 位" for name, count in found.states.items() if count)
    late = f"；{found.late} 位整改过了期限" if found.late else ""
    return [
        f"开展督导检查 {found.inspections} 次，检查导师 {found.mentors} 位次。"
        f"到{day_text(today)}：{states or '还没有列入导师'}{late}。"
    ]


def stages(now: str, today: date) -> list[str]:
    """Which stage it is."""
    return [f"到{day_text(today)}：{now or '不在任何阶段里'}。"]


def hints(now: Now, poor_classes: Sequence[str], classes_without: Sequence[tuple[str, int]]) -> list[str]:
    """What presses most, the child before the duty; at most three."""
    named = "、".join(f"{name} {count} 人" for name, count in classes_without[:_FEW_NAMED])
    etc = "等" if len(classes_without) > _FEW_NAMED else ""
    worst = min(
        ((one.share, name, one.late) for name, one in now.duties if one.share is not None), default=None
    )
    low = sum(one is not None and one < words.LOW for one in now.shares)
    unseen = now.students - now.seen
    found = [
        f"{now.without_mentor} 名学生还没有导师（{named}{etc}）" if now.without_mentor else "",
        f"{now.care_unseen} 名特殊学生超过 {now.limit} 天没有联系" if now.care_unseen else "",
        f"{worst[1]}只完成 {words.percent(worst[0])}，逾期 {worst[2]} 次{_where(poor_classes)}"
        if worst and worst[0] < words.NEARLY
        else "",
        f"{low} 位导师完成不足七成" if low else "",
        f"{now.late_follow_ups} 条约定过了日子还没跟进" if now.late_follow_ups else "",
        f"{unseen} 名学生{now.when}还没有人联系" if unseen else "",
        f"{now.overloaded} 位导师带的人超过上限" if now.overloaded else "",
    ]
    return [one for one in found if one][:MOST_HINTS]


def _where(classes: Sequence[str]) -> str:
    if not classes:
        return ""
    return f"，最欠的是{'、'.join(classes[:_FEW_NAMED])}"


def _and_then(first: str, now: Now, what: str, unit: str, before: Sequence[int], count: int) -> str:
    compared = [_against(one, _more(count - then, unit)) for one, then in zip(now.then, before, strict=True)]
    return _sentence(first, _share_words(what, compared))


def _against(then: Then, change: str) -> str:
    return f"与{then.name}持平" if change == _SAME else f"比{then.name}{change}"


def _points(now: float, then: float) -> str:
    change = round(100 * now) - round(100 * then)
    if not change:
        return _SAME
    return f"{'高' if change > 0 else '低'} {abs(change)} 个百分点"


def _more(change: int, unit: str) -> str:
    if not change:
        return _SAME
    return f"多 {change} {unit}" if change > 0 else f"少 {-change} {unit}"


def _share_words(what: str, compared: Sequence[str]) -> str:
    return f"{what}{'，'.join(compared)}" if compared else ""


def _sentence(first: str, second: str) -> str:
    return f"{first}；{second}。" if second else f"{first}。"
