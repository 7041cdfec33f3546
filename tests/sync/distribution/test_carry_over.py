"""What a new workbook takes over from the cycle before."""

from __future__ import annotations

import datetime as dt

from delegation.records import Value
from sync.distribution.carry_over import all_rows, carry_over
from sync.store.stored import StoredRecord


def record(
    table: str, key: str, row: int = 0, *, team: str = "north", cycle: str = "2026-Q3", **values: Value
) -> StoredRecord:
    return StoredRecord(
        team=team,
        cycle=cycle,
        table=table,
        key=key,
        sheet="",
        row=row,
        values=values,
        first_run=1,
        run=1,
        modified_by="",
    )


def delegation(key: str, status: str, **values: Value) -> StoredRecord:
    return record("delegations", key, delegation_id=key, status=status, **values)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_members_and_kpis_come_along_in_the_order_of_the_sheet() -> None:
    rows = carry_over(
        [
            record("members", "M2", 7, member_id="M2"),
            record("members", "M1", 8, member_id="M1"),
            record("kpis", "K1", 5, kpi_id="K1"),
            record("leave", "M1+2026-07-01", 5, member_id="M1"),
            record("meetings", "X", 5, topic="Kick-off"),
        ]
    )
    assert rows == {"members": [{"member_id": "M2"}, {"member_id": "M1"}], "kpis": [{"kpi_id": "K1"}]}


def test_only_open_delegations_come_along_with_what_belongs_to_them() -> None:
    statuses = ("draft", "accepted", "on_hold", "awaiting_review", "completed", "returned", "cancelled")
    records = [delegation(status, status) for status in statuses]
    for key in ("accepted", "completed"):
        records.append(record("milestones", f"{key}+a", delegation_id=key, milestone="a"))
        records.append(record("plan", f"{key}+p", delegation_id=key, phase="initial"))
        records.append(record("check_ins", f"{key}+c", delegation_id=key, date=day("2026-09-01")))
    rows = carry_over(records)
    assert {row["delegation_id"] for row in rows["delegations"]} == {
        "draft",
        "accepted",
        "on_hold",
        "awaiting_review",
    }
    assert rows["milestones"] == [{"delegation_id": "accepted", "milestone": "a"}]
    assert rows["plan"] == [{"delegation_id": "accepted", "phase": "initial"}]
    assert rows["check_ins"] == [{"delegation_id": "accepted", "date": day("2026-09-01")}]


def test_of_check_ins_the_last_one_comes_along() -> None:
    dates = ["2026-09-01", "2026-09-20", "2026-09-20", "2026-09-08"]
    check_ins = [
        record("check_ins", str(row), row, delegation_id="D1", date=day(date), issue=str(row))
        for row, date in enumerate(dates)
    ]
    rows = carry_over([delegation("D1", "in_progress"), *check_ins])
    assert rows["check_ins"] == [{"delegation_id": "D1", "date": day("2026-09-20"), "issue": "2"}]


def test_the_newest_24_readings_of_every_kpi_come_along() -> None:
    readings = [
        record(
            "readings",
            f"{kpi}+{month}",
            kpi_id=kpi,
            period=dt.date(2024 + month // 12, month % 12 + 1, 28),
            value=1.0,
        )
        for kpi in ("K1", "K2")
        for month in range(30)
    ]
    planned = record("readings", "K1+later", kpi_id="K1", period=day("2026-12-31"))
    skipped = record("readings", "K1+skipped", kpi_id="K1", period=day("2026-11-30"), state="not_applicable")
    rows = carry_over([*readings, planned, skipped])["readings"]
    assert [sum(row["kpi_id"] == kpi for row in rows) for kpi in ("K1", "K2")] == [24, 24]
    periods = [row["period"] for row in rows if row["kpi_id"] == "K1"]
    assert (periods[0], periods[-1]) == (day("2024-08-28"), day("2026-11-30"))


def test_a_lost_workbook_gets_every_row_back() -> None:
    records = [delegation("D1", "completed"), record("meetings", "X", topic="Kick-off")]
    assert all_rows(records) == {
        "delegations": [{"delegation_id": "D1", "status": "completed"}],
        "meetings": [{"topic": "Kick-off"}],
    }


# The programme's on-time rate (SPEC §9)
