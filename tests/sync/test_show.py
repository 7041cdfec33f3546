"""`remit show`: the figures as people and programs read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from sync.shown_table import bar, figure
from tests.sync.commandline import CommandLine

Maker = Callable[..., CommandLine]
AS_OF = ("--as-of", "2026-12-14")
VIEWS = "kpi|workload|health|balance|signals|rebalance|recognition|review"

MEMBERS = """
    | member_id | name   | weekly_hours |
    |-----------|--------|--------------|
    | M1        | 王晓燕 | 40           |
    | M2        | Ben    | 20           |
"""
KPIS = """
    | kpi_id | name           | owner | direction | target | low | high | frequency | aggregation |
    |--------|----------------|-------|-----------|--------|-----|------|-----------|-------------|
    | K1     | 关键岗位到岗率 | M1    | higher    | 1,000  |     |      | monthly   | last        |
    | K2     | Returns        |       | range     |        | 1.5 | 5    | monthly   | last        |
"""
READINGS = """
    | kpi_id | period     | value |
    |--------|------------|-------|
    | K1     | 2026-11-30 | 812.5 |
"""
DELEGATIONS = """
    | delegation_id | title | objective       | expected_outcome | delegator | delegate | start      | due        | effort_hours | authority_level | check_in_days | accepted_on | status      | progress |
    |---------------|-------|-----------------|------------------|-----------|----------|------------|------------|--------------|-----------------|---------------|-------------|-------------|----------|
    | D1            | 课程  | Publish 3 pages | Pages are live   | Boss      | M1       | 2026-12-14 | 2026-12-18 | 44           | 3               | 5             | 2026-12-14  | in_progress | 0%       |
    | D2            | List  | Print 12 prices | List is printed  | Boss      | M2       | 2026-11-02 | 2026-12-11 | 10           | 3               | 5             | 2026-11-02  | in_progress | 50%      |
