"""What runs at every click: the look, who is there, the menu, the page."""

import base64
import os
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from components import catalogue, errors, menu, saved_bar, session, state, step_up_form, uploads
from components.entry import show_first_password, show_setup, show_sign_in
from components.sign_in_form import show_leaving
from domain.permissions import Actor
from services import school
from services.sign_in import SignedIn

BENCH_VARIABLE = "MENTOR_BENCH"
# written out, so that no run reads the file; without an icon of its own Streamlit fetches one from outside
_ICON_FILE = Path(__file__).parents[1] / "server" / "assets" / "icon.svg"
_ICON = f"data:image/svg+xml;base64,{base64.b64encode(_ICON_FILE.read_bytes()).decode()}"


def run() -> None:
    """Register every page (so that addresses survive the sign-in), then show what this person may see."""
    if os.environ.get(BENCH_VARIABLE) and str(st.context.url).endswith("/hello-bench"):
        st.navigation(
            [_home(None), st.Page(_empty, url_path="hello-bench", title="empty")], position="hidden"
        ).run()
        return
    st.set_page_config(
        page_title="人人导师", page_icon=_ICON, layout="wide", initial_sidebar_state="expanded"
    )
    person = session.visitor()
    page = _navigation(person)
    with errors.shown(), session.as_known(person), state.forms_known():
        if person is not None and not person.must_change_password:
            _show(page, person)
        elif person is not None:
            show_first_password(person.context)
        elif session.cookie():
            show_leaving()
        elif school.needs_setup(session.store()):
            show_setup()
        else:
            show_sign_in()


def _show(page: StreamlitPage, person: SignedIn) -> None:
    uploads.forget_left()
    if person.is_frozen:
        st.warning("系统已冻结，别人都不能登录。查清以后，在服务器上运行 python start.py unfreeze 解冻。")
    if menu.show_notice():
        step_up_form.show("notice")
    saved_bar.show(person.context)
    with errors.shown():
        page.run()


def _navigation(person: SignedIn | None) -> StreamlitPage:
    """Everything is registered; what this person may open stands in the menu."""
    ready = person is not None and not person.must_change_password
    shown = catalogue.allowed(person.actor) if ready and person else []
    pages = menu.register(shown)
    sections: dict[str, list[StreamlitPage]] = {"": [_home(person.actor if ready and person else None)]}
    own = {screen.name for screen in shown}
    for screen in catalogue.SCREENS:
        sections.setdefault(screen.menu if screen.name in own else "", []).append(pages[screen.name])
    return st.navigation(sections, position="sidebar" if ready else "hidden", expanded=True)


def _home(actor: Actor | None) -> StreamlitPage:
    def go_home() -> None:
        if actor is not None:
            st.switch_page(menu.page_of(catalogue.home_of(actor)))

    return st.Page(go_home, url_path="home", title="首页", default=True, visibility="hidden")


def _empty() -> None:
    """What the benchmark measures every page against: nothing at all."""
    st.text("·")
