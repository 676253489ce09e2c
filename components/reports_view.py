"""专题汇报 on the screen: months and quarters to take as Word, the tables as Excel, what this month's report says."""

import streamlit as st

from components import address, downloads, menu
from components.downloads import Download
from components.text import plain
from domain.permissions import Action
from services import overview_papers, reports
from services.compliance import Stretch
from services.context import Context
from services.exports import Paper
from services.overview_values import View
from services.reports import Periods

_NAMES = "report_names"


def show_nothing(context: Context) -> None:
    """What has to be there first."""
    st.info("还没有学期。先填好学年学期，这里就有每月、每季度的汇报。", icon=":material/summarize:")
    menu.link_if_allowed(context.actor, "calendar")


def ask_names() -> bool:
    """Whether the mentors' names are to be on a sheet of their own at the end."""
    st.caption(
        "句子、图和表按总览的数字写好，问题、措施和签字留空。不写学生姓名；导师只写人数，要名单就打开下面这一项。"
    )
    st.session_state.setdefault(_NAMES, address.word("names", ["1"]) is not None)
    return st.toggle("附导师名单（只在学校内部用）", key=_NAMES, on_change=_keep_names)


def _keep_names() -> None:
    address.put("names", int(st.session_state[_NAMES]))


def show_months(context: Context, known: Periods, has_names: bool) -> None:
    """A report a month."""
    st.header("每月一份，学校研究用", anchor=False)
    downloads.show(context, [_month(context, one, has_names) for one in known.months], "report_months")


def show_quarters(context: Context, known: Periods, has_names: bool) -> None:
    """A report a quarter."""
    st.header("每季度一份，报教育局用", anchor=False)
    downloads.show(context, [_quarter(context, one, has_names) for one in known.quarters], "report_quarters")


def show_tables(context: Context, known: Periods) -> None:
    """The overview's tables of each month."""
    st.header("全部表格（Excel）", anchor=False)
    downloads.show(
        context, [tables(context, _label(context, one), View(one)) for one in known.months], "report_tables"
    )


def show_sentences(context: Context, known: Periods) -> None:
    """What the newest report says."""
    newest = known.months[0]
    st.header(f"{newest.name}的汇报里写着", anchor=False)
    st.markdown("\n\n".join(plain(one) for one in reports.sentences(context, newest)))


def tables(context: Context, label: str, view: View) -> Download:
    """All tables of what is looked at."""

    def make(then: Context) -> Paper:
        return overview_papers.excel(then, view)

    key = view.stretch.key if view.stretch else f"{context.today:%Y-%m}"
    return Download(label, "overview.excel", f"report/{key}", make)


def of_month(context: Context, view: View) -> list[Download]:
    """The report of the month looked at, or of this month; of whoever may hand one in, and where there is a term."""
    if not context.actor.may(Action.REPORT):
        return []
    known = {one.key: one for one in reports.periods(context).months}
    wanted = known.get(view.stretch.key if view.stretch else "") or known.get(f"{context.today:%Y-%m}")
    return [_report(f"{wanted.since.month}月专题汇报（Word）", wanted, False)] if wanted else []


def _month(context: Context, month: Stretch, has_names: bool) -> Download:
    return _report(_label(context, month), month, has_names)


def _report(label: str, month: Stretch, has_names: bool) -> Download:
    def make(then: Context) -> Paper:
        return reports.monthly(then, month.since, has_names=has_names)

    return Download(label, "report.named" if has_names else "report.word", f"report/{month.key}", make)


def _quarter(context: Context, quarter: Stretch, has_names: bool) -> Download:
    def make(then: Context) -> Paper:
        return reports.quarterly(then, quarter.since, has_names=has_names)

    what = "report.named" if has_names else "report.word"
    return Download(_label(context, quarter), what, f"report/{quarter.key}", make)


def _label(context: Context, stretch: Stretch) -> str:
    return f"{stretch.name}（到今天）" if context.today < stretch.until else stretch.name
