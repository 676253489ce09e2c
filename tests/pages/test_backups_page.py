"""The administrator's page of backups."""

from services import backups
from tests.school_builder import ADMIN


def test_from_none_to_one_that_was_tried(school, tab, tmp_path):
    page = tab(ADMIN).open("backups")
    assert page.title == "还没有备份"
    assert "电脑坏了" in page.app.warning[0].value
    page.app.button(key="backup_now").click().run()
    assert page.app.title[0].value.startswith("最近一次备份：今天 18:0")
    page.app.button(key="backup_drill").click().run()
    assert "演练成功" in page.app.toast[0].value
    place = tmp_path / "usb"
    place.mkdir()
    page.app.text_input(key="copies_to").input(str(place))
    page.app.button(key="save_copies_to").click().run()
    page.app.button(key="backup_now").click().run()
    assert not page.app.warning
    assert list(place.glob("*.backup"))


def test_the_code_is_not_on_the_page_until_asked_for(school, tab):
    page = tab(ADMIN).open("backups")
    assert not page.app.code
    assert not school.rows("select * from audit where action = 'key.show'")
    code = backups.recovery_code(school.as_person(ADMIN), school.folder)
    assert code not in str(page.app)


def test_a_wrong_place_is_told(school, tab):
    page = tab(ADMIN).open("backups")
    page.app.text_input(key="copies_to").input("没有的地方")
    page.app.button(key="save_copies_to").click().run()
    assert "没有这个文件夹" in page.app.error[0].value
