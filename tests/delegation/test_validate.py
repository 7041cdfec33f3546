from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.grids import table_from_rows
from delegation.issues import Severity, catalogue
from delegation.labels import LANGUAGES, labels
from delegation.messages import sentence
from delegation.records import CellFault, RawColumn, RawTable, Record, TableState
from delegation.tables import BY_ID, MEMBERS
from delegation.validate import RowCounts, Validation, validate_tables
from tests.delegation.books import CONTEXT, SOUND, check, codes, keys, said, tables, unreadable, variant
from tests.grids import raw

D = dt.date


class TestTables:
    def test_each_given_table_has_records_counts_and_rejected_keys(self) -> None:
        found = check(members=variant("members", weekly_hours=0))
        assert set(found.records) == set(found.counts) == set(found.rejected_keys) == set(SOUND)
        assert found.counts["members"] == RowCounts(read=3, accepted=2, rejected=1)
        assert found.rejected_keys["members"] == {"M1"}
        assert keys(found, "members") == ["M2", "M3"]

    def test_an_empty_table_has_no_records_and_an_unreadable_one_is_left_out(self) -> None:
        found = check(
            readings=RawTable(table="readings", state=TableState.EMPTY), meetings=unreadable("meetings")
        )
        assert found.records["readings"] == ()
        assert found.counts["readings"] == RowCounts(read=0, accepted=0, rejected=0)
        assert "meetings" not in found.records
        assert "meetings" not in found.counts
        assert found.issues == ()

    def test_tables_that_refer_to_an_unreadable_one_are_held(self) -> None:
        found = check(members=unreadable("members"))
        assert said(found) == [
            (
                "Delegations: The rows of Delegations refer to rows of Members, which could not be read."
                " The last good rows of Delegations are kept."
                " Put Members right first; then Delegations is read again. [DLG-TABLE-HELD]"
            )
        ]
        assert set(found.records) == {"kpis", "readings"}

    def test_a_held_table_still_says_what_is_wrong_in_it(self) -> None:
        found = check(members=unreadable("members"), delegations=variant("delegations", due="soon"))
        assert codes(found) == ["DLG-DUE-TYPE Delegations!H2", "DLG-TABLE-HELD Delegations!"]

    def test_without_its_key_a_table_cannot_be_read(self) -> None:
        found = check(meetings="| date | topic |\n| 2026-11-02 | Weekly |", kpis="| name |\n| Revenue |")
        assert said(found) == [
            (
                "KPIs: The table KPIs could not be read, because these columns are missing: KPI ID."
                " Its last good rows are kept. Give the columns the headers back that they have in the"
                " template, one header in each column, in the row above the first entry."
                " [KPI-TABLE-UNREADABLE]"
            ),
            (
                "Readings: The rows of Readings refer to rows of KPIs, which could not be read."
                " The last good rows of Readings are kept."
                " Put KPIs right first; then Readings is read again. [RDG-TABLE-HELD]"
            ),
        ]
        assert set(found.records) == {"members", "delegations", "meetings"}

    def test_a_table_alone_is_checked_without_looking_its_references_up(self) -> None:
        found = validate_tables({"delegations": raw("delegations", SOUND["delegations"])}, CONTEXT)
        assert found.issues == ()
        assert [record.values["delegate"] for record in found.records["delegations"]] == ["M2", "M3"]

    def test_issues_come_by_table_then_row_then_column(self) -> None:
        found = check(
            delegations=variant("delegations", due="soon", title=None),
            members=variant("members", weekly_hours="many"),
        )
        assert codes(found) == [
            "MBR-WEEKLY-HOURS-TYPE Members!C2",
            "DLG-TITLE-REQUIRED Delegations!B2",
            "DLG-DUE-TYPE Delegations!H2",
        ]

    def test_an_issue_carries_key_field_sheet_cell_and_what_stood_there(self) -> None:
        found = check(
            delegations=table_from_rows(
                [["任务编号", "截止日期"], ["D1", "2026-02-31"]],
                BY_ID["delegations"],
                sheet="授权事项",
                first_row=4,
                first_column=2,
            )
        )
        (issue,) = [each for each in found.issues if each.code == "DLG-DUE-TYPE"]
        assert (issue.severity, issue.table, issue.field, issue.key) == ("error", "delegations", "due", "D1")
        assert (issue.sheet, issue.cell, issue.value) == ("授权事项", "C5", "2026-02-31")

    def test_the_same_issue_in_chinese(self) -> None:
        found = check(delegations=variant("delegations", due="2026-02-31"))
        assert said(found, "zh") == [
            (
                "Delegations!H2（截止日期）：“2026-02-31”不是日期。"
                "请填写真实存在的日期，例如 2026-02-28。 [DLG-DUE-TYPE]"
            )
        ]


