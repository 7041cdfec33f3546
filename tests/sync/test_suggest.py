"""`remit suggest`: whom to delegate to, with every reason in words, and as JSON."""

from __future__ import annotations

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
    | M3        | Zoe    | 40           | 2          | no     |
    | M4        | Cleo   | 40           |            |        |
    | M5        | Ida    | 40           |            |        |
"""
SKILLS = """
    | member_id | skill | level |
    |-----------|-------|-------|
    | M1        | Excel | 3     |
    | M2        | excel | 4     |
    | M4        | Excel | 2     |
    | M5        | Excel | 1     |
"""
LEAVE = """
    | member_id | start      | end        |
    |-----------|------------|------------|
    | M5        | 2026-12-14 | 2026-12-25 |
"""
DELEGATIONS = """
    | delegation_id | title  | objective       | expected_outcome | delegator | delegate | start      | due        | effort_hours | authority_level | check_in_days | accepted_on | status      | completed_on | criteria_met | required_skills | development_purpose |
    |---------------|--------|-----------------|------------------|-----------|----------|------------|------------|--------------|-----------------|---------------|-------------|-------------|--------------|--------------|-----------------|---------------------|
    | D1            | 课程   | Publish 3 pages | Pages are live   | Boss      | M1       | 2026-12-14 | 2026-12-31 | 28           | 3               | 5             | 2026-12-14  | in_progress |              |              | Excel:3         | coach               |
    | D2            | List   | Print 12 prices | List is printed  | Boss      | M1       | 2026-12-14 | 2026-12-31 | 104          | 3               | 5             | 2026-12-14  | in_progress |              |              |                 |                     |
    | D3            | Report | Ring 12 people  | They are rung    | Boss      | M2       | 2026-11-02 | 2026-11-30 | 8            | 3               | 5             | 2026-11-02  | completed   | 2026-11-27   | yes          |                 |                     |
    | D4            | Deck   | Show 12 slides  | They are shown   | M2        | M4       | 2026-12-14 | 2026-12-15 | 80           | 3               | 5             | 2026-12-14  | in_progress |              |              |                 |                     |
