"""A workbook is taken for a team's only when everything that it says of itself holds together."""

from __future__ import annotations

import dataclasses

import pytest

from delegation.issues import Issue, Severity
from sync.reading.identity import SCHEMA_VERSION, Identity, check_identity, make_token, read_identity

SECRET = b"the programme's secret"
TOKEN = make_token(SECRET, "w-1", "NORTH", "2026-Q4", SCHEMA_VERSION)
GENUINE = Identity(
    workbook_id="w-1",
    team="NORTH",
    cycle="2026-Q4",
    schema_version=SCHEMA_VERSION,
    language="en",
    token=TOKEN,
)


def check(identity: Identity | None, secret: bytes = SECRET) -> Issue | None:
    return check_identity(identity, team="NORTH", cycle="2026-Q4", secret=secret)


def conflict(code: str, **params: str | int) -> Issue:
    return Issue(code=code, severity=Severity.ERROR, params=dict(params))


def test_the_teams_own_workbook_of_this_cycle_is_read() -> None:
    assert check(GENUINE) is None


def test_a_workbook_without_identity_is_nobodys() -> None:
    assert check(None) == conflict("WB-IDENTITY-MISSING")


def test_another_teams_genuine_workbook_is_recognised_as_theirs() -> None:
    token = make_token(SECRET, "w-2", "SOUTH", "2026-Q4", SCHEMA_VERSION)
    other = dataclasses.replace(GENUINE, workbook_id="w-2", team="SOUTH", token=token)

    assert check(other) == conflict("WB-TEAM-CONFLICT", found="SOUTH", expected="NORTH")


def test_last_cycles_workbook_is_not_read_into_this_one() -> None:
    old = dataclasses.replace(GENUINE, cycle="2026-Q3")

    assert check(old) == conflict("WB-CYCLE-CONFLICT", found="2026-Q3", expected="2026-Q4")


@pytest.mark.parametrize("version", [0, SCHEMA_VERSION + 1])
def test_another_layout_is_not_read(version: int) -> None:
    other = dataclasses.replace(GENUINE, schema_version=version)

    assert check(other) == conflict("WB-SCHEMA-CONFLICT", found=version, expected=SCHEMA_VERSION)


@pytest.mark.parametrize(
    "changed",
    [
        dataclasses.replace(GENUINE, token=""),
        dataclasses.replace(GENUINE, token=TOKEN[:-1] + ("0" if TOKEN[-1] != "0" else "1")),
        dataclasses.replace(GENUINE, token="北区"),
        dataclasses.replace(GENUINE, workbook_id="w-2"),
    ],
    ids=["none", "a digit changed", "not a token", "another workbook"],
)
def test_a_changed_identity_is_noticed(changed: Identity) -> None:
    assert check(changed) == conflict("WB-TOKEN-CONFLICT")


def test_a_workbook_of_another_programme_is_noticed() -> None:
    assert check(GENUINE, secret=b"another programme's secret") == conflict("WB-TOKEN-CONFLICT")


def test_what_moves_from_one_part_to_the_next_changes_the_token() -> None:
    assert make_token(SECRET, "ab", "c", "d", 1) != make_token(SECRET, "a", "bc", "d", 1)


def test_the_token_stays_the_same_for_ever() -> None:
    """Workbooks that were handed out carry it."""
    assert make_token(b"secret", "w", "北区", "2026-Q4", 1) == (
        "652fa5a590b4846443f269fcc7fd1859f200cb9139f70d58808ad7951ca2f174"
    )


def test_the_identity_is_read_from_the_entries_of_its_sheet() -> None:
    entries = {
        "workbook_id": "w-1",
        "team": " NORTH ",
        "team_name": "North",
        "cycle": "2026-Q4",
        "schema_version": float(SCHEMA_VERSION),
        "language": "en",
        "token": TOKEN,
        "green_at": 0.9,
    }

    assert read_identity(entries) == GENUINE


def test_entries_that_are_missing_are_empty() -> None:
    assert read_identity({"team": "NORTH", "schema_version": "one"}) == Identity(
        workbook_id="", team="NORTH", cycle="", schema_version=0, language="", token=""
    )


def test_a_sheet_that_names_no_team_is_no_identity() -> None:
    assert read_identity({"note": "nothing here", "team": ""}) is None
