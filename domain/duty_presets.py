"""The five schemes a school may begin with: what their texts ask for, as numbers, each with the clause it stands in.

Only what the texts count is a rule: "when needed" or "regularly" is nothing a calendar can hold anybody to. Of two
rules that the same record would satisfy one is kept (S3: the weekly class meeting includes the monthly study).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.duty_rules import MONTHLY_SUMMARY, DutyRule, Period, Subject
from domain.record_kinds import Kind

_FAMILY = (Kind.GUARDIAN_CONTACT, Kind.HOME_VISIT)  # 电话或当面联系


@dataclass(frozen=True)
class PresetDuty:
    """One duty of a scheme; `source` says where its number comes from."""

    name: str
    kinds: tuple[str, ...]
    times: int
    period: Period
    subject: Subject
    source: str


@dataclass(frozen=True)
class Preset:
    """A scheme: `name` as teachers would call it, and what it asks."""

    key: str
    name: str
    note: str
    duties: tuple[PresetDuty, ...]

    def rules(self, valid_from: date) -> list[DutyRule]:
        """The duties as rules in force from a day on, not stored yet, in the order of the list."""
        return [
            DutyRule(
                0, one.name, frozenset(one.kinds), one.times, one.period, one.subject, valid_from,
                position=10 * place,
            )
            for place, one in enumerate(self.duties, start=1)
        ]  # fmt: skip


def _each(
    subject: Subject, duties: Iterable[tuple[str, tuple[str, ...], int, Period, str]]
) -> tuple[PresetDuty, ...]:
    return tuple(
        PresetDuty(name, kinds, times, period, subject, source)
        for name, kinds, times, period, source in duties
    )


_S0 = Preset(
    "S0", "每周谈心、每半月汇报、两月一次家校联系（方案一）", "谈心勤，家校联系隔月一次",
    _each(Subject.STUDENT, [
        ("谈心", (Kind.TALK,), 1, Period.WEEK, "谈话和跟踪育导制度：每周至少与学生个别谈心一次"),
        ("学生汇报", (Kind.MENTEE_REPORT,), 1, Period.HALF_MONTH, "汇报制度：每半月一次"),
        ("家校联系", _FAMILY, 1, Period.TWO_MONTHS, "家访联系制度：每两个月至少与受导学生家长联系一次"),
    ]),
)  # fmt: skip
_S1 = Preset(
    "S1", "两周一谈、每周汇报、每月电话、考后分析（方案二）", "环节最全，谈心两周一次",
    _each(Subject.STUDENT, [
        ("谈心", (Kind.TALK,), 1, Period.FORTNIGHT, "谈心与汇报制度：每2周至少谈心辅导一次"),
        ("学生汇报", (Kind.MENTEE_REPORT,), 1, Period.WEEK, "谈心与汇报制度：每周一次向导师汇报"),
        ("家校电话", (Kind.GUARDIAN_CONTACT,), 1, Period.MONTH, "家访联络制度：每月至少一次电话联系"),
        ("家访", (Kind.HOME_VISIT,), 1, Period.SCHOOL_YEAR, "家访联络制度：每学年至少一次家访"),
        ("考后分析", (Kind.EXAM_ANALYSIS,), 1, Period.AFTER_MAJOR_EXAM, "档案制度：每次考试成绩记录及分析对照"),
    ]) + _each(Subject.MENTOR, [
        ("参加班会", (Kind.CLASS_MEETING, Kind.CLASS_TALK), 1, Period.TERM, "参与管理：每学期至少参加一次主题班会"),
        ("班会发言", (Kind.CLASS_TALK,), 1, Period.TERM, "参与管理：每学期进行一次专题发言"),
    ]) + _each(Subject.SCHOOL, [
        ("学校会诊", (Kind.SCHOOL_CONSULTATION,), 1, Period.TERM, "会诊制度：每学期一到两次"),
    ]),
)  # fmt: skip
_S2 = Preset(
    "S2", "每周谈心、每月家校联系、每周学情会商（方案三）", "班级每周会商，导师每月小结",
    _each(Subject.STUDENT, [
        ("谈心", (Kind.TALK,), 1, Period.WEEK, "做学生的知心朋友：每周必须与受导学生谈心一次"),
        ("家校联系", _FAMILY, 1, Period.MONTH, "做学生的知心朋友：每月与学生家长电话或当面联系一次"),
    ]) + _each(Subject.MENTOR, [
        ("月度小结", (MONTHLY_SUMMARY,), 1, Period.MONTH, "做学生的知心朋友：每月总结谈话情况记录汇总一次"),
    ]) + _each(Subject.CLASS, [
        ("班级会商", (Kind.CLASS_CONSULTATION,), 1, Period.WEEK, "学情台账：每周班主任与导师研究一次学情"),
    ]) + _each(Subject.SCHOOL, [
        ("校长办公会", (Kind.SCHOOL_CONSULTATION,), 1, Period.MONTH, "校长职责：每月至少一次专题研究学生工作"),
    ]),
)  # fmt: skip
_S3 = Preset(
    "S3", "全员家访、小组活动、家长课堂（方案四）", "不数谈心，重活动和家校共育",
    _each(Subject.STUDENT, [
        ("家访", (Kind.HOME_VISIT,), 1, Period.SCHOOL_YEAR, "家校共育：全面开展入户家访"),
    ]) + _each(Subject.GROUP, [
        ("小组活动", (Kind.GROUP_ACTIVITY,), 4, Period.TERM, "导师保障机制：每学期活动不少于4次"),
    ]) + _each(Subject.CLASS, [
        ("班级会商", (Kind.CLASS_CONSULTATION,), 1, Period.WEEK, "日碰头、周例会、月研判：班级周例会"),
        ("班级家长课堂", (Kind.PARENT_CLASS,), 1, Period.MONTH, "家校共育：每班每月一次家庭教育指导讲座"),
    ]) + _each(Subject.MENTOR, [
        ("导师讲座", (Kind.PARENT_CLASS,), 1, Period.TERM, "家校共育：导师每学期面对牵手学生家长一次讲座"),
    ]) + _each(Subject.SCHOOL, [
        ("学校会诊", (Kind.SCHOOL_CONSULTATION,), 1, Period.MONTH, "加强组织领导：学校每月至少重点研究一次"),
    ]),
)  # fmt: skip
_S4 = Preset(
    "S4", "每周互动、每学期两次家访、每月小组活动（方案五）", "特殊学生每月一次家访",
    _each(Subject.STUDENT, [
        ("谈心", (Kind.TALK, Kind.LETTER), 1, Period.WEEK, "教育形式和方法：与每名学生每周互动至少1次（书信日记也算）"),
        ("家访", (Kind.HOME_VISIT,), 2, Period.TERM, "教育形式和方法：每学期家访至少2次"),
    ]) + _each(Subject.CARE_STUDENT, [
        ("特殊学生家访", (Kind.HOME_VISIT,), 1, Period.MONTH, "教育形式和方法：留守、单亲、特殊困难家庭每月至少1次"),
    ]) + _each(Subject.GROUP, [
        ("小组活动", (Kind.GROUP_ACTIVITY,), 1, Period.MONTH, "教育形式和方法：一月小组活动一次"),
    ]),
)  # fmt: skip

PRESETS: dict[str, Preset] = {one.key: one for one in (_S0, _S1, _S2, _S3, _S4)}