_EXCEL_VALUES = (
    st.none()
    | st.sampled_from(
        ["M1", "Anna Berg", "K1", "Revenue", "D1", "Launch", "2026-11", "85%", "进行中", "SQL:3", "-", ""]
    )
    | st.sampled_from([CellFault("error", "#N/A"), CellFault("formula", "=A1")])
    | st.text(max_size=8).filter(lambda text: "…" not in text)
    | st.sampled_from(["SQL:3", "mon-fri", "weekly", "higher", "0", "2026-10-05"])
    | st.integers(-5, 60000)
    | st.floats()
    | st.booleans()
    | st.dates(D(2026, 1, 1), D(2027, 12, 31))
)


@st.composite
def _raw_tables(draw: st.DrawFn) -> dict[str, RawTable]:
    """Some tables with some of their columns and anything in the cells."""
    found = {}
    for table_id in draw(st.lists(st.sampled_from(sorted(BY_ID)), min_size=1, max_size=5, unique=True)):
        table = BY_ID[table_id]
        columns = draw(st.lists(st.sampled_from(table.field_ids), min_size=1, unique=True))
        size = draw(st.integers(1, 4))
        values = st.lists(_EXCEL_VALUES, min_size=size, max_size=size)
        found[table.id] = RawTable(
            table=table.id,
            state=draw(st.sampled_from([TableState.ROWS, TableState.ROWS, TableState.UNREADABLE])),
            sheet=table.name,
            rows=list(range(5, 5 + size)),
            columns={
                field_id: RawColumn(field=field_id, column=index, values=draw(values))
                for index, field_id in enumerate(columns, start=2)
            },
        )
    return found


@given(_raw_tables())
def test_property_any_cells_are_validated_and_every_issue_is_known_has_words_and_a_cell(
    given_tables: dict[str, RawTable],
) -> None:
    found = validate_tables(given_tables, CONTEXT)
    for issue in found.issues:
        assert catalogue()[issue.code].severity == issue.severity
        said_of_it = [sentence(issue, labels(language)) for language in LANGUAGES]
        assert not any("…" in line for line in said_of_it)  # as a missing parameter is shown
        if issue.cell:
            table = given_tables[issue.table]
            assert issue.cell[0] in {chr(64 + column.column) for column in table.columns.values()}
            assert int(issue.cell[1:]) in table.rows
        else:
            assert issue.code.endswith(("-TABLE-UNREADABLE", "-TABLE-HELD"))


@given(_raw_tables())
def test_property_every_filled_row_is_accepted_or_rejected_with_an_error(
    given_tables: dict[str, RawTable],
) -> None:
    found = validate_tables(given_tables, CONTEXT)
    for table_id, counts in found.counts.items():
        errors = {
            int(issue.cell[1:])
            for issue in found.issues
            if issue.table == table_id and issue.severity is Severity.ERROR
        }
        accepted = {record.row for record in found.records[table_id]}
        assert counts.read == counts.accepted + counts.rejected
        assert (counts.accepted, counts.rejected) == (len(accepted), len(errors))
        assert not errors & accepted


@given(_raw_tables())
def test_property_accepted_keys_are_unique_and_never_among_the_rejected(
    given_tables: dict[str, RawTable],
) -> None:
    found = validate_tables(given_tables, CONTEXT)
    for table_id, records in found.records.items():
        counted = Counter(record.key for record in records)
        assert all(key and number == 1 for key, number in counted.items())
        assert not counted.keys() & found.rejected_keys[table_id]


