"""Where to begin when one sits before an empty line: sentences to start from, and what belongs in a record.

The starters ask for what can be seen and agreed on; none of them judges the child.
"""

from domain.record_kinds import Kind
from domain.records import AREAS

TALK_STARTERS: dict[str, tuple[str, ...]] = {
    "思想": ("最近让孩子高兴或不平的一件事是，", "说到班里的事，孩子的看法是，", "我们谈到一条规矩，孩子觉得，"),
    "学业": ("最近哪一科最吃力，吃力在，", "作业一般写到几点，卡住时，", "约好从今天起每天做一件小事："),
    "生活": ("这周睡得怎样，几点睡几点起，", "三餐和零花钱，", "和同桌、同宿舍的同学相处，"),
    "心理": ("最近心情怎样，什么时候最放松，", "有心事的时候，会去找，", "说出来以后，希望我，"),
    "成长": ("最近做得好的一件事是，", "这学期想做到的一件事是，", "喜欢做的事是，想往哪儿试试："),
    "家教": ("在家里谁管学习，怎么管，", "家长最担心的是，", "和家长约好，每周做到一次："),
}  # fmt: skip
KIND_STARTERS: dict[Kind, tuple[str, ...]] = {
    Kind.MENTEE_REPORT: ("这一段做到了，", "还没做到的是，原因是，", "下一段打算，"),
    Kind.GUARDIAN_CONTACT: ("先说了孩子最近的一个进步：", "家长讲到在家里，", "商量好双方各做一件事："),
    Kind.HOME_VISIT: ("家里有一处安静写作业的地方吗：", "家里平时由谁照看，", "和家长约好："),
    Kind.LETTER: ("信里（日记里）提到，", "我的回信主要说了，", "想找机会当面再聊的是，"),
    Kind.GROUP_ACTIVITY: ("活动里最投入的是，", "互相帮到的一件事是，", "下次想一起做："),
    Kind.EXAM_ANALYSIS: ("试卷上丢分最多的是，", "考前的时间安排，", "下次先改这一点："),
    Kind.CLASS_MEETING: ("班会上学生说得最多的是，", "会后我跟进的是，"),
    Kind.CLASS_TALK: ("讲的要点是，", "学生的反应，"),
    Kind.PARENT_CLASS: ("讲的要点是，", "家长问得最多的是，"),
    Kind.CLASS_VISIT: ("看到的是，", "和班主任、导师说好，", "下次来看，"),
    Kind.CLASS_CONSULTATION: ("各科老师看到的是，", "大家商定，由谁在哪天以前做："),
    Kind.SCHOOL_CONSULTATION: ("各方看到的是，", "商定由谁在哪天以前做："),
}  # fmt: skip

WRITE = "写看到的、听到的和约好的：一两句话，一件具体的事，下次接着谈。"
DO_NOT_WRITE = "不写定性的话（“懒”“撒谎成性”）、诊断、别的孩子的名字、家里的隐私细节；要紧的情况选“保密”，可以只给班主任看，并当面告诉班主任。"


def starters(kind: Kind) -> dict[str, tuple[str, ...]]:
    """Sentences to start from, by area; under "" those that fit any."""
    if kind is Kind.TALK:
        return {"": tuple(TALK_STARTERS[area][0] for area in AREAS[:3]), **TALK_STARTERS}
    return {"": KIND_STARTERS[kind]}
