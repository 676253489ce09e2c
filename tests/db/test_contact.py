"""The derived table `contact` says what the records and their participants say, whatever is done to them."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from db.migrations import migrations

TRUTH = """
  select part.student_id, interaction.occurred_on, interaction.id as interaction_id, interaction.author_id,
         interaction.kind
    from interaction join interaction_participant part on part.interaction_id = interaction.id
   where interaction.deleted_at is null and interaction.kind <> 'exam_analysis' order by 1, 2, 3"""
DAYS = st.dates(date(2026, 9, 1), date(2026, 9, 5))
STEP = st.one_of(
    st.tuples(
        st.just("add"),
        DAYS,
        st.sets(st.integers(1, 4), min_size=1),
        st.integers(1, 2),
        st.sampled_from(["talk", "exam_analysis"]),
    ),
    st.tuples(st.just("leave out"), st.integers(1, 6), st.integers(1, 4)),
    st.tuples(st.just("move"), st.integers(1, 6), DAYS),
    st.tuples(st.just("delete"), st.integers(1, 6)),
)


@settings(max_examples=60)
@given(st.lists(STEP, max_size=14))
def test_contact_equals_its_two_sources_after_any_acts(steps: list[tuple]) -> None:
    db = Database(memory=True)
    migrations.apply(db)
    for number in range(1, 5):
        db["student"].insert({"id": number, "name": f"学生{number}"})
        db["staff"].insert({"id": number, "name": f"老师{number}"})
    for step in steps:
        act(db, *step)
    assert list(db.query("select * from contact order by 1, 2, 3")) == list(db.query(TRUTH))


def act(db: Database, what: str, *how: object) -> None:
    if what == "add":
        day, students, author, kind = how
        row = {
            "kind": kind,
            "occurred_on": str(day),
            "author_id": author,
            "recorded_at": "2026-09-01T00:00:00Z",
        }
        record = db["interaction"].insert(row).last_pk
        for student in students:  # type: ignore[attr-defined]
            db["interaction_participant"].insert({"interaction_id": record, "student_id": student})
    elif what == "leave out":
        db.execute(
            "delete from interaction_participant where interaction_id = ? and student_id = ?", list(how)
        )
    elif what == "move":
        db.execute(
            "update interaction set occurred_on = ?, content = 'x' where id = ?", [str(how[1]), how[0]]
        )
    else:
        db.execute("update interaction set deleted_at = '2026-09-09T00:00:00Z' where id = ?", [how[0]])
