"""Each act on a class's plan: on the plan this tab shows, kept at once, taken back by one press."""

from collections.abc import Callable

from components import menu, session, state
from domain.errors import Conflict
from domain.grouping_plan import Plan
from services import plans
from services.plans import Desk

MOST_UNDOS = 30
Act = Callable[[Desk], Plan]


def show_version(desk: Desk) -> None:
    """This tab now shows that version: only acts on it count. What a colleague did is not ours to take back."""
    seen = state.get(state.PLAN_SEEN, {})
    if seen.get(desk.class_id, desk.version) != desk.version:
        state.put(state.PLAN_UNDO, {**state.get(state.PLAN_UNDO, {}), desk.class_id: []})
    state.put(state.PLAN_SEEN, {**seen, desk.class_id: desk.version})


def change(class_id: int, act: Act, said: str | None = None) -> None:
    """From a callback: do one act; a refusal is a sentence."""
    menu.act(lambda: _done(class_id, act, said))


def change_now(class_id: int, act: Act) -> None:
    """Do one act; refusals are raised."""
    desk = seen_desk(class_id)
    before = desk.plan
    after = act(desk)
    if after == before:
        return
    version = plans.keep(session.context(), desk, after)
    state.put(state.PLAN_SEEN, {**state.get(state.PLAN_SEEN, {}), class_id: version})
    _remember(class_id, before)


def seen_desk(class_id: int) -> Desk:
    """The desk as it is now, if that is what this tab shows.

    :raises Conflict: a colleague changed the plan since.
    """
    desk = plans.open_desk(session.context(), class_id)
    if desk.version != state.get(state.PLAN_SEEN, {}).get(class_id, desk.version):
        who = f"{desk.changed_by}老师" if desk.changed_by else "别人"
        raise Conflict(f"{who}刚改过这个班的分组，已换成最新的；您刚才的这一步没有做，请看过再试。")
    return desk


def undo(class_id: int) -> None:
    """From a callback: back to the plan before the last act."""
    before: list[Plan] = state.get(state.PLAN_UNDO, {}).get(class_id, [])
    if not before:
        return

    def back() -> str:
        desk = seen_desk(class_id)
        version = plans.keep(session.context(), desk, before[-1])
        state.put(state.PLAN_SEEN, {**state.get(state.PLAN_SEEN, {}), class_id: version})
        state.put(state.PLAN_UNDO, {**state.get(state.PLAN_UNDO, {}), class_id: before[:-1]})
        return "已撤销。"

    menu.act(back)


def discard(class_id: int) -> None:
    """From a callback: throw the draft away; one press brings it back as long as this tab is open."""

    def gone() -> str:
        desk = seen_desk(class_id)
        plans.discard(session.context(), desk)
        _remember(class_id, desk.plan)
        state.put(state.PLAN_SEEN, {**state.get(state.PLAN_SEEN, {}), class_id: 0})
        return "草稿已丢掉，回到原来的样子。按“撤销”可以找回。"

    menu.act(gone)


def table_key(name: str, desk: Desk) -> str:
    """The key of a table typed into: another one whenever the plan changed elsewhere, so that it shows what is kept.

    What was typed into it keeps the key: a table drawn anew would lose the cell one is typing in.
    """
    tables = state.get(state.PLAN_TABLES, {})
    count, seen = tables.get((name, desk.class_id), (0, desk.version))
    if seen != desk.version:
        count += 1
    state.put(state.PLAN_TABLES, {**tables, (name, desk.class_id): (count, desk.version)})
    return f"{name}_{desk.class_id}_{count}"


def keep_table(name: str, class_id: int) -> None:
    """From a callback: what has just changed came out of this table."""
    tables = state.get(state.PLAN_TABLES, {})
    if (name, class_id) in tables:
        count, _ = tables[name, class_id]
        version = state.get(state.PLAN_SEEN, {})[class_id]
        state.put(state.PLAN_TABLES, {**tables, (name, class_id): (count, version)})


def can_undo(class_id: int) -> bool:
    """Whether this tab has done anything to take back."""
    return bool(state.get(state.PLAN_UNDO, {}).get(class_id))


def _done(class_id: int, act: Act, said: str | None) -> str | None:
    change_now(class_id, act)
    return said


def _remember(class_id: int, before: Plan) -> None:
    known: dict[int, list[Plan]] = state.get(state.PLAN_UNDO, {})
    state.put(state.PLAN_UNDO, {**known, class_id: [*known.get(class_id, []), before][-MOST_UNDOS:]})
