"""Every figure of the overview against a recount in plain Python, and every list against its figure."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import interactions, overview, overview_lists
from tests.school_builder import (
    EVERYBODY,
    GRADE_HEAD,
    HOMEROOM,
    LEADER,
    MENTOR,
    NOW,
    OFFICE,
    OTHER_MENTOR,
    PEOPLE,
    THREE_ONE,
    TODAY,
    copy_of,
    days_before,
)

MONTH = date(2026, 11, 1)


# ── the recount: no SQL but `select *`, no code of ours ──────────────────────────────────────────────


@dataclass
class Recount:
    """All tables as plain rows, and one viewer's children."""

    school: object
    viewer: str

    def __post_init__(self):
        self.tables = {
            name: self.school.rows(f"select * from {name}")
            for name in (
                "class_membership",
                "school_class",
                "pairing",
                "interaction",
                "interaction_participant",
                "care_status",
                "care_category",
                "homeroom",
            )
        }
        self.members = {row["student_id"]: row["class_id"] for row in self.holding("class_membership")}
        self.children = set(self.members) & self.visible()

    def holding(self, table):
        return [
            row
            for row in self.tables[table]
            if row["valid_from"] <= TODAY.isoformat() and (row["valid_to"] or "9999") > TODAY.isoformat()
        ]

    def visible(self):
        if self.viewer in (LEADER, OFFICE):
            return set(self.school.students.values())
        if self.viewer == GRADE_HEAD:
            grade_three = {row["id"] for row in self.tables["school_class"] if row["entry_year"] == 2024}
            return {student for student, class_id in self.members.items() if class_id in grade_three}
        # whom one mentors in another class is no part of one's own class's figures
        me = self.school.people[self.viewer]
        led = {row["class_id"] for row in self.holding("homeroom") if row["staff_id"] == me}
        return {student for student, class_id in self.members.items() if class_id in led}

    def records(self, since, until):
        """id → (author, the viewer's children in it)."""
        about = defaultdict(set)
        for part in self.tables["interaction_participant"]:
            about[part["interaction_id"]].add(part["student_id"])
        visible = self.visible()
        return {
            row["id"]: (row["author_id"], about[row["id"]] & visible)
            for row in self.tables["interaction"]
            if row["deleted_at"] is None
            and since.isoformat() <= row["occurred_on"] <= until.isoformat()
            and about[row["id"]] & visible
        }

    def seen(self, since):
        return {child for _, children in self.records(since, TODAY).values() for child in children}

    def mentor_lines(self):
        visible = self.visible()
        mentees, written, met = defaultdict(set), defaultdict(set), defaultdict(set)
        for row in self.holding("pairing"):
            if row["student_id"] in visible & set(self.members):
                mentees[row["mentor_id"]].add(row["student_id"])
        for record, (author, children) in self.records(MONTH, TODAY).items():
            written[author].add(record)
            met[author] |= children
        return {
            mentor: (len(mentees[mentor]), len(mentees[mentor] & met[mentor]), len(written[mentor]))
            for mentor in set(mentees) | set(written)
        }

    def care(self):
        holders = defaultdict(set)
        names = {row["id"]: row["name"] for row in self.tables["care_category"]}
        for row in self.holding("care_status"):
            if row["student_id"] in self.children:
                holders[names[row["care_category_id"]]].add(row["student_id"])
        return holders


def check(school, viewer):
    naive, context = Recount(school, viewer), school.as_person(viewer)
    page = overview.see(context)
    mentored = {row["student_id"] for row in naive.holding("pairing")}
    contacted = naive.seen(days_before(30))
    in_care = set().union(*naive.care().values())
    state, before = page.state, page.before
    assert (page.stretch.since, state.on, page.limit_days) == (MONTH, TODAY, 30)
    assert state.students == len(naive.children)
    assert state.without_mentor == len(naive.children - mentored)
    assert state.seen == len(naive.children & naive.seen(MONTH))
    assert state.records == len(naive.records(MONTH, TODAY))
    if before is not None:
        assert before.on == date(2026, 10, 20)
        if viewer in (LEADER, OFFICE):
            assert before.records == len(naive.records(date(2026, 10, 1), date(2026, 10, 20)))
    assert state.care_students == len(in_care)
    assert state.care_unseen == len(in_care - contacted)
    assert {
        one.mentor_id: (one.counts.mentees, one.counts.seen, one.counts.records)
        for one in page.mentors
        if one.counts.mentees or one.counts.records
    } == naive.mentor_lines()
    assert {one.name: (len(one.days), one.contacted) for one in page.care} == {
        name: (len(children), len(children & contacted)) for name, children in naive.care().items()
    }
    check_lists(context, page)


