"""An invented mentor with invented students: what a template is tried with, and what its words are explained by."""

from typing import Any, Final

from documents.handbook_values import Values, archive_values, handbook_values
from domain.exam_forms import CURVE_LABELS, MONTHLY_LABELS
from domain.handbook import (
    Contact,
    Curve,
    ExamPlace,
    Growth,
    Handbook,
    MonthForm,
    blank_growth,
    contact_months,
)
from domain.months import NAMES

PICTURE: Final = "（曲线图）"
# what each list's lines are called in the product's own templates: 人 in 学生
LINES: Final = {
    "学生": "人",
    "月份": "月",
    "交流": "月",
    "条目": "条",
    "其他": "项",
    "小结": "份",
    "段落": "段",
    "点": "次",
}
FIXED: Final = {"点": len(CURVE_LABELS), "月份": len(NAMES)}  # lists of which every student has as many lines


def sample(purpose: str) -> Values:
    """Everything filled: a student with all of it, one who missed an exam, one of whom nothing is known yet."""
    return _values(
        purpose,
        (_growth("张小雨", 1, 30), _growth("欧阳思远", 2, None), blank_growth()),
        (("2026年10月谈话情况小结", "本月和每名学生都谈过。\n下月重点家访。"),),
    )


def empty(purpose: str) -> Values:
    """A mentor without students."""
    return _values(purpose, (), ())


def words(purpose: str) -> Values:
    """The sample as templates know it, with what stands for the picture."""
    values = sample(purpose)
    return {**values, "学生": [{**one, "曲线": PICTURE} for one in values["学生"]]}


def rows(purpose: str) -> list[dict[str, str]]:
    """Every word a template may ask for, as it is written, with an example and where it may stand."""
    found: list[dict[str, str]] = []
    _collect(words(purpose), "", "随处可用", found)
    return found


def _collect(values: Values, line: str, place: str, found: list[dict[str, str]]) -> None:
    lists = {name: value for name, value in values.items() if isinstance(value, list)}
    for name, value in values.items():
        dotted = f"{line}.{name}" if line else name
        if isinstance(value, dict):
            _collect(value, dotted, place, found)
        elif name not in lists:
            found.append({"写法": f"{{{{ {dotted} }}}}", "例子": _example(value), "写在哪里": place})
    for name, value in lists.items():
        dotted, each = f"{line}.{name}" if line else name, LINES[name]
        inside = f"{{% for {each} in {dotted} %}} 和 {{% endfor %}} 之间"
        if isinstance(value[0], dict):
            _collect(value[0], each, inside, found)
        else:
            found.append({"写法": f"{{{{ {each} }}}}", "例子": _example(value[0]), "写在哪里": inside})


def _example(value: Any) -> str:
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def _values(purpose: str, students: tuple[Growth, ...], summaries: tuple[tuple[str, str], ...]) -> Values:
    book = Handbook(
        "示例学校", "2026—2027学年", "上学期", "李老师", "语文", "三（1）班", students,
        "李老师 · 2026年11月20日 18:00 导出", summaries,
    )  # fmt: skip
    if purpose == "handbook":
        return handbook_values(book)
    head = {
        "school": book.school,
        "school_year": book.school_year,
        "term": book.term,
        "exported": book.exported,
    }
    return archive_values(students, head)


def _growth(name: str, place: int, missed: float | None) -> Growth:
    values = (58.0, 52.0, missed, 45.0, 41.0)
    exams = [
        ExamPlace(label, "缺考" if value is None else f"{value:g}", value, value is None)
        for label, value in zip(CURVE_LABELS, values, strict=True)
    ]
    months = tuple(
        MonthForm(
            month,
            exam,
            "上课专心，作业按时交。",
            "主动帮助同学。",
            "字写得急。",
            "每天练一页字。",
            "286",
            "12",
        )
        for month, exam in zip(NAMES, MONTHLY_LABELS, strict=True)
    )
    contacts = contact_months([
        (1, Contact("9月3日", "谈了新学期的打算。", "好转")), (1, Contact("9月18日", "电话联系家长。", "平稳")),
        (3, Contact("11月5日", "家访，看了学习的地方。", "平稳")),
    ])  # fmt: skip
    return Growth(
        name, "三（1）班", "女", f"S20260{place}", "139 0000 0000", "张女士", "138 0000 0000", "建设路 1 号",
        "身体健康，爱画画。", "和父母同住。", "祖父母、外祖父母", months, contacts, Curve(tuple(exams), is_rank=True),
        "李老师（2026年9月起）", "班干部", (("发展目标", "期末前读完三本书。"),),
    )  # fmt: skip
