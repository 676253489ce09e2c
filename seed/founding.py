"""The acts that make a school out of its lists, each by the person whose work it is and at its own moment."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

from db.connection import Store
from domain.class_names import grade_text
from domain.conflicts import Infeasible
from domain.grouping import solve
from domain.grouping_plan import Plan, with_mentor, with_words
from domain.milp import Answer
from domain.permissions import Role
from seed.exams import exam_rows
from seed.people import Cell, Pupil, Teacher, roster_rows, staff_rows
from seed.plan import Class, Size, classes_of
from seed.timeline import ExamDay, Timeline, moment
from services import accounts, calendar, filing, imports, led_classes, plans, school, sign_in, students
from services.context import Context
from services.grouping_jobs import Wanted, applied, problem_of
from services.import_exam import ExamMeta
from services.plans import Desk

SCHOOL = "育才学校"
PASSWORD = "yanshi-2026"  # shown on the demo school's own sign-in page
ADMIN = "admin"
_OFFICE, _STUDIES, _ADMINISTRATOR = 3, 5, 6  # places in the staff list
_MOTTOES = ("今天比昨天好一点", "互相托一把", "说到做到", "慢慢来，一直走", "一个都不少", "")
_ROUNDS = 2


@dataclass
class School:
    """An invented school being made: who is in it, and the ids the school has given them."""

    folder: Path
    store: Store
    timeline: Timeline
    size: Size
    teachers: Sequence[Teacher]
    pupils: Sequence[Pupil]
    staff_ids: dict[str, int] = field(default_factory=dict)
    student_ids: dict[str, int] = field(default_factory=dict)
    _acting: dict[int, Context] = field(default_factory=dict)
    _forms: int = 0

    def acting(self, staff_id: int, now: datetime) -> Context:
        """A member of staff at a moment, with the roles held since the last list or grouping."""
        if staff_id not in self._acting:
            self._acting[staff_id] = school.context_for(self.store, staff_id, now)
        return self._acting[staff_id].at(now)

    def id_of(self, place: int) -> int:
        """The id of somebody by place in the staff list."""
        return self.staff_ids[self.teachers[place].number]

    def by_id(self) -> dict[int, Teacher]:
        """The staff by id."""
        return {self.staff_ids[one.number]: one for one in self.teachers if one.number in self.staff_ids}

    def pupils_by_id(self) -> dict[int, Pupil]:
        """The pupils the school knows, by id."""
        return {self.student_ids[one.number]: one for one in self.pupils if one.number in self.student_ids}

    def homerooms(self) -> dict[int, list[int]]:
        """Homeroom teacher → pupils of the class."""
        by_class: dict[Class, list[int]] = {}
        for student_id, pupil in self.pupils_by_id().items():
            by_class.setdefault(pupil.in_class, []).append(student_id)
        leaders = {one.post.homeroom: self.staff_ids[one.number] for one in self.teachers if one.post}
        return {leaders[one]: own for one, own in by_class.items()}

    def present(self, day: date) -> list[Class]:
        """The classes that are at the school that day: those of grade 7 came with the new school year."""
        new_year = self.timeline.new_year_on
        is_new = new_year is None or day >= new_year
        return [one for one in classes_of(self.size) if is_new or one.grade != 7]

    def set_up(self) -> None:
        """The administrator enters the calendar and brings in the staff; everybody gets an account."""
        day, admin = self.timeline.begins, self.teachers[_ADMINISTRATOR]
        system = school.system_context(self.store, moment(day, 8, 30))
        code = school.setup_code(self.folder)
        account_id = school.set_up(
            system,
            self.folder,
            code,
            school_name=SCHOOL,
            person=admin.name,
            username=ADMIN,
            password=PASSWORD,
            is_office=False,
        )
        everyone = accounts.staff_list(system)
        self.staff_ids[admin.number] = next(one["id"] for one in everyone if one["account_id"] == account_id)
        context = self.acting(self.id_of(_ADMINISTRATOR), moment(day, 8, 40))
        for term in self.timeline.terms:
            calendar.save_term(context, term.school_year, term.number, term.starts_on, term.ends_on)
        calendar.save_holidays(context, list(self.timeline.holidays))
        self.bring_staff(day)

    def bring_staff(self, day: date) -> None:
        """The staff list of the school year, by the administrator; in a new year the grade heads move up."""
        shift = self._shift(day)
        context = self.acting(self.id_of(_ADMINISTRATOR), moment(day, 9))
        for one in self.teachers:
            if one.number in self.staff_ids and one.role == "年级组长":
                accounts.set_role(context, self.staff_ids[one.number], Role.GRADE_HEAD, held=False)
        rows = staff_rows(self.teachers, self.present(day), shift)
        imports.commit(context, self._form(), "staff", as_csv(rows), "教职工名单.csv")
        self._acting.clear()
        self.staff_ids = {one["staff_number"]: one["id"] for one in accounts.staff_list(context)}

    def open_accounts(self, day: date, shown: Sequence[Teacher]) -> None:
        """Slips for everybody; those whose accounts are shown change the password on them at once."""
        context = self.acting(self.id_of(_ADMINISTRATOR), moment(day, 10))
        slips = {one.username: one.password for one in accounts.create_missing(context, password_rounds=4)}
        people = {one.number: one for one in shown}  # in a small school one stands for two roles
        for minute, one in enumerate(people.values()):
            own = self.acting(self.staff_ids[one.number], moment(day, 10, 30 + minute))
            sign_in.change_own_password(own, slips[one.number], PASSWORD, PASSWORD)

    def appoint_auditor(self, day: date, auditor: Teacher) -> None:
        """Somebody who is not the administrator reads the log of acts."""
        context = self.acting(self.id_of(_ADMINISTRATOR), moment(day, 10, 20))
        accounts.set_role(context, self.staff_ids[auditor.number], Role.AUDITOR, held=True)

    def bring_roster(self, day: date) -> None:
        """The roster of the school year, by the moral-education office."""
        context = self.acting(self.id_of(_OFFICE), moment(day, 14))
        rows = roster_rows(self.pupils, self.present(day), self._shift(day))
        imports.commit(context, self._form(), "roster", as_csv(rows), "学生名单.csv")
        self.student_ids = {one.number: one.id for one in students.find(context)}

    def bring_exam(self, day: date, exam: ExamDay, grade: int) -> None:
        """One grade's results, by the studies office; `grade` is this school year's."""
        context = self.acting(self.id_of(_STUDIES), moment(day, 15, 30 + grade))
        then = grade + exam.school_year - self.timeline.school_year
        sitting = [one for one in self.pupils if one.in_class.grade == grade]
        is_latest = exam is self.timeline.exams[-1]
        rows = exam_rows(exam, sitting, then, grade == self.size.levels_in, is_latest)
        meta = ExamMeta(exam.meta.name, exam.meta.slot, exam.meta.held_on)
        name = f"{grade_text(then)}{exam.meta.name}成绩.csv"
        imports.commit(context, self._form(), "exam", as_csv(rows), name, exam=meta)

    def group(self, day: date, one: Class) -> dict[int, list[int]]:
        """The homeroom teacher mixes the class into groups and gives each a mentor; mentor → students."""
        context, desk = self.desk(moment(day, 16, one.number), one)
        plan = replace(
            desk.plan, exam_id=next(iter(desk.exams), None), group_count=self.size.groups_per_class
        )
        plan = _with_mentors(desk, formed(replace(desk, plan=plan)), first_motto=one.number)
        return self._put_in_force(context, desk, plan)

    def change_mentor(self, day: date, one: Class) -> dict[int, list[int]]:
        """The last group of the class gets another mentor; the earlier pairings end and stay readable."""
        context, desk = self.desk(moment(day, 16, 30), one)
        taken = {group.mentor for group in desk.plan.groups}
        free = next(teacher for teacher in desk.teachers if teacher not in taken)
        return self._put_in_force(context, desk, with_mentor(desk.plan, len(desk.plan.groups) - 1, free))

    def homeroom(self, one: Class, now: datetime) -> Context:
        """The class's homeroom teacher."""
        leader = next(person for person in self.teachers if person.post and person.post.homeroom == one)
        return self.acting(self.staff_ids[leader.number], now)

    def office(self, now: datetime) -> Context:
        """The moral-education office."""
        return self.acting(self.id_of(_OFFICE), now)

    def led_class(self, now: datetime, one: Class) -> tuple[Context, int]:
        """The class's homeroom teacher, and the class's id."""
        context = self.homeroom(one, now)
        return context, next(row["id"] for row in led_classes.my_classes(context))

    def desk(self, now: datetime, one: Class) -> tuple[Context, Desk]:
        """The homeroom teacher before the class's plan."""
        context, class_id = self.led_class(now, one)
        return context, plans.open_desk(context, class_id)

    def _put_in_force(self, context: Context, desk: Desk, plan: Plan) -> dict[int, list[int]]:
        """Kept and filed by the homeroom teacher, approved by the office the same afternoon."""
        version = plans.keep(context, desk, plan)
        filing.file_plan(context, desk.class_id, version)
        filed = filing.state_of(context, desk.class_id)
        office = self.office(context.now + timedelta(minutes=40))
        filing.approve(office, filed.plan_id or 0, filed.version)
        self._acting.clear()
        led: dict[int, list[int]] = {}
        for group in plan.groups:
            led.setdefault(group.mentor or 0, []).extend(group.students)
        return led

    def _shift(self, day: date) -> int:
        new_year = self.timeline.new_year_on
        return -1 if new_year and day < new_year else 0

    def _form(self) -> str:
        self._forms += 1
        return f"demo-form-{self._forms:06d}"


