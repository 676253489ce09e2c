"""Every page for every kind of person on a phone and on a desk: nothing sticks out, nothing is in English."""

import re
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, TimeoutError

from components.catalogue import SCREENS, allowed
from domain.permissions import Actor, Role
from services import school
from tests.browser.conftest import DESK, PHONE, Served, settled

pytestmark = pytest.mark.browser

FINGER = 44  # CSS pixels a thumb needs
MAY_BE_LATIN = {
    "Word",
    "PDF",
    "DOCX",
    "docx",
    "zs",
    "Excel",
    "WPS",
    "CSV",
    "XLSX",
    "XLS",
    "XLSM",
    "ET",
    "MB",
    "csv",
    "admin",
}
# Streamlit asks under a page's own address first where its server is, and then finds it at the root
KNOWN_404 = re.compile(r"/[a-z-]+/_stcore/(health|host-config)$")
SIZES = {"desk": DESK, "phone": PHONE}

# Reads only what can be seen. Icons are ligatures: words of the alphabet that show as pictures.
LOOK = """() => {
  const seen = element => element.checkVisibility({opacityProperty: true, visibilityProperty: true})
  const box = element => element.getBoundingClientRect()
  const shown = selector => [...document.querySelectorAll(selector)].filter(seen).filter(element => box(element).width > 1)
  const icon = '[data-testid*=Icon], [data-testid=stAlertDynamicIcon]'
  const texts = []
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const around = walk.currentNode.parentElement
    if (!around.closest('script, style, noscript, ' + icon) && seen(around) && box(around).width > 1) texts.push(walk.currentNode.data)
  }
  for (const field of shown('input, textarea')) if (!field.value) texts.push(field.placeholder)
  const frames = [document.scrollingElement, ...shown('[data-testid=stMain], [data-testid=stBottom]')]
  const name = element => (element.innerText || element.getAttribute('aria-label') || element.tagName).replace(/\\s+/g, ' ').slice(0, 20)
  const targets = shown('.stMain button, .stMain a[href], [data-testid=stBottom] :is(a, button), #tabs a').filter(one => !one.closest('[data-testid=stDataFrame]'))
  return {
    words: [...new Set(texts.join(' ').match(/[A-Za-z]{2,}/g) || [])],
    wide: frames.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => `${one.dataset.testid || 'page'} ${one.scrollWidth}`),
    outside: shown('.stMain :is(button, a, input, textarea, h1, h2, h3, p)').filter(one => box(one).right > innerWidth + 1).map(name),
    small: targets.filter(one => box(one).height < 43.5).map(one => `${name(one)} ${Math.round(box(one).height)}`),
    title: shown('h1').map(one => Math.round(box(one).top)),
  }
}"""


# a tap on the tab bar: server/assets/frame.js
GO = """address => {
  history.pushState(null, '', address)
  dispatchEvent(new PopStateEvent('popstate'))
}"""
AT_TOP = """() => {
  const heads = [...document.querySelectorAll('h1')].filter(one => one.checkVisibility())
  return heads.length && heads[0].getBoundingClientRect().top >= 0 && heads[0].getBoundingClientRect().top < 120
}"""
ROLES = [Role.MENTOR, Role.HOMEROOM, Role.OFFICE, Role.LEADER, Role.ADMIN, Role.AUDITOR]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_fits_speaks_chinese_and_says_where_one_is(
    served: Served, visit: Callable[..., Page], role: Role, size: str
) -> None:
    """From page to page as people go, by the tab bar."""
    page = visit(f"{served.address}/more", SIZES[size], served.token(role))
    assert complained(page, size, addresses(served, role), lambda to: page.evaluate(GO, f"/{to}")) == ({}, [])


@pytest.mark.parametrize("role", ROLES)
def test_every_page_does_so_too_when_it_is_the_first_one_opened(
    served: Served, visit: Callable[..., Page], role: Role
) -> None:
    """Each page once, by its address and loaded anew, on the phone: by the first of these people who may."""
    page = visit(f"{served.address}/more", PHONE, served.token(role))
    before = {screen.name for one in ROLES[: ROLES.index(role)] for screen in allowed(person(served, one))}
    own = [one for one in addresses(served, role) if one.partition("?")[0] not in before]
    assert complained(page, "phone", own, lambda to: page.goto(f"{served.address}/{to}")) == ({}, [])


def complained(
    page: Page, size: str, names: list[str], go: Callable[[str], object]
) -> tuple[dict[str, object], list[str]]:
    """What is wrong with pages, and what the browser reported on the way."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.extend(complaint(message)))
    found: dict[str, object] = {}
    for name in names:
        go(name)
        settled(page)
        with suppress(
            TimeoutError
        ):  # it scrolls up a moment after it is drawn; whether it has is judged below
            page.wait_for_function(AT_TOP, timeout=3_000)
        assert urlsplit(page.url).path == f"/{name.partition('?')[0]}"
        found |= {
            f"{name}: {what}": wrong for what, wrong in faults(page.evaluate(LOOK), size).items() if wrong
        }
    return found, complaints


def person(served: Served, role: Role) -> Actor:
    """The one shown for a role."""
    return school.context_for(served.store, served.account(role)["staff_id"]).actor


def addresses(served: Served, role: Role) -> list[str]:
    """Every page this person may open; a student's pages with a student, for a leader without one."""
    actor = person(served, role)
    student = served.rows(
        "select student_id from pairing where valid_to is null order by mentor_id = :me desc",
        me=actor.staff_id,
    )[0]["student_id"]
    about = "" if role is Role.LEADER else f"?student={student}"
    return [one.name + (about if one.name in ("archive", "record") else "") for one in allowed(actor)]


def faults(looked: dict[str, list[str]], size: str) -> dict[str, object]:
    """What is wrong with a page, by kind."""
    return {
        "english": [word for word in looked["words"] if word not in MAY_BE_LATIN],
        "scrolls sideways": looked["wide"],
        "sticks out": looked["outside"],
        "too small for a thumb": looked["small"] if size == "phone" else [],
        "title": [] if looked["title"] and 0 <= int(looked["title"][0]) < 120 else ["not at the top"],
    }


def complaint(message: ConsoleMessage) -> list[str]:
    """What the browser reports as an error, but for what is known."""
    place = str(message.location.get("url", ""))
    return [] if message.type != "error" or KNOWN_404.search(place) else [f"{message.text} {place}"]


def test_the_walk_over_pages_misses_none() -> None:
    every = {role: {one.name for one in allowed(Actor(1, "", frozenset({role})))} for role in Role}
    assert set().union(
        *(every[role] for role in (Role.HOMEROOM, Role.OFFICE, Role.LEADER, Role.ADMIN, Role.AUDITOR))
    ) == {screen.name for screen in SCREENS}
