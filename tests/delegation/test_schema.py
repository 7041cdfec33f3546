"""How declarations spell their codes, and how names are compared."""

from __future__ import annotations

import pytest

from delegation.schema import Field, Kind, Phase, Table, normalise


@pytest.mark.parametrize(
    ("field_id", "code"),
    [
        ("due", "DUE"),
        ("accepted_on", "ACCEPTED"),
        ("green_at", "GREEN"),
        ("amber_at", "AMBER"),
        ("check_in_days", "CHECK-IN"),
        ("work_days", "WORK"),
        ("kpi_id", "KPI"),
        ("delegation_id", "DELEGATION"),
        ("due_agreed", "DUE-AGREED"),
        ("weekly_hours", "WEEKLY-HOURS"),
        ("action", "ACTION"),
        ("raised_by", "RAISED-BY"),
    ],
)
def test_the_code_of_a_field_is_its_id_without_a_silent_ending(field_id: str, code: str) -> None:
    assert Field(id=field_id, kind=Kind.TEXT).code == code


TABLE = Table(
    id="tasks",
    name="Tasks",
    prefix="TSK",
    phase=Phase.TRACK,
    key=("task_id",),
    fields=(Field(id="task_id", kind=Kind.ID, required=True), Field(id="done_on", kind=Kind.DATE)),
)


class TestTable:
    def test_a_code_names_the_table_the_field_and_the_kind(self) -> None:
        assert TABLE.code("TYPE", "done_on") == "TSK-DONE-TYPE"

    def test_a_code_about_the_whole_table_names_no_field(self) -> None:
        assert TABLE.code("DUPLICATE") == "TSK-DUPLICATE"

    def test_a_field_is_found_by_its_id(self) -> None:
        assert TABLE.field("done_on").kind is Kind.DATE
        assert TABLE.field_ids == ("task_id", "done_on")

    def test_an_unknown_field_is_an_error_of_ours(self) -> None:
        with pytest.raises(KeyError, match=r"tasks\.due"):
            TABLE.field("due")


@pytest.mark.parametrize(
    "text",
    [
        "Check-in ID",
        "check_in_id",
        " CHECK  IN id ",
        "Check\u2011in ID",
        "Check\u00a0in\u200bID",
        "\ufeffcheck in\nid",
        "Ｃｈｅｃｋ－ｉｎ ＩＤ",
    ],
)
def test_case_spaces_and_dashes_do_not_count(text: str) -> None:
    assert normalise(text) == "checkinid"


def test_other_signs_do_count() -> None:
    assert normalise("% done") != normalise("done")
    assert normalise("预计工时") == "预计工时"
