"""The sign-in form. streamlit-authenticator draws it and decides by our comparison; everything else of it is off.

Its cookie can be read by scripts and outlives a password change, so ours replaces it: a right password earns a
ticket, and the page swaps the ticket for an HttpOnly cookie at the gate (services/sign_in.py).
"""

import streamlit as st
import streamlit_authenticator as stauth
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.models import AuthenticationModel

from components import session
from services import sign_in
from services.context import clock

_FIELDS = {"Form name": "", "Username": "用户名", "Password": "密码", "Login": "登录"}
_KEPT_BY_LIBRARY = ("authentication_status", "username", "name", "email", "roles", "logout")

_SWAP = """
export default async function({data}) {
  const answer = await fetch('/session', {method: 'POST', body: data.ticket})
  if (answer.ok) location.reload()
  else document.querySelector('.st-key-handover').textContent = await answer.text()
}
"""
_swap_ticket = st.components.v2.component("mentor_sign_in", js=_SWAP, html="<span></span>")


_LEAVE = """
export default async function() {
  await fetch('/sign-out', {method: 'POST'})
  location.reload()
}
"""
_leave = st.components.v2.component("mentor_sign_out", js=_LEAVE, html="<span></span>")


class _Comparison(AuthenticationModel):  # type: ignore[misc]
    """Our comparison in the library's place: its own knows no password beyond 72 bytes and no account of ours."""

    def __init__(self) -> None:
        super().__init__({"usernames": {}}, auto_hash=False)
        self.asked = ""

    def check_credentials(self, username: str, password: str) -> bool:
        """Whether the password is right; whoever it was is noted down for what follows."""
        self.asked = username
        self.credentials["usernames"][username] = {"name": ""}  # it writes its notes here, for this run
        return sign_in.is_right(session.store(), username, password, clock(), _address())


class _NoCookie:
    """Stands where the library keeps its cookie, which scripts could read and nobody could revoke."""

    def get_cookie(self) -> None:
        """There is none."""

    def set_cookie(self) -> None:
        """None is set."""


class _Form(stauth.Authenticate):  # type: ignore[misc]
    """The library's form over our accounts."""

    def __init__(self, comparison: _Comparison) -> None:
        self.attrs = {"login_sleep_time": 0}
        self.path = None
        self.secret_key = ""
        self.cookie_controller = _NoCookie()
        self.authentication_controller = AuthenticationController({"usernames": {}}, auto_hash=False)
        self.authentication_controller.authentication_model = comparison


def show_leaving() -> None:
    """The session is over but the browser still holds its cookie: take it away and start afresh.

    Without this the gate would cut the connection a moment later, and with it what was being typed.
    """
    with st.container(key="handover"):
        st.caption("正在退出…")
        _leave(key="leave_component", height=1)


def show() -> None:
    """The form, and after a right password the way in."""
    comparison = _Comparison()
    _Form(comparison).login(fields=_FIELDS, key="sign_in")
    outcome = st.session_state.get("authentication_status")
    for name in _KEPT_BY_LIBRARY:
        st.session_state.pop(name, None)
    if outcome:
        _hand_over(comparison.asked)
    elif comparison.asked:
        st.error(
            sign_in.note_failure(session.store(), comparison.asked, clock(), _address()),
            icon=":material/error:",
        )


def _address() -> str:
    """The browser's computer; empty for this machine itself."""
    return st.context.ip_address or ""


def _hand_over(username: str) -> None:
    ticket = sign_in.issue_ticket(session.store(), username, clock())
    with st.container(key="handover"):
        st.caption("正在进入…")
        _swap_ticket(data={"ticket": ticket}, key="swap_ticket", height=1)
