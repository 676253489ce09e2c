"""Every figure of the overview against a recount in plain Python, and every list against its figure."""

from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from domain.calendar import Holiday
from domain.duty_presets import PRESETS
from domain.duty_tables import NOTHING
from domain.permissions import SYSTEM
from domain.record_kinds import Kind
from services import calendar, interactions, overview, overview_lists
from services.context import Context
from services.overview_values import WHOLE, State, View
from tests import duty_builder
from tests.school_builder import (
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_MENTOR,
    THREE_ONE,
    TODAY,
    copy_of,
    days_before,
)
from tests.services.overview_recount import Recount, monday, month_end

# ── the recount ──────────────────────────────────────────────────────────────────────────────────────


def check(context, rows, view=WHOLE, stretches=(0, 1, -2, -1), most=None):
    """Every number of the page, in these stretches, and every list behind one (of so many mentors)."""
    found = overview.stretches(context)
    naive = Recount(rows, context.actor.staff_id, context.today, view.grade, view.class_id, view.duty)
    check_stretches(naive, found, context.today)
    for stretch in dict.fromkeys(found[place] for place in stretches):
        own = replace(view, stretch=stretch)
        page = overview.see(context, own)
        check_page(naive, page, stretch)
        check_lists(naive, context, page, own, most)


def check_stretches(naive, found, today):
    term = naive.term(today)
    week, month, *_, whole = found
    assert (week.since, week.until) == (monday(today), monday(today) + timedelta(days=6))
    assert (month.since, month.until) == (today.replace(day=1), month_end(today.replace(day=1)))
    assert (whole.since, whole.until) == (term.starts_on, max(term.ends_on, month.until))


def figures_of(counted):
    return counted.required, counted.done, counted.late, counted.excused, counted.early


def state_of(state):
    if state is None:
        return None
    return {one.name: getattr(state, one.name) for one in fields(State)} | {"asked": figures_of(state.asked)}


def check_page(naive, page, stretch):
    since, until, today = stretch.since, stretch.until, naive.today
    on = min(today, until)
    assert page.limit_days == naive.limit
    assert state_of(page.state) == naive.state(since, until, on, today)
    assert state_of(page.before) == naive.before(stretch.key, since, until, on)
    assert state_of(page.last_term) == naive.last_term(since, until, on)
    assert [(one.number, one.starts_on, one.ends_on) for one in page.weeks] == naive.weeks(on)
    assert page.weeks_seen == naive.weeks_seen(naive.weeks(on), on)
    assert page.weeks_seen_before == naive.weeks_seen_before(on)
    mentors = {
        one.mentor_id: (
            one.most, one.counts.mentees, one.counts.seen, one.counts.records, one.counts.minutes,
            figures_of(one.figures), one.weeks, one.is_away,
        )
        for one in page.mentors
    }  # fmt: skip
    expected = naive.mentors(since, until, on)
    assert mentors == expected
    assert {one.mentor_id: one.leads for one in page.mentors} == {
        key: naive.leads(key, on) for key in expected
    }
    assert {one.mentor_id for one in page.leading} == {key for key, one in expected.items() if one[1]}
    assert {one.mentor_id for one in page.overloaded} == {
        key for key, one in expected.items() if naive.leads(key, on) > one[0]
    }
    assert {one.mentor_id for one in page.low} == {
        key
        for key, (*_, (_, done, late, _, early), _, _) in expected.items()
        if done - early < 0.7 * (done - early + late)
    }
    over = [(place, week) for place, week in enumerate(naive.weeks(on)) if week[2] < on]
    assert page.silent == [
        (number, sum(one[6][place] == 0 for one in expected.values()), sum(one[6][place] is not None for one in expected.values()))
        for place, (number, _, _) in over
    ]  # fmt: skip
    assert {key for key, _ in page.without_students} == naive.without_students(on)
    assert {key: figures_of(one) for key, one in page.asked.items()} == naive.by_duty(since, until, today)
    for lines, cells in (
        (page.classes, naive.by_class(since, until, today, only=naive.classes_today())),
        (page.grades, naive.by_grade(since, until, today)),
    ):
        assert {
            (one.id, duty): figures_of(cell) for one in lines for duty, cell in one.cells.items()
        } == cells
    assert {one.category_id: (sorted(one.days), one.contacted) for one in page.care} == naive.care(on)


