"""What a database of earlier versions holds in clear and has to be encrypted, a few rows at a time."""

from sqlite_utils import Database

from db.rows import Row, all_rows, one_row

# word for word the conditions of the indexes in m007_sealing.sql, so that nothing to do costs nothing to find
_RECORDS = """sealed is null
  and (is_restricted = 1 or kind = 'home_visit' or guidance_area = '心理')
  and (content <> '' or place is not null or detail <> '{}')"""

_LEAVES = "sealed is null and note <> ''"
# those that came about by themselves hold fixed words only
_CHANGES = "sealed is null and asked_by in ('student', 'mentor', 'homeroom')"


def is_any(db: Database) -> bool:
    """Whether anything is left to do."""
    found = one_row(
        db,
        f"""select exists (select 1 from interaction indexed by interaction_to_seal where {_RECORDS})
                or exists (select 1 from interaction_revision where sealed is null)
                or exists (select 1 from draft where sealed is null)
                or exists (select 1 from handover_note where sealed is null)
                or exists (select 1 from leave where {_LEAVES})
                or exists (select 1 from pairing_change where {_CHANGES}) as x""",
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


def notes(db: Database, most: int) -> list[Row]:
    """Notes for the next mentor in clear."""
    return all_rows(
        db,
        """select note.id, pairing_change_id, author_id, body, student_id from handover_note note
             join pairing_change on pairing_change.id = pairing_change_id where note.sealed is null limit :most""",
        {"most": most},
    )


def leaves(db: Database, most: int) -> list[Row]:
    """Leaves with a reason in clear."""
    return all_rows(db, f"select * from leave where {_LEAVES} limit :most", {"most": most})


def changes(db: Database, most: int) -> list[Row]:
    """Requests for another mentor in clear."""
    return all_rows(db, f"select * from pairing_change where {_CHANGES} limit :most", {"most": most})


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


def put_note(db: Database, note_id: int, sealed: bytes) -> None:
    """A note for the next mentor encrypted."""
    db.execute("update handover_note set body = '', sealed = ? where id = ?", [sealed, note_id])


def put_leave(db: Database, leave_id: int, sealed: bytes | None) -> None:
    """A leave's reason encrypted."""
    db.execute("update leave set note = '', sealed = ? where id = ?", [sealed, leave_id])


def put_change(db: Database, change_id: int, sealed: bytes) -> None:
    """A request encrypted."""
    db.execute(
        "update pairing_change set reason = '', student_opinion = '', exception = '', decision = '', sealed = ? "
        "where id = ?",
        [sealed, change_id],
    )
