"""What each of the five schemes asks of a small school in a whole school year, worked out by hand.

The calendar (Mondays to Fridays count; week 1 is the week of the first day):
  Autumn: Tuesday 1 September 2026 to Wednesday 20 January 2027, 21 weeks. Off: 1–7 October, 1 January.
    School days: September 22, October 17, November 21, December 23, January 13 = 96.
    Week 1 has four days, week 5 three (28–30 September), week 6 two (8–9 October), week 18 four, week 21 three.
  Spring: Thursday 25 February to Tuesday 6 July 2027, 20 weeks. Off: 5 April, 3–5 May, 9 June.
    School days: February 2, March 23, April 21, May 18, June 21, July 4 = 89.
    Weeks 1, 11 and 20 have two days, weeks 7 and 16 four.

The school: class 1 is grade 7 with students 1, 2, 3 and mentor 11 for 1 and 2, mentor 12 for 3; class 3 is grade 3 with
student 4 and mentor 12. Student 2 has a care status from Monday 12 October. Student 3 came on Monday 16 November.
Student 4 is on leave from 1 to 28 March. One group in each class; the mentors are also the homeroom teachers.
"""

from datetime import date

import pytest

from domain.calendar import Holiday, Term
from domain.duties import judge
from domain.duty_periods import MajorExam, SchoolCalendar
from domain.duty_presets import PRESETS
from tests.domain.duty_oracle import Stint, World, verdicts

BEGIN, CAME = date(2026, 9, 1), date(2026, 11, 16)
CALENDAR = SchoolCalendar(
    (Term(1, 2026, 1, BEGIN, date(2027, 1, 20)), Term(2, 2026, 2, date(2027, 2, 25), date(2027, 7, 6))),
    (
        Holiday(date(2026, 10, 1), date(2026, 10, 7), "国庆"), Holiday(date(2027, 1, 1), date(2027, 1, 1), "元旦"),
        Holiday(date(2027, 4, 5), date(2027, 4, 5), "清明"), Holiday(date(2027, 5, 1), date(2027, 5, 5), "劳动节"),
        Holiday(date(2027, 6, 9), date(2027, 6, 9), "端午"),
    ),
    (
        MajorExam(1, "期中", date(2026, 11, 5), 2026, 7), MajorExam(2, "期中", date(2026, 11, 5), 2026, 3),
        MajorExam(3, "期末", date(2027, 1, 19), 2026, 7), MajorExam(4, "月考", date(2027, 3, 15), 2026, 3),
    ),
)  # fmt: skip
SCHOOL = World(
    CALENDAR, (),
    members=(Stint(1, 1, BEGIN), Stint(2, 1, BEGIN), Stint(3, 1, CAME), Stint(4, 3, BEGIN)),
    pairings=(Stint(1, 11, BEGIN, group=1), Stint(2, 11, BEGIN, group=1), Stint(3, 12, CAME, group=1), Stint(4, 12, BEGIN, group=2)),
    cares=(Stint(2, 1, date(2026, 10, 12)),),
    student_leave=(Stint(4, 0, date(2027, 3, 1), date(2027, 3, 29)),),
    groups=(Stint(1, 1, BEGIN, group=1), Stint(2, 3, BEGIN, group=2)),
    homerooms=(Stint(1, 11, BEGIN), Stint(3, 12, BEGIN)),
)  # fmt: skip

