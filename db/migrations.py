"""The numbered steps that bring a school's database to the present shape, each applied once and whole."""

from pathlib import Path

from sqlite_utils import Database, Migrations

from db import audit

APPLICATION_ID = 0x4D454E54  # "MENT": a file without it is not ours and is never written to

_HERE = Path(__file__).parent

migrations = Migrations("mentor")


@migrations()
def m001_foundation(db: Database) -> None:
    """Calendar, people, classes, pairings, records, exams, accounts, audit, imports."""
    db.executescript((_HERE / "m001_foundation.sql").read_text(encoding="utf-8"))
    db.execute(f"pragma application_id = {APPLICATION_ID}")


@migrations()
def m002_choosing(db: Database) -> None:
    """Plans for groups, filing, wishes and claims, mentor changes, ceremonies."""
    db.executescript((_HERE / "m002_choosing.sql").read_text(encoding="utf-8"))


@migrations()
def m003_pairings_of_a_group(db: Database) -> None:
    """An index: whoever asked for a class's groups read every pairing of the school three times a group."""
    db.execute("create index pairing_group on pairing(mentor_group_id, valid_to)")


@migrations()
def m004_duties(db: Database) -> None:
    """Every kind of record, files, drafts, leave, the history of duty rules, monthly summaries."""
    db.executescript((_HERE / "m004_duties.sql").read_text(encoding="utf-8"))


@migrations()
def m005_audit_chain(db: Database) -> None:
    """The log of acts as a chain of hashes; the role that reads it."""
    db.executescript((_HERE / "m005_audit_chain.sql").read_text(encoding="utf-8"))
    audit.chain(db)
    db.executescript(audit.CHAIN)


@migrations()
def m006_sessions(db: Database) -> None:
    """What kind of device a session is on, and from where a sign-in was tried."""
    db.executescript((_HERE / "m006_sessions.sql").read_text(encoding="utf-8"))


@migrations()
def m007_sealing(db: Database) -> None:
    """Room for sensitive texts encrypted; what lies there in clear is sealed when the school is opened."""
    db.executescript((_HERE / "m007_sealing.sql").read_text(encoding="utf-8"))


@migrations()
def m008_access(db: Database) -> None:
    """Access asked for and granted for a time; a change of roles ends a person's sessions."""
    db.executescript((_HERE / "m008_access.sql").read_text(encoding="utf-8"))


@migrations()
def m009_step_up(db: Database) -> None:
    """A code from one's phone before acts that must not follow from a password alone."""
    db.executescript((_HERE / "m009_step_up.sql").read_text(encoding="utf-8"))


@migrations()
def m010_profile(db: Database) -> None:
    """What mentors know of a student, the family's part encrypted; earlier wordings of every part of the archive."""
    db.executescript((_HERE / "m010_profile.sql").read_text(encoding="utf-8"))


@migrations()
def m011_months(db: Database) -> None:
    """What is written of a child month by month, goals, reviews of the term."""
    db.executescript((_HERE / "m011_months.sql").read_text(encoding="utf-8"))


@migrations()
def m012_readers(db: Database) -> None:
    """Whom the author of a confidential record chose to let read it."""
    db.executescript((_HERE / "m012_readers.sql").read_text(encoding="utf-8"))


@migrations()
def m013_templates(db: Database) -> None:
    """A school's own Word templates, those before kept."""
    db.executescript((_HERE / "m013_templates.sql").read_text(encoding="utf-8"))


@migrations()
def m014_inspection(db: Database) -> None:
    """Inspections of mentors, what was found, what is to be mended, step by step."""
    db.executescript((_HERE / "m014_inspection.sql").read_text(encoding="utf-8"))


@migrations()
def m015_leading(db: Database) -> None:
    """Leaders' classes and students, the scheme's stages, visits to classes."""
    db.executescript((_HERE / "m015_leading.sql").read_text(encoding="utf-8"))


def is_newer(db: Database) -> bool:
    """Whether a later version of this program has already changed the database."""
    known = {step.name for step in migrations.pending(Database(memory=True))}
    return any(step.name not in known for step in migrations.applied(db))


def schema_text(db: Database) -> str:
    """The whole schema as SQL, for schema.sql and the test that keeps it true."""
    rows = db.execute(
        "select sql from sqlite_master where sql is not null and name not like 'sqlite_%' "
        "and tbl_name not like '_sqlite_migrations%' order by rowid"
    ).fetchall()
    return "\n\n".join(f"{sql};" for (sql,) in rows) + "\n"
