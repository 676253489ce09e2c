"""交接仪式 (S0 一.4): a class meeting with all students and all its teachers, at which groups and mentors meet."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.errors import Invalid
from domain.people import family_name
from domain.register import RegisterGroup

MOST_PLACE: Final = 60
MOST_PROGRAMME: Final = 2000
MOST_NOTE: Final = 500


@dataclass(frozen=True)
class CeremonyPlan:
    """When, where and in what order."""

    held_on: date
    place: str
    programme: str


def programme(homeroom: str, groups: tuple[RegisterGroup, ...]) -> str:
    """An order of events to begin with, one a line, with the class's own groups and mentors."""
    host = f"班主任{family_name(homeroom)}老师" if homeroom else "班主任"
    called = "；".join(_called(group) for group in groups) or "（分组批准后填写）"
    return "\n".join(
        [
            f"一、{host}宣布交接仪式开始，介绍到会老师",
            f"二、{host}介绍全员育人导师制的含义、原则和方法",
            f"三、宣读导师名单：{called}",
            "四、各组亮相：组名、口号、小组目标",
            "五、师生牵手，导师寄语",
            "六、导师代表、学生代表发言",
            "七、师生签到、合影",
        ]
    )


def check_plan(plan: CeremonyPlan, first_day: date, last_day: date) -> CeremonyPlan:
    """The plan with its texts trimmed; raises Invalid when it cannot be."""
    place, text = plan.place.strip(), plan.programme.strip()
    if not first_day <= plan.held_on <= last_day:
        raise Invalid("仪式的日期要在本学年内。")
    if not place or len(place) > MOST_PLACE:
        raise Invalid(f"请写地点，最多 {MOST_PLACE} 个字。")
    if not text or len(text) > MOST_PROGRAMME:
        raise Invalid(f"请写议程，最多 {MOST_PROGRAMME} 个字。")
    return CeremonyPlan(plan.held_on, place, text)


def check_note(note: str) -> str:
    """The note trimmed; raises Invalid when it is too long."""
    if len(note.strip()) > MOST_NOTE:
        raise Invalid(f"记录最多 {MOST_NOTE} 个字。")
    return note.strip()


def _called(group: RegisterGroup) -> str:
    return f"{group.name}——{group.mentor}老师" if group.mentor else group.name
