"""Which field a column title means: titles are normalised, then looked up exactly. Nothing is guessed.

(Similar titles are no use: 家长姓名 resembles 姓名, and would put parents on the roll.)
"""

import re
from functools import lru_cache

from documents.cells import folded
from documents.import_rows import Kind
from domain.wishes import MOST_WISHES, wish_name

_SOMEBODY_ELSE = re.compile("父|母|爸|妈|爷|奶|祖|外公|外婆|家长|监护|亲属|导师|主任|教师|老师")
_NOTE = re.compile(r"[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]")
_MARKS = re.compile(r"[\s*:：、,，。.?？!！_\-—\"“”'‘’|]+")
_FULL_MARK = re.compile(r"(?:[(\[【]|满分|/)(?:满分)?:?([0-9]{2,3}(?:\.[0-9])?)分?(?:满分)?[)\]】]?$")
_GROUP_ENDING = re.compile("(?<=[父母亲长人])(?:基本)?(?:信息|情况)$")

CARE_PREFIX = "care:"
SUBJECT_PREFIX = "subject:"
LEVEL_PREFIX = "level:"
WISH_PREFIX = "wish:"

# field -> (what a person sees, titles that mean it)
_PEOPLE = {
    "name": ("姓名", "姓名 名字"),
    "sex": ("性别", "性别 男/女 男女"),
}
_CLASS = {
    "grade": ("年级", "年级 所在年级 就读年级 年级名称 现年级 学生年级"),
    "class": (
        "班级",
        "班级 班 班别 班号 年班 行政班 行政班级 所在班级 就读班级 年级班级 年级班别 班级名称 现班级 学生班级",
    ),
}
_NUMBERS = {
    "student_number": ("学号", "学号 学生学号 校内学号 学生编号"),
    "national_number": ("学籍号", "学籍号 全国学籍号 学籍号码 国网学籍号 学生学籍号 全国学籍号码"),
}
_GUARDIANS = {
    "guardian": ("监护人", "家长 监护人 联系人 家长1 监护人1 家长一 监护人一 第一监护人"),
    "guardian2": ("监护人2", "家长2 监护人2 家长二 监护人二 第二监护人"),
    "guardian3": ("监护人3", "家长3 监护人3 家长三 监护人三 第三监护人"),
    "father": ("父亲", "父亲 爸爸"),
    "mother": ("母亲", "母亲 妈妈"),
    "temporary": ("临时监护人", "临时监护人 委托监护人 代管人"),
}
# part of a guardian -> (what a person sees, endings of the title)
_GUARDIAN_PARTS = {
    "name": ("姓名", " 姓名 名字"),
    "relation": ("关系", "关系 与学生关系 称谓"),
    "phone": ("电话", "电话 手机 手机号 手机号码 电话号码 联系电话 联系方式 联系手机"),
    "work_unit": ("工作单位", "工作单位 单位 工作"),
    "address": ("住址", "住址 地址 家庭住址 现住址"),
}
_HOUSEHOLD = {
    "guardian_relation": "与学生关系 关系 家长关系 与监护人关系 监护关系",
    "guardian_phone": "联系电话 联系方式 电话 电话号码 手机 手机号 手机号码 联系手机 家庭电话 家长联系方式",
    "guardian_work_unit": "工作单位",
    "guardian_address": "家庭住址 家庭地址 住址 现住址 现住地址 居住地址 地址 家庭详细地址",
}
CARE_CATEGORIES = {
    "留守儿童": "留守儿童 留守 是否留守 是否留守儿童",
    "单亲家庭": "单亲家庭 单亲 是否单亲 单亲离异 单亲/离异",
    "进城务工人员子女": "进城务工人员子女 随迁子女 进城务工人员随迁子女 务工人员子女 是否随迁子女",
    "家庭贫困": "家庭贫困 贫困 家庭经济困难 经济困难 贫困生 困难学生",
    "家庭优越": "家庭优越",
    "思想波动": "思想波动",
    "学习困难": "学习困难 学困生 学困",
    "行为偏差": "行为偏差 行为偏差生",
    "心理障碍": "心理障碍 心理有障碍 心理问题",
    "残疾": "残疾 残疾学生 是否残疾",
    "孤儿": "孤儿 是否孤儿",
}
_CARE = ("特殊类别", "特殊类别 特殊群体 特殊学生类别 特殊学生 类别 学生类别 关爱类别 备注类别 特殊情况类别")
_STAFF = {
    "name": ("姓名", "姓名 名字 教师 老师 教师姓名 老师姓名 教职工姓名 任课教师 任课老师 教职工"),
    "staff_number": ("工号", "工号 教工号 职工号 教师编号 教职工号 教师工号 教职工编号 员工号"),
    "sex": ("性别", "性别 男/女 男女"),
    "phone": ("电话", "电话 电话号码 手机 手机号 手机号码 联系电话 联系方式 教师电话 教师手机 联系手机"),
    "position": ("职务", "职务 岗位 行政职务 校内职务 现任职务"),
    "teaching_style": ("教学风格", "教学风格 风格"),
    "homeroom": (
        "班主任",
        "班主任 任班主任 担任班主任 班主任班级 所带班级 担任班主任班级 班主任所在班级 是否班主任",
    ),
    "grade": ("年级", "年级 任教年级 所教年级 任课年级"),
    "classes": ("任教班级", "任教班级 任课班级 教学班级 执教班级 所教班级 任教年级班级 班级 授课班级"),
    "subject": ("任教学科", "任教学科 任教科目 学科 科目 任课学科 执教学科 所教学科 授课学科 任教课程"),
    "teaching": ("任课安排", "任课安排 任课情况 任教情况 任课 任教 教学任务"),
    "roles": ("身份", "身份 角色 系统角色 人员身份"),
}
_EXAM = {
    "total": ("总分", "总分 合计 总成绩 总计 成绩总分 总得分 各科总分"),
    "class_rank": ("班级排名", "班级排名 班排名 班名次 班级名次 班排 班内名次 班内排名"),
    "grade_rank": (
        "年级排名",
        "年级排名 年排名 年名次 年级名次 年排 级名次 级排名 校排名 校名次 全校排名 全年级排名",
    ),
}
SUBJECTS = {
    "语文": "语文",
    "数学": "数学",
    "英语": "英语 外语",
    "物理": "物理",
    "化学": "化学",
    "生物": "生物 生物学",
    "道德与法治": "道德与法治 道法 道德法治 思想品德 思品 品德 品德与社会 品德与生活 道德与法治/政治",
    "政治": "政治 思想政治",
    "历史": "历史",
    "地理": "地理",
    "历史与社会": "历史与社会 社会",
    "科学": "科学",
    "音乐": "音乐",
    "体育": "体育 体育与健康",
    "美术": "美术",
    "艺术": "艺术",
    "书法": "书法",
    "信息科技": "信息科技 信息技术 信息",
    "通用技术": "通用技术",
    "劳动": "劳动 劳动教育 劳技 劳动与技术",
    "综合实践": "综合实践 综合实践活动 综合",
    "心理健康": "心理健康 心理",
    "日语": "日语",
    "俄语": "俄语",
    "文综": "文综 文科综合",
    "理综": "理综 理科综合",
}
_SCORE_WORDS = "成绩 分数 得分 分 原始分 卷面分 考试成绩"
_LEVEL_WORDS = "等级 等第 等次 等"
# titles over a group of columns that say nothing about the columns below
_GROUP_TITLES = set(
    "学生 学生信息 基本信息 学生基本信息 学生情况 基本情况 学生基本情况 个人信息 教师 教师信息 成绩 各科成绩 学科 科目 "  # noqa: SIM905
    "学科成绩 考试成绩 各科 任教情况 任课情况 排名 名次 联系信息".split()
)


