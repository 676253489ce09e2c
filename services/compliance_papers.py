"""完成情况 on paper."""

from documents.workbook import Sheet, Value, workbook
from domain.calendar import day_text
from domain.duty_tables import By, Figures
from services import compliance
from services.compliance import Compliance, Row, Stretch
from services.context import Context
from services.exports import EXCEL, Paper

_PARTS = ("应做", "做了", "逾期", "未到期", "免做")
_FIRST = {"class": "班级", "grade": "年级", "mentor": "导师"}


def excel(context: Context, stretch: Stretch, by: By, grade: int | None = None) -> Paper:
    """The table with every figure in a column of its own; asks as the screen does."""
    found = compliance.see(context, stretch, by, grade)
    title = f"{stretch.name}完成情况"
    columns = [(f"{rule.name} {part}", 12) for rule in found.columns.values() for part in _PARTS]
    rows = [_row(found, one) for one in (*found.rows, found.everybody)]
    foot = f"{day_text(stretch.since)}至{day_text(stretch.until)}，{day_text(context.today)}统计。空格：没有要求过。"
    sheet = Sheet("完成情况", title, [(_FIRST[by], 14), *columns], rows, foot)
    return Paper(f"{title}.xlsx", workbook([sheet]), EXCEL)


def _row(found: Compliance, row: Row) -> list[Value]:
    return [row.name, *(value for key in found.columns for value in _values(row.cells.get(key)))]


def _values(figures: Figures | None) -> list[Value]:
    if figures is None:
        return [None] * len(_PARTS)
    return [figures.required, figures.done, figures.late, figures.open, figures.excused]
