"""Charts as pictures: whole, with Chinese drawn, and no word in them can be more than a word."""

import xml.etree.ElementTree as Xml
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from documents.chart_picture import Words, curve_drawing, months_drawing, picture, profile_drawing
from domain.contact_months import GROUPS, ContactMonth
from domain.curve_panels import panel_of
from domain.exam_measures import SubjectStanding
from domain.exams import CurvePoint

NASTY = '"><script>x</script>&<image href="file:///etc/passwd"/>'
WORDS = Words(
    "一年进步 44 名", "林小禾　三（2）班", "灰色是班级中间一半学生", "陈静 · 2026年11月20日 18:00 导出"
)
TAGS = {"svg", "text", "line", "circle", "rect", "polygon"}


def points(name="期中", count=5):
    """Every second one absent but the ends."""
    return [
        CurvePoint(
            index, f"本学期|{name}", date(2026, 1, 1 + index), "absent" if index % 2 else "scored",
            None if index % 2 else 250.0 + index, 300.0, None if index % 2 else 9 + index,
            None if index % 2 else 90 - index, 200, (230.0, 262.0), (39, 149), 45,
        )
        for index in range(count)
    ]  # fmt: skip


def drawings(text):
    subjects = [SubjectStanding(text, 88.0, (60.0, 80.0)), SubjectStanding("数学", None, None, text)]
    months = [ContactMonth(date(2026, 9, 1), dict.fromkeys(GROUPS, 2), True)]
    curves = [
        panel_of(points(text, count), measure)
        for measure in ("grade_rank", "class_place", "total", "rate")
        for count in (1, 5, 20)
    ]
    return [
        *(curve_drawing(one) for one in curves),
        profile_drawing(subjects),
        months_drawing(months),
        months_drawing([]),
    ]


@pytest.mark.parametrize("text", ["期中", NASTY], ids=["harmless", "nasty"])
def test_every_drawing_is_plain_shapes_and_words(text):
    for one in drawings(text):
        assert {node.tag.rpartition("}")[2] for node in Xml.fromstring(one).iter()} <= TAGS


def test_words_are_drawn_as_they_were_typed():
    found = ["".join(Xml.fromstring(one).itertext()) for one in drawings(NASTY)]
    assert NASTY.split("|")[0] in found[0]
    assert NASTY in found[-3]


def test_an_absence_is_printed_and_bridged():
    made = curve_drawing(panel_of(points(), "grade_rank"))
    assert made.count("缺考") == 2
    assert made.count('stroke-dasharray="3 4"') == 2
    assert "年级名次（越靠上越好）" in made


def test_the_better_rank_stands_higher():
    root = Xml.fromstring(curve_drawing(panel_of(points(), "grade_rank")))
    heights = [float(node.get("cy")) for node in root.iter() if node.tag.endswith("circle")]
    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize("place", range(3))
def test_the_picture_is_whole_and_its_words_are_drawn(place):
    made = [picture(one, WORDS) for one in (drawings("期中")[1], drawings("期中")[-3], drawings("期中")[-2])][
        place
    ]
    with Image.open(BytesIO(made)) as image:
        assert image.format == "PNG"
        assert image.width > 1500
        title = image.convert("L").crop((30, 30, 900, 110))
        assert title.getextrema()[0] < 100  # without a Chinese face nothing would stand there


def test_a_typst_command_in_words_is_a_word():
    wild = Words("#panic()", '#import "x"', NASTY, "*a*")
    assert picture(drawings("期中")[0], wild)[:4] == b"\x89PNG"
