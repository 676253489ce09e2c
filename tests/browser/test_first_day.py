"""The main job, end to end, on the school's own files: from an empty folder to a talk that the principal sees."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, serving, settled, sign_in
from tests.make_files import csv_bytes, xls, xlsx

pytestmark = pytest.mark.browser

ADMIN_PASSWORD = "春天来了，花都开了"
OWN_PASSWORD = "秋天的银杏叶真好看"

STAFF = xlsx([
    ["育才学校教职工一览表"],
    ["工号", "姓名", "任教学科", "任教班级", "班主任", "职务", "身份"],
    ["T01", "陈 静", "语文", "三(2)班", "三(2)班", "", ""],
    ["T02", "刘洋", "数学", "三(1)班、三(2)班", "三(1)班", "", ""],
    ["T03", "何梅", "英语", "三1班，三2班", "", "", ""],
    ["T04", "王建国", "", "", "", "校长", "校领导"],
])  # fmt: skip
ROSTER = xlsx([
    ["姓名", "学号", "性别", "班级", "家长姓名", "联系电话", "特殊类别"],
    ["林小 禾", "20260201", "女", "三(2)班", "林建军", "13800001001", "留守儿童"],
    ["马依然", "20260202", "女", "三年级2班", "马国强", "13800001002", ""],
    ["周子墨", "２０２６０２０３", "男", "3.2", "周桂芳", "13800001003", ""],
    ["买买提·艾力", "20260204", "男", "302", "艾力", "13800001004", ""],
    ["王浩", "20260205", "男", "三（2）班", "王大明", "13800001005", ""],
    ["王浩", "20260206", "男", "三(2)班", "王小明", "13800001006", "单亲家庭"],
    ["方可欣", "20260101", "女", "三(1)班", "方明", "13800001007", ""],
    ["唐一诺", "20260102", "女", "301", "唐亮", "13800001008", ""],
])  # fmt: skip
FIRST_EXAM = xls([
    ["学号", "姓名", "班级", "语文", "数学"],
    ["20260201", "林小禾", "三2班", 80, 85],
    ["20260202", "马依然", "三2班", 90, 95],
    ["20260203", "周子墨", "三2班", 70, "缺考"],
    ["20260204", "买买提·艾力", "三2班", 60, 0],
    ["20260205", "王浩", "三2班", 88, 79],
    ["20260206", "王浩", "三2班", 75, 92],
])  # fmt: skip
SECOND_EXAM = csv_bytes(
    [
        ["学号", "姓名", "班级", "语文", "数学"],
        ["20260201", "林小禾", "三(2)班", "92", "97"],
        ["20260202", "马依然", "三(2)班", "85", "90"],
        ["20260203", "周子墨", "三(2)班", "72", "81"],
        ["20260204", "买买提·艾力", "三(2)班", "66", ""],
        ["20260205", "王浩", "三(2)班", "80", "80"],
        ["20260206", "王浩", "三(2)班", "78", "88"],
    ],
    encoding="gb18030",
)


def test_a_school_starts_and_a_talk_reaches_the_principal(tmp_path: Path, visit: Callable[..., Page]) -> None:
    with serving(tmp_path) as address:
        desk = visit(address)
        set_up(desk, (tmp_path / "setup-code.txt").read_text(encoding="ascii"))
        sign_in(desk, "zhaolei", ADMIN_PASSWORD)
        enter_terms(desk, address)
        import_file(desk, address, "教师和任课", "教职工.xlsx", STAFF, "4 行可以导入")
        import_file(desk, address, "学生名单", "花名册.xlsx", ROSTER, "8 行可以导入")
        import_exam(desk, address, "第一次月考", "2026-10-10", "月考.xls", FIRST_EXAM)
        import_exam(desk, address, "期中", "2026-11-10", "期中.csv", SECOND_EXAM)
        form_groups(desk, address)
        passwords = create_accounts(desk, address)

        phone = visit(address, PHONE)
        enter_first_time(phone, "t01", passwords["陈静"])
        taps = log_a_talk(phone)
        assert taps <= 5
        read_archive(phone)

        leader = visit(address)
        enter_first_time(leader, "t04", passwords["王建国"])
        find_the_talk(leader)


def set_up(page: Page, code: str) -> None:
    page.get_by_label("设置码").fill(code)
    page.get_by_label("学校名称").fill("育才学校")
    page.get_by_label("您的姓名").fill("赵磊")
    page.get_by_label("用户名").fill("zhaolei")
    page.get_by_label("密码", exact=True).fill(ADMIN_PASSWORD)
    page.get_by_label("再输一次密码").fill(ADMIN_PASSWORD)
    page.get_by_text("我也负责德育处").click()
    page.get_by_role("button", name="建立学校").click()
    page.get_by_role("button", name="抄好了，去登录").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()


def enter_terms(page: Page, address: str) -> None:
    page.goto(f"{address}/calendar")
    for term in ("2026_1", "2026_2"):
        page.locator(f".st-key-save_term_{term} button").click()
        expect(page.get_by_text("学期已保存。")).to_be_visible()
        settled(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026—2027学年上学期")


def import_file(page: Page, address: str, kind: str, name: str, data: bytes, finding: str) -> None:
    page.goto(f"{address}/import")
    page.get_by_role("radio", name=kind).click()
    settled(page)
    upload_and_confirm(page, kind, name, data, finding)


def import_exam(page: Page, address: str, exam: str, day: str, name: str, data: bytes) -> None:
    page.goto(f"{address}/import")
    page.get_by_role("radio", name="考试成绩").click()
    page.get_by_label("考试名称").fill(exam)
    page.get_by_label("考试名称").press("Enter")
    settled(page)
    type_day(page, "考试日期", day)
    upload_and_confirm(page, "考试成绩", name, data, "6 行可以导入")


def type_day(page: Page, label: str, day: str) -> None:
    """Into the date field's three parts, as a person types."""
    field = page.locator(".stDateInput", has_text=label)
    for part, text in zip(field.get_by_role("spinbutton").all(), day.split("-"), strict=True):
        part.click()
        page.keyboard.type(text)
    page.keyboard.press("Tab")
    settled(page)


