"""双向选择, a step on the way to groups: how far the round is first, every way of entering behind it on demand."""

from collections.abc import Callable, Iterable
from datetime import date

import streamlit as st

from components import markup, mentor_card_view, menu, session, state, wish_file_view, wish_grid, wish_slips
from domain.calendar import day_text, day_text_long
from domain.wishes import LONGEST_DAYS, MOST_WISHES, USUAL_WISHES, usual_last_day
from services import choices
from services.choices import Choosing, Round
from services.context import Context

FORM = "choice_round"
_NAMED_AT_MOST = 12


def show(context: Context, class_id: int) -> None:
    """Step 3 of /groups for one class."""
    found = choices.choosing(context, class_id)
    if found.round is None:
        _show_begin(context, found)
        _part("导师名片", f"cards_{class_id}", lambda: mentor_card_view.show_class(context, class_id))
        return
    _show_standing(found, found.round)
    wish_slips.show_made(class_id)
    _part("按纸条填写", f"grid_{class_id}", lambda: wish_grid.show(found))
    _part("从表格导入", f"file_{class_id}", lambda: wish_file_view.show(context, found))
    if found.round.is_open:
        _part("机房里学生自己填", f"links_{class_id}", lambda: wish_slips.show_issue(context, found))
    _part("导师名片", f"cards_{class_id}", lambda: mentor_card_view.show_class(context, class_id))
    _part("改截止日", f"deadline_{class_id}", lambda: _show_deadline(context, found))


def _part(label: str, key: str, draw: Callable[[], None]) -> None:
    """A part that costs nothing until somebody opens it."""
    box = st.expander(label, key=f"wishes_{key}", on_change="rerun")
    if box.open:
        with box:
            draw()


def _show_begin(context: Context, found: Choosing) -> None:
    st.header("双向选择还没有开始", anchor=False)
    st.caption(
        "打开以后，学生填志愿，任课教师认领小组或学生。一般在开学一周内完成；不做这一步也可以直接选导师。"
    )
    _ask_round(context, found)
    markup.show_lines(_earlier(found.earlier))


def _ask_round(context: Context, found: Choosing) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="ask_round"):
        _ask_day(context, found, usual_last_day(context.today))
        st.number_input(
            "每人填几个志愿", 1, MOST_WISHES, USUAL_WISHES, key=_key(found, "most"), on_change="ignore"
        )
        st.button(
            "打开双向选择",
            key="open_round",
            type="primary",
            on_click=_open,
            args=(state.form_id(FORM), found.class_id),
        )


def _ask_day(context: Context, found: Choosing, proposed: date) -> None:
    latest = context.today.fromordinal(context.today.toordinal() + LONGEST_DAYS)
    st.date_input("填到哪一天（含当天）", min(max(proposed, context.today), latest), min_value=context.today,
                  max_value=latest, key=_key(found, "last_day"), format="YYYY-MM-DD", on_change="ignore")  # fmt: skip


def _show_standing(found: Choosing, now: Round) -> None:
    last = day_text_long(now.closes_at.date())
    st.header(f"{last}截止" if now.is_open else f"已在{last}截止", anchor=False)
    students, teachers = len(found.answers), len(found.teachers)
    markup.show_progress(
        [
            ("学生填志愿", students - len(found.missing), students),
            ("教师认领", teachers - len(found.unclaiming), teachers),
        ],
        "" if now.is_open else "学生和教师不能再填。收到的纸条仍可以补填、更正。",
    )
    markup.show_lines(
        [
            _names("还没填", [one.name for one in found.missing]),
            _names("还没认领", [one.name for one in found.unclaiming]),
            _gone(found),
        ]
    )


def _names(what: str, names: list[str]) -> str:
    if not names:
        return ""
    more = f" 等 {len(names)} 人" if len(names) > _NAMED_AT_MOST else ""
    return f"{what}：{'、'.join(names[:_NAMED_AT_MOST])}{more}"


def _gone(found: Choosing) -> str:
    """Wishes that count no more, by name."""
    parts = [
        f"{why}，{sum(mentor in one.mentors for one in found.answers)} 人的志愿里还写着，配导师时不算"
        for mentor, why in found.gone.items()
    ]
    return f"{'；'.join(parts)}。" if parts else ""


def _show_deadline(context: Context, found: Choosing) -> None:
    now = found.round
    if now is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="move_round"):
        _ask_day(context, found, now.closes_at.date())
        label = "改成这一天" if now.is_open else "重新打开，接着填"
        st.button(label, key="move_deadline", on_click=_act, args=(_moved, found.class_id, now))
        if now.is_open:
            st.button("现在就截止", key="close_round", on_click=_act, args=(_closed, found.class_id, now))
    if not now.is_open:
        st.caption("要全部重填，就开新的一轮；填过的会留着，只是不再用。")
        is_sure = st.checkbox(f"第 {now.number} 轮的志愿不再用", key=f"new_round_{now.id}")
        st.button("开新的一轮", key="open_round", disabled=not is_sure, on_click=_open,
                  args=(state.form_id(FORM), found.class_id))  # fmt: skip
    markup.show_lines(_earlier(found.earlier))


def _earlier(rounds: Iterable[Round]) -> list[str]:
    return [
        f"第 {one.number} 轮　{one.opened_on.year}年{day_text(one.opened_on)}到{day_text(one.closes_at.date())}　{one.answered} 人填过"
        for one in rounds
    ]


def _open(form_id: str, class_id: int) -> None:
    def opened() -> str:
        last_day = st.session_state.get(f"last_day_{class_id}")
        most = st.session_state.get(f"most_{class_id}", USUAL_WISHES)
        context = session.context()
        if last_day is None or last_day <= context.today:  # the day of the round before, never changed
            last_day = usual_last_day(context.today)
        choices.open_round(context, form_id, class_id, last_day, int(most))
        state.renew_form(FORM)
        return "双向选择已打开。"

    menu.act(opened)


def _act(what: Callable[[int, Round], str], class_id: int, now: Round) -> None:
    menu.act(lambda: what(class_id, now))


def _moved(class_id: int, now: Round) -> str:
    context = session.context()
    last_day = st.session_state.get(f"last_day_{class_id}") or context.today
    choices.move_deadline(context, class_id, now.id, now.version, last_day)
    return f"截止日改为{day_text(last_day)}。"


def _closed(class_id: int, now: Round) -> str:
    choices.close_round(session.context(), class_id, now.id, now.version)
    return "已截止。纸条仍可以补填。"


def _key(found: Choosing, name: str) -> str:
    return f"{name}_{found.class_id}"
