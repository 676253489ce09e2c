"""Encrypting once what a school of an earlier version holds in clear: nothing is lost, nothing stays readable."""

import json
from collections.abc import Callable
from datetime import date
from typing import Final

from db import settings, to_seal
from db.connection import Database
from domain.leave import Leave
from services import sealed_texts, sealing
from services.context import Context
from services.sealing import Box

_AT_ONCE: Final = 500


def seal_existing(context: Context) -> int:
    """Encrypt whatever of the school's sensitive texts is in clear; returns how many. Killed, it goes on next time."""
    with context.read() as db:
        left, scrub_due = to_seal.is_any(db), settings.get(db, "scrub_due")
    done = 0
    if left:
        box = sealing.box(context)
        for seal in (_records, _revisions, _drafts, _notes, _leaves, _changes):
            while count := _batch(context, box, seal):
                done += count
    if (left or scrub_due) and context.store.scrub():
        with context.write() as tx:
            settings.put(tx.db, "scrub_due", False)
            tx.audited = True  # the act was the sealing
    return done


def _batch(context: Context, box: Box, seal: Callable[[Database, Box], int]) -> int:
    with context.write() as tx:
        count = seal(tx.db, box)
        if count:
            settings.put(tx.db, "scrub_due", True)
            tx.audit("texts.seal", "interaction", count=count)
        tx.audited = True
        return count


def _records(db: Database, box: Box) -> int:
    found = to_seal.records(db, _AT_ONCE)
    for row in found:
        texts = {
            "content": row["content"],
            "place": row["place"] or "",
            "detail": json.loads(row["detail"]),
        }
        sealed = sealing.close_texts(box, row["id"], json.loads(row["students"]), texts)
        to_seal.put_record(db, row["id"], sealed)
    return len(found)


def _revisions(db: Database, box: Box) -> int:
    found = to_seal.revisions(db, _AT_ONCE)
    for row in found:
        body = json.loads(row["body"])
        marks = json.dumps(sealed_texts.marks(body, sealing.whom(body)))
        sealed = sealing.close_revision(box, row["interaction_id"], row["version"], body)
        to_seal.put_revision(db, row["id"], marks, sealed)
    return len(found)


def _drafts(db: Database, box: Box) -> int:
    found = to_seal.drafts(db, _AT_ONCE)
    for row in found:
        body = json.loads(row["body"])
        sealed = sealing.close_draft(box, row["form_id"], row["owner_id"], row["student_id"], body)
        to_seal.put_draft(db, row["id"], sealed)
    return len(found)


def _notes(db: Database, box: Box) -> int:
    found = to_seal.notes(db, _AT_ONCE)
    for row in found:
        whose = row["pairing_change_id"], row["author_id"], row["student_id"]
        to_seal.put_note(db, row["id"], sealing.close_note(box, *whose, row["body"]))
    return len(found)


def _leaves(db: Database, box: Box) -> int:
    found = to_seal.leaves(db, _AT_ONCE)
    for row in found:
        days = date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"])
        leave = Leave(row["staff_id"], row["student_id"], *days, row["note"])
        to_seal.put_leave(db, row["id"], sealing.close_leave(box, row["id"], leave))
    return len(found)


def _changes(db: Database, box: Box) -> int:
    found = to_seal.changes(db, _AT_ONCE)
    for row in found:
        to_seal.put_change(db, row["id"], sealing.close_change(box, row["id"], row["student_id"], row))
    return len(found)
