"""A school's own Word templates: what they are for, and what looking one over found."""

from dataclasses import dataclass
from typing import Final

PURPOSES: Final = {"handbook": "导师工作手册", "archive": "学生成长档案"}
MEGABYTE: Final = 1024 * 1024
MOST_BYTES: Final = 5 * MEGABYTE
LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a template: an error keeps it out of use, the rest is to be thought about."""

    is_error: bool
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """What looking a template over found, and which words it asks for: 学生.姓名."""

    findings: tuple[Finding, ...]
    used: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """No error."""
        return not any(one.is_error for one in self.findings)
