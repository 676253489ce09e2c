"""A tiny Streamlit app under our own server in its own process, for tests of the server and the client."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]

PAGES = """
import streamlit as st

def counting():
    st.session_state.setdefault("n", 0)
    if st.button("加一", key="plus"):
        st.session_state.n += 1
    st.text(f"n={st.session_state.n}, q={st.query_params.get('q', '')}")
    part()

@st.fragment
def part():
    st.button("只动这里", key="part")
    st.text(f"pressed={st.session_state.get('part')}")

def broken():
    raise ValueError("句子不应出现")

def restarting():
    if st.button("再来"):
        st.session_state.again = True
        st.rerun()
    st.text(f"again={st.session_state.get('again')}")

def large():
    st.dataframe({"名": ["张三"] * 5000})

def empty():
    pass

st.navigation(
    [st.Page(counting, default=True), st.Page(broken), st.Page(restarting), st.Page(large),
     st.Page(empty, url_path="hello-bench")], position="hidden",
).run()
"""

RUN = """
import sys
from pathlib import Path
import streamlit as st
from server.serving import serve
serve(st.App(Path(sys.argv[1])), "127.0.0.1", 0, announce=lambda port: print(port, flush=True))
"""


@contextmanager
def tiny_server(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Address and process of the running app; the port listens already, so the first request just waits."""
    (folder / "app.py").write_text(PAGES, encoding="utf-8")
    line = [sys.executable, "-X", "utf8", "-c", RUN, str(folder / "app.py")]
    with subprocess.Popen(
        line, cwd=HOME, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout
            yield f"http://127.0.0.1:{int(process.stdout.readline())}", process
        finally:
            process.kill()
