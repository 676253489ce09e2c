"""A small real school for tests: made once through services and db, then copied file by file.

Grades 3 and 7, two classes each, 28 students. 三（1）班 and 七（2）班 are grouped with mentors, 七（1）班 has one group
without a mentor, 三（2）班 has no groups at all. Every name occurs once, so that a name found where it should
not be tells whose it is.
"""

import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from db import accounts, classes, pairings, staff
from db.connection import Database, Store
from db.names import search_text
from db.rows import all_rows, insert
from domain.calendar import Holiday
from domain.grouping_plan import PlanGroup
from domain.permissions import SYSTEM, Actor, Role
from domain.record_kinds import Kind
from domain.records import InteractionForm
from services import adaptation, calendar, filing, passwords, plans
from services.context import Context
from services.keys import KEY_FILE
from services.school import DATABASE, open_school

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Friday evening
TODAY = NOW.date()
MONDAY = date(2026, 11, 16)
TERM_BEGINS = date(2026, 9, 1)
PASSWORD = "导师们的密码"

# (entry year, entry grade, number) and the children, in the order of their numbers
CLASSES: dict[tuple[int, int, int], tuple[str, ...]] = {
    (2024, 1, 1): ("张书瑶", "王子墨", "李沐阳", "赵欣怡", "陈浩宇", "刘诗涵", "杨博文"),
    (2024, 1, 2): ("黄梓轩", "周雨桐", "吴俊杰", "徐静怡", "孙铭泽", "马晓萱", "朱天佑"),
    (2026, 7, 1): ("胡一诺", "郭思远", "何佳琪", "林承泽", "高若曦", "罗嘉豪", "梁语嫣"),
    (2026, 7, 2): ("谢奕辰", "唐可馨", "许明轩", "冯雅婷", "邓志远", "曹慧敏", "彭家乐"),
}
THREE_ONE, THREE_TWO, SEVEN_ONE, SEVEN_TWO = CLASSES.values()
GRADE_THREE, GRADE_SEVEN = (*THREE_ONE, *THREE_TWO), (*SEVEN_ONE, *SEVEN_TWO)
EVERYBODY = (*GRADE_THREE, *GRADE_SEVEN)

ADMIN, LEADER, OFFICE, GRADE_HEAD = "宋明远", "韩立群", "沈德芳", "蒋年华"
HOMEROOM, OTHER_HOMEROOM = "方晓梅", "贺志强"
MENTOR, OTHER_MENTOR, THIRD_MENTOR, NOBODY = "田小雨", "邱大山", "骆清泉", "江无为"
AUDITOR = "包守正"
PEOPLE = (
    ADMIN,
    LEADER,
    OFFICE,
    GRADE_HEAD,
    HOMEROOM,
    OTHER_HOMEROOM,
    MENTOR,
    OTHER_MENTOR,
    THIRD_MENTOR,
    NOBODY,
    AUDITOR,
)
ROLES = {
    ADMIN: (Role.ADMIN, None),
    LEADER: (Role.LEADER, None),
    OFFICE: (Role.OFFICE, None),
    GRADE_HEAD: (Role.GRADE_HEAD, 3),
    AUDITOR: (Role.AUDITOR, None),
}
LEADS = {HOMEROOM: (2024, 1, 1), OTHER_HOMEROOM: (2026, 7, 1)}
TEACHES = {
    MENTOR: [("语文", (2024, 1, 1)), ("语文", (2024, 1, 2))],
    OTHER_MENTOR: [("数学", (2024, 1, 1)), ("数学", (2026, 7, 1))],
    THIRD_MENTOR: [("英语", (2026, 7, 1)), ("英语", (2026, 7, 2))],
}
# what each may see, written out by hand: the oracle of the scope tests
SEES: dict[str, tuple[str, ...]] = {
    ADMIN: (),
    LEADER: EVERYBODY,
    OFFICE: EVERYBODY,
    GRADE_HEAD: GRADE_THREE,
    HOMEROOM: THREE_ONE,
    OTHER_HOMEROOM: SEVEN_ONE,
    MENTOR: THREE_ONE[:4],
    OTHER_MENTOR: THREE_ONE[4:],
    THIRD_MENTOR: (*SEVEN_ONE[:4], *SEVEN_TWO),
    NOBODY: (),
    AUDITOR: (),
}
CARES = {
    "张书瑶": ("留守儿童",),
    "王子墨": ("留守儿童", "单亲家庭"),
    "黄梓轩": ("单亲家庭",),
    "何佳琪": ("学习困难",),
}
GROUPS = {  # class → (name, members, mentor)
    (2024, 1, 1): [("启明组", THREE_ONE[:4], MENTOR), ("扬帆组", THREE_ONE[4:], OTHER_MENTOR)],
    (2026, 7, 1): [("知行组", SEVEN_ONE[:4], THIRD_MENTOR), ("星火组", SEVEN_ONE[4:], None)],
    (2026, 7, 2): [("远航组", SEVEN_TWO, THIRD_MENTOR)],
}
EXAMS = [("第一次月考", "monthly", date(2026, 10, 9)), ("期中", "midterm", date(2026, 11, 6))]
ABSENT = "李沐阳"  # from the midterm; 赵欣怡 has no line in it at all
UNLISTED = "赵欣怡"


