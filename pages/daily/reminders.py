"""催办名单: what is undone, as a text for the chat group or a list for oneself, without any student's name."""

from components import reminder_view
from components.guard import open_page

context = open_page("reminders")

reminder_view.show(context)
