from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import shutil
from pathlib import Path

import pytest

from delegation.labels import labels
from delegation.messages import message
from sync.limits import ChildLimits
from sync.programme.lock import ProgrammeLockedError, programme_lock
from sync.programme.model import PublicHolidays
from sync.reading.checking import check, job_of
from sync.run.acceptance import AcceptError, accepted_tables
from sync.run.publish import publish
from sync.run.report import SyncReport
from sync.store.errors import DamagedStoreError
from sync.store.store import Store
from tests.sync.programmes import AS_OF, CYCLE, KPIS, MEMBERS, Office

ONE_MEMBER = """
    | member_id | name | weekly_hours |
    |-----------|------|--------------|
    | M1        | Ana  | 40           |
"""
_DELEGATION = {
    "delegation_id": "D1",
    "title": "Launch",
    "objective": "Win 5 new customers by May",
    "expected_outcome": "5 customers",
    "delegator": "Boss",
    "delegate": "Dora",
    "start": "2026-10-01",
    "due": "2026-11-30",
    "effort_hours": "40",
    "authority_level": "3",
    "status": "in_progress",
}
DELEGATED_TO_DORA = "\n".join("| " + " | ".join(row) + " |" for row in (_DELEGATION, _DELEGATION.values()))
DORA = """
    | member_id | name | weekly_hours |
    |-----------|------|--------------|
    | M9        | Dora | 40           |
"""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path, "NORTH", "SOUTH")
    office.write("NORTH", members=MEMBERS, kpis=KPIS)
    office.write("SOUTH", members=DORA)
    return office


def contents(office: Office) -> dict[str, str]:
    """Every file that a run may write or must not write, without the store."""
    root = office.programme.root
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and office.programme.private not in path.parents
    }


def statuses(report: SyncReport) -> dict[str, str]:
    return {each.team: each.status.value for each in report.workbooks}


def told(report: SyncReport) -> list[str]:
    return [each.text(labels("en")) for each in report.notes]


def test_a_run_tells_what_it_did(office: Office) -> None:
    report = office.run()
    assert (report.run, report.as_of, report.complete, report.master_is_current) == (1, AS_OF, True, True)
    assert statuses(report) == {"NORTH": "updated", "SOUTH": "updated"}
    assert (report.changes.added, report.changes.changed, report.changes.removed) == (6, 0, 0)
    assert told(report) == []
    assert sorted(contents(office)) == [
        "Remit master.xlsx",
        "workbooks/2026-Q4/North.feedback.html",
        "workbooks/2026-Q4/North.xlsx",
        "workbooks/2026-Q4/South.feedback.html",
        "workbooks/2026-Q4/South.xlsx",
    ]


def test_the_json_form_is_the_one_that_is_promised(office: Office) -> None:
    office.path("SOUTH").unlink()
    told = office.run().as_json(labels("en"))
    rows = told["workbooks"][0].pop("rows")
    assert rows["members"] == {"read": 3, "accepted": 3, "rejected": 0}
    issues = told.pop("issues")
    assert list(issues) == ["error", "warning", "info"]
    assert told == {
        "schema": "remit.sync",
        "version": 1,
        "run": 1,
        "as_of": "2026-11-13",
        "started": "2026-11-14T02:30:00+00:00",
        "finished": "2026-11-14T02:30:00+00:00",
        "workbooks": [
            {"team": "NORTH", "file": "North.xlsx", "status": "updated", "reason": ""},
            {
                "team": "SOUTH",
                "file": "South.xlsx",
                "status": "missing",
                "reason": 'The workbook "South.xlsx" is not there.',
                "rows": {},
            },
        ],
        "changes": {"added": 5, "changed": 0, "removed": 0},
        "master": str(office.programme.master),
    }


def test_a_second_run_changes_nothing_but_the_list_of_runs(office: Office) -> None:
    office.run()
    before, records = contents(office), state(office)
    report = office.run()
    assert (report.run, statuses(report)) == (2, {"NORTH": "unchanged", "SOUTH": "unchanged"})
    assert not report.changes
    assert contents(office) == before
    assert state(office) == records


def test_reading_everything_again_changes_nothing(office: Office) -> None:
    office.run()
    before, records = contents(office), state(office)
    report = office.run(full=True)
    assert statuses(report) == {"NORTH": "unchanged", "SOUTH": "unchanged"}
    assert contents(office) == before
    assert state(office) == records