@lru_cache(maxsize=4096)
def plain_title(title: str) -> str:
    """A title in half-width characters without spaces, marks, and bracketed notes that do not matter."""
    flat = folded(title)
    without_mark = _FULL_MARK.sub("", flat) if full_mark(flat) else flat
    return _MARKS.sub("", _NOTE.sub(_keep_family, without_mark))


def _keep_family(note: re.Match[str]) -> str:
    """(必填) is dropped; (家长) changes whose name it is, and stays."""
    return note[1] if _SOMEBODY_ELSE.search(note[1]) else ""


def full_mark(title: str) -> float | None:
    """120 in 语文(120分), 语文（满分120）, 语文/120."""
    found = _FULL_MARK.search(folded(title))
    return float(found[1]) if found else None


def field_of(kind: Kind, upper: str, lower: str, upper_is_certain: bool = True) -> str:
    """The field a column means, "" for none; `upper` is the title above a group of columns, if any.

    The title above counts unless it is a mere group title, or was only assumed to reach this far.
    """
    above, below = _GROUP_ENDING.sub("", plain_title(upper)), plain_title(lower)
    table = _titles(kind)
    if not above or not below:
        return table.get(above or below, "")
    joined = table.get(above + below, "")
    if joined or (above in table and above not in _GROUP_TITLES and upper_is_certain):
        return joined
    # 家长信息 over 姓名 is not the pupil's name, though the two together are no known title
    if _SOMEBODY_ELSE.search(above) and above not in _GROUP_TITLES:
        return ""
    return table.get(below, "")


