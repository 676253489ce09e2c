"""今天: whom to see next, what was promised, what else is due, what is new."""

from components import day as board
from components import day_lists, drafts_kept
from components.guard import open_page
from services import today

context = open_page("today")
day = today.my_day(context)

board.show_greeting(context)
drafts_kept.offer(context)
board.show_open_work(context)
day_lists.show(day)
if not day.total:
    board.show_nobody(context)
