"""Choosing what a record says: a sentence of the right area and mood that fits the pupil, the day and the reader."""

import re
from dataclasses import dataclass, field
from datetime import date
from random import Random

from seed.people import Pupil
from seed.plan import exam_subjects
from seed.words import contacts, endings, family, groups, growth, life, mind, study, thought, visits

Moods = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
EFFECTS = ("好转", "平稳", "需关注")

_TALKS: dict[str, Moods] = {
    area: (words.BETTER, words.STEADY, words.CONCERN)
    for area, words in (
        ("思想", thought), ("学业", study), ("生活", life), ("心理", mind), ("成长", growth), ("家教", family),
    )
}  # fmt: skip
_CONTACTS: dict[str, Moods] = {
    "学业": contacts.STUDY,
    "生活": contacts.LIFE,
    "家教": contacts.HOME,
    "心理": contacts.MIND,
}
_ENDINGS: Moods = (endings.BETTER, endings.STEADY, endings.CONCERN)
_ENDING_SHARE = 0.3
_MEMORY = 25  # a teacher does not write the same sentence twice within so many records
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_PARENTS = re.compile("爸|妈|父母|家里人")
_COLD = re.compile("降温|冬天|天冷|厚外套|换季")
_COLD_MONTHS = {10, 11, 12, 1, 2}


@dataclass
class Writer:
    """Writes the records of one invented school; remembers what each teacher wrote lately."""

    chance: Random
    midterms: tuple[date, ...]
    _lately: dict[int, list[str]] = field(default_factory=dict)

    def talk(self, author: int, pupil: Pupil, area: str, effect: str, day: date, subject: str) -> str:
        """What a mentor notes after a talk."""
        sentence = self._choose(author, _TALKS[area][EFFECTS.index(effect)], pupil, day)
        if self.chance.random() < _ENDING_SHARE:
            sentence += self.chance.choice(_ENDINGS[EFFECTS.index(effect)])
        return self._filled(sentence, pupil, subject)

    def contact(self, author: int, pupil: Pupil, area: str, effect: str, day: date, subject: str) -> str:
        """What is noted after a call or a meeting with somebody at home."""
        sentence = self._choose(author, _CONTACTS[area][EFFECTS.index(effect)], pupil, day)
        return self._filled(sentence, pupil, subject)

    def group_talk(self, author: int, pupil: Pupil, day: date, subject: str) -> tuple[str, str]:
        """Guidance area and note of a talk with several pupils; `pupil` only tells the grade."""
        area_of = {sentence: area for area, sentence in groups.TALKS}
        sentence = self._choose(author, tuple(area_of), pupil, day)
        return area_of[sentence], self._filled(sentence, pupil, subject)

    def home_visit(self, author: int, pupil: Pupil, day: date, subject: str) -> tuple[str, dict[str, str]]:
        """The note of a home visit and its parts, those filled in."""
        parts = {
            "visitors": self.chance.choice(visits.VISITORS),
            "family": self._choose(author, visits.FAMILY, pupil, day),
            "wishes": self.chance.choice(visits.WISHES),
            "agreement": self.chance.choice(visits.AGREEMENTS),
        }
        filled = {name: self._filled(text, pupil, subject) for name, text in parts.items() if text}
        return self._filled(self._choose(author, visits.NOTES, pupil, day), pupil, subject), filled

    def _choose(self, author: int, bank: tuple[str, ...], pupil: Pupil, day: date) -> str:
        lately = self._lately.setdefault(author, [])
        fitting = [one for one in bank if self._fits(one, pupil, day)] or list(bank)
        chosen = self.chance.choice([one for one in fitting if one not in lately] or fitting)
        self._lately[author] = [*lately, chosen][-_MEMORY:]
        return chosen

    def _fits(self, sentence: str, pupil: Pupil, day: date) -> bool:
        if "期中" in sentence and not any(abs((day - midterm).days) <= 14 for midterm in self.midterms):
            return False
        if _COLD.search(sentence) and day.month not in _COLD_MONTHS:
            return False
        return not (pupil.care == "孤儿" and _PARENTS.search(sentence))

    def _filled(self, sentence: str, pupil: Pupil, subject: str) -> str:
        subjects = exam_subjects(pupil.in_class.grade)
        return _CHOICE.sub(lambda found: self.chance.choice(found[1].split("|")), sentence).format(
            ta="他" if pupil.sex == "男" else "她",
            home=_at_home(pupil),
            subject=subject if subject in subjects else self.chance.choice(subjects),
        )


def contact_areas() -> tuple[str, ...]:
    """The guidance areas a contact with the family can be about."""
    return tuple(_CONTACTS)


def _at_home(pupil: Pupil) -> str:
    return {"父亲": "爸爸", "母亲": "妈妈"}.get(pupil.guardians[0].relation, pupil.guardians[0].relation)
