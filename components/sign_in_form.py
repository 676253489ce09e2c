"""The sign-in form. streamlit-authenticator draws it and compares the password; everything else of it is off.

Its cookie can be read by scripts and outlives a password change, so ours replaces it: a right password earns a
ticket, and the page swaps the ticket for an HttpOnly cookie at the gate (services/sign_in.py).
"""

from typing import Any

import streamlit as st
import streamlit_authenticator as stauth
from streamlit_authenticator.controllers import AuthenticationController

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


class _Accounts(dict[str, Any]):
    """Looks like the library's table of users; asks the database, which answers alike for unknown names."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = ""

    def __contains__(self, username: object) -> bool:
        return True

    def __missing__(self, username: str) -> dict[str, Any]:
        self.asked = username
        self[username] = {
            "name": "",
            "password": sign_in.password_hash_for(session.store(), username, clock(), _address()),
        }
        return dict.__getitem__(self, username)


class _NoCookie:
    """Stands where the library keeps its cookie, which scripts could read and nobody could revoke."""

    def get_cookie(self) -> None:
        """There is none."""

    def set_cookie(self) -> None:
        """None is set."""


class _Form(stauth.Authenticate):  # type: ignore[misc]
    """The library's form over our accounts."""

    def __init__(self, users: _Accounts) -> None:
        self.attrs = {"login_sleep_time": 0}
        self.path = None
        self.secret_key = ""
        self.cookie_controller = _NoCookie()
        self.authentication_controller = AuthenticationController({"usernames": {}}, auto_hash=False)
        # the library copies the table it is given; ours must be asked each time
        self.authentication_controller.authentication_model.credentials["usernames"] = users


def show_leaving() -> None:
    """The session is over but the browser still holds its cookie: take it away and start afresh.

    Without this the gate would cut the connection a moment later, and with it what was being typed.
    """
    with st.container(key="handover"):
        st.caption("正在退出…")
        _leave(key="leave_component", height=1)


def show() -> None:
    """The form, and after a right password the way in."""
    users = _Accounts()
    _Form(users).login(fields=_FIELDS, key="sign_in")
    outcome = st.session_state.get("authentication_status")
    for name in _KEPT_BY_LIBRARY:
        st.session_state.pop(name, None)
    if outcome:
        _hand_over(users.asked)
    elif users.asked:
        st.error(
            sign_in.note_failure(session.store(), users.asked, clock(), _address()), icon=":material/error:"
        )


def _address() -> str:
    """The browser's computer; empty for this machine itself."""
    return st.context.ip_address or ""


def _hand_over(username: str) -> None:
    ticket = sign_in.issue_ticket(session.store(), username, clock())
    with st.container(key="handover"):
        st.caption("正在进入…")
        _swap_ticket(data={"ticket": ticket}, key="swap_ticket", height=1)
