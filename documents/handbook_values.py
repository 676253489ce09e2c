"""A handbook in the Chinese words that layouts and templates use, the school's own templates too."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.handbook import Contact, ContactMonth, Curve, ExamPlace, Growth, Handbook, MonthForm, ordinal

Values = dict[str, Any]


def handbook_values(book: Handbook) -> Values:
    """All of a handbook; the students numbered as the forms are."""
    return {
        "学校": book.school,
        "学年": book.school_year,
        "学期": book.term,
        "导师": book.mentor,
        "学科": book.subjects,
        "任教班级": book.classes,
        "学生人数": len([one for one in book.students if one.name]),
        "学生": [growth_values(one, place) for place, one in enumerate(book.students, start=1)],
        "小结": [{"标题": title, "段落": _paragraphs(text)} for title, text in book.summaries],
        "导出": book.exported,
    }


def archive_values(students: Sequence[Growth], head: Mapping[str, str]) -> Values:
    """Archives one after the other; `head` as on every paper: school, school_year, term, exported."""
    return {
        "学校": head["school"],
        "学年": head["school_year"],
        "学期": head["term"],
        "导出": head["exported"],
        "学生": [growth_values(one, place) for place, one in enumerate(students, start=1)],
    }


def growth_values(growth: Growth, place: int = 1) -> Values:
    """One student's forms."""
    return {
        "序号": place,
        "序数": ordinal(place),
        "姓名": growth.name,
        "班级": growth.class_name,
        "性别": growth.sex,
        "学号": growth.number,
        "电话": growth.phone,
        "家长姓名": growth.guardian,
        "家长电话": growth.guardian_phone,
        "单位或住址": growth.work_or_home,
        "基本情况": growth.basics,
        "家庭情况": growth.family,
        "社会关系": growth.relations,
        "备注": growth.remark,
        "历任导师": growth.mentors,
        "月份": [_month(one) for one in growth.months],
        "交流": [_contacts(one) for one in growth.contacts],
        "大考": exam_values(growth.curve),
        "其他": [{"标题": title, "内容": text} for title, text in growth.lines],
    }


def _month(one: MonthForm) -> Values:
    return {
        "名称": one.name,
        "表现": one.performance,
        "亮点": one.strength,
        "不足": one.weakness,
        "改进措施": one.measure,
        "考试": one.exam,
        "成绩": one.result,
        "排名": one.rank,
    }


def _contacts(month: ContactMonth) -> Values:
    lines = month.contacts or (Contact("", "", ""),)
    return {
        "名称": month.name,
        "条目": [{"时间": one.day, "记录": one.words, "效果": one.effect} for one in lines],
    }


def exam_values(curve: Curve) -> Values:
    """五次大考 and what is drawn of them."""
    return {
        "标题": curve.heading,
        "名次": curve.is_rank,
        "有图": curve.is_drawn,
        "点": [_place(one) for one in curve.places],
    }


def _place(one: ExamPlace) -> Values:
    return {"名称": one.label, "字": one.text, "值": one.value, "缺考": one.is_absent}


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]
