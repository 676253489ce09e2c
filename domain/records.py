"""The words of an interaction record and what a complete one needs (S1 导师工作情况记载: 时间、指导记录、效果)."""

from dataclasses import dataclass, field
from datetime import date

from domain.errors import Invalid
from domain.record_kinds import Kind

AREAS = ("思想", "学业", "生活", "心理", "成长", "家教")  # 六导, S0 总体要求
EFFECTS = ("好转", "平稳", "需关注")
NEEDS_ATTENTION = "需关注"

MAX_CONTENT = 5000
MAX_MINUTES = 600
MAX_LINE = 60
HOME_VISIT_DETAILS = {one.name: one.label for one in Kind.HOME_VISIT.shape.fields}


@dataclass(frozen=True)
class InteractionForm:
    """One record as entered; `form_id` makes a second submit of the same form harmless."""

    form_id: str
    kind: Kind
    student_ids: tuple[int, ...]
    occurred_on: date
    guidance_area: str
    talk_mode: str
    effect: str
    content: str = ""
    minutes: int | None = None
    place: str = ""
    is_restricted: bool = False
    follow_up_on: date | None = None
    detail: dict[str, str] = field(default_factory=dict)


def missing_fields(form: InteractionForm) -> list[str]:
    """What is still to be chosen before the form can be saved, in the order of the screen."""
    missing = []
    if not form.student_ids:
        missing.append("学生")
    if form.guidance_area not in AREAS:
        missing.append("哪方面")
    if form.talk_mode not in form.kind.modes:
        missing.append("方式")
    if form.effect not in EFFECTS:
        missing.append("效果")
    if form.effect == NEEDS_ATTENTION and form.follow_up_on is None:
        missing.append("哪天跟进")
    return missing


def check_form(form: InteractionForm, today: date) -> None:
    """Raise Invalid, naming what to change, unless the record can be kept as it stands."""
    if missing := missing_fields(form):
        raise Invalid(f"还差：{'、'.join(missing)}")
    if len(set(form.student_ids)) < len(form.student_ids):
        raise Invalid("同一名学生选了两次。")
    if form.minutes is not None and not 1 <= form.minutes <= MAX_MINUTES:
        raise Invalid(f"时长填 1 到 {MAX_MINUTES} 分钟，或者不填。")
    if form.occurred_on > today:
        raise Invalid("日期在今天之后。还没发生的先不记，改成当天再保存。")
    if form.occurred_on.year < today.year - 5:
        raise Invalid("日期太早了，请核对年份。")
    if form.follow_up_on is not None and form.follow_up_on < today:
        raise Invalid("“哪天跟进”要选今天或以后的日子。")
    if len(form.content) > MAX_CONTENT:
        raise Invalid(f"内容超过 {MAX_CONTENT} 字，请删短一些；写的还在。")
    if len(form.place) > MAX_LINE or any(len(text) > MAX_CONTENT for text in form.detail.values()):
        raise Invalid(f"地点最多 {MAX_LINE} 字，其余每栏最多 {MAX_CONTENT} 字，请删短一些；写的还在。")
    if unknown := set(form.detail) - set(HOME_VISIT_DETAILS):
        raise Invalid(f"不认识的栏目：{'、'.join(sorted(unknown))}")
