"""The demo school: believable in its numbers, the same every time, open to every role."""

import hashlib
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from db.rows import Row, all_rows
from domain.permissions import Role
from seed import demo_school
from seed.bench_school import large
from seed.plan import Size, posts
from seed.timeline import moment, timeline
from services import ceremony, changes, filing, overview, passwords, school, sealing, sign_in, students, today
from services.context import Context
from tests.services.test_overview import check

TODAY = date(2026, 11, 21)
NOW = moment(TODAY, 8)
SMALL = Size(
    classes={6: 1, 7: 2, 8: 1}, students_per_class=10, staff=30, records_per_day=5, groups_per_class=2
)
# what two builds must agree on: everything but password hashes
TABLES = (
    "term", "holiday", "school_class", "student", "guardian", "class_membership", "staff", "staff_role",
    "teaching_assignment", "homeroom", "care_status", "mentor_group", "group_membership", "pairing",
    "monthly_note", "goal", "goal_progress", "term_review", "interaction", "interaction_participant", "follow_up", "exam", "score", "exam_result", "audit",
)  # fmt: skip


@dataclass(frozen=True)
class Demo:
    folder: Path
    seconds: float

    def rows(self, sql: str) -> list[Row]:
        with school.open_school(self.folder).read() as db:
            return all_rows(db, sql)

    def count(self, table: str, where: str = "1") -> int:
        return int(self.rows(f"select count(*) as n from {table} where {where}")[0]["n"])

    def acting_as(self, role: Role) -> Context:
        username = next(name for shown, name, _ in school.demo_accounts(self.folder) if shown == role.text)
        store = school.open_school(self.folder)
        (account,) = self.rows(f"select staff_id from account where username = '{username}'")
        return school.context_for(store, account["staff_id"], NOW)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo") / "data"
    began = time.process_time()  # not the wall clock: other tests run beside this one
    demo_school.build(folder, TODAY)
    return Demo(folder, time.process_time() - began)


def small_school(folder: Path, on: date = TODAY) -> Demo:
    demo_school.build_school(folder, on, SMALL)
    return Demo(folder, 0)


def test_the_school_is_as_large_as_promised(demo: Demo) -> None:
    assert demo.count("school_class") == 18
    assert demo.count("staff") == demo.count("account") == 45
    assert 580 <= demo.count("student") <= 610
    assert 3500 <= demo.count("interaction") <= 4300
    assert demo.count("student", "national_number is null or student_number is null") == 0
    assert 0.10 <= demo.count("care_status") / demo.count("student") <= 0.15


def test_every_grade_has_five_exams_over_two_terms_one_grade_in_levels_some_pupils_absent(demo: Demo) -> None:
    cohorts = Counter(
        row["class_id"] for row in demo.rows("select distinct exam_id, class_id from exam_result")
    )
    assert set(cohorts.values()) == {5}
    assert demo.count("(select distinct term_id from exam)") == 2
    assert demo.count("(select distinct kind from score)") == 3
    levels = {row["level"] for row in demo.rows("select distinct level from score where kind = 'level'")}
    assert levels == {"优", "良", "合格", "待合格"}
    assert 20 <= demo.count("score", "kind = 'absent'") <= 200


def test_names_include_namesakes_of_one_class_and_rare_characters(demo: Demo) -> None:
    shared = demo.rows(
        "select name, class_id from student join class_membership on student_id = student.id "
        "group by name, class_id having count(*) > 1"
    )
    assert len(shared) >= 2
    assert demo.count("student", "name in ('买买提·艾力', '李䶮', '陈𬭎', '欧阳思远')") == 4


def test_phones_belong_to_nobody(demo: Demo) -> None:
    phones = [
        row["phone"] for row in demo.rows("select phone from guardian union all select phone from staff")
    ]
    assert all(phone.startswith("1380000") and len(phone) == 11 for phone in phones)
    assert len(phones) == len(set(phones))


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_every_role_has_an_account_that_signs_in_and_is_that_role(demo: Demo, role: Role) -> None:
    shown = {text: (username, password) for text, username, password in school.demo_accounts(demo.folder)}
    username, password = shown[role.text]
    password_hash = sign_in.password_hash_for(school.open_school(demo.folder), username, NOW)

    assert passwords.matches(password, password_hash)
    assert demo.count("account", f"username = '{username}' and must_change_password = 0") == 1
    assert role in demo.acting_as(role).actor.roles


def test_the_overview_has_something_to_say(demo: Demo) -> None:
    seen = overview.see(demo.acting_as(Role.LEADER))

    assert f"{seen.state.without_mentor} 名学生没有导师" in seen.finding
    assert 25 <= seen.state.without_mentor <= 40
    assert any(one.is_low for one in seen.mentors)
    assert seen.before is not None and seen.before.asked.due
    assert 1 <= seen.state.care_unseen < seen.state.care_students / 3
    assert max(one.counts.mentees for one in seen.mentors) <= 25


def test_some_mentored_pupils_have_not_been_seen_for_over_thirty_days(demo: Demo) -> None:
    found = students.find(demo.acting_as(Role.LEADER))
    waiting = [one for one in found if one.mentors and (one.days_since(TODAY) or 99) > 30]
    assert 10 <= len(waiting) <= 100
    assert any(one.has_care for one in waiting)


@pytest.mark.parametrize("role", [Role.HOMEROOM, Role.MENTOR], ids=lambda role: role.value)
def test_the_shown_mentors_have_promises_due_today_and_tomorrow(demo: Demo, role: Role) -> None:
    context = demo.acting_as(role)
    due = {one.due_on for one in today.my_day(context.at(NOW + timedelta(days=1))).follow_ups}
    assert {TODAY, TODAY + timedelta(days=1)} <= due


