"""备案审批: which classes have filed their groups; one of them to return or to approve."""

from components import address, filing_desk, filing_list
from components.guard import open_page

context = open_page("filing")

class_id = address.number("class")
if class_id is None:
    filing_list.show(context)
else:
    filing_desk.show(context, class_id)
