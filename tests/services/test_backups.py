"""A backup holds everything, opens only with the school's key, and puts a school back as it was."""

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from domain.errors import Invalid, NotAllowed, Refused
from domain.recovery_code import code_of
from services import backups, interactions, keys, record_files, restoring, sign_in
from services import school as schools
from services.attachments import Upload
from services.restoring import Restored
from tests.make_photos import PDF
from tests.school_builder import ADMIN, AUDITOR, MENTOR, NOW, OFFICE, THREE_ONE

CANARY = "只有妈妈知道的事"


@pytest.fixture
def as_admin(school):
    return school.as_person(ADMIN)


@pytest.fixture
def talked(school):
    paper = PDF.replace(b"endobj", CANARY.encode() + b"endobj")
    form = school.talk(THREE_ONE[0], content=CANARY)
    interactions.record(school.as_person(MENTOR), form, [Upload("约定.pdf", paper)])
    return school


def files_in(folder):
    return {one.name: one.read_bytes() for one in (folder / "files").iterdir()}


def everything(folder) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file())


def reopened(folder):
    schools.open_school.cache_clear()
    return schools.open_school(folder)


def test_nothing_can_be_read_in_a_backup(talked, as_admin):
    assert CANARY.encode() in everything(talked.folder)
    backups.make(as_admin, talked.folder)
    assert CANARY.encode() not in everything(talked.folder / "backups")


def test_a_school_comes_back_on_another_computer_with_the_paper_alone(talked, as_admin, tmp_path):
    made = backups.make(as_admin, talked.folder)
    code = backups.recovery_code(as_admin, talked.folder)
    fresh = tmp_path / "fresh"
    with pytest.raises(Refused, match="--code"):
        restoring.restore(made.path, fresh)
    assert restoring.restore(made.path, fresh, code) == Restored(None, 0)
    with reopened(fresh).read() as db:
        (content,) = db.execute("select content from interaction").fetchone()
    assert content == CANARY
    assert files_in(fresh) == files_in(talked.folder)
    assert (fresh / keys.KEY_FILE).read_text() == (talked.folder / keys.KEY_FILE).read_text()


def test_what_was_there_is_put_aside_and_never_thrown_away(talked, as_admin):
    made = backups.make(as_admin, talked.folder)
    interactions.record(talked.as_person(MENTOR), talked.talk(THREE_ONE[1], content="后来的"))
    for expected in ("before-restore", "before-restore"):
        aside = restoring.restore(made.path, talked.folder).aside
        assert aside and aside.name.startswith(expected)
        assert not (talked.folder / "school.db-wal").exists()
    with reopened(talked.folder).read() as db:
        assert [row[0] for row in db.execute("select content from interaction")] == [CANARY]
        assert db.execute("pragma journal_mode").fetchone() == ("wal",)
    assert len(list(talked.folder.glob("before-restore-*"))) == 2


def test_the_name_tells_the_log_s_head_and_another_s_backup_under_it_is_refused(talked, as_admin):
    first = backups.make(as_admin, talked.folder)
    second = backups.make(as_admin.at(NOW + timedelta(hours=1)), talked.folder)
    assert second.seq > first.seq
    shutil.copyfile(first.path, second.path)
    with pytest.raises(Refused, match="对不上"):
        restoring.restore(second.path, talked.folder)
    with pytest.raises(Refused, match="对不上"):
        backups.drill(as_admin, talked.folder)


@pytest.mark.parametrize("spoil", ["cut", "bit", "name", "gone"])
def test_a_damaged_backup_changes_nothing(talked, as_admin, spoil):
    made = backups.make(as_admin, talked.folder).path
    before = (talked.folder / "school.db").read_bytes()
    sealed = made.read_bytes()
    if spoil == "cut":
        made.write_bytes(sealed[:-9])
    elif spoil == "bit":
        made.write_bytes(sealed[:99] + bytes([sealed[99] ^ 1]) + sealed[100:])
    elif spoil == "name":
        made = made.rename(made.with_name("学校.backup"))
    else:
        made.unlink()
    with pytest.raises(Refused):
        restoring.restore(made, talked.folder)
    assert (talked.folder / "school.db").read_bytes() == before
    assert not list(talked.folder.glob("before-restore-*"))


def test_the_drill_says_that_it_worked_and_changes_nothing_but_the_log(talked, as_admin):
    with pytest.raises(Refused, match="还没有备份"):
        backups.drill(as_admin, talked.folder)
    backups.make(as_admin, talked.folder)
    assert "演练成功" in backups.drill(as_admin, talked.folder)
    (row,) = talked.rows("select count(*) as n from interaction")
    assert row == {"n": 1}


