"""What mentors write about a student on the student's own page, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.errors import Invalid
from domain.records import clean_text

MOST_LETTERS: Final = 600


@dataclass(frozen=True)
class Topic:
    """One field: its name in the tables, its label on the form, and a word on what belongs there."""

    name: str
    label: str
    hint: str


PROFILE: Final = (  # S0 选配导师
    Topic("basics", "学生基本情况", "住校还是走读、身体、同谁一起住"),
    Topic("interests", "兴趣爱好", "喜欢做什么、参加了什么社团"),
    Topic("strengths", "学习优势", "哪科强、什么时候学得进去"),
    Topic("learning_style", "学习风格", "喜欢听、看还是动手，独自还是同伴一起"),
    Topic("weaknesses", "学习弱势", "卡在哪里，试过什么办法"),
    Topic("peers", "同伴关系", "和谁要好，在班里怎么样"),
    Topic("character", "个性特点", "怎样跟他聊得开"),
)
FAMILY: Final = (
    Topic("family", "家庭情况", "和谁生活、谁管学习、经济来源"),
    Topic("family_analysis", "家庭情况分析", "对孩子有什么影响，可以怎样配合"),
    Topic("relations", "主要社会关系", "常来往的亲戚、朋友，遇事可以找谁"),
)


def cleaned(topics: tuple[Topic, ...], texts: Mapping[str, str]) -> dict[str, str]:
    """The texts as they are kept, one for each topic; raises Invalid when one is too long."""
    kept = {one.name: clean_text(texts.get(one.name, "")) for one in topics}
    for one in topics:
        if len(kept[one.name]) > MOST_LETTERS:
            raise Invalid(f"“{one.label}”最多 {MOST_LETTERS} 字，请删短一些。")
    return kept


def labelled(topics: tuple[Topic, ...], texts: Mapping[str, str]) -> dict[str, str]:
    """The same under the words a person reads; what is empty is left out."""
    return {one.label: texts[one.name] for one in topics if texts.get(one.name)}