def as_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    """A list as a spreadsheet program saves it."""
    stream = StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def formed(desk: Desk) -> Plan:
    """Groups by a short search without proofs: whoever opens the demo school waits for it."""
    problem = replace(problem_of(desk, "groups", Wanted()), rounds=_ROUNDS)
    found = solve(problem, lambda _model: Answer("unknown"))
    if isinstance(found, Infeasible):
        raise AssertionError("a class without rules can be grouped")
    return applied(desk, found)


def _with_mentors(desk: Desk, plan: Plan, first_motto: int) -> Plan:
    for place, mentor in enumerate(_mentors(desk, [group.students for group in plan.groups])):
        group, motto = plan.groups[place], _MOTTOES[(first_motto + place) % len(_MOTTOES)]
        plan = with_words(with_mentor(plan, place, mentor), place, group.name, motto, group.aim)
    return plan


def _mentors(desk: Desk, groups: Sequence[Sequence[int]]) -> list[int]:
    """The homeroom teacher first, then for each group whoever has fewest students; nobody more than two groups."""
    loads = {one.id: one.elsewhere for one in desk.teachers.values()}
    chosen = [one.id for one in desk.teachers.values() if one.is_homeroom]
    for group in groups[len(chosen) :]:
        loads[chosen[-1]] += len(group)
        chosen.append(min((one for one in loads if chosen.count(one) < 2), key=lambda one: (loads[one], one)))
    return chosen
