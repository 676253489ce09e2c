"""Exams: what the office sets about them, how many have a score, and who is shown ranks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db import calendar as calendar_rows
from db import exam_list as rows
from db import exams as exam_rows
from db import settings
from db.connection import Database
from db.rows import Row, update_version
from domain.calendar import Term, day_text
from domain.errors import Conflict, Invalid, NotFound
from domain.permissions import Action
from services import import_exam
from services.context import Context
from services.import_exam import SLOTS, ExamMeta
from services.remembered import until_arranged

MOST_FULL_MARK = 1000
NO_EXAM = "没有找到这次考试，或者它不在您负责的班级里。"


@dataclass(frozen=True)
class RankRule:
    """Where the school shows ranks: everywhere, nowhere, or not in some grades."""

    is_on: bool
    hidden_grades: frozenset[int]

    def shows(self, grade: int | None) -> bool:
        """Whether ranks are shown of the students, or the exams, of this grade."""
        return self.is_on and grade not in self.hidden_grades


NO_RANKS = RankRule(False, frozenset())


def rank_rule(db: Database) -> RankRule:
    """The school's rule."""
    return RankRule(
        bool(settings.get(db, "show_ranks")), frozenset(map(int, settings.get(db, "ranks_hidden_grades")))
    )


def shows_ranks(db: Database, grade: int | None) -> bool:
    """Whether ranks are shown about students of a grade. Whoever shows a rank asks here."""
    return rank_rule(db).shows(grade)


def set_rank_rule(context: Context, seen: RankRule, wanted: RankRule) -> None:
    """Switch ranks on or off for the school or for grades, from what was `seen` on the screen."""
    context.require(Action.MANAGE_FORMS)
    with context.write() as tx:
        if rank_rule(tx.db) != seen:
            raise Conflict("显示名次的设置刚被别人改过，没有覆盖。请看过现在的设置再改一次。")
        settings.put(tx.db, "show_ranks", wanted.is_on)
        settings.put(tx.db, "ranks_hidden_grades", sorted(wanted.hidden_grades))
        tx.audit("exam.ranks", "school", shown=wanted.is_on, grades=sorted(wanted.hidden_grades))


def known_rule(context: Context) -> tuple[RankRule, list[int]]:
    """The rule and the grades there are, for whoever may change it."""
    context.require(Action.MANAGE_FORMS)
    with context.read() as db:
        return rank_rule(db), exam_rows.grades(db, context.today, context.school_year(db))


@dataclass(frozen=True)
class Paper:
    """One subject of an exam; `full_mark` None: nobody has said. The counts are of the students in reach."""

    subject_id: int
    subject: str
    full_mark: float | None
    in_levels: bool
    scored: int = 0
    levels: int = 0
    absent: int = 0
    best: float | None = None


@dataclass(frozen=True)
class ExamLine:
    """One exam with its counts among the students in reach: `absent` from a subject at least, `empty` nothing entered."""

    id: int
    version: int
    name: str
    slot: str
    held_on: date
    grade: int
    sat: int
    absent: int
    empty: int
    ranks: str  # where they come from, in words
    papers: tuple[Paper, ...]

    @property
    def kind(self) -> str:
        """The word for its kind."""
        return SLOTS[self.slot]


@dataclass(frozen=True)
class OpenExam:
    """An exam opened: `source` is the import that brought it, for whoever may take that back."""

    line: ExamLine
    source: str = ""


@dataclass(frozen=True)
class ExamEdit:
    """What the office may set about an exam; `full_marks` by subject id, None where it is not known."""

    name: str
    slot: str
    held_on: date
    full_marks: Mapping[int, float | None]


def terms(context: Context) -> list[Term]:
    """The terms that have exams, the newest first."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        known = rows.terms_with_exams(db)
        return [term for term in reversed(calendar_rows.terms(db)) if term.id in known]


@until_arranged
def listed(context: Context, term_id: int) -> list[ExamLine]:
    """A term's exams of the classes one leads or heads, by grade, the newest first."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        found = rows.of_term(db, term_id)
        ids = [row["id"] for row in found]
        counts, ranks = rows.counts(db, context.leading(db), ids), rows.ranks(db, ids)
        papers = _papers(rows.full_marks(db, ids))
    lines = (_line(row, counts[row["id"]], ranks.get(row["id"]), papers.get(row["id"], ())) for row in found)
    return [one for one in lines if one.sat or one.absent or one.empty]


