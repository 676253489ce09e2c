"""Which records to list. The address holds every choice, so that a list can be come back to; the widgets follow it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, get_args

import streamlit as st

from components import address, labels, state
from components.text import plain
from domain.calendar import day_text
from domain.permissions import Action
from domain.record_kinds import Kind
from domain.record_search import Span, words
from domain.records import AREAS, EFFECTS
from services import inspections, record_log, students
from services.context import Context
from services.record_log import Wanted, Whose

_FILTERS: Final = (
    "kind",
    "area",
    "effect",
    "class",
    "student",
    "when",
    "from",
    "to",
    "late",
    "files",
    "author",
)
_KINDS: Final = {kind.value: kind.text for kind in Kind}
_SPANS: Final = {span.value: span.text for span in Span}
_MOST_STUDENTS: Final = 80  # a longer list to choose from is no help; a class shortens it


def wanted(context: Context) -> Wanted:
    """What the address asks for."""
    since, until = _days(context)
    return Wanted(
        whose=_whose(),
        words=words(address.text("words")),
        kind=address.word("kind", list(_KINDS)) or "",
        area=address.word("area", list(AREAS)) or "",
        effect=address.word("effect", list(EFFECTS)) or "",
        class_id=address.number("class"),
        student_id=address.number("student"),
        since=since,
        until=until,
        is_late=address.number("late") == 1,
        has_files=address.number("files") == 1,
        author_id=_author(context),
    )


def show(context: Context) -> None:
    """Whose records, words to find, and more filters folded away."""
    state.take(state.OPENED)
    whose = {
        "mine": "我写的",
        "all": "全校" if context.actor.sees_whole_school else "我负责的学生",
        "deleted": "已删除",
    }
    with st.container(key="log_search"):
        _search(context, whose)
    if said := _said(context):
        with st.container(horizontal=True, vertical_alignment="center", key="log_said"):
            st.caption(plain(said))
            st.button("清除筛选", key="log_clear", type="tertiary", on_click=_clear)


def _search(context: Context, whose: dict[str, str]) -> None:
    _choice(st.segmented_control, "whose", "谁的记录", whose, required=True, label_visibility="collapsed")
    _follow("words", address.text("words"))
    st.text_input("搜索", key="log_words", type="search", placeholder="内容里的词，或学生姓名", max_chars=80,
                  label_visibility="collapsed", on_change=lambda: _changed("words"))  # fmt: skip
    if address.text("words"):
        st.caption("家访、心理和保密的内容加密保存，只搜得到您自己写的。")
    box = st.expander("筛选", key="log_more", on_change="rerun")
    if box.open:
        with box, st.container(key="log_filters"):
            _more(context)


def page() -> int:
    """The page of the list, from 1."""
    return max(1, address.number("page") or 1)


def show_pages(total: int) -> None:
    """Pages to choose from, where there is more than one."""
    pages = -(-min(total, record_log.MOST_LISTED) // record_log.PAGE)
    if pages > 1:
        now = min(page(), pages)
        key = f"log_page_{now}"  # its page is where the address is: another page is another row of numbers
        st.pagination(pages, default=now, key=key, on_change=lambda: _turned(key))


def _turned(key: str) -> None:
    address.put("page", st.session_state.get(key))


def _more(context: Context) -> None:
    _choice(st.selectbox, "kind", "类型", _KINDS)
    _choice(st.selectbox, "area", "哪方面", dict.fromkeys(AREAS))
    _choice(st.selectbox, "effect", "效果", dict.fromkeys(EFFECTS))
    classes = {str(one.id): one.name for one in students.readable_classes(context)}
    if len(classes) > 1:
        _choice(st.selectbox, "class", "班级", classes)
    if named := _students(context):
        _choice(st.selectbox, "student", "学生", named)
    _choice(st.selectbox, "when", "时间", _SPANS)
    if address.word("when", [Span.CHOSEN]):
        _date("from", "从哪天", context.today)
        _date("to", "到哪天", context.today)
    _toggle("late", "只看补记")
    _toggle("files", "只看有附件的")


def _students(context: Context) -> dict[str, str]:
    """Those one may see, of the class chosen; nobody while they would be too many to choose from."""
    class_id = address.number("class")
    if class_id is None and context.actor.sees_whole_school:
        return {}
    found = students.find(context, class_id=class_id)
    return (
        {str(key): label for key, label in labels.students(found).items()}
        if len(found) <= _MOST_STUDENTS
        else {}
    )


def _choice(widget: Any, name: str, label: str, options: Mapping[str, str | None], **look: Any) -> None:
    """A choice whose values are the words of the address."""
    chosen = address.word(name, list(options))
    _follow(name, chosen or ("mine" if look.get("required") else None))
    if widget is st.selectbox:
        look |= {"index": None, "placeholder": "不限"}
    widget(label, list(options), key=f"log_{name}", format_func=lambda value: options[value] or value,
           on_change=_changed, args=(name,), **look)  # fmt: skip


def _date(name: str, label: str, today: date) -> None:
    _follow(name, address.day(name))
    st.date_input(label, value=None, key=f"log_{name}", max_value=today, format="YYYY-MM-DD", on_change=_changed,
                  args=(name,))  # fmt: skip


def _toggle(name: str, label: str) -> None:
    _follow(name, address.number(name) == 1)
    st.toggle(label, key=f"log_{name}", on_change=_changed, args=(name,))


def _follow(name: str, value: Any) -> None:
    """The widget shows what the address says, however that came about."""
    st.session_state[f"log_{name}"] = value


def _changed(name: str) -> None:
    value = st.session_state.get(f"log_{name}")
    address.put(name, value if not isinstance(value, bool) else int(value))
    if name == "class":
        address.put("student", None)
    address.put("page", None)


def _clear() -> None:
    for name in (*_FILTERS, "page"):
        address.put(name, None)


def _whose() -> Whose:
    found: Whose = address.word("whose", list(get_args(Whose))) or "mine"  # type: ignore[assignment]
    return found


def _days(context: Context) -> tuple[date | None, date | None]:
    span = address.word("when", list(_SPANS))
    if span is None:
        return None, None
    if span == Span.CHOSEN:
        return address.day("from"), address.day("to")
    return record_log.days(context, Span(span))


def _said(context: Context) -> str:
    """The filters in force as words: they may be folded away."""
    asked = wanted(context)
    span = address.word("when", list(_SPANS))
    parts = [
        _KINDS.get(asked.kind, ""),
        asked.area,
        asked.effect,
        _class_name(context, asked.class_id),
        _student_name(context, asked.student_id),
        _span_text(asked) if span == Span.CHOSEN else _SPANS.get(span or "", ""),
        "补记" if asked.is_late else "",
        "有附件" if asked.has_files else "",
        f"{inspections.name_of(context, asked.author_id)}写的" if asked.author_id else "",
    ]
    return "、".join(part for part in parts if part)


def _author(context: Context) -> int | None:
    """Whose records an inspection looks at: opened from there, by whoever inspects."""
    return address.number("author") if context.actor.may(Action.INSPECT) else None


def _span_text(asked: Wanted) -> str:
    since = f"{day_text(asked.since)}起" if asked.since else ""
    return since + (f"到{day_text(asked.until)}" if asked.until else "") or "自选日期"


def _class_name(context: Context, class_id: int | None) -> str:
    if class_id is None:
        return ""
    return next((one.name for one in students.readable_classes(context) if one.id == class_id), "别的班")


def _student_name(context: Context, student_id: int | None) -> str:
    return students.readable_name(context, student_id) if student_id is not None else ""


def query() -> dict[str, str]:
    """The list as its address says it, to come back to from one of its records."""
    return address.all_but(("record", "do"))


def forget() -> None:
    """Nothing of an earlier correction is left over."""
    state.take(state.CORRECTING)
