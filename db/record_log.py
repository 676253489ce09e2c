"""The list of records: found by words and filters, as far as its reader may read each.

A confidential text is for its author and whom the author chose (db/told.py): for others a search passes it by, so that no
hit and no count betrays it. The text of a deleted record is its author's alone.
"""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Literal

from sqlite_utils import Database

from db.rows import Row, all_rows, holds, one_row
from db.scope import Scope
from db.told import CHOSEN, told_to_me
from domain.calendar import LATE_AFTER_DAYS

MOST_LISTED: Final = 5000  # nobody reads more; a word or a month makes fewer
Whose = Literal["mine", "all", "deleted"]

_STUDENTS = """(select json_group_array(json_array(id, name)) from (
     select student.id, student.name from interaction_participant part join student on student.id = part.student_id
      where part.interaction_id = interaction.id and {covers} order by student.student_number, student.id))"""
_JOINED = """
  join staff author on author.id = author_id
  left join staff deleter on deleter.id = deleted_by
  left join exam on exam.id = exam_id
  left join mentor_group on mentor_group.id = mentor_group_id
  left join school_class class on class.id = coalesce(interaction.class_id, mentor_group.class_id)"""
LATE = f"julianday(date(recorded_at, :wall_clock)) - julianday(occurred_on) > {LATE_AFTER_DAYS}"


@dataclass(frozen=True)
class Reader:
    """Who reads: the students and the records within the person's scope, and of these what the person leads."""

    staff_id: int | None
    on: date
    school_year: int
    wall_clock: str  # what a stored moment is shifted by: +480 minutes
    students: Scope
    records: Scope
    led: Scope
    circle: Scope  # the students without those granted for a time: to whom confidences may be told

    @property
    def told(self) -> str:
        """The condition that this person may read what a record says."""
        return told_of(self.circle)

    @property
    def params(self) -> Row:
        """Of every query here."""
        own = {
            "me": self.staff_id,
            "on": self.on.isoformat(),
            "year": self.school_year,
            "wall_clock": self.wall_clock,
        }
        return {**self.circle.params, **self.students.params, **own}


@dataclass(frozen=True)
class Wanted:
    """Which records; what is empty or None filters nothing. `words` must all be found."""

    whose: Whose = "mine"
    words: tuple[str, ...] = ()
    kind: str = ""
    area: str = ""
    effect: str = ""
    class_id: int | None = None
    student_id: int | None = None
    since: date | None = None
    until: date | None = None
    is_late: bool = False
    has_files: bool = False
    author_id: int | None = None


@dataclass(frozen=True)
class Found:
    """What a search found where SQL cannot look: word by word, the records whose encrypted texts hold it."""

    by_word: tuple[tuple[int, ...], ...] = ()


@dataclass
class _Where:
    conditions: list[str]
    params: dict[str, Any] = field(default_factory=dict)

    def add(self, condition: str, **params: Any) -> None:
        self.conditions.append(condition)
        self.params |= params

    @property
    def sql(self) -> str:
        return " and ".join(f"({one})" for one in self.conditions)


def listed(
    db: Database, reader: Reader, wanted: Wanted, sealed: Found, first: int, limit: int
) -> tuple[int, list[Row]]:
    """How many records there are (at most one more than MOST_LISTED), and a page of them.

    The newest come first; of deleted ones the latest deleted. Whoever finds more than that many has to ask closer.
    """
    reach, within = _reach(reader)
    where = _where(within, wanted, sealed)
    order = (
        "deleted_at desc, occurred_on desc, id desc"
        if wanted.whose == "deleted"
        else "occurred_on desc, id desc"
    )
    params = {**within.params, **where.params, "first": first, "limit": limit, "most": MOST_LISTED + 1}
    rows = all_rows(
        db,
        f"""with {reach} found as materialized (
              select interaction.id, occurred_on, deleted_at from interaction where {where.sql}
               order by {order.replace(" id ", " interaction.id ")} limit :most),
            page as materialized (select id from found order by {order} limit :limit offset :first)
            select (select count(*) from found) as total, {_fields(within)}
              from page join interaction on interaction.id = page.id {_JOINED}
             order by {order.replace(" id ", " interaction.id ")}""",
        params,
    )
    if not rows and first:  # past the last page
        return listed(db, reader, wanted, sealed, 0, 1)[0], []
    return (rows[0]["total"] if rows else 0), rows


def told_of(circle: Scope) -> str:
    """The condition that :me may read what a record says; a deleted one's text is its author's alone."""
    return f"(interaction.author_id = :me or deleted_at is null and {told_to_me(circle)})"


def _fields(reader: Reader) -> str:
    may_read = reader.told
    # the plus keeps SQLite from trying every student in reach for each record
    covers = reader.students.covers("+student.id")
    return f"""
  interaction.id, interaction.version, kind, occurred_on, guidance_area, talk_mode, effect, is_restricted, recorded_at,
  author.name as author, author_id, interaction.class_id, author_id = :me as is_own, {may_read} as is_told, sealed is not null as is_sealed, deleted_at, deleted_reason,
  deleter.name as deleted_by, exam.name as exam, mentor_group.name as group_name, class.number as class_number,
  :year - class.entry_year + class.entry_grade as grade,
  case when {may_read} then minutes end as minutes, case when {may_read} then place end as place,
  case when {may_read} then content end as content, case when {may_read} then detail else '{{}}' end as detail,
  (select count(*) from interaction_participant part where part.interaction_id = interaction.id) as people,
  (select count(*) from interaction_revision revision where revision.interaction_id = interaction.id) as corrections,
  case when {may_read} then (select count(*) from attachment file
     where file.interaction_id = interaction.id and removed_at is null) else 0 end as files,
  case when is_restricted then {CHOSEN} else '[]' end as chosen,
  {_STUDENTS.format(covers=covers)} as students"""


