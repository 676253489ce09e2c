"""今天: whom to see next, what was promised, who has been seen."""

from components import day as board
from components import drafts_kept
from components.guard import open_page
from services import today

context = open_page("today")
day = today.my_day(context)

board.show_greeting(context)
drafts_kept.offer(context)
board.show_open_work(context)
if day.total:
    board.show_people(day)
else:
    board.show_nobody(context)
