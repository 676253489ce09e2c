"""Charts: what is sent to the browser, what is read aloud and what stands in the tables."""

import json
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from components.charts import balance_table, reach_table
from components.curve_chart import curve_note, curve_table, curve_text
from components.growth_charts import months_table, profile_table, profile_text
from domain.balance import GroupBalance
from domain.contact_months import GROUPS as KINDS
from domain.contact_months import ContactMonth
from domain.exam_measures import SubjectStanding
from domain.exams import CurvePoint
from services.curves import Profile

POINTS = [
    CurvePoint(1, "上学期|期末", date(2026, 1, 15), "scored", 251.5, 300, 21, 86, 200, (230.5, 262.0), (39, 149), 45),
    CurvePoint(2, "期中", date(2026, 5, 8), "absent", full_marks=300, class_band=(228.0, 259.0), rank_band=(37, 147)),
    CurvePoint(3, "第二次月考", date(2026, 11, 5), "scored", 266.0, 300, 14, 58, 200, (236.0, 270.0), (46, 157), 45),
    CurvePoint(4, "本学期|期末", date(2027, 1, 14), "none"),
]  # fmt: skip


def curve_page(points, measure="grade_rank"):
    from components.curve_chart import show_curve

    show_curve(points, measure)


def profile_page(profile):
    from components.growth_charts import show_profile

    show_profile(profile)


def months_page(months):
    from components.growth_charts import show_months

    show_months(months)


def reach_page(now, before):
    from components.charts import show_reach

    show_reach(now, before)


def group_page(balances, names):
    from components.charts import show_group_balance

    show_group_balance(balances, names)


def run(page, *args, **kwargs):
    shown = AppTest.from_function(page, args=args, kwargs=kwargs).run()
    assert not shown.exception
    return shown


def charts(shown):
    """The specifications on the page, and what is read aloud for each."""
    protos = [element.proto for element in shown.get("vega_lite_chart")]
    return [json.loads(proto.spec) for proto in protos], [proto.alt for proto in protos]


def rows_of(spec):
    return spec["layer"][0]["data"]["values"]


def values_of(spec):
    return {param["name"]: param["value"] for param in spec["params"]}


@pytest.mark.parametrize(
    ("measure", "heading", "numbers", "ticks"),
    [
        ("grade_rank", "年级名次（越靠上越好）", ["86", None, "58", None], [1, 50, 100, 150]),
        (
            "class_place",
            "班级位置：前百分之几（越靠上越好）",
            ["21/45", None, "14/45", None],
            [0, 25, 50, 75, 100],
        ),
        ("total", "总分（满分 300）", ["251.5", None, "266", None], [220, 240, 260, 280]),
        ("rate", "得分率 %", ["83.8", None, "88.7", None], [70, 80, 90, 100]),
    ],
)
def test_the_curve_of_each_measure(measure, heading, numbers, ticks):
    (spec,), (spoken,) = charts(run(curve_page, POINTS, measure))

    assert values_of(spec)["heading"] == heading
    assert [row.get("number") for row in rows_of(spec)] == numbers
    assert values_of(spec)["ticks"] == ticks
    assert "期中缺考" in spoken


def test_an_absence_is_bridged_and_printed_and_a_missing_exam_is_neither_zero_nor_absent():
    first, absent, second, missing = rows_of(charts(run(curve_page, POINTS))[0][0])

    assert (first["next"], first["next_exam"], first["bridges"]) == (58, second["exam"], True)
    assert [row["absent"] for row in (first, absent, second, missing)] == ["", "缺考", "", ""]
    assert "value" not in absent
    assert "next" not in second
    assert "value" not in missing


def test_long_exam_names_are_broken_to_fit_five_on_a_phone():
    rows = rows_of(charts(run(curve_page, POINTS))[0][0])

    assert [row["exam"] for row in rows] == ["00|上学期|期末", "01|期中", "02|第二次|月考", "03|本学期|期末"]


@pytest.mark.parametrize("measure", ["total", "rate"])
def test_a_measure_that_is_no_rank_tells_none(measure):
    (spec,), spoken = charts(run(curve_page, POINTS, measure))

    assert "名" not in spoken[0] + json.dumps(spec, ensure_ascii=False)
    assert list(curve_table(POINTS, measure)[0]) == ["考试", "日期", "总分", "满分", "得分率"]
    assert "名次" not in curve_note(POINTS, measure)