def open_exam(context: Context, exam_id: int) -> OpenExam:
    """One exam with its subjects."""
    context.require(Action.SEE_OVERVIEW)
    with context.read() as db:
        row = rows.one(db, exam_id)
        scope = context.leading(db)
        counts = rows.counts(db, scope, [exam_id])[exam_id]
        if row is None or not any(counts.values()):
            raise NotFound(NO_EXAM)
        held = rows.by_subject(db, scope, exam_id)
        papers = _papers(rows.full_marks(db, [exam_id]), held).get(exam_id, ())
        line = _line(row, counts, rows.ranks(db, [exam_id]).get(exam_id), papers)
        source = rows.import_of(db, exam_id) if context.actor.may(Action.MANAGE_FORMS) else None
    return OpenExam(line, _source_text(context, source) if source else "")


def change(context: Context, exam_id: int, version: int, wanted: ExamEdit) -> None:
    """Set an exam's name, kind, day and full marks.

    :raises Invalid: a score is above the new full mark, the day is outside the exam's school year, the name is taken.
    :raises Conflict: somebody has changed the exam since `version` was read.
    """
    context.require(Action.MANAGE_FORMS)
    meta = ExamMeta(wanted.name.strip(), wanted.slot, wanted.held_on)
    import_exam.check_meta(context, meta)
    if wanted.slot not in SLOTS:
        raise Invalid("请选好是哪一类考试。")
    with context.write() as tx:
        row = rows.one(tx.db, exam_id)
        if row is None:
            raise NotFound(NO_EXAM)
        known = {one["subject_id"]: one for one in rows.full_marks(tx.db, [exam_id])}
        term = _term_for(tx.db, context, row, meta)
        columns = {
            "name": meta.name, "slot": meta.slot, "held_on": meta.held_on.isoformat(), "term_id": term.id
        }  # fmt: skip
        update_version(tx.db, "exam", exam_id, version, columns)
        changed = [name for name, value in columns.items() if row[name] != value]
        for subject_id, full in wanted.full_marks.items():
            if subject_id in known and known[subject_id]["full_mark"] != full:
                _check_full_mark(tx.db, exam_id, known[subject_id], full)
                rows.set_full_mark(tx.db, exam_id, subject_id, full)
                changed.append(f"full_mark/{subject_id}")
        tx.audit("exam.change", f"exam/{exam_id}", fields=changed)


def _term_for(db: Database, context: Context, row: Row, meta: ExamMeta) -> Term:
    term = import_exam.term_of(db, context, meta.held_on)
    if term.school_year != row["start_year"]:
        raise Invalid("这一天不在这次考试的学年里。换了学年年级就不同了，请核对日期。")
    other = exam_rows.find(db, term.id, row["grade"], meta.name)
    if other is not None and other["id"] != row["id"]:
        day = day_text(date.fromisoformat(other["held_on"]))
        raise Invalid(f"这个年级本学期已有“{meta.name}”（{day}）。请换一个名称。")
    return term


def _check_full_mark(db: Database, exam_id: int, paper: Row, full: float | None) -> None:
    if full is None:
        return
    name = paper["subject"]
    if not 0 < full <= MOST_FULL_MARK:
        raise Invalid(f"{name}的满分要在 1 到 {MOST_FULL_MARK} 之间。")
    above, best = rows.above(db, exam_id, paper["subject_id"], full)
    if above:
        raise Invalid(f"{name}有 {above} 人的分数超过 {full:g} 分（最高 {best:g} 分）。请先核对满分和成绩。")


def _papers(found: list[Row], held: Mapping[int, Row] | None = None) -> dict[int, tuple[Paper, ...]]:
    """Per exam its subjects; with what was found in each where that was asked for."""
    by_exam: dict[int, list[Paper]] = {}
    for row in found:
        subject_id = row["subject_id"]
        counts = (held or {}).get(subject_id, {})
        paper = Paper(subject_id, row["subject"], row["full_mark"], bool(row["in_levels"]), **counts)
        by_exam.setdefault(row["exam_id"], []).append(paper)
    return {exam_id: tuple(papers) for exam_id, papers in by_exam.items()}


def _line(row: Row, counts: Row, ranks: Row | None, papers: tuple[Paper, ...]) -> ExamLine:
    return ExamLine(
        row["id"],
        row["version"],
        row["name"],
        row["slot"],
        date.fromisoformat(row["held_on"]),
        row["grade"],
        counts["sat"],
        counts["absent"],
        counts["empty"],
        _ranks_text(ranks),
        papers,
    )


def _ranks_text(ranks: Row | None) -> str:
    if ranks is None or not ranks["ranked"]:
        return "没有名次"
    return "名次是学校给的" if ranks["are_given"] else "名次按总分排"


def _source_text(context: Context, batch: Row) -> str:
    """11月9日 沈德芳 导入的“期中.xlsx”."""
    who = batch["person"] or "命令行"
    return f"{day_text(context.day_of(batch['imported_at']))} {who} 导入的“{batch['file_name']}”"
