"""导师名片: what a student reads before choosing, written by the mentor; how many a mentor takes, set by the office."""

from dataclasses import dataclass

from db import classes, mentor_cards
from db.connection import Database
from db.rows import Row, update_version
from domain.errors import Invalid, NotFound
from domain.permissions import Action
from domain.wishes import MOST_MENTEES, MOST_WORDS
from services.context import Context
from services.led_classes import require_led


@dataclass(frozen=True)
class Card:
    """A mentor's card. `most_mentees` None: the school's usual number; it is not for students."""

    mentor_id: int
    name: str
    subjects: str
    style: str
    strengths: str
    version: int
    mentees: int = 0
    most_mentees: int | None = None


def own(context: Context) -> Card:
    """One's own card, to be written."""
    context.require(Action.CLAIM)
    with context.read() as db:
        row = mentor_cards.one(db, context.actor.staff_id or 0)
    if row is None:
        raise NotFound("教职工名单里没有您，请找系统管理员。")
    return _card(row, "", 0)


def save_own(context: Context, version: int, style: str, strengths: str) -> None:
    """Write one's own card.

    :raises Conflict: it was changed in another tab, or by an import, since it was read.
    """
    context.require(Action.CLAIM)
    style, strengths = " ".join(style.split()), " ".join(strengths.split())
    if len(style) > MOST_WORDS or len(strengths) > MOST_WORDS:
        raise Invalid(f"教学风格和特长各最多 {MOST_WORDS} 个字。")
    with context.write() as tx:
        staff_id = context.actor.staff_id or 0
        words = {"teaching_style": style or None, "strengths": strengths or None}
        update_version(tx.db, "staff", staff_id, version, words)
        tx.audit("mentor_card.save", f"staff/{staff_id}", fields=list(words))


def of_class(context: Context, class_id: int) -> list[Card]:
    """The cards of the class's mentor team, for whoever forms its groups."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        require_led(context, db, class_id)
        return read_cards(db, context, class_id)


def set_most(context: Context, class_id: int, mentor_id: int, version: int, most: int | None) -> None:
    """How many students a mentor takes at most; None is the school's usual number."""
    context.require(Action.FORM_ANY_GROUPS)
    if most is not None and not 0 <= most <= MOST_MENTEES:
        raise Invalid(f"最多带几人，请填 0 到 {MOST_MENTEES}。")
    with context.write() as tx:
        require_led(context, tx.db, class_id)
        if mentor_id not in {row["id"] for row in mentor_cards.of_class(tx.db, class_id, context.today)}:
            raise NotFound("这位老师不教这个班。")
        update_version(tx.db, "staff", mentor_id, version, {"most_mentees": most})
        tx.audit("mentor_card.most", f"staff/{mentor_id}", fields=["most_mentees"])


def read_cards(db: Database, context: Context, class_id: int) -> list[Card]:
    """The cards inside a block that is open already; whoever calls has seen to it that they may be read."""
    written = {row["id"]: row for row in mentor_cards.of_class(db, class_id, context.today)}
    return [
        _card(written[row["id"]], row["subjects"].replace(",", "、"), row["mentees"])
        for row in classes.teachers(db, class_id, context.today)
    ]


def _card(row: Row, subjects: str, mentees: int) -> Card:
    return Card(
        row["id"],
        row["name"],
        subjects,
        row["teaching_style"] or "",
        row["strengths"] or "",
        row["version"],
        mentees,
        row["most_mentees"],
    )
