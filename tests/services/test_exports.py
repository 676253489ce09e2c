"""How many documents one person may take along in an hour. What the door itself does: tests/server/test_exports.py."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import docx
import openpyxl
import pytest

from domain.errors import Invalid, NotAllowed
from domain.permissions import SYSTEM
from services import exports, record_log, register
from services.exports import HOUR, Paper
from services.record_log import Wanted
from tests.school_builder import ADMIN, HOMEROOM, MENTOR, NOW, OFFICE

PAPER = Paper("日历.ics", b"BEGIN:VCALENDAR", "text/calendar")
MINUTE = timedelta(minutes=1)


def take(person, make=lambda context: PAPER):
    return exports.take(person, exports.offer(person, "register.word", "class/7", make))


def noted(school, action):
    return school.rows("select staff_id, target from audit where action = :action", action=action)


def test_what_is_taken_says_by_whom_and_when_on_each_page(school):
    person, class_id = school.as_person(HOMEROOM), school.class_id("三（1）班")
    mark = f"{HOMEROOM} · 2026年11月20日 18:00 导出"
    word = take(person, lambda who: register.word(who, class_id))
    foot = "".join(one.text for one in docx.Document(BytesIO(word.content)).sections[0].footer.paragraphs)
    assert foot.count(mark) == 1
    excel = take(person, lambda who: record_log.excel(who, Wanted("all")))
    assert openpyxl.load_workbook(BytesIO(excel.content)).worksheets[0].oddFooter.center.text == mark


@pytest.fixture
def three_an_hour(school):
    exports.allow(school.as_person(ADMIN), 3)


def test_thirty_in_an_hour_then_a_sentence_that_says_when_again_and_a_row_in_the_log(school):
    person = school.as_person(MENTOR)
    for minute in range(30):
        assert take(person.at(NOW + minute * MINUTE)) == PAPER
    with pytest.raises(NotAllowed, match=r"最多取走 30 份.*19:01 起可以再取"):
        take(person.at(NOW + 31 * MINUTE))
    assert len(noted(school, "export.take")) == 30
    assert noted(school, "export.refused") == [{"staff_id": school.people[MENTOR], "target": "class/7"}]
    take(person.at(NOW + 61 * MINUTE))


@pytest.mark.usefixtures("three_an_hour")
def test_what_is_refused_is_not_made(school):
    person, made = school.as_person(MENTOR), []
    for _ in range(3):
        take(person)
    with pytest.raises(NotAllowed):
        take(person, made.append)
    assert made == []


@pytest.mark.usefixtures("three_an_hour")
def test_it_is_counted_by_person_by_hour_and_not_for_the_system(school):
    for name in (MENTOR, HOMEROOM):
        for _ in range(3):
            take(school.as_person(name))
    assert take(school.as_person(MENTOR, NOW + HOUR)) == PAPER
    system = school.as_person(ADMIN).acting_as(SYSTEM)
    assert [take(system) for _ in range(4)] == [PAPER] * 4


@pytest.mark.usefixtures("three_an_hour")
def test_many_at_the_same_moment_get_no_more(school):
    person = school.as_person(OFFICE)

    def tried(_):
        try:
            return take(person)
        except NotAllowed:
            return None

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(tried, range(24))).count(PAPER) == 3


@pytest.mark.usefixtures("three_an_hour")
def test_a_clock_that_ran_ahead_keeps_nobody_waiting(school):
    for _ in range(3):
        take(school.as_person(MENTOR, NOW + 30 * HOUR))
    assert take(school.as_person(MENTOR)) == PAPER


def test_only_the_account_administrator_changes_the_number_and_it_is_noted(school):
    admin = school.as_person(ADMIN)
    exports.allow(admin, 80)
    assert exports.most_an_hour(admin) == 80
    assert noted(school, "export.allow") == [{"staff_id": school.people[ADMIN], "target": "setting"}]
    for other in (OFFICE, MENTOR):
        with pytest.raises(NotAllowed):
            exports.allow(school.as_person(other), 80)
    for number in (0, -1, 1001):
        with pytest.raises(Invalid, match="1 到 1000"):
            exports.allow(admin, number)
