"""What a name can be found by."""

import pytest

from db.names import search_text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("张三", {"zhangsan", "zs"}),
        ("单田芳", {"shantianfang", "dantianfang", "stf", "dtf"}),
        ("买买提·艾力", {"maimaitiaili", "mmtal"}),
        ("欧阳思远", {"ouyangsiyuan", "oysy"}),
        ("Tom Smith", {"tom"}),
    ],
)
def test_a_name_is_found_by_every_reading_whole_and_as_initials(name, words):
    text = search_text(name)
    assert all(f" {word}" in text for word in words)


def test_a_name_of_many_readings_does_not_grow_without_end():
    assert len(search_text("曾单解盖查仇朴任")) < 1000
