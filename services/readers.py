"""Who sees a record: by name, before it is written, and of a confidential one whom its author may choose."""

import json
from collections.abc import Iterable, Sequence

from db import readers as rows
from db import students
from db.connection import Database
from db.rows import Row
from domain.confidence import Reader, readers_of
from domain.errors import Invalid
from domain.permissions import Action, Role
from domain.records import InteractionForm
from services.context import Context
from services.remembered import until_arranged

_OUTSIDE = (
    "“保密·选定的人”里有人今天看不到这条里的学生（可能刚换了导师或班级）。请重新选一次谁能看；写的还在。"
)
_ONE_SELF = "“保密·选定的人”里选到了您自己。您自己总能看，请只选别人。"


def could_read(
    context: Context, student_ids: Sequence[int], class_id: int | None = None
) -> tuple[Reader, ...]:
    """Everybody but oneself who may see all these students (or what is about this class, or the school) today."""
    context.require(Action.RECORD)
    found = _circle_of(context, tuple(sorted(student_ids)), class_id)
    return tuple(one for one in found if one.id != context.actor.staff_id)


@until_arranged
def _circle_of(context: Context, student_ids: tuple[int, ...], class_id: int | None) -> tuple[Reader, ...]:
    with context.read() as db:
        if students.ids_within(db, context.scope(db), student_ids) != set(student_ids):
            return ()  # nothing is told of children one does not have; saving says so
        return circle(context, db, student_ids, class_id)


def circle(
    context: Context, db: Database, student_ids: Iterable[int], class_id: int | None
) -> tuple[Reader, ...]:
    """Everybody in whose own circle all these students are today; without students who answers for the class."""
    asked = set(student_ids)
    near = _near(context, db, asked, class_id)
    reached: dict[int, set[int]] = {}
    for key, _, _, children in near:
        reached.setdefault(key, set()).update(children)
    return tuple(readers_of((key, name, role) for key, name, role, _ in near if reached[key] >= asked))


def _near(
    context: Context, db: Database, asked: set[int], class_id: int | None
) -> list[tuple[int, str, Role, set[int]]]:
    """(id, name, role, which of the students) of everybody who may see one of them."""
    on, year = context.today, context.school_year(db)
    found = [(row, asked) for row in rows.of_school(db, on)]
    if asked:
        found += [(row, {row["student_id"]}) for row in rows.of_students(db, asked, on, year)]
    elif class_id is not None:
        found += [(row, set()) for row in rows.of_class(db, class_id, on, year)]
    return [(row["id"], row["name"], Role(row["why"]), children) for row, children in found]


def require_within(context: Context, db: Database, form: InteractionForm) -> None:
    """Raise Invalid unless everybody chosen may see all the record is about: a confidence opens no other door."""
    if not form.readers:
        return
    if context.actor.staff_id in form.readers:
        raise Invalid(_ONE_SELF)
    known = {one.id for one in circle(context, db, form.student_ids, form.class_id)}
    if not set(form.readers) <= known:
        raise Invalid(_OUTSIDE)


def told_to(context: Context, db: Database, record: Row, student_ids: Iterable[int]) -> tuple[str, ...]:
    """The names of those who can read a confidential record today, the author first.

    `record`: author_id, author, class_id, and `chosen` as JSON.
    """
    asked = set(student_ids)
    known = {one.id: one.name for one in circle(context, db, asked, record["class_id"])}
    # an author reads the own words as long as one of the children is within reach
    near = not asked or any(key == record["author_id"] for key, *_ in _near(context, db, asked, None))
    others = [known[one] for one in json.loads(record["chosen"]) if one in known]
    return (*([record["author"]] if near else []), *others)
