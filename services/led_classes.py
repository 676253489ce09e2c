"""Which classes somebody may group: the class teacher the own one, the office any."""

from db import classes
from db.connection import Database
from db.rows import Row
from domain.class_names import ClassName
from domain.errors import NotFound
from domain.permissions import Action
from services.context import Context


def my_classes(context: Context) -> list[Row]:
    """id, name, students of the classes this person may group, in school order."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        return [
            {"id": row["id"], "name": _name(row).text, "students": row["students"]}
            for row in _led(context, db)
        ]


def require_led(context: Context, db: Database, class_id: int) -> ClassName:
    """The class's name, for whoever may form its groups.

    :raises NotFound: there is no such class, or it is not this person's; the two read alike.
    """
    context.require(Action.FORM_GROUPS)
    for row in _led(context, db):
        if row["id"] == class_id:
            return _name(row)
    raise NotFound("没有这个班，或者它不归您分组。")


def _led(context: Context, db: Database) -> list[Row]:
    """Classes within the scope; who may not group any, only the own: a mentee elsewhere opens no class."""
    found = classes.with_students_in(db, context.scope(db), context.school_year(db), context.today)
    if context.actor.may(Action.FORM_ANY_GROUPS):
        return found
    own = classes.led_by(db, context.actor.staff_id or 0, context.today)
    return [row for row in found if row["id"] in own]


def _name(row: Row) -> ClassName:
    return ClassName(row["grade"], row["number"])
