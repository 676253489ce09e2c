"""One person's browser tab, with the browser left out."""

import json
import re
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from components import state
from components.catalogue import BY_NAME
from services import sign_in
from tests.school_builder import NOW

HOME = Path(__file__).parents[2]
SIGN_IN = "请先登录。"
NO_RIGHT = "这一页不在您的权限里。需要时请找德育处或系统管理员。"


class Tab:
    """What stands on the screen, and what can be pressed; containers are asked for by the key their look hangs on."""

    def __init__(self, app, token=None):
        self.app = app
        self._is_loaded = False
        if token is not None:
            app.session_state[state.TOKEN] = token

    @classmethod
    def of(cls, store, account_id=None, now=NOW):
        """The app as this account sees it."""
        token = sign_in.open_session_for(store, account_id, now) if account_id else None
        return cls(AppTest.from_file(HOME / "app.py", default_timeout=30), token)

    @classmethod
    def of_script(cls, screen, token=None):
        """A page's script run by itself, past the entry script."""
        return cls(AppTest.from_file(screen.path, default_timeout=30), token)

    def run(self):
        """Load, or load again."""
        self._is_loaded = True
        self.app.run()
        return self

    def open(self, name, **query):
        """Go to a page by its address; a tab just opened has to hear of the pages first."""
        if not self._is_loaded:
            self.run()
        self.app.query_params = {key: str(value) for key, value in query.items()}
        self.app.switch_page(str(BY_NAME[name].path.relative_to(HOME)))
        return self.run()

    def press(self, key):
        """Press a button that can be pressed."""
        self.app.button(key=key).click()
        return self.run()

    def press_button(self, words):
        """Press the one button that says these words."""
        (button,) = [one for one in self.app.button if words in one.label]
        button.click()
        return self.run()

    def pick(self, name, option):
        """Tap one of the choices of this name."""
        self.choice(name).select(option)
        return self

    def choice(self, name):
        """The choices whose key begins with this name (what follows it is the form's id)."""
        return next(one for one in self.app.pills if one.key.startswith(f"{name}_"))

    def part(self, key):
        """A part of the page."""
        return self.app._tree.get_by_key(key)

    def has(self, key):
        """Whether such a part or widget stands there."""
        return any(getattr(node, "key", None) == key for node in self.app._tree)

    @property
    def title(self):
        """The page's heading; empty where there is none."""
        return self.app.title[0].value if len(self.app.title) else ""

    @property
    def said(self):
        """Every notice on the page, as it is read."""
        notices = (self.app.warning, self.app.error, self.app.info, self.app.toast)
        shown = [element.value.replace("\u200b", "") for kind in notices for element in kind]
        return [re.sub(r"\\(.)", r"\1", text) for text in shown]

    @property
    def elements(self):
        """Everything on the page that is not a mere container."""
        return [node for node in self.app._tree if not isinstance(node, Block)]

    @property
    def text(self):
        """The page as text, for looking for words."""
        return self._sent().decode("utf-8", "ignore")

    def sent_to(self, component):
        """What each of our components of this name was given, the first on the page first."""
        parts = [getattr(node, "proto", None) for node in self.app._tree]
        return [json.loads(one.json) for one in parts if getattr(one, "component_name", None) == component]

    def names(self, names):
        """Which of these names were sent to the browser at all: in a label, a table, a chart, an argument."""
        sent = self._sent()
        return {name for name in names if name.encode() in sent or json.dumps(name)[1:-1].encode() in sent}

    def _sent(self):
        messages = [getattr(node, "proto", None) for node in self.app._tree]
        return b"\n".join(one.SerializeToString() for one in messages if hasattr(one, "SerializeToString"))
