from __future__ import annotations

import datetime as dt
import io
import pickle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from delegation.issues import Issue, Severity
from delegation.settings import DEFAULT
from delegation.tables import BY_ID
from delegation.validate import RowCounts
from sync.programme.private import read_secret
from sync.run.incoming import Incoming, IncomingTable, Status
from sync.run.intake import Job, intake
from sync.store.encoding import encode
from tests.sync.programmes import AS_OF, CYCLE, MEMBERS, Office, age


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, "NORTH", "SOUTH")


def taken_in(office: Office, team: str = "NORTH", **changes: Any) -> Incoming:
    facts = {
        "team": team,
        "path": office.path(team),
        "cycle": CYCLE,
        "as_of": AS_OF,
        "settings": DEFAULT,
        "secret": read_secret(office.programme.private),
    }
    return intake(Job(**facts | changes))


def codes(found: Incoming) -> list[str]:
    return [each.code for each in found.issues if not each.code.endswith(("TABLE-MISSING", "COLUMN-MISSING"))]


def test_a_well_kept_workbook(office: Office) -> None:
    path = office.write("NORTH", by="Ana", members=MEMBERS)
    found = taken_in(office)
    assert (found.status, found.read, found.modified_by) == (Status.UPDATED, True, "Ana")
    assert found.tables == {
        "members": IncomingTable(
            sheet="Members",
            keys=["M1", "M2", "M3"],
            rows=[2, 3, 4],
            data=[
                encode({"member_id": key, "name": name, "weekly_hours": hours})
                for key, name, hours in (("M1", "Ana", 40.0), ("M2", "Ben", 32.0), ("M3", "Cleo", 20.0))
            ],
            absent=frozenset(BY_ID["members"].field_ids) - {"member_id", "name", "weekly_hours"},
        )
    }
    assert found.counts["members"] == RowCounts(read=3, accepted=3, rejected=0)
    assert codes(found) == []
    assert found.mark is not None
    assert (found.mark.size, found.mark.mtime_ns) == (path.stat().st_size, path.stat().st_mtime_ns)


def test_the_result_is_small_and_can_be_sent(office: Office) -> None:
    path = office.write("NORTH", members=MEMBERS)
    found = taken_in(office)
    sent = pickle.dumps(found)
    assert pickle.loads(sent) == found
    assert len(sent) < path.stat().st_size


def test_rejected_rows_come_as_keys_and_those_without_key_as_a_number(office: Office) -> None:
    office.write(
        "NORTH",
        members="""
            | member_id | name | weekly_hours |
            |-----------|------|--------------|
            | M1        | Ana  | 40           |
            | M2        | Ben  | many         |
            |           | Cleo | 20           |
            | #N/A      | Dora |              |
        """,
    )
    members = taken_in(office).tables["members"]
    assert (members.keys, members.rejected, members.unkeyed) == (["M1"], frozenset({"M2"}), 2)


def test_a_duplicate_may_be_any_row(office: Office) -> None:
    office.write(
        "NORTH",
        members="""
            | member_id | name | weekly_hours |
            |-----------|------|--------------|
            | M1        | Ana  | 40           |
            | M1        | Ben  | 40           |
        """,
    )
    members = taken_in(office).tables["members"]
    assert (members.keys, members.rejected, members.unkeyed) == (["M1"], frozenset(), 1)


def test_contents_that_are_known_are_not_interpreted_again(office: Office) -> None:
    office.write("NORTH", members=MEMBERS)
    mark = taken_in(office).mark
    assert mark is not None
    assert taken_in(office, known_sha256=mark.sha256) == Incoming(
        team="NORTH", status=Status.UNCHANGED, mark=mark
    )


def test_a_file_that_was_saved_just_now_is_not_trusted_to_stay(office: Office) -> None:
    path = office.write("NORTH", members=MEMBERS)
    path.touch()
    mark = taken_in(office).mark
    assert mark is not None
    assert mark.mtime_ns == -1


def test_a_workbook_that_is_gone_meanwhile(office: Office) -> None:
    assert taken_in(office) == Incoming(
        team="NORTH",
        status=Status.MISSING,
        issues=(Issue(code="WB-MISSING", severity=Severity.ERROR, params={"file": "North.xlsx"}),),
    )


