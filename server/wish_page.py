"""The page for children: plain HTML, no script, nothing but the mentors' cards and the child's own given name.

Every value goes through `escape`; nothing else here may build HTML.
"""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from components import labels
from domain.wishes import wish_name
from services.mentor_cards import Card
from services.wish_links import Opened

ADDRESS = "/wish"
# The gate's "no-referrer" makes browsers send the form's Origin as "null"; nothing secret is in this address.
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>填导师志愿</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="same-origin"><meta name="robots" content="noindex">
<link rel="icon" href="data:,"><style>{style}</style></head>
<body><main>{body}</main></body></html>
"""
_STYLE = (Path(__file__).parent / "assets" / "wish.css").read_text(encoding="utf-8")


def ask(problem: str = "") -> str:
    """Ask for the key on the slip."""
    return _page(
        "<h1>填导师志愿</h1><p>请输入纸条上的口令。大小写都可以，中间的横线可以不打。</p>"
        + _problem(problem)
        + f'<form method="post" action="{ADDRESS}"><label for="key">口令</label>'
        '<input id="key" name="key" maxlength="24" autocomplete="off" autocapitalize="characters" '
        'spellcheck="false" autofocus required><button>下一步</button></form>'
    )


def choose(
    key: str, form_id: str, found: Opened, chosen: Sequence[int | None] = (), problem: str = ""
) -> str:
    """The cards, and a place for each wish. `form_id` tells this page's second click from somebody else's try."""
    name = escape(found.given_name)
    places = "".join(_place(rank, found, chosen) for rank in range(1, found.most_wishes + 1))
    return _page(
        f"<h1>{name} 同学，请选导师</h1>"
        f'<p class="aside">如果你不是{name}，请不要填，告诉老师。先看看每位老师，再在下面选。只能交一次。</p>'
        + "".join(map(_card, found.cards))
        + f'<form method="post" action="{ADDRESS}#mine"><input type="hidden" name="key" value="{escape(key)}">'
        f'<input type="hidden" name="form" value="{escape(form_id)}">'
        f'<h2 id="mine">我的志愿</h2>{_problem(problem)}{places}<button>交上去</button></form>'
    )


def thank() -> str:
    """It is kept."""
    return _page(
        "<h1>收到了，谢谢你！</h1><p>你的志愿已经交给班主任。要改的话，请找班主任。</p>"
        f'<a class="next" href="{ADDRESS}">下一位同学</a>'
    )


def sorry(problem: str) -> str:
    """A sentence and the way back."""
    return _page(f'<h1>填导师志愿</h1>{_problem(problem)}<a class="next" href="{ADDRESS}">重新开始</a>')


def _page(body: str) -> str:
    return _PAGE.format(style=_STYLE, body=body)


def _problem(sentence: str) -> str:
    return f'<p class="problem" role="alert">{escape(sentence)}</p>' if sentence else ""


def _card(card: Card) -> str:
    words = "".join(
        f"<p><b>{label}</b>{escape(text)}</p>"
        for label, text in (("风格", card.style), ("特长", card.strengths))
        if text
    )
    return f'<section class="mentor"><h3>{escape(card.name)}<small>{escape(card.subjects)}</small></h3>{words}</section>'


def _place(rank: int, found: Opened, chosen: Sequence[int | None]) -> str:
    names = labels.unique((card.mentor_id, card.name, card.subjects) for card in found.cards)
    wanted = chosen[rank - 1] if rank <= len(chosen) else None
    options = "".join(
        f'<option value="{mentor}"{" selected" if mentor == wanted else ""}>{escape(name)}</option>'
        for mentor, name in names.items()
    )
    first = "请选一位老师" if rank == 1 else "可以不选"
    return (
        f'<label for="wish{rank}">{wish_name(rank)}</label>'
        f'<select id="wish{rank}" name="wish{rank}"><option value="">{first}</option>{options}</select>'
    )
