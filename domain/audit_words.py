"""What the log of acts says in words, by area. An act without a word is a bug that tests/services/test_audit_log.py finds."""

from typing import Final

from domain.permissions import Role

AREAS: Final[dict[str, dict[str, str]]] = {
    "登录": {
        "sign_in": "登录",
        "sign_in.failed": "登录没有成功",
        "sign_out": "退出",
        "session.open": "打开登录",
        "session.refused": "拒绝打开登录",
        "session.end_others": "退出其他地方的登录",
        "password.change": "改了自己的密码",
        "password.wrong": "改密码时，原来的密码输错了",
        "password.renew_hash": "换了密码的保存方式",
        "second_step.set_up": "设了手机验证码",
        "second_step.confirm": "输入了手机验证码",
        "second_step.wrong": "手机验证码不对",
        "second_step.remove": "取消了手机验证码",
    },
    "账号": {
        "school.set_up": "建立学校",
        "school.freeze": "冻结系统",
        "school.unfreeze": "解冻系统",
        "account.create_missing": "生成账号",
        "account.disable": "停用账号",
        "account.enable": "重新启用账号",
        "account.reset_password": "发新的初始密码",
        "second_step.remove_for": "替人取消手机验证码",
        "second_step.demand": "要求管理人员用手机验证码",
        "second_step.leave_free": "不再要求手机验证码",
        "role.give": "给了身份",
        "role.end": "取消身份",
    },
    "记录": {
        "interaction.record": "记了一次",
        "interaction.correct": "更正记录",
        "interaction.read": "打开看了加密的内容",
        "interaction.refused": "想看加密的内容，没有让看",
        "interaction.undo": "撤销刚记的一条",
        "interaction.delete": "删除记录",
        "interaction.add_files": "加照片、文件",
        "interaction.remove_file": "去掉照片、文件",
        "draft.begin": "开始一份草稿",
        "draft.save": "保存草稿",
        "draft.discard": "丢掉草稿",
        "draft.restore": "找回草稿",
        "interaction.generate": "生成演示记录",
        "handover.write": "写交接单",
    },
    "档案": {
        "month.save": "写月度表现",
        "goal.save": "写发展目标",
        "review.save": "写综合素质评价",
        "review.dimensions": "改评价维度",
        "archive.read_earlier": "看了档案以前怎么写的",
        "profile.save": "写学生特点",
        "identity.save": "改学生基本信息",
        "guardian.add": "增加监护人",
        "guardian.change": "修改监护人",
        "guardian.remove": "去掉监护人",
        "guardian.order": "改监护人的先后",
        "care.add": "增加类别",
        "care.change": "修改类别",
        "family.save": "写家庭情况",
        "family.read": "打开看了家庭情况",
        "family.refused": "想看家庭情况，没有让看",
    },
    "查看申请": {
        "access.ask": "申请查看学生",
        "access.withdraw": "撤回查看申请",
        "access.grant": "同意查看申请",
        "access.refuse": "不同意查看申请",
        "access.end": "提前结束查看",
        "access.read": "凭批准看了学生",
    },
    "取走文件": {
        "export.take": "取走文件",
        "export.refused": "一小时内取得太多，没有给",
        "export.allow": "改每小时可以取走几份文件",
    },
    "名册": {
        "import.roster": "导入学生名单",
        "import.staff": "导入教师名单",
        "import.exam": "导入成绩",
        "import.undo": "撤销导入",
        "exam.change": "修改考试",
        "exam.ranks": "改显示名次的设置",
        "template.upload": "上传打印模板",
        "template.use": "开始用学校自己的打印模板",
        "template.put_back": "换回系统自带的打印模板",
        "calendar.term": "设置学期",
        "calendar.holidays": "设置假期",
        "departure.student": "登记学生离校",
        "student.erase": "清除离校学生的全部资料",
        "student.erase_again": "恢复备份后再次清除学生",
        "departure.school": "登记教师离校",
        "departure.class": "登记教师离班",
        "departure.take_over": "安排接手的导师",
    },
    "选配": {
        "groups.save": "保存分组",  # how groups came into force before there was filing
        "grouping_plan.keep": "保存分组方案",
        "grouping_plan.discard": "丢掉分组草稿",
        "grouping_plan.filed": "提交备案",
        "grouping_plan.withdrawn": "撤回备案",
        "grouping_plan.returned": "退回备案",
        "grouping_plan.approved": "批准备案",
        "choice_round.open": "开始填志愿",
        "wishes.enter": "录入志愿",
        "wishes.import": "导入志愿",
        "wishes.link": "学生自己填了志愿",
        "wish_links.issue": "打印志愿纸条",
        "claims.save": "认领",
        "mentor_card.save": "改导师卡片",
        "mentor_card.most": "改最多带几人",
        "newcomers.place": "安排新来的学生",
        "adaptation.confirm": "确认适应期",
        "change.ask": "申请调换导师",
        "change.approve": "同意调换导师",
        "change.refuse": "不同意调换导师",
        "change.withdraw": "撤回调换申请",
        "ceremony.plan": "安排交接仪式",
        "ceremony.record": "记下交接仪式",
    },
    "督导": {
        "inspection.begin": "新建督导检查",
        "inspection.add": "检查里加一位导师",
        "inspection.removed": "检查里去掉一位导师",
        "inspection.fine": "检查结论：符合要求",
        "inspection.improve": "检查结论：需要改进",
        "inspection.mend": "检查结论：限期整改",
        "inspection.answered": "报整改情况",
        "inspection.passed": "复查通过",
        "inspection.failed": "复查不通过",
        "leader.give": "安排联系点、包靠学生",
        "stage.adopt": "定下推进阶段",
        "stage.change": "改推进阶段",
        "stage_item.add": "增加阶段任务",
        "stage_item.change": "改阶段任务",
        "stage_item.remove": "去掉阶段任务",
    },
    "制度": {
        "duty_rule.adopt": "选用一套履职要求",
        "duty_rule.add": "增加履职要求",
        "duty_rule.change": "修改履职要求",
        "duty_rule.end": "停用履职要求",
        "workload.rule": "改工作量的算法",
        "leave.enter": "登记请假",
        "leave.change": "修改请假",
        "leave.delete": "删除请假",
        "monthly_summary.save": "写月度小结",
        "monthly_summary.submit": "提交月度小结",
        "monthly_summary.withdraw": "撤回月度小结",
    },
    "备份": {
        "texts.seal": "把原来的敏感内容加密保存",
        "key.make": "生成本校的钥匙",
        "key.show": "显示恢复码",
        "backup.make": "做了备份",
        "backup.place": "改副本的位置",
        "backup.drill": "恢复演练",
    },
    "日志": {"audit.look": "查看操作日志", "audit.verify": "核对操作日志"},
}
# after these every list and figure shows what it showed before
TELLS_NOTHING: Final = frozenset({
    "sign_in", "sign_in.failed", "sign_out", "session.open", "session.refused", "session.end_others",
    "password.change", "password.wrong", "draft.begin", "draft.save", "draft.discard", "draft.restore", "export.take", "export.refused", "export.allow",
    "interaction.read", "interaction.refused", "texts.seal", "key.show", "backup.make", "backup.drill", "audit.look", "audit.verify",
    "access.ask", "access.withdraw", "access.refuse", "access.read", "archive.read_earlier", "family.read", "family.refused",
    "template.upload", "template.use", "template.put_back",
})  # fmt: skip
# somebody opened what lies encrypted, or how it was written before
READING: Final = frozenset({"interaction.read", "family.read", "archive.read_earlier"})
# records of some students or of none; the row says which
RECORDING: Final = frozenset(
    {"interaction.record", "interaction.correct", "interaction.undo", "interaction.delete"}
)
# what is written in an archive about some students, the row says which: no duty and no figure rests on it
ARCHIVING: Final = frozenset({"month.save", "goal.save", "review.save"})
WORDS: Final = {act: words for acts in AREAS.values() for act, words in acts.items()}
_THINGS: Final = {
    "student": "学生",
    "class": "班级",
    "interaction": "记录",
    "goal": "目标",
    "stage": "推进阶段",
    "stage_item": "阶段任务",
    "term": "学期",
    "access_request": "查看申请",
    "account": "账号",
    "staff": "教职工",
    "import_batch": "导入",
    "exam": "考试",
    "template": "打印模板",
    "grouping_plan": "分组方案",
    "duty_rule": "履职要求",
    "inspection": "督导检查",
    "session": "登录",
    "export": "文件",
}
DETAILS: Final = {
    "count": "数量",
    "students": "学生编号",
    "student": "学生编号",
    "classes": "班级编号",
    "groups": "小组数",
    "rows": "行数",
    "lost": "缺的文件",
    "version": "第几版",
    "late": "补记",
    "role": "身份",
    "grade": "年级",
    "form": "格式",
    "what": "文件",
    "staff": "教职工编号",
    "area": "范围",
    "month": "第几月",
    "term": "学期编号",
    "part": "哪一部分",
    "on": "从哪天起",
    "days": "天数",
    "most": "最多",
    "leave": "请假编号",
    "follow_ups_done": "完成跟进",
}
PAPERS: Final = {
    "audit.excel": "操作日志",
    "ceremony.sheet": "交接仪式签到表",
    "compliance.excel": "完成情况",
    "curve.picture": "成绩、交流图",
    "groups.picture": "小组层次图",
    "inspection.ledger": "督导台账",
    "inspection.full_ledger": "督导台账（写出意见原文）",
    "log.excel": "交流记录",
    "register.word": "导师分工明细表",
    "register.excel": "导师分工明细表",
    "register.cards": "小组卡片",
    "register.mentor_lists": "各导师名单",
    "reminder.calendar": "日历",
    "screening.word": "逐班摸排表",
    "screening.excel": "逐班摸排表",
    "summary.word": "月度小结",
    "overview.excel": "总览的全部表格",
    "report.word": "专题汇报",
    "report.named": "专题汇报（附导师名单）",
    "workload.excel": "课时统计表",
    "template.own": "系统自带的打印模板",
    "template.original": "学校自己的打印模板",
    "template.trial": "打印模板的试打印",
}
PRINTED: Final = {
    "handbook": "导师工作手册",
    "handbooks": "多位导师的工作手册",
    "archive": "成长档案",
    "class_archives": "全班成长档案",
    "ledger": "学情台账",
    "blank": "空白表",
}
_PRINTED_WITH: Final = {"docx": "Word", "pdf": "PDF", "ranks": "含名次", "confidential": "含加密内容"}
_PARTS: Final = {
    "profile": "学生特点",
    "family": "家庭情况",
    "identity": "基本信息",
    "guardian": "监护人",
    "care": "类别",
    "month": "月度表现",
    "goal": "发展目标",
    "review": "综合素质评价",
}
_VALUES: Final = {**PAPERS, **_PARTS, **{role.value: role.text for role in Role}}


def target_text(target: str) -> str:
    """interaction/12 → 记录 12. The log shows numbers, never names of children."""
    thing, _, number = target.partition("/")
    return f"{_THINGS.get(thing, '')} {number}".strip() if thing in _THINGS else number or ""


def detail_text(detail: dict[str, object]) -> str:
    """{"students": [3, 4]} → 学生编号 3、4. What has no word for people is left to the export."""
    return "，".join(
        f"{DETAILS[name]} {_value(value)}" for name, value in detail.items() if name in DETAILS and value
    )


def _value(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    text = str(value)
    return "是" if value is True else _VALUES.get(text) or paper_text(text) or text


def paper_text(what: str) -> str:
    """handbook.docx.ranks → 导师工作手册（Word，含名次）; empty for what is no printed paper."""
    kind, *more = what.split(".")
    if kind not in PRINTED:
        return ""
    return f"{PRINTED[kind]}（{'，'.join(_PRINTED_WITH[one] for one in more)}）"