def test_a_workbook_that_cannot_be_opened(office: Office) -> None:
    office.path("NORTH").mkdir(parents=True)
    assert taken_in(office) == Incoming(
        team="NORTH", status=Status.LOCKED, issues=(Issue(code="WB-LOCKED", severity=Severity.ERROR),)
    )


def test_another_team_s_workbook_is_held(office: Office) -> None:
    office.write("NORTH", belongs_to="SOUTH", members=MEMBERS)
    found = taken_in(office)
    assert (found.status, found.read, found.tables) == (Status.HELD, False, {})
    assert found.issues == (
        Issue(
            code="WB-TEAM-CONFLICT", severity=Severity.ERROR, params={"found": "SOUTH", "expected": "NORTH"}
        ),
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "WB-EMPTY"),
        (b"Name,Due\nAna,2026-11-30\n", "WB-TYPE"),
        (b"<!DOCTYPE html><html>Sign in</html>", "WB-TYPE"),
        (b"%PDF-1.7", "WB-TYPE"),
        (bytes(4096), "WB-TRUNCATED"),
    ],
)
def test_what_is_no_workbook_says_so(office: Office, data: bytes, code: str) -> None:
    office.put("NORTH", data)
    found = taken_in(office)
    assert (found.status, codes(found)) == (Status.UNREADABLE, [code])
    assert found.mark is not None


def test_a_workbook_cut_short_says_so(office: Office) -> None:
    path = office.write("NORTH", members=MEMBERS)
    office.put("NORTH", path.read_bytes()[:-700])
    assert (taken_in(office).status, codes(taken_in(office))) == (Status.UNREADABLE, ["WB-TRUNCATED"])


def test_a_fault_of_ours_costs_only_this_workbook(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("nobody thought of this")

    office.write("NORTH", members=MEMBERS)
    monkeypatch.setattr("sync.run.intake.read_workbook", fail)
    found = taken_in(office)
    assert (found.status, codes(found)) == (Status.UNREADABLE, ["WB-DAMAGED"])
    assert found.fault.endswith('in fail\n    raise RuntimeError("nobody thought of this")\nRuntimeError')


def test_a_file_that_keeps_changing_is_locked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.run.intake._PAUSES", (0.0, 0.0))
    path = office.write("NORTH", members=MEMBERS)

    class Growing(io.FileIO):
        def read(self, size: int = -1) -> bytes:
            with path.open("ab") as other:
                other.write(b"more")
            return super().read(size)

    found = taken_in(office, path=SimpleNamespace(open=lambda mode: Growing(path), name=path.name))
    assert (found.status, codes(found)) == (Status.LOCKED, ["WB-LOCKED"])


def test_a_file_that_settles_is_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.run.intake._PAUSES", (0.0, 0.0))
    path = office.write("NORTH", members=MEMBERS)
    times = iter([1, 2, 2, 2, 2])

    class Settling(io.FileIO):
        def read(self, size: int = -1) -> bytes:
            age(path, minutes=next(times))
            return super().read(size)

    found = taken_in(office, path=SimpleNamespace(open=lambda mode: Settling(path), name=path.name))
    assert found.status is Status.UPDATED


def test_the_file_is_only_read(office: Office) -> None:
    path = office.write("NORTH", members=MEMBERS)
    path.chmod(0o444)
    before = (path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir()))
    taken_in(office)
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir())) == before


def test_what_a_workbook_is_dated_depends_on_the_day_asked_for(office: Office) -> None:
    office.write(
        "NORTH",
        members=MEMBERS,
        plan="""
            | delegation_id | phase   | method | planned_on | responsible |
            |---------------|---------|--------|------------|-------------|
            | D1            | initial | data   | 2026-11-20 | Ana         |
        """,
    )
    early = taken_in(office, as_of=dt.date(2026, 11, 13))
    late = taken_in(office, as_of=dt.date(2026, 12, 13))
    assert early.tables == late.tables
    assert "PLN-MISSED" not in codes(early)
    assert "PLN-MISSED" in codes(late)
