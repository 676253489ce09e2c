"""The invented school with its hundreds of names: whoever asks, no child is in a text for a chat group."""

from datetime import date

import pytest

from domain.duty_editions import Adopt
from domain.duty_presets import PRESETS
from domain.permissions import Role
from seed import demo_school
from seed.timeline import moment
from services import duty_rules, school
from services.context import Context
from tests.seed.test_demo_school import SMALL
from tests.services.test_reminders import everything, private_words

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    """A small demo school with rules in force."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    demo_school.build_school(folder, TODAY, SMALL)
    opened = school.open_school(folder)
    with opened.read() as db:
        office = next(db.query("select staff_id from staff_role where role = 'office' and valid_to is null"))
    context = school.context_for(opened, office["staff_id"], moment(TODAY, 8))
    book = duty_rules.open_book(context)
    if book.is_empty:
        rules = tuple(PRESETS["S1"].rules(TODAY))
        duty_rules.put_in_force(context, "form-0001", book.seen, Adopt(rules), book.earliest)
    return opened


def test_no_child_is_named_or_numbered_in_anybody_s_reminders(store):
    with store.read() as db:
        private = private_words(db)
        staff = [row["id"] for row in db.query("select id from staff where left_on is null")]
        teachers = " ".join(row["name"] for row in db.query("select name from staff"))
    private = {one for one in private if one not in teachers}  # a child may be called as a teacher is
    told = [everything(one) for one in (context_of(store, person) for person in staff) if may(one)]
    assert len(private) > 100 and len(told) > 20
    assert [one for one in private if any(one in text for text in told)] == []


def context_of(store, person) -> Context:
    """Everybody on the staff, with the roles they have."""
    return school.context_for(store, person, moment(TODAY, 8))


def may(context: Context) -> bool:
    """Whether this person opens the page at all."""
    return bool(context.actor.roles - {Role.ADMIN, Role.AUDITOR})
