"""What the slips' grid sends: rows that say something else than what was read, labels turned into mentors."""

import pytest

from components.wish_grid import Kept, entered, mentor_labels
from domain.class_names import ClassName
from services.choices import Choosing, Teacher

NAMES = {"王芳 语文": 1, "王芳 数学": 2, "李强": 3, "（周平已离校）": 4}


@pytest.fixture
def kept():
    return Kept(1, [11, 12, 13], {11: (1, 3), 12: (), 13: (4,)}, NAMES)


@pytest.mark.parametrize(
    ("edits", "sent"),
    [
        ({}, {}),
        ({1: {"第一志愿": "王芳 数学"}}, {12: (2, None, None)}),
        ({0: {"第一志愿": "李强", "第二志愿": "王芳 语文"}}, {11: (3, 1, None)}),
        ({0: {"第三志愿": "王芳 数学"}}, {11: (1, 3, 2)}),
        ({0: {"第二志愿": None}}, {11: (1, None, None)}),
        ({0: {"第一志愿": None, "第二志愿": None}}, {11: (None, None, None)}),
        ({0: {"第一志愿": "王芳 语文"}}, {}),
        ({1: {"第一志愿": None}}, {}),
        ({1: {"第三志愿": "李强"}}, {12: (None, None, 3)}),
        ({2: {"第二志愿": "李强"}}, {13: (4, 3, None)}),
        ({1: {"第一志愿": "没有这个人"}}, {}),
    ],
)
def test_only_rows_that_changed_are_sent(kept, edits, sent):
    assert entered(edits, kept, 3) == sent


def test_every_label_means_one_mentor():
    teachers = tuple(
        Teacher(number, name, subject, False, 0)
        for number, name, subject in ((1, "王芳", "语文"), (2, "王芳", "数学"), (3, "李强", "英语"))
    )
    found = Choosing(1, ClassName(3, 1), None, (), (), teachers, frozenset(), {4: "周平已离校"})
    assert {label: mentor for mentor, label in mentor_labels(found).items()} == NAMES
