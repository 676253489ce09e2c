"""发展目标: what a child and the mentor have set out to reach, by when, how it goes, and how it ended."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.calendar import day_text
from domain.cells import cleaned
from domain.errors import Invalid

# no 心理: what touches the mind is a restricted record, not a goal on a page
AREAS: Final = ("学业", "行为习惯", "生活", "交往", "特长", "劳动", "体育")
STATES: Final = {"open": "进行中", "done": "已完成", "dropped": "不再做"}
MAX_AIM, MAX_MEASURE, MAX_NOTE = 200, 1000, 500
_LATEST: Final = timedelta(days=3 * 366)


@dataclass(frozen=True)
class GoalForm:
    """A goal as entered; `progress` is a new line on how it goes, or nothing."""

    area: str
    aim: str
    measure: str = ""
    due_on: date | None = None
    state: str = "open"
    progress: str = ""


def checked(form: GoalForm, today: date) -> GoalForm:
    """The form with its texts cleaned; raises Invalid, naming what to change."""
    if form.area not in AREAS:
        raise Invalid("还差：哪方面的目标")
    if form.state not in STATES:
        raise Invalid("还差：目标进行得怎么样")
    aim = cleaned("目标", form.aim, MAX_AIM)
    if not aim:
        raise Invalid("还差：目标。写一句要做到什么，例如“每天自己记作业”。")
    if form.due_on is not None and form.due_on > today + _LATEST:
        raise Invalid("“什么时候做到”离今天超过三年，请核对年份。")
    return GoalForm(
        form.area,
        aim,
        cleaned("措施", form.measure, MAX_MEASURE),
        form.due_on,
        form.state,
        cleaned("进展", form.progress, MAX_NOTE),
    )


def labelled(form: GoalForm) -> dict[str, str]:
    """What a goal says under the words a person reads; what is empty is left out."""
    due_on = f"{form.due_on.year}年{day_text(form.due_on)}" if form.due_on else ""
    words = {
        "方面": form.area,
        "目标": form.aim,
        "措施": form.measure,
        "什么时候做到": due_on,
        "进行得怎么样": STATES.get(form.state, ""),
    }
    return {label: text for label, text in words.items() if text}


def tally(states: list[str]) -> str:
    """三项完成一项; those given up are counted apart, and no goals are no sentence."""
    going = [one for one in states if one != "dropped"]
    if not going:
        return ""
    return f"{len(going)} 项，完成 {going.count('done')} 项"
