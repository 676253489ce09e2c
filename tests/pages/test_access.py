"""Every page × everybody: who opens it, and whose name reaches the browser."""

import pytest

from components.catalogue import SCREENS
from components.changes_list import PANELS
from domain.changes import Request
from services import accounts, changes, departures, sign_in
from tests.pages.tab import HOME, NO_RIGHT, SIGN_IN, Tab
from tests.school_builder import (
    ADMIN,
    AUDITOR,
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOBODY,
    NOW,
    OFFICE,
    OTHER_HOMEROOM,
    OTHER_MENTOR,
    SEES,
    THIRD_MENTOR,
    THREE_ONE,
)

TEACHING = {
    "access",
    "archive",
    "duties",
    "findings",
    "log",
    "months",
    "more",
    "papers",
    "record",
    "register",
    "reminders",
    "summary",
    "students",
    "today",
}
MENTORING = TEACHING | {"changes"}
# written out by hand: the oracle for domain/permissions.py as the pages apply it
OPENS = {
    ADMIN: {"import", "calendar", "accounts", "backups", "more"},
    LEADER: TEACHING
    | {"overview", "compliance", "exams", "inspections", "leaders", "reports", "stages", "workload"},
    OFFICE: MENTORING
    | {
        "grade",
        "overview",
        "compliance",
        "inspections",
        "exams",
        "dimensions",
        "groups",
        "ceremony",
        "filing",
        "import",
        "calendar",
        "leaders",
        "leave",
        "reports",
        "stages",
        "templates",
        "workload",
    },
    GRADE_HEAD: TEACHING | {"overview", "compliance", "exams", "stages"},
    HOMEROOM: MENTORING
    | {"overview", "compliance", "exams", "stages", "groups", "ceremony", "claims", "leave"},
    OTHER_HOMEROOM: MENTORING
    | {"overview", "compliance", "exams", "stages", "groups", "ceremony", "claims", "leave"},
    MENTOR: MENTORING | {"claims"},
    OTHER_MENTOR: MENTORING | {"claims"},
    THIRD_MENTOR: MENTORING | {"claims"},
    NOBODY: {"more"},
    AUDITOR: {"audit", "more"},
}
EVERYONE = pytest.mark.parametrize("person", OPENS)


def asked_about(school, person):
    """A student of one's own, else any."""
    return school.student((SEES[person] or EVERYBODY)[0])


@EVERYONE
def test_each_person_opens_exactly_their_pages_and_is_sent_no_other_child(school, tab, person):
    own, student = tab(person), asked_about(school, person)
    opened, strangers, broken = set(), {}, {}
    for screen in SCREENS:
        own.open(screen.name, student=student)
        opened |= {screen.name} if NO_RIGHT not in own.said else set()
        strangers |= dict.fromkeys(own.names(EVERYBODY) - set(SEES[person]), screen.name)
        broken |= dict.fromkeys([one.value for one in own.app.exception], screen.name)
    assert (opened, strangers, broken) == (OPENS[person], {}, {})


@EVERYONE
def test_everybody_has_a_first_page(tab, person):
    own = tab(person).run()
    assert not own.app.exception
    assert own.title or own.said == [NO_RIGHT]


@EVERYONE
def test_every_name_one_may_see_is_on_the_list_of_students(tab, person):
    """The other half: a walk that finds nothing would prove nothing."""
    own = tab(person).open("students")
    found = own.names(EVERYBODY)
    for page in range(2, own.app.pagination[0].num_pages + 1 if own.app.pagination else 0):
        own.app.pagination[0].select(page)
        found |= own.run().names(EVERYBODY)
    assert found == (set(SEES[person]) if "students" in OPENS[person] else set())


@pytest.mark.parametrize("figure", ["unpaired", "unseen", "care", "records"])
@pytest.mark.parametrize("person", [LEADER, GRADE_HEAD, OTHER_HOMEROOM])
def test_the_lists_behind_the_figures_name_only_one_s_own(school, as_office, tab, person, figure):
    own = tab(person).open("overview", open=figure)
    assert own.names(EVERYBODY) <= set(SEES[person])
    assert not own.app.exception


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("person", [OFFICE, HOMEROOM, OTHER_HOMEROOM, MENTOR, THIRD_MENTOR])
def test_no_part_of_the_changes_page_names_another_s_child(school, as_office, tab, person, panel):
    class_id, student = school.class_id("七（1）班"), school.student(THREE_ONE[0])
    departures.teacher_left_class(as_office, school.people[THIRD_MENTOR], class_id)
    changes.ask(as_office, "ask-00001", Request(student, "student", "性格不合", "想换"))
    own = tab(person).open("changes", open=panel, id=1, student=student, **{"class": class_id})
    assert own.names(EVERYBODY) <= set(SEES[person])
    assert not own.app.exception
    if person in (MENTOR, THIRD_MENTOR, OTHER_HOMEROOM):
        assert not own.names(["性格不合"])


