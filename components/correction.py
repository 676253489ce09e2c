"""From a student's page to one's own records about the student, to correct or delete one."""

from components import menu
from services.archive import Entry


def offer(own: list[Entry], student_id: int) -> None:
    """One link: to the record itself where there is only one."""
    if len(own) == 1:
        menu.link("log", "更正或删除我写的这条", record=own[0].id)
    elif own:
        menu.link("log", f"更正或删除我写的（{len(own)} 条）", student=student_id)
