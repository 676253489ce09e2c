"""Word documents from templates, filled with plain values and nothing that can run."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from documents.printable import printable

TEMPLATES: Final = Path(__file__).parent / "templates"


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
        # a template can be edited by the school: from inside it only the values are to be reached
        sandbox = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_printed)
        self.document.render(dict(values), sandbox, autoescape=True)
        written = BytesIO()
        self.document.save(written)
        return written.getvalue()

    def placeholders(self) -> set[str]:
        """The names it asks for."""
        return set(self.document.get_undeclared_template_variables())


def fill(template: str, values: Mapping[str, Any]) -> bytes:
    """One of the product's own templates with these values in it."""
    return Template.own(template).fill(values)


def placeholders(template: str) -> set[str]:
    """The names one of them asks for."""
    return Template.own(template).placeholders()


def _printed(value: object) -> object:
    return printable(value) if isinstance(value, str) else value
