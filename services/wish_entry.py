"""Wishes entered by the class teacher from paper slips: a grid of the class, saved in one act."""

from collections.abc import Mapping, Sequence

from db import choice_links, choices
from domain.errors import Conflict
from domain.permissions import Action
from domain.wishes import Source, check_wishes, filled
from services.choices import Choosing, read_choosing, require_latest
from services.context import Context, Writing

Mentors = tuple[int, ...]
_NAMED_AT_MOST = 5


def save_slips(
    context: Context,
    form_id: str,
    class_id: int,
    round_id: int,
    entered: Mapping[int, Sequence[int | None]],
    read: Mapping[int, Mentors],
) -> int:
    """Keep the rows of the grid that were changed, all or none; returns how many. `read`: what stood there before.

    An empty place in a row is None; the wishes after it move up.

    :raises Conflict: somebody else entered one of these students meanwhile; nothing is overwritten.
    """
    context.require(Action.FORM_GROUPS)
    with context.write() as tx:
        latest = require_latest(tx, class_id, round_id)
        if (earlier := tx.earlier(form_id)) is not None:
            return int(earlier)
        found = read_choosing(tx.db, context, class_id)
        wanted = {student: filled(mentors) for student, mentors in entered.items()}
        _check_unchanged(found, wanted, read)
        for one in found.answers:
            mentors = entered.get(one.student_id, ())
            gone = _unable(found, filled(mentors))
            check_wishes(one.name, mentors, latest["most_wishes"], gone)
        keep(tx, round_id, wanted, "slip")
        tx.audit("wishes.enter", f"choice_round/{round_id}", students=sorted(entered))
        return int(tx.answer(form_id, len(entered)))


def keep(tx: Writing, round_id: int, entered: Mapping[int, Mentors], source: Source) -> None:
    """Write checked wishes of the class teacher, who may do so after the deadline too."""
    for student_id, mentors in entered.items():
        choices.replace_preferences(tx.db, round_id, student_id, mentors, source, tx.context.moment)
        # one answer a student: a key still out would quietly replace what the slip says
        choice_links.end_open(tx.db, round_id, student_id, tx.context.moment)


def _check_unchanged(found: Choosing, entered: Mapping[int, Mentors], read: Mapping[int, Mentors]) -> None:
    if strangers := set(entered) - {one.student_id for one in found.answers}:
        raise Conflict(f"有 {len(strangers)} 名学生已不在这个班，没有保存。请刷新后再填。")
    changed = [
        f"{one.name}现在是 {_names(found, one.mentors)}"
        for one in found.answers
        if one.student_id in entered
        and one.mentors not in (read.get(one.student_id, ()), entered[one.student_id])
    ]
    if changed:
        more = f" 等 {len(changed)} 人" if len(changed) > _NAMED_AT_MOST else ""
        raise Conflict(
            f"刚被别人填过，没有覆盖：{'；'.join(changed[:_NAMED_AT_MOST])}{more}。"
            "您填的也还在表里，核对后再按一次保存，就以您的为准。"
        )


def _unable(found: Choosing, mentors: Mentors) -> dict[int, str]:
    """Mentor → why nobody may wish for them any more."""
    able = {one.id for one in found.teachers}
    return {one: found.gone.get(one, "老师不教这个班") for one in mentors if one not in able}


def _names(found: Choosing, mentors: Mentors) -> str:
    names = {one.id: one.name for one in found.teachers} | dict(found.gone)
    return "、".join(names.get(one, "") for one in mentors) or "空着"
