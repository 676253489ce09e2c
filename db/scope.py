"""Who may see which students, as SQL. Every query that touches students embeds one of these.

A mentor reaches the students paired with them, a homeroom teacher the class, a grade head the grade,
leadership and office the school. Everything is judged on the day asked about, from the rows themselves.
What somebody was granted for a time (access_request) is added for reading alone, to the moment: whatever writes,
counts or hands out documents asks for the standing scope.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.permissions import Actor

_WHOLE_SCHOOL = "select id from student"
_EVERY_RECORD = "select id from interaction"


@dataclass(frozen=True)
class Scope:
    """A select of student ids (or of records about them) and its parameters (all named scope_…)."""

    sql: str
    params: dict[str, Any]

    @property
    def is_whole_school(self) -> bool:
        """Whether every student is within it."""
        return self.sql in (_WHOLE_SCHOOL, _EVERY_RECORD)

    def covers(self, column: str) -> str:
        """The condition that a column's student (or record) is within the scope; for the whole school it costs nothing."""
        return "true" if self.is_whole_school else f"{column} in ({self.sql})"


_MENTORED = """
  select student_id from pairing
   where mentor_id = :scope_me and valid_from <= :scope_on and (valid_to is null or valid_to > :scope_on)
"""

# cross joins: from the one row of the person outwards; SQLite would begin with every child of the school
_LED = """
  select member.student_id from homeroom
    join class_membership member on member.class_id = homeroom.class_id
   where homeroom.staff_id = :scope_me
     and homeroom.valid_from <= :scope_on and (homeroom.valid_to is null or homeroom.valid_to > :scope_on)
     and member.valid_from <= :scope_on and (member.valid_to is null or member.valid_to > :scope_on)
  union
  select member.student_id from staff_role headed
    cross join school_class class on :scope_year - class.entry_year + class.entry_grade = headed.grade
    cross join class_membership member on member.class_id = class.id
   where headed.staff_id = :scope_me and headed.role = 'grade_head'
     and headed.valid_from <= :scope_on and (headed.valid_to is null or headed.valid_to > :scope_on)
     and member.valid_from <= :scope_on and (member.valid_to is null or member.valid_to > :scope_on)
"""

_OWN_CIRCLE = f"{_MENTORED} union {_LED}"

_GRANTED = """
  select student_id from access_request
   where asked_by = :scope_me and state = 'granted' and ends_at > :scope_now
"""

_READABLE = f"{_OWN_CIRCLE} union {_GRANTED}"

_MINDED = f"""{_MENTORED} union
  select member.student_id from homeroom
    join class_membership member on member.class_id = homeroom.class_id
   where homeroom.staff_id = :scope_me
     and homeroom.valid_from <= :scope_on and (homeroom.valid_to is null or homeroom.valid_to > :scope_on)
     and member.valid_from <= :scope_on and (member.valid_to is null or member.valid_to > :scope_on)
"""

_LED_CLASSES = """
  select class_id from homeroom
   where staff_id = :scope_me and valid_from <= :scope_on and (valid_to is null or valid_to > :scope_on)
  union
  select class.id from staff_role headed
    join school_class class on :scope_year - class.entry_year + class.entry_grade = headed.grade
   where headed.staff_id = :scope_me and headed.role = 'grade_head'
     and headed.valid_from <= :scope_on and (headed.valid_to is null or headed.valid_to > :scope_on)
"""


def _records_about(circle: str) -> str:
    """Records about these students; of those about no student the class's, and one's own."""
    return f"""
  select interaction_id from interaction_participant where student_id in ({circle})
  union all
  select id from interaction where class_id in ({_LED_CLASSES})
     and not exists (select 1 from interaction_participant where interaction_id = interaction.id)
  union all
  select id from interaction where author_id = :scope_me
     and not exists (select 1 from interaction_participant where interaction_id = interaction.id)
"""


_TAUGHT = """
  select member.student_id from class_membership member
   where member.valid_from <= :scope_on and (member.valid_to is null or member.valid_to > :scope_on)
     and member.class_id in (
       select class_id from teaching_assignment
        where staff_id = :scope_me and valid_from <= :scope_on and (valid_to is null or valid_to > :scope_on)
       union
       select class_id from homeroom
        where staff_id = :scope_me and valid_from <= :scope_on and (valid_to is null or valid_to > :scope_on))
"""


def scope_of(actor: Actor, on: date, school_year: int) -> Scope:
    """The students of this person's own circle on that day: whom they may write about, count and take along."""
    return _scope(actor, on, school_year, _OWN_CIRCLE)


def reading_of(actor: Actor, on: date, school_year: int, now: str) -> Scope:
    """Those, and whom this person was granted to read about until a moment still to come."""
    return _with_moment(_scope(actor, on, school_year, _READABLE), now)


def scope_of_leading(actor: Actor, on: date, school_year: int) -> Scope:
    """Those of the classes this person leads or heads: for what concerns a class as a whole. Mentoring is not enough."""
    return _scope(actor, on, school_year, _LED)


def scope_of_minding(actor: Actor, on: date, school_year: int) -> Scope:
    """Those whose mentor or class teacher this person is, whatever else: who writes what stands in their archive."""
    return Scope(_MINDED, _scope(actor, on, school_year, _MINDED).params)


def records_of(actor: Actor, on: date, school_year: int) -> Scope:
    """The records of one's own circle: about its students, about a class one leads, one's own about no student."""
    return _scope(actor, on, school_year, _records_about(_OWN_CIRCLE), _EVERY_RECORD)


def readable_records_of(actor: Actor, on: date, school_year: int, now: str) -> Scope:
    """Those, and the records about whom this person was granted to read about."""
    return _with_moment(_scope(actor, on, school_year, _records_about(_READABLE), _EVERY_RECORD), now)


def records_of_leading(actor: Actor, on: date, school_year: int) -> Scope:
    """Of them those about students of classes this person leads or heads, and about those classes."""
    return _scope(actor, on, school_year, _records_about(_LED), _EVERY_RECORD)


def _scope(actor: Actor, on: date, school_year: int, circle: str, everything: str = _WHOLE_SCHOOL) -> Scope:
    params = {"scope_me": actor.staff_id, "scope_on": on.isoformat(), "scope_year": school_year}
    return Scope(everything if actor.sees_whole_school else circle, params)


def _with_moment(scope: Scope, now: str) -> Scope:
    return Scope(scope.sql, {**scope.params, "scope_now": now})


def scope_of_teaching(staff_id: int | None, on: date) -> Scope:
    """The students of the classes somebody teaches or leads: whose *names* may be read to claim them, nothing more."""
    return Scope(_TAUGHT, {"scope_me": staff_id, "scope_on": on.isoformat()})
