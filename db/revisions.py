"""Earlier wordings of the parts of an archive, each kept encrypted as it stood before a change."""

from sqlite_utils import Database

from db.rows import Row, all_rows, insert
from db.scope import Scope


def keep(db: Database, row: Row) -> None:
    """Keep one: student_id, part, row_id, version, sealed, changed_by, changed_at."""
    insert(db, "archive_revision", row)


def of_part(db: Database, scope: Scope, student_id: int, part: str) -> list[Row]:
    """The earlier wordings of a student's part, oldest first, with the name of who ended each (`by`)."""
    return all_rows(
        db,
        f"""select revision.*, coalesce(staff.name, '系统') as by from archive_revision revision
              left join staff on staff.id = revision.changed_by
             where revision.student_id = :student_id and part = :part and {scope.covers("revision.student_id")}
             order by row_id, revision.version""",
        {"student_id": student_id, "part": part, **scope.params},
    )


def parts(db: Database, scope: Scope, student_id: int) -> set[str]:
    """Which parts of a student's archive were ever changed."""
    rows = all_rows(
        db,
        f"""select distinct part from archive_revision
             where student_id = :student_id and {scope.covers("student_id")}""",
        {"student_id": student_id, **scope.params},
    )
    return {row["part"] for row in rows}
