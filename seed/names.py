"""Invented names of people. Whoever shares one with a real person does so by chance."""

from random import Random
from typing import Literal

Sex = Literal["男", "女"]

_COMMON = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_DOUBLE = ("欧阳", "上官", "司马", "诸葛", "慕容", "令狐")
_BOY = (
    "浩然", "子轩", "宇航", "俊杰", "一鸣", "思远", "明哲", "天佑", "嘉豪", "志远", "文博", "泽宇",
    "晨阳", "家乐", "承宇", "凯文", "睿", "昊", "博", "磊", "毅", "鑫", "景行", "书豪",
    "亦凡", "梓睿", "皓轩", "逸飞", "国栋", "振宇", "子墨", "云帆", "立成", "海川", "知行", "乐天",
    "星辰", "家辉", "弘毅", "沐阳", "启航", "铭泽", "少华", "卓然", "修远", "佳明", "小军", "健",
    "涛", "波", "勇", "旭", "绍辉", "锦程", "汉文", "正阳", "奕辰", "思齐", "鹏程", "冬",
    "长青", "元朗", "可为", "柏林",
)  # fmt: skip
_GIRL = (
    "欣怡", "雨桐", "梓涵", "诗琪", "思雨", "佳怡", "若曦", "语嫣", "雅静", "梦洁", "晓彤", "子涵",
    "静怡", "婉清", "芷若", "可欣", "心悦", "书瑶", "悦", "婷", "敏", "倩", "慧", "琳",
    "雪", "云舒", "一诺", "清妍", "安然", "知夏", "念慈", "小满", "采薇", "亦菲", "舒窈", "佳琪",
    "晨曦", "依依", "美琳", "秋月", "春晓", "沐晴", "宁", "思琪", "锦瑟", "千语", "紫萱", "艺馨",
    "梓萱", "凝", "玉洁", "海棠", "星语", "乐怡", "若楠", "盈盈", "佩瑶", "文心", "映雪", "苗苗",
    "彤彤", "冰洁", "巧云", "静",
)  # fmt: skip
_TEACHER_MAN = (
    "建国", "志强", "明辉", "立新", "国平", "永刚", "文涛", "海波", "卫东", "晓峰", "学军", "庆华",
    "宏伟", "松", "斌", "建平", "光明", "德胜", "世杰", "向阳",
)  # fmt: skip
_TEACHER_WOMAN = (
    "静", "丽华", "秀英", "晓梅", "雪梅", "红霞", "淑芳", "玉兰", "慧敏", "春燕", "海燕", "文静",
    "莉", "婷婷", "艳", "玲", "美娟", "晓红", "月琴", "佳慧", "雅琴", "颖", "素珍", "巧玲",
    "桂芳", "小燕", "倩", "惠珍", "兰", "彩霞",
)  # fmt: skip
# pupils whose names are longer, dotted, or written with characters that few fonts and tables expect
RARE: tuple[tuple[str, Sex], ...] = (
    ("买买提·艾力", "男"),
    ("阿依努尔·吐尔逊", "女"),
    ("卓玛央金", "女"),
    ("巴特尔", "男"),
    ("娜仁托娅", "女"),
    ("古丽娜尔·阿不都热依木", "女"),
    ("王㛃", "女"),
    ("李䶮", "男"),
    ("陈𬭎", "男"),
    ("欧阳思远", "男"),
    ("单芊芊", "女"),
    ("解小满", "女"),
)


def pupil_name(chance: Random, sex: Sex) -> str:
    """A pupil's name."""
    return _family(chance) + chance.choice(_BOY if sex == "男" else _GIRL)


def teacher_names(chance: Random, sexes: list[Sex]) -> list[str]:
    """As many different names, so that each can sign in with the name."""
    found: list[str] = []
    for sex in sexes:
        name = _teacher_name(chance, sex)
        while name in found:
            name = _teacher_name(chance, sex)
        found.append(name)
    return found


def relative_name(chance: Random, sex: Sex, family: str | None = None) -> str:
    """A parent's or grandparent's name; `family` where it is the pupil's own."""
    return (family or _family(chance)) + chance.choice(_TEACHER_MAN if sex == "男" else _TEACHER_WOMAN)


def _teacher_name(chance: Random, sex: Sex) -> str:
    return _family(chance) + chance.choice(_TEACHER_MAN if sex == "男" else _TEACHER_WOMAN)


def _family(chance: Random) -> str:
    if chance.random() < 0.015:
        return chance.choice(_DOUBLE)
    # the first surnames of the list are the most frequent, as in life
    return _COMMON[min(int(chance.expovariate(1 / 22)), len(_COMMON) - 1)]
