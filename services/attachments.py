"""Photos and files of records: kept in the data folder, handed out to whoever may read the record."""

from collections.abc import Iterable
from dataclasses import dataclass

from db import attachments as rows
from domain.permissions import Action
from services.context import Context

PHOTO = "image/jpeg"


@dataclass(frozen=True)
class Attachment:
    """A file of a record, as lists show it."""

    id: int
    name: str
    media_type: str
    size: int

    @property
    def is_photo(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.media_type == PHOTO

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"/file/{self.id}"

    @property
    def size_text(self) -> str:
        """356 KB, 2.4 MB."""
        kilobytes = max(1, round(self.size / 1024))
        return f"{kilobytes} KB" if kilobytes < 1000 else f"{self.size / 1024 / 1024:.1f} MB"


def of_records(context: Context, record_ids: Iterable[int]) -> dict[int, list[Attachment]]:
    """The files of these records, by record; without those the person may not have."""
    context.require(Action.SEE_STUDENTS)
    with context.read() as db:
        found = rows.of_records(
            db, context.scope(db), context.leading(db), context.actor.staff_id, record_ids
        )
    by_record: dict[int, list[Attachment]] = {}
    for row in found:
        one = Attachment(row["id"], row["name"], row["media_type"], row["size"])
        by_record.setdefault(row["interaction_id"], []).append(one)
    return by_record
