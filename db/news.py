"""What is new about a mentor's students, without a word of what was written."""

from datetime import date

from sqlite_utils import Database

from db.overview import OF_STUDENT
from db.rows import Row, all_rows, holds
from db.scope import Scope
from db.told import told_to_me

_MINE = f"""(select student_id, min(valid_from) as since from pairing
              where mentor_id = :me and {holds("pairing")} group by student_id)"""


def of_mentor(db: Database, scope: Scope, mentor_id: int, since: date, on: date) -> list[Row]:
    """what (mentee, care, exam, record), student_id, student, who, kind: of the days from `since` on.

    A confidential record is news for whom it was written, nobody else; one's own is no news. `scope`: the own circle.
    """
    return all_rows(
        db,
        f"""
        with mine as (select mine.*, student.name from {_MINE} mine join student on student.id = mine.student_id
                       where {scope.covers("mine.student_id")}),
        sat as (select exam.id, exam.name from import_batch batch
                  cross join import_change change on change.import_batch_id = batch.id and change.table_name = 'exam'
                  join exam on exam.id = json_extract(change.row_key, '$.id')
                 where batch.kind = 'exam' and batch.imported_at >= :since and batch.undone_at is null)
        select 'mentee' as what, student_id, name as student, '' as who, '' as kind from mine
         where since >= :since and not exists (select 1 from pairing earlier
             where earlier.student_id = mine.student_id and earlier.mentor_id = :me and earlier.valid_from < mine.since)
        union all
        select distinct 'care', mine.student_id, mine.name, '', '' from mine
          join care_status care on care.student_id = mine.student_id
         where care.valid_from >= :since and {holds("care")}
        union all
        select 'exam', min(mine.student_id), '', sat.name, '' from sat
          join exam_result result on result.exam_id = sat.id join mine on mine.student_id = result.student_id
         group by sat.id
        union all
        select distinct 'record', mine.student_id, mine.name, staff.name, interaction.kind from mine
          cross join {OF_STUDENT} on contact.student_id = mine.student_id and contact.occurred_on >= :since
          join interaction on interaction.id = contact.interaction_id and {told_to_me(scope)}
          join staff on staff.id = interaction.author_id
         where interaction.author_id <> :me and contact.occurred_on <= :on""",
        {"me": mentor_id, "since": since.isoformat(), "on": on.isoformat(), **scope.params},
    )
