"""The roster: pupils with their class, numbers, guardians and care categories."""

import re
from dataclasses import replace

from documents import cells
from documents.cells import Fault
from documents.headers import CARE_CATEGORIES, CARE_PREFIX, plain_title
from documents.import_rows import Guardian, ImportOptions, RosterRow
from documents.pupils import Pupil, pupils_of
from documents.tables import Findings, Reading, Record

MOST_GUARDIANS = 3
_RELATIONS = {
    "father": "父亲",
    "mother": "母亲",
    "guardian": "",
    "guardian2": "",
    "guardian3": "",
    "temporary": "",
}
_NAME_WITH_RELATION = re.compile(r"(.+?)[(（](.{1,6})[)）]")
_YES = {"是", "有", "√", "✓", "✔", "☑", "1", "y", "yes", "对", "●", "○"}
_NO = {
    "",
    "否",
    "无",
    "没有",
    "×",
    "✗",
    "✘",
    "0",
    "n",
    "no",
    "-",
    "—",
    "--",
    "/",
    "\\",
    "正常",
    "普通",
    "一般",
}
_SYNONYMS = {
    plain_title(one): category for category, names in CARE_CATEGORIES.items() for one in names.split()
}


def read_roster(readings: list[Reading], options: ImportOptions) -> list[RosterRow]:
    """The good rows of all sheets; what is wrong is added to each sheet's findings."""
    rows = [
        (roster_row(pupil, reading.findings, options), reading)
        for pupil, reading in pupils_of(readings, options, class_needed=True)
    ]
    return [row for row, reading in rows if row and reading.findings.accepts(row.row)]


def roster_row(pupil: Pupil, findings: Findings, options: ImportOptions) -> RosterRow | None:
    """The pupil's row, or None when its class could not be read."""
    record = pupil.record
    take = findings.take
    sex = take(record, "sex", cells.sex(record["sex"]))
    born = take(record, "birth_date", cells.birth_date(record["birth_date"], options.school_start_year))
    phone = take(record, "phone", cells.phone(record["phone"])) or ""
    guardians = read_guardians(record, findings)
    care = read_care(record, findings)
    if pupil.class_name is None:
        return None
    return RosterRow(
        row=pupil.row,
        sheet=findings.sheet,
        name=pupil.name,
        grade=pupil.class_name.grade,
        class_number=pupil.class_name.number,
        sex=sex,
        student_number=pupil.student_number,
        national_number=pupil.national_number,
        birth_date=born,
        phone=phone,
        guardians=guardians,
        care_categories=care,
    )


def read_guardians(record: Record, findings: Findings) -> tuple[Guardian, ...]:
    """Up to three guardians; the same name given twice (家长 and 父亲) is one person."""
    columns = {field.rpartition("_")[0] for field in record.cells}
    given = [_guardian(who, record, findings) for who in _RELATIONS if who in columns]
    named: dict[str, Guardian] = {}
    unnamed: list[Guardian] = []
    for one in filter(None, given):
        if not one.name:
            unnamed.append(one)
        else:
            named[one.name] = _merged(named[one.name], one) if one.name in named else one
    people = _with_household(list(named.values()), unnamed)
    if len(people) > MOST_GUARDIANS:
        findings.check(
            record.row, "guardian_name", f"有 {len(people)} 位监护人，只读了前 {MOST_GUARDIANS} 位"
        )
    return tuple(people[:MOST_GUARDIANS])


def _guardian(who: str, record: Record, findings: Findings) -> Guardian | None:
    name, relation = _guardian_name(f"{who}_name", record, findings)
    given = Guardian(
        name=name,
        relation=record.text(f"{who}_relation") or relation or _RELATIONS[who],
        phone=findings.take(record, f"{who}_phone", cells.phone(record[f"{who}_phone"])) or "",
        work_unit=_said(record.text(f"{who}_work_unit")),
        address=_said(record.text(f"{who}_address")),
        is_temporary=who == "temporary",
    )
    return given if given.name or given.phone or given.address else None


def _guardian_name(field: str, record: Record, findings: Findings) -> tuple[str, str]:
    """王大明 and 王大明（父亲） -> name, relation."""
    clean = findings.take(record, field, _only_warns(cells.name(record[field]))) or ""
    if clean in _NO:
        return "", ""
    with_relation = _NAME_WITH_RELATION.fullmatch(clean)
    return (with_relation[1], with_relation[2]) if with_relation else (clean, "")


def _only_warns(value: str | Fault) -> str | Fault:
    return replace(value, severity="check") if isinstance(value, Fault) else value


def _merged(one: Guardian, other: Guardian) -> Guardian:
    return Guardian(
        one.name,
        one.relation or other.relation,
        one.phone or other.phone,
        one.work_unit or other.work_unit,
        one.address or other.address,
        one.is_temporary or other.is_temporary,
    )


def _with_household(named: list[Guardian], unnamed: list[Guardian]) -> list[Guardian]:
    """A home address that names nobody goes to the first guardian; a phone stays apart: whose it is, is not said."""
    for one in unnamed:
        joins = bool(named) and not one.phone
        named = [_merged(named[0], one), *named[1:]] if joins else [*named, one]
    return named


def read_care(record: Record, findings: Findings) -> tuple[str, ...]:
    """The care categories of a row: named in one cell, and ticked in columns of their own."""
    named = [one for one in re.split(r"[、,，;；/\s]+", record.text("care")) if one.lower() not in _NO]
    found = [_SYNONYMS.get(plain_title(one), one) for one in named]
    for field in record.cells:
        if field.startswith(CARE_PREFIX) and _is_ticked(field, record, findings):
            found.append(field.removeprefix(CARE_PREFIX))
    return tuple(dict.fromkeys(found))


def _is_ticked(field: str, record: Record, findings: Findings) -> bool:
    plain = cells.folded(record[field]).lower()
    if plain in _YES or plain == field.removeprefix(CARE_PREFIX):
        return True
    if plain not in _NO:
        fault = Fault("没认出是或否，没有导入", "写“是”，不是的留空", "check")
        findings.add(record.row, field, fault, record[field])
    return False


def _said(text: str) -> str:
    return "" if text in _NO else text
