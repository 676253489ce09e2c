"""The faces documents are set in: shipped with the product (Noto Sans SC and Noto Serif SC, SIL OFL 1.1), whole.

Whole, because names hold rare characters; shipped, because a server without Chinese faces prints empty pages and says
nothing about it.
"""

from pathlib import Path
from typing import Final

from pylopdf_fonts_zh_cn import sans_path, serif_path

SANS: Final = "Noto Sans SC"
SERIF: Final = "Noto Serif SC"
FOLDER: Final[Path] = sans_path().parent
FILES: Final = (sans_path(), serif_path())
