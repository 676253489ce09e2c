"""交流记录 as a table to take along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents.register_papers import day_in_full
from documents.workbook import Sheet, workbook


@dataclass(frozen=True)
class RecordRow:
    """One record as a line of the table."""

    occurred_on: date
    kind: str
    who: str
    about: str
    area: str
    mode: str
    effect: str
    minutes: int | None
    place: str
    words: str
    details: str
    author: str
    recorded_on: date
    state: str


def records_excel(rows: Sequence[RecordRow], printed_on: date) -> bytes:
    """A line a record; restricted texts are not in it."""
    columns = [
        ("日期", 12), ("类型", 10), ("学生或班级", 18), ("班级、小组、考试", 16), ("哪方面", 8), ("方式", 8), ("效果", 8),
        ("分钟", 6), ("地点", 10), ("内容", 46), ("其他栏目", 36), ("谁写的", 10), ("记录日期", 12), ("说明", 18),
    ]  # fmt: skip
    lines = [
        (one.occurred_on.isoformat(), one.kind, one.who, one.about, one.area, one.mode, one.effect, one.minutes,
         one.place, one.words, one.details, one.author, one.recorded_on.isoformat(), one.state)
        for one in rows
    ]  # fmt: skip
    foot = "保密记录的内容不导出。里面有学生的情况：只用于工作，不转发，用完删除。"
    return workbook(
        [Sheet("交流记录", f"交流记录　{day_in_full(printed_on)}　共 {len(rows)} 条", columns, lines, foot)]
    )
