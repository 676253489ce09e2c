"""What the mentors of the sign-in page have written about their students, and about families under lock."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from random import Random

from seed.founding import School
from seed.timeline import moment
from services import profiles, students

Act = Callable[[date], None]
_WRITTEN = timedelta(days=40)  # before today; put right a month later
_TOPICS = {
    "basics": ("走读，家离学校步行十分钟。", "住校，周末由家里接。", "身体好，视力下降，已换到第二排。", "走读，午饭在学校吃。"),
    "interests": ("画画、折纸，参加了美术社团。", "足球，校队替补。", "看历史故事书，能讲大半节课。", "唱歌，合唱队第二声部。", "下象棋，常和爷爷下。"),
    "strengths": ("语文好，作文常被念。", "口算快，早上学得进去。", "英语听力好，爱跟读。", "动手强，科学实验抢着做。"),
    "learning_style": ("要听一遍再看，喜欢有人一起讨论。", "喜欢独自安静做题。", "动手做过才记得牢。", "看图和表学得快。"),
    "weaknesses": ("应用题审题急，已约好先画线段图。", "字写得慢，作业常到九点。", "背书怕出声，改成先默写。", "英语单词忘得快，每天五个。"),
    "peers": ("和同桌要好，班里朋友不多。", "人缘好，小组里的主心骨。", "常和邻班的表哥一起。", "愿意帮人，不太会拒绝。"),
    "character": ("话少，走着聊比坐着聊好。", "爱开玩笑，批评要单独说。", "要强，先说做到了什么。", "慢热，等他先开口。"),
}  # fmt: skip
_FAMILY = {
    "family": ("父母在外地务工，和爷爷奶奶生活，每周日视频。", "父母都在本地上班，妈妈管学习。", "父母分开，跟妈妈住，爸爸每月来一次。"),
    "family_analysis": ("老人管生活周到，管学习吃力，需要学校多提醒。", "家里重视，要求偏严，可以多说进步。", "孩子懂事，有心事不说，先从日常聊起。"),
    "relations": ("姑姑在县城，遇事可以找。", "舅舅是本校家长，常来接。", "邻居阿姨帮着照看。"),
}  # fmt: skip


def acts(made: School, mentors: Sequence[int]) -> Sequence[tuple[date, Act]]:
    """(day, act): written in autumn, put right later."""
    written = max(made.timeline.records_from, made.timeline.today - _WRITTEN)
    again = made.timeline.today - timedelta(days=5)
    return [(written, partial(_write, made, mentors, 0)), (again, partial(_write, made, mentors[:1], 1))]


def _write(made: School, mentors: Sequence[int], version: int, day: date) -> None:
    chance = Random(f"profiles {version}")
    for mentor in mentors:
        context = made.acting(mentor, moment(day, 16))
        own = students.mine(context)
        for one in own[:3] if version else own:
            texts = {name: chance.choice(words) for name, words in _TOPICS.items()}
            if version and profiles.of_student(context, one.id).version != version:
                continue
            profiles.save(context, one.id, version, texts)
            if not version and chance.random() < 0.5:
                family = {name: chance.choice(words) for name, words in _FAMILY.items()}
                profiles.save_family(context, one.id, 0, family)
