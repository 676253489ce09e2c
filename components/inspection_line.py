"""One mentor in an inspection: the facts, what was written so far, the finding or the re-check."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from components import finding_steps, inspection_table, markup, menu, session
from components.finding_steps import key, value
from components.text import plain
from domain.errors import Invalid
from domain.inspections import LONGEST_MENDING, MOST_WORDS, RECHECKS, VERDICTS, Act, State, is_possible
from services import findings, inspection_facts
from services.context import Context
from services.findings import Finding, Told
from services.inspections import Line

_USUAL = timedelta(days=14)
_FIELDS = ("words", "mend")
_HINTS = {
    Act.FINE: "好的地方也可以写一句（可不写）",
    Act.IMPROVE: "看到了什么，怎样改进",
    Act.MEND: "看到了什么。例如：10月应谈 8 次，只有 3 次记录",
    Act.PASSED: "可不写",
    Act.FAILED: "还差什么",
}


def show(context: Context, line_id: int) -> None:
    """The mentor's work on the days looked at, and what there is to write."""
    found = findings.open_line(context, line_id)
    one = found.line
    st.title(f"{plain(one.mentor)} :gray[{one.state.text}]", anchor=False)
    st.caption(plain(f"{one.inspection}　看{one.span}的工作"))
    facts = inspection_facts.of_line(context, line_id)
    inspection_table.show([one], facts, "inspection_facts_one", with_state=False)
    inspection_table.show_records(one, facts.by_mentor[one.mentor_id])
    markup.show_cards([("经过", finding_steps.html(found.steps))])
    _show_forms(context, found)
    menu.link("inspections", f"‹ {plain(one.inspection)}的其他导师", open="one", id=one.inspection_id)


def _show_forms(context: Context, found: Finding) -> None:
    one = found.line
    acts = [act for act in (*VERDICTS, *RECHECKS) if is_possible(one.state, act)]
    finding_steps.show_kept(one.id, has_form=bool(acts))
    if not acts:
        return
    with st.container(key="narrow_finding"):
        if one.state in (State.FINE, State.IMPROVE) and not finding_steps.is_clash(one.id):
            box = st.expander("改结论", key="finding_again", on_change="rerun")
            if box.open:
                with box:
                    _form(context, found, acts)
        else:
            _form(context, found, acts)
        if one.state is State.WAITING:
            _show_removing(one)


def _form(context: Context, found: Finding, acts: list[Act]) -> None:
    one = found.line
    is_recheck = acts[0] in RECHECKS
    now = None if is_recheck else found.verdict
    _begin(found, now)
    st.pills("复查" if is_recheck else "结论", acts, key=key("act", one.id), required=True,
             format_func=lambda act: act.text)  # fmt: skip
    act = st.session_state.get(key("act", one.id))
    st.text_area(
        "意见", key=key("words", one.id), max_chars=MOST_WORDS, height=120, placeholder=_hint(act, one.state)
    )
    if act is Act.MEND:
        st.text_area("要整改什么", key=key("mend", one.id), max_chars=MOST_WORDS, height=96,
                     placeholder="一条一行。例如：11月30日前和没谈过的 3 名学生各谈一次")  # fmt: skip
    if act in (Act.MEND, Act.FAILED):
        today = context.today
        st.date_input("整改到哪天", today + _USUAL, today + timedelta(1), today + LONGEST_MENDING,
                      key=key("due", one.id), format="YYYY-MM-DD", on_change="ignore")  # fmt: skip
    st.caption("导师在“督导意见”里看到，别的导师、班主任、年级组长都看不到。尽量不写学生的名字。")
    st.button("保存复查" if is_recheck else "保存结论", key="save_finding", type="primary", on_click=_save,
              args=(one, finding_steps.form_id(one.id)))  # fmt: skip


def _hint(act: Act | None, state: State) -> str:
    if act is Act.PASSED and state is State.MEND:
        return "导师还没有报整改情况，要通过请写明依据"
    return _HINTS[act] if act else "先选上面的结论"


def _begin(found: Finding, verdict: Act | None) -> None:
    """A finding that is changed begins from its words; what is typed stays while it stands on the screen."""
    line_id = found.line.id
    if verdict is None or key("act", line_id) in st.session_state:
        return
    last = next(one for one in reversed(found.steps) if one.act is verdict)
    st.session_state[key("act", line_id)] = verdict
    st.session_state[key("words", line_id)] = last.words


def _save(one: Line, form_id: str) -> None:
    def save() -> str:
        act: Act | None = st.session_state.get(key("act", one.id))
        if act is None:
            raise Invalid("请选结论。")
        told = Told(value("words", one.id), value("mend", one.id), _due(one.id))
        store = findings.recheck if act in RECHECKS else findings.find
        store(session.context(), form_id, one.id, one.version, act, told)
        st.query_params.from_dict({"open": "one", "id": str(one.inspection_id)})
        return f"已保存：{one.mentor}，{act.text}。"

    finding_steps.act(one.id, _FIELDS, save)


def _due(line_id: int) -> date | None:
    found: Any = st.session_state.get(key("due", line_id))
    return found if isinstance(found, date) else None


def _show_removing(one: Line) -> None:
    box = st.expander("这次不查这位了", key="finding_out", on_change="rerun")
    if box.open:
        with box:
            st.text_input("为什么", key=key("why", one.id), max_chars=200, on_change="ignore",
                          placeholder="例如：这段时间请长假")  # fmt: skip
            st.button(
                "不查了", key="remove_inspected", on_click=_remove, args=(one, finding_steps.form_id(one.id))
            )


def _remove(one: Line, form_id: str) -> None:
    def remove() -> str:
        findings.remove(session.context(), form_id, one.id, one.version, value("why", one.id))
        st.query_params.from_dict({"open": "one", "id": str(one.inspection_id)})
        return f"这次不查{one.mentor}了，台账里留下了原因。"

    finding_steps.act(one.id, ("why",), remove)