def test_of_many_exams_the_first_the_last_the_best_and_the_worst_carry_their_number():
    totals = [250, 240, 230, 260, 270, 280, 255, 245, 251]
    points = [
        CurvePoint(index, "月考", date(2026, 1, 1 + index), "scored", float(total), 300.0)
        for index, total in enumerate(totals)
    ]

    (spec,), _ = charts(run(curve_page, points, "total"))

    assert [row["number"] for row in rows_of(spec)] == ["250", "", "230", "", "", "280", "", "", "251"]
    assert [row["总分"] for row in curve_table(points, "total")] == [str(total) for total in totals]


@pytest.mark.parametrize(
    "points", [[], [POINTS[1]], [POINTS[3]]], ids=["no exam", "only absent", "only empty"]
)
@pytest.mark.parametrize("measure", ["grade_rank", "class_place", "total", "rate"])
def test_without_a_score_nothing_is_drawn(points, measure):
    assert charts(run(curve_page, points, measure)) == ([], [])


def test_totals_of_different_full_marks_are_drawn_as_a_part_of_them():
    points = [
        CurvePoint(1, "期中", date(2026, 5, 8), "scored", 255.0, 300, class_band=(210.0, 240.0)),
        CurvePoint(2, "期末", date(2027, 1, 14), "scored", 370.0, 400),
    ]

    (spec,), _ = charts(run(curve_page, points, "rate"))

    assert values_of(spec)["heading"] == "得分率 %"
    assert [row["value"] for row in rows_of(spec)] == [85.0, 92.5]
    assert (rows_of(spec)[0]["low"], rows_of(spec)[0]["high"]) == (70.0, 80.0)


@pytest.mark.parametrize(
    ("ranks", "total"),
    [([1, 1], 300.0), ([3, 2], 0.0), ([1999, 2], 749.5)],
    ids=["always first", "a real zero", "a large school"],
)
def test_every_value_lies_inside_its_panel(ranks, total):
    points = [
        CurvePoint(index, "期末", date(2026 + index, 1, 14), "scored", total, 750.0, None, place, 2000)
        for index, place in enumerate(ranks)
    ]

    for measure in ("grade_rank", "total", "rate"):
        ((spec,), _) = charts(run(curve_page, points, measure))
        bounds = values_of(spec)
        assert all(bounds["least"] <= row["value"] <= bounds["most"] for row in rows_of(spec))
        assert 2 <= len(bounds["ticks"]) <= 6
        assert all(bounds["least"] <= tick <= bounds["most"] for tick in bounds["ticks"])


def test_the_curve_has_its_numbers_as_a_table():
    table = curve_table(POINTS, "grade_rank")

    assert [row["考试"] for row in table] == ["上学期期末", "期中", "第二次月考", "本学期期末"]
    assert table[0]["日期"] == "2026年1月15日"
    assert [row["总分"] for row in table] == ["251.5", "缺考", "266", ""]
    assert [row["年级名次"] for row in table] == ["86", "", "58", ""]


def test_the_curve_is_told_in_words():
    assert curve_text(POINTS[:2], "grade_rank") == "上学期期末年级第 86 名，总分 251.5；期中缺考。"
    assert curve_text([POINTS[0]], "class_place") == "上学期期末班级第 21 / 45，前 47%，总分 251.5。"
    assert curve_text([POINTS[0]], "rate") == "上学期期末得分率 83.8%，总分 251.5。"
    assert curve_text([POINTS[0]], "total") == "上学期期末总分 251.5。"
    assert curve_text([], "total") == "还没有成绩。"


PROFILE = Profile(
    "本学期期中",
    [
        SubjectStanding("语文", 92.0, (70.0, 85.5)),
        SubjectStanding("数学", 41.5, (50.0, 80.0)),
        SubjectStanding("英语", None, (60.0, 75.0), "缺考"),
        SubjectStanding("科学", None, None, "优"),
    ],
)