def check_lists(naive, context, page, view, most):
    """The list behind a figure has as many rows as the figure says, none twice."""
    state = page.state
    lists = {
        "without_mentor": [one.id for one in overview_lists.students_without_mentor(context, view)],
        "unseen": [one.id for one in overview_lists.unseen_students(context, view, care_only=False)],
        "care_unseen": [one.id for one in overview_lists.unseen_students(context, view, care_only=True)],
        "records": [row["id"] for row in overview_lists.records(context, view)],
    }
    assert {name: len(ids) for name, ids in lists.items()} == {name: getattr(state, name) for name in lists}
    assert all(len(set(ids)) == len(ids) for ids in lists.values())
    promised = overview_lists.follow_ups(context, view)
    assert sorted((row["student_id"], row["due_on"]) for row in promised) == sorted(
        (child, due.isoformat()) for child, due in naive.follow_ups(state.on)
    )
    for one in page.care:
        assert len(overview_lists.care_students(context, one.category_id, view)) == len(one.days)
    assert late(overview_lists.owed(context, view)) == state.asked.late
    for mentor in page.mentors[:most]:
        key = mentor.mentor_id
        assert len(overview_lists.records(context, view, mentor_id=key)) == mentor.counts.records
        assert len(overview_lists.mentees(context, key, view)) == mentor.counts.mentees
        assert late(overview_lists.owed(context, view, mentor_id=key)) == mentor.figures.late
        for week, times in list(zip(page.weeks, mentor.weeks, strict=True))[-3:]:
            rows = overview_lists.records(
                context, view, mentor_id=key, since=week.starts_on, until=min(week.ends_on, state.on)
            )
            assert sum(len(row["students"].split("、")) for row in rows) == (times or 0)
    for by, lines in (("grade", page.grades), ("class", page.classes)):
        for line in lines:
            for duty, cell in line.cells.items():
                behind = overview_lists.behind(context, view, by, line.id, duty)
                assert sum((one.figures for one in behind), NOTHING) == cell


def late(owing):
    return sum(one.figures.late for duty in owing for one in duty.behind)


VIEWERS = [LEADER, OFFICE, GRADE_HEAD, HOMEROOM]


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_figures_of_a_fresh_school_agree_with_a_recount(school, viewer):
    check(school.as_person(viewer), school.rows)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_figures_agree_on_the_edges_of_month_and_limit(school, as_leader, as_mentor, viewer):
    duty_builder.put(school, PRESETS["S2"])
    for days in (0, 18, 19, 20, 29, 30, 31, 49, 50, 51):
        interactions.record(as_leader, school.talk("张书瑶", "黄梓轩", "胡一诺", on=days_before(days)))
    interactions.undo(as_mentor, interactions.record(as_mentor, school.talk("王子墨")))
    check(school.as_person(viewer), school.rows)


# days the school is looked at: an ordinary Friday, the first week of a term, amid holidays, after the term, the term after
DAYS = [TODAY, TODAY, date(2026, 9, 3), date(2026, 10, 6), date(2027, 1, 30), date(2027, 2, 24)]
ago = st.integers(0, 70)
spans = st.tuples(ago, st.none() | st.integers(-10, 60)).filter(
    lambda span: span[1] is None or span[1] <= span[0]
)
children = st.sampled_from(EVERYBODY)
mentors = st.sampled_from([HOMEROOM, MENTOR, OTHER_MENTOR])
talks = st.tuples(
    st.sampled_from([HOMEROOM, MENTOR, OTHER_MENTOR, GRADE_HEAD]), st.sets(children, min_size=1, max_size=4), ago,
    st.sampled_from(["talk", "talk", "talk", "home_visit", "guardian_contact", "exam_analysis"]),
    st.none() | st.integers(1, 90), st.sampled_from(["", "", "", "deleted", "restored", "restricted"]),
    st.integers(0, 3),  # written so many days later
    st.none() | st.tuples(st.integers(-5, 20), st.none() | st.integers(0, 12)),  # promised, kept
)  # fmt: skip
worlds = st.fixed_dictionaries(
    {
        "today": st.sampled_from(DAYS),
        "viewer": st.sampled_from([LEADER, LEADER, GRADE_HEAD, HOMEROOM]),
        "part": st.sampled_from(["", "", "grade 3", "grade 7", "三（1）班", "七（1）班"]),
        "duty": st.none() | st.integers(1, 5),
        "rules": st.sampled_from(["S0", "S2", "S2", "S4", "S1", ""]),
        "talks": st.lists(talks, max_size=12),
        "pairings": st.dictionaries(st.tuples(children, mentors), spans, max_size=10),
        "cares": st.dictionaries(st.tuples(children, st.sampled_from([1, 2, 3])), spans, max_size=8),
        "away": st.lists(st.tuples(mentors | children, ago, st.integers(0, 10)), max_size=4),
        "moved": st.dictionaries(
            children,
            st.tuples(ago, st.sampled_from(["三（1）班", "三（2）班", "七（1）班", None])),
            max_size=4,
        ),
        "holiday": st.none() | st.tuples(st.integers(0, 40), st.integers(0, 9)),
        "is_empty": st.integers(0, 9).map(lambda number: number == 0),
    }
)
numbers = count()


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
@given(world=worlds)
def test_the_figures_of_any_school_agree_with_a_recount(school_template, tmp_path_factory, world):
    school = copy_of(school_template, tmp_path_factory.getbasetemp() / f"world{next(numbers)}")
    school.store.keep_connections()
    Filling(school, world).fill()
    try:
        check(as_viewer(school, world), school.rows, part_of(school, world))
    finally:
        school.put_away()


