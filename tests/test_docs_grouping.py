"""The examples of docs/grouping.md are run, and its tables name every key there is."""

import json
import re

import pytest

import cli
from documents.grouping_answer import infeasible_as_json, solution_as_json
from documents.grouping_instance import KNOWN, ignored_keys, read_problem
from domain.conflicts import Infeasible
from domain.errors import Invalid
from domain.grouping import solve
from domain.grouping_problem import RULE_KINDS
from services.highs import highs
from tests.test_docs import blocks, read

SECTIONS = re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", read("docs/grouping.md"), re.M | re.S)


def printed_for(instance):
    try:
        problem = read_problem(instance)
        found = solve(problem, highs(lambda: 20))
    except Invalid as error:
        return {"refused": error.message}
    if isinstance(found, Infeasible):
        return infeasible_as_json(found)
    return solution_as_json(problem, found)


@pytest.mark.parametrize(("name", "section"), SECTIONS, ids=[name for name, _ in SECTIONS])
def test_every_example_is_solved_as_the_document_says(name, section):
    instance, *expected = map(json.loads, blocks(section, "json"))

    printed = json.loads(json.dumps(printed_for(instance)))

    assert ignored_keys(instance) == []
    for key, value in (expected[0] if expected else {}).items():
        assert printed[key] == value
    assert expected or printed["excess"] >= 0


@pytest.mark.parametrize(
    ("name", "code"),
    [("a class", 0), ("rules that contradict each other", 2), ("an instance that cannot be read", 1)],
)
def test_the_command_prints_one_object_and_ends_with_the_code_of_the_document(name, code, tmp_path, capsys):
    instance, expected = map(json.loads, blocks(dict(SECTIONS)[name], "json"))
    (tmp_path / "班.json").write_text(json.dumps(instance), encoding="utf-8")

    ended = cli.main(["group", "solve", str(tmp_path / "班.json")])

    printed = json.loads(capsys.readouterr().out)
    assert (ended, {key: printed[key] for key in expected}) == (code, expected)
    assert code == 1 or printed["seconds"] > 0


@pytest.mark.parametrize("content", ["", "[1]", "{", '{"students": 3}', "\ufeff{}"])
def test_a_file_that_is_no_instance_is_refused_in_words(content, tmp_path, capsys):
    (tmp_path / "x.json").write_text(content, encoding="utf-8")

    assert cli.main(["group", "solve", str(tmp_path / "x.json")]) == 1
    assert re.search(r"[\u4e00-\u9fff]", json.loads(capsys.readouterr().out)["refused"])


def test_every_key_and_every_kind_of_rule_is_in_the_document():
    text = read("docs/grouping.md")
    keys = {key for part in KNOWN.values() for key in part} - {"name", "note"}

    assert {key for key in keys if f"`{key}`" not in text and f'"{key}"' not in text} == set()
    assert {kind for kind in RULE_KINDS if f"\n| `{kind}` |" not in text} == set()