"""  # noqa: E501 - a table stays a table


@pytest.fixture
def filled(command_line: Maker) -> CommandLine:
    here = command_line("north", "south")
    here.office.write("north", members=MEMBERS, kpis=KPIS, readings=READINGS, delegations=DELEGATIONS)
    here.office.write("south", members=MEMBERS.replace("王晓燕", "Cleo"))
    here.office.consolidate()
    return here


def lines(here: CommandLine, *arguments: str) -> list[str]:
    return here.run("show", *arguments, *AS_OF).shown


def test_kpis(filled: CommandLine) -> None:
    assert lines(filled, "kpi") == [
        "KPIs: Launch, cycle 2026-Q4, as of 2026-12-14",
        "Team ID KPI Owner Actual Target Index Status",
        "North K1 关键岗位到岗率 王晓燕 812.50 1,000 ████████░░ 81% ▲ Caution",
        "North K2 Returns 1.50 – 5 ▲ No data",
        "Programme: score 81%, 50% of the weight has data",
    ]


def test_workload_in_chinese(filled: CommandLine) -> None:
    assert lines(filled, "workload", "--team", "north", "--lang", "zh") == [
        "工作负荷：Launch，周期 2026-Q4，截至 2026-12-14",
        "团队 成员 本周 可用工时 负荷工时 待定工时 本周期 档位",
        "North 王晓燕 ██████████ 110% 112.0 44.0 0.0 ████░░░░░░ 39% ○ 不饱和",
        "North Ben ██░░░░░░░░ 25% 56.0 5.0 0.0 █░░░░░░░░░ 9% ○ 不饱和",
    ]


def test_health(filled: CommandLine) -> None:
    assert lines(filled, "health") == [
        "Delegations: Launch, cycle 2026-Q4, as of 2026-12-14",
        "Team ID Delegation Delegate Due Progress Expected Next check-in Health",
        "North D1 课程 王晓燕 2026-12-18 ░░░░░░░░░░ 0% 0% 2026-12-18 ● On track",
        "North D2 List Ben 2026-12-11 █████░░░░░ 50% 100% 2026-11-09 ■ Overdue",
        "Programme: ■ Overdue 1 ● On track 1",
    ]


def test_balance(filled: CommandLine) -> None:
    assert lines(filled, "balance") == [
        "Balance of the workload: Launch, cycle 2026-Q4, as of 2026-12-14",
        "Of People CV Gini Fullest Member",
        "North 2 0.63 0.31 ████░░░░░░ 39% 王晓燕",
        "South 2 0.00 0.00 ░░░░░░░░░░ 0% Cleo",
        "Launch (programme) 4 1.34 0.66 ████░░░░░░ 39% 王晓燕",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("kpi", "--by", "team"),
            [
                "Of KPIs Score With data Worst",
                "North 2 ████████░░ 81% 50% ▲ No data",
                "South 0 ○ Insufficient data 0%",
            ],
        ),
        (
            ("kpi", "--by", "member"),
            [
                "Team Member KPIs Score With data Worst",
                "North 王晓燕 1 ████████░░ 81% 100% ▲ Caution",
                "North 1 ○ Insufficient data 0% ▲ No data",
            ],
        ),
        (
            ("health", "--by", "member", "--member", "ben"),
            ["Team Member Delegations On time Health", "North Ben 1 ■ Overdue 1"],
        ),
        (
            ("health", "--by", "programme"),
            ["Of Delegations On time Health", "Launch (programme) 2 ■ Overdue 1 ● On track 1"],
        ),
        (
            ("kpi", "--id", "k1", "--team", "NORTH", "--member", "王晓燕"),
            [
                "Team ID KPI Owner Actual Target Index Status",
                "North K1 关键岗位到岗率 王晓燕 812.50 1,000 ████████░░ 81% ▲ Caution",
            ],
        ),
        (("kpi", "--member", "Nobody"), ["Nothing to show: no row fits what was asked for."]),
        (("workload", "--by", "department"), ["Nothing to show: no row fits what was asked for."]),
    ],
)
def test_filters_and_groups(filled: CommandLine, arguments: tuple[str, ...], told: list[str]) -> None:
    assert lines(filled, *arguments)[1:] == told


def test_columns_line_up_with_wide_characters(filled: CommandLine) -> None:
    told = filled.run("show", "health", *AS_OF).out.splitlines()
    heading = next(line for line in told if "Health" in line)
    rows = [line for line in told if line.startswith("North")]
    wanted = cell_len(heading[: heading.index("Health")])
    assert [cell_len(line[: max(line.find("●"), line.find("■"))]) for line in rows] == [wanted, wanted]


def test_json_has_field_ids_and_plain_values(filled: CommandLine) -> None:
    found = filled.run("show", "kpi", "--id", "K1", "--format", "json", *AS_OF).json
    assert found == {
        "schema": "remit.show",
        "version": 1,
        "as_of": "2026-12-14",
        "rows": [
            {
                "team": "north",
                "kpi_id": "K1",
                "name": "关键岗位到岗率",
                "unit": None,
                "direction": "higher",
                "target": 1000,
                "low": None,
                "high": None,
                "start": None,
                "end": None,
                "owner": "M1",
                "weight": 1.0,
                "actual": 812.5,
                "period": "2026-11-30",
                "attainment": 0.8125,
                "expected": None,
                "index": 0.8125,
                "status": "caution",
            }
        ],
    }


def test_json_of_people_delegations_and_balance(filled: CommandLine) -> None:
    def rows(*arguments: str) -> list[dict[str, object]]:
        found = filled.run("show", *arguments, "--format", "json", *AS_OF).json["rows"]
        assert isinstance(found, list)
        return found

    assert rows("workload", "--member", "M1", "--team", "north") == [
        {
            "team": "north",
            "member_id": "M1",
            "name": "王晓燕",
            "capacity_hours": 112.0,
            "load_hours": 44.0,
            "utilisation": pytest.approx(44 / 112),
            "band": "under",
            "waiting_hours": 0.0,
            "week_capacity_hours": 40.0,
            "week_load_hours": 44.0,
            "week_utilisation": 1.1,
            "week_band": "overloaded",
        }
    ]
    (late,) = rows("health", "--id", "D2")
    assert (late["health"], late["due"], late["gap"], late["on_time"]) == (
        "overdue",
        "2026-12-11",
        -0.5,
        None,
    )
    whole = rows("balance", "--by", "programme")
    assert [(each["level"], each["team"], each["member_id"]) for each in whole] == [
        ("programme", "north", "M1")
    ]
    assert rows("health", "--by", "team")[1] == {
        "level": "team",
        "id": "south",
        "name": "South",
        "delegations": 0,
        "on_time": None,
        "health": {},
    }


def test_before_the_first_run(command_line: Maker) -> None:
    here = command_line("north")
    assert here.run("show", "kpi", *AS_OF).lines == [
        "KPIs: Launch, cycle 2026-Q4, as of 2026-12-14",
        "No run has been made in this cycle.",
        "Next: remit sync",
    ]
    found = here.run("show", "kpi", "--format", "json", *AS_OF).json
    assert found == {"schema": "remit.show", "version": 1, "as_of": "2026-12-14", "rows": []}


def test_a_programme_without_rows_has_nothing_to_show(command_line: Maker, tmp_path: Path) -> None:
    here = command_line("north")
    here.office.write("north", members="| member_id | name | weekly_hours |\n| | | |")
    here.office.consolidate()
    for view in ("kpi", "workload", "health"):
        assert lines(here, view)[1:] == ["Nothing to show: no row fits what was asked for."]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show"], f"remit: {VIEWS} is missing."),
        (["show", "kpis"], f"remit: {VIEWS} allows {VIEWS.replace('|', ', ')}."),
        (["show", "kpi", "--team", "west"], 'remit: There is no team "west". Teams: north, south.'),
        (["show", "kpi", "--member", "M1", "--by", "team"], "remit: --member does not go with --by team."),
        (["show", "workload", "--id", "D1"], "remit: --id does not go with workload."),
        (["show", "kpi", "--id", "K1", "--by", "member"], "remit: --id does not go with --by member."),
        (["show", "balance", "--by", "member"], "remit: --by member does not go with balance."),
        (["show", "review", "--by", "programme"], "remit: --by programme does not go with review."),
        (["show", "signals", "--by", "team"], "remit: --by does not go with signals."),
        (["show", "rebalance", "--member", "M1"], "remit: --member does not go with rebalance."),
        (["show", "kpi", "--sensitive"], "remit: --sensitive does not go with kpi."),
        (["show", "review", "--from", "2026-12-14"], "remit: --from does not go with review."),
        (
            ["show", "rebalance", "--from", "2026-12-14", "--to", "2026-12-13"],
            "remit: --to 2026-12-13 is before --from 2026-12-14.",
        ),
        (
            ["show", "rebalance", "--seconds", "soon"],
            'remit: --seconds: "soon" is no number of seconds. Write one, for example 10.',
        ),
        (
            ["show", "rebalance", "--seconds", "0", "--lang", "zh"],
            "remit：--seconds: “0”不是秒数。请填写数字，例如 10。",
        ),
        (
            ["show", "kpi", "--team", "west", "--lang", "zh"],
            "remit：没有团队“west”。现有团队：north、south。",
        ),
    ],
)
def test_wrong_use_says_what_is_right(command_line: Maker, arguments: list[str], told: str) -> None:
    done = command_line("north", "south").run(*arguments)
    assert (done.exit, done.out) == (2, "")
    assert done.err.splitlines()[0] == told


def test_bars_end_at_all_of_it_and_figures_do_not() -> None:
    assert [bar(share) for share in (-0.2, 0.0, 0.449, 1.0, 3.5)] == [
        "░░░░░░░░░░ -20%",
        "░░░░░░░░░░   0%",
        "████░░░░░░  45%",
        "██████████ 100%",
        "██████████ 350%",
    ]


def test_numbers_as_people_write_them() -> None:
    assert [figure(each) for each in (None, 0, 1234567, 1234.5, 0.025, -2.345)] == [
        "",
        "0",
        "1,234,567",
        "1,234.50",
        "0.025",
        "-2.35",
    ]