def as_viewer(school, world):
    today = world["today"]
    return school.as_person(world["viewer"], NOW.replace(year=today.year, month=today.month, day=today.day))


def part_of(school, world):
    part = world["part"]
    duty = world["duty"] if world["rules"] else None
    if part.startswith("grade"):
        return View(grade=int(part[-1]), duty=duty)
    return View(class_id=school.class_id(part), duty=duty) if part else View(duty=duty)


class Filling:
    """Puts a world into a school, past the services: what may lie there, however it came about."""

    def __init__(self, school, world):
        self.school, self.world, self.today = school, world, world["today"]

    def fill(self):
        system = Context(self.school.store, SYSTEM, NOW)
        if self.world["holiday"]:
            since, long = self.world["holiday"]
            first = self.ago(since)
            calendar.save_holidays(system, [Holiday(first, first + timedelta(days=long), "放假")])
        calendar.save_term(system, 2025, 2, date(2026, 2, 23), date(2026, 7, 3))
        if self.world["rules"]:
            duty_builder.put(self.school, PRESETS[self.world["rules"]])
        with system.write() as tx:
            for table in ("group_membership", "pairing", "care_status"):
                tx.db.execute(f"delete from {table}")
            if self.world["is_empty"]:
                tx.db.execute("delete from class_membership")
            else:
                tx.db.execute("update class_membership set valid_from = '2026-02-23' where student_id % 2")
                self.move(tx.db)
            self.arrange(tx.db)
            for talk in self.world["talks"]:
                self.write(tx.db, *talk)
            tx.audit("test.build", "school")

    def ago(self, days):
        return self.today - timedelta(days=days)

    def span_of(self, span):
        begun, ended = span
        return {
            "valid_from": self.ago(begun).isoformat(),
            "valid_to": None if ended is None else self.ago(ended).isoformat(),
        }

    def move(self, db):
        for name, (days, into) in self.world["moved"].items():
            student, day = self.school.student(name), self.ago(days).isoformat()
            db.execute(
                "update class_membership set valid_to = ? where student_id = ? and valid_from <= ?",
                [day, student, day],
            )
            if (
                into
                and not db.execute(
                    "select 1 from class_membership where student_id = ? and valid_to is null", [student]
                ).fetchone()
            ):
                db.table("class_membership").insert(
                    {"student_id": student, "class_id": self.school_class(db, into), "valid_from": day}
                )

    def school_class(self, db, name):
        entry = {"三": 2024, "七": 2026}[name[0]]
        sql = "select id from school_class where entry_year = ? and number = ?"
        return db.execute(sql, [entry, int(name[2])]).fetchone()[0]

    def arrange(self, db):
        people, student = self.school.people, self.school.student
        for (name, mentor), span in self.world["pairings"].items():
            db.table("pairing").insert(
                {"student_id": student(name), "mentor_id": people[mentor], **self.span_of(span)}
            )
        for (name, category), span in self.world["cares"].items():
            db.table("care_status").insert(
                {"student_id": student(name), "care_category_id": category, **self.span_of(span)}
            )
        for name, days, long in self.world["away"]:
            first = self.ago(days)
            whom = {"staff_id": people[name]} if name in people else {"student_id": student(name)}
            last = first + timedelta(days=long)
            db.table("leave").insert({**whom, "starts_on": first.isoformat(), "ends_on": last.isoformat()})
        db.execute("update staff set most_mentees = 2 where id % 2")

    def write(self, db, author, names, days, kind, minutes, fate, later, promise):
        day, person = self.ago(days), self.school.people[author]
        written = min(self.today, day + timedelta(days=later))
        row = {"kind": kind, "occurred_on": day.isoformat(), "author_id": person, "minutes": minutes,
               "recorded_at": f"{written}T04:00:00Z", "is_restricted": int(fate == "restricted")}  # fmt: skip
        record = db.table("interaction").insert(row).last_pk
        students = self.school.ids(*names)
        db.table("interaction_participant").insert_all(
            {"interaction_id": record, "student_id": one} for one in students
        )
        if promise:
            due, kept = promise
            done = None if kept is None else min(self.today, written + timedelta(days=kept))
            db.table("follow_up").insert(
                {"interaction_id": record, "student_id": students[0], "owner_id": person,
                 "due_on": (self.today + timedelta(days=due)).isoformat(), "done_at": done and f"{done}T05:00:00Z"}
            )  # fmt: skip
        if fate in ("deleted", "restored"):
            db.table("interaction").update(record, {"deleted_at": "2026-11-20T10:00:00Z"})
        if fate == "restored":
            db.table("interaction").update(record, {"deleted_at": None})


