"""Everything about one student, found by the schema itself, so that it can be taken out whole."""

import json
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from db.rows import Row, all_rows, one_row


def by_number(db: Database, number: str) -> Row | None:
    """The student of this 学号 or 学籍号."""
    return one_row(
        db,
        "select id, name, student_number, national_number, left_on from student "
        "where student_number = :n or national_number = :n",
        {"n": number},
    )


def by_id(db: Database, student_id: int) -> Row | None:
    """The student of this id."""
    return one_row(
        db,
        "select id, name, student_number, national_number, left_on from student where id = :id",
        {"id": student_id},
    )


def pointing(db: Database, table: str) -> list[Row]:
    """child, column of every foreign key to a table."""
    return all_rows(
        db,
        """select child.name as child, link."from" as column from sqlite_master child,
                  pragma_foreign_key_list(child.name) link
            where child.type = 'table' and link."table" = :parent order by child.name""",
        {"parent": table},
    )


def delete(db: Database, table: str, ids: Sequence[int]) -> None:
    """Rows with whatever points at them, and at that: a table added later goes along without being named here."""
    if not ids:
        return
    listed = {"ids": json.dumps(list(ids))}
    links = pointing(db, table)
    for link in links:
        condition = f'"{link["column"]}" in (select value from json_each(:ids))'
        if has_id(db, link["child"]):
            found = all_rows(db, f'select id from "{link["child"]}" where {condition}', listed)
            delete(db, link["child"], [row["id"] for row in found])
        else:
            db.execute(f'delete from "{link["child"]}" where {condition}', listed)
    db.execute(f'delete from "{table}" where id in (select value from json_each(:ids))', listed)


def has_id(db: Database, table: str) -> bool:
    """Whether a table's rows have a number others may point at."""
    found = {"table": table}
    return one_row(db, "select 1 as x from pragma_table_info(:table) where name = 'id'", found) is not None


def records(db: Database, student_id: int) -> tuple[list[int], list[int]]:
    """Ids of the records about this student alone, and of those about others too; deleted ones included."""
    found = all_rows(
        db,
        """select interaction_id as id, (select count(*) from interaction_participant other
                    where other.interaction_id = own.interaction_id) as people
             from interaction_participant own where student_id = :s order by interaction_id""",
        {"s": student_id},
    )
    alone = [row["id"] for row in found if row["people"] == 1]
    return alone, [row["id"] for row in found if row["people"] > 1]


def files(db: Database, record_ids: Iterable[int]) -> list[str]:
    """The names of the files these records have or had."""
    found = all_rows(
        db,
        "select file from attachment where interaction_id in (select value from json_each(:ids)) order by file",
        {"ids": json.dumps(list(record_ids))},
    )
    return [row["file"] for row in found]


def record(db: Database, record_id: int) -> Row:
    """id and sealed texts of a record."""
    return all_rows(db, "select id, sealed from interaction where id = :id", {"id": record_id})[0]


def put_record(db: Database, record_id: int, sealed: bytes | None) -> None:
    """A record's texts closed anew; whoever has it open is told that it changed."""
    db.execute(
        "update interaction set sealed = :sealed, version = version + 1 where id = :id",
        {"id": record_id, "sealed": sealed},
    )


def wordings(db: Database, student_id: int) -> list[Row]:
    """Earlier wordings that were about this student: id, interaction_id, version, body (marks), sealed."""
    return all_rows(
        db,
        """select id, interaction_id, version, body, sealed from interaction_revision
            where exists (select 1 from json_each(body, '$.student_ids') where value = :s)""",
        {"s": student_id},
    )


def drafts(db: Database) -> list[Row]:
    """All that is being written."""
    return all_rows(db, "select id, form_id, owner_id, student_id, sealed from draft")


def plans(db: Database) -> list[Row]:
    """All plans for groups: id, body."""
    return all_rows(db, "select id, body from grouping_plan")


def put_plan(db: Database, plan_id: int, body: Row) -> None:
    """A plan without somebody; whoever has it open is told that it changed."""
    db.execute(
        "update grouping_plan set body = :body, version = version + 1 where id = :id",
        {"id": plan_id, "body": json.dumps(body, ensure_ascii=False)},
    )


def forget_imports(db: Database, student_id: int) -> None:
    """What imports keep of the student's rows to be able to undo them."""
    db.execute(
        """delete from import_change where table_name = 'student' and json_extract(row_key, '$.id') = :s
              or json_extract(after, '$.student_id') = :s or json_extract(before, '$.student_id') = :s""",
        {"s": student_id},
    )
