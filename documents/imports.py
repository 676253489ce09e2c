"""The one door to a school's files: `read_import` for a roster, a staff list or exam results."""

from documents.import_rows import ImportOptions, ImportSheet, Kind

__all__ = ["ImportOptions", "ImportSheet", "Kind", "read_import"]


def read_import(kind: Kind, data: bytes, file_name: str, options: ImportOptions | None = None) -> ImportSheet:
    """Read a file into rows and problems; raises `Refused` when it is not a table at all."""
    raise NotImplementedError