# Every week with three school days or more asks: 20 in autumn (not week 6), 17 in spring (not 1, 11, 20) = 37.
#   Student 3 came with week 12: 10 + 17 = 27. Student 4 is away in weeks 2–5 of spring: 33.
WEEKLY = 37 + 37 + 27 + 33
# Months: September to January five (January 13 of 21 days), March to June four; February (2 of 20) and July (4 of 22)
#   ask nothing: 9. Student 3: November (11 of 21), December, January and four: 7. Student 4 not in March (3 of 23): 8.
MONTHLY = 9 + 9 + 7 + 8
TABLE = {
    "S0": {
        "谈心": WEEKLY,
        # Halves: two each of September to December and of March to June, and 1–15 January (10 of 11 days); 18–20 January
        #   (3 of 10), 25–26 February (2 of 9) and July (4 of 11) are less than half: 17. Student 3: 16–30 November,
        #   two of December, one of January, eight: 12. Student 4 in neither half of March (0 and 3 of 12 days): 15.
        "学生汇报": 17 + 17 + 12 + 15,
        # September–October (39 of 44 days), November–December (44 of 44), March–April (44 of 45), May–June (39 of 43);
        #   January–February (15 of 41) and July–August (4 of 44) ask nothing: 4. Student 3 came after October (and has
        #   34 of 44 days of the next): 3. Student 4 was there for 24 of 45 days of March–April: 4.
        "家校联系": 4 + 4 + 3 + 4,
    },
    "S1": {
        # Fortnights of autumn: 1–2 to 19–20, of which 5–6 has five days of ten, just half: 10; week 21 alone has three: 0.
        #   Of spring: ten, of which 1–2, 11–12 and 19–20 have seven days: 20. Student 3 has the second week of 11–12, just
        #   half: 5 + 10 = 15. Student 4 misses 1–2 (two days) and 3–4, and has the second week of 5–6: 18.
        "谈心": 20 + 20 + 15 + 18,
        "学生汇报": WEEKLY,
        "家校电话": MONTHLY,
        "家访": 4,  # one each: student 3 has 136 of 185 days, student 4 165
        # The midterm asks students 1, 2 and 4; 3 came later. The final on 19 January asks 1, 2 and 3: its ten days are
        #   two in January and eight from 25 February on. In the ten days after the exam of March student 4 is away.
        "考后分析": 3 + 3 + 0,
        "参加班会": 4,  # two mentors, two terms
        "班会发言": 4,
        "学校会诊": 2,
    },
    "S2": {"谈心": WEEKLY, "家校联系": MONTHLY, "月度小结": 2 * 9, "班级会商": 2 * 37, "校长办公会": 9},
    "S3": {
        "家访": 4,
        "小组活动": 2 * (4 + 4),
        "班级会商": 2 * 37,
        "班级家长课堂": 2 * 9,
        "导师讲座": 4,
        "学校会诊": 9,
    },
    "S4": {
        "谈心": WEEKLY,
        # Student 1: 2 + 2. Student 2 only until 11 October: 24 of 96 days, half a visit, which is one. Student 3: 47 of 96
        #   days (0.98 → 1) and 2. Student 4: 2 and 69 of 89 days (1.55 → 2).
        "家访": 4 + 1 + 3 + 4,
        # Student 2 instead: October from the 12th (15 of 22 days), November to January, March to June.
        "特殊学生家访": 8,
        "小组活动": 2 * 9,
    },
}  # fmt: skip


@pytest.mark.parametrize("key", PRESETS)
def test_a_scheme_asks_in_a_year_what_the_hand_worked_table_says(key):
    rules = PRESETS[key].rules(BEGIN)
    wanted = [(rule, span) for rule in rules for span in CALENDAR.spans(rule.period)]
    world = SCHOOL.but(rules=tuple(rules))

    judged = judge(rules, wanted, world.coverage, world.known(BEGIN), BEGIN)

    asked = {rule.name: sum(int(one.required.sum()) for one in judged if one.rule == rule) for rule in rules}
    assert asked == TABLE[key]


@pytest.mark.parametrize("key", PRESETS)
def test_judging_one_by_one_agrees(key):
    world = SCHOOL.but(rules=tuple(PRESETS[key].rules(BEGIN)))

    asked = {
        rule.name: sum(
            one.required
            for span in CALENDAR.spans(rule.period)
            for one in verdicts(world, rule, span, BEGIN).values()
        )
        for rule in world.rules
    }
    assert asked == TABLE[key]


def test_every_duty_says_where_it_comes_from_and_no_name_stands_twice():
    assert list(PRESETS) == ["S0", "S1", "S2", "S3", "S4"]
    for preset in PRESETS.values():
        assert all(one.source for one in preset.duties)
        assert len({one.name for one in preset.duties}) == len(preset.duties)
