"""履职要求: what the school asks of its teachers; read by everybody, changed by the office from a day on."""

from components import address, duty_book, duty_form, duty_presets_view, menu
from components.guard import open_page
from domain.duty_presets import PRESETS
from domain.permissions import Action
from services import duty_rules

context = open_page("duties")

book = duty_rules.open_book(context)
is_office = context.actor.may(Action.MANAGE_DUTIES)
panel = address.word("open", duty_book.PANELS) if is_office else None
preset = address.word("key", list(PRESETS))

if panel in ("add", "edit"):
    duty_form.show(context, book, address.number("id") or 0 if panel == "edit" else 0)
elif panel == "preset" and preset:
    duty_presets_view.show_one(context, book, preset)
elif panel == "preset" or (is_office and book.is_empty):
    duty_presets_view.show_all(book)
elif book.is_empty:
    duty_book.show_none()
else:
    duty_book.show(context, book)
if panel:
    menu.link("duties", "‹ 回到履职要求")
