"""What reading a school's file gives: typed rows, problems in Chinese, and what each column was taken for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from domain.class_names import ClassName

Kind = Literal["roster", "staff", "exam", "wishes"]
Severity = Literal["error", "check"]


@dataclass(frozen=True)
class ImportOptions:
    """What a person may decide; None leaves it to the file.

    `header_row` is the file's own row number. `columns` maps a column index (0 is A) to a field of
    `fields_of(kind)`, or to "" for "do not import". `full_marks` maps a subject to its full mark.
    """

    sheet: str | None = None
    header_row: int | None = None
    columns: Mapping[int, str] | None = None
    school_start_year: int | None = None
    first_grade: int = 1
    default_class: ClassName | None = None
    full_marks: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Problem:
    """One thing to mend: an "error" keeps its row out, a "check" only warns. `row` None: the whole sheet."""

    row: int | None
    column: str
    message: str
    severity: Severity
    value: str = ""
    advice: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Guardian:
    """A guardian as the file gives one; `name` is empty when only a phone or an address is known."""

    name: str = ""
    relation: str = ""
    phone: str = ""
    work_unit: str = ""
    address: str = ""
    is_temporary: bool = False


@dataclass(frozen=True)
class RosterRow:
    """One pupil of a roster. `phone` is the pupil's own; see `contact_phone`."""

    row: int
    sheet: str
    name: str
    grade: int
    class_number: int
    sex: str | None = None
    student_number: str = ""
    national_number: str = ""
    birth_date: date | None = None
    phone: str = ""
    guardians: tuple[Guardian, ...] = ()
    care_categories: tuple[str, ...] = ()

    @property
    def class_name(self) -> ClassName:
        return ClassName(self.grade, self.class_number)

    @property
    def contact_phone(self) -> str:
        """The pupil's own phone, else the first guardian's that is known."""
        return self.phone or next((one.phone for one in self.guardians if one.phone), "")


@dataclass(frozen=True, order=True)
class Assignment:
    """A teacher teaches this subject in this class."""

    grade: int
    class_number: int
    subject: str


@dataclass(frozen=True)
class StaffRole:
    """A role a file gives somebody: code leader, office or grade_head (with its grade), and the words used."""

    code: Literal["leader", "office", "grade_head"]
    text: str
    grade: int | None = None


@dataclass(frozen=True)
class StaffRow:
    """One member of staff; `rows` are all the file's rows that were merged into this one."""

    row: int
    sheet: str
    name: str
    staff_number: str = ""
    sex: str | None = None
    phone: str = ""
    position: str = ""
    teaching_style: str = ""
    homeroom: ClassName | None = None
    assignments: tuple[Assignment, ...] = ()
    roles: tuple[StaffRole, ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class ScoreCell:
    """One result. `absent` (缺考, note says 免考, 缓考 …), `empty` and a score of 0 are three things."""

    kind: Literal["score", "level", "absent", "empty"]
    score: float | None = None
    level: str | None = None
    note: str = ""


@dataclass(frozen=True)
class ExamRow:
    """One pupil's results; the class is None when the file tells pupils apart by number only."""

    row: int
    sheet: str
    name: str
    grade: int | None
    class_number: int | None
    student_number: str = ""
    national_number: str = ""
    scores: Mapping[str, ScoreCell] = field(default_factory=dict)
    total: float | None = None
    class_rank: int | None = None
    grade_rank: int | None = None


ImportRow = RosterRow | StaffRow | ExamRow


@dataclass(frozen=True)
class SheetInfo:
    """A sheet of the file: `rows` used, `header_row` when one was recognised, `read` when it is in the result."""

    name: str
    visible: bool
    rows: int
    header_row: int | None
    read: bool


@dataclass(frozen=True)
class Column:
    """A column of the chosen sheet: its title in the file, the field it was taken for ("" = not imported)."""

    index: int
    title: str
    field: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class ImportSheet:
    """A file read: nothing is written. `preview` holds the first rows as text, to choose a header by hand."""

    kind: Kind
    file_name: str
    sheets: tuple[SheetInfo, ...]
    sheet: str
    header_row: int | None
    columns: tuple[Column, ...]
    rows: tuple[ImportRow, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    full_marks: Mapping[str, float] = field(default_factory=dict)
    preview: tuple[tuple[str, ...], ...] = ()

    @property
    def roster(self) -> list[RosterRow]:
        return [row for row in self.rows if isinstance(row, RosterRow)]

    @property
    def staff(self) -> list[StaffRow]:
        return [row for row in self.rows if isinstance(row, StaffRow)]

    @property
    def exam(self) -> list[ExamRow]:
        return [row for row in self.rows if isinstance(row, ExamRow)]

    @property
    def error_rows(self) -> int:
        """How many of the file's rows cannot be imported."""
        return len({(one.sheet, one.row) for one in self.problems if one.severity == "error" and one.row})
