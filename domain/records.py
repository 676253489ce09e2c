"""The words of an interaction record and what a complete one needs (S1 导师工作情况记载: 时间、指导记录、效果)."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from domain.errors import Invalid
from domain.record_kinds import About, Field, Kind
from domain.sensitive import is_sensitive

AREAS = ("思想", "学业", "生活", "心理", "成长", "家教")  # 六导, S0 总体要求
EFFECTS = ("好转", "平稳", "需关注")
NEEDS_ATTENTION = "需关注"

MAX_CONTENT = 5000
MAX_MINUTES = 600
MAX_LINE = 200
MAX_PLACE = 60
LATEST_FOLLOW_UP = timedelta(days=366)
MAX_STUDENTS = 200  # a record may be about a grade's worth of children, not about everybody by a slip
HOME_VISIT_DETAILS = {one.name: one.label for one in Kind.HOME_VISIT.shape.fields}

_COUNT = re.compile(r"[0-9]{1,5}")
_MONEY = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?")


@dataclass(frozen=True)
class InteractionForm:
    """One record as entered; `form_id` makes a second submit of the same form harmless.

    Whom it is about follows from the kind: students; a mentor group and those of it who were there; a class; nobody
    in particular. `detail` holds the fields only this kind has, all as text.
    """

    form_id: str
    kind: Kind
    student_ids: tuple[int, ...]
    occurred_on: date
    guidance_area: str = ""
    talk_mode: str = ""
    effect: str = ""
    content: str = ""
    minutes: int | None = None
    place: str = ""
    is_restricted: bool = False
    readers: tuple[int, ...] = ()  # who may read a restricted record besides its author
    follow_up_on: date | None = None
    detail: dict[str, str] = field(default_factory=dict)
    class_id: int | None = None
    mentor_group_id: int | None = None
    exam_id: int | None = None

    @property
    def is_to_seal(self) -> bool:
        """Whether it holds texts that are stored encrypted only."""
        has_texts = bool(self.content or self.place or self.detail)
        return has_texts and is_sensitive(self.kind, self.guidance_area, self.is_restricted)


def clean_text(text: str) -> str:
    """The text without what no eye sees and no paper prints: NUL, control characters, halves of a character."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in lines if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def cleaned(form: InteractionForm) -> InteractionForm:
    """The form with its texts cleaned, and without what its kind does not ask for."""
    shape = form.kind.shape
    details = {name: clean_text(text) for name, text in form.detail.items()}
    return replace(
        form,
        content=clean_text(form.content),
        place=clean_text(form.place).replace("\n", " "),
        detail={name: text for name, text in details.items() if text},
        guidance_area=form.guidance_area if shape.asks_area else "",
        talk_mode=form.talk_mode if shape.modes else "",
        effect=form.effect if shape.asks_effect else "",
        follow_up_on=form.follow_up_on if shape.asks_effect else None,
        class_id=form.class_id if shape.about is About.CLASS else None,
        mentor_group_id=form.mentor_group_id if shape.about is About.GROUP else None,
        exam_id=form.exam_id if form.kind is Kind.EXAM_ANALYSIS else None,
        readers=tuple(sorted(set(form.readers))) if form.is_restricted else (),
    )


def missing_fields(form: InteractionForm) -> list[str]:
    """What is still to be chosen before the form can be saved, in the order of the screen."""
    shape = form.kind.shape
    asked = [
        ("学生", shape.about is About.STUDENTS and not form.student_ids),
        ("小组", shape.about is About.GROUP and form.mentor_group_id is None),
        ("到场的学生", shape.about is About.GROUP and not form.student_ids),
        ("班级", shape.about is About.CLASS and form.class_id is None),
        ("哪次考试", form.kind is Kind.EXAM_ANALYSIS and form.exam_id is None),
        ("哪方面", shape.asks_area and form.guidance_area not in AREAS),
        ("方式", bool(shape.modes) and form.talk_mode not in shape.modes),
        ("效果", shape.asks_effect and form.effect not in EFFECTS),
        ("哪天跟进", form.effect == NEEDS_ATTENTION and form.follow_up_on is None),
        *((one.label, one.is_required and not form.detail.get(one.name)) for one in shape.fields),
    ]
    return [label for label, is_missing in asked if is_missing]


def check_form(form: InteractionForm, today: date) -> None:
    """Raise Invalid, naming what to change, unless the record can be kept as it stands."""
    if missing := missing_fields(form):
        raise Invalid(f"还差：{'、'.join(missing)}")
    _check_people(form)
    _check_days(form, today)
    _check_texts(form)
    if form.minutes is not None and not 1 <= form.minutes <= MAX_MINUTES:
        raise Invalid(f"时长填 1 到 {MAX_MINUTES} 分钟，或者不填。")
    known = {one.name: one for one in form.kind.shape.fields}
    if unknown := set(form.detail) - set(known):
        raise Invalid(f"不认识的栏目：{'、'.join(sorted(unknown))}")
    for name, text in form.detail.items():
        _check_field(known[name], text)


def _check_people(form: InteractionForm) -> None:
    if len(set(form.student_ids)) < len(form.student_ids):
        raise Invalid("同一名学生选了两次。")
    if form.student_ids and form.kind.shape.about in (About.CLASS, About.SCHOOL):
        raise Invalid(f"“{form.kind.text}”不记到某一名学生。请在内容里写，或改记“谈心”。")
    if len(form.student_ids) > MAX_STUDENTS:
        raise Invalid(f"一条记录最多 {MAX_STUDENTS} 名学生，请分几条记。")


def _check_days(form: InteractionForm, today: date) -> None:
    if form.occurred_on > today:
        raise Invalid("日期在今天之后。还没发生的先不记，改成当天再保存。")
    if form.occurred_on.year < today.year - 5:
        raise Invalid("日期太早了，请核对年份。")
    if form.follow_up_on is not None and form.follow_up_on < today:
        raise Invalid("“哪天跟进”要选今天或以后的日子。")
    if form.follow_up_on is not None and form.follow_up_on > today + LATEST_FOLLOW_UP:
        raise Invalid("“哪天跟进”离今天超过一年，请核对年份。")


def _check_texts(form: InteractionForm) -> None:
    if len(form.content) > MAX_CONTENT:
        raise Invalid(f"内容有 {len(form.content)} 字，最多 {MAX_CONTENT} 字，请删短一些；写的还在。")
    if len(form.place) > MAX_PLACE:
        raise Invalid(f"地点最多 {MAX_PLACE} 字，请删短一些；写的还在。")


def _check_field(asked: Field, text: str) -> None:
    if not text:
        return
    if asked.input == "choice" and text not in asked.choices:
        raise Invalid(f"“{asked.label}”请从给出的里面选。")
    if asked.input == "count" and not _COUNT.fullmatch(text):
        raise Invalid(f"“{asked.label}”填一个整数，例如 45。")
    if asked.input == "money" and not _MONEY.fullmatch(text):
        raise Invalid(f"“{asked.label}”填金额，例如 35 或 35.50。")
    most = MAX_CONTENT if asked.input == "text" else MAX_LINE
    if len(text) > most:
        raise Invalid(f"“{asked.label}”最多 {most} 字，请删短一些；写的还在。")
