"""The kinds of record (requirements D1) and what each asks for: one table that forms, checks, lists and papers read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    """What was done."""

    TALK = "talk"
    MENTEE_REPORT = "mentee_report"
    GUARDIAN_CONTACT = "guardian_contact"
    HOME_VISIT = "home_visit"
    LETTER = "letter"
    GROUP_ACTIVITY = "group_activity"
    EXAM_ANALYSIS = "exam_analysis"
    CLASS_MEETING = "class_meeting"
    CLASS_TALK = "class_talk"
    PARENT_CLASS = "parent_class"
    CLASS_VISIT = "class_visit"
    CLASS_CONSULTATION = "class_consultation"
    SCHOOL_CONSULTATION = "school_consultation"

    @property
    def shape(self) -> "Shape":
        """What a record of this kind holds."""
        return SHAPES[self]

    @property
    def text(self) -> str:
        """The word on the screen."""
        return self.shape.text

    @property
    def modes(self) -> tuple[str, ...]:
        """How it can happen, the usual way first; empty: not asked."""
        return self.shape.modes


class About(StrEnum):
    """Whom a record is about. Students: one or several, and the record stands in each one's archive."""

    STUDENTS = "students"
    GROUP = "group"  # a mentor group; its students who were there are the participants
    CLASS = "class"  # nobody in particular
    SCHOOL = "school"


@dataclass(frozen=True)
class Field:
    """One field that only some kinds have, kept as text in `detail` under its name."""

    name: str
    label: str
    input: Literal["line", "text", "count", "money", "choice"] = "text"
    choices: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True)
class Shape:
    """What a record of one kind asks for besides the day, the place, the minutes and the words."""

    text: str
    about: About = About.STUDENTS
    modes: tuple[str, ...] = ()
    asks_area: bool = False
    asks_effect: bool = False
    fields: tuple[Field, ...] = ()


SHAPES: dict[Kind, Shape] = {
    Kind.TALK: Shape("谈心", About.STUDENTS, ("面谈", "电话", "书信", "线上"), True, True),
    Kind.MENTEE_REPORT: Shape("学生汇报", About.STUDENTS, ("当面", "书面", "线上"), True, True),  # S0, S1 三.3
    Kind.GUARDIAN_CONTACT: Shape(
        "家校联系", About.STUDENTS, ("电话", "面谈", "线上", "书信"), True, True,
        (Field("guardian", "和谁联系", "choice", ("父亲", "母亲", "祖辈", "其他监护人")),),
    ),
    Kind.HOME_VISIT: Shape(
        "家访", About.STUDENTS, ("入户", "约见", "线上"), True, True,
        (
            Field("visitors", "同去的人", "line"),
            Field("family", "家庭情况"),
            Field("wishes", "家长的想法"),
            Field("agreement", "约定"),
        ),
    ),
    Kind.LETTER: Shape("书信日记", About.STUDENTS, ("书信", "日记", "周记"), True, True),
    Kind.GROUP_ACTIVITY: Shape(
        "小组活动", About.GROUP, (), False, False,
        (
            Field("form", "活动形式", "choice", ("谈心会", "学习互助", "文体活动", "社会实践", "劳动", "其他"), True),
            Field("cost", "花费（元）", "money"),
        ),
    ),
    Kind.EXAM_ANALYSIS: Shape(
        "考后分析", About.STUDENTS, (), False, False,
        (
            Field("problem", "存在的问题", "text", (), True),
            Field("countermeasure", "对策", "text", (), True),
        ),
    ),
    Kind.CLASS_MEETING: Shape("参加班会", About.CLASS, (), False, False, (Field("topic", "主题", "line", (), True),)),
    Kind.CLASS_TALK: Shape("班会发言", About.CLASS, (), False, False, (Field("topic", "题目", "line", (), True),)),
    Kind.PARENT_CLASS: Shape(
        "家长课堂", About.CLASS, (), False, False,
        (Field("topic", "主题", "line", (), True), Field("present", "到场人数", "count")),
    ),
    Kind.CLASS_VISIT: Shape(
        "下班走访", About.CLASS, (), False, False,
        (Field("looked_at", "看了什么", "choice", ("听课", "查看记录", "座谈", "其他"), True),),
    ),
    Kind.CLASS_CONSULTATION: Shape(
        "班级会商", About.CLASS, (), False, False,
        (
            Field("topic", "议题", "line", (), True),
            Field("present", "参加的人", "line"),
            Field("decision", "议定事项"),
        ),
    ),
    Kind.SCHOOL_CONSULTATION: Shape(
        "学校会诊", About.SCHOOL, (), False, False,
        (
            Field("topic", "议题", "line", (), True),
            Field("present", "参加的人", "line"),
            Field("decision", "议定事项"),
        ),
    ),
}  # fmt: skip

OF_LEADERS = frozenset({Kind.CLASS_VISIT, Kind.SCHOOL_CONSULTATION})  # written by who sees the whole school
NOT_A_CONTACT = frozenset({Kind.EXAM_ANALYSIS})  # written at a desk: nobody was in touch with the child by it
CONTACT_KINDS = frozenset(
    kind
    for kind, shape in SHAPES.items()
    if shape.about in (About.STUDENTS, About.GROUP) and kind not in NOT_A_CONTACT
)
