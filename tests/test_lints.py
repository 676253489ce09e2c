"""What may not stand in our source at all. Each rule is also shown a sample that it has to find."""

from functools import cache

import pytest

from tests import lints
from tests.lints import Fragments, Source
from tests.test_architecture import HOME, SOURCES

# HTML is built here only, every value of it through html.escape: tests/components/test_markup.py
HTML_DOORS = frozenset({"components/markup.py", "components/record_markup.py", "components/stage_markup.py"})
# Pieces of SQL that are no literal of ours: (file, function, what) → why nothing typed by a person gets in.
SQL_FROM_ELSEWHERE = {
    (
        "db/backup.py",
        "_contents",
        "db.query",
    ): "names of tables, out of a database that was checked to be ours",
    ("db/duty_records.py", "code", "self.kinds"): "members of an enum",
    ("db/duty_records.py", "days", "self.since"): "a date",
    ("db/duty_records.py", "days", "self.until"): "a date",
    ("db/duty_records.py", "of_kinds", "self.kinds"): "members of an enum",
    ("db/erasure.py", "delete", "links"): "names of tables and columns, out of the schema",
    ("db/imports.py", "update", "table"): "one of _SECRET_FREE, else the same transaction fails",
    ("db/imports.py", "update", "changes"): "columns our importers name; the values are parameters",
    ("db/imports.py", "_current", "table"): "as noted when the row was written: one of _SECRET_FREE",
    ("db/imports.py", "_put_back", "table"): "as noted when the row was written: one of _SECRET_FREE",
    ("db/imports.py", "_put_back", "json.loads"): "the columns of a row as it was noted",
    ("db/imports.py", "_where", "keys"): "key columns as our importers named them",
    ("db/imports.py", "_used_by_others", "pointing"): "names of tables and columns, out of the schema",
    ("db/rows.py", "insert", "row"): "the columns of a row that a function of ours made",
    ("db/rows.py", "insert", "table"): "a literal at every call; through the ledger one of _SECRET_FREE",
    (
        "db/rows.py",
        "update_version",
        "changes",
    ): "columns that a function of ours names; the values are parameters",
    ("db/staff.py", "deciders", "role.value"): "a member of an enum",
    **{
        ("db/migrations.py", step.stem, f"(_HERE / '{step.name}').read_text"): "a file of ours beside it"
        for step in (HOME / "db").glob("m*.sql")
    },
}


@cache
def sources():
    return [Source.of(file, HOME) for file in SOURCES]


def of(folder):
    return [one for one in sources() if one.name.startswith(f"{folder}/")]


def found(rule, among, *more):
    return [what for one in among for what in rule(one, *more)]


def but(*names):
    return [one for one in sources() if one.name not in names]


def test_html_is_built_behind_the_escaping_doors_only():
    assert found(lints.raw_html, sources(), HTML_DOORS) == []


def test_what_a_component_is_made_of_is_fixed():
    assert found(lints.component_markup, sources()) == []


def test_documents_leave_by_our_own_door_only():
    assert found(lints.streamlit_downloads, sources()) == []


def test_files_are_asked_for_where_they_are_let_go_of():
    assert found(lints.bare_uploads, but("components/uploads.py")) == []


def test_no_answer_to_one_person_is_kept_for_all():
    assert found(lints.shared_caches, sources()) == []


def test_the_address_is_read_in_one_place():
    assert found(lints.address_reads, but("components/address.py")) == []


def test_transactions_begin_in_one_place():
    assert found(lints.own_transactions, but("db/connection.py")) == []


def test_only_db_sends_statements():
    assert found(lints.statements_outside, [one for one in sources() if not one.name.startswith("db/")]) == []


def test_every_statement_is_put_together_from_our_own_texts():
    fragments = Fragments(of("db"), sources(), frozenset(SQL_FROM_ELSEWHERE))
    assert fragments.wrong() == []
    assert set(SQL_FROM_ELSEWHERE) - fragments.used == set(), "an exception nobody needs any more"


# ── each rule finds what it is for ───────────────────────────────────────────────────────────────────


