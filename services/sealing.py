"""Sensitive columns: AES-256-GCM with a key that comes from the school's, each value bound to its place.

A value says of itself nothing; what it is bound to (table, row, author, students) is asked again when it is opened, so
that one moved to another row or another child does not open. This module asks nobody for rights and notes nothing:
whoever shows a text to somebody goes through `sealed_texts.reveal`.
"""

import json
import secrets
import threading
from collections.abc import Iterable
from typing import Any, Final
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db.connection import Store
from db.rows import Row
from domain.errors import Refused
from domain.leave import Leave
from domain.records import InteractionForm
from services import keys
from services.context import Context

_NONCE: Final = 12
_BROKEN = (
    "这段加密的内容打不开：钥匙不对，或者数据被改动过。内容没有丢，请告诉系统管理员，从备份恢复或核对钥匙。"
)


class Box:
    """Closes and opens values with one key."""

    def __init__(self, school_key: bytes) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sensitive columns").derive(school_key)
        self._cipher = AESGCM(key)

    def close(self, value: Any, *place: object) -> bytes:
        """A value (as JSON holds it) encrypted for this place alone."""
        nonce = secrets.token_bytes(_NONCE)
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return nonce + self._cipher.encrypt(nonce, text.encode(), _bound(place))

    def open(self, sealed: bytes, *place: object) -> Any:
        """What was closed for this place.

        :raises Refused: another key, another place, or a byte changed.
        """
        try:
            return json.loads(self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(place)))
        except (InvalidTag, ValueError) as error:
            raise Refused(_BROKEN) from error


_boxes: WeakKeyDictionary[Store, Box] = WeakKeyDictionary()
_lock = threading.Lock()


def box(context: Context) -> Box:
    """The school's, read once a process. To be asked for before a transaction begins: a first key is itself a write.

    :raises Refused: the key file is gone or another school's; says how the recovery code brings it back.
    """
    with _lock:
        known = _boxes.get(context.store)
        if known is None:
            known = _boxes[context.store] = Box(keys.of(context, context.store.path.parent))
        return known


# ── records ──────────────────────────────────────────────────────────────────────────────────────────


def close_form(box: Box, interaction_id: int, form: InteractionForm) -> bytes:
    """A record's texts as they are stored."""
    texts = {"content": form.content, "place": form.place, "detail": form.detail}
    return close_texts(box, interaction_id, form.student_ids, texts)


def close_texts(box: Box, interaction_id: int, student_ids: Iterable[int], texts: Row) -> bytes:
    """The texts of a record about these students."""
    return box.close(texts, "interaction", "texts", interaction_id, sorted(student_ids))


def texts_of(box: Box, row: Row, student_ids: Iterable[int]) -> Row:
    """A record's row with content, place and detail (JSON) as they were written."""
    if row["sealed"] is None:
        return row
    texts = opened_texts(box, row, student_ids)
    detail = json.dumps(texts["detail"], ensure_ascii=False)
    return row | {"content": texts["content"], "place": texts["place"] or None, "detail": detail}


def words_of(box: Box, row: Row, student_ids: Iterable[int]) -> list[str]:
    """All that is written in an encrypted record, to be searched."""
    texts = opened_texts(box, row, student_ids)
    return [texts["content"], texts["place"], *texts["detail"].values()]


def opened_texts(box: Box, row: Row, student_ids: Iterable[int]) -> Row:
    """content, place and detail of an encrypted record."""
    texts: Row = box.open(row["sealed"], "interaction", "texts", row["id"], sorted(student_ids))
    return texts


# ── earlier wordings ─────────────────────────────────────────────────────────────────────────────────


def close_revision(box: Box, interaction_id: int, version: int, row: Row) -> bytes:
    """A record's whole row as it stood, with whom it was about."""
    return box.close(row, "interaction_revision", "body", interaction_id, version, sorted(whom(row)))


def whom(row: Row) -> list[int]:
    """The students an earlier wording was about; those of the first version did not say."""
    return list(row.get("student_ids", []))


