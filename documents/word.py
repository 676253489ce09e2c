"""Word documents from the templates beside this module, filled with plain values and nothing that can run."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from documents.printable import printable

TEMPLATES: Final = Path(__file__).parent / "templates"


def fill(template: str, values: Mapping[str, Any]) -> bytes:
    """The template with these values in it; a placeholder without a value is an error, never an empty space."""
    document = DocxTemplate(TEMPLATES / template)
    # a template can be edited by the school: from inside it only the values are to be reached
    sandbox = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_printed)
    document.render(dict(values), sandbox, autoescape=True)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _printed(value: object) -> object:
    return printable(value) if isinstance(value, str) else value


def placeholders(template: str) -> set[str]:
    """The names a template asks for."""
    return set(DocxTemplate(TEMPLATES / template).get_undeclared_template_variables())
