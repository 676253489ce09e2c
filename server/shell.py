"""The page every address opens with: Streamlit's own, in Chinese, with our style sheet and words.

They are part of the page, not of each rerun: the first paint is ours, and a click costs nothing for them.
"""

import base64
import hashlib
import re
from pathlib import Path

import streamlit as st
from starlette.responses import HTMLResponse, PlainTextResponse, Response

_ASSETS = Path(__file__).parent / "assets"
_TYPES = {
    "look.css": "text/css",
    "words.js": "text/javascript",
    "frame.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_FOREVER = {"cache-control": "public, max-age=31536000, immutable"}  # the address carries the content's hash
# what stands on it must not come back by the browser's way back once somebody has signed out (also frame.js)
_NEVER_KEPT = {"cache-control": "no-store"}
_PAGE_ADDRESS = re.compile(r"/[a-z-]*")
# An old web view runs none of this: it shows the sentence instead of an empty page.
_OLD_BROWSER = (
    '<noscript>请用浏览器打开。</noscript><p id="old" style="display:none">请换一个新一点的浏览器打开。</p>'
    '<script nomodule src="/old.js"></script>'
)


def is_page(method: str, path: str) -> bool:
    """Whether this is the address of a screen (the gate's own routes come first)."""
    return method in {"GET", "HEAD"} and _PAGE_ADDRESS.fullmatch(path) is not None


def page() -> Response:
    """The shell."""
    return HTMLResponse(_PAGE, headers=_NEVER_KEPT)


def asset(name: str) -> Response:
    """One of the files the shell asks for."""
    if name == "old.js":
        return PlainTextResponse(
            "document.getElementById('old').style.display='block'", media_type="text/javascript"
        )
    return Response((_ASSETS / name).read_bytes(), media_type=_TYPES[name], headers=_FOREVER)


def inline_script_hashes() -> str:
    """The hashes of the scripts written into Streamlit's page: those may run, no other inline script may."""
    digests = [
        hashlib.sha256(script.encode()).digest()
        for script in re.findall(r"<script>(.*?)</script>", _PAGE, re.S)
    ]
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _build() -> str:
    html = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    html = html.replace('<html lang="en">', '<html lang="zh-CN">').replace(
        "<title>Streamlit</title>", "<title>人人导师</title>"
    )
    html = re.sub(r'<link rel="service-desc"[^>]*>|<link\s+rel="preload"[^>]*SourceSans[^>]*/>', "", html)
    html = html.replace('href="./favicon.png"', f'href="{_address("icon.svg")}"')
    own = f'<link rel="stylesheet" href="{_address("look.css")}">' + "".join(
        f'<script defer src="{_address(name)}"></script>' for name in ("words.js", "frame.js")
    )
    return html.replace("</head>", f"{own}</head>").replace("<body>", f"<body>{_OLD_BROWSER}")


def _address(name: str) -> str:
    digest = hashlib.sha256((_ASSETS / name).read_bytes()).hexdigest()[:12]
    return f"/{name}?{digest}"


ASSETS = [*_TYPES, "old.js"]
_PAGE = _build()
