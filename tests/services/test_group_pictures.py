"""The picture of a class's groups: for who forms them, in the colours of the screen, without a child."""

from io import BytesIO

import pytest
from PIL import Image

from components.chart_specs import LEVEL_COLOURS
from domain.errors import NotFound
from services import group_pictures, plans
from tests.school_builder import HOMEROOM, OFFICE


def colours(paper):
    image = Image.open(BytesIO(paper.content)).convert("RGB")
    return {f"#{red:02X}{green:02X}{blue:02X}" for _, (red, green, blue) in image.getcolors(1 << 20)}


@pytest.mark.parametrize("person", [HOMEROOM, OFFICE])
def test_it_shows_each_level_that_a_group_has(school, person):
    context, class_id = school.as_person(person), school.class_id("三（1）班")
    desk = plans.open_desk(context, class_id)
    levels = {one.level for group in desk.members for one in group}
    paper = group_pictures.picture(context, class_id)
    assert paper.name == "三（1）班小组层次.png"
    shown = colours(paper)
    assert {level for level, colour in zip("ABC", LEVEL_COLOURS, strict=True) if colour in shown} == levels


def test_a_class_without_groups_has_none(school):
    with pytest.raises(NotFound, match="没有可画的分组"):
        group_pictures.picture(school.as_person(OFFICE), school.class_id("三（2）班"))
