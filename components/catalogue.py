"""Every screen of the product: its address, its name, who may open it, and where it stands in the menu."""

from dataclasses import dataclass
from pathlib import Path

from domain.permissions import Action, Actor, Role

_PAGES = Path(__file__).parents[1] / "pages"


@dataclass(frozen=True)
class Screen:
    """One page. `name` is its address; `menu` its section, empty for a page opened from others."""

    name: str
    title: str
    icon: str
    file: str
    action: Action
    menu: str = ""
    asks_for_code: bool = False  # a code from the phone, of those who have set it up

    @property
    def path(self) -> Path:
        """The script."""
        return _PAGES / self.file


SCREENS = [
    Screen("today", "今天", "today", "daily/today.py", Action.SEE_OWN_DAY, "每天"),
    Screen("students", "学生", "group", "daily/students.py", Action.SEE_STUDENTS, "每天"),
    Screen("record", "记一次", "edit_note", "daily/record.py", Action.RECORD, "每天"),
    Screen("reminders", "催办名单", "campaign", "daily/reminders.py", Action.SEE_OWN_DAY, "每天"),
    Screen("log", "交流记录", "history_edu", "daily/log.py", Action.RECORD, "每天"),
    Screen("summary", "月度小结", "summarize", "daily/summary.py", Action.RECORD, "每天"),
    Screen("months", "月度表现", "calendar_view_month", "daily/months.py", Action.EDIT_ARCHIVE, "手册"),
    Screen("archive", "学生档案", "folder_shared", "daily/archive.py", Action.SEE_STUDENTS),
    Screen("papers", "打印与导出", "print", "daily/papers.py", Action.PRINT, "手册"),
    Screen("overview", "总览", "monitoring", "school/overview.py", Action.SEE_OVERVIEW, "全校"),
    Screen("compliance", "完成情况", "checklist", "school/compliance.py", Action.SEE_OVERVIEW, "全校"),
    Screen("inspections", "督导检查", "policy", "school/inspections.py", Action.INSPECT, "督导"),
    Screen("findings", "督导意见", "rate_review", "daily/findings.py", Action.SEE_OWN_DAY, "督导"),
    Screen("workload", "工作量", "balance", "school/workload.py", Action.SEE_WORKLOAD, "督导"),
    Screen("leaders", "联系点与包靠", "supervisor_account", "school/leaders.py", Action.SEE_LEADERS, "督导"),
    Screen("stages", "推进阶段", "timeline", "school/stages.py", Action.SEE_OVERVIEW, "督导"),
    Screen("reports", "专题汇报", "lab_profile", "school/reports.py", Action.REPORT, "督导"),
    Screen("groups", "分组与结对", "groups", "pairing/groups.py", Action.FORM_GROUPS, "选配"),
    Screen("filing", "备案审批", "fact_check", "pairing/filing.py", Action.APPROVE_GROUPS, "选配"),
    Screen("register", "导师分工明细表", "table_view", "pairing/register.py", Action.SEE_STUDENTS, "选配"),
    Screen("ceremony", "交接仪式", "handshake", "pairing/ceremony.py", Action.FORM_GROUPS),
    Screen("claims", "我的认领", "back_hand", "pairing/claims.py", Action.CLAIM, "选配"),
    Screen("grade", "全年级配导师", "hub", "pairing/grade.py", Action.FORM_ANY_GROUPS, "选配"),
    Screen("changes", "调换导师", "swap_horiz", "pairing/changes.py", Action.ASK_CHANGE, "选配"),
    Screen("import", "导入名单", "upload_file", "records/import_files.py", Action.IMPORT, "名册"),
    Screen("exams", "考试", "assignment", "records/exams.py", Action.SEE_OVERVIEW, "名册"),
    Screen("templates", "打印模板", "draft", "records/templates.py", Action.MANAGE_FORMS, "名册"),
    Screen("duties", "履职要求", "rule", "records/duties.py", Action.SEE_OWN_DAY, "名册"),
    Screen("leave", "请假", "event_busy", "records/leave.py", Action.MANAGE_LEAVE, "名册"),
    Screen("access", "申请查看", "lock_open", "daily/access.py", Action.ASK_ACCESS, "名册"),
    Screen("dimensions", "评价维度", "category", "records/dimensions.py", Action.MANAGE_FORMS, "名册"),
    Screen("calendar", "学年学期", "calendar_month", "records/calendar.py", Action.MANAGE_CALENDAR, "名册"),
    Screen("accounts", "账号与权限", "key", "system/accounts.py", Action.MANAGE_ACCOUNTS, "系统", True),
    Screen("backups", "备份", "backup", "system/backups.py", Action.MANAGE_BACKUPS, "系统"),
    Screen("audit", "操作日志", "history", "system/audit.py", Action.READ_AUDIT, "系统", True),
    Screen("more", "更多", "menu", "system/more.py", Action.CHANGE_OWN_PASSWORD),
]
BY_NAME = {screen.name: screen for screen in SCREENS}


def allowed(actor: Actor) -> list[Screen]:
    """The screens this person may open."""
    return [screen for screen in SCREENS if actor.may(screen.action)]


def home_of(actor: Actor) -> Screen:
    """The first thing this person needs: leaders the overview, those who only run the system its accounts."""
    if Role.LEADER in actor.roles:
        return BY_NAME["overview"]
    names = ("today", "accounts", "import", "audit", "more")
    # whoever is on the staff list with no role yet is told so by the last of them
    return next((BY_NAME[name] for name in names if actor.may(BY_NAME[name].action)), BY_NAME["more"])


def tabs_of(actor: Actor) -> list[Screen]:
    """The phone's tab bar: home, what is used daily, and the rest under 更多."""
    wanted = [home_of(actor).name, "today", "students", "import", "more"]
    names = list(dict.fromkeys(name for name in wanted if actor.may(BY_NAME[name].action)))
    return [BY_NAME[name] for name in (names if len(names) <= 4 else [*names[:3], "more"])]
