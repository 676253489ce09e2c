"""Another mentor for a student (调换导师): what is asked, what is granted, and the rules of both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from domain.calendar import day_text
from domain.errors import Conflict, Invalid

AskedBy = Literal["student", "mentor", "homeroom"]
ASKED_BY: Final[dict[AskedBy, str]] = {"student": "学生", "mentor": "导师", "homeroom": "班主任"}
STATES: Final = {"open": "待审批", "approved": "已同意", "refused": "未同意", "withdrawn": "已撤回"}
# S1 二.(三): 一般一学年调整一次
USUAL_PAUSE: Final = timedelta(days=365)
MOST_WORDS: Final = 500


@dataclass(frozen=True)
class Request:
    """A change as it is asked for. `exception`: why again, within a year of the last one."""

    student_id: int
    asked_by: AskedBy
    reason: str
    student_opinion: str
    to_mentor_id: int | None = None
    exception: str = ""


@dataclass(frozen=True)
class Approval:
    """The office's yes: the next mentor, the first day, and whether the student moves to that mentor's group."""

    mentor_id: int
    starts_on: date
    words: str = ""
    moves_group: bool = False


@dataclass(frozen=True)
class OpenWork:
    """How much waits in the classes this person looks after."""

    unplaced: int
    unmentored: int
    to_confirm: int
    requests: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.unplaced + self.unmentored + self.to_confirm + self.requests

    @property
    def text(self) -> str:
        """8 名学生没有人带，1 名学生还没有小组; the most pressing two, so that it fits; empty when nothing waits."""
        parts = [
            (self.unmentored, "名学生没有人带"),
            (self.unplaced, "名学生还没有小组"),
            (self.requests, "份调换申请待审批"),
            (self.to_confirm, "个小组适应期到了"),
        ]
        return "，".join([f"{count} {words}" for count, words in parts if count][:2])


def recent(last: date | None, today: date) -> date | None:
    """The last change if it is less than a year ago (or still to come)."""
    return last if last and last > today - USUAL_PAUSE else None


def check_request(request: Request) -> None:
    """Reason and opinion are there, nothing is too long."""
    if request.asked_by not in ASKED_BY:
        raise Invalid("请选是谁提出的。")
    if not request.reason.strip():
        raise Invalid("请写明调换的原因。")
    if not request.student_opinion.strip():
        raise Invalid("请先征求学生的意见，再写下来。")
    check_length([request.reason, request.student_opinion, request.exception])


def check_length(texts: Iterable[str]) -> None:
    """No text longer than the school reads."""
    if any(len(text) > MOST_WORDS for text in texts):
        raise Invalid(f"每一项最多 {MOST_WORDS} 个字。")


def check_pause(request: Request, last: date | None, today: date) -> None:
    """A second change within a year is an exception, with its own reason."""
    since = recent(last, today)
    if since and since > today:
        raise Conflict(f"这名学生从 {day_text(since)} 起已换导师，请到那天以后再申请。")
    if since and not request.exception.strip():
        raise Invalid(f"这名学生 {day_text(since)} 刚换过导师，一般一年调整一次。确有必要，请写明特殊原因。")


def check_first_day(starts_on: date, today: date) -> None:
    """The past is on record; the far future is nobody's to promise."""
    if starts_on < today:
        raise Invalid("开始的日子不能早于今天：过去谁是导师已成记录。")
    if starts_on > today + USUAL_PAUSE:
        raise Invalid("开始的日子太远了，请选一年以内的日子。")