def revision(box: Box, row: Row) -> Row:
    """The wording a stored revision holds."""
    about = sorted(json.loads(row["body"])["student_ids"])
    wording: Row = box.open(
        row["sealed"], "interaction_revision", "body", row["interaction_id"], row["version"], about
    )
    return wording


# ── drafts ───────────────────────────────────────────────────────────────────────────────────────────


def close_draft(box: Box, form_id: str, owner_id: int, student_id: int | None, body: Row) -> bytes:
    """A draft's body."""
    return box.close(body, "draft", "body", form_id, owner_id, student_id)


def draft(box: Box, row: Row) -> Row:
    """The body of a stored draft."""
    body: Row = box.open(row["sealed"], "draft", "body", row["form_id"], row["owner_id"], row["student_id"])
    return body


# ── what is written beside records ───────────────────────────────────────────────────────────────────


def close_note(box: Box, change_id: int, author_id: int, student_id: int, body: str) -> bytes:
    """What somebody writes for a student's next mentor."""
    return box.close(body, "handover_note", "body", change_id, author_id, student_id)


def note(box: Box, sealed: bytes | None, change_id: int, author_id: int, student_id: int) -> str:
    """The same opened; empty where nothing has been written."""
    if sealed is None:
        return ""
    return str(box.open(sealed, "handover_note", "body", change_id, author_id, student_id))


CHANGE_TEXTS: Final = ("reason", "student_opinion", "exception", "decision")


def close_change(box: Box, change_id: int, student_id: int, texts: Row) -> bytes:
    """What was said when another mentor was asked for, and decided."""
    kept = {name: texts.get(name, "") for name in CHANGE_TEXTS}
    return box.close(kept, "pairing_change", "texts", change_id, student_id)


def change(box: Box, row: Row) -> Row:
    """A stored change with these texts."""
    if row["sealed"] is None:
        return row
    texts: Row = box.open(row["sealed"], "pairing_change", "texts", row["id"], row["student_id"])
    return row | texts


def close_leave(box: Box, leave_id: int, leave: Leave) -> bytes | None:
    """Why somebody is away, where a reason is given."""
    place = ("leave", "note", leave_id, leave.staff_id, leave.student_id)
    return box.close(leave.note, *place) if leave.note else None


def leave_note(box: Box, row: Row) -> str:
    """The same opened."""
    if row["sealed"] is None:
        return ""
    return str(box.open(row["sealed"], "leave", "note", row["id"], row["staff_id"], row["student_id"]))


def close_step(box: Box, inspected_id: int, version: int, texts: dict[str, str]) -> bytes | None:
    """What was written for one step of an inspection, where something was."""
    place = ("inspection_step", "words", inspected_id, version)
    return box.close(texts, *place) if any(texts.values()) else None


def step(box: Box, row: Row) -> dict[str, str]:
    """The same opened."""
    if row["sealed"] is None:
        return {}
    place = ("inspection_step", "words", row["inspected_id"], row["version"])
    texts: dict[str, str] = box.open(row["sealed"], *place)
    return texts


# ── the archive ──────────────────────────────────────────────────────────────────────────────────────


def close_family(box: Box, student_id: int, texts: dict[str, str]) -> bytes:
    """What is known of a student's family."""
    return box.close(texts, "family_profile", "texts", student_id)


def family(box: Box, row: Row) -> dict[str, str]:
    """The same opened."""
    texts: dict[str, str] = box.open(row["sealed"], "family_profile", "texts", row["student_id"])
    return texts


def close_words(box: Box, row: Row, words: dict[str, str]) -> bytes:
    """What a part of an archive said before a change, label by label."""
    return box.close(words, *_place_of(row))


def words(box: Box, row: Row) -> dict[str, str]:
    """The same opened."""
    told: dict[str, str] = box.open(row["sealed"], *_place_of(row))
    return told


def _place_of(row: Row) -> tuple[object, ...]:
    return ("archive_revision", "words", row["part"], row["row_id"], row["version"], row["student_id"])


def _bound(place: tuple[object, ...]) -> bytes:
    return json.dumps(place).encode()
