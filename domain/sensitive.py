"""Which records' texts lie encrypted in the database and are opened one by one."""

from typing import Final

from domain.record_kinds import Kind

MIND: Final = "心理"


def is_sensitive(kind: str, area: str, is_restricted: bool) -> bool:
    """What was told in confidence: restricted records, home visits, whatever touches the mind."""
    return is_restricted or kind == Kind.HOME_VISIT or area == MIND