@pytest.fixture
def slip(school, as_admin, quick_hashes):
    """A mentor signed in with the password from the paper slip."""
    accounts.reset_password(as_admin, school.account(MENTOR))
    return session_of(school, MENTOR)


@pytest.fixture
def disabled(school, as_admin):
    """The leader, whose account was disabled after signing in."""
    token = session_of(school, LEADER)
    accounts.set_disabled(as_admin, school.account(LEADER), True)
    return token


@pytest.fixture
def expired(school):
    """The leader, half an hour after the last click."""
    return session_of(school, LEADER, NOW - sign_in.IDLE)


@pytest.fixture
def invented():
    """A token nobody was ever given."""
    return "x" * 43


@pytest.fixture
def nobody():
    """No token at all."""
    return


OUTSIDERS = pytest.mark.parametrize("outsider", ["nobody", "slip", "disabled", "expired", "invented"])


@OUTSIDERS
def test_who_is_not_signed_in_gets_the_way_in_and_no_page(tab, request, outsider):
    own = tab()
    if token := request.getfixturevalue(outsider):
        own = Tab(own.app, token)
    way_in = "请先设自己的密码" if outsider == "slip" else "人人导师"
    for screen in SCREENS:
        own.open(screen.name, student=1)
        assert (own.title, own.names(EVERYBODY)) == (way_in, set())


@OUTSIDERS
def test_every_page_s_script_run_past_the_entry_shows_an_outsider_one_sentence(tab, request, outsider):
    tab()
    token = request.getfixturevalue(outsider)
    shown = {screen.name: past_the_entry(screen, token) for screen in SCREENS}
    assert shown == {screen.name: [SIGN_IN] for screen in SCREENS}


def test_every_page_s_script_run_past_the_entry_shows_who_lacks_the_right_one_sentence(school, tab):
    tab()
    tokens = {person: session_of(school, person) for person in (ADMIN, MENTOR, NOBODY)}
    closed = {
        screen: next(token for person, token in tokens.items() if screen.name not in OPENS[person])
        for screen in SCREENS
        if screen.name != "more"
    }
    shown = {screen.name: past_the_entry(screen, token) for screen, token in closed.items()}
    assert shown == {screen.name: [NO_RIGHT] for screen in closed}


def past_the_entry(screen, token):
    """What a page's script shows in a tab of its own in which nothing else has run."""
    return [one.value for one in Tab.of_script(screen, token).run().elements]


def test_every_page_asked_for_before_the_entry_ever_ran_is_the_way_in(tab):
    """Streamlit runs files of pages/ by itself on a fresh server; ours lie one folder deeper, where it does not look."""
    for screen in SCREENS:
        own = tab()
        own.app.switch_page(str(screen.path.relative_to(HOME)))
        own.run()
        shown = (screen.name, own.title, own.names(EVERYBODY), own.said)
        assert shown == (screen.name, "人人导师", set(), [])


@pytest.mark.parametrize("name", ["archive", "record"])
@pytest.mark.parametrize(
    ("person", "whose"),
    [(MENTOR, "杨博文"), (HOMEROOM, "黄梓轩"), (GRADE_HEAD, "胡一诺"), (THIRD_MENTOR, "张书瑶")],
)
def test_a_child_out_of_reach_reads_like_one_who_does_not_exist(school, tab, name, person, whose):
    out_of_reach = tab(person).open(name, student=school.student(whose))
    invented = tab(person).open(name, student=999_999)
    assert out_of_reach.said == invented.said == ["没有找到这名学生，或者不在您负责的范围内。"]
    assert out_of_reach.names(EVERYBODY) == set()


def test_a_role_taken_away_is_the_way_in_at_the_next_click(school, as_admin, tab):
    own = tab(LEADER).open("overview")
    assert own.names(["名学生没有导师"])
    accounts.set_role(
        as_admin, school.people[LEADER], next(iter(school.as_person(LEADER).actor.roles)), False
    )
    own.run()
    assert (own.title, own.names(EVERYBODY)) == ("人人导师", set())
    again = tab(LEADER).open("overview")
    assert again.said == [NO_RIGHT]


def test_an_account_disabled_meanwhile_is_out_at_the_next_click(school, as_admin, tab):
    own = tab(HOMEROOM).open("students")
    accounts.set_disabled(as_admin, school.account(HOMEROOM), True)
    own.run()
    assert (own.title, own.names(EVERYBODY)) == ("人人导师", set())


def test_half_an_hour_without_a_click_is_the_way_in_again(tab, clock):
    own = tab(HOMEROOM).open("students")
    clock.now = NOW + sign_in.IDLE
    assert (own.run().title, own.names(EVERYBODY)) == ("人人导师", set())


def session_of(school, person, now=NOW):
    """A session of this person's account, begun at that moment."""
    return sign_in.open_session_for(school.store, school.account(person), now)
