"""The staff and the pupils of an invented school, and the lists the school brings in: staff and roster."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from domain.people import family_name
from seed import names
from seed.names import Sex
from seed.plan import Class, Post, Size, classes_of, posts

Cell = str | float
_STYLES = ("严谨细致", "亲和幽默", "启发引导", "激情洋溢", "朴实耐心", "")
_CARE = (
    ("留守儿童", 30),
    ("单亲家庭", 24),
    ("进城务工人员子女", 20),
    ("家庭贫困", 14),
    ("学习困难", 16),
    ("心理障碍", 6),
    ("行为偏差", 7),
    ("残疾", 2),
    ("孤儿", 1),
)
_CARE_SHARE = 0.12
_WORK = (
    "务农", "外出务工", "个体经营", "本地企业", "运输公司", "建筑工地", "超市", "卫生院", "社区", "学校食堂", "服装厂", "",
)  # fmt: skip
_ADDRESSES = ("育才路", "文昌街", "向阳巷", "河东村", "新华里", "桂花苑", "南门外", "青石桥")


@dataclass(frozen=True)
class Teacher:
    """One of the staff; `post` None for those without classes."""

    number: str
    name: str
    sex: Sex
    phone: str
    position: str
    role: str = ""
    style: str = ""
    post: Post | None = None


@dataclass(frozen=True)
class Guardian:
    """Somebody at home."""

    name: str
    relation: str
    phone: str
    work: str


@dataclass(frozen=True)
class Pupil:
    """A pupil with what the roster says; `ability` and `drift` only shape the invented marks."""

    number: str
    national_number: str
    name: str
    sex: Sex
    in_class: Class
    birth_date: date
    guardians: tuple[Guardian, ...]
    address: str
    care: str
    ability: float
    drift: float
    is_newcomer: bool


def staff(size: Size, chance: Random, phones: Iterator[str]) -> list[Teacher]:
    """Leaders, offices, the administrator, then the teachers."""
    work = posts(size)
    sexes: list[Sex] = [chance.choices(("男", "女"), (1, 2))[0] for _ in range(size.staff)]
    sexes[:3] = ["男", "女", "男"]
    called = names.teacher_names(chance, sexes)
    leading = [
        ("校长", "校领导"), ("德育副校长", "校领导"), ("教学副校长", "校领导"),
        ("德育处主任", "德育处"), ("德育处干事", "德育处"), ("教务处主任", "教务处"), ("信息中心网管", ""),
    ]  # fmt: skip
    posted: list[Post | None] = [*([None] * len(leading)), *work]
    titles = [*leading, *((_position(post), _role(post)) for post in work)]
    return [
        Teacher(f"{1001 + index}", name, sex, next(phones), title, role, _style(chance, post), post)
        for index, (name, sex, post, (title, role)) in enumerate(
            zip(called, sexes, posted, titles, strict=True)
        )
    ]


def pupils(size: Size, chance: Random, phones: Iterator[str], school_year: int) -> list[Pupil]:
    """All pupils by class and number: namesakes in two classes, a few rare names, care for about one in eight."""
    found = [
        pupil
        for one in classes_of(size)
        for pupil in _class(one, size.students_per_class + chance.randint(-2, 2), chance, phones, school_year)
    ]
    for (name, sex), place in zip(names.RARE, chance.sample(range(len(found)), len(names.RARE)), strict=True):
        found[place] = replace(found[place], name=name, sex=sex)
    for one in chance.sample(classes_of(size), 2):
        _make_namesakes(found, one)
    return found


def phone_numbers(chance: Random) -> Iterator[str]:
    """Numbers of a range that is given to nobody, each once."""
    for ending in chance.sample(range(10_000), 10_000):
        yield f"1380000{ending:04d}"


def staff_rows(people: Sequence[Teacher], present: Sequence[Class], grade_shift: int) -> list[list[Cell]]:
    """The staff list as the school keeps it; `grade_shift` is -1 for the year before."""
    rows: list[list[Cell]] = [
        ["工号", "姓名", "性别", "联系电话", "职务", "教学风格", "身份", "班主任", "任课安排"]
    ]
    for one in people:
        own = [taught for taught in one.post.classes if taught in present] if one.post else []
        homeroom = one.post.homeroom if one.post and one.post.homeroom in present else None
        rows.append(
            [
                one.number,
                one.name,
                one.sex,
                one.phone,
                one.position,
                one.style,
                _role_text(one, present, grade_shift),
                _class_text(homeroom, grade_shift) if homeroom else "",
                _teaching_text(one.post, own, grade_shift) if one.post else "",
            ]
        )
    return rows


def roster_rows(found: Sequence[Pupil], present: Sequence[Class], grade_shift: int) -> list[list[Cell]]:
    """The roster as the school keeps it: pupils, two guardians, the care category."""
    rows: list[list[Cell]] = [
        ["年级", "班级", "学号", "全国学籍号", "姓名", "性别", "出生日期", "特殊类别", "家长1姓名", "家长1关系",
         "家长1电话", "家长1工作单位", "家长2姓名", "家长2关系", "家长2电话", "家长2工作单位", "家庭住址"],
    ]  # fmt: skip
    for one in found:
        if one.in_class in present:
            home = [cell for guardian in one.guardians for cell in _guardian_cells(guardian)]
            grade = one.in_class.grade + grade_shift
            own: list[Cell] = [
                grade,
                f"{one.in_class.number}班",
                one.number,
                one.national_number,
                one.name,
                one.sex,
            ]
            own += [one.birth_date.isoformat(), one.care]
            rows.append([*own, *(home + [""] * 8)[:8], one.address])
    return rows


def _class(
    one: Class, count: int, chance: Random, phones: Iterator[str], school_year: int
) -> Iterator[Pupil]:
    entry_year = school_year - (one.grade - (1 if one.grade <= 6 else 7))
    for seat in range(1, count + 1):
        sex: Sex = chance.choice(("男", "女"))
        name = names.pupil_name(chance, sex)
        born = date(school_year - one.grade - 6, 9, 1) + timedelta(days=chance.randrange(365))
        care = _care(chance)
        yield Pupil(
            number=f"{entry_year}{1 if one.grade <= 6 else 2}{one.number:02d}{seat:02d}",
            national_number=f"G000000{born:%Y%m%d}{one.grade}{one.number}{seat:02d}",
            name=name,
            sex=sex,
            in_class=one,
            birth_date=born,
            guardians=tuple(_guardians(name, care, chance, phones)),
            address=f"{chance.choice(_ADDRESSES)}{chance.randint(1, 180)}号",
            care=care,
            ability=chance.gauss(0, 0.85) - (0.9 if care == "学习困难" else 0),
            drift=chance.gauss(0, 0.12),
            is_newcomer=chance.random() < 0.008,
        )


def _care(chance: Random) -> str:
    if chance.random() >= _CARE_SHARE:
        return ""
    return chance.choices([name for name, _ in _CARE], [weight for _, weight in _CARE])[0]


def _guardians(name: str, care: str, chance: Random, phones: Iterator[str]) -> Iterator[Guardian]:
    family = family_name(name) if "·" not in name else None
    father = Guardian(names.relative_name(chance, "男", family), "父亲", next(phones), chance.choice(_WORK))
    mother = Guardian(names.relative_name(chance, "女"), "母亲", next(phones), chance.choice(_WORK))
    grandmother = Guardian(names.relative_name(chance, "女"), "奶奶", next(phones), "")
    if care == "孤儿":
        yield grandmother
    elif care == "留守儿童":
        yield from (grandmother, replace(father, work="外出务工"))
    elif care == "单亲家庭":
        yield chance.choice((father, mother))
    else:
        yield from (mother, father) if chance.random() < 0.8 else (mother,)


def _guardian_cells(one: Guardian) -> list[Cell]:
    return [one.name, one.relation, one.phone, one.work]


def _make_namesakes(found: list[Pupil], one: Class) -> None:
    """Two pupils of the class share a name; only their numbers tell them apart."""
    girls = [place for place, pupil in enumerate(found) if pupil.in_class == one and pupil.sex == "女"]
    if len(girls) > 1:
        found[girls[1]] = replace(found[girls[1]], name=found[girls[0]].name)


def _position(post: Post) -> str:
    return f"{_GRADE_WORDS[post.heads_grade]}年级组长" if post.heads_grade else "教师"


def _role(post: Post) -> str:
    return "年级组长" if post.heads_grade else ""


def _style(chance: Random, post: Post | None) -> str:
    return chance.choice(_STYLES) if post else ""


def _role_text(one: Teacher, present: Sequence[Class], grade_shift: int) -> str:
    if one.post is None or not one.post.heads_grade:
        return one.role
    grade = one.post.heads_grade
    if not any(taught.grade == grade for taught in present):
        return ""
    return f"{_GRADE_WORDS[grade + grade_shift]}年级组长"


def _teaching_text(post: Post, own: Sequence[Class], grade_shift: int) -> str:
    """语文 四1班、四2班；道德与法治 四1班"""
    if not own:
        return ""
    classes = "、".join(_class_text(one, grade_shift) for one in own)
    return "；".join(f"{subject} {classes}" for subject in (post.subject, post.along) if subject)


def _class_text(one: Class, grade_shift: int) -> str:
    return f"{_GRADE_WORDS[one.grade + grade_shift]}{one.number}班"


_GRADE_WORDS = "零一二三四五六七八九"
