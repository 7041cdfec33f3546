"""Masters are copied before they are replaced; which copies stay, and that they never fill a disk."""

from __future__ import annotations

import dataclasses
import datetime as dt
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.labels import LANGUAGES, labels
from sync.backup.copies import Copies, copies_of
from sync.backup.rule import BackupRule, Copy, outlived
from sync.programme.backups import backup_lines
from sync.programme.config import load_programme
from tests.sync.programme.test_config import SMALL
from tests.sync.programmes import KPIS, MEMBERS, STARTED, Office

DAY = dt.timedelta(days=1)
NIGHT = dt.datetime(2026, 11, 14, 2, 30, tzinfo=dt.UTC)  # a Saturday
SMALL_RULE = BackupRule(daily=2, weekly=2, monthly=2)


def copies(folder: Path, rule: BackupRule = SMALL_RULE, free: int = 10**12) -> Copies:
    return Copies(name="Remit master.xlsx", folder=folder / "copies", rule=rule, free=lambda _: free)


def names(found: Copies) -> list[str]:
    return [each.path.name for each in found.all()]


def test_a_copy_is_named_after_its_moment_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = copies(tmp_path).keep(b"old", NIGHT.astimezone(dt.timezone(8 * dt.timedelta(hours=1))))
    assert path == tmp_path / "copies" / "Remit master 2026-11-14T023000Z.xlsx"
    assert path.read_bytes() == b"old"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_master_that_is_as_it_was_is_not_copied_again(tmp_path: Path) -> None:
    found = copies(tmp_path)
    assert [found.keep(data, NIGHT + DAY) is not None for data in (b"a", b"a", b"b", b"a")] == [
        True,
        False,
        True,
        True,
    ]
    assert names(found) == [f"Remit master 2026-11-15T02300{second}Z.xlsx" for second in (0, 1, 2)]


def test_copies_reach_back_by_days_then_weeks_then_months(tmp_path: Path) -> None:
    found = copies(tmp_path)
    for days in range(100, -1, -1):
        found.keep(f"the master {days} days ago".encode(), NIGHT - days * DAY)
    assert [f"{each.taken:%m-%d %a}" for each in found.all()] == [
        "10-31 Sat",  # the newest of the month before
        "11-08 Sun",  # of the week before
        "11-12 Thu",  # the newest three
        "11-13 Fri",
        "11-14 Sat",
    ]


def test_a_copy_made_by_a_clock_that_was_wrong_before_stays(tmp_path: Path) -> None:
    found = copies(tmp_path, BackupRule(daily=1, weekly=0, monthly=0))
    for days in range(5):
        found.keep(b"%d" % days, NIGHT + (1000 + days) * DAY)
    path = found.keep(b"of today", NIGHT)
    assert path is not None
    assert path.read_bytes() == b"of today"


def test_no_copies_are_made_where_none_are_wanted(tmp_path: Path) -> None:
    found = copies(tmp_path, BackupRule(daily=0, weekly=0, monthly=0))
    assert found.keep(b"old", NIGHT) is None
    assert not found.folder.exists()


def test_what_else_lies_there_is_nobody_s_copy(tmp_path: Path) -> None:
    found = copies(tmp_path)
    found.folder.mkdir()
    others = (
        "Remit master 2026-11-13.xlsx",
        "Other 2026-11-13T023000Z.xlsx",
        "Remit master 2026-11-13T023000Z.zip",
    )
    for name in others:
        (found.folder / name).touch()
    for days in range(9):
        found.keep(b"%d" % days, NIGHT + days * DAY)
    assert {each.name for each in found.folder.iterdir()} == {*others, *names(found)}


def test_on_a_disk_that_is_nearly_full_the_oldest_go_first(tmp_path: Path) -> None:
    room = 100_000_000
    plenty = copies(tmp_path, BackupRule(daily=30))
    for days in range(4):
        plenty.keep(b"%d" % days * 1000, NIGHT + days * DAY)
    before = names(plenty)
    with pytest.raises(OSError, match="No space left"):
        copies(tmp_path, BackupRule(daily=30), free=room - 4000).keep(b"new" * 500, NIGHT + 9 * DAY)
    assert names(plenty) == before  # it would not have helped
    copies(tmp_path, BackupRule(daily=30), free=room).keep(b"new" * 500, NIGHT + 9 * DAY)
    assert names(plenty) == [*before[2:], "Remit master 2026-11-23T023000Z.xlsx"]


MOMENTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 12, 31))
RULES = st.builds(
    BackupRule,
    daily=st.integers(0, 9),
    weekly=st.integers(0, 9),
    monthly=st.integers(0, 9),
    megabytes=st.integers(1, 30),
)


@given(st.sets(MOMENTS, min_size=1, max_size=60), st.integers(1, 5_000_000), RULES)
def test_copies_stay_within_their_rule_and_the_newest_stays(
    moments: set[dt.datetime], size: int, rule: BackupRule
) -> None:
    everything = [Copy(taken=each, path=Path(each.isoformat()), size=size) for each in sorted(moments)]
    gone = outlived(everything, rule)
    kept = [each for each in everything if each not in gone]
    assert list(gone) == sorted(gone)
    assert everything[-1] in kept
    assert len(kept) == 1 or size * len(kept) <= rule.megabytes * 1_000_000
    assert len(kept) <= 3 + rule.daily + rule.weekly + rule.monthly
    assert outlived(kept, rule) == ()


def test_a_run_copies_the_master_that_it_replaces_and_none_that_it_leaves(tmp_path: Path) -> None:
    office = Office(tmp_path, "NORTH")
    office.write("NORTH", members=MEMBERS, kpis=KPIS)
    found = copies_of(office.programme, office.programme.master)
    office.run()
    assert found.all() == []
    first = office.programme.master.read_bytes()
    office.run()
    assert found.all() == []
    office.write("NORTH", members=MEMBERS.replace("Cleo", "Clea"), kpis=KPIS)
    office.run()
    [copy] = found.all()
    assert (copy.path.read_bytes(), copy.taken) == (first, STARTED)
    assert copy.path.parent == tmp_path / ".remit" / "backups" / "Remit master"


def test_a_copy_that_cannot_be_made_is_told_and_the_master_is_replaced(tmp_path: Path) -> None:
    office = Office(tmp_path, "NORTH")
    office.write("NORTH", members=MEMBERS, kpis=KPIS)
    office.run()
    before = office.programme.master.read_bytes()
    folder = copies_of(office.programme, office.programme.master).folder
    folder.parent.write_bytes(b"a file in the folder's place")
    office.write("NORTH", members=MEMBERS.replace("Cleo", "Clea"), kpis=KPIS)
    report = office.run()
    assert report.master_is_current
    assert office.programme.master.read_bytes() != before
    [note] = report.notes
    assert note.text(labels("en")) == (
        f"The master before could not be copied to {folder} (Not a directory). It was replaced all the same:"
        " what people wrote in it is in the new one and in the history."
    )


def test_masters_of_one_name_in_two_folders_have_copies_of_their_own(tmp_path: Path) -> None:
    office = Office(tmp_path, "NORTH")
    folders = {
        copies_of(office.programme, folder / "Remit master.xlsx").folder
        for folder in (tmp_path, tmp_path / "a", tmp_path / "b")
    }
    assert len(folders) == 3


def test_the_rule_stands_in_remit_toml(tmp_path: Path) -> None:
    path = tmp_path / "remit.toml"
    path.write_text(SMALL + '[backup]\ndaily = 14\nmonthly = 0\nfolder = "E:/copies"\n', encoding="utf-8")
    programme = load_programme(path)
    assert programme.backups == dataclasses.replace(BackupRule(), daily=14, monthly=0)
    assert programme.backup_folder == tmp_path / "E:/copies"
    for language in LANGUAGES:
        path.write_text(SMALL + "[backup]\n" + "\n".join(backup_lines(labels(language))), encoding="utf-8")
        assert load_programme(path).backups == BackupRule()
    assert load_programme(path).backup_folder == tmp_path / ".remit" / "backups"
