"""双向选择 in the invented school: mentors write their cards, slips come in, some teachers claim."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from seed.founding import School
from seed.plan import Class
from seed.timeline import moment
from services import choices, claims, mentor_cards, wish_entry
from services.choices import Choosing, Teacher
from services.claims import Claimed
from services.context import Context

_STRENGTHS = (
    "篮球，带过校队", "书法和朗诵", "会弹吉他", "擅长帮人理清学习计划", "爱跑步，每天陪跑", "下围棋，教过兴趣班",
    "手工和木工", "耐心听人说话", "讲题讲得透", "喜欢种花养鱼", "摄影，常带学生外拍", "",
)  # fmt: skip
_LASTS = timedelta(days=7)
_CLAIMING = 3  # teachers who have claimed while the round is open


def hold_round(made: School, one: Class, is_over: bool, day: date) -> None:
    """A class's round opened that day; nearly everybody answers, everybody when it is over."""
    context, class_id = made.led_class(moment(day, 11, one.number), one)
    chance = Random(f"{one} wishes")
    round_id = choices.open_round(context, f"demo-round-{class_id:06d}", class_id, day + _LASTS)
    found = choices.choosing(context, class_id)
    for teacher in found.teachers:
        _write_card(made.acting(teacher.id, context.now), chance)
    answering = [student.student_id for student in found.answers]
    if not is_over:
        answering = answering[: -max(2, len(answering) // 7)]
    wished = {student: _wished(found.teachers, chance) for student in answering}
    wish_entry.save_slips(context, f"demo-slips-{class_id:06d}", class_id, round_id, wished, {})
    claiming = found.teachers if is_over else found.teachers[:_CLAIMING]
    for teacher in claiming:
        _claim(made.acting(teacher.id, context.now), found, chance)


def _write_card(context: Context, chance: Random) -> None:
    card = mentor_cards.own(context)
    mentor_cards.save_own(context, card.version, card.style, card.strengths or chance.choice(_STRENGTHS))


def _wished(teachers: Sequence[Teacher], chance: Random) -> tuple[int, ...]:
    """Two or three mentors; those named first are the more popular ones, as everywhere."""
    liking = {one.id: chance.random() / (place + 2) for place, one in enumerate(teachers)}
    return tuple(sorted(liking, key=liking.__getitem__, reverse=True)[: chance.choice((2, 3, 3))])


def _claim(context: Context, found: Choosing, chance: Random) -> None:
    wanted = chance.sample([one.student_id for one in found.answers], 2)
    claimed = [Claimed(student_id=student) for student in wanted]
    round_id = found.round.id if found.round else 0
    form_id = f"demo-claim-{found.class_id:06d}-{context.actor.staff_id}"
    claims.save(context, form_id, found.class_id, round_id, claimed, ())
