"""How the overview's figures look and what is written in them, on the screen and on paper."""

from domain import overview_words as words
from domain.duty_tables import Figures

_SQUARES = (("poor", 0.6), ("weak", 0.8), ("fair", 0.95))


def mentor_look(figures: Figures) -> str:
    """low, nearly, ok; calm where nothing was due."""
    share = figures.share
    if share is None:
        return "calm"
    return "low" if share < words.LOW else "nearly" if share < words.NEARLY else "ok"


def mentor_words(figures: Figures) -> str:
    """12/16　75%."""
    if figures.share is not None:
        return f"{figures.done_of_due}/{figures.due}　{words.percent(figures.share)}"
    return "还没到期" if figures.required else "－"


def square_look(figures: Figures | None) -> str:
    """poor, weak, fair, full; calm where nothing was due, empty where nothing was asked."""
    if figures is None or not figures.required:
        return ""
    share = figures.share
    if share is None:
        return "calm"
    return next((name for name, below in _SQUARES if share < below), "full")


def square_words(figures: Figures | None) -> str:
    """75%; where nothing was due yet what was done of what is asked, nothing where nothing was asked."""
    if figures is None or not figures.required:
        return ""
    if figures.share is None:
        return f"{figures.done}/{figures.required}"
    return words.percent(figures.share)
