"""The menu, links between screens, and the notice that something was saved."""

from collections.abc import Callable
from contextvars import ContextVar

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from components import catalogue, state
from components.text import plain
from domain.errors import SchoolError, StepUpNeeded
from domain.permissions import Actor, Role

_registered: ContextVar[dict[str, StreamlitPage] | None] = ContextVar("registered", default=None)
_ORDER = [Role.LEADER, Role.OFFICE, Role.GRADE_HEAD, Role.HOMEROOM, Role.MENTOR, Role.ADMIN, Role.AUDITOR]


def register(shown: list[catalogue.Screen]) -> dict[str, StreamlitPage]:
    """Every screen as Streamlit knows it; those in `shown` stand in the menu. Made anew only when that changes."""
    names = [screen.name for screen in shown]
    known: tuple[list[str], dict[str, StreamlitPage]] | None = state.get(state.PAGES)
    if known is None or known[0] != names:
        pages = {
            screen.name: _page(screen, screen in shown and bool(screen.menu)) for screen in catalogue.SCREENS
        }
        known = (names, pages)
        state.put(state.PAGES, known)
    _registered.set(known[1])
    return known[1]


def page_of(screen: catalogue.Screen) -> StreamlitPage:
    """The screen as Streamlit knows it."""
    pages = _registered.get()
    return pages[screen.name] if pages else _page(screen, True)


def _page(screen: catalogue.Screen, in_menu: bool) -> StreamlitPage:
    return st.Page(
        screen.path,
        title=screen.title,
        icon=f":material/{screen.icon}:",
        url_path=screen.name,
        visibility="visible" if in_menu else "hidden",
    )


def link(name: str, label: str, **query: str | int) -> None:
    """A link to another screen, with what it should show."""
    st.page_link(
        page_of(catalogue.BY_NAME[name]), label=label, query_params={k: str(v) for k, v in query.items()}
    )


def link_if_allowed(actor: Actor, name: str) -> None:
    """A link to a screen, for those who may open it."""
    screen = catalogue.BY_NAME[name]
    if actor.may(screen.action):
        st.page_link(page_of(screen), label=screen.title)


def go(name: str, **query: str | int) -> None:
    """Leave for another screen."""
    st.switch_page(page_of(catalogue.BY_NAME[name]), query_params={k: str(v) for k, v in query.items()})


def roles_text(actor: Actor) -> str:
    """班主任、导师"""
    return "、".join(role.text for role in _ORDER if role in actor.roles)


def act(what: Callable[[], str | None]) -> None:
    """Do something from a callback and keep its sentence for the next run; an error is a sentence too."""
    try:
        said = what()
    except StepUpNeeded as error:
        state.put(state.NOTICE, ("code", error.message))
        return
    except SchoolError as error:
        state.put(state.NOTICE, ("error", error.message))
        return
    if said:
        state.put(state.NOTICE, ("done", said))


def show_notice() -> bool:
    """What the last act said; true when it wants a code from the phone first."""
    notice = state.take(state.NOTICE)
    if notice is None:
        return False
    kind, text = notice
    if kind == "done":
        st.toast(plain(text), icon=":material/check:")
    elif kind == "code":  # whoever pressed far below the top must hear of it too
        st.toast("请在这一页的最上面输入手机验证码。", icon=":material/lock:")
        st.info(plain(text))
    else:
        st.error(plain(text), icon=":material/error:")
    return bool(kind == "code")
