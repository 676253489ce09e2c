"""An archive read by each who may and refused to who may not, printed at one press; a school's handbooks as one zip."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from db.rows import Row
from domain.permissions import Role
from services.context import clock
from services.sign_in import open_session_for
from tests.browser.conftest import DESK, PHONE, Served, settled

pytestmark = pytest.mark.browser

OF_ME = """select student.id, student.name, class.class_id from pairing
             join student on student.id = pairing.student_id
             join class_membership class on class.student_id = student.id and class.valid_to is null
            where mentor_id = :me and pairing.valid_to is null order by student.id"""


@pytest.fixture
def child(served: Served) -> Row:
    """A student of the mentor whose account is shown."""
    return served.rows(OF_ME, me=served.account(Role.MENTOR)["staff_id"])[0]


def token_of(served: Served, sql: str, **params: object) -> str:
    """A session of the account a query names, who has a password of their own."""
    account_id = served.rows(sql, **params)[0]["id"]
    with served.store.write() as db:
        db.execute("update account set must_change_password = 0 where id = ?", [account_id])
    return open_session_for(served.store, account_id, clock())


def readers(served: Served, child: Row) -> dict[str, tuple[str, bool]]:
    """Session and right of everybody the issue names."""
    homeroom = token_of(
        served,
        "select account.id from account join homeroom on homeroom.staff_id = account.staff_id "
        "where class_id = :id and valid_to is null",
        id=child["class_id"],
    )
    stranger = token_of(
        served,
        """select account.id from account where staff_id in (select mentor_id from pairing where valid_to is null)
             and staff_id not in (select mentor_id from pairing where student_id = :id)
             and staff_id not in (select staff_id from homeroom where class_id = :class)
             and staff_id not in (select staff_id from staff_role) order by id""",
        id=child["id"],
        **{"class": child["class_id"]},
    )
    return {
        "mentor": (served.token(Role.MENTOR), True),
        "homeroom": (homeroom, True),
        "office": (served.token(Role.OFFICE), True),
        "leader": (served.token(Role.LEADER), True),
        "another mentor": (stranger, False),
    }


def test_each_reads_the_archive_who_may_and_nobody_else(
    served: Served, visit: Callable[..., Page], child: Row
) -> None:
    for who, (token, may) in readers(served, child).items():
        page = visit(f"{served.address}/archive?student={child['id']}", DESK, token)
        seen = page.locator("[data-testid=stMain]").inner_text()
        assert (child["name"] in seen) is may, who
        assert ("没有找到这名学生" in seen) is not may, who


def test_a_mentor_prints_a_childs_archive_from_its_page(
    served: Served, visit: Callable[..., Page], child: Row
) -> None:
    page = visit(f"{served.address}/archive?student={child['id']}", PHONE, served.token(Role.MENTOR))
    page.get_by_role("button", name="打印").tap()
    settled(page)
    expect(page.get_by_role("heading", name=f"{child['name']}的成长档案")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
    with page.expect_download() as taken:
        page.locator(".st-key-card_student_paper a", has_text="PDF").tap()
    text = pdf_text(Path(taken.value.path()).read_bytes())
    assert child["name"] in text and "学生成长记录档案" in text and "导出" in text
    seen = served.rows(
        "select target, detail from audit where action = 'export.take' order by seq desc limit 1"
    )
    assert seen[0]["target"] == f"student/{child['id']}" and "archive.pdf" in seen[0]["detail"]


def test_the_own_handbook_holds_the_own_students(served: Served, visit: Callable[..., Page]) -> None:
    page = visit(f"{served.address}/papers", DESK, served.token(Role.MENTOR))
    with page.expect_download() as taken:
        page.locator(".st-key-card_own_handbook a", has_text="PDF").first.click()
    text = pdf_text(Path(taken.value.path()).read_bytes())
    own = served.rows(OF_ME, me=served.account(Role.MENTOR)["staff_id"])
    others = served.rows("select name from student where name not in (select name from student where id in "
                         f"({', '.join(str(one['id']) for one in own)}))")  # fmt: skip
    assert all(one["name"] in text for one in own)
    assert not any(one["name"] in text for one in others)


def test_the_office_has_all_handbooks_written_and_takes_them(
    served: Served, visit: Callable[..., Page]
) -> None:
    page = visit(f"{served.address}/papers", DESK, served.token(Role.OFFICE))
    page.get_by_role("button", name="开始生成").click()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_role("button", name="开始生成")).to_be_visible()
    page.locator(".st-key-print_form button", has_text="PDF").click()
    settled(page)
    page.get_by_role("button", name="开始生成").click()
    ready = page.locator(".st-key-card_all_handbooks a", has_text="取走压缩包")
    ready.wait_for(timeout=60_000)
    with page.expect_download() as taken:
        ready.click()
    with zipfile.ZipFile(BytesIO(Path(taken.value.path()).read_bytes())) as packed:
        assert len(packed.namelist()) > 3
        assert all(packed.read(one).startswith(b"%PDF") for one in packed.namelist())


def pdf_text(content: bytes) -> str:
    """Without the ends of lines, which may fall within a name."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
