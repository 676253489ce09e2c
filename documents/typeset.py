"""PDF pages and pictures, set by typst from the layouts in `layouts/` and plain values.

Values go in as JSON, so nothing in a child's name or a teacher's words can be a command of the layout. Faces of the
machine are ignored: the same paper comes out everywhere.
"""

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

import typst

from documents.fonts import FOLDER
from documents.printable import printable

LAYOUTS: Final = Path(__file__).parent / "layouts"
_PICTURE_PPI: Final = 200

_fonts: Final = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])
_lock: Final = threading.Lock()  # the compiler keeps what it was last given
_compiler: Final = typst.Compiler(root=LAYOUTS, font_paths=_fonts)


def pdf(layout: str, values: Mapping[str, Any]) -> bytes:
    """The layout with these values as one PDF."""
    made = _compiled(layout, values, "pdf")
    assert isinstance(made, bytes)
    return made


def pictures(layout: str, values: Mapping[str, Any]) -> list[bytes]:
    """A PNG for every page of the layout."""
    made = _compiled(layout, values, "png")
    return [made] if isinstance(made, bytes) else list(made)


def _compiled(layout: str, values: Mapping[str, Any], kind: Literal["pdf", "png"]) -> bytes | list[bytes]:
    told = {"values": printable(json.dumps(values, ensure_ascii=False))}
    with _lock:
        made = _compiler.compile(
            input=LAYOUTS / layout, format=kind, sys_inputs=told, ppi=_PICTURE_PPI, pdf_tags=False
        )
    assert made is not None
    return made
