"""How names are compared and found. A name is kept as typed; only comparison is normalised."""

import unicodedata

MAX_NAME = 60
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u2060"))
_DOTS = str.maketrans(dict.fromkeys("•．・‧∙", "·"))


def clean_name(text: str) -> str:
    """A name without invisible characters or spaces between Chinese characters; 买买提·艾力 keeps its dot."""
    text = text.translate(_INVISIBLE).translate(_DOTS).strip()
    if all(not part.isascii() for part in text.split()):
        return "".join(text.split())
    return " ".join(text.split())


def same_name(left: str, right: str) -> bool:
    """Whether two spellings are the same name (compatibility forms and spaces aside)."""
    return unicodedata.normalize("NFKC", clean_name(left)) == unicodedata.normalize("NFKC", clean_name(right))


def family_name(name: str) -> str:
    """How a colleague is addressed: 陈 of 陈静, 欧阳 of 欧阳思远, the whole of 买买提·艾力."""
    if "·" in name:
        return name
    return name[:2] if len(name) > 2 and name[:2] in _DOUBLE_FAMILY_NAMES else name[:1]


def given_name(name: str) -> str:
    """What a child is called: 静 of 陈静, 思远 of 欧阳思远, 买买提 of 买买提·艾力."""
    first = name.partition("·")[0]
    return first if "·" in name else name.removeprefix(family_name(name)) or name


_DOUBLE_FAMILY_NAMES = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "夏侯",
        "长孙",
        "宇文",
    ]
)
