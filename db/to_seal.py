"""What a database of earlier versions holds in clear and has to be encrypted, a few rows at a time."""

from sqlite_utils import Database

from db.rows import Row, all_rows, one_row

# word for word the conditions of the indexes in m007_sealing.sql, so that nothing to do costs nothing to find
_RECORDS = """sealed is null
  and (is_restricted = 1 or kind = 'home_visit' or guidance_area = '心理')
  and (content <> '' or place is not null or detail <> '{}')"""


def is_any(db: Database) -> bool:
    """Whether anything is left to do."""
    found = one_row(
        db,
        f"""select exists (select 1 from interaction indexed by interaction_to_seal where {_RECORDS})
                or exists (select 1 from interaction_revision where sealed is null)
                or exists (select 1 from draft where sealed is null) as x""",
    )
    return bool(found and found["x"])


def records(db: Database, most: int) -> list[Row]:
    """Records with sensitive texts in clear, each with the students it is about (JSON)."""
    return all_rows(
        db,
        f"""select id, content, place, detail, (select json_group_array(student_id) from interaction_participant part
                 where part.interaction_id = interaction.id) as students
              from interaction indexed by interaction_to_seal where {_RECORDS} limit :most""",
        {"most": most},
    )


def revisions(db: Database, most: int) -> list[Row]:
    """Earlier wordings in clear."""
    return all_rows(
        db,
        "select id, interaction_id, version, body from interaction_revision where sealed is null limit :most",
        {"most": most},
    )


def drafts(db: Database, most: int) -> list[Row]:
    """Drafts in clear."""
    return all_rows(
        db,
        "select id, form_id, owner_id, student_id, body from draft where sealed is null limit :most",
        {"most": most},
    )


def put_record(db: Database, interaction_id: int, sealed: bytes) -> None:
    """The texts encrypted in the place of the clear ones."""
    db.execute(
        "update interaction set content = '', place = null, detail = '{}', sealed = ? where id = ?",
        [sealed, interaction_id],
    )


def put_revision(db: Database, revision_id: int, marks: str, sealed: bytes) -> None:
    """An earlier wording encrypted; ids and marks stay."""
    db.execute(
        "update interaction_revision set body = ?, sealed = ? where id = ?", [marks, sealed, revision_id]
    )


def put_draft(db: Database, draft_id: int, sealed: bytes) -> None:
    """A draft encrypted."""
    db.execute("update draft set body = '{}', sealed = ? where id = ?", [sealed, draft_id])
