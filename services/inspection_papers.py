"""督导台账: every mentor inspected, what was found and how it was mended, as Excel."""

from collections.abc import Sequence
from datetime import date, datetime

from documents.workbook import Sheet, Value, workbook
from domain.calendar import day_text
from domain.inspections import RECHECKS, VERDICTS, Act, State
from domain.permissions import Action
from services import findings, inspections
from services.context import Context
from services.exports import EXCEL, Paper
from services.findings import Step
from services.inspections import Inspection, Line

_PLAIN = [("检查", 18), ("检查时段", 20), ("导师", 10), ("怎样选的", 10), ("现在", 10), ("结论", 10), ("谁检查", 10), ("哪天", 10), ("整改期限", 10), ("哪天报整改", 12), ("复查", 14)]  # fmt: skip
_WORDS = [("检查意见", 40), ("整改要求", 34), ("整改情况", 40)]
_STEPS = [("检查", 18), ("导师", 10), ("哪天", 16), ("谁", 10), ("做了什么", 14), ("期限", 10)]
_FOOT = "不含取走的人自己。"


def ledger(context: Context, inspection_id: int | None = None, *, with_words: bool = False) -> Paper:
    """The term's ledger, or one inspection's; what was written stands in it only if so asked."""
    context.require(Action.INSPECT)
    if inspection_id is None:
        found = [one for one in inspections.listed(context) if one.begun_on >= _begins(context)]
        title = "督导台账"
    else:
        found = [inspections.open_one(context, inspection_id)]
        title = f"督导台账 {found[0].name}"
    steps = findings.steps_of(context, [line for one in found for line in one.lines])
    words, more = (_WORDS, [("写了什么", 50)]) if with_words else ([], [])
    sheets = [
        Sheet("台账", title, [*_PLAIN, *words],
              [_row(line, steps[line.id], with_words) for one in found for line in one.lines],
              f"{day_text(context.today)}统计。{_FOOT}"),
        Sheet("经过", f"{title}：每一步", [*_STEPS, *more],
              [_step_row(line, step, with_words) for line, step in _in_time(found, steps)], _FOOT),
    ]  # fmt: skip
    return Paper(f"督导台账{context.today:%Y%m%d}.xlsx", workbook(sheets), EXCEL)


def _begins(context: Context) -> date:
    with context.read() as db:
        term = context.term(db)
    return term.starts_on if term else date.min


def _row(line: Line, steps: Sequence[Step], with_words: bool) -> list[Value]:
    verdict = _last(steps, VERDICTS)
    answer, recheck = _last(steps, (Act.ANSWERED,)), _last(steps, RECHECKS)
    plain: list[Value] = [
        line.inspection,
        line.span,
        line.mentor,
        "抽签" if line.is_drawn else "点名",
        "整改过期" if line.is_overdue else line.state.text,
        verdict.act.text if verdict else "",
        verdict.who if verdict else "",
        _day(verdict.at) if verdict else "",
        day_text(line.due_on) if line.due_on else "",
        _day(answer.at) if answer else "",
        _recheck(steps, recheck),
    ]
    if not with_words:
        return plain
    mends = [verdict.mend if verdict else "", *(one.words for one in steps if one.act is Act.FAILED)]
    why = _last(steps, (Act.REMOVED,)) if line.state is State.REMOVED else verdict
    return [*plain, why.words if why else "", "\n".join(filter(None, mends)), answer.words if answer else ""]


def _recheck(steps: Sequence[Step], last: Step | None) -> str:
    """通过（第 2 次）."""
    if last is None:
        return ""
    times = sum(one.act in RECHECKS for one in steps)
    return f"{last.act.text.removeprefix('复查')} {_day(last.at)}" + (
        f"（第 {times} 次）" if times > 1 else ""
    )


def _step_row(line: Line, step: Step, with_words: bool) -> list[Value]:
    plain: list[Value] = [
        line.inspection,
        line.mentor,
        f"{_day(step.at)} {step.at:%H:%M}",
        step.who,
        step.act.text,
        day_text(step.due_on) if step.due_on else "",
    ]
    return [*plain, "\n".join(filter(None, (step.words, step.mend)))] if with_words else plain


def _in_time(found: Sequence[Inspection], steps: dict[int, list[Step]]) -> list[tuple[Line, Step]]:
    """Every step of these inspections, as they were taken."""
    known = [(line, step) for one in found for line in one.lines for step in steps[line.id]]
    return sorted(known, key=lambda one: (one[1].at, one[0].id))


def _last(steps: Sequence[Step], acts: Sequence[Act]) -> Step | None:
    return next((one for one in reversed(steps) if one.act in acts), None)


def _day(at: datetime) -> str:
    return day_text(at.date())