@pytest.fixture
def planted(tmp_path):
    def plant(text, name="pages/sample.py"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return Source.of(file, tmp_path)

    return plant


@pytest.mark.parametrize(
    "text",
    [
        "st.markdown(name, unsafe_allow_html=True)",
        "st.html(f'<b>{name}</b>')",
        "streamlit.html(name)",
        "st.iframe(name)",
        "st.components.v1.html(name)",
        "import streamlit.components.v1 as components",
        "from streamlit.components.v1 import html",
        "from streamlit import html",
    ],
)
def test_html_is_found(planted, text):
    assert lints.raw_html(planted(text), HTML_DOORS)


def test_a_bare_field_for_files_is_found(planted):
    assert lints.bare_uploads(planted("chosen = st.file_uploader('照片')"))


@pytest.mark.parametrize("text", ["st.download_button('下载', data)", "column.download_button('下载', data)"])
def test_a_download_button_is_found(planted, text):
    assert lints.streamlit_downloads(planted(text))


@pytest.mark.parametrize(
    "text",
    [
        "@st.cache_data\ndef figures(): ...",
        "@st.cache_resource(ttl=60)\ndef figures(): ...",
        "streamlit.cache_data(figures)",
        "from streamlit import cache_data",
        "from streamlit.runtime.caching import cache_data as kept",
    ],
)
def test_a_shared_cache_is_found(planted, text):
    assert lints.shared_caches(planted(text))


@pytest.mark.parametrize(
    "text",
    ["st.components.v2.component('x', html=f'<b>{name}</b>')", "st.components.v2.component('x', js=made())"],
)
def test_a_component_made_of_data_is_found(planted, text):
    assert lints.component_markup(planted(text))


@pytest.mark.parametrize(
    "text",
    [
        "st.query_params['student']",
        "st.query_params.get('student')",
        "dict(st.query_params)",
        "x = st.query_params",
    ],
)
def test_reading_the_address_is_found(planted, text):
    assert lints.address_reads(planted(text))


@pytest.mark.parametrize("text", ["st.query_params.clear()", "st.query_params['x'] = '1'"])
def test_writing_the_address_is_none_of_its_business(planted, text):
    assert lints.address_reads(planted(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "with db.atomic():\n    pass",
        "db.conn.commit()",
        "db.execute('begin')",
        "db.execute('BEGIN IMMEDIATE;')",
    ],
)
def test_a_transaction_of_one_s_own_is_found(planted, text):
    assert lints.own_transactions(planted(text, "db/sample.py"))


def test_a_statement_outside_db_is_found(planted):
    assert lints.statements_outside(planted("db.execute('select 1')", "services/sample.py"))


_READER = "def rows(db, name):\n    return "


@pytest.mark.parametrize(
    "text",
    [
        _READER + "db.execute(f\"select * from student where name = '{name}'\")",
        _READER + "db.execute('select * from student where name = ' + name)",
        _READER + "db.execute('select * from student where name = %s' % name)",
        _READER + "db.execute('select * from student where name = {}'.format(name))",
        _READER + "db.execute(' '.join(['select * from student where name =', name]))",
        _READER
        + "all_rows(db, f'select * from student where {which(name)}')\ndef which(name):\n    return f'name = {name}'",
        _READER + "Scope(f'select id from student where name = {name}', {})",
        "def rows(db, name):\n    wanted = ['true']\n    wanted.append(f'name = {name}')\n"
        "    return db.execute(' and '.join(wanted))",
    ],
)
def test_sql_with_something_typed_in_it_is_found(planted, text):
    file = planted(f"{text}\n\ndef page(db, asked):\n    return rows(db, asked.text)\n", "db/sample.py")
    assert Fragments([file], [file], frozenset()).wrong()


@pytest.mark.parametrize(
    "text",
    [
        "_ALL = 'student'\ndef rows(db, name):\n    return db.execute(f'select * from {_ALL} where name = :name', {'name': name})",
        "def rows(db, ids):\n    return db.execute(f'select * from student where id in ({listed(ids)})')\n"
        "def listed(ids):\n    return ', '.join(str(int(one)) for one in ids)",
        "def rows(db, table):\n    return db.execute(f'select * from {table}')\ndef both(db):\n    rows(db, 'student')",
        "def rows(db, scope):\n    return db.execute(f'select * from student where {scope.covers(\"id\")}')",
    ],
)
def test_sql_of_our_own_pieces_passes(planted, text):
    file = planted(text, "db/sample.py")
    assert Fragments([file], [file], frozenset()).wrong() == []
