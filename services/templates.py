"""打印模板: the office's own Word templates, looked over, tried, taken into use, and put back."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from db import templates as rows
from db.connection import Database
from db.rows import Row
from documents import template_sample
from documents.word import TEMPLATES
from domain.errors import Conflict, Invalid, NotFound
from domain.paper_templates import LONGEST_NAME, PURPOSES, Report
from domain.permissions import Action
from services import template_trials
from services.context import Context
from services.exports import WORD, Paper

_GONE: Final = "没有找到这份模板，可能已被新上传的代替。请看过现在的列表再试。"


@dataclass(frozen=True)
class Kept:
    """A template that was uploaded and found without errors."""

    id: int
    purpose: str
    name: str
    author: str
    uploaded_on: date
    is_in_use: bool
    since: date | None  # when it last came into use
    until: date | None
    version: int


@dataclass(frozen=True)
class Looked:
    """What looking an upload over found; `kept` is its number, None where it has errors and was not kept."""

    name: str
    report: Report
    kept: int | None


def listed(context: Context, purpose: str) -> list[Kept]:
    """Those of a purpose, the newest first."""
    context.require(Action.MANAGE_FORMS)
    with context.read() as db:
        return [_kept(context, row) for row in rows.listed(db, _known(purpose))]


def upload(context: Context, purpose: str, name: str, content: bytes) -> Looked:
    """Look a template over; without errors it is kept, to be tried and taken into use. The same file is kept once.

    :raises Refused: it is no Word document that could be a template; nothing was kept.
    """
    context.require(Action.MANAGE_FORMS)
    trial = template_trials.tried(_known(purpose), content)
    shown = _file_name(name)
    if not trial.report.is_usable:
        return Looked(shown, trial.report, None)
    return Looked(shown, trial.report, _keep(context, purpose, shown, content))


def _keep(context: Context, purpose: str, name: str, content: bytes) -> int:
    sha256 = hashlib.sha256(content).hexdigest()
    with context.write() as tx:
        known = rows.of_content(tx.db, purpose, sha256)
        if known is None:
            rows.drop_untried(tx.db, purpose)
            known = rows.add(
                tx.db,
                {
                    "purpose": purpose,
                    "name": name,
                    "body": content,
                    "sha256": sha256,
                    "uploaded_by": context.actor.staff_id,
                    "uploaded_at": context.moment,
                },
            )
        tx.audit("template.upload", f"template/{known}", purpose=purpose)
    return known


def use(context: Context, template_id: int, version: int) -> None:
    """Print from it from now on; looked over once more, for the program may have changed since it was kept.

    :raises Conflict: somebody changed it meanwhile.
    :raises Invalid: this version of the program cannot fill it.
    """
    context.require(Action.MANAGE_FORMS)
    with context.read() as db:
        row = _row(db, template_id)
    if not template_trials.tried(row["purpose"], row["body"]).report.is_usable:
        raise Invalid("这份模板在现在的版本里填不全，没有换。请重新上传，看看哪里要改。")
    with context.write() as tx:
        if _row(tx.db, template_id)["is_in_use"]:
            raise Conflict("这份模板已经在用了。")
        rows.retire(tx.db, row["purpose"], context.moment)
        rows.use(tx.db, template_id, version, context.moment)
        tx.audit("template.use", f"template/{template_id}", purpose=row["purpose"])


def put_back(context: Context, purpose: str) -> None:
    """Print from the product's own template again."""
    context.require(Action.MANAGE_FORMS)
    with context.write() as tx:
        if not rows.retire(tx.db, _known(purpose), context.moment):
            raise Conflict("现在用的就是系统自带的模板。")
        tx.audit("template.put_back", f"purpose/{purpose}")


def trial(context: Context, template_id: int) -> Paper:
    """The template filled with an invented mentor's students."""
    context.require(Action.MANAGE_FORMS)
    with context.read() as db:
        row = _row(db, template_id)
    made = template_trials.tried(row["purpose"], row["body"])
    if not made.paper:
        raise Invalid("这份模板在现在的版本里填不全。请重新上传，看看哪里要改。")
    return Paper(f"试打印-{PURPOSES[row['purpose']]}.docx", made.paper, WORD)


def original(context: Context, template_id: int) -> Paper:
    """The template as it was uploaded, to work on."""
    context.require(Action.MANAGE_FORMS)
    with context.read() as db:
        row = _row(db, template_id)
    return Paper(row["name"], row["body"], WORD)


def own(context: Context, purpose: str) -> Paper:
    """The product's own template, to begin with."""
    context.require(Action.MANAGE_FORMS)
    content = (TEMPLATES / f"{_known(purpose)}.docx").read_bytes()
    return Paper(f"{PURPOSES[purpose]}模板.docx", content, WORD)


def words(context: Context, purpose: str) -> list[dict[str, str]]:
    """Every word a template may ask for, with an example and where it may stand."""
    context.require(Action.MANAGE_FORMS)
    return template_sample.rows(_known(purpose))


def in_use(context: Context, purpose: str) -> bytes | None:
    """The bytes of the school's template, for whoever prints; None: the product's own."""
    context.require(Action.PRINT)
    with context.read() as db:
        return rows.body_in_use(db, _known(purpose))


def _known(purpose: str) -> str:
    if purpose not in PURPOSES:
        raise NotFound()
    return purpose


def _row(db: Database, template_id: int) -> Row:
    row = rows.one(db, template_id)
    if row is None:
        raise NotFound(_GONE)
    return row


def _file_name(name: str) -> str:
    """As the person gave it, without folders and what no eye sees."""
    last = re.sub(
        r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ud800-\udfff]", "", re.split(r"[\\/]", name)[-1]
    ).strip(" .")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", last) or "模板"
    return f"{stem[:LONGEST_NAME]}.docx"


def _kept(context: Context, row: Row) -> Kept:
    since, until = row["in_use_since"], row["retired_at"]
    return Kept(
        row["id"],
        row["purpose"],
        row["name"],
        row["author"],
        context.day_of(row["uploaded_at"]),
        bool(row["is_in_use"]),
        context.day_of(since) if since else None,
        context.day_of(until) if until else None,
        row["version"],
    )
