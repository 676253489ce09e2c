"""第二步 分组: form groups, see how even they are, move by hand with the balance in sight."""

import streamlit as st

from components import charts, downloads, group_board, group_rules, group_search, markup, plan_acts
from components.downloads import Download
from components.text import plain
from domain.balance import balance, finding
from domain.grouping import Solution
from services import group_pictures, grouping_jobs
from services.context import Context
from services.exports import Paper
from services.plans import Desk

TOTAL_BAND = 0.02  # of full marks: what the search keeps the means within


def show(context: Context, desk: Desk) -> None:
    """The finding first, then what can be done, then the groups."""
    if not desk.students:
        st.info("这个班还没有学生。先导入学生名单。")
        return
    st.header(_finding(desk), anchor=False)
    group_rules.show(desk)
    _controls(context, desk)
    if group_search.show(context, desk):
        return
    if desk.plan.groups:
        _comparison(desk)
        group_search.show_suggestion(desk)
        _broken(desk)
        _board(context, desk)
        _numbers(context, desk)


def _finding(desk: Desk) -> str:
    if not desk.plan.groups:
        return f"{len(desk.students)} 名学生，还没有分组"
    if desk.unplaced:
        return f"还有 {len(desk.unplaced)} 名学生没有分进组"
    return plain(finding(balance(desk.members), [group.name for group in desk.plan.groups]))


def _controls(context: Context, desk: Desk) -> None:
    if not desk.may_change:
        st.caption("分组已报备案。要改，先到“备案”一步撤回。")
        return
    key = f"group_count_{desk.class_id}"
    with st.container(horizontal=True, vertical_alignment="bottom", key="group_controls"):
        usual = min(desk.plan.group_count or grouping_jobs.usual_count(desk), len(desk.students))
        count = _ask_count(len(desk.students), usual, key)
        formed = bool(desk.plan.groups)
        is_next = count != len(desk.plan.groups)
        st.button("重新形成小组" if formed else "形成小组", key="form_groups", type="primary" if is_next else "secondary",
                  on_click=_form, args=(desk.class_id, key))  # fmt: skip
        if formed:
            st.button(
                "建议一次交换",
                key="suggest",
                type="secondary" if is_next else "primary",
                on_click=group_search.suggest,
                args=(desk.class_id,),
            )
        if plan_acts.can_undo(desk.class_id):
            st.button("撤销", key="undo_act", on_click=plan_acts.undo, args=(desk.class_id,))
    size, more = divmod(len(desk.students), count)
    then = f"，按“重新形成小组”才会分成 {count} 组" if formed and is_next else ""
    st.caption((f"每组 {size}–{size + 1} 人" if more else f"每组 {size} 人") + then)


def _ask_count(people: int, usual: int, key: str) -> int:
    """How many groups, or how many in each: one follows from the other."""
    size_key = f"{key}_size"
    st.session_state.setdefault(
        key, usual
    )  # not as a default: a default and a value set by the other would quarrel
    st.session_state.setdefault(size_key, -(-people // usual))
    count = st.number_input("分成几组", 1, people, key=key, width=130, on_change=_set_other,
                            args=(people, key, size_key))  # fmt: skip
    st.number_input("每组约几人", 1, people, key=size_key, width=130, on_change=_set_other,
                    args=(people, size_key, key))  # fmt: skip
    return int(count)


def _set_other(people: int, changed: str, other: str) -> None:
    st.session_state[other] = max(1, min(people, round(people / int(st.session_state[changed]))))


def _form(class_id: int, key: str) -> None:
    group_search.begin(class_id, "groups", int(st.session_state[key]))


def _comparison(desk: Desk) -> None:
    """Ours beside the snake deal that spreadsheets do: the class teacher can defend it."""
    if desk.unplaced:
        return
    now, snake = grouping_jobs.rated_plan(desk), grouping_jobs.snake_of(desk)
    st.caption(f"现在：{_figures(now)}　　照总分蛇形分：{_figures(snake)}")
    if said := group_search.verdict(desk):
        st.caption(plain(said))


def _figures(found: Solution) -> str:
    spread = f"，组均分相差 {found.spread:.1f} 分" if found.spread else ""
    return (
        f"层次、男女、特殊学生共 {found.excess} 人不均{spread}"
        if found.excess
        else f"层次、男女、特殊学生都均{spread}"
    )


def _board(context: Context, desk: Desk) -> None:
    with st.container(horizontal=True, key="board_switches"):
        shows_scores = st.toggle("显示成绩", True, key="board_scores")
        shows_care = st.toggle("标出特殊学生", True, key="board_care") if desk.cares else False
    limit = TOTAL_BAND * (sum(desk.full_marks.values()) or 1)
    picked = group_board.show(desk, limit, shows_scores=shows_scores, shows_care=shows_care)
    st.caption(
        "拖到另一组是移动，拖到学生身上是交换；也可以点一名学生再选组。点层次、男女的数字，点亮这些学生。虚线是全班的比例，橙色的字是偏离。"
    )
    if picked is not None:
        group_search.show_why(desk, grouping_jobs.wanted_by_both(context, desk.class_id), picked)


def _numbers(context: Context, desk: Desk) -> None:
    names = [group.name for group in desk.plan.groups]
    opened = st.expander("看图和数字", key="group_numbers", on_change="rerun")
    if not opened.open:
        return
    with opened:
        balances = balance(desk.members)
        if desk.has_levels:
            charts.show_group_balance(balances, names, ratio=desk.ratio)
            _offer_picture(context, desk.class_id)
        else:
            markup.show_rows(charts.balance_table(balances, names))
        care = [
            {"小组": name, **{desk.cares[key]: one.care.get(key, 0) for key in desk.cares}}
            for name, one in zip(names, balances, strict=True)
        ]
        if desk.cares:
            markup.show_rows(care)


def _broken(desk: Desk) -> None:
    """What was asked for and was undone by hand."""
    broken = [] if desk.unplaced else grouping_jobs.broken_rules(desk)
    if broken:
        st.warning(plain("；".join(f"{group_rules.sentence(desk, rule)}，现在没有做到" for rule in broken)))


def _offer_picture(context: Context, class_id: int) -> None:
    def make(then: Context) -> Paper:
        return group_pictures.picture(then, class_id)

    what = Download("存为图片", "groups.picture", f"class/{class_id}", make)
    downloads.show(context, [what], f"groups_picture_{class_id}")