def test_the_drill_unpacks_nothing_outside_the_data_folder(talked, as_admin, tmp_path, monkeypatch):
    """One that is killed leaves a whole school in clear: where the next backup clears it away, or for good."""
    backups.make(as_admin, talked.folder)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert "演练成功" in backups.drill(as_admin, talked.folder)
    left = talked.folder / "backups" / "unsealed-by-one-that-was-killed"
    left.mkdir()
    backups.drill(as_admin, talked.folder)
    assert not left.exists()


def test_a_restore_brings_no_sign_in_back(talked, as_admin):
    """Whoever was shut out since the backup stays out: a stolen session, above all."""
    stolen = sign_in.open_session_for(talked.store, talked.account(MENTOR), NOW)
    made = backups.make(as_admin, talked.folder)
    sign_in.end_session(talked.store, stolen, NOW)
    restoring.restore(made.path, talked.folder)
    assert not sign_in.is_live(reopened(talked.folder), stolen, NOW)


def test_it_is_due_after_an_hour_in_which_something_happened(talked, as_admin):
    assert backups.is_due(as_admin, talked.folder)
    backups.make(as_admin, talked.folder)
    later = as_admin.at(NOW + timedelta(hours=2))
    assert not backups.is_due(later, talked.folder)
    interactions.record(talked.as_person(MENTOR), talked.talk(THREE_ONE[1]))
    assert backups.is_due(later, talked.folder)
    assert not backups.is_due(as_admin.at(NOW + timedelta(minutes=59)), talked.folder)


def test_a_day_keeps_its_hours_a_month_its_days_a_year_its_months(talked, as_admin):
    """Names alone, as fifteen months of hourly backups would leave them."""
    backups.make(as_admin, talked.folder)
    place = talked.folder / "backups"
    for hours in range(1, 24 * 31 * 15, 5):
        at = NOW.astimezone(UTC) - timedelta(hours=hours)
        (place / f"school-{at:%Y%m%dT%H%M%S}Z-{10_000_000 - hours}-{'a' * 12}.backup").touch()
    backups.make(as_admin.at(NOW + timedelta(hours=1)), talked.folder)
    left = backups.listed(talked.folder)
    assert len(left) <= 24 + 35 + 12
    assert len({one.at.strftime("%Y%m") for one in left}) >= 12
    assert len({one.at.date() for one in left}) >= 35
    assert left[0].at == NOW + timedelta(hours=1)


def test_copies_go_to_another_disk_and_the_administrator_is_told_when_they_are_old(
    talked, as_admin, tmp_path
):
    place = tmp_path / "usb"
    for wrong in ("usb", str(place), str(talked.folder / "backups")):
        with pytest.raises(Refused):
            backups.set_copies_to(as_admin, talked.folder, wrong)
    assert backups.health(as_admin, talked.folder).is_copy_old
    place.mkdir()
    backups.set_copies_to(as_admin, talked.folder, f" {place} ")
    made = backups.make(as_admin, talked.folder)
    assert (place / made.path.name).read_bytes() == made.path.read_bytes()
    assert len(list((place / "files").iterdir())) == 1
    assert not backups.health(as_admin, talked.folder).is_copy_old
    assert backups.health(as_admin.at(NOW + timedelta(days=4)), talked.folder).is_copy_old
    shutil.rmtree(place)
    backups.make(as_admin.at(NOW + timedelta(hours=1)), talked.folder)  # a disk that is away stops nothing


def test_a_lost_key_comes_back_from_paper_and_another_school_s_is_refused(talked, as_admin):
    code = backups.recovery_code(as_admin, talked.folder)
    path = talked.folder / keys.KEY_FILE
    known = path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    path.unlink()
    schools.open_school.cache_clear()
    with pytest.raises(Refused, match="restore-key"):
        keys.of(as_admin, talked.folder)
    assert not path.exists()
    other = code_of(bytes(32))
    with pytest.raises(Refused, match="另一所学校"):
        keys.restore(talked.store, talked.folder, other)
    with pytest.raises(Invalid):
        keys.restore(talked.store, talked.folder, code[:-1])
    keys.restore(talked.store, talked.folder, code)
    assert path.read_text() == known
    assert keys.of(as_admin, talked.folder).hex() == known


def test_where_a_key_lies_a_missing_database_is_a_loss_and_no_new_school(talked, as_admin):
    keys.of(as_admin, talked.folder)
    for one in talked.folder.glob("school.db*"):
        one.unlink()
    with pytest.raises(Refused, match="restore"):
        reopened(talked.folder)
    assert not (talked.folder / "school.db").exists()


@pytest.mark.parametrize("person", [OFFICE, MENTOR, AUDITOR])
def test_only_the_administrator(school, person):
    with pytest.raises(NotAllowed):
        backups.make(school.as_person(person), school.folder)
    assert not (school.folder / "backups").exists()


# ── what goes wrong on the way ───────────────────────────────────────────────────────────────────────


def sealed_file(school):
    (one,) = (school.folder / "backups" / "files").iterdir()
    return one


def spoilt(path):
    content = path.read_bytes()
    path.write_bytes(content[:40] + bytes([content[40] ^ 1]) + content[41:])


