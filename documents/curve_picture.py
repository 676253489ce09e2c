"""Curves of exams as pictures, for Word papers and to keep."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from PIL import Image

from documents import typeset
from documents.handbook_values import Values

_INKS: Final = ((0x00, 0x72, 0xB2), (0x5A, 0x65, 0x70), (0x1E, 0x2A, 0x33), (0xDD, 0xD9, 0xCF))
_STEPS: Final = 5  # from an ink to the white of the paper: the soft edges of lines and signs


def _palette() -> Image.Image:
    shades = [
        round(255 + (part - 255) * step / _STEPS)
        for ink in _INKS
        for step in range(_STEPS + 1)
        for part in ink
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette(shades)
    return palette


_PALETTE: Final = _palette()


def curve_pictures(curves: Sequence[Values]) -> list[bytes]:
    """A PNG for each (`exam_values`), in one go."""
    if not curves:
        return []
    return [_small(one) for one in typeset.pictures("curves.typ", {"曲线": list(curves)})]


def _small(picture: bytes) -> bytes:
    """In the few colours it is drawn with: a fifth of the bytes."""
    made = BytesIO()
    with Image.open(BytesIO(picture)) as image:
        few = image.convert("RGB").quantize(palette=_PALETTE, dither=Image.Dither.NONE)
        few.save(made, "PNG")
    return made.getvalue()
