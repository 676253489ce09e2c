"""How even a class's groups are, as a picture to keep: made when it is fetched, with the rights held then."""

from documents import chart_picture
from documents.chart_picture import Words
from domain.balance import balance
from domain.errors import NotFound
from domain.permissions import Action
from services import exports, plans
from services.context import Context
from services.curve_pictures import PNG
from services.exports import Paper


def picture(context: Context, class_id: int) -> Paper:
    """The bars of the class's groups as they stand on its desk; no child is named."""
    context.require(Action.FORM_GROUPS)
    desk = plans.open_desk(context, class_id)
    if not desk.plan.groups or not desk.has_levels:
        raise NotFound("这个班现在没有可画的分组。请回到“分组”再看一次。")
    names = [group.name for group in desk.plan.groups]
    drawing = chart_picture.balance_drawing(balance(desk.members), names, desk.ratio)
    ratio = ":".join(map(str, desk.ratio))
    words = Words(
        "各小组的层次",
        desk.class_name,
        f"从左到右 A、B、C 层人数；虚线是 {ratio} 的位置",
        exports.mark(context),
    )
    return Paper(f"{desk.class_name}小组层次.png", chart_picture.picture(drawing, words), PNG)
