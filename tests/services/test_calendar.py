"""Terms, weeks and holidays as the school enters them."""

from datetime import UTC, date, datetime

import pytest

from domain.calendar import Holiday, default_terms
from domain.errors import Conflict, Invalid
from services import calendar, students
from services.context import Context
from services.school import open_school, system_context
from tests.school_builder import NOW


def test_today_is_in_the_twelfth_week_of_the_first_term(as_mentor):
    day = calendar.school_day(as_mentor)
    assert (day.week, day.text) == (12, "2026—2027学年上学期 第 12 周")


def test_between_the_terms_it_is_holiday(school):
    winter = school.as_person("田小雨", NOW.replace(year=2027, month=2, day=5))
    assert calendar.school_day(winter).text.endswith("假期")


def test_a_school_without_terms_says_so_and_proposes_them(tmp_path):
    context = system_context(open_school(tmp_path), NOW)
    assert calendar.school_day(context).text == "还没有设置学期"
    assert [term.school_year for term in calendar.proposed_terms(context)] == [2026, 2026]


def test_an_unknown_term_is_added_and_a_known_one_moved(as_office):
    calendar.save_term(as_office, 2027, 1, date(2027, 9, 1), date(2028, 1, 15))
    calendar.save_term(as_office, 2026, 1, date(2026, 8, 31), date(2027, 1, 22))
    terms = calendar.terms(as_office)
    assert [(term.school_year, term.number) for term in terms] == [(2026, 1), (2026, 2), (2027, 1)]
    assert terms[0].starts_on == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "says"),
    [
        (date(2027, 7, 5), date(2027, 12, 1), "重叠"),
        (date(2026, 1, 1), date(2026, 9, 1), "重叠"),
        (date(2026, 10, 1), date(2026, 11, 1), "重叠"),
        (date(2026, 1, 1), date(2029, 1, 1), "重叠"),
        (date(2028, 2, 1), date(2028, 2, 1), "第一天之后"),
        (date(2028, 2, 2), date(2028, 2, 1), "第一天之后"),
    ],
    ids=["its first day", "its last day", "inside another", "around all", "one day", "backwards"],
)
def test_terms_do_not_overlap_and_run_forwards(as_office, starts_on, ends_on, says):
    before = calendar.terms(as_office)
    with pytest.raises(Invalid, match=says):
        calendar.save_term(as_office, 2027, 2, starts_on, ends_on)
    assert calendar.terms(as_office) == before


def test_a_term_may_follow_the_day_after_another(as_office):
    calendar.save_term(as_office, 2027, 1, date(2027, 7, 6), date(2028, 1, 15))
    assert len(calendar.terms(as_office)) == 3


def test_the_list_of_holidays_is_replaced_as_a_whole(as_office):
    calendar.save_holidays(as_office, [Holiday(date(2027, 1, 1), date(2027, 1, 3), "元旦")])
    assert [day.name for day in calendar.holidays(as_office)] == ["元旦"]


@pytest.mark.parametrize(
    "holiday",
    [
        Holiday(date(2027, 1, 3), date(2027, 1, 1), "元旦"),
        Holiday(date(2027, 1, 1), date(2027, 1, 3), " "),
        Holiday(date(2027, 1, 1), date(2027, 1, 3), "长" * 41),
        Holiday(date(2026, 1, 1), date(2027, 1, 3), "元旦"),
    ],
    ids=["backwards", "nameless", "long name", "wrong year"],
)
def test_a_wrong_holiday_is_refused_and_the_list_stays(as_office, holiday):
    before = calendar.holidays(as_office)
    with pytest.raises(Invalid):
        calendar.save_holidays(as_office, [Holiday(date(2027, 5, 1), date(2027, 5, 5), "五一"), holiday])
    assert calendar.holidays(as_office) == before


def test_a_class_moves_up_with_the_school_year_by_itself(school, as_office):
    calendar.save_term(as_office, 2027, 1, date(2027, 9, 1), date(2028, 1, 15))
    later: Context = as_office.at(NOW.replace(year=2027, month=9, day=10))
    assert {line.name for line in students.visible_classes(later)} == {
        "四（1）班",
        "四（2）班",
        "八（1）班",
        "八（2）班",
    }


def test_when_a_year_is_complete_the_next_one_can_be_entered_and_moves_every_class_up(school, as_office):
    for term in default_terms(2026):
        calendar.save_term(as_office, 2026, term.number, term.starts_on, term.ends_on)
    assert [term.school_year for term in calendar.proposed_terms(as_office)] == [2026, 2026, 2027, 2027]
    calendar.save_term(as_office, 2027, 1, date(2027, 9, 1), date(2028, 1, 20))
    autumn = as_office.at(datetime(2027, 9, 10, tzinfo=UTC))
    assert {one.class_name for one in students.find(autumn)} == {
        "四（1）班",
        "四（2）班",
        "八（1）班",
        "八（2）班",
    }


def test_a_term_moved_in_another_tab_is_not_overwritten(as_office):
    first = default_terms(2028)[0]
    calendar.save_term(as_office, 2028, 1, first.starts_on, first.ends_on)
    seen = next(term for term in calendar.terms(as_office) if term.school_year == 2028)
    calendar.save_term(as_office, 2028, 1, first.starts_on, date(2029, 1, 10), seen.version)
    with pytest.raises(Conflict, match="没有覆盖"):
        calendar.save_term(as_office, 2028, 1, first.starts_on, date(2029, 1, 5), seen.version)
