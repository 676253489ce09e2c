"""Handbooks for tests: values that can be told apart wherever they come out."""

from domain.exam_forms import CURVE_LABELS, MONTHLY_LABELS
from domain.handbook import Contact, Curve, ExamPlace, Growth, Handbook, MonthForm, contact_months
from domain.months import NAMES as MONTHS

NAMES = ("张书瑶", "㛃䶮", "王<b>磊</b>", "#sys.inputs", "{{ 学校 }}", "欧阳$x$*_`@思远")


def growth(place: int, curve: Curve | None = None) -> Growth:
    """A student whose every field says what it is and whose."""
    own = f"{place:02}号"
    months = tuple(
        MonthForm(name, exam, f"{own}{name}表现", f"{own}{name}亮点", f"{own}不足", f"{own}措施", f"{200 + place}.{month}", f"{month}{place}")
        for month, (name, exam) in enumerate(zip(MONTHS, MONTHLY_LABELS, strict=True), start=1)
    )  # fmt: skip
    contacts = contact_months(
        [(1, Contact("9月3日", f"{own}谈了作业", "好转")), (3, Contact("11月5日", f"{own}家访\n第二行", ""))]
    )
    return Growth(
        NAMES[(place - 1) % len(NAMES)], "三（1）班", "女", f"S{place:03}", f"1390000{place:04}", f"{own}妈妈", "13811112222",
        f"{own}住址", f"{own}基本", f"{own}家庭", f"{own}关系", months, contacts, curve or ranks(place), f"{own}历任", f"{own}备注",
        ((f"{own}目标", f"{own}目标的话"),),
    )  # fmt: skip


def ranks(place: int) -> Curve:
    """Five exams, the third missed."""
    values = (50 + place, 40 + place, None, 30 + place, 20 + place)
    points = [
        ExamPlace(label, "缺考" if value is None else str(value), value, value is None)
        for label, value in zip(CURVE_LABELS, values, strict=True)
    ]
    return Curve(tuple(points), is_rank=True)


def handbook(students: int = 3) -> Handbook:
    """A mentor's."""
    return Handbook(
        "育才学校", "2026—2027学年", "上学期", "田小雨", "语文", "三（1）班、三（2）班",
        tuple(growth(place) for place in range(1, students + 1)), "田小雨 · 2026年11月20日 18:00 导出",
        (("2026年10月谈话情况小结", "第一段\n\n第二段"),),
    )  # fmt: skip
