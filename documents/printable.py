"""People's text as a document may hold it: a sign that XML forbids makes a whole paper unreadable."""

import re

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text without signs that can stand in no Word or Excel file."""
    return _FORBIDDEN.sub("", text)
