"""The catalogue has every code that Remit can report, each once."""

from __future__ import annotations

import re

import pytest

from delegation.issues import Severity, catalogue, declared_types, listed
from delegation.schema import Kind
from delegation.tables import BY_ID
from tests.grids import text_grid


def codes(table_id: str, field_id: str) -> dict[str, str]:
    """What can be found in that field: the last part of its codes, with the severity."""
    prefix = BY_ID[table_id].code("", field_id)
    return {
        code.removeprefix(prefix): kind.severity.value
        for code, kind in catalogue().items()
        if kind.table == table_id and kind.field == field_id and code.startswith(prefix)
    }


def test_every_code_is_its_own_key_and_well_formed() -> None:
    assert all(code == kind.code for code, kind in catalogue().items())
    assert all(re.fullmatch(r"[A-Z]{2,3}(-[A-Z]+)+", code) for code in catalogue())


def test_no_code_is_declared_twice() -> None:
    declared = [kind.code for kind in declared_types()]
    assert sorted(declared) == sorted(set(declared))
    assert list(catalogue()) == declared


def test_a_code_points_at_a_field_that_exists() -> None:
    for kind in catalogue().values():
        if kind.table:
            assert kind.code.startswith((BY_ID[kind.table].prefix + "-", "WL-"))
            assert not kind.field or kind.field in BY_ID[kind.table].field_ids


@pytest.mark.parametrize(
    ("table", "field", "found"),
    [
        ("members", "name", "REQUIRED CLEANED ERROR FORMULA"),
        ("members", "weekly_hours", "REQUIRED TYPE RANGE ERROR FORMULA"),
        ("members", "work_days", "CHOICE ERROR FORMULA"),
        ("delegations", "start", "REQUIRED TYPE AMBIGUOUS ERROR FORMULA"),
        ("delegations", "kpi_id", "UNKNOWN AMBIGUOUS REJECTED RENAMED CLEANED ERROR FORMULA"),
        ("delegations", "delegator", "REQUIRED AMBIGUOUS CLEANED ERROR FORMULA"),
        ("delegations", "required_skills", "TYPE RANGE ERROR FORMULA GAP"),
        ("readings", "period", "REQUIRED TYPE AMBIGUOUS ERROR FORMULA CYCLE"),
    ],
)
def test_what_can_be_found_in_a_cell_follows_from_its_kind(table: str, field: str, found: str) -> None:
    assert sorted(codes(table, field)) == sorted(found.split())


def test_a_reference_that_is_needed_costs_the_row_unless_it_is_the_delegate() -> None:
    severities = {code: catalogue()[code].severity for code in catalogue() if code.endswith("-UNKNOWN")}
    soft = [code for code, severity in severities.items() if severity is Severity.WARNING]
    assert (
        soft
        == [
            "MBR-COLUMN-UNKNOWN",
            "DLG-DELEGATE-UNKNOWN",
            "DLG-KPI-UNKNOWN",
            "KPI-OWNER-UNKNOWN",
            "MLS-OWNER-UNKNOWN",
            "MTG-DELEGATION-UNKNOWN",
            "EVL-DELEGATION-UNKNOWN",
            "RCG-DELEGATION-UNKNOWN",
        ][1:]
    )


def test_a_row_that_refers_to_a_rejected_one_is_kept_with_a_remark() -> None:
    for code, kind in catalogue().items():
        if code.endswith("-REJECTED"):
            assert kind.severity is Severity.INFO
            assert BY_ID[kind.table].field(kind.field).kind is Kind.REF


def test_every_reference_may_say_a_former_name_and_that_is_a_remark() -> None:
    for table in BY_ID.values():
        for each in table.fields:
            kind = catalogue().get(table.code("RENAMED", each.id))
            assert (kind is not None) == (each.kind is Kind.REF)
            assert kind is None or kind.severity is Severity.INFO


