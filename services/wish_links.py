"""One-time links for the computer room: a child types a short key, sees the mentors' cards and answers once.

The key itself is nowhere but on the slip. Whoever holds one reads the cards and the child's own given name, nothing else.
Unknown, used, ended and expired keys are answered alike.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import choice_links, choices
from db.connection import Database, Store
from db.rows import Row
from domain.errors import Invalid, NotFound
from domain.people import given_name
from domain.permissions import Action
from domain.wishes import KEY_LENGTH, KEY_SIGNS, check_wishes, clean_key, filled, key_text
from services import school
from services.choices import class_rounds, require_latest
from services.context import Context
from services.led_classes import require_led
from services.mentor_cards import Card, read_cards

UNUSABLE = (
    "这个口令不能用：可能打错了，可能已经用过，也可能过了截止时间。请对照纸条再试一次；还不行，请找班主任。"
)


@dataclass(frozen=True)
class Slip:
    """Shown once, to be printed and handed to the student."""

    name: str
    number: str
    key: str


@dataclass(frozen=True)
class Opened:
    """What a child with a good key sees."""

    given_name: str
    most_wishes: int
    cards: tuple[Card, ...]


def issue(context: Context, class_id: int, round_id: int, student_ids: Sequence[int]) -> list[Slip]:
    """A new key for each of these students of the class; an earlier one of theirs ends."""
    context.require(Action.FORM_GROUPS)
    with context.write() as tx:
        latest = require_latest(tx, class_id, round_id)
        if latest["closes_at"] <= context.moment:
            raise Invalid("这一轮已经截止，口令也就不能用了。先延长截止日，再发口令。")
        students = {
            row["id"]: row for row in choices.students(tx.db, context.scope(tx.db), class_id, context.today)
        }
        if strangers := set(student_ids) - set(students):
            raise NotFound(f"有 {len(strangers)} 名学生已不在这个班。请刷新后再发。")
        slips = []
        for student_id in dict.fromkeys(student_ids):
            key = _new_key()
            choice_links.end_open(tx.db, round_id, student_id, context.moment)
            choice_links.add(tx.db, round_id, student_id, _hash(key), latest["closes_at"])
            row = students[student_id]
            slips.append(Slip(row["name"], row["student_number"] or "", key_text(key)))
        tx.audit("wish_links.issue", f"choice_round/{round_id}", students=sorted(set(student_ids)))
        return slips


def holders(context: Context, class_id: int) -> set[int]:
    """Students of the class who hold a key that can still be used."""
    context.require(Action.FORM_GROUPS)
    with context.read() as db:
        require_led(context, db, class_id)
        rounds = choices.rounds(db, class_id)
        return choice_links.open_students(db, rounds[0]["id"], context.moment) if rounds else set()


def opened(store: Store, typed: str, now: datetime) -> Opened:
    """What stands behind a key.

    :raises NotFound: the key cannot be used, for whatever reason.
    """
    context = school.system_context(store, now)
    with context.read() as db:
        link = _usable(db, context, _find(db, typed))
        return _opened(db, context, link)


def answer(store: Store, typed: str, form_id: str, mentors: Sequence[int | None], now: datetime) -> None:
    """Keep the child's wishes; the key is used up. The same answer sent twice from one page is kept once.

    Only the page it was chosen on is thanked again: else whoever finds a used slip could try out what was wished.

    :raises NotFound: the key cannot be used · Invalid: the wishes cannot stand; the key is still good.
    """
    context = school.system_context(store, now)
    with context.write() as tx:
        found = _find(tx.db, typed)
        receipt = _hash(f"{found['id'] if found else 0} {form_id} {mentors}")[:40]
        if found and form_id and tx.earlier(receipt) is not None:
            return
        link = _usable(tx.db, context, found)
        wanted = _checked(mentors, _opened(tx.db, context, link))
        choices.replace_preferences(
            tx.db, link["choice_round_id"], link["student_id"], wanted, "link", context.moment
        )
        choice_links.use(tx.db, link["id"], context.moment)
        tx.audit("wishes.link", f"choice_round/{link['choice_round_id']}", student=link["student_id"])
        tx.answer(receipt, len(wanted))


def _checked(mentors: Sequence[int | None], offered: Opened) -> tuple[int, ...]:
    if not filled(mentors):
        raise Invalid("还没有选。请至少选第一志愿。")
    if not set(filled(mentors)) <= {card.mentor_id for card in offered.cards}:
        raise Invalid("选的老师刚有变动，请看看现在的名单再选。")
    check_wishes("请再看看", mentors, offered.most_wishes, {})
    return filled(mentors)


def _opened(db: Database, context: Context, link: Row) -> Opened:
    cards = tuple(read_cards(db, context, link["class_id"]))
    return Opened(given_name(link["name"]), link["most_wishes"], cards)


def _find(db: Database, typed: str) -> Row | None:
    return choice_links.find(db, _hash(clean_key(typed)))


def _usable(db: Database, context: Context, link: Row | None) -> Row:
    """The link, if its round is the class's open one and its student is still there."""
    if link is None or link["used_at"] or link["ended_at"] or link["expires_at"] <= context.moment:
        raise NotFound(UNUSABLE)
    latest = class_rounds(db, context, link["class_id"])[0]
    present = choices.students(db, context.scope(db), link["class_id"], context.today)
    if latest.id != link["choice_round_id"] or link["student_id"] not in {one["id"] for one in present}:
        raise NotFound(UNUSABLE)
    return link


def _new_key() -> str:
    return "".join(secrets.choice(KEY_SIGNS) for _ in range(KEY_LENGTH))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