@dataclass(frozen=True)
class School:
    """One test's own copy of the school."""

    folder: Path
    store: Store
    students: dict[str, int]
    people: dict[str, int]

    def student(self, name: str) -> int:
        """A student's id."""
        return self.students[name]

    def ids(self, *names: str) -> tuple[int, ...]:
        """Several students' ids."""
        return tuple(self.students[name] for name in names)

    def class_id(self, name: str) -> int:
        """三（1）班, 三（2）班, 七（1）班 or 七（2）班."""
        entry = {"三": (2024, 1), "七": (2026, 7)}[name[0]]
        with self.store.read() as db:
            return _class_id(db, (*entry, int(name[2])))

    def as_person(self, name: str, now: datetime = NOW) -> Context:
        """This member of staff acting, with the roles held at that moment."""
        context = Context(self.store, SYSTEM, now)
        with self.store.read() as db:
            actor = staff.actor(db, self.people[name], context.today)
        assert actor is not None
        return replace(context, actor=actor)

    def as_role(self, *roles: Role) -> Context:
        """Somebody with these roles and no students."""
        return Context(self.store, Actor(self.people[NOBODY], NOBODY, frozenset(roles)), NOW)

    def account(self, name: str) -> int:
        """The id of a person's account."""
        with self.store.read() as db:
            row = accounts.by_staff(db, self.people[name])
        assert row is not None
        return int(row["id"])

    def rows(self, sql: str, **params: object) -> list[dict[str, object]]:
        """What lies in the database, for looking past the services."""
        with self.store.read() as db:
            return all_rows(db, sql, params)

    def put_away(self) -> None:
        """Close the connections that were kept: nobody else does, as the school is known to `open_school` for good."""
        while self.store._idle:
            self.store._idle.pop().close()

    def talk(
        self, *names: str, on: date = TODAY, content: str = "聊了近况", **more: object
    ) -> InteractionForm:
        """A complete form about these students."""
        fields: dict[str, object] = {
            "kind": Kind.TALK, "guidance_area": "学业", "talk_mode": "面谈", "effect": "平稳"
        }  # fmt: skip
        fields |= more
        if fields["kind"] is Kind.HOME_VISIT:
            fields |= {"talk_mode": "入户"}
        return InteractionForm(
            secrets.token_hex(8), student_ids=self.ids(*names), occurred_on=on, content=content, **fields
        )  # type: ignore[arg-type]


def copy_of(template: Path, folder: Path) -> School:
    """A school of one's own in a folder."""
    folder.mkdir(exist_ok=True)
    for name in (DATABASE, KEY_FILE):
        shutil.copy(template.with_name(name), folder / name)
    store = open_school(folder)
    with store.read() as db:
        students = {row["name"]: row["id"] for row in all_rows(db, "select id, name from student")}
        people = {row["name"]: row["id"] for row in all_rows(db, "select id, name from staff")}
    return School(folder, store, students, people)


def build(folder: Path) -> Path:
    """Make the school; returns its database file."""
    store = open_school(folder)
    system = Context(store, SYSTEM, datetime(2026, 9, 7, 4, 0, tzinfo=UTC))
    calendar.save_term(system, 2026, 1, TERM_BEGINS, date(2027, 1, 20))
    calendar.save_term(system, 2026, 2, date(2027, 2, 20), date(2027, 7, 5))
    calendar.save_holidays(system, [Holiday(date(2026, 10, 1), date(2026, 10, 7), "国庆")])
    with system.write() as tx:
        _add_staff(tx.db)
        _add_students(tx.db)
        _add_exams(tx.db)
        tx.audit("test.build", "school")
    _form_groups(system)
    _confirm_trials(system.at(NOW - timedelta(days=40)))
    return folder / DATABASE


def _add_staff(db: Database) -> None:
    password_hash = passwords.hash_password(PASSWORD, 4)
    for number, name in enumerate(PEOPLE, start=1):
        staff_id = staff.add(db, name)
        db.table("staff").update(staff_id, {"staff_number": f"T{number:03}"})
        accounts.add(db, staff_id, f"t{number:03}", password_hash, must_change=False)
        if name in ROLES:
            staff.give_role(db, staff_id, *ROLES[name], TERM_BEGINS)
        if name in LEADS:
            _hold(db, "homeroom", staff_id=staff_id, class_id=classes.find_or_add(db, *LEADS[name]))
        for subject, taught in TEACHES.get(name, []):
            _hold(
                db,
                "teaching_assignment",
                staff_id=staff_id,
                class_id=classes.find_or_add(db, *taught),
                subject_id=_named(db, "subject", subject),
            )