# SPEC §5, "Rules, at least", and the warning of §7.
RULES = text_grid("""
    | end before start                    | LVE-END-ORDER DLG-DUE-ORDER KPI-END-ORDER MLS-PLANNED-END-ORDER |
    | outside the cycle                   | PLN-PLANNED-CYCLE RDG-PERIOD-CYCLE MTG-DATE-CYCLE               |
    | 100 % without closing, reverse      | DLG-PROGRESS-CONFLICT DLG-STATUS-CONFLICT                       |
    | closed without a day, reverse       | DLG-COMPLETED-MISSING DLG-COMPLETED-CONFLICT                    |
    | completed without criteria          | DLG-CRITERIA-MET-MISSING DLG-SUCCESS-CRITERIA-MISSING           |
    | delegate not there                  | DLG-DELEGATE-INACTIVE DLG-DELEGATE-LEAVE DLG-DELEGATE-UNKNOWN   |
    | progress far from the milestones    | DLG-PROGRESS-DIFFERENT                                          |
    | no day left to do the work on       | WL-DAYS-MISSING                                                 |
    | a bad reading without a remark      | RDG-REMARK-MISSING                                              |
    | authority 7, must ask first         | DLG-AUTHORITY-LEVEL-CONFLICT                                    |
    | no check-ins                        | DLG-CHECK-IN-MISSING                                            |
    | accepted without a day, not at all  | DLG-ACCEPTED-MISSING DLG-ACCEPTED-MISSED                        |
    | KPI without reading                 | KPI-MISSED                                                      |
    | a reading without its value         | RDG-VALUE-MISSING RDG-VALUE-CONFLICT                            |
    | range without low, high; low > high | KPI-LOW-MISSING KPI-HIGH-MISSING KPI-LOW-ORDER                  |
    | target missing, 0 without baseline  | KPI-TARGET-MISSING KPI-TARGET-RANGE                             |
    | baseline equal or on wrong side     | KPI-BASELINE-EQUAL KPI-BASELINE-SIDE                            |
    | amber_at > green_at                 | KPI-AMBER-ORDER                                                 |
    | weights all zero                    | KPI-WEIGHT-ZERO MLS-WEIGHT-ZERO                                 |
    | sum without dates, with baseline    | KPI-START-MISSING KPI-END-MISSING KPI-BASELINE-CONFLICT         |
    | objective short, or vague           | DLG-OBJECTIVE-SHORT DLG-OBJECTIVE-VAGUE                         |
    | skills lacking                      | DLG-REQUIRED-SKILLS-GAP                                         |
    | leave overlapping                   | LVE-START-OVERLAP                                               |
    | delegator equals delegate           | DLG-DELEGATE-CONFLICT                                           |
    | issue without action                | CHK-ACTION-MISSING                                              |
    | action without owner or date        | CHK-ACTION-OWNER-MISSING CHK-ACTION-DUE-MISSING                 |
    | the same of a meeting               | MTG-ACTION-OWNER-MISSING MTG-ACTION-DUE-MISSING                 |
    | a plan row past its date            | PLN-MISSED                                                      |
    | delegate from another team          | DLG-DELEGATE-TEAM                                               |
""")


@pytest.mark.parametrize(("rule", "expected"), RULES, ids=[rule for rule, _ in RULES])
def test_every_rule_of_the_specification_has_its_code(rule: str, expected: str) -> None:
    assert set(expected.split()) <= set(catalogue())


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("DLG-DUE-TYPE", "error"),
        ("DLG-DUPLICATE", "error"),
        ("KPI-BASELINE-SIDE", "error"),
        ("KPI-BASELINE-EQUAL", "warning"),
        ("KPI-START-MISSING", "warning"),
        ("KPI-BASELINE-CONFLICT", "warning"),
        ("DLG-DELEGATE-UNKNOWN", "warning"),
        ("DLG-DELEGATE-TEAM", "warning"),
        ("RDG-PERIOD-CYCLE", "info"),
        ("PLN-PLANNED-CYCLE", "info"),
        ("MTG-DATE-CYCLE", "info"),
        ("DLG-ROWS-BELOW", "info"),
        ("DLG-COLUMN-UNKNOWN", "info"),
    ],
)
def test_severities_are_those_of_the_specification(code: str, severity: str) -> None:
    assert catalogue()[code].severity == severity


class TestListed:
    def test_items_stand_on_lines_of_their_own(self) -> None:
        assert listed(["Due", "@field:delegations.start"]) == "@list\nDue\n@field:delegations.start"

    def test_a_pair_is_parted_by_a_tab(self) -> None:
        assert listed([("Deadline", "@field:delegations.due")]) == "@list\nDeadline\t@field:delegations.due"

    def test_line_breaks_and_tabs_inside_an_item_become_spaces(self) -> None:
        assert listed(["Due\ndate", "a\tb"]) == "@list\nDue date\na b"

    def test_a_list_of_nothing_is_empty(self) -> None:
        assert listed([]) == ""