def test_subjects_are_points_on_the_class_s_middle_half():
    (spec,), (spoken,) = charts(run(profile_page, PROFILE))
    chinese, maths, english, science = rows_of(spec)

    assert (chinese["rate"], chinese["low"], chinese["high"], chinese["is_low"]) == (92.0, 70.0, 85.5, False)
    assert (maths["is_low"], maths["number"]) == (True, "41.5")
    assert ("rate" in english, english["said"], science["said"]) == (False, "缺考", "优")
    bounds = values_of(spec)
    assert bounds["least"] < 41.5
    assert bounds["most"] > 92.0
    assert "英语 缺考，班级中间一半 60%—75%" in spoken
    assert [row["得分率"] for row in profile_table(PROFILE)] == ["92%", "41.5%", "缺考", "优"]
    assert [row[""] for row in profile_table(PROFILE)] == ["高于", "低于", "", ""]
    assert profile_text(PROFILE) in spoken


def test_a_profile_of_the_worst_and_the_best_lies_inside_its_chart():
    for one in (0.0, 100.0):
        (spec,), _ = charts(run(profile_page, Profile("期中", [SubjectStanding("语文", one, None)])))
        assert values_of(spec)["least"] <= one < values_of(spec)["most"]


def test_months_are_stacked_by_kind_with_their_sum():
    months = [
        ContactMonth(date(2026, 9, 1), dict.fromkeys(KINDS, 0) | {"谈心": 2, "家访": 1}, True),
        ContactMonth(date(2026, 10, 1), dict.fromkeys(KINDS, 0), True),
    ]

    (spec,), (spoken,) = charts(run(months_page, months))

    bars = [row for row in rows_of(spec) if "kind" in row and row["end"] > row["start"]]
    assert [(row["kind"], row["start"], row["end"]) for row in bars] == [("谈心", 0, 2), ("家访", 2, 3)]
    assert [row["total"] for row in rows_of(spec) if "total" in row] == [3, 0]
    assert values_of(spec)["kinds"] == list(KINDS)
    assert "9月 3 次；10月 0 次" in spoken
    assert [row["合计"] for row in months_table(months)] == [3, 0]


def test_the_weeks_of_two_terms_are_two_lines_and_weeks_without_students_are_none():
    (spec,), (spoken,) = charts(run(reach_page, [(30, 40), (0, 40)], [(20, 40), (0, 0)]))

    assert [(row["term"], row["week"], row["share"]) for row in rows_of(spec)] == [
        ("本学期", 1, 75),
        ("本学期", 2, 0),
        ("上学期", 1, 50),
    ]
    assert spoken == "第 1 周 本学期 75%；第 2 周 本学期 0%；第 1 周 上学期 50%"
    assert [row["上学期联系到"] for row in reach_table([(30, 40), (0, 40)], [(20, 40)])] == [20, None]


def test_nobody_makes_no_chart():
    assert charts(run(group_page, [], [])) == ([], [])


GROUPS = [
    GroupBalance(10, {"A": 3, "B": 5, "C": 2}, 5, 5, 244.0, {}),
    GroupBalance(4, {"A": 0, "B": 4, "C": 0}, 1, 3, None, {}),
]


def test_group_bars_fill_the_whole_width_in_parts_and_leave_out_empty_ones():
    (spec,), (spoken,) = charts(run(group_page, GROUPS, ["启明组", "扬帆组"]))

    parts = [(row["level"], row["start"], row["end"], row["count"]) for row in rows_of(spec)]
    assert parts == [("A", 0.0, 0.3, 3), ("B", 0.3, 0.8, 5), ("C", 0.8, 1.0, 2), ("B", 0.0, 1.0, 4)]
    assert values_of(spec) == {"first_cut": 0.3, "second_cut": 0.8}
    assert spoken.startswith("启明组 10 人，A 层 3 人、B 层 5 人、C 层 2 人，5 女 5 男")


def test_group_numbers_stand_in_a_table():
    table = balance_table(GROUPS, ["启明组", "扬帆组"])

    assert list(table[0]) == ["小组", "人数", "A 层", "B 层", "C 层", "女", "男", "均分"]
    assert list(table[0].values()) == ["启明组", 10, 3, 5, 2, 5, 5, 244.0]


def test_no_chart_leaves_a_trace_in_the_built_specification():
    first, _ = charts(run(curve_page, POINTS))
    again, _ = charts(run(curve_page, POINTS[:1]))

    assert len(rows_of(first[0])) == 4
    assert len(rows_of(again[0])) == 1