def test_a_photo_that_is_still_being_written_is_sealed_when_it_is_whole(talked, as_admin):
    """Half of it would have stayed in the backups for ever: a sealed file is never sealed again."""
    (whole,) = (talked.folder / "files").iterdir()
    half = talked.folder / "files" / ("b" * 32)
    half.write_bytes(b"half")
    backups.make(as_admin, talked.folder)
    assert sealed_file(talked).name == f"{whole.name}.sealed"


def test_a_file_that_is_away_keeps_no_backup_from_being_made(talked, as_admin):
    (whole,) = (talked.folder / "files").iterdir()
    whole.unlink()
    made = backups.make(as_admin, talked.folder)
    assert restoring.restore(made.path, talked.folder).lost == 1


@pytest.mark.parametrize("spoil", [spoilt, Path.unlink], ids=["spoilt", "gone"])
def test_one_photo_that_does_not_open_keeps_no_record_back_and_is_told(talked, as_admin, spoil):
    made = backups.make(as_admin, talked.folder)
    spoil(sealed_file(talked))
    with pytest.raises(Refused, match="1 个照片和附件"):
        backups.drill(as_admin, talked.folder)
    backups.make(as_admin.at(NOW + timedelta(hours=1)), talked.folder)  # seals it again
    assert "演练成功" in backups.drill(as_admin, talked.folder)
    spoil(sealed_file(talked))
    assert restoring.restore(made.path, talked.folder).lost == 1
    assert files_in(talked.folder) == {}
    with reopened(talked.folder).read() as db:
        assert db.execute("select content from interaction").fetchone() == (CANARY,)


def test_a_file_taken_off_its_record_does_not_come_back(talked, as_admin):
    backups.make(as_admin, talked.folder)
    (row,) = talked.rows("select id from attachment")
    record_files.remove(talked.as_person(MENTOR), row["id"])
    made = backups.make(as_admin.at(NOW + timedelta(hours=1)), talked.folder)
    assert restoring.restore(made.path, talked.folder).lost == 0
    assert files_in(talked.folder) == {}


@pytest.mark.parametrize("moved", [1, 2, 3])
def test_a_restore_that_was_killed_between_its_moves_is_finished_by_the_next(talked, as_admin, moved):
    """The database goes aside first and comes in last: in between no server starts, and nothing is mixed up."""
    made = backups.make(as_admin, talked.folder)
    whole = files_in(talked.folder)
    (talked.folder / "school.db-wal").write_bytes(b"of another database")
    aside = talked.folder / "before-restore-1"
    aside.mkdir()
    for name in ("school.db", "school.db-wal", "files")[:moved]:
        (talked.folder / name).replace(aside / name)
    (talked.folder / "unsealed-abc").mkdir()
    with pytest.raises(Refused, match="restore"):
        reopened(talked.folder)
    restoring.restore(made.path, talked.folder)
    assert files_in(talked.folder) == whole
    assert not (talked.folder / "school.db-wal").exists()
    assert not (talked.folder / "unsealed-abc").exists()
    with reopened(talked.folder).read() as db:
        assert db.execute("select content from interaction").fetchone() == (CANARY,)


@pytest.mark.parametrize("held", ["", "ab", "不是钥匙"])
def test_a_key_file_that_holds_no_key_is_told_and_changes_nothing(talked, as_admin, held):
    made = backups.make(as_admin, talked.folder)
    (talked.folder / keys.KEY_FILE).write_text(held)
    for act in (
        lambda: restoring.restore(made.path, talked.folder),
        lambda: keys.of(as_admin, talked.folder),
    ):
        with pytest.raises(Refused, match="恢复码"):
            act()
    assert (talked.folder / "school.db").exists()


def test_another_school_s_backup_takes_the_place_and_leaves_the_key_of_before_with_its_data(
    talked, as_admin, tmp_path
):
    made = backups.make(as_admin, talked.folder)
    code, own = backups.recovery_code(as_admin, talked.folder), (talked.folder / keys.KEY_FILE).read_text()
    (talked.folder / keys.KEY_FILE).write_text("ab" * 32)
    with pytest.raises(Refused, match="打不开"):
        restoring.restore(made.path, talked.folder)
    aside = restoring.restore(made.path, talked.folder, code).aside
    assert aside and (aside / keys.KEY_FILE).read_text() == "ab" * 32
    assert (talked.folder / keys.KEY_FILE).read_text() == own


def test_two_who_back_up_at_once_both_do(talked, as_admin):
    keys.of(as_admin, talked.folder)  # as at the start of every server
    with ThreadPoolExecutor(4) as people:
        made = people.map(
            lambda hours: backups.make(as_admin.at(NOW + timedelta(hours=hours)), talked.folder), range(4)
        )
    assert {one.path for one in made} == {one.path for one in backups.listed(talked.folder)}
