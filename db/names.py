"""What a name can be found by: every reading of every character, whole and as initials."""

from itertools import islice, product

from pypinyin import Style, pinyin

_MOST_READINGS = 16  # 单 曾 解 each have several; their product is cut here


def search_text(name: str) -> str:
    """' zhangsan zs' for 张三: each word after a space, so that a search for ' zs' finds it (files-and-charts.md)."""
    words = [*_joined(name, Style.NORMAL), *_joined(name, Style.FIRST_LETTER)]
    return "".join(f" {word}" for word in dict.fromkeys(words))


def _joined(name: str, style: Style) -> list[str]:
    readings = pinyin(name.replace("·", ""), style=style, heteronym=True)
    return ["".join(choice).lower() for choice in islice(product(*readings), _MOST_READINGS)]