# ── the sentence, and what a figure means ────────────────────────────────────────────────────────────


def test_the_title_says_the_most_pressing_thing_first(school, as_office, as_leader, as_mentor):
    assert overview.see(as_leader).finding == "10 名学生没有导师，4 名特殊学生超过 30 天没有联系"
    with as_office.write() as tx:
        mentored = {row["student_id"] for row in school.rows("select student_id from pairing")}
        for student_id in set(school.students.values()) - mentored:
            tx.db.table("pairing").insert(
                {
                    "student_id": student_id,
                    "mentor_id": school.people[OTHER_MENTOR],
                    "valid_from": "2026-09-07",
                }
            )
        tx.audit("test.pairing", "pairing")
    assert overview.see(as_leader).finding == "4 名特殊学生超过 30 天没有联系"
    interactions.record(as_office, school.talk("张书瑶", "王子墨", "黄梓轩", "何佳琪"))
    assert overview.see(as_leader).finding == "本月还没有到期的要求，每名学生都有导师"


def test_a_school_without_students_is_told_to_import_them(school, as_leader):
    with school.store.write() as db:
        db.execute("update class_membership set valid_to = '2026-11-01'")
    page = overview.see(as_leader)
    assert (page.finding, page.state.students, page.state.seen) == ("还没有学生，先导入名单", 0, 0)


def test_a_school_whose_last_student_left_still_opens(school, as_leader):
    """Care statuses and rules stay behind; once that was an error page."""
    duty_builder.put(school, PRESETS["S4"])
    with school.store.write() as db:
        db.execute("delete from class_membership")
    assert overview.see(as_leader).finding == "还没有学生，先导入名单"


def test_the_month_before_is_judged_by_the_same_periods(school, as_leader, as_mentor):
    """A monthly duty done early counts this month, so it counted in the month before."""
    duty_builder.put(school, PRESETS["S2"])
    for on in (date(2026, 10, 12), date(2026, 11, 12)):
        interactions.record(as_mentor, school.talk("张书瑶", on=on, kind=Kind.GUARDIAN_CONTACT))
    page = overview.see(as_leader)
    assert page.before is not None and (page.state.asked.done, page.before.asked.done) == (1, 1)


def test_the_whole_school_s_duty_is_no_part_of_a_class(school, as_leader, as_homeroom):
    duty_builder.put(school, PRESETS["S2"])
    assert "校长办公会" in {one.name for one in overview.see(as_leader).duties.values()}
    own = overview.see(as_homeroom)
    assert "校长办公会" not in {own.duties[key].name for key in own.asked}
    part = overview.see(as_leader, View(class_id=school.class_id("三（1）班")))
    assert part.asked == own.asked


def test_one_talk_with_three_students_is_one_record_and_three_seen(school, as_leader, as_mentor):
    interactions.record(as_mentor, school.talk(*THREE_ONE[:3]))
    page = overview.see(as_leader)
    assert (page.state.records, page.state.seen) == (1, 3)
    assert [(row["author"], row["kind"], row["students"]) for row in overview_lists.records(as_leader)] == [
        (MENTOR, "谈心", "、".join(THREE_ONE[:3]))
    ]


def test_a_late_record_says_how_late(school, as_leader, as_mentor):
    for days in (3, 4):
        interactions.record(as_mentor, school.talk("张书瑶", on=days_before(days)))
    assert [row["days_late"] for row in overview_lists.records(as_leader)] == [0, 4]


def test_the_list_of_records_never_holds_their_text(school, as_leader, as_mentor):
    interactions.record(as_mentor, school.talk("张书瑶", content="只在档案里看的话", place="操场角落"))
    assert "只在档案里" not in str(overview_lists.records(as_leader))
    assert "操场角落" not in str(overview_lists.records(as_leader))


def test_on_the_last_of_march_it_is_compared_with_the_whole_of_february(school, as_leader):
    march = as_leader.at(NOW.replace(year=2027, month=3, day=31))
    february = as_leader.at(NOW.replace(year=2027, month=2, day=28))
    interactions.record(february, school.talk("张书瑶", on=date(2027, 2, 28)))
    interactions.record(february, school.talk("张书瑶", on=date(2027, 2, 1)))
    before = overview.see(march).before
    assert before is not None and (overview.see(march).state.records, before.records) == (0, 2)
    earlier = overview.see(march.at(march.now - timedelta(days=20))).before
    assert earlier is not None and earlier.records == 1
