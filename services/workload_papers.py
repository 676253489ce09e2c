"""课时统计表: the list for the allowance (S3 三.15: 每月2课时), to be signed and handed on."""

from documents.workbook import Sheet, Value, workbook
from domain.calendar import day_text, term_text
from domain.months import TermMonth
from domain.workload import periods_text
from services import workload
from services.context import Context
from services.exports import EXCEL, Paper
from services.workload import PeriodLine, PeriodList

_SIGNED = "制表：＿＿＿＿＿＿　　德育处：＿＿＿＿＿＿　　教务处：＿＿＿＿＿＿　　校长：＿＿＿＿＿＿"


def excel(context: Context, month: int | None = None) -> Paper:
    """One month that is over, or the term so far; each mentor signs in the last column."""
    found = workload.period_list(context, month)
    title = f"{_when(found)}导师课时统计表"
    rows = [*(_row(place, one) for place, one in enumerate(found.lines, start=1)), _sum(found)]
    columns = [
        ("序号", 6), ("姓名", 12), ("工号", 12), *((_month(one), 8) for one in found.months), ("月数", 8), ("课时", 8),
        ("请假（上课日）", 12), ("现带学生", 10), ("折合人数", 10), ("备注", 16), ("本人签字", 14),
    ]  # fmt: skip
    foot = (
        f"{periods_text(found.rule)}请假只写天数，扣不扣由学校定。{day_text(context.today)}统计。\n{_SIGNED}"
    )
    sheet = Sheet("课时统计表", f"{title}（{term_text(found.term)}）", columns, rows, foot)
    return Paper(f"{title}.xlsx", workbook([sheet]), EXCEL)


def _when(found: PeriodList) -> str:
    first, last = found.months[0], found.months[-1]
    return _month(first) if first == last else f"{_month(first)}至{_month(last)}"


def _month(month: TermMonth) -> str:
    return f"{month.last.month}月"


def _row(place: int, one: PeriodLine) -> list[Value]:
    counted = [held.counts for held in one.months]
    return [
        place, one.name, one.number, *("√" if counts else "" for counts in counted), sum(counted), one.periods,
        one.days_away or None, one.students, one.load, "", "",
    ]  # fmt: skip


def _sum(found: PeriodList) -> list[Value]:
    each = [sum(one.months[place].counts for one in found.lines) for place in range(len(found.months))]
    total = sum(one.periods for one in found.lines)
    return [None, "合计", "", *each, sum(each), total, None, None, None, "", ""]
