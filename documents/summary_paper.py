"""A monthly summary on paper, to sign."""

from datetime import date

from documents.register_papers import day_in_full
from documents.word import fill


def summary_word(
    school: str, mentor: str, title: str, body: str, submitted_on: date | None, printed_on: date
) -> bytes:
    """A4, a line of the text a paragraph."""
    return fill(
        "summary.docx",
        {
            "学校": school,
            "导师": mentor,
            "标题": title,
            "段落": [line for line in body.split("\n") if line.strip()],
            "状态": f"{day_in_full(submitted_on)}提交" if submitted_on else "尚未提交",
            "打印日期": day_in_full(printed_on),
        },
    )
