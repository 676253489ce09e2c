"""The example of docs/duties.md is printed by the command it stands under."""

import json

import cli
from domain.duty_presets import PRESETS
from services import interactions
from tests import duty_builder
from tests.school_builder import MENTOR, School
from tests.test_docs import blocks, read


def test_the_command_prints_what_the_document_says(school: School, capsys) -> None:
    duty_builder.put(school, PRESETS["S0"])
    interactions.record(school.as_person(MENTOR), school.talk("张书瑶", "王子墨"))

    code = cli.main(["duties", "--data", str(school.folder), "--on", "2026-11-20", "--json"])

    assert (code, json.loads(capsys.readouterr().out)) == (
        0,
        json.loads(blocks(read("docs/duties.md"), "json")[0]),
    )


def test_without_json_it_is_a_table_of_whole_sentences(school: School, capsys) -> None:
    duty_builder.put(school, PRESETS["S0"])

    assert cli.main(["duties", "--data", str(school.folder), "--on", "2026-11-20"]) == 0

    printed = capsys.readouterr().out
    assert "每名学生 每周 1 次谈心" in printed
    assert "第 12 周（11月16日至11月22日）" in printed


def test_a_school_without_rules_says_so(school: School, capsys) -> None:
    assert cli.main(["duties", "--data", str(school.folder), "--on", "2026-11-20"]) == 0
    assert capsys.readouterr().out.startswith("还没有履职要求")


def test_a_day_before_any_term_is_a_sentence(school: School, capsys) -> None:
    assert cli.main(["duties", "--data", str(school.folder), "--on", "2020-01-01"]) == 1
    assert "2020年1月1日之前还没有学期" in capsys.readouterr().err
