"""What was done, by whom, to what: ids and field names only, never contents. Each row carries the hash of the one before."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from db.rows import Row, all_rows, one_row
from db.scope import Scope

_START = bytes(32)  # what the first row follows
# Made by the migration that chains the rows there were. A row can be neither changed nor removed, and a new one only
# follows the last. Whoever gets round this with the file in hand breaks the chain, which `first_break` finds.
CHAIN = """
create trigger audit_no_update before update on audit begin select raise(abort, 'audit is append-only'); end;
create trigger audit_follows before insert on audit
  when new.hash is null or new.seq is not (select coalesce(max(seq), 0) + 1 from audit)
    or new.prev is not coalesce((select hash from audit order by seq desc limit 1), zeroblob(32))
begin select raise(abort, 'audit is a chain'); end;
"""


@dataclass(frozen=True)
class Head:
    """The last row: its place and its hash."""

    seq: int
    hash: bytes

    @property
    def text(self) -> str:
        """1234-9f8e7d6c5b4a: short enough for a file's name, long enough not to be met by chance."""
        return f"{self.seq}-{self.hash.hex()[:12]}"


def append(
    db: Database, at: str, staff_id: int | None, action: str, target: str, detail: dict[str, Any]
) -> None:
    """Add one row; the table refuses any later change to it."""
    last = head(db)
    row: Row = {
        "seq": last.seq + 1,
        "at": at,
        "staff_id": staff_id,
        "action": action,
        "target": target,
        "detail": json.dumps(detail, ensure_ascii=False),
    }
    row |= {"prev": last.hash, "hash": _hash(last.hash, row)}
    db.execute(
        "insert into audit (seq, at, staff_id, action, target, detail, prev, hash) "
        "values (:seq, :at, :staff_id, :action, :target, :detail, :prev, :hash)",
        row,
    )


def head(db: Database) -> Head:
    """The last row; (0, zeros) of an empty log."""
    row = db.execute("select seq, hash from audit order by seq desc limit 1").fetchone()
    return Head(row[0], row[1]) if row else Head(0, _START)


def since(db: Database, seq: int, limit: int) -> list[Row]:
    """seq, action, target, staff_id, students (ids, none of most acts), kind of the rows after that one, in order."""
    rows = all_rows(
        db,
        """select seq, action, target, staff_id,
                  case json_type(detail, '$.students') when 'array' then json_extract(detail, '$.students') end as students,
                  json_extract(detail, '$.kind') as kind
             from audit where seq > :seq order by seq limit :limit""",
        {"seq": seq, "limit": limit},
    )
    return [row | {"students": json.loads(row["students"] or "[]")} for row in rows]


def moments(db: Database, staff_id: int, action: str, after: str, until: str) -> list[str]:
    """When this person did it in (after, until], newest first."""
    rows = all_rows(
        db,
        """select at from audit
            where staff_id = :staff and action = :action and at > :after and at <= :until
              and seq > coalesce((select seq from audit where staff_id = :staff and at <= :after
                                   order by seq desc limit 1), 0)
            order by at desc""",
        {"staff": staff_id, "action": action, "after": after, "until": until},
    )
    return [row["at"] for row in rows]


def readers(db: Database, scope: Scope, student_id: int, since: str) -> list[Row]:
    """name, times: who opened what lies encrypted about a student within the scope since a moment."""
    return all_rows(
        db,
        f"""with wanted(target) as (
              select 'student/' || :student_id
              union all select 'interaction/' || part.interaction_id from interaction_participant part
                join interaction on interaction.id = part.interaction_id and interaction.sealed is not null
               where part.student_id = :student_id and {scope.covers("part.student_id")})
            select staff.name, count(*) as times from wanted
             cross join audit indexed by audit_target on audit.target = wanted.target
              join staff on staff.id = audit.staff_id
             where audit.at >= :since and audit.action in ('interaction.read', 'family.read', 'archive.read_earlier')
             group by staff.id order by times desc, staff.id""",
        {"student_id": student_id, "since": since, **scope.params},
    )


def first_break(db: Database) -> int | None:
    """Where the chain first does not hold (a row's seq), or None. A log cut off at its end is found by its old head."""
    last = Head(0, _START)
    for row in db.query("select * from audit order by seq"):
        if row["seq"] != last.seq + 1 or row["prev"] != last.hash or row["hash"] != _hash(last.hash, row):
            return last.seq + 1
        last = Head(row["seq"], row["hash"])
    return None


def holds_head(db: Database, seq: int, start_of_hash: str) -> bool:
    """Whether the log still has the row that was its last when a backup's name was made."""
    row = one_row(db, "select hash from audit where seq = :seq", {"seq": seq})
    return row is not None and row["hash"].hex().startswith(start_of_hash)


def chain(db: Database) -> None:
    """Give the rows written before there was a chain their place in it."""
    last = _START
    for row in all_rows(db, "select * from audit order by seq"):
        own = _hash(last, row)
        db.execute("update audit set prev = ?, hash = ? where seq = ?", [last, own, row["seq"]])
        last = own


def listed(
    db: Database,
    since: str,
    until: str,
    *,
    staff_id: int | None = None,
    actions: tuple[str, ...] = (),
    target: str = "",
    student_id: int | None = None,
    limit: int = 200,
    before: int | None = None,
) -> list[Row]:
    """seq, at, staff, action, target, detail: newest first, of moments in [since, until)."""
    return all_rows(
        db,
        f"""select audit.seq, audit.at, staff.name as staff, audit.action, audit.target, audit.detail
              from audit left join staff on staff.id = audit.staff_id
             where audit.at >= :since and audit.at < :until and (:staff is null or audit.staff_id = :staff)
               and (:target = '' or audit.target = :target) and (:before is null or audit.seq < :before)
               and (:student is null or audit.target = 'student/' || :student
                    or exists (select 1 from json_each(audit.detail, '$.students') where value = :student)
                    or audit.target in (select 'interaction/' || interaction_id from interaction_participant
                                         where student_id = :student))
               {"and audit.action in (select value from json_each(:actions))" if actions else ""}
             order by audit.seq desc limit :limit""",
        {
            "since": since,
            "until": until,
            "staff": staff_id,
            "target": target,
            "student": student_id,
            "before": before,
            "limit": limit,
            **({"actions": json.dumps(actions)} if actions else {}),
        },
    )


def _hash(prev: bytes, row: Row) -> bytes:
    told = [row["seq"], row["at"], row["staff_id"], row["action"], row["target"], row["detail"]]
    return hashlib.sha256(prev + json.dumps(told, ensure_ascii=False).encode()).digest()
