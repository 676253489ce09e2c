"""One-time links of students. Only the key's hash is kept; a link is never changed back once used or ended."""

from sqlite_utils import Database

from db.rows import Row, insert, one_row


def add(db: Database, round_id: int, student_id: int, key_hash: str, expires_at: str) -> int:
    """A new link for a student of the round."""
    return insert(
        db,
        "choice_link",
        {
            "choice_round_id": round_id,
            "student_id": student_id,
            "key_hash": key_hash,
            "expires_at": expires_at,
        },
    )


def move_expiry(db: Database, round_id: int, expires_at: str) -> None:
    """Links last as long as their round."""
    db.execute(
        "update choice_link set expires_at = :expires where choice_round_id = :round",
        {"round": round_id, "expires": expires_at},
    )


def end_open(db: Database, round_id: int, student_id: int, at: str) -> None:
    """A student's links that could still be used are void."""
    db.execute(
        "update choice_link set ended_at = :at where choice_round_id = :round and student_id = :student "
        "and used_at is null and ended_at is null",
        {"round": round_id, "student": student_id, "at": at},
    )


def use(db: Database, link_id: int, at: str) -> None:
    """The link has been answered."""
    db.execute("update choice_link set used_at = :at where id = :id", {"id": link_id, "at": at})


def find(db: Database, key_hash: str) -> Row | None:
    """The link with its round's class_id, most_wishes and the student's name, whatever its state."""
    return one_row(
        db,
        """select choice_link.*, choice_round.class_id, choice_round.most_wishes, student.name
             from choice_link
             join choice_round on choice_round.id = choice_link.choice_round_id
             join student on student.id = choice_link.student_id
            where choice_link.key_hash = :key""",
        {"key": key_hash},
    )


def open_students(db: Database, round_id: int, moment: str) -> set[int]:
    """Students of the round who hold a link that can still be used."""
    rows = db.query(
        "select distinct student_id from choice_link where choice_round_id = :round and used_at is null "
        "and ended_at is null and expires_at > :moment",
        {"round": round_id, "moment": moment},
    )
    return {row["student_id"] for row in rows}
