"""What was recorded of a child in a month: words in clear, and of the rest that it is there."""

from components import markup
from domain.calendar import day_text
from services.months import Pupil, Told


def body(pupil: Pupil) -> str:
    """The month's records, one beneath the other."""
    return "".join(_line(one) for one in pupil.told) or markup.lines(["这个月还没有交流记录。"])


def _line(one: Told) -> str:
    head = f"{day_text(one.day)} {one.kind.text}{' · ' + one.effect if one.effect else ''}"
    if one.is_sealed:
        return markup.lines([f"{head}　加密保存"]) + markup.record_link(one.record_id, "打开看 ›")
    return markup.lines([f"{head}　{one.words}" if one.words else head])