def check_lists(context, page):
    """The list behind a figure has as many rows as the figure says, none twice."""
    lists = {
        "without_mentor": [one.id for one in overview_lists.students_without_mentor(context)],
        "unseen": [one.id for one in overview_lists.unseen_students(context, care_only=False)],
        "care_unseen": [one.id for one in overview_lists.unseen_students(context, care_only=True)],
        "records": [row["id"] for row in overview_lists.records(context)],
    }
    assert {name: len(ids) for name, ids in lists.items()} == {
        "without_mentor": page.state.without_mentor,
        "unseen": page.state.unseen,
        "care_unseen": page.state.care_unseen,
        "records": page.state.records,
    }
    assert all(len(set(ids)) == len(ids) for ids in lists.values())
    for mentor in page.mentors:
        assert len(overview_lists.records(context, mentor_id=mentor.mentor_id)) == mentor.counts.records


VIEWERS = [LEADER, OFFICE, GRADE_HEAD, HOMEROOM]


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_figures_of_a_fresh_school_agree_with_a_recount(school, viewer):
    check(school, viewer)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_figures_agree_on_the_edges_of_month_and_limit(school, as_leader, as_mentor, viewer):
    for days in (0, 18, 19, 20, 29, 30, 31, 49, 50, 51):
        interactions.record(as_leader, school.talk("张书瑶", "黄梓轩", "胡一诺", on=days_before(days)))
    interactions.undo(as_mentor, interactions.record(as_mentor, school.talk("王子墨")))
    check(school, viewer)


day_numbers = st.integers(0, 70)
spans = st.tuples(day_numbers, st.none() | st.integers(-10, 60)).filter(
    lambda span: span[1] is None or span[1] <= span[0]
)
children = st.sampled_from(EVERYBODY)
worlds = st.fixed_dictionaries(
    {
        "talks": st.lists(
            st.tuples(
                st.sampled_from(PEOPLE), st.sets(children, min_size=1, max_size=4), day_numbers, st.booleans()
            ),
            max_size=12,
        ),
        "pairings": st.dictionaries(
            st.tuples(children, st.sampled_from([HOMEROOM, MENTOR, OTHER_MENTOR])), spans, max_size=10
        ),
        "cares": st.dictionaries(st.tuples(children, st.sampled_from([1, 2, 3])), spans, max_size=8),
        "left": st.sets(children, max_size=3),
    }
)
numbers = count()


@settings(max_examples=40)
@given(world=worlds, viewer=st.sampled_from(VIEWERS))
def test_the_figures_of_any_school_agree_with_a_recount(school_template, tmp_path_factory, world, viewer):
    school = copy_of(school_template, tmp_path_factory.getbasetemp() / f"world{next(numbers)}")
    with school.store.write() as db:
        fill(db, school, world)
    check(school, viewer)


def fill(db, school, world):
    for table in ("group_membership", "pairing", "care_status"):
        db.execute(f"delete from {table}")
    for author, names, days, is_deleted in world["talks"]:
        row = {
            "kind": "talk",
            "occurred_on": days_before(days).isoformat(),
            "author_id": school.people[author],
            "recorded_at": "2026-11-20T10:00:00Z",
        }
        talk_id = db.table("interaction").insert({**row, "deleted_at": "x" if is_deleted else None}).last_pk
        db.table("interaction_participant").insert_all(
            {"interaction_id": talk_id, "student_id": one} for one in school.ids(*names)
        )
    for (name, mentor), span in world["pairings"].items():
        db.table("pairing").insert(
            {"student_id": school.student(name), "mentor_id": school.people[mentor], **span_of(span)}
        )
    for (name, category), span in world["cares"].items():
        db.table("care_status").insert(
            {"student_id": school.student(name), "care_category_id": category, **span_of(span)}
        )
    for student_id in school.ids(*world["left"]):
        db.execute(
            "update class_membership set valid_to = :d where student_id = :s",
            {"d": TODAY.isoformat(), "s": student_id},
        )


def span_of(span):
    begun, ended = span
    return {
        "valid_from": days_before(begun).isoformat(),
        "valid_to": days_before(ended).isoformat() if ended is not None else None,
    }


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
