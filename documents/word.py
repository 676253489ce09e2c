"""Word documents from templates, filled with plain values and nothing that can run."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment

from documents.printable import printable

TEMPLATES: Final = Path(__file__).parent / "templates"
FILTERS: Final = ("length", "default")
_OF_A_LOOP: Final = frozenset({"index", "index0", "first", "last", "length"})


class Template:
    """A template opened to be filled once."""

    def __init__(self, content: bytes) -> None:
        self.document = DocxTemplate(BytesIO(content))

    @classmethod
    def own(cls, name: str) -> "Template":
        """One that the product ships."""
        return cls((TEMPLATES / name).read_bytes())

    def fill(self, values: Mapping[str, Any]) -> bytes:
        """The template with these values in it; a placeholder without a value is an error, never an empty space."""
        self.document.render(dict(values), sandbox(), autoescape=True)
        written = BytesIO()
        self.document.save(written)
        return written.getvalue()

    def placeholders(self) -> set[str]:
        """The names it asks for."""
        return set(self.document.get_undeclared_template_variables())


class _Sandbox(SandboxedEnvironment):
    """Only values are reached: no attribute of any object but a loop's place, and nothing is called."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """A picture is an object, and through it the whole library could be reached."""
        return isinstance(obj, LoopContext) and attr in _OF_A_LOOP

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing."""
        return False


def sandbox() -> SandboxedEnvironment:
    """What templates are filled in: a school can edit them, and from inside only the values are to be reached."""
    made = _Sandbox(undefined=StrictUndefined, autoescape=True, finalize=_printed)
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.globals.clear()
    return made


def fill(template: str, values: Mapping[str, Any]) -> bytes:
    """One of the product's own templates with these values in it."""
    return Template.own(template).fill(values)


def placeholders(template: str) -> set[str]:
    """The names one of them asks for."""
    return Template.own(template).placeholders()


def _printed(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return printable(value) if isinstance(value, str) else value
