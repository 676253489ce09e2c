"""备份: whether the school could lose its computer tonight, and what to do about it."""

from components import backup_view
from components.guard import open_page
from components.session import data_folder
from services import backups

context = open_page("backups")

health = backups.health(context, data_folder())
backup_view.show_head(context, health)
backup_view.show_copies(health)
backup_view.show_list(context, health)
backup_view.show_code(context)
