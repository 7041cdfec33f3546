"""A workbook checked on its own, without the programme that it belongs to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sync.reading.checking import check, job_of
from tests.sync.workbooks import SheetSpec, workbook

IDENTITY = SheetSpec(
    name="_remit",
    text="| team | NORTH |\n| cycle | 2026-Q4 |\n| schema_version | 1 |"
    "\n| cycle_first | 2026-10-01 |\n| cycle_last | 2026-12-31 |",
    hidden=True,
)
MEETINGS = SheetSpec(
    name="Meetings",
    table="Meetings",
    text="| Date | Topic |\n| 2026-09-30 | Before |\n| 2026-10-01 | First day |\n| 2026-12-31 | Last day |",
)


def test_a_fault_of_ours_costs_only_this_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("nobody thought of this")

    monkeypatch.setattr("sync.reading.checking.read_workbook", fail)
    file = tmp_path / "North.xlsx"
    file.write_bytes(workbook(MEETINGS, IDENTITY))
    found = check(job_of(file, programme=None, as_of=dt.date(2026, 11, 20)))
    assert (found.verdict, [each.code for each in found.issues]) == ("unreadable", ["WB-DAMAGED"])
    assert found.fault.endswith('in fail\n    raise RuntimeError("nobody thought of this")\nRuntimeError')


def test_without_its_programme_a_workbook_tells_the_days_of_its_cycle_itself(tmp_path: Path) -> None:
    file = tmp_path / "North.xlsx"
    file.write_bytes(workbook(MEETINGS, IDENTITY))

    found = check(job_of(file, programme=None, as_of=dt.date(2026, 11, 20)))

    outside = [issue for issue in found.issues if issue.code == "MTG-DATE-CYCLE"]
    assert [(issue.cell, issue.params) for issue in outside] == [
        ("A2", {"first": dt.date(2026, 10, 1), "last": dt.date(2026, 12, 31)})
    ]
