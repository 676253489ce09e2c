"""督导检查: mentors drawn or chosen, looked at side by side, what was found, what is mended; the ledger."""

from components import address, inspection_line, inspection_list, inspection_new, inspection_one, menu
from components.guard import open_page

context = open_page("inspections")

panel = address.word("open", inspection_list.PANELS)
number = address.number("id") or 0
if panel == "new":
    inspection_new.show(context)
elif panel == "one":
    inspection_one.show(context, number)
elif panel == "mentor":
    inspection_line.show(context, number)
else:
    inspection_list.show(context)
if panel:
    menu.link("inspections", "‹ 回到督导检查")