def _add_students(db: Database) -> None:
    for place, (key, names) in enumerate(CLASSES.items(), start=1):
        class_id = classes.find_or_add(db, *key)
        for number, name in enumerate(names, start=1):
            student_number = f"S{place}{number:02}"
            row = {
                "name": name,
                "name_search": search_text(name),
                "sex": "男女"[number % 2],
                "student_number": student_number,
            }
            student_id = insert(db, "student", row)
            _hold(db, "class_membership", student_id=student_id, class_id=class_id)
            insert(
                db,
                "guardian",
                {"student_id": student_id, "name": f"{name}的家长", "phone": f"1390000{place}{number:03}"},
            )
            for category in CARES.get(name, ()):
                _hold(
                    db,
                    "care_status",
                    student_id=student_id,
                    care_category_id=_named(db, "care_category", category),
                )


def _add_exams(db: Database) -> None:
    """Two exams of grade 3 in one subject: 100, 95, 90 … by number; ranks over the grade and the class."""
    subject_id = _named(db, "subject", "语文")
    (term_id,) = db.execute("select id from term where number = 1").fetchone()
    for name, slot, day in EXAMS:
        exam_id = insert(
            db,
            "exam",
            {"term_id": term_id, "grade": 3, "name": name, "slot": slot, "held_on": day.isoformat()},
        )
        db.table("exam_subject").insert({"exam_id": exam_id, "subject_id": subject_id, "full_mark": 100.0})
        for row in all_rows(
            db,
            "select s.id, s.name, s.student_number, m.class_id from student s join class_membership m on m.student_id = s.id where s.student_number < 'S3'",
        ):
            is_absent = name == "期中" and row["name"] == ABSENT
            if name == "期中" and row["name"] == UNLISTED:
                continue
            place = int(row["student_number"][2:])
            score = None if is_absent else 105.0 - 5 * place
            keys = {"exam_id": exam_id, "student_id": row["id"]}
            db.table("score").insert(
                {**keys, "subject_id": subject_id, "kind": "absent" if is_absent else "score", "score": score}
            )
            ranks = (
                {"class_rank": None, "grade_rank": None}
                if is_absent
                else {"class_rank": place, "grade_rank": 2 * place - 1}
            )
            db.table("exam_result").insert({**keys, "class_id": row["class_id"], "total": score, **ranks})


def put_in_force(
    leader: Context, office: Context, class_id: int, groups: Iterable[PlanGroup], on: date | None = None
) -> None:
    """The class's groups by the way all groups go: kept and filed by the class teacher, approved by the office."""
    desk = plans.open_desk(leader, class_id)
    formed = tuple(groups)
    wanted = replace(desk.plan, groups=formed, group_count=len(formed))
    filing.file_plan(leader, class_id, plans.keep(leader, desk, wanted))
    filed = filing.state_of(leader, class_id)
    filing.approve(office, filed.plan_id or 0, filed.version, on)


def _form_groups(system: Context) -> None:
    with system.read() as db:
        students = {row["name"]: row["id"] for row in all_rows(db, "select id, name from student")}
        people = {row["name"]: row["id"] for row in all_rows(db, "select id, name from staff")}
        found = {key: _class_id(db, key) for key in GROUPS}
    for key, groups in GROUPS.items():
        drafts = [
            PlanGroup(
                f"g{place}", name, tuple(students[one] for one in members), people[mentor or OTHER_MENTOR]
            )
            for place, (name, members, mentor) in enumerate(groups, start=1)
        ]
        put_in_force(system, system, found[key], drafts)
    alone = [
        students[one]
        for groups in GROUPS.values()
        for _, names, mentor in groups
        if not mentor
        for one in names
    ]
    _leave_alone(system, alone)


def _confirm_trials(context: Context) -> None:
    """Grade 7 is new at the school: its mentors were on trial until October."""
    waiting = adaptation.to_confirm(context)
    for class_id in {one.class_id for one in waiting}:
        adaptation.confirm(context, class_id, [one.key for one in waiting if one.class_id == class_id])


def _leave_alone(system: Context, students: Iterable[int]) -> None:
    """No group is approved without a mentor: whoever has none has lost the one they had."""
    with system.write() as tx:
        for student in students:
            params = {"s": student, "on": tx.context.today.isoformat()}
            pairings.end_rows(tx.db, "pairing", "student_id = :s", params)
        tx.audit("test.build", "pairing")


def _class_id(db: Database, key: tuple[int, int, int]) -> int:
    (row,) = all_rows(
        db,
        "select id from school_class where entry_year = :y and entry_grade = :g and number = :n",
        dict(zip("ygn", key, strict=True)),
    )
    return int(row["id"])


def _hold(db: Database, table: str, **columns: object) -> None:
    insert(db, table, {**columns, "valid_from": TERM_BEGINS.isoformat()})


def _named(db: Database, table: str, name: str) -> int:
    known = all_rows(db, f"select id from {table} where name = :name", {"name": name})
    return int(known[0]["id"]) if known else insert(db, table, {"name": name})


def days_before(days: int) -> date:
    """So many days before the school's today."""
    return TODAY - timedelta(days=days)
