"""The overview's titles: what the figures say, as a sentence, the most pressing first. Nothing to say is said as such."""

from collections.abc import Sequence
from typing import Final

from domain.duty_tables import Figures

POOR: Final = 0.6  # a class's duty this far behind is named
LOW: Final = 0.7  # of what a mentor was asked for
NEARLY: Final = 0.9


def percent(share: float) -> str:
    """78%; only what is whole is 100%, and only nothing is 0%."""
    rounded = round(share * 100)
    if rounded == 100 and share < 1:
        return "99%"
    return "1%" if rounded == 0 and share > 0 else f"{rounded}%"


def points(now: float, then: float) -> str:
    """+6 点, −6 点, 持平: between two shares."""
    change = round(now * 100) - round(then * 100)
    return f"{_signed(change)} 点" if change else "持平"


def change(now: int, then: int) -> str:
    """+6, −6, 持平: between two counts."""
    return _signed(now - then) if now != then else "持平"


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"−{-number}"


def head(
    when: str,
    duty: str,
    asked: Figures,
    low: int,
    students: int,
    without_mentor: int,
    care_unseen: int,
    limit: int,
) -> str:
    """The page's title."""
    if not students:
        return "还没有学生，先导入名单"
    parts = []
    if asked.share is not None:
        parts.append(f"{when}{duty or '要求'}完成 {percent(asked.share)}")
    if low:
        parts.append(f"{low} 位导师不足七成")
    if without_mentor:
        parts.append(f"{without_mentor} 名学生没有导师")
    if len(parts) < 3 and care_unseen:
        parts.append(f"{care_unseen} 名特殊学生超过 {limit} 天没有联系")
    if not parts:
        return f"{when}还没有到期的要求，每名学生都有导师"
    return "，".join(parts[:3])


def mentors(low: Sequence[str], overloaded: Sequence[str], leading: int, is_asked: bool) -> str:
    """Who fell behind, and who leads too many."""
    if not leading:
        return "还没有导师带学生"
    said = []
    if low:
        said.append(f"{low[0]}不足七成" if len(low) == 1 else f"{len(low)} 位导师不足七成")
    if overloaded:
        said.append(
            f"{overloaded[0]}带的人超过上限"
            if len(overloaded) == 1
            else f"{len(overloaded)} 位带的人超过上限"
        )
    if said:
        return "，".join(said)
    return "每位导师都做到了七成以上" if is_asked else "还没有到期的要求"


def weeks(silent: Sequence[tuple[int, int, int]]) -> str:
    """From (week, mentors who saw nobody, of how many) of the weeks that are over: the one with the largest gap."""
    asked = [one for one in silent if one[2]]
    if not asked:
        return "过完的周里还没有要联系学生的导师" if silent else "还没有过完一周"
    number, none, whole = max(asked, key=lambda one: (one[1] / one[2], one[0]))
    if not none:
        return "每周每位导师都联系过学生"
    return f"第 {number} 周 {whole} 位导师中 {none} 位没有联系学生"


def duties(columns: Sequence[tuple[str, Sequence[Figures]]]) -> str:
    """From each duty's figures by class: the duty of which most is undone."""
    judged = [(name, [one for one in cells if one.due]) for name, cells in columns]
    if not any(cells for _, cells in judged):
        return "还没有到期的要求"
    name, cells = max(judged, key=lambda one: sum(cell.late for cell in one[1]))
    late = sum(cell.late for cell in cells)
    poor = sum(cell.share is not None and cell.share < POOR for cell in cells)
    if not late:
        return "到期的要求各班都做到了"
    return f"{name}欠得最多：{late} 次逾期" + (f"，{poor} 个班不足六成" if poor else "")


def care(students: int, unseen: int, limit: int) -> str:
    """Which children in need nobody saw."""
    if not students:
        return "还没有登记特殊学生"
    if unseen:
        return f"{unseen} 名特殊学生超过 {limit} 天没有联系"
    return f"特殊学生近 {limit} 天都联系过"


def reach(now: tuple[int, int] | None, then: tuple[int, int] | None) -> str:
    """The last full week against the same week of the term before."""
    if now is None or not now[1]:
        return "还没有过完一周"
    share = now[0] / now[1]
    said = f"上一周联系到 {percent(share)} 的学生"
    if then is None or not then[1]:
        return said
    return f"{said}，比上学期同周 {points(share, then[0] / then[1])}"
