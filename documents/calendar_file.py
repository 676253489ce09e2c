"""A calendar file (.ics, RFC 5545) of days on which something is due: what every phone's calendar takes in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_PRODUCER = "-//renren-daoshi//due days//ZH"
_LONGEST_LINE = 75  # bytes, the line's end not counted


@dataclass(frozen=True)
class DueDay:
    """A whole day with a few words. The same `uid` in a later file takes the place of the earlier entry."""

    uid: str
    on: date
    summary: str
    description: str = ""


def calendar_file(name: str, days: Iterable[DueDay], made_at: datetime) -> bytes:
    """The file: one all-day entry for each day due, marked as free time."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCER}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines = [*head, f"X-WR-CALNAME:{_escaped(name)}", *_events(days, made_at), "END:VCALENDAR"]
    return b"".join(_folded(line) for line in lines)


def _events(days: Iterable[DueDay], made_at: datetime) -> Iterator[str]:
    stamp = made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for one in days:
        yield from (
            "BEGIN:VEVENT",
            f"UID:{_escaped(one.uid)}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(one.summary)}",
            *([f"DESCRIPTION:{_escaped(one.description)}"] if one.description else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        )


def _escaped(text: str) -> str:
    """Text as a value: RFC 5545 3.3.11."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """The line cut where it is longer than 75 bytes, never inside a character; what follows begins with a space."""
    parts, room = [b""], _LONGEST_LINE
    for sign in line:
        code = sign.encode()
        if len(parts[-1]) + len(code) > room:
            parts.append(b"")
            room = _LONGEST_LINE - 1
        parts[-1] += code
    return b"\r\n ".join(parts) + b"\r\n"
