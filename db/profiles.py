"""What mentors know of a student, and of the family (encrypted): one row each, changed by version."""

from sqlite_utils import Database

from db.rows import Row, insert, one_row, update_version
from db.scope import Scope


def profile(db: Database, scope: Scope, student_id: int) -> Row | None:
    """What is written about a student within the scope."""
    return one_row(
        db,
        f"select * from student_profile where student_id = :id and {scope.covers('student_id')}",
        {"id": student_id, **scope.params},
    )


def family(db: Database, scope: Scope, student_id: int) -> Row | None:
    """What is known of the family of a student within the scope, encrypted."""
    return one_row(
        db,
        f"select * from family_profile where student_id = :id and {scope.covers('student_id')}",
        {"id": student_id, **scope.params},
    )


def put_profile(db: Database, student_id: int, version: int, texts: Row, by: int | None, at: str) -> None:
    """Write or overwrite it; Conflict when it is no longer at this version (0: there was none)."""
    columns = {
        "basics": texts["basics"],
        "interests": texts["interests"],
        "strengths": texts["strengths"],
        "learning_style": texts["learning_style"],
        "weaknesses": texts["weaknesses"],
        "peers": texts["peers"],
        "character": texts["character"],
        "changed_by": by,
        "changed_at": at,
    }
    if version == 0:
        insert(db, "student_profile", {"student_id": student_id, **columns})
    else:
        update_version(db, "student_profile", student_id, version, columns, "student_id")


def put_family(db: Database, student_id: int, version: int, sealed: bytes, by: int | None, at: str) -> None:
    """The same for what is known of the family."""
    columns = {"sealed": sealed, "changed_by": by, "changed_at": at}
    if version == 0:
        insert(db, "family_profile", {"student_id": student_id, **columns})
    else:
        update_version(db, "family_profile", student_id, version, columns, "student_id")