def test_another_day_changes_no_record(office: Office) -> None:
    office.run()
    report = office.run(as_of=AS_OF + dt.timedelta(days=1))
    assert statuses(report) == {"NORTH": "unchanged", "SOUTH": "unchanged"}
    assert not report.changes


def test_public_holidays_count_at_night_and_in_validate_and_new_ones_count_in_unchanged_workbooks(
    office: Office,
) -> None:
    proposed = DELEGATED_TO_DORA.replace("in_progress", "proposed").replace("2026-10-01", "2026-11-09")
    file = office.write("SOUTH", members=DORA, delegations=proposed)
    office.run(as_of=dt.date(2026, 11, 13))
    assert len(office.issues("DLG-ACCEPTED-MISSED")) == 1
    holidays = PublicHolidays(region="ZZ", days=((dt.date(2026, 11, 11), "holiday"),))
    office.programme = dataclasses.replace(office.programme, holidays=holidays)
    office.run(as_of=dt.date(2026, 11, 13))
    assert office.issues("DLG-ACCEPTED-MISSED") == []
    checked = check(job_of(file, programme=office.programme, as_of=dt.date(2026, 11, 13)))
    assert "DLG-ACCEPTED-MISSED" not in {each.code for each in checked.issues}
    office.run(as_of=dt.date(2026, 11, 16))
    assert len(office.issues("DLG-ACCEPTED-MISSED")) == 1


def test_a_workbook_saved_again_without_a_change_changes_no_record(office: Office) -> None:
    office.run()
    office.write("NORTH", by="Ben", members=MEMBERS, kpis=KPIS)
    report = office.run()
    assert statuses(report) == {"NORTH": "updated", "SOUTH": "unchanged"}
    assert not report.changes


def test_a_change_is_kept_with_who_made_it(office: Office) -> None:
    office.run()
    office.write("NORTH", by="Ben", members=MEMBERS.replace("Cleo", "Clea"), kpis=KPIS)
    assert office.run().changes.changed == 1
    with Store(office.programme.store) as store:
        found = store.history("NORTH:M3")
    assert [(each.run, each.action, each.changes[-1], each.modified_by) for each in found] == [
        (1, "added", ("weekly_hours", None, 20.0), "Ana"),
        (2, "changed", ("name", "Cleo", "Clea"), "Ben"),
    ]


def test_a_team_s_workbook_is_never_written_to(office: Office) -> None:
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in map(office.path, ("NORTH", "SOUTH"))
    }
    office.run()
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before


# Bad input changes nothing and says why

BAD = {
    "nothing in it": (b"", "unreadable", "WB-EMPTY"),
    "text": (b"Name,Due\nAna,2026-11-30\n", "unreadable", "WB-TYPE"),
    "a page to sign in": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "unreadable", "WB-TYPE"),
}


@pytest.mark.parametrize("kind", BAD)
def test_one_bad_workbook_changes_nothing_for_itself_and_the_others(office: Office, kind: str) -> None:
    office.consolidate()
    before = state(office)
    data, status, reason = BAD[kind]
    office.put("NORTH", data)
    office.write("SOUTH", members=DORA.replace("40", "30"))
    report = office.run()
    assert statuses(report) == {"NORTH": status, "SOUTH": "updated"}
    assert office.statuses()["NORTH"] == (status, reason)
    assert not report.complete
    assert state(office)["NORTH"] == before["NORTH"]
    assert report.changes.changed == 1


def test_a_workbook_cut_short_keeps_its_records(office: Office) -> None:
    office.consolidate()
    office.put("NORTH", office.path("NORTH").read_bytes()[:-800])
    assert statuses(office.run())["NORTH"] == "unreadable"
    assert office.statuses()["NORTH"] == ("unreadable", "WB-TRUNCATED")
    assert office.keys("NORTH", "members") == ["M1", "M2", "M3"]


def test_another_team_s_workbook_is_held_and_changes_nobody_s_rows(office: Office) -> None:
    office.consolidate()
    before = state(office)
    shutil.copy2(office.path("NORTH"), office.path("SOUTH"))
    report = office.run()
    assert statuses(report) == {"NORTH": "unchanged", "SOUTH": "held"}
    assert office.statuses()["SOUTH"] == ("held", "WB-TEAM-CONFLICT")
    assert state(office) == before


