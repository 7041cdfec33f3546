"""`remit show signals|rebalance|recognition|review`: what there is to decide upon, in words and as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.sync.commandline import CommandLine

Maker = Callable[..., CommandLine]
AS_OF = ("--as-of", "2026-12-14")

MEMBERS = """
    | member_id | name   | weekly_hours | motivation | active |
    |-----------|--------|--------------|------------|--------|
    | M1        | 王晓燕 | 40           | 3          |        |
    | M2        | Ben    | 40           | 5          |        |
    | M3        | Zoe    | 40           |            | no     |
"""
SKILLS = """
    | member_id | skill | level |
    |-----------|-------|-------|
    | M2        | Excel | 4     |
"""
KPIS = """
    | kpi_id | name  | owner | direction | target | frequency | aggregation | start      | end        |
    |--------|-------|-------|-----------|--------|-----------|-------------|------------|------------|
    | K1     | 回访  | M2    | higher    | 60     | weekly    | last        | 2026-10-01 | 2026-12-31 |
    | K2     | Faults| M1    | lower     | 10     | weekly    | last        |            | 2026-12-31 |
    | K3     | Wins  |       | higher    | 10     | monthly   | last        |            |            |
"""
READINGS = "| kpi_id | period | value |\n|--|--|--|\n" + "\n".join(
    f"| {kpi} | {dt.date(2026, 12, 6) - dt.timedelta(weeks=len(values) - 1 - week)} | {value} |"
    for kpi, values in (
        ("K1", (40, 42, 41, 39, 40, 42, 41, 39, 40, 60)),
        ("K2", (5, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 9)),
    )
    for week, value in enumerate(values)
)
DELEGATIONS = """
    | delegation_id | title | objective       | expected_outcome | delegator | delegate | kpi_id | start      | due        | effort_hours | authority_level | check_in_days | accepted_on | status      | completed_on | criteria_met | required_skills | pinned |
    |---------------|-------|-----------------|------------------|-----------|----------|--------|------------|------------|--------------|-----------------|---------------|-------------|-------------|--------------|--------------|-----------------|--------|
    | D1            | 课程  | Publish 3 pages | Pages are live   | Boss      | M1       |        | 2026-12-14 | 2026-12-31 | 60           | 3               | 5             | 2026-12-14  | in_progress |              |              | Excel:3         |        |
    | D2            | List  | Print 12 prices | List is printed  | Boss      | M1       |        | 2026-12-14 | 2026-12-31 | 104          | 3               | 5             | 2026-12-14  | in_progress |              |              |                 | yes    |
    | D3            | Calls | Ring 12 people  | They are rung    | Boss      | M2       | K1     | 2026-11-02 | 2026-11-30 | 8            | 3               | 5             | 2026-11-02  | completed   | 2026-11-27   | yes          |                 |        |
    | D4            | Done  | Ring 12 people  | They are rung    | Boss      | M2       |        | 2026-11-02 | 2026-11-30 | 8            | 3               | 5             | 2026-11-02  | completed   | 2026-11-27   | yes          |                 |        |
    | D5            | Done  | Ring 12 people  | They are rung    | Boss      | M2       |        | 2026-11-02 | 2026-11-30 | 8            | 3               | 5             | 2026-11-02  | completed   | 2026-11-27   | yes          |                 |        |
    | D6            | Late  | Ring 12 people  | They are rung    | Boss      | M3       |        | 2026-11-02 | 2026-11-30 | 0            | 3               | 5             | 2026-11-02  | in_progress |              |              |                 |        |
    | D7            | Later | Ring 12 people  | They are rung    | Boss      | M3       |        | 2026-11-02 | 2026-12-01 | 0            | 3               | 5             | 2026-11-02  | in_progress |              |              |                 |        |
"""  # noqa: E501 - a table stays a table
CHECK_INS = """
    | check_in_id | date       | delegation_id | raised_by | type       | issue | action | action_owner | action_due | closed_on  |
    |-------------|------------|---------------|-----------|------------|-------|--------|--------------|------------|------------|
    | C1          | 2026-11-09 | D3            | M2        | corrective | Slow  | Ring   | M2           | 2026-11-20 | 2026-11-16 |
    | C2          | 2026-11-16 | D6            | M3        | corrective | Slow  | Ring   | M3           | 2026-11-20 |            |