def _reach(reader: Reader) -> tuple[str, Reader]:
    """A first table of a query that holds the students in reach, and a reader who looks them up there.

    They are asked for in several places of one query, and each would ask the whole school's pairings anew.
    """
    if reader.students.is_whole_school:
        return "", reader
    reach = f"reach(student_id) as materialized ({reader.students.sql}),"
    students = Scope("select student_id from reach", reader.students.params)
    circle = students if reader.circle.sql == reader.students.sql else reader.circle
    return reach, replace(reader, students=students, circle=circle)


def one(db: Database, reader: Reader, interaction_id: int) -> Row | None:
    """One record; a deleted one for its author and for those who lead."""
    return one_row(
        db,
        f"""select {_fields(reader)} from interaction {_JOINED} where interaction.id = :id
              and case when deleted_at is null then {reader.records.covers("interaction.id")}
                  else {reader.led.covers("interaction.id")} or {_own(reader)} end""",
        {**reader.params, "id": interaction_id},
    )


def follow_ups(db: Database, reader: Reader, interaction_id: int) -> list[Row]:
    """due_on, name, done_at, done_by of what a record promises to the students one may see."""
    return all_rows(
        db,
        f"""select due_on, student.name, done_at, staff.name as done_by from follow_up
              join student on student.id = follow_up.student_id left join staff on staff.id = done_by
             where interaction_id = :id and {reader.records.covers("interaction_id")}
               and {reader.students.covers("follow_up.student_id")}
             order by due_on, follow_up.id""",
        {**reader.params, "id": interaction_id},
    )


def own_sealed(db: Database, reader_id: int | None, is_deleted: bool) -> list[Row]:
    """id, sealed, students (JSON) of one's own encrypted texts, to be searched."""
    return all_rows(
        db,
        f"""select id, sealed, (select json_group_array(student_id) from interaction_participant part
                                 where part.interaction_id = interaction.id) as students
              from interaction where author_id = :me and sealed is not null
               and deleted_at is {"not" if is_deleted else ""} null""",
        {"me": reader_id},
    )


def _where(reader: Reader, wanted: Wanted, sealed: Found) -> _Where:
    where = _Where([_circle(reader, wanted.whose)])
    for column in ("kind", "area", "effect"):
        if value := getattr(wanted, column):
            name = "guidance_area" if column == "area" else column
            # what a deleted record was about and came to is its author's, by a filter as by a look
            told = " and author_id = :me" if wanted.whose == "deleted" and column != "kind" else ""
            where.add(f"{name} = :{column}{told}", **{column: value})
    if wanted.since:
        where.add("occurred_on >= :since", since=wanted.since.isoformat())
    if wanted.until:
        where.add("occurred_on <= :until", until=wanted.until.isoformat())
    if wanted.author_id is not None:
        where.add("interaction.author_id = :author", author=wanted.author_id)
    if wanted.is_late:
        where.add(LATE)
    if wanted.has_files:
        where.add(_with_files(reader))
    _about(reader, wanted, where)
    for place, word in enumerate(wanted.words):
        ids = json.dumps(sealed.by_word[place]) if sealed.by_word else "[]"
        name = f"word{place}"
        where.add(_found(reader, name), **{name: f"%{_escaped(word)}%", f"{name}_sealed": ids})
    return where


def _with_files(reader: Reader) -> str:
    return f"""{reader.told} and exists (select 1 from attachment file
      where file.interaction_id = interaction.id and removed_at is null)"""


def _circle(reader: Reader, whose: Whose) -> str:
    if whose == "deleted":
        return f"deleted_at is not null and ({reader.led.covers('interaction.id')} or {_own(reader)})"
    mine = _own(reader) if whose == "mine" else reader.records.covers("interaction.id")
    return f"deleted_at is null and {mine}"


def _own(reader: Reader) -> str:
    """Written by the reader, about students still in reach or about none; asked record by record, for they are few."""
    part = "select 1 from interaction_participant part where part.interaction_id = interaction.id"
    # the plus keeps SQLite from trying every student in reach for each record
    in_reach = f"exists ({part} and {reader.students.covers('+part.student_id')})"
    return f"author_id = :me and ({in_reach} or not exists ({part}))"


def _about(reader: Reader, wanted: Wanted, where: _Where) -> None:
    """By class and student only as far as one may see the students: a strange class-mate in a record opens no class."""
    covers = reader.students.covers("part.student_id")
    if wanted.student_id is not None:
        where.add(
            f"""interaction.id in (select interaction_id from interaction_participant part
                  where part.student_id = :student and {covers})""",
            student=wanted.student_id,
        )
    if wanted.class_id is not None:
        where.add(
            f"""interaction.class_id = :class or interaction.id in (
                  select interaction_id from interaction_participant part
                    join class_membership member on member.student_id = part.student_id
                   where member.class_id = :class and {holds("member")} and {covers})""",
            **{"class": wanted.class_id},
        )


def _found(reader: Reader, name: str) -> str:
    """A word in the texts the reader may read, or in the name of a student it is about."""
    return f"""{reader.told} and (content like :{name} escape '\\' or place like :{name} escape '\\' or detail <> '{{}}' and exists (
                select 1 from json_each(detail) where value like :{name} escape '\\'))
      or interaction.id in (select value from json_each(:{name}_sealed))
      or interaction.id in (select interaction_id from student named
             join interaction_participant part on part.student_id = named.id
            where named.name like :{name} escape '\\' and {reader.students.covers("named.id")})"""


def _escaped(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)
