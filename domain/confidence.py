"""How far a record is told: chosen when it is written (S1 保密性原则), and who could be told of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.permissions import Role


class Level(StrEnum):
    """Open to everybody who may see the children, told to some of them, or to nobody."""

    OPEN = "open"
    CHOSEN = "chosen"
    OWN = "own"

    @property
    def text(self) -> str:
        """The word on the choice."""
        return _TEXTS[self]


_TEXTS = {Level.OPEN: "一般", Level.CHOSEN: "保密·选定的人", Level.OWN: "保密·只有我"}
NOT_TOLD = "保密记录：内容不在您能看的范围内。"  # to who is not even told whom it is for
_ORDER = (Role.MENTOR, Role.HOMEROOM, Role.GRADE_HEAD, Role.OFFICE, Role.LEADER)


@dataclass(frozen=True)
class Reader:
    """A colleague who may see all the children of a record today, and why."""

    id: int
    name: str
    roles: tuple[Role, ...]

    @property
    def text(self) -> str:
        """李梅（班主任）."""
        return f"{self.name}（{self.roles[0].text}）"


def level_of(is_restricted: bool, readers: Sequence[int]) -> Level:
    """The level a stored record stands at."""
    if not is_restricted:
        return Level.OPEN
    return Level.CHOSEN if readers else Level.OWN


def readers_of(found: Iterable[tuple[int, str, Role]]) -> list[Reader]:
    """Everybody once, by what they are to the child, then by when they came to the school."""
    roles: dict[tuple[int, str], set[Role]] = {}
    for key, name, role in found:
        roles.setdefault((key, name), set()).add(role)
    readers = [
        Reader(key, name, tuple(sorted(held, key=_ORDER.index))) for (key, name), held in roles.items()
    ]
    return sorted(readers, key=lambda one: (_ORDER.index(one.roles[0]), one.id))


def told_text(author: str, readers: Sequence[str]) -> str:
    """Who could read a confidential record, for the story of its corrections."""
    if not readers:
        return f"保密，只有{author}能看"
    return f"保密，{author}和{'、'.join(readers)}能看"


def notice(names: Sequence[str]) -> str:
    """What stands in place of a confidential text for those it is not for."""
    if not names:
        return "保密记录：写的人已经不负责这名学生，现在没有人能看。"
    only = "只有" if len(names) == 1 else ""
    return f"保密记录：{only}{_joined(names)}能看，每次打开都会记下。"


def _joined(names: Sequence[str]) -> str:
    """王建国、李梅和张强."""
    *first, last = names
    return f"{'、'.join(first)}和{last}" if first else last
