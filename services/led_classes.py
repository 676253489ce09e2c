"""Which class somebody may choose mentors for: the class teacher the own one, the office any."""

from db import classes
from db.connection import Database
from domain.class_names import ClassName
from domain.errors import NotFound
from domain.permissions import Action
from services.context import Context


def require_led(context: Context, db: Database, class_id: int) -> ClassName:
    """The class's name, for whoever may form its groups.

    :raises NotFound: there is no such class, or it is not this person's; the two read alike.
    """
    context.require(Action.FORM_GROUPS)
    any_class = context.actor.may(Action.FORM_ANY_GROUPS)
    if any_class or class_id in classes.led_by(db, context.actor.staff_id or 0, context.today):
        for row in classes.with_students_in(db, context.scope(db), context.school_year(db), context.today):
            if row["id"] == class_id:
                return ClassName(row["grade"], row["number"])
    raise NotFound("没有这个班，或者它不归您分组。")
