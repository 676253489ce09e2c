"""The overview counted again in plain Python, from `select *` and nothing of the overview's own code.

Duties are judged by the slow judge of tests/domain/duty_oracle.py, one student and one day at a time.
"""

import json
from collections import defaultdict
from datetime import date, timedelta
from functools import cache

from domain.calendar import Holiday, Term
from domain.duty_periods import MAJOR_SLOTS, MajorExam, SchoolCalendar
from domain.duty_rules import DutyRule, Period, Subject
from tests.domain.duty_oracle import STUDENTS, Stint, World, Written, verdicts

TABLES = (
    "student", "staff", "staff_role", "class_membership", "school_class", "pairing", "interaction", "interaction_participant",
    "care_status", "homeroom", "teaching_assignment", "leave", "follow_up", "term", "school_year", "holiday", "mentor_group",
    "duty_rule", "monthly_summary", "exam", "setting",
)  # fmt: skip
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
NOUGHT = (0, 0, 0, 0, 0)  # required, done, late, excused, done before the period is over
SHORT = ("week", "fortnight", "half_month", "month")


def day_of(text):
    return date.fromisoformat(text)


def holds(row, day):
    return row["valid_from"] <= day.isoformat() and (row["valid_to"] or "9999") > day.isoformat()


def plus(one, other):
    return tuple(map(sum, zip(one, other, strict=True)))


def monday(day):
    return day - day.weekday() * DAY


def month_end(first):
    return (first + 31 * DAY).replace(day=1) - DAY