def test_a_workbook_stays_what_it_was_found_to_be_until_it_changes(office: Office) -> None:
    office.put("NORTH", b"")
    assert statuses(office.run())["NORTH"] == "unreadable"
    assert statuses(office.run())["NORTH"] == "unreadable"
    office.write("NORTH", members=MEMBERS)
    assert statuses(office.run())["NORTH"] == "updated"


def test_a_workbook_that_a_folder_took_the_place_of_is_well_again(office: Office) -> None:
    office.consolidate()
    path = office.path("NORTH")
    away = path.rename(path.with_name("somewhere else.xlsx"))
    path.mkdir()
    assert statuses(office.run())["NORTH"] == "unreadable"
    path.rmdir()
    away.rename(path)
    assert statuses(office.run())["NORTH"] == "unchanged"
    assert office.issues("WB-TYPE") == []


def test_a_copy_beside_a_workbook_is_told_and_not_read(office: Office) -> None:
    other = office.workbook("NORTH", members=MEMBERS.replace("Ana", "Anne"))
    office.consolidate()
    office.path("NORTH").with_name("North (1).xlsx").write_bytes(other)
    report = office.run()
    assert (statuses(report)["NORTH"], report.changes.changed) == ("unchanged", 0)
    assert [each.issue.params for each in office.issues("WB-COPY")] == [{"same": "@list\nNorth (1).xlsx"}]
    office.path("NORTH").with_name("North (1).xlsx").unlink()
    office.consolidate()
    assert office.issues("WB-COPY") == []


# Nothing vanishes silently


def test_an_emptied_table_is_held_back_until_it_is_accepted(office: Office) -> None:
    office.consolidate()
    office.write("NORTH", members=ONE_MEMBER, kpis=KPIS.replace("Revenue", "Sales"))
    report = office.run()
    assert statuses(report)["NORTH"] == "held"
    assert office.statuses()["NORTH"] == ("held", "MBR-TABLE-EMPTIED")
    assert (report.changes.changed, report.changes.removed) == (1, 0)
    assert [(each.team, each.table, each.lost, each.had) for each in report.held] == [
        ("NORTH", "members", 2, 3)
    ]
    assert office.keys("NORTH", "members") == ["M1", "M2", "M3"]

    assert statuses(office.run())["NORTH"] == "held"
    assert office.keys("NORTH", "members") == ["M1", "M2", "M3"]

    report = office.run(accept=["north:Members"])
    assert statuses(report)["NORTH"] == "updated"
    assert (report.changes.removed, report.held, told(report)) == (2, (), [])
    assert office.keys("NORTH", "members") == ["M1"]
    assert [each.action for each in history(office, "NORTH:M2")] == ["added", "removed"]
    assert statuses(office.run())["NORTH"] == "unchanged"


def test_accepting_what_is_not_held_back_is_said(office: Office) -> None:
    office.consolidate()
    assert told(office.run(accept=["NORTH:kpis"])) == [
        "NORTH:kpis: this table was not held back, so there was nothing to accept."
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "NORTH",
            "“NORTH” does not say which table to accept. Write TEAM:TABLE, for example NORTH:delegations.",
        ),
        ("EAST:kpis", "“EAST:kpis”: there is no team “EAST” in remit.toml. Teams: NORTH, SOUTH."),
    ],
)
def test_what_cannot_be_accepted_is_refused_before_anything_is_done(
    office: Office, text: str, message: str
) -> None:
    with pytest.raises(AcceptError) as caught:
        office.run(accept=[text])
    assert str(caught.value) == message
    assert not office.programme.store.exists()


def test_a_table_may_be_accepted_by_any_of_its_names(office: Office) -> None:
    named = accepted_tables(office.programme, ["NORTH:check_ins", "NORTH: 反馈记录", "SOUTH：Check-ins"])
    assert named == {"NORTH": {"check_ins"}, "SOUTH": {"check_ins"}}


def test_a_deleted_sheet_deletes_no_row(office: Office) -> None:
    office.consolidate()
    office.write("NORTH", members=MEMBERS)
    assert statuses(office.run())["NORTH"] == "held"
    assert office.statuses()["NORTH"] == ("held", "KPI-TABLE-MISSING")
    assert office.keys("NORTH", "kpis") == ["K1", "K2"]


