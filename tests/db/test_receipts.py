"""A form sent twice is done once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.errors import NotFound
from services import interactions


def test_the_same_form_sent_again_gets_its_first_answer_and_writes_nothing(school, as_mentor):
    form = school.talk("张书瑶")
    first = interactions.record(as_mentor, form)
    audits = school.rows("select count(*) as n from audit")
    assert interactions.record(as_mentor, form) == first
    assert school.rows("select count(*) as n from interaction") == [{"n": 1}]
    assert school.rows("select count(*) as n from audit") == audits


def test_the_same_form_sent_at_once_from_several_threads_is_saved_once(school, as_mentor):
    form = school.talk("张书瑶", "王子墨")
    with ThreadPoolExecutor(6) as threads:
        answers = set(threads.map(lambda _: interactions.record(as_mentor, form), range(6)))
    assert len(answers) == 1
    assert school.rows("select count(*) as n from interaction") == [{"n": 1}]
    assert school.rows("select count(*) as n from interaction_participant") == [{"n": 2}]


def test_a_form_that_failed_can_be_sent_again(school, as_mentor):
    form = school.talk("胡一诺")
    with pytest.raises(NotFound):
        interactions.record(as_mentor, form)
    assert school.rows("select * from form_receipt where form_id = :f", f=form.form_id) == []
    interactions.record(school.as_person("骆清泉"), form)
    assert school.rows("select count(*) as n from interaction") == [{"n": 1}]
