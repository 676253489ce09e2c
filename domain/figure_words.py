"""What every number of the overview counts, a sentence each: `python start.py figures` prints them beside the numbers."""

from dataclasses import dataclass
from typing import Final, NamedTuple

Value = int | float | None


@dataclass(frozen=True)
class Figure:
    """One number; None where there is none, which is not nought. `name` has people of the staff and no student."""

    key: str
    name: str
    value: Value
    when: str
    counts: str

    @property
    def definition(self) -> str:
        """What it counts, and of which days."""
        return f"{self.when}：{self.counts}"


class Word(NamedTuple):
    """A number's name, and what is counted; {limit} is the school's own number of days."""

    name: str
    counts: str


_ASKED: Final = {
    "required": Word("应做", "开始了的期里要求做的次数，免做的已经扣去；几个人一起负责的只算一次。"),
    "done": Word("做了", "要求的里面做到了的次数；多做的不算。"),
    "late": Word("逾期", "要求的里面期限已过、没有做到的次数。"),
    "open": Word("未到期", "要求的里面还没有做、期限也没有过的次数。"),
    "excused": Word("免做", "因为请假、放假、没有导师等不用做的次数。"),
    "early": Word("提前做了", "做了的里面还没有到期的次数；等到期再算进完成率。"),
    "share": Word("完成率", "已经到期的要求里做到了几成；还没有到期的不算，提前做了的也等到期再算。"),
}
# by the name of the number, after the ids are taken out of its key
WORDS: Final[dict[str, Word]] = _ASKED | {
    "students": Word("学生", "那一天在班的学生，每人算一次。"),
    "students_without_mentor": Word("没有导师的学生", "那一天在班、却没有任何一位导师的学生。"),
    "students_seen": Word("联系过的学生", "那一天在班、这段时间里有任何一位老师写过联系记录的学生。"),
    "students_unseen": Word("没人联系的学生", "那一天在班、这段时间里谁也没有写过联系记录的学生。"),
    "records": Word("记录", "这段时间里联系学生的记录，几名学生的一条只算一条；删除的和考后分析不算。"),
    "care_students": Word("特殊学生", "那一天在班、属于任何一类特殊学生的，属于几类也只算一次。"),
    "care_students_unseen": Word(
        "很久没有联系的特殊学生", "那一天的特殊学生里，{limit} 天内谁也没有写过联系记录的；从未联系过的也算。"
    ),
    "follow_ups_open": Word("还没跟进的约定", "那一天以前写下、到那一天还没有跟进的约定。"),
    "follow_ups_late": Word("过了日子的约定", "到那一天还没有跟进的约定里，日子已经过了的。"),
    "mentors": Word("带学生的导师", "那一天至少带一名在班学生的导师。"),
    "mentors_low": Word("不足七成的导师", "完成率不到七成的人；还没有到期要求的不算。"),
    "mentors_overloaded": Word("带的人超过上限的导师", "带的学生多于本人上限的导师。"),
    "teachers_without_students": Word("没有带学生的任课老师", "那一天任课或当班主任、却一名学生也没有带的老师。"),
    "mentor.students": Word("带的学生", "那一天由这位导师带的在班学生。"),
    "mentor.most": Word("上限", "这位导师最多带几名学生：名片上写的，没有写就是学校通常的。"),
    "mentor.students_seen": Word("见过的学生", "带的学生里，这段时间有这位导师本人写的联系记录的。"),
    "mentor.records": Word("写的记录", "这位导师这段时间写的联系学生的记录，几名学生的一条只算一条。"),
    "mentor.minutes": Word("分钟", "这些记录写明的时长合计；没有写时长的按 0 算。"),
    "mentor.required": Word("应做", "这位导师负责的次数；几个人一起负责的每人都算。"),
    "mentor.excused": Word("免做", "免做不记在个人名下，总是 0。"),
    "mentor.week": Word(
        "这一周联系的人次",
        "这位导师这一周写的联系记录，一条里有几名学生算几人次；这一周没有要求见学生（放假、请假、没有学生）又没有写的，没有数。",
    ),
    "week.students_seen": Word("这一周联系到的学生", "这一周最后一天在班、这一周里有人写过联系记录的学生。"),
    "week.students": Word("这一周的学生", "这一周最后一天在班的学生。"),
    "week.last_term.students_seen": Word("上学期同周联系到的学生", "上学期第几周对第几周，算法相同。"),
    "week.last_term.students": Word("上学期同周的学生", "上学期同一周最后一天在班的学生。"),
    "week.mentors_silent": Word("这一周没有联系学生的导师", "应该见到学生、却没有写过一条联系记录的人；只数过完了的周。"),
    "week.mentors_expected": Word(
        "这一周应该联系学生的导师",
        "这一周至少有一个上学日带着学生、又没有请假的人，和写过联系记录的人；只数过完了的周。",
    ),
    "care.students": Word("这一类的学生", "那一天在班、属于这一类的学生。"),
    "care.contacted": Word("这一类里联系过的", "这一类学生里，{limit} 天以内有人写过联系记录的。"),
    "care.days": Word("离上次联系的天数", "这一类学生从最久没有联系的排起，离上次联系几天；没有数的是从未联系过。"),
}  # fmt: skip
WHEN: Final = {"week": "本周", "month": "本月", "term": "本学期"}
BEFORE: Final = {"week": "上周同期", "month": "上月同期"}
LAST_TERM: Final = "上学期同期"


def definition(name: str, limit_days: int) -> str:
    """What a number counts."""
    word = WORDS.get(name) or WORDS[name.rpartition(".")[2]]
    return word.counts.format(limit=limit_days)


def title(name: str) -> str:
    """What a number is called."""
    return (WORDS.get(name) or WORDS[name.rpartition(".")[2]]).name