def test_a_rejected_row_keeps_its_last_accepted_record(office: Office) -> None:
    office.consolidate()
    office.write("NORTH", members=MEMBERS.replace("20", "many"), kpis=KPIS)
    report = office.run()
    assert not report.changes
    assert office.keys("NORTH", "members") == ["M1", "M2", "M3"]
    assert [each.issue.key for each in office.issues("MBR-WEEKLY-HOURS-TYPE")] == ["M3"]


def test_a_row_that_was_given_the_key_of_another_keeps_its_last_accepted_record(office: Office) -> None:
    office.consolidate()
    office.write("NORTH", members=MEMBERS.replace("M2", "M1"), kpis=KPIS)
    report = office.run()
    assert not report.changes
    assert office.keys("NORTH", "members") == ["M1", "M2", "M3"]
    assert len(office.issues("MBR-DUPLICATE")) == 1


def test_an_id_that_is_typed_otherwise_changes_no_record(office: Office) -> None:
    tables = {"kpis": KPIS, "delegations": DELEGATED_TO_BEN, "readings": READINGS}
    office.write("NORTH", members=MEMBERS, **tables)
    office.consolidate()
    before = state(office)["NORTH"]
    retyped = {"M1": "m1", "M2": "ｍ２", "K1": "k 1", "D1": "d1"}
    for old, new in retyped.items():
        tables = {name: text.replace(f"| {old} ", f"| {new} ") for name, text in tables.items()}
    members = MEMBERS.replace("| M1 ", "| m1 ").replace("| M2 ", "| ｍ２ ")
    path = office.write("NORTH", members=members, **tables)
    run = office.consolidate().run
    assert (run.added, run.changed, run.removed) == (0, 0, 0)
    assert state(office)["NORTH"] == before
    checked = check(job_of(path, programme=office.programme, as_of=AS_OF))
    assert checked.rows["delegations"].accepted == 1


# Renamed

MILESTONES = """
    | delegation_id | milestone | planned_end |
    |---------------|-----------|-------------|
    | Launch        | Draft     | 2026-11-01  |
    | Launch        | Review    | 2026-11-08  |
"""
READINGS = """
    | kpi_id  | period     | value |
    |---------|------------|-------|
    | Revenue | 2026-10-31 | 90    |
"""
DELEGATED_TO_BEN = DELEGATED_TO_DORA.replace("Dora", "Ben").replace("Boss", "Ana")


def with_names(office: Office, *, title: str = "Launch", member: str = "Ben", kpi: str = "Revenue") -> None:
    """NORTH's workbook with other names in the tables referred to, and the first ones in those that refer."""
    office.write(
        "NORTH",
        members=MEMBERS.replace("Ben ", f"{member} "),
        kpis=KPIS.replace("Revenue", kpi),
        delegations=DELEGATED_TO_BEN.replace("Launch", title),
        milestones=MILESTONES,
        readings=READINGS,
    )


def renamed(office: Office) -> list[tuple[str, str, object, object]]:
    return [
        (each.issue.code, each.issue.cell, each.issue.params["becomes"], each.issue.params.get("more"))
        for each in office.issues()
        if "was" in each.issue.params
    ]


def test_whoever_renames_a_row_loses_none_that_refers_to_it(office: Office) -> None:
    with_names(office)
    office.consolidate()
    keys = {table: office.keys("NORTH", table) for table in ("delegations", "milestones", "readings")}
    assert renamed(office) == []

    with_names(office, title="Go live", member="Benedict", kpi="Sales")
    report = office.run()
    assert (report.changes.added, report.changes.changed, report.changes.removed) == (0, 3, 0)
    assert [each.issue.code for each in office.issues() if each.issue.severity == "error"] == []
    remarks = [
        ("DLG-DELEGATE-RENAMED", "F2", "Benedict", None),
        ("RDG-KPI-RENAMED", "A2", "Sales", None),
        ("MLS-DELEGATION-RENAMED", "A2", "Go live", 1),
    ]
    assert sorted(renamed(office)) == sorted(remarks)
    assert {table: office.keys("NORTH", table) for table in keys} == keys

    before, records = contents(office), state(office)
    for full in (False, True):
        report = office.run(full=full)
        assert (statuses(report)["NORTH"], bool(report.changes)) == ("unchanged", False)
        assert contents(office) == before
        assert state(office) == records
    assert not office.run(as_of=AS_OF + dt.timedelta(days=1)).changes
    assert sorted(renamed(office)) == sorted(remarks)


