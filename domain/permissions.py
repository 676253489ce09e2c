"""Who may do what: one table. Code asks for an action, never for a role."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in the school. One person may be several."""

    ADMIN = "admin"
    LEADER = "leader"
    OFFICE = "office"
    GRADE_HEAD = "grade_head"
    HOMEROOM = "homeroom"
    MENTOR = "mentor"
    AUDITOR = "auditor"

    @property
    def text(self) -> str:
        """The word on the screen."""
        return _ROLE_TEXT[self]


_ROLE_TEXT = {
    Role.ADMIN: "系统管理员",
    Role.LEADER: "校领导",
    Role.OFFICE: "德育处",
    Role.GRADE_HEAD: "年级组长",
    Role.HOMEROOM: "班主任",
    Role.MENTOR: "导师",
    Role.AUDITOR: "审计员",
}


class Action(StrEnum):
    """A thing a person may want to do. Which students it reaches is decided by the scope (db/scope.py)."""

    SEE_OWN_DAY = "see_own_day"
    SEE_STUDENTS = "see_students"
    SEE_OVERVIEW = "see_overview"
    RECORD = "record"
    EDIT_ARCHIVE = "edit_archive"
    EDIT_IDENTITY = "edit_identity"
    PRINT = "print"
    PRINT_ANY = "print_any"
    MANAGE_FORMS = "manage_forms"
    FORM_GROUPS = "form_groups"
    FORM_ANY_GROUPS = "form_any_groups"
    APPROVE_GROUPS = "approve_groups"
    CLAIM = "claim"
    ASK_CHANGE = "ask_change"
    DECIDE_CHANGE = "decide_change"
    ASK_ACCESS = "ask_access"
    DECIDE_ACCESS = "decide_access"
    MANAGE_DUTIES = "manage_duties"
    SEE_WORKLOAD = "see_workload"
    INSPECT = "inspect"
    REPORT = "report"
    SEE_LEADERS = "see_leaders"
    ASSIGN_LEADERS = "assign_leaders"
    MANAGE_LEAVE = "manage_leave"
    MANAGE_ANY_LEAVE = "manage_any_leave"
    IMPORT = "import"
    ERASE = "erase"
    MANAGE_CALENDAR = "manage_calendar"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_AUDIT = "read_audit"
    MANAGE_BACKUPS = "manage_backups"
    CHANGE_OWN_PASSWORD = "change_own_password"


_TEACHING = frozenset({Role.LEADER, Role.OFFICE, Role.GRADE_HEAD, Role.HOMEROOM, Role.MENTOR})

# The account administrator runs the system and the rosters and sees no child's records (S1 保密性原则).
ALLOWED: dict[Action, frozenset[Role]] = {
    Action.SEE_OWN_DAY: _TEACHING,
    Action.SEE_STUDENTS: _TEACHING,
    Action.RECORD: _TEACHING,
    Action.EDIT_ARCHIVE: _TEACHING,
    Action.EDIT_IDENTITY: frozenset({Role.OFFICE, Role.HOMEROOM}),  # a homeroom teacher only the own class
    Action.PRINT: _TEACHING,
    Action.PRINT_ANY: frozenset({Role.OFFICE}),  # other mentors' handbooks
    Action.MANAGE_FORMS: frozenset({Role.OFFICE}),
    Action.SEE_OVERVIEW: frozenset({Role.LEADER, Role.OFFICE, Role.GRADE_HEAD, Role.HOMEROOM}),
    Action.FORM_GROUPS: frozenset({Role.OFFICE, Role.HOMEROOM}),
    Action.FORM_ANY_GROUPS: frozenset({Role.OFFICE}),  # a homeroom teacher only the own class
    Action.APPROVE_GROUPS: frozenset({Role.OFFICE}),  # 备案 with the office (S2 二)
    Action.CLAIM: frozenset({Role.HOMEROOM, Role.MENTOR}),
    Action.ASK_CHANGE: frozenset({Role.OFFICE, Role.HOMEROOM, Role.MENTOR}),
    Action.DECIDE_CHANGE: frozenset({Role.OFFICE}),
    Action.ASK_ACCESS: _TEACHING,
    # 须经相关负责人或者其授权的管理人员审批 (未成年人网络保护条例 第三十六条); nobody decides about oneself
    Action.DECIDE_ACCESS: frozenset({Role.LEADER, Role.OFFICE}),
    Action.MANAGE_DUTIES: frozenset({Role.OFFICE}),
    Action.SEE_WORKLOAD: frozenset({Role.LEADER, Role.OFFICE}),
    Action.INSPECT: frozenset({Role.LEADER, Role.OFFICE}),
    Action.REPORT: frozenset({Role.LEADER, Role.OFFICE}),  # 专题汇报 of the whole school
    Action.SEE_LEADERS: frozenset({Role.LEADER, Role.OFFICE}),
    Action.ASSIGN_LEADERS: frozenset({Role.OFFICE}),  # 联系点, 包靠, the scheme's stages
    Action.MANAGE_LEAVE: frozenset({Role.OFFICE, Role.HOMEROOM}),
    Action.MANAGE_ANY_LEAVE: frozenset({Role.OFFICE}),  # a homeroom teacher only the own class's students
    Action.IMPORT: frozenset({Role.ADMIN, Role.OFFICE}),
    Action.ERASE: frozenset({Role.OFFICE}),
    Action.MANAGE_CALENDAR: frozenset({Role.ADMIN, Role.OFFICE}),
    Action.MANAGE_ACCOUNTS: frozenset({Role.ADMIN}),
    Action.MANAGE_BACKUPS: frozenset({Role.ADMIN}),
    Action.READ_AUDIT: frozenset({Role.AUDITOR}),  # who runs the accounts does not watch over himself
}

# what everybody who can sign in may do, with or without a role
EVERYBODY = frozenset({Action.CHANGE_OWN_PASSWORD})
WHOLE_SCHOOL = frozenset({Role.LEADER, Role.OFFICE})


@dataclass(frozen=True)
class Actor:
    """The person acting, loaded afresh for every run; staff_id None is the system itself (set-up, demo)."""

    staff_id: int | None
    name: str
    roles: frozenset[Role]
    has_grants: bool = (
        False  # perhaps reads about somebody for a time (申请查看): whoever has none is asked no more
    )

    def may(self, action: Action) -> bool:
        """Whether everybody, or one of this person's roles, may do it."""
        return action in EVERYBODY or bool(self.roles & ALLOWED[action])

    @property
    def sees_whole_school(self) -> bool:
        """Leadership and office reach every student; everyone else only their own circle."""
        return bool(self.roles & WHOLE_SCHOOL)


# Set-up, the command line and the demo school act as the system; nobody can sign in as it.
SYSTEM = Actor(None, "系统", frozenset(Role))
