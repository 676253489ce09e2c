"""督导意见: what was found about one's own work, and how one has mended it."""

from components import finding_list
from components.guard import open_page

context = open_page("findings")
finding_list.show(context)