def upload_and_confirm(page: Page, kind: str, name: str, data: bytes, finding: str) -> None:
    # the uploader of this list, not of the one before, which may still stand beside it for a moment
    expect(page.locator(".stFileUploader").filter(has_text=kind)).to_be_visible()
    expect(page.locator(".stFileUploader")).to_have_count(1)
    settled(page)
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    expect(page.get_by_role("heading", name=finding)).to_be_visible()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text(f"{kind}已导入")).to_be_visible()
    settled(page)


def form_groups(page: Page, address: str) -> None:
    """From levels to groups in force: formed, mentors found, filed and approved."""
    page.goto(f"{address}/groups")
    settled(page)
    pick(page, "班级", "三（2）班")
    expect(page.get_by_role("heading", level=1)).to_contain_text("三（2）班")
    step(page, "2 分组")
    count = page.get_by_label("分成几组")
    count.fill("2")
    count.press("Enter")
    settled(page)
    page.get_by_role("button", name="形成小组").click()
    expect(page.locator(".board .group")).to_have_count(2, timeout=60_000)
    settled(page)
    step(page, "4 导师")
    for group, mentor in (("启明组", "陈静"), ("扬帆组", "刘洋")):
        pick(page, group, mentor)
    expect(page.get_by_role("heading", name="2 个组都有导师")).to_be_visible()
    step(page, "5 备案")
    page.get_by_role("button", name="报备案").click()
    expect(page.get_by_text("已报备案，等德育处批准。")).to_be_visible()
    page.goto(f"{address}/filing")
    settled(page)
    page.locator(".people button", has_text="去审批").click()
    page.get_by_role("button", name="批准", exact=True).click()
    expect(page.get_by_text("的分组已批准。")).to_be_visible()
    expect(page.get_by_text("陈静").first).to_be_visible()


def step(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).click()
    settled(page)


def pick(page: Page, label: str, option: str, place: int = 0) -> None:
    box = page.locator(".stSelectbox", has_text=label).nth(place)
    box.locator("input").click()
    page.get_by_role("option", name=option).click()
    expect(page.get_by_role("option")).to_have_count(0)
    settled(page)


def create_accounts(page: Page, address: str) -> dict[str, str]:
    page.goto(f"{address}/accounts")
    page.get_by_role("button", name="生成账号").click()
    expect(page.get_by_text("初始密码，只显示这一次")).to_be_visible()
    slips = page.locator(".st-key-card_warm_accounts .slips li")
    expect(slips).to_have_count(4)
    return {slip.locator("strong").inner_text(): slip.locator("b").inner_text() for slip in slips.all()}


def enter_first_time(page: Page, username: str, slip: str) -> None:
    sign_in(page, username, slip)
    page.get_by_label("原来的密码").fill(slip)
    page.get_by_label("新密码", exact=True).fill(OWN_PASSWORD)
    page.get_by_label("再输一次新密码").fill(OWN_PASSWORD)
    page.get_by_role("button", name="改密码").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    settled(page)
    sign_in(page, username, OWN_PASSWORD)


def log_a_talk(page: Page) -> int:
    """From 今天 to 已保存; returns the number of taps."""
    taps = [
        lambda: page.locator(".people button").first.tap(),
        lambda: page.locator("[class*=st-key-area_]").get_by_text("学业").tap(),
        lambda: page.locator("[class*=st-key-effect_]").get_by_text("平稳").tap(),
        lambda: page.get_by_role("button", name="保存", exact=True).tap(),
    ]
    for tap in taps:
        tap()
        settled(page)
    expect(page.get_by_text("已保存")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("陈老师")
    return len(taps)


def read_archive(page: Page) -> None:
    page.locator("#tabs").get_by_text("学生").tap()
    settled(page)
    page.locator(".people button", has_text="今天").first.tap()
    settled(page)
    expect(page.locator(".st-key-card_timeline_private")).to_contain_text("1 次交流")
    expect(page.locator(".st-key-card_timeline_private")).to_contain_text("谈心 · 面谈 · 学业")
    expect(
        page.locator(
            ".st-key-card_curve_private [data-testid=stVegaLiteChart] svg, .st-key-card_curve_private canvas"
        ).first
    ).to_be_visible()


def find_the_talk(page: Page) -> None:
    figure = page.locator(".overview .noted")
    expect(figure).to_contain_text("共 1 条记录")
    figure.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 条")
    expect(dialog.locator("[role=gridcell]", has_text="陈静")).to_have_count(1)
