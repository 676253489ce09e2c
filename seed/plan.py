"""How large an invented school is and who teaches what in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.duty_presets import PRESETS, PresetDuty

PRIMARY = ("语文", "数学", "英语", "道德与法治", "科学")
JUNIOR = ("语文", "数学", "英语", "物理", "化学", "道德与法治", "历史", "地理", "生物")
ALL_GRADES = ("体育", "音乐", "美术", "信息科技")
MAIN = ("语文", "数学", "英语")
_ONLY_IN = {"物理": (8, 9), "化学": (9,), "地理": (7, 8), "生物": (7, 8)}
# also in primary grades, but taught there by the language teacher of the class
_TAUGHT_ALONG = {"道德与法治": "语文"}
_EXTRA = ("劳动", "心理健康", "综合实践", "书法")
_LEADS = 7  # three leaders, three of the offices, one administrator


def _duty(preset: str, name: str) -> PresetDuty:
    """One duty of a scheme."""
    return next(one for one in PRESETS[preset].duties if one.name == name)


# a school that has read all five schemes and taken what it can keep
_OWN_CHOICE = (
    _duty("S1", "谈心"), _duty("S0", "家校联系"), _duty("S1", "家访"), _duty("S2", "班级会商"),
    replace(_duty("S2", "校长办公会"), name="学校会诊"),
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Class:
    """A class as it is this school year."""

    grade: int
    number: int


@dataclass(frozen=True)
class Size:
    """What an invented school is made of. `loads`: how many classes one teacher has, by stage and subject."""

    classes: Mapping[int, int]
    students_per_class: int
    staff: int
    records_per_day: int
    groups_per_class: int = 5
    loads: Mapping[str, int] = field(default_factory=dict)
    levels_in: int | None = None
    duties: tuple[PresetDuty, ...] = PRESETS["S2"].duties


DEMO = Size(
    classes=dict.fromkeys(range(4, 10), 3),
    students_per_class=33,
    staff=45,
    records_per_day=72,
    levels_in=4,
    duties=_OWN_CHOICE,
    loads={
        "小学语文": 1, "小学数学": 3, "小学英语": 3, "小学科学": 9,
        "初中语文": 3, "初中数学": 3, "初中英语": 3, "初中物理": 3, "初中化学": 3, "初中道德与法治": 5,
        "初中历史": 9, "初中地理": 6, "初中生物": 6, "体育": 9, "音乐": 18, "美术": 18, "信息科技": 18,
    },
)  # fmt: skip


@dataclass
class Post:
    """A teacher's work: classes by subject, and the class led."""

    subject: str
    classes: list[Class]
    homeroom: Class | None = None
    along: str = ""
    heads_grade: int | None = None


def classes_of(size: Size) -> list[Class]:
    """Every class, in school order."""
    return [Class(grade, number) for grade, count in size.classes.items() for number in range(1, count + 1)]


def exam_subjects(grade: int) -> tuple[str, ...]:
    """What a grade is examined in."""
    return PRIMARY[:3] + PRIMARY[4:] if grade <= 6 else tuple(one for one in JUNIOR if taught(one, grade))


def taught(subject: str, grade: int) -> bool:
    """Whether a grade has the subject."""
    return grade in _ONLY_IN.get(subject, (grade,))


def posts(size: Size) -> list[Post]:
    """The teachers' posts: every class has every subject, a homeroom teacher, every grade a head."""
    classes = classes_of(size)
    found = _stage("小学", [one for one in classes if one.grade <= 6], PRIMARY, size)
    found += _stage("初中", [one for one in classes if one.grade > 6], JUNIOR, size)
    found += _stage("", classes, ALL_GRADES, size)
    _fill(found, size.staff - _LEADS, classes)
    _give_homerooms(found, classes)
    _give_heads(found, list(size.classes))
    return found


def _stage(stage: str, classes: Sequence[Class], subjects: Sequence[str], size: Size) -> list[Post]:
    found: list[Post] = []
    for subject in subjects:
        if stage == "小学" and subject in _TAUGHT_ALONG:
            continue
        own = [one for one in classes if taught(subject, one.grade)]
        load = size.loads.get(stage + subject, 4)
        along = next(
            (name for name, host in _TAUGHT_ALONG.items() if stage == "小学" and host == subject), ""
        )
        found += [Post(subject, own[at : at + load], along=along) for at in range(0, len(own), load)]
    return found


def _fill(found: list[Post], wanted: int, classes: Sequence[Class]) -> None:
    """Teachers of the smaller subjects until the staff is as large as asked."""
    for index in range(wanted - len(found)):
        start = index * 6 % len(classes)
        found.append(Post(_EXTRA[index % len(_EXTRA)], list(classes[start : start + 6])))


def _give_homerooms(found: list[Post], classes: Sequence[Class]) -> None:
    for one in classes:
        free = [post for post in found if one in post.classes and post.homeroom is None]
        free.sort(
            key=lambda post: (MAIN.index(post.subject) if post.subject in MAIN else 9, len(post.classes))
        )
        free[0].homeroom = one


def _give_heads(found: list[Post], grades: Sequence[int]) -> None:
    for grade in grades:
        able = [post for post in found if any(one.grade == grade for one in post.classes)]
        able = [post for post in able if post.subject in MAIN and post.heads_grade is None] or able
        able.sort(key=lambda post: (post.homeroom is not None, post.subject != "数学"))
        able[0].heads_grade = grade