class Recount:
    """One school as one person sees it, on one day."""

    def __init__(self, rows, me, today, grade=None, class_id=None, duty=None):
        self.today, self.duty = today, duty
        self.t = {name: rows(f"select * from {name}") for name in TABLES}
        start_year = {row["id"]: row["start_year"] for row in self.t["school_year"]}
        self.terms = sorted(
            (
                Term(row["id"], start_year[row["school_year_id"]], row["number"], day_of(row["starts_on"]), day_of(row["ends_on"]))
                for row in self.t["term"]
            ),
            key=lambda one: one.starts_on,
        )  # fmt: skip
        self.holidays = [
            Holiday(day_of(row["starts_on"]), day_of(row["ends_on"]), "") for row in self.t["holiday"]
        ]
        settings = {"contact_limit_days": 30, "most_mentees": 24}
        settings |= {row["name"]: row["value"] for row in self.t["setting"]}
        self.limit, self.usual = int(settings["contact_limit_days"]), int(settings["most_mentees"])
        year = self.term(today).school_year
        self.grades = {
            row["id"]: year - row["entry_year"] + row["entry_grade"] for row in self.t["school_class"]
        }
        self.chosen = {
            one for one, of in self.grades.items() if of == (grade or of) and one == (class_id or one)
        }
        self.led = self._led(me)
        self.is_wide = self.led is None and grade is None and class_id is None
        self.led = {row["id"] for row in self.t["student"]} if self.led is None else self.led
        self.members = [
            row
            for row in self.t["class_membership"]
            if row["student_id"] in self.led and row["class_id"] in self.chosen
        ]
        self.ours = {row["student_id"] for row in self.members}
        about = defaultdict(set)
        for row in self.t["interaction_participant"]:
            about[row["interaction_id"]].add(row["student_id"])
        self.about = about
        self.contacts = [
            (row["id"], row["author_id"], day_of(row["occurred_on"]), row["minutes"] or 0, about[row["id"]])
            for row in self.t["interaction"]
            if row["deleted_at"] is None and row["kind"] != "exam_analysis" and about[row["id"]]
        ]
        self.exams = tuple(
            MajorExam(row["id"], row["name"], day_of(row["held_on"]),
                      next(term.school_year for term in self.terms if term.id == row["term_id"]), row["grade"])
            for row in self.t["exam"] if row["slot"] in MAJOR_SLOTS
        )  # fmt: skip
        self.calendar = SchoolCalendar(tuple(self.terms), tuple(self.holidays), self.exams)
        self.world, self.world_of = self._world()
        # the same questions come again for every mentor and stretch
        self.judged, self.children = cache(self._judged), cache(self._children)
        self.records, self.pairs_known = cache(self._records_about), cache(self._pairs_known)
        self.weeks_by_mentor = cache(self._weeks_by_mentor)

    def _led(self, me):
        """Whose whole class this person leads; None: everybody's."""
        held = [row for row in self.t["staff_role"] if row["staff_id"] == me and holds(row, self.today)]
        if any(row["role"] in ("leader", "office") for row in held):
            return None
        headed = {row["grade"] for row in held if row["role"] == "grade_head"}
        classes = {one for one, grade in self.grades.items() if grade in headed}
        classes |= {
            row["class_id"] for row in self.t["homeroom"] if row["staff_id"] == me and holds(row, self.today)
        }
        return {
            row["student_id"]
            for row in self.t["class_membership"]
            if row["class_id"] in classes and holds(row, self.today)
        }

    # ── when ─────────────────────────────────────────────────────────────────────────────────────────

    def term(self, day):
        begun = [one for one in self.terms if one.starts_on <= day]
        holding = [one for one in begun if day <= one.ends_on]
        return (holding or begun or self.terms[:1] or [None])[-1]

    def former(self, day):
        before = [one for one in self.terms if one.starts_on < self.term(day).starts_on]
        return before[-1] if before else None

    def is_school_day(self, day):
        return day.weekday() < 5 and not any(one.starts_on <= day <= one.ends_on for one in self.holidays)

    def weeks(self, on):
        """(number, first day, last day) of the term's weeks begun by a day."""
        return self.weeks_of(self.term(on), on)

    @staticmethod
    def weeks_of(term, on):
        found, first = [], monday(term.starts_on)
        while first <= term.ends_on:
            found.append((len(found) + 1, max(first, term.starts_on), min(first + 6 * DAY, term.ends_on)))
            first += WEEK
        return [one for one in found if one[1] <= on]

    # ── who ──────────────────────────────────────────────────────────────────────────────────────────

    def _children(self, day):
        return {row["student_id"] for row in self.members if holds(row, day)}

    def pairs(self, day):
        there = self.children(day)
        return {
            (row["student_id"], row["mentor_id"])
            for row in self.t["pairing"]
            if holds(row, day) and row["student_id"] in there
        }

    def cares(self, day):
        there, found = self.children(day), defaultdict(set)
        for row in self.t["care_status"]:
            if holds(row, day) and row["student_id"] in there:
                found[row["care_category_id"]].add(row["student_id"])
        return found

    def is_away(self, person, day):
        return any(
            row["staff_id"] == person and row["starts_on"] <= day.isoformat() <= row["ends_on"]
            for row in self.t["leave"]
        )

    def seen(self, since, until):
        """Everybody somebody saw in these days, of the whole school."""
        return {
            child for _, _, day, _, children in self.contacts if since <= day <= until for child in children
        }

    def last_seen(self, child, on):
        return max(
            (day for _, _, day, _, children in self.contacts if child in children and day <= on), default=None
        )

    def _records_about(self, since, until, on):
        """id → (author, minutes, the children looked at): of the whole school whoever they are."""
        there = self.children(on)
        return {
            record: (author, minutes, children if self.is_wide else children & there)
            for record, author, day, minutes, children in self.contacts
            if since <= day <= until and (self.is_wide or children & there)
        }

    def follow_ups(self, on):
        """(child, due) of the promises that were open on a day."""
        there, written = self.children(on), {row["id"]: row for row in self.t["interaction"]}
        midnight = f"{on}T16:00:00Z"  # at the school
        return [
            (row["student_id"], day_of(row["due_on"]))
            for row in self.t["follow_up"]
            if row["student_id"] in there
            and written[row["interaction_id"]]["deleted_at"] is None
            and written[row["interaction_id"]]["recorded_at"] < midnight
            and (row["done_at"] is None or row["done_at"] >= midnight)
        ]

    # ── the page ─────────────────────────────────────────────────────────────────────────────────────

    def state(self, since, until, on, judged_on):
        there, cares = self.children(on), self.cares(on)
        cared = set().union(*cares.values())
        promised = self.follow_ups(on)
        return {
            "on": on,
            "students": len(there),
            "without_mentor": len(there - {child for child, _ in self.pairs(on)}),
            "seen": len(there & self.seen(since, on)),
            "care_students": len(cared),
            "care_unseen": len(cared - self.seen(on - self.limit * DAY, on)),
            "open_follow_ups": len(promised),
            "late_follow_ups": sum(due < on for _, due in promised),
            "records": len(self.records(since, on, on)),
            "asked": self.total(since, until, judged_on),
        }

    def before(self, key, since, until, on):
        if key == "term":
            return None
        first = since - WEEK if key == "week" else (since - DAY).replace(day=1)
        last = since - DAY
        then = min(last, first + (on - since)) if on < until else last
        return self.state(first, last, then, then) if self.children(then) else None

    def last_term(self, since, until, on):
        term, former = self.term(on), self.former(on)
        if former is None:
            return None
        back = monday(term.starts_on) - monday(former.starts_on)
        first, last = max(since - back, former.starts_on), min(until - back, former.ends_on)
        then = min(on - back, former.ends_on)
        return self.state(first, last, then, then) if first <= then and self.children(then) else None

    def weeks_seen(self, weeks, on):
        found = []
        for _, first, last in weeks:
            there = self.children(min(last, on))
            found.append((len(there & self.seen(first, min(last, on))), len(there)))
        return found

    def weeks_seen_before(self, on):
        former, begun = self.former(on), self.weeks(on)
        if former is None or not begun:
            return []
        found = self.weeks_seen(self.weeks_of(former, former.ends_on)[: len(begun)], date.max)
        return found if any(there for _, there in found) else []

    def mentors(self, since, until, on):
        """mentor → (most, students, seen, records, minutes, figures, weeks, on leave)."""
        mentees, written, minutes, met = (
            defaultdict(set),
            defaultdict(int),
            defaultdict(int),
            defaultdict(set),
        )
        for child, mentor in self.pairs(on):
            mentees[mentor].add(child)
        for author, long, children in self.records(since, on, on).values():
            written[author] += 1
            minutes[author] += long
            met[author] |= children
        asked = self.by_mentor(since, until, self.today)
        most = {row["id"]: row["most_mentees"] or self.usual for row in self.t["staff"]}
        return {
            one: (
                most[one], len(mentees[one]), len(mentees[one] & met[one]), written[one], minutes[one],
                asked.get(one, NOUGHT), self.weeks_of_mentor(one, on), self.is_away(one, on),
            )
            for one in {*mentees, *written, *asked} - {0}
        }  # fmt: skip

    def weeks_of_mentor(self, mentor, on):
        met, expected = self.weeks_by_mentor(on)
        return tuple(
            met[number].get(mentor, 0 if mentor in expected[number] else None)
            for number, _, _ in self.weeks(on)
        )

    def _weeks_by_mentor(self, on):
        """For each week: author → how many children were seen, and who was to see one."""
        met = defaultdict(lambda: defaultdict(int))
        expected = defaultdict(set)
        for number, first, last in self.weeks(on):
            for author, _, children in self.records(first, min(last, on), on).values():
                met[number][author] += len(children)
            for offset in range((last - first).days + 1):
                day = first + offset * DAY
                if self.is_school_day(day):
                    mentors = {mentor for _, mentor in self.pairs_known(day, on)}
                    expected[number] |= {one for one in mentors if not self.is_away(one, day)}
        return met, expected

    def _pairs_known(self, day, on):
        """As they are arranged up to a day: what begins later is not looked at yet."""
        begun = {
            (row["student_id"], row["mentor_id"])
            for row in self.t["pairing"]
            if holds(row, day) and row["valid_from"] <= on.isoformat()
        }
        there = {
            row["student_id"]
            for row in self.members
            if holds(row, day) and row["valid_from"] <= on.isoformat()
        }
        return {pair for pair in begun if pair[0] in there}

    def without_students(self, on):
        classes = {row["class_id"] for row in self.members if holds(row, on)}
        teaching = {
            row["staff_id"]
            for table in ("teaching_assignment", "homeroom")
            for row in self.t[table]
            if holds(row, on) and row["class_id"] in classes
        }
        leading = {row["mentor_id"] for row in self.t["pairing"] if holds(row, on)}
        gone = {row["id"] for row in self.t["staff"] if row["left_on"]}
        return teaching - leading - gone

    def care(self, on):
        """category → the days since each of its students was last seen, and how many of them within the limit."""
        found = {}
        for category, children in self.cares(on).items():
            days = [
                None if (last := self.last_seen(one, on)) is None else (on - last).days for one in children
            ]
            near = sum(one is not None and one <= self.limit for one in days)
            found[category] = (sorted(-1 if one is None else one for one in days), near)
        return found

    # ── duties ───────────────────────────────────────────────────────────────────────────────────────

    def _world(self):
        """The school as the slow judge reads it; and the same of one student alone, which is quicker to look through."""
        stints = defaultdict(lambda: defaultdict(list))

        def stint(kind, who, whom, row, **more):
            until = row["valid_to"] and day_of(row["valid_to"])
            stints[kind][who].append(Stint(who, whom, day_of(row["valid_from"]), until, **more))

        for row in self.members:
            stint("members", row["student_id"], row["class_id"], row)
        for row in self.t["pairing"]:
            if row["student_id"] in self.ours:
                trial = row["adaptation_until"] and day_of(row["adaptation_until"])
                stint("pairings", row["student_id"], row["mentor_id"], row,
                      group=row["mentor_group_id"] or 0, trial_until=trial)  # fmt: skip
        for row in self.t["care_status"]:
            if row["student_id"] in self.ours:
                stint("cares", row["student_id"], row["care_category_id"], row)
        for row in self.t["homeroom"]:
            stint("homerooms", row["class_id"], row["staff_id"], row)
        for row in self.t["leave"]:
            kind, who = (
                ("staff_leave", row["staff_id"]) if row["staff_id"] else ("student_leave", row["student_id"])
            )
            if row["staff_id"] or who in self.ours:
                days = {
                    "valid_from": row["starts_on"],
                    "valid_to": (day_of(row["ends_on"]) + DAY).isoformat(),
                }
                stint(kind, who, 0, days)
        root = {}
        for row in sorted(self.t["mentor_group"], key=lambda one: one["id"]):
            root.setdefault((row["class_id"], row["name"]), row["id"])
        known = {one.group for pairs in stints["pairings"].values() for one in pairs}
        for row in self.t["mentor_group"]:
            if self.is_wide or row["id"] in known:
                stint("groups", row["id"], row["class_id"], row, group=root[row["class_id"], row["name"]])
        records = self._records()
        rules = tuple(
            DutyRule(
                row["id"], row["name"], frozenset(json.loads(row["kinds"])), row["times"], Period(row["period"]),
                Subject(row["subject"]), day_of(row["valid_from"]), row["valid_to"] and day_of(row["valid_to"]),
                row["care_category_id"], row["origin_id"] or 0, row["position"],
            )
            for row in sorted(self.t["duty_rule"], key=lambda one: (one["position"], one["id"]))
        )  # fmt: skip
        classes = {row["id"]: (row["entry_year"], row["entry_grade"]) for row in self.t["school_class"]}
        names = ("members", "pairings", "cares", "student_leave", "staff_leave", "groups", "homerooms")
        whole = {name: tuple(one for found in stints[name].values() for one in found) for name in names}
        world = World(self.calendar, rules, **whole, records=tuple(records), classes=classes)
        by_child = defaultdict(list)
        for one in records:
            for child in one.students:
                by_child[child].append(one)

        @cache
        def of(child):
            own = {name: tuple(stints[name].get(child, ())) for name in names[:4]}
            return world.but(**own, records=tuple(by_child[child]))

        return world, of

    def _records(self):
        found = [
            Written(
                row["id"], row["author_id"], day_of(row["occurred_on"]), row["kind"],
                tuple(sorted(self.about[row["id"]] & self.ours)), row["class_id"] or 0,
                row["mentor_group_id"] or 0, row["exam_id"] or 0,
            )
            for row in self.t["interaction"] if row["deleted_at"] is None
        ]  # fmt: skip
        return found + [
            Written(-row["id"], row["staff_id"], day_of(row["month"]), "monthly_summary")
            for row in self.t["monthly_summary"]
            if row["submitted_at"] and row["submitted_at"] < f"{self.today}T16:00:00Z"
        ]

    def spans(self, since, until, on):
        """(rule, period) of everything these days are about, begun by a day."""
        for rule in self.world.rules:
            if rule.subject is Subject.SCHOOL and not self.is_wide:
                continue  # the whole school's duty is no part of a class's
            for span in self.calendar.spans(rule.period):
                due, first = span.days[-1], span.days[0]
                is_in = (
                    since <= due <= until
                    if rule.period.value in SHORT
                    else span.starts_on <= until and due >= since
                )
                in_force = rule.valid_from <= due and (rule.valid_to is None or rule.valid_to > first)
                if is_in and in_force and span.starts_on <= on:
                    yield rule, span

    def _judged(self, rule, span, on):
        """subject → verdict."""
        if rule.subject in STUDENTS:
            children = {row["student_id"] for row in self.members}
            return {
                child: found[child]
                for child in children
                if child in (found := verdicts(self.world_of(child), rule, span, on))
            }
        if rule.subject is Subject.MENTOR:  # all whom a mentor of these leads, here or elsewhere
            people = {one.whom for one in self.world.pairings}
            pairings = tuple(
                Stint(row["student_id"], row["mentor_id"], day_of(row["valid_from"]), row["valid_to"] and day_of(row["valid_to"]))
                for row in self.t["pairing"] if self.is_wide or row["mentor_id"] in people
            )  # fmt: skip
            return verdicts(self.world.but(pairings=pairings), rule, span, on)
        return verdicts(self.world, rule, span, on)

    def verdicts(self, since, until, on, *, every_duty=False):
        for rule, span in self.spans(since, until, on):
            if every_duty or self.duty in (None, rule.origin_id or rule.id):
                for subject, one in self.judged(rule, span, on).items():
                    yield rule, span, subject, one

    def counted(self, one, span, on):
        """One verdict; what is done of a period that is not over is done early."""
        return one.required, one.done, one.late, one.excused, 0 if on > span.days[-1] else one.done

    def total(self, since, until, on):
        found = NOUGHT
        for _, span, _, one in self.verdicts(since, until, on):
            found = plus(found, self.counted(one, span, on))
        return found

    def leads(self, mentor, on):
        """How many children of the whole school somebody mentors."""
        there = {row["student_id"] for row in self.t["class_membership"] if holds(row, on)}
        return len(
            {row["student_id"] for row in self.t["pairing"] if row["mentor_id"] == mentor and holds(row, on)}
            & there
        )

    def by_duty(self, since, until, on):
        found = defaultdict(lambda: NOUGHT)
        for rule, span, _, one in self.verdicts(since, until, on, every_duty=True):
            key = rule.origin_id or rule.id
            found[key] = plus(found[key], self.counted(one, span, on))
        return dict(found)

    def by_mentor(self, since, until, on):
        found = defaultdict(lambda: NOUGHT)
        for _, span, _, one in self.verdicts(since, until, on):
            for person, (required, done) in one.shares.items():
                late, early = (required - done, 0) if on > span.days[-1] else (0, done)
                found[person] = plus(found[person], (required, done, late, 0, early))
        return dict(found)

    def classes_today(self):
        """Those that stand on the page: a class without a child of the viewer's has no line."""
        return {
            row["class_id"]
            for row in self.t["class_membership"]
            if row["student_id"] in self.led and holds(row, self.today)
        }

    def by_class(self, since, until, on, only=None):
        """(class, duty) → figures; a student's class is the one at the period's end."""
        found = defaultdict(lambda: NOUGHT)
        for rule, span, subject, one in self.verdicts(since, until, on, every_duty=True):
            key = self._class_of(rule, span, subject), rule.origin_id or rule.id
            if key[0] and (only is None or key[0] in only):
                found[key] = plus(found[key], self.counted(one, span, on))
        return dict(found)

    def by_grade(self, since, until, on):
        found = defaultdict(lambda: NOUGHT)
        for (class_id, duty), figures in self.by_class(since, until, on).items():
            key = self.grades[class_id], duty
            found[key] = plus(found[key], figures)
        return dict(found)

    def _class_of(self, rule, span, subject):
        if rule.subject is Subject.CLASS:
            return subject
        if rule.subject is Subject.GROUP:
            return next(one.whom for one in self.world.groups if one.group == subject)
        if rule.subject in STUDENTS:
            own = [one for one in self.world_of(subject).members if one.since <= span.days[-1]]
            return max(own, key=lambda one: one.since).whom
        return 0