def test_a_name_of_two_nights_ago_is_still_known(office: Office) -> None:
    for title in ("Launch", "Go live", "Roll out"):
        with_names(office, title=title)
        office.consolidate()
    assert renamed(office) == [("MLS-DELEGATION-RENAMED", "A2", "Roll out", 1)]


def test_a_name_that_two_rows_had_is_not_healed(office: Office) -> None:
    with_names(office, member="Ben")
    office.consolidate()
    office.write("NORTH", members=MEMBERS.replace("Ben ", "Bo ").replace("Cleo", "Ben"), kpis=KPIS)
    office.consolidate()
    with_names(office, member="Bo")
    office.consolidate()
    assert renamed(office) == []
    assert [each.issue.value for each in office.issues("DLG-DELEGATE-UNKNOWN")] == ["Ben"]


def test_a_former_name_of_another_team_is_nobody_s_here(office: Office) -> None:
    office.write("NORTH", members=MEMBERS, kpis=KPIS, delegations=DELEGATED_TO_DORA)
    office.write("SOUTH", members=DORA)
    office.consolidate()
    office.write("SOUTH", members=DORA.replace("Dora", "Doris"))
    office.run(full=True)
    assert renamed(office) == []
    assert [each.issue.value for each in office.issues("DLG-DELEGATE-UNKNOWN")] == ["Dora"]


# Across teams


def test_a_delegate_of_another_team_is_found_whichever_workbook_changes(office: Office) -> None:
    office.write("NORTH", members=MEMBERS, delegations=DELEGATED_TO_DORA)
    office.consolidate()
    assert [each.issue.params["team"] for each in office.issues("DLG-DELEGATE-TEAM")] == ["South"]
    office.write("SOUTH", members=DORA.replace("Dora", "Doris"))
    office.consolidate()
    assert office.issues("DLG-DELEGATE-TEAM") == []
    assert [each.issue.value for each in office.issues("DLG-DELEGATE-UNKNOWN")] == ["Dora"]
    office.write("SOUTH", members=DORA)
    office.consolidate()
    assert [each.issue.params["team"] for each in office.issues("DLG-DELEGATE-TEAM")] == ["South"]


def test_the_order_of_the_teams_does_not_matter(tmp_path: Path) -> None:
    found = []
    for names in (("NORTH", "SOUTH", "EAST"), ("EAST", "SOUTH", "NORTH")):
        office = Office(tmp_path / names[0], *names)
        office.write("NORTH", members=MEMBERS, delegations=DELEGATED_TO_DORA)
        office.write("SOUTH", members=DORA)
        office.write("EAST", members=MEMBERS, kpis=KPIS)
        office.run()
        found.append((state(office), [(each.team, each.issue) for each in office.issues()]))
    assert found[0] == found[1]


# Pages and master


def test_a_page_or_master_that_somebody_removed_is_made_again(office: Office) -> None:
    office.run()
    before = contents(office)
    page = office.path("NORTH").with_name("North.feedback.html")
    page.unlink()
    office.programme.master.unlink()
    office.run()
    assert contents(office).keys() == before.keys()


NOT_WRITABLE = (
    "Remit master.xlsx cannot be written (Is a directory). The old master is untouched. "
    "Run remit sync again once that is solved."
)


def test_a_master_that_cannot_be_written_stops_nothing_and_is_tried_again(office: Office) -> None:
    office.programme.master.mkdir()
    report = office.run()
    assert not report.master_is_current
    assert told(report) == [NOT_WRITABLE]
    assert office.keys("NORTH", "members") == ["M1", "M2", "M3"]
    office.programme.master.rmdir()
    assert office.run().master_is_current
    assert office.programme.master.is_file()


def test_a_page_that_cannot_be_written_stops_nothing(office: Office) -> None:
    page = office.path("NORTH").with_name("North.feedback.html")
    page.mkdir()
    report = office.run()
    assert told(report) == [
        f"The feedback page {page} could not be written (Is a directory). The next run tries again."
    ]
    page.rmdir()
    assert told(office.run()) == []
    assert page.is_file()