def test_records_were_written_by_people_who_could_see_the_pupil_and_none_in_the_future(demo: Demo) -> None:
    latest = demo.rows("select max(occurred_on) as day, max(recorded_at) as moment from interaction")[0]
    assert latest["day"] == "2026-11-20"
    assert latest["moment"] < "2026-11-21"
    assert demo.count("audit", "action = 'interaction.record'") == demo.count("interaction")
    moments = [
        row["at"]
        for row in demo.rows("select at from audit where action = 'interaction.record' order by seq")
    ]
    assert moments == sorted(moments)


def test_notes_are_finished_sentences_and_vary(demo: Demo) -> None:
    notes = [text for row in opened(demo) if (text := row["content"])]
    assert not [note for note in notes if any(mark in note for mark in "[]{}|")]
    assert len(set(notes)) > 1500
    assert max(Counter(notes).values()) < 40


def test_a_mentor_was_changed_and_the_history_stays(demo: Demo) -> None:
    assert demo.count("pairing", "end_reason = '重新分组'") > 0


def test_groups_are_on_their_way_in_a_few_classes_and_in_force_in_the_rest(demo: Demo) -> None:
    lines = filing.states(demo.acting_as(Role.OFFICE))
    states = Counter(one.state.value for one in lines)
    assert (states["filed"], states["returned"], states["draft"]) == (2, 1, 1)
    assert [one.comment != "" for one in lines if one.state.value == "returned"] == [True]
    assert sum(one.is_in_force for one in lines) == 17
    assert [one.is_held for one in ceremony.lines(demo.acting_as(Role.OFFICE)).values()] == [True, False]


def test_something_came_undone_since_for_the_office_and_the_class_teacher_shown(demo: Demo) -> None:
    office = changes.open_work(demo.acting_as(Role.OFFICE))
    assert (office.unplaced, office.requests) == (1, 1)
    assert office.unmentored > 0
    assert office.to_confirm > 0
    own = changes.open_work(demo.acting_as(Role.HOMEROOM))
    assert (own.unplaced, own.requests) == (1, 1)


def test_it_is_ready_in_the_time_a_person_waits(demo: Demo) -> None:
    assert demo.seconds < 30  # of CPU; the whole build takes 12 s on two cores


@pytest.mark.usefixtures("quick_hashes")
def test_the_same_day_gives_the_same_school(tmp_path: Path) -> None:
    one, other = (digest(small_school(tmp_path / name)) for name in ("one", "other"))
    assert one == other


@pytest.mark.usefixtures("quick_hashes")
@pytest.mark.parametrize(
    "on",
    [date(2026, 9, 10), date(2026, 9, 3), date(2027, 2, 22), date(2027, 7, 20)],
    ids=str,
)
def test_the_school_can_be_made_on_any_day_of_the_year(tmp_path: Path, on: date) -> None:
    made = small_school(tmp_path / "data", on)
    assert made.count("interaction", f"occurred_on >= '{on}'") == 0
    assert made.count("interaction") > 50
    assert made.count("(select distinct held_on from exam)") == 5
    assert made.count("class_membership", "valid_to is null") == made.count("student")


def test_the_calendar_fits_every_day_of_ten_years() -> None:
    for step in range(3650):
        on = date(2024, 1, 1) + timedelta(days=step)
        line = timeline(on)
        assert [one.number for one in line.terms] == [1, 2, 1, 2], on
        assert all(one.ends_on < two.starts_on for one, two in pairwise(line.terms)), on
        assert timedelta(days=50) <= on - line.begins < timedelta(days=270), on
        assert len(line.exams) == 5 and line.exams[-1].marked_on < on, on


def test_the_large_school_has_the_staff_asked_for_and_a_homeroom_teacher_for_every_class() -> None:
    size = large(2000, 120, 400)
    led = [post.homeroom for post in posts(size) if post.homeroom]
    assert sum(size.classes.values()) == 45 == len(set(led))
    assert len(posts(size)) + 7 == 120


def opened(made: Demo) -> list[Row]:
    """id, content, place, detail of every record as it was written, those that lie encrypted too."""
    box = sealing.box(made.acting_as(Role.OFFICE))
    parts: dict[int, list[int]] = {}
    for row in made.rows("select interaction_id, student_id from interaction_participant"):
        parts.setdefault(row["interaction_id"], []).append(row["student_id"])
    rows = made.rows("select id, content, place, detail, sealed from interaction order by id")
    told = [sealing.texts_of(box, row, parts.get(row["id"], [])) for row in rows]
    return [{name: row[name] for name in ("id", "content", "place", "detail")} for row in told]


def digest(made: Demo) -> str:
    """All tables that two builds must share."""
    # the key is made by the clock on the wall, and the chain of the log goes on from there; no two seals are alike
    but = {"sealed", "prev", "hash"}
    found = [
        [
            tuple(value for name, value in row.items() if name not in but)
            for row in made.rows(f"select * from {table} order by 1, 2")
            if row.get("action") != "key.make"
        ]
        for table in TABLES
    ]
    found.append([tuple(row.values()) for row in opened(made)])
    return hashlib.sha256(repr(found).encode()).hexdigest()


@pytest.mark.parametrize(
    ("role", "stretches"),
    [(Role.LEADER, (1,)), (Role.GRADE_HEAD, (-1,)), (Role.HOMEROOM, (0, 1))],
    ids=["leader", "grade head", "homeroom"],
)
def test_every_number_of_the_overview_agrees_with_a_recount(
    demo: Demo, role: Role, stretches: tuple[int, ...]
) -> None:
    check(demo.acting_as(role), demo.rows, stretches=stretches, most=5)
