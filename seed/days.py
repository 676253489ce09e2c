"""Day by day through the term: who talks with whom, calls home, visits, promises to look again and does."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from domain.record_kinds import Kind
from domain.records import NEEDS_ATTENTION, InteractionForm
from seed.people import Pupil, Teacher
from seed.sentences import EFFECTS, Writer, contact_areas
from seed.timeline import Timeline, moment

Save = Callable[[int, datetime, InteractionForm], None]

_AREAS = {"学业": 34, "生活": 15, "心理": 15, "思想": 13, "成长": 13, "家教": 10}
_EFFECT_WEIGHTS = (30, 64, 6)
_KINDS = {Kind.TALK: 74, Kind.GUARDIAN_CONTACT: 21, Kind.HOME_VISIT: 5}
_MINUTES = (10, 10, 15, 15, 20, 30)
_PLACES = ("办公室", "教室", "操场", "走廊", "图书角", "食堂", "")
_GROUP_TALK, _RESTRICTED, _WORDLESS = 0.08, 0.12, 0.04
_KEPT, _WRITTEN_LATE, _LATE_DAYS = 0.88, 0.10, (1, 1, 1, 2, 4, 5, 6)
_HOMEROOM_SHARE = 0.10  # a homeroom teacher also looks after pupils somebody else mentors
_SATURDAY_SHARE = 0.05
_LAZY, _OVERLOOKED, _OVERLOOKED_CARE = 3, 14, 4


@dataclass
class _Note:
    """A record on its way: what happened, and when it is written down."""

    author: int
    written: datetime
    form: InteractionForm


@dataclass
class Days:
    """The life of the school between set-up and today. Ids are the school's own."""

    timeline: Timeline
    chance: Random
    teachers: Mapping[int, Teacher]
    pupils: dict[int, Pupil]
    per_day: int
    save: Save
    shown: tuple[int, ...] = ()
    mentees: dict[int, list[int]] = field(default_factory=dict)
    homerooms: dict[int, list[int]] = field(default_factory=dict)
    _paces: dict[int, float] = field(default_factory=dict)
    _unseen_from: dict[int, date] = field(default_factory=dict)
    _last_seen: dict[int, date] = field(default_factory=dict)
    _promises: dict[date, list[tuple[int, int, str]]] = field(default_factory=lambda: defaultdict(list))
    _later: dict[date, list[_Note]] = field(default_factory=lambda: defaultdict(list))
    _count: int = 0
    _idle: int = 0

    def __post_init__(self) -> None:
        midterms = tuple(one.meta.held_on for one in self.timeline.exams if one.meta.slot == "midterm")
        self._writer = Writer(self.chance, midterms)

    def pair(self, groups: Mapping[int, list[int]]) -> None:
        """A class has new groups: its students leave the mentors they had."""
        placed = {student for own in groups.values() for student in own}
        self.mentees = {
            mentor: [one for one in own if one not in placed] for mentor, own in self.mentees.items()
        }
        for mentor, own in groups.items():
            self.mentees[mentor] = [*self.mentees.get(mentor, []), *own]

    def settle(self) -> None:
        """Once the first groups stand: who is slow to write, and who will be overlooked."""
        others = [mentor for mentor in sorted(self.mentees) if mentor not in self.shown]
        self._paces = {mentor: self.chance.uniform(0.75, 1.3) for mentor in self.mentees}
        lazy = self.chance.sample(others, min(_LAZY, len(others) // 3))
        self._paces |= {mentor: self.chance.uniform(0.2, 0.35) for mentor in lazy}
        self._idle = next((mentor for mentor in others if mentor not in lazy), 0)
        known = sorted({one for own in self.mentees.values() for one in own})
        care = [one for one in known if self.pupils[one].care]
        for one in [*_some(self.chance, known, _OVERLOOKED), *_some(self.chance, care, _OVERLOOKED_CARE)]:
            self._unseen_from[one] = self.timeline.today - timedelta(days=self.chance.randint(32, 55))

    def note(self, author: int, written: datetime, form: InteractionForm) -> None:
        """Something that is not a mentor's own day goes among the rest, in the order of the clock."""
        self._later[written.date()].append(_Note(author, written, form))

    def live(self, day: date, is_teaching_day: bool) -> None:
        """Everything written down on one day, in the order of the clock."""
        share = 1.0 if is_teaching_day else _SATURDAY_SHARE if day.weekday() == 5 else 0.0
        happened = [
            *self._promised(day),
            *self._arranged(day),
            *self._met(day, share),
            *self._watched(day, share),
        ]
        for note in happened:
            self._later[note.written.date()].append(note)
        for note in sorted(self._later.pop(day, []), key=lambda note: (note.written, note.author)):
            if self._reaches(note.author, note.form.student_ids):
                self._count += 1
                form = replace(note.form, form_id=f"demo-record-{self._count:06d}")
                self.save(note.author, note.written, form)

    def _met(self, day: date, share: float) -> Iterable[_Note]:
        """The mentors' talks of the day, as many as their pace brings."""
        mentored = sum(len(own) for own in self.mentees.values()) or 1
        for mentor, own in sorted(self.mentees.items()):
            pace = self._paces.get(mentor, 1.0) * share
            if self._is_idle(mentor, day):
                continue
            for _ in range(int(self.per_day * pace * len(own) / mentored + self.chance.random())):
                if met := self._longest_unseen(own, day):
                    yield self._note(mentor, met, day, is_saturday=share < 1)

    def _watched(self, day: date, share: float) -> Iterable[_Note]:
        """Homeroom teachers with pupils of their class whom somebody else, or nobody, mentors."""
        for teacher, own in sorted(self.homerooms.items()):
            others = [one for one in own if one not in self.mentees.get(teacher, [])]
            looks = share == 1 and self.chance.random() < _HOMEROOM_SHARE and not self._is_idle(teacher, day)
            if looks and (met := self._longest_unseen(others, day)):
                yield self._note(teacher, met, day, kind=Kind.GUARDIAN_CONTACT)

    def _promised(self, day: date) -> Iterable[_Note]:
        """Looking again on the day that was promised; some forget."""
        for author, student, area in self._promises.pop(day, []):
            keeps = self.chance.random() < _KEPT * self._paces.get(author, 1.0)
            if keeps and self._is_watched(student, day) and not self._is_idle(author, day):
                effect = EFFECTS[self.chance.random() < 0.45]
                yield self._note(author, student, day, kind=Kind.TALK, area=area, effect=effect)

    def _arranged(self, day: date) -> Iterable[_Note]:
        """What the shown accounts find due today and tomorrow."""
        today = self.timeline.today
        for before, due in ((3, today), (2, today + timedelta(days=1)), (6, today + timedelta(days=4))):
            if day == today - timedelta(days=before):
                for mentor in self.shown:
                    for student in self.mentees.get(mentor, [])[before - 2 : before - 1]:
                        note = self._note(
                            mentor, student, day, kind=Kind.TALK, area="学业", effect=NEEDS_ATTENTION
                        )
                        written = moment(day, 18, 20 + before)
                        yield replace(note, written=written, form=replace(note.form, follow_up_on=due))

    def _longest_unseen(self, own: list[int], day: date) -> int | None:
        """Somebody of these, sooner whom nobody has seen for long and who needs care."""
        able = [one for one in own if self._is_watched(one, day)]
        if not able:
            return None
        waited = [min((day - self._last_seen.get(one, self.timeline.begins)).days, 60) for one in able]
        weights = [
            (days + 1) ** 1.5 * (1.5 if self.pupils[one].care else 1)
            for one, days in zip(able, waited, strict=True)
        ]
        return self.chance.choices(able, weights)[0]

    def _is_idle(self, author: int, day: date) -> bool:
        """One mentor has written nothing this month."""
        return author == self._idle and day >= self.timeline.today.replace(day=1) - timedelta(days=1)

    def _reaches(self, author: int, students: tuple[int, ...]) -> bool:
        """Whether these are the author's mentees or class; groups may have changed since the talk."""
        own = {*self.mentees.get(author, []), *self.homerooms.get(author, [])}
        return own.issuperset(students)

    def _is_watched(self, student: int, day: date) -> bool:
        return day < self._unseen_from.get(student, date.max)

    def _note(
        self,
        author: int,
        student: int,
        day: date,
        kind: Kind | None = None,
        area: str = "",
        effect: str = "",
        is_saturday: bool = False,
    ) -> _Note:
        kinds = {**_KINDS, Kind.TALK: 0, Kind.HOME_VISIT: 30} if is_saturday else _KINDS
        kind = kind or self.chance.choices(list(kinds), list(kinds.values()))[0]
        self._last_seen[student] = day
        written = self._written_at(day)
        if kind is Kind.TALK:
            form = self._talk(author, student, day, area, effect)
        elif kind is Kind.GUARDIAN_CONTACT:
            form = self._contact(author, student, day)
        else:
            form = self._visit(author, student, day)
        if form.effect == NEEDS_ATTENTION:
            form = self._promise(author, form, written.date())
        return _Note(author, written, form)

    def _talk(self, author: int, student: int, day: date, area: str, effect: str) -> InteractionForm:
        pupil, subject = self.pupils[student], self._subject(author)
        if not area and self.chance.random() < _GROUP_TALK:
            return self._group_talk(author, student, day)
        area = area or self.chance.choices(list(_AREAS), list(_AREAS.values()))[0]
        effect = effect or self.chance.choices(EFFECTS, _EFFECT_WEIGHTS)[0]
        mode = self.chance.choices(Kind.TALK.modes, (88, 5, 4, 3))[0]
        content = self._writer.talk(author, pupil, area, effect, day, subject)
        return InteractionForm(
            form_id="",
            kind=Kind.TALK,
            student_ids=(student,),
            occurred_on=day,
            guidance_area=area,
            talk_mode=mode,
            effect=effect,
            content="" if effect == "平稳" and self.chance.random() < _WORDLESS else content,
            minutes=self.chance.choice(_MINUTES),
            place=self.chance.choice(_PLACES) if mode == "面谈" else "",
            is_restricted=area == "心理" and self.chance.random() < _RESTRICTED,
        )

    def _group_talk(self, author: int, student: int, day: date) -> InteractionForm:
        mates = [
            one for one in self.mentees.get(author, []) if one != student and self._is_mate(one, student, day)
        ]
        together = (student, *_some(self.chance, mates, self.chance.randint(1, 4)))
        for one in together:
            self._last_seen[one] = day
        area, content = self._writer.group_talk(author, self.pupils[student], day, self._subject(author))
        effect = EFFECTS[self.chance.random() < 0.7]
        return InteractionForm(
            "", Kind.TALK, together, day, area, "面谈", effect, content, minutes=20, place="教室"
        )

    def _is_mate(self, one: int, student: int, day: date) -> bool:
        return self._is_watched(one, day) and self.pupils[one].in_class == self.pupils[student].in_class

    def _contact(self, author: int, student: int, day: date) -> InteractionForm:
        area = self.chance.choices(contact_areas(), (40, 20, 30, 10))[0]
        effect = self.chance.choices(EFFECTS, _EFFECT_WEIGHTS)[0]
        content = self._writer.contact(author, self.pupils[student], area, effect, day, self._subject(author))
        mode = self.chance.choices(Kind.GUARDIAN_CONTACT.modes, (62, 16, 20, 2))[0]
        return InteractionForm(
            "", Kind.GUARDIAN_CONTACT, (student,), day, area, mode, effect, content, minutes=10
        )

    def _visit(self, author: int, student: int, day: date) -> InteractionForm:
        effect = EFFECTS[self.chance.random() < 0.7]
        content, detail = self._writer.home_visit(author, self.pupils[student], day, self._subject(author))
        mode = "线上" if "视频" in content else "约见" if content.startswith("约在") else "入户"
        return InteractionForm(
            "", Kind.HOME_VISIT, (student,), day, "家教", mode, effect, content, minutes=60, detail=detail
        )

    def _promise(self, author: int, form: InteractionForm, written_on: date) -> InteractionForm:
        due = written_on + timedelta(days=self.chance.randint(2, 9))
        due += timedelta(days=max(0, 7 - due.weekday()) if due.weekday() > 4 else 0)
        for student in form.student_ids:
            self._promises[due].append((author, student, form.guidance_area))
        return replace(form, follow_up_on=due)

    def _written_at(self, day: date) -> datetime:
        """Mostly the same day, between noon and night; now and then days later, but before today."""
        if self.chance.random() < _WRITTEN_LATE:
            latest = self.timeline.today - timedelta(days=1)
            day = min(day + timedelta(days=self.chance.choice(_LATE_DAYS)), latest)
        minutes = self.chance.randint(11 * 60 + 40, 21 * 60 + 50)
        return moment(day, minutes // 60, minutes % 60, self.chance.randrange(60))

    def _subject(self, author: int) -> str:
        post = self.teachers[author].post
        return post.subject if post else ""


def _some(chance: Random, found: list[int], count: int) -> list[int]:
    return chance.sample(found, min(count, len(found)))