def test_a_store_that_fails_once_the_run_is_in_it_is_told_and_leaves_the_old_master(office: Office) -> None:
    office.run()
    before = office.programme.master.read_bytes()
    office.write("NORTH", members=MEMBERS.replace("Cleo", "Clea"), kpis=KPIS)
    done, whole = office.consolidate(), office.programme.store.read_bytes()
    office.programme.store.write_bytes(b"what the disk has made of it " * 200)
    published = publish(office.programme, done)
    assert not published.master_is_current
    assert office.programme.master.read_bytes() == before
    why = DamagedStoreError(office.programme.store)
    [note] = published.notes
    assert note.text(labels("en")) == (
        "The run is stored, but not everything that people get to see could be brought up to date; the next"
        f" run tries again. {why}"
    )
    office.programme.store.write_bytes(whole)
    assert office.run().master_is_current
    assert office.programme.master.read_bytes() != before


def test_no_folder_is_made_for_a_page(tmp_path: Path) -> None:
    office = Office(tmp_path, "NORTH")
    office.run()
    assert sorted(contents(office)) == ["Remit master.xlsx"]


def test_a_run_stopped_before_it_is_stored_leaves_everything_as_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.run()
    before, records = contents(office), state(office)
    office.write("NORTH", members=MEMBERS.replace("Cleo", "Clea"), kpis=KPIS)
    before["workbooks/2026-Q4/North.xlsx"] = contents(office)["workbooks/2026-Q4/North.xlsx"]
    with monkeypatch.context() as patch:
        patch.setattr("sync.store.writing._write_workbook", killed)
        with pytest.raises(KilledError):
            office.run()
    assert contents(office) == before
    assert state(office) == records
    assert office.run().changes.changed == 1


def test_a_run_stopped_before_the_master_is_swapped_leaves_the_old_one_and_is_made_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.run()
    before = office.programme.master.read_bytes()
    office.write("NORTH", members=MEMBERS.replace("Cleo", "Clea"), kpis=KPIS)
    with monkeypatch.context() as patch:
        patch.setattr("sync.master.write.write_atomically", killed)
        with pytest.raises(KilledError):
            office.run()
    assert office.programme.master.read_bytes() == before
    report = office.run()
    assert (statuses(report)["NORTH"], report.changes.changed) == ("unchanged", 0)
    assert office.programme.master.read_bytes() != before


def test_one_run_at_a_time(office: Office) -> None:
    with programme_lock(office.programme.private, "remit sync"), pytest.raises(ProgrammeLockedError):
        office.run()
    assert not office.programme.store.exists()


def test_several_processes_find_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for pool_from in (2, 1_000):
        monkeypatch.setattr("sync.run.workers.PAYS_FROM", {"fork": pool_from, "spawn": pool_from})
        office = Office(tmp_path / str(pool_from), "NORTH", "SOUTH", "EAST")
        office.write("NORTH", members=MEMBERS)
        office.put("SOUTH", b"")
        seen: list[tuple[int, int]] = []
        office.consolidate(progress=lambda done, total, seen=seen: seen.append((done, total)))
        found.append((state(office), office.statuses(), seen))
    assert found[0] == found[1]
    assert found[0][2] == [(1, 2), (2, 2)]


def test_a_workbook_whose_reader_is_killed_costs_nobody_else_anything(office: Office) -> None:
    office.run()
    office.write("NORTH", members=MEMBERS.replace("Cleo", "Clea"), kpis=KPIS)
    before = state(office)
    usual = office.programme
    office.programme = dataclasses.replace(usual, reader_limits=ChildLimits(wall_seconds=0.0))
    assert statuses(office.run())["NORTH"] == "unreadable"
    assert office.statuses()["NORTH"] == ("unreadable", "WB-COSTLY")
    issue = next(each for each in office.issues("WB-COSTLY") if each.team == "NORTH")
    assert message(issue.issue, labels("en")) == (
        "Reading the workbook takes more time than one workbook may take (0 s)."
    )
    assert state(office) == before
    office.programme = usual
    assert statuses(office.run())["NORTH"] == "updated"


class KilledError(BaseException):
    """The process ends here."""


def killed(*_: object, **__: object) -> None:
    raise KilledError


def state(office: Office) -> dict[str, list[tuple[object, ...]]]:
    """Team → all its records, with where they stand and since when."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with Store(office.programme.store) as store:
        for each in store.current(CYCLE.id):
            row = (each.table, each.key, each.row, str(each.values), each.first_run, each.run)
            found.setdefault(each.team, []).append(row)
    return found


def history(office: Office, key: str) -> list[object]:
    with Store(office.programme.store) as store:
        return list(store.history(key))
