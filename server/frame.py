"""What stands around every page and never changes from click to click: the phone's tab bar, the desk's foot.

The shell draws it once a visit from this answer. As elements of each run it cost every click a sixth more.
"""

from typing import Any

from components import catalogue, menu
from db.connection import Store
from domain.permissions import Action
from services import calendar, sign_in, students
from services.context import clock


def of(store: Store, token: str) -> dict[str, Any] | None:
    """The tabs and the foot of whoever is signed in; None for a stranger, or while a new password is due."""
    person = sign_in.current(store, token, clock()) if token else None
    if person is None or person.must_change_password:
        return None
    tabs = catalogue.tabs_of(person.actor)
    return {
        "tabs": [{"address": f"/{one.name}", "title": one.title, "icon": one.icon} for one in tabs],
        "finds": person.actor.may(Action.SEE_STUDENTS),
        "day": calendar.school_day(person.context).text,
        "person": f"{person.actor.name}　{menu.roles_text(person.actor)}",
    }


def find(store: Store, token: str, text: str) -> list[dict[str, str]] | None:
    """The students whom the field of the frame finds, with the way to each; None for who may see none."""
    person = sign_in.current(store, token, clock()) if token else None
    if person is None or person.must_change_password or not person.actor.may(Action.SEE_STUDENTS):
        return None
    return [
        {
            "address": f"/archive?student={one.id}",
            "name": one.name,
            "aside": f"{one.class_name}　{one.number}".strip(),
        }
        for one in students.quick(person.context, text)
    ]
