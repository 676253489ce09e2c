"""Pages run as Streamlit runs them, without a browser: a person's tab at one moment of the test's own school."""

from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from components import session
from services.school import open_school
from tests.pages.tab import Tab
from tests.school_builder import NOW

# each tab of a test reads the papers of every installed package, looking for components: a tenth of a second
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


class Clock:
    """The moment it is on every page of the test; a test may turn it on."""

    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The school's moment: no page sees the machine's own."""
    standing = Clock()
    monkeypatch.setattr(session, "clock", standing)
    return standing


@pytest.fixture
def tab(school, monkeypatch):
    """Opens a tab, signed in as a person of the school, or as nobody."""
    monkeypatch.setenv(session.DATA_VARIABLE, str(school.folder))

    def opened(name=None):
        return Tab.of(school.store, school.account(name) if name else None)

    return opened


@pytest.fixture
def empty_folder(tmp_path, monkeypatch):
    """The data folder of a school nobody has set up."""
    monkeypatch.setenv(session.DATA_VARIABLE, str(tmp_path / "empty"))
    (tmp_path / "empty").mkdir()
    open_school(tmp_path / "empty")
    return tmp_path / "empty"
