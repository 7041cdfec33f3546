"""The buttons in the workbook that a team's lead alone opens, which has only what is personal."""

from __future__ import annotations

import pytest

from addin.entry import BUTTONS
from delegation.labels import labels
from tests.addin.books import LANGUAGES, QUIET, opened, press, put, remove_table, rows_of

pytestmark = QUIET

OF_THE_TEAM = (
    "log_check_in", "log_meeting", "draft_plan", "balance_workload", "suggest_delegate", "close_cycle",
)  # fmt: skip


@LANGUAGES
def test_nothing_is_missing_in_it(language: str) -> None:
    host = opened(language, "lead")
    press(host, "validate")
    assert rows_of(host, "Issues") == []


def test_what_is_wrong_in_it_is_on_its_list() -> None:
    host = opened(kind="lead")
    put(host, "Evaluations", "E6", 9)
    press(host, "validate")
    assert "EVL-QUALITY-RANGE" in {row[5] for row in rows_of(host, "Issues")}
    remove_table(host, "LeaveReasons")
    press(host, "validate")
    assert "LVR-TABLE-MISSING" in {row[5] for row in rows_of(host, "Issues")}


@LANGUAGES
@pytest.mark.parametrize("button", OF_THE_TEAM)
def test_a_button_that_needs_the_teams_tables_says_where_they_are(button: str, language: str) -> None:
    assert button in BUTTONS
    host = opened(language, "lead")
    before = host.state()
    press(host, button, language)
    ((said, _, _),) = host.alerts
    assert said == labels(language).text("buttons.refused.leads", name="North.xlsx")
    assert host.state() == before
