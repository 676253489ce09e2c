"""学情台账 of a class (S2): who needs particular care, since when, whose they are, and how often they were seen."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A student of the ledger; `cares` as 留守儿童（2025年9月起）."""

    name: str
    sex: str
    number: str
    cares: tuple[str, ...]
    notes: tuple[str, ...]
    mentors: str
    guardian: str
    talks: int
    visits: int
    last_contact_on: date | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """A class's, of one term."""

    school: str
    school_year: str
    term: str
    class_name: str
    homeroom: str
    lines: tuple[LedgerLine, ...]
    exported: str