def fields_of(kind: Kind) -> dict[str, str]:
    """Every field a person may choose for a column -> what it is called on screen."""
    return dict(_fields(kind))


def label(kind: Kind, field: str) -> str:
    """What a field is called on screen; a subject and a care category carry their own name."""
    return _fields(kind).get(field) or field.rpartition(":")[2]


@lru_cache
def _fields(kind: Kind) -> dict[str, str]:
    if kind == "staff":
        return {field: shown for field, (shown, _) in _STAFF.items()}
    common = {field: shown for field, (shown, _) in (_PEOPLE | _CLASS | _NUMBERS).items()}
    if kind == "wishes":
        return common | {f"{WISH_PREFIX}{rank}": wish_name(rank) for rank in range(1, MOST_WISHES + 1)}
    if kind == "exam":
        subjects = {SUBJECT_PREFIX + subject: subject for subject in SUBJECTS}
        levels = {LEVEL_PREFIX + subject: f"{subject}等级" for subject in SUBJECTS}
        return common | {field: shown for field, (shown, _) in _EXAM.items()} | subjects | levels
    guardians = {
        f"{who}_{part}": f"{shown}{ending}"
        for who, (shown, _) in _GUARDIANS.items()
        for part, (ending, _) in _GUARDIAN_PARTS.items()
    }
    care = {CARE_PREFIX + category: category for category in CARE_CATEGORIES}
    own = {"birth_date": "出生日期", "phone": "学生电话", "care": _CARE[0]}
    return common | own | guardians | care


@lru_cache
def _titles(kind: Kind) -> dict[str, str]:
    """Every known title, normalised -> its field."""
    if kind == "staff":
        return _table({field: titles for field, (_, titles) in _STAFF.items()})
    people = _table({field: titles for field, (_, titles) in (_PEOPLE | _CLASS | _NUMBERS).items()})
    people |= _table({"name": "学生姓名 学生 学生名字 学员姓名 姓名学生", "sex": "学生性别"})
    if kind == "wishes":
        return people | _wish_titles()
    return people | (_exam_titles() if kind == "exam" else _roster_titles())


def _wish_titles() -> dict[str, str]:
    """第一志愿, 志愿1, 1.志愿, 第2志愿导师, 导师志愿 over 第三 … and 首选, 次选."""
    titles = _table({f"{WISH_PREFIX}1": "首选 首选导师", f"{WISH_PREFIX}2": "次选 次选导师"})
    for rank in range(1, MOST_WISHES + 1):
        numerals = ("一二三四五六七八九十"[rank - 1], str(rank))
        written = [one for numeral in numerals for one in _wish_spellings(numeral)]
        titles |= _table({f"{WISH_PREFIX}{rank}": " ".join(written)})
    return titles


def _wish_spellings(numeral: str) -> list[str]:
    counted = [f"第{numeral}", numeral]
    nouns = ["志愿", "选择", "意向", "志愿导师", "志愿老师", "导师志愿", "导师", "选择导师", "意向导师"]
    before = ["志愿", "选择", "意向", "导师志愿", "我的志愿", "导师", "意向导师", "选择导师", "填报志愿"]
    after = [f"{count}{noun}" for count in counted for noun in nouns]
    return after + [f"{noun}{count}" for count in counted for noun in before]


def _exam_titles() -> dict[str, str]:
    titles = _table({field: titles for field, (_, titles) in _EXAM.items()})
    for subject, names in SUBJECTS.items():
        for one in names.split():
            scored = [one, *(one + word for word in _SCORE_WORDS.split())]
            levelled = [one + word for word in _LEVEL_WORDS.split()]
            titles |= _table({SUBJECT_PREFIX + subject: " ".join(scored)})
            titles |= _table({LEVEL_PREFIX + subject: " ".join(levelled)})
    return titles


def _roster_titles() -> dict[str, str]:
    titles = _table({"birth_date": "出生日期 出生年月 出生年月日 出生 生日 学生出生日期", "care": _CARE[1]})
    titles |= _table({"phone": "学生电话 学生手机 学生手机号 本人电话 本人手机 学生联系电话 学生联系方式"})
    for who, (_, names) in _GUARDIANS.items():
        for part, (_, endings) in _GUARDIAN_PARTS.items():
            whole = [name + ending for name in names.split() for ending in endings.split(" ")]
            titles |= _table({f"{who}_{part}": " ".join(whole)})
    titles |= _table(_HOUSEHOLD)
    return titles | _table({CARE_PREFIX + category: names for category, names in CARE_CATEGORIES.items()})


def _table(fields: dict[str, str]) -> dict[str, str]:
    return {plain_title(title): field for field, titles in fields.items() for title in titles.split()}