"""  # noqa: E501 - a table stays a table


@pytest.fixture
def filled(command_line: Maker) -> CommandLine:
    here = command_line("north", "south")
    here.office.write("north", members=MEMBERS, skills=SKILLS, leave=LEAVE, delegations=DELEGATIONS)
    here.office.write(
        "south",
        members=MEMBERS,
        delegations=DELEGATIONS.replace("| D1            | 课程  ", "| S1            | Report"),
    )
    here.office.consolidate()
    return here


def lines(here: CommandLine, *arguments: str) -> list[str]:
    return here.run("suggest", *arguments, *AS_OF).shown


def mistake(here: CommandLine, *arguments: str) -> str:
    """The first line of what is said of wrong use, without who says it."""
    told = here.run("suggest", *arguments, *AS_OF)
    assert (told.exit, told.out) == (2, "")
    return told.err.splitlines()[0]


def test_every_reason_is_told(filled: CommandLine) -> None:
    """Ben: 0.35·1 + 0.25·0.75 + 0.10·1 + 0.25·1 + 0.05·0 = 0.8875."""
    assert lines(filled, "D1", "--team", "north") == [
        "Whom to delegate to: D1 课程",
        "Launch, North, as of 2026-12-14",
        "28.0 hours from 2026-12-14 to 2026-12-31; now with 王晓燕",
        "Required: Excel 3",
        "Rank Member Score Skills Spare Development Used after Style Authority",
        "1 Ben █████████░ 89% 100% 75% 0% 25% Delegate 7 Delegate",
        "2 Cleo █████░░░░░ 53% 50% 4% 100% 96% Direct 1 Tell",
        (
            "1. Ben, 89%: skills fit to 100%, 75% of the time stays free, it lifts no skill. Style: Delegate"
            " – agree on the outcome and leave the way to them. Suggested authority: 7 Delegate."
        ),
        (
            "2. Cleo, 53%: skills fit to 50%, 4% of the time stays free, it lifts a skill. Style: Direct"
            " – say what to do and how, and look in often. Suggested authority: 1 Tell."
        ),
        "Not suggested:",
        "王晓燕: would be used to 118%",
        "Zoe: not active; lacks Excel 2 (has 0); has no capacity until then",
        "Ida: on leave for 71% of their days until then; lacks Excel 2 (has 1)",
        "Score: 35% skills, 25% spare capacity, 10% motivation, 25% reliability, 5% development.",
        "Motivation and reliability count, but are personal and left out here; --sensitive has them.",
    ]


def test_what_is_personal_only_for_who_asks_for_it_in_chinese(filled: CommandLine) -> None:
    told = lines(filled, "north:d1", "--sensitive", "--top", "1", "--lang", "zh")
    assert told == [
        "授权人选：D1 课程",
        "Launch，North，截至 2026-12-14",
        "2026-12-14 至 2026-12-31，共 28.0 小时；现由 王晓燕 承担",
        "所需技能：Excel 3 级",
        "名次 成员 得分 技能 余量 意愿 可靠程度 发展价值 承担后利用率 方式 授权级别",
        "1 Ben █████████░ 89% 100% 75% 100% 100% 0% 25% 授权 7 完全授权",
        (
            "1. Ben，89%：技能符合 100%、尚余 75% 的时间、意愿 100%、可靠程度 100%、不提升技能。"
            "授权方式：授权（约定结果，方法由其自定）。建议授权级别：7 完全授权。"
        ),
        "不建议：",
        "王晓燕：承担后利用率将达 118%",
        "Zoe：不在岗；缺少 Excel 2 级（现为 0 级）；其间没有可用工时",
        "Ida：其间 71% 的工作日请假；缺少 Excel 2 级（现为 1 级）",
        "得分构成：技能 35%、余量 25%、意愿 10%、可靠程度 25%、发展价值 5%。",
    ]


def test_where_nobody_can_take_it_on_the_reasons_stand_alone(filled: CommandLine) -> None:
    assert lines(filled, "Deck", "--team", "north") == [
        "Whom to delegate to: D4 Deck",
        "Launch, North, as of 2026-12-14",
        "80.0 hours from 2026-12-14 to 2026-12-15; now with Cleo",
        "Nobody can take it on as things are; what speaks against each is below.",
        "Not suggested:",
        "王晓燕: would be used to 618%",
        "Ben: is the delegator; would be used to 500%",
        "Zoe: not active; has no capacity until then",
        "Cleo: would be used to 500%",
        "Ida: on leave for 100% of their days until then; has no capacity until then",
        "Score: 37% skills, 26% spare capacity, 11% motivation, 26% reliability.",
        "Motivation and reliability count, but are personal and left out here; --sensitive has them.",
    ]


def test_weights_of_ones_own(filled: CommandLine) -> None:
    told = lines(filled, "north:D1", "--weights", "0,0,0,0,2")
    assert [line for line in told if line.startswith(("1 ", "2 ", "Score:"))] == [
        "1 Cleo ██████████ 100% 50% 4% 100% 96% Direct 1 Tell",
        "2 Ben ░░░░░░░░░░ 0% 100% 75% 0% 25% Delegate 7 Delegate",
        "Score: 0% skills, 0% spare capacity, 0% motivation, 0% reliability, 100% development.",
    ]
    assert mistake(filled, "north:D2", "--weights", "0,0,0,0,2") == (
        "remit: Each term that counts here has the weight 0, so there is no score."
    )


def test_json_has_every_term_that_may_be_seen(filled: CommandLine) -> None:
    found = filled.run("suggest", "north:D1", "--top", "1", "--format", "json", *AS_OF).json
    candidates = found.pop("candidates")
    assert found == {
        "schema": "remit.suggest",
        "version": 1,
        "as_of": "2026-12-14",
        "team": "north",
        "delegation_id": "D1",
        "title": "课程",
        "delegate": "M1",
        "first": "2026-12-14",
        "last": "2026-12-31",
        "hours": 28.0,
        "weights": {
            "skill": 0.35,
            "spare": 0.25,
            "motivation": 0.1,
            "reliability": 0.25,
            "development": 0.05,
        },
    }
    ben, chief, *_ = candidates
    assert ben == {
        "member_id": "M2",
        "name": "Ben",
        "rank": 1,
        "score": 0.8875,
        "skill": 1.0,
        "spare": 0.75,
        "development": 0.0,
        "utilisation_after": 0.25,
        "leave_share": 0.0,
        "missing_skills": [],
        "style": "delegate",
        "authority": 7,
        "failed": [],
    }
    assert (chief["member_id"], chief["rank"], chief["score"], chief["failed"]) == (
        *("M1", None, None),
        ["utilisation"],
    )
    assert [each["missing_skills"] for each in candidates[2:]] == [
        [{"skill": "Excel", "level": level, "needed": 2}] for level in (0, 1)
    ]
    whole = filled.run("suggest", "north:D1", "--sensitive", "--format", "json", *AS_OF).json
    assert [whole["candidates"][0][name] for name in ("motivation", "reliability")] == [1.0, 1.0]


def test_what_is_not_clear_is_said_with_what_was_perhaps_meant(filled: CommandLine) -> None:
    closed = "north:D3 Report was closed on 2026-11-27 (Completed): there is nothing to delegate."
    told = {
        "D2": 'Several delegations are called "D2": north:D2, south:D2. Name one of them.',
        "report": (
            'Several delegations are called "report": north:D3, south:S1, south:D3. Name one of them.'
        ),
        "D9": 'There is no delegation "D9".',
        "lists": 'There is no delegation "lists". Perhaps: north:D2 List, south:D2 List',
        "northD4": (
            'There is no delegation "northD4". Perhaps: north:D4 Deck, north:D3 Report, north:D2 List'
        ),
        "North:D3": closed,
        "S1 --team north": 'There is no delegation "S1".',
        "D1 --team west": 'There is no team "west". Teams: north, south.',
        "D1 --top 0": '--top: "0" is not how many to show. Write a whole number, for example 3.',
    }
    assert {typed: mistake(filled, *typed.split()) for typed in told} == {
        typed: f"remit: {text}" for typed, text in told.items()
    }
    assert mistake(filled, "D2", "--lang", "zh") == (
        "remit：有多个授权事项叫“D2”：north:D2、south:D2。请指明其中一个。"
    )
    assert mistake(filled, "D1", "--weights", "1,2,x,4,5", "--lang", "zh") == (
        "remit：--weights: “1,2,x,4,5”不是权重。请填写五个数字，不小于 0 且不全为 0，"
        "例如 0.35,0.25,0.10,0.25,0.05。"
    )


def test_one_that_was_closed_later_can_be_asked_for_as_it_was(filled: CommandLine) -> None:
    told = filled.run("suggest", "north:D3", "--as-of", "2026-11-20")
    assert (told.exit, told.lines[2]) == (0, "8.0 hours from 2026-11-20 to 2026-11-30; now with Ben")


def test_before_the_first_run_there_is_nothing_to_delegate(command_line: Maker) -> None:
    here = command_line("north")
    assert mistake(here, "D1") == (
        f"remit: There is no store at {here.office.programme.store} yet: no run has been made."
        " Run remit sync first."
    )
