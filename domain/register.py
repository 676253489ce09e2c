"""导师分工班级明细表 (S0 一.3): a class's groups with mentor, students, motto and aim, as it is read and signed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Pupil:
    """A student on the register; `mentor` only where it is not the group's."""

    name: str
    number: str = ""
    mentor: str = ""
    has_namesake: bool = False

    @property
    def text(self) -> str:
        """The name; with the number where another child bears it, with the mentor where it is not the group's."""
        more = [
            *([self.number] if self.has_namesake and self.number else []),
            *([f"导师 {self.mentor}"] if self.mentor else []),
        ]
        return f"{self.name}（{'，'.join(more)}）" if more else self.name


@dataclass(frozen=True)
class RegisterGroup:
    """A line of the register."""

    name: str
    mentor: str
    subjects: str
    students: tuple[Pupil, ...]
    motto: str = ""
    aim: str = ""
    others: tuple[str, ...] = ()  # who mentors the group beside its leader

    @property
    def mentors(self) -> str:
        """刘斌、周建国: the leader first."""
        return "、".join(name for name in (self.mentor, *self.others) if name)


@dataclass(frozen=True)
class Register:
    """The whole of it. `in_force_from` None: a plan that nobody has approved yet. No level, no score, no care status."""

    school: str
    school_year: str
    class_name: str
    homeroom: str
    groups: tuple[RegisterGroup, ...]
    unplaced: tuple[Pupil, ...] = ()
    in_force_from: date | None = None

    @property
    def students(self) -> int:
        """How many children stand on it."""
        return sum(len(group.students) for group in self.groups) + len(self.unplaced)

    @property
    def heading(self) -> str:
        """三（1）班导师分工明细表."""
        return f"{self.class_name}导师分工明细表"


def name_lines(names: Iterable[str], width: int) -> list[str]:
    """Names set in lines of at most `width` characters, so that no name is broken at a line's end.

    王磊 becomes 王　磊: beside names of three characters the columns stand straight, as on printed lists.
    """
    lines: list[str] = []
    for name in names:
        set_name = f"{name[0]}　{name[1]}" if len(name) == 2 else name
        if lines and len(lines[-1]) + 1 + len(set_name) <= width:
            lines[-1] += f"　{set_name}"
        else:
            lines.append(set_name)
    return lines


def pairs(items: Sequence[str]) -> list[tuple[str, str]]:
    """Down the left half, then down the right: how a list of names is read from a sheet with two columns."""
    half = -(-len(items) // 2)
    right = [*items[half:], ""]
    return [(one, right[place]) for place, one in enumerate(items[:half])]