@given(_raw_tables())
def test_property_validating_twice_gives_the_same(given_tables: dict[str, RawTable]) -> None:
    first = validate_tables(given_tables, CONTEXT)
    second = validate_tables(given_tables, CONTEXT)
    assert repr(first) == repr(second)  # NaN in a parameter is not equal to itself


def _as_cells(table_id: str, records: tuple[Record, ...]) -> RawTable:
    """Accepted records written into cells again, as the template does."""
    fields = BY_ID[table_id].field_ids
    return table_from_rows(
        [fields, *([record.values.get(each) for each in fields] for record in records)], BY_ID[table_id]
    )


def test_what_was_accepted_is_accepted_as_it_is() -> None:
    once = check(**_LIVELY)
    again = validate_tables(
        {table_id: _as_cells(table_id, records) for table_id, records in once.records.items()}, CONTEXT
    )
    assert _contents(again) == _contents(once)
    assert [issue.code for issue in again.issues if issue.severity is Severity.ERROR] == []


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    shuffled = {table_id: _shuffled(found, seed) for table_id, found in tables(**_LIVELY).items()}
    assert _contents(validate_tables(shuffled, CONTEXT)) == _contents(check(**_LIVELY))


def _shuffled(table: RawTable, seed: int) -> RawTable:
    order = list(range(len(table.rows)))
    random.Random(seed).shuffle(order)
    return RawTable(
        table=table.table,
        state=table.state,
        sheet=table.sheet,
        rows=table.rows,
        columns={
            name: RawColumn(
                field=name, column=column.column, values=[column.values[position] for position in order]
            )
            for name, column in table.columns.items()
        },
    )


def _contents(validation: Validation) -> dict[str, dict[str, dict[str, object]]]:
    return {
        table_id: {record.key: dict(record.values) for record in records}
        for table_id, records in validation.records.items()
    }


_LIVELY = {
    "members": """
        | 工号 | 姓名      | weekly hours | work days  | Active | Reserved share |
        | M1   | Anna Berg | "４０"       | 周一至周四 | 是     | 10%            |
        | M2   | Ben Hill  | 40           |            | TRUE   |                |
        | M3   | Cleo Park | 20           | Mon, Wed   | no     | 0.5            |
    """,
    "kpis": """
        | kpi_id | name    | owner     | direction        | target  | frequency | aggregation | start      | end        |
        | K1     | Revenue | ben hill  | Higher is better | "1,200" | 每月      | Sum         | 2026/10/1  | 2026-12-31 |
        | K2     | Errors  | Cleo Park | lower            | 5       | Weekly    | mean        |            |            |
    """,  # noqa: E501
    "readings": """
        | kpi_id  | period    | value   | state |
        | Revenue | 2026年10月 | "1 200" |       |
        | K1      | 2026-11   |         |       |
        | Errors  | 2026-W45  | 4       |       |
        | K2      | 2026-W46  |         | 不适用 |
    """,
    "check_ins": """
        | date       | delegation_id | raised_by | type | confidence | issue |
        | 2026-11-02 | Launch        | Ben Hill  | 进展 | 4          | 无    |
        | 2026/11/3  | D2            | a guest   | help | "2"        |       |
    """,
    "milestones": """
        | delegation_id | milestone | planned_end | progress | blocker |
        | Launch        | Draft     | 2026.11.1   | "50%"    | 无      |
        | Launch        | Live      | 1 Dec 2026  |          | Server  |
    """,
    "evaluations": """
        | member_id | delegation_id | period  | date       | quality | evaluator |
        | Ben Hill  |               | 2026-Q3 | 2026-10-05 | 4       | M1        |
    """,
}


def test_members_alone_are_the_least_that_can_be_validated() -> None:
    found = validate_tables({"members": raw("members", SOUND["members"])}, CONTEXT)
    assert (found.issues, keys(found, MEMBERS.id)) == ((), ["M1", "M2", "M3"])