"""  # noqa: E501 - a table stays a table
EVALUATIONS = """
    | member_id | period  | date       | quality | timeliness | initiative | evaluator |
    |-----------|---------|------------|---------|------------|------------|-----------|
    | M2        | 2026-11 | 2026-12-01 | 5       | 5          | 4          | Boss      |
"""
RECOGNITION = """
    | member_id | date       | type         | reason |
    |-----------|------------|--------------|--------|
    | M2        | 2026-12-01 | public_praise| Fine   |
"""
REVIEWS = """
    | delegation_id | cycle   | cause     |
    |---------------|---------|-----------|
    | D3            | 2026-Q4 | resources |
    | D4            | 2026-Q4 | resources |
    | D6            | 2026-Q4 | other     |
"""


@pytest.fixture
def filled(command_line: Maker) -> CommandLine:
    here = command_line("north", "south")
    here.office.write(
        "north",
        members=MEMBERS,
        skills=SKILLS,
        kpis=KPIS,
        readings=READINGS,
        delegations=DELEGATIONS,
        check_ins=CHECK_INS,
        evaluations=EVALUATIONS,
        recognition=RECOGNITION,
        reviews=REVIEWS,
    )
    here.office.write("south", members=MEMBERS.replace("王晓燕", "Cleo"))
    here.office.consolidate()
    return here


def lines(here: CommandLine, *arguments: str) -> list[str]:
    return here.run("show", *arguments, *AS_OF).shown


def rows(here: CommandLine, *arguments: str) -> list[dict[str, object]]:
    found = here.run("show", *arguments, "--format", "json", *AS_OF).json["rows"]
    assert isinstance(found, list)
    return found


def test_signals_and_forecasts(filled: CommandLine) -> None:
    assert lines(filled, "signals") == [
        "Signals and forecasts of KPIs: Launch, cycle 2026-Q4, as of 2026-12-14",
        "Team ID KPI Newest Mean (limits) Signal Because Forecast Reaches target Status",
        "North K1 回访 60 42.40 (32.94 – 51.86, trial) ● Improving outside the limits 40.50 No ● On target",
        "North K2 Faults 9 4.92 (1.53 – 8.30) ■ Worsening outside the limits 5 Yes ● On target",
        "North K3 Wins ○ Too few ▲ No data",
        "■ Worsening 1 ○ Too few 1 ● Improving 1",
    ]
    assert lines(filled, "signals", "--member", "ben", "--lang", "zh") == [
        "指标信号与预测：Launch，周期 2026-Q4，截至 2026-12-14",
        "团队 编号 指标 最新读数 均值（控制限） 信号 依据 预测 可达标 状态",
        "North K1 回访 60 42.40（32.94 – 51.86，试用） ● 改善 超出控制限 40.50 否 ● 达标",
        "● 改善 1",
    ]


def test_a_signal_as_json(filled: CommandLine) -> None:
    assert rows(filled, "signals", "--id", "k1") == [
        {
            "team": "north",
            "kpi_id": "K1",
            "name": "回访",
            "unit": None,
            "direction": "higher",
            "owner": "M2",
            "status": "on_target",
            "newest": 60.0,
            "period": "2026-12-06",
            "readings": 10,
            "signal": "improving",
            "rules": ["outside"],
            "centre": pytest.approx(42.4),
            "lower": pytest.approx(32.94222222),
            "upper": pytest.approx(51.85777778),
            "trial": True,
            "end": "2026-12-31",
            "forecast": 40.5,
            "forecast_attainment": pytest.approx(0.675),
            "will_hit": False,
        }
    ]
    (few,) = rows(filled, "signals", "--id", "K3")
    assert [few[name] for name in ("newest", "signal", "centre", "forecast", "will_hit")] == [
        *(None, "too_few"),
        *(None, None, None),
    ]


def test_moves_are_told_with_what_they_come_to(filled: CommandLine) -> None:
    assert lines(filled, "rebalance") == [
        "Moves that even out the workload: Launch, cycle 2026-Q4, as of 2026-12-14",
        "Team ID Delegation From To Hours From: used To: used",
        "North D1 课程 王晓燕 Ben 60.0 146% → 93% 0% → 54%",
        "From 2026-12-14 to 2026-12-31:",
        "North: moves 1, hours above capacity 52.0 → 0.0, the fullest 146% → 93%. Optimal.",
        "王晓燕 is still at 93%: D2 List is pinned",
        "Nobody is above 85%, so nothing has to be moved: South.",
    ]
    assert lines(filled, "rebalance", "--team", "north", "--lang", "zh") == [
        "均衡负荷的移交方案：Launch，周期 2026-Q4，截至 2026-12-14",
        "团队 编号 授权事项 由 交给 工时 移交人利用率 接手人利用率",
        "North D1 课程 王晓燕 Ben 60.0 146% → 93% 0% → 54%",
        "2026-12-14 至 2026-12-31：",
        "North：移交 1 项，超出可用工时 52.0 → 0.0，最满者 146% → 93%。最优。",
        "王晓燕 的利用率仍为 93%：D2 List 已固定，不可移交",
    ]


def test_a_window_of_ones_own(filled: CommandLine) -> None:
    short = lines(filled, "rebalance", "--team", "north", "--from", "2027-01-04", "--to", "2027-01-05")
    assert short[1:] == [
        "From 2027-01-04 to 2027-01-05:",
        "Nobody is above 85%, so nothing has to be moved: North.",
    ]
    late = lines(filled, "rebalance", "--team", "north", "--from", "2027-01-04", "--seconds", "5")
    assert late[1] == "From 2027-01-04 to 2027-01-04:"


def test_where_no_move_helps_that_is_said_with_the_reasons(command_line: Maker) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS, delegations=DELEGATIONS)
    here.office.consolidate()
    assert lines(here, "rebalance")[1:] == [
        "From 2026-12-14 to 2026-12-31:",
        "North: no move within the team would relieve anybody.",
        "王晓燕 is still at 146%: nobody else has the skills and the time for D1 课程; D2 List is pinned",
    ]


def test_moves_as_json(filled: CommandLine) -> None:
    north, south = rows(filled, "rebalance")
    assert north == {
        "team": "north",
        "first": "2026-12-14",
        "last": "2026-12-31",
        "needed": True,
        "state": "optimal",
        "unproved": None,
        "gap": 0.0,
        "hours_above_before": 52.0,
        "hours_above_after": 0.0,
        "max_before": pytest.approx(164 / 112),
        "max_after": pytest.approx(104 / 112),
        "moves": [
            {
                "delegation_id": "D1",
                "title": "课程",
                "from": "M1",
                "to": "M2",
                "hours": 60.0,
                "from_before": pytest.approx(164 / 112),
                "from_after": pytest.approx(104 / 112),
                "to_before": 0.0,
                "to_after": pytest.approx(60 / 112),
            }
        ],
        "still_full": [
            {
                "member_id": "M1",
                "load_hours": 104.0,
                "capacity_hours": 112.0,
                "utilisation": pytest.approx(104 / 112),
                "cannot_move": [{"delegation_id": "D2", "reason": "pinned"}],
            }
        ],
    }
    assert (south["needed"], south["moves"], south["max_before"]) == (False, [], None)


def test_recognition_with_its_evidence(filled: CommandLine) -> None:
    assert lines(filled, "recognition") == [
        "Recognition that has been earned: Launch, cycle 2026-Q4, as of 2026-12-14",
        "Team Member Proposed Last recognised For",
        (
            "North Ben Bonus 13 days ago D3 Calls was finished on time on 2026-11-27, and K1 回访 is on"
            " target; K1 回访 is improving"
        ),
        "Evaluations are personal and left out here; --sensitive has them.",
    ]
    assert lines(filled, "recognition", "--sensitive", "--lang", "zh") == [
        "应得的认可：Launch，周期 2026-Q4，截至 2026-12-14",
        "团队 成员 建议 上次认可 理由",
        (
            "North Ben 奖金 13 天前 2026-11-27 按时完成 D3 Calls，且 K1 回访 达标；"
            "2026-12-01 的评估平均 4.67 分（满分 5 分）；K1 回访 正在改善"
        ),
    ]
    assert lines(filled, "recognition", "--team", "south")[1:] == [
        "Nobody has earned recognition in this cycle yet, as far as can be told from what is shown here.",
        "Evaluations are personal and left out here; --sensitive has them.",
    ]


def test_recognition_as_json(filled: CommandLine) -> None:
    delivered = {"reason": "delegation", "key": "D3", "date": "2026-11-27", "kpi_id": "K1", "mean": None}
    improving = {"reason": "signal", "key": "K1", "date": "2026-12-14", "kpi_id": "K1", "mean": None}
    assert rows(filled, "recognition") == [
        {
            "team": "north",
            "member_id": "M2",
            "name": "Ben",
            "type": "bonus",
            "days_since": 13,
            "evidence": [delivered, improving],
        }
    ]


def test_the_cycle_in_review(filled: CommandLine) -> None:
    assert lines(filled, "review", "--team", "north") == [
        "The cycle in review: Launch, cycle 2026-Q4, as of 2026-12-14",
        "Team Member Closed On time Index at start Index now Loops opened Loops closed Causes Authority",
        "North Whole team 3 100% – 105% 2 1 Lack of resources 2, Other 1",
        "North 王晓燕 0 120% 110% 0 0 Keep",
        "North Ben 3 100% – 100% 1 1 Lack of resources 2 Undecided",
        "North Zoe 0 – – 1 0 Other 1 Lower",
        (
            "North, Ben (authority: Undecided): 100% of 3 closed were on time; whether to raise it depends on"
            " evaluations, which are personal and left out here"
        ),
        (
            "North, Zoe (authority: Lower): nothing was closed in this cycle; the last two by due date are"
            " silent or overdue: D6 Late, D7 Later"
        ),
        "Evaluations are personal and left out here; --sensitive has them.",
    ]
    assert lines(filled, "review", "--member", "M2", "--team", "north", "--sensitive", "--lang", "zh") == [
        "周期总结：Launch，周期 2026-Q4，截至 2026-12-14",
        "团队 成员 结案 按时率 期初指数 当前指数 新增闭环 完成闭环 原因 授权",
        "North Ben 3 100% – 100% 1 1 资源不足 2 提高",
        "North，Ben（授权：提高）：结案 3 项，按时率 100%；评估平均 4.67 分（满分 5 分）",
    ]
    assert [line.split()[:3] for line in lines(filled, "review", "--by", "team")[2:-1]] == [
        ["North", "Whole", "team"],
        ["South", "Whole", "team"],
    ]


def test_a_review_as_json(filled: CommandLine) -> None:
    team, _, ben, _ = rows(filled, "review", "--team", "north")
    assert (team["member_id"], team["kpis"]) == (
        None,
        [
            {"kpi_id": "K1", "at_start": None, "at_end": 1.0},
            {"kpi_id": "K2", "at_start": 1.6, "at_end": pytest.approx(1.1)},
            {"kpi_id": "K3", "at_start": None, "at_end": None},
        ],
    )
    assert ben == {
        "team": "north",
        "member_id": "M2",
        "name": "Ben",
        "closed": 3,
        "on_time": 1.0,
        "score_at_start": "insufficient_data",
        "score_at_end": 1.0,
        "loops_opened": 1,
        "loops_closed": 1,
        "causes": {"resources": 2},
        "next_authority": None,
        "evaluation": None,
        "neglected": [],
    }


def test_before_the_first_run_there_is_nothing_to_decide(command_line: Maker) -> None:
    here = command_line("north")
    for view in ("signals", "rebalance", "recognition", "review"):
        assert lines(here, view)[1:] == ["No run has been made in this cycle.", "Next: remit sync"]
        assert rows(here, view) == []
