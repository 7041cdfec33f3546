"""Every threshold: moving it in remit.toml moves the figure that hangs on it, and the finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from delegation.calendar import WorkingDays
from delegation.labels import labels
from delegation.matching import Terms, score_of, weights_of
from delegation.quality import measure_quality
from delegation.settings import Settings
from delegation.signals import Signals, evaluate_signals
from delegation.validate import Validation
from sync.figures import TeamFigures, figures_of
from sync.programme.config import load_programme
from sync.programme.model import Programme
from sync.programme.problems import ConfigError
from sync.programme.thresholds import SETTINGS, setting_lines
from sync.store.stored import StoredRecord
from tests.delegation.books import changed_context, check, variant
from tests.delegation.given import records
from tests.sync.programme.test_config import SMALL

AS_OF = dt.date(2026, 11, 16)  # a Monday; 10 of the 20 working days from 2 to 27 November have elapsed
PROGRAMME = SMALL + "[settings]\n"
TABLES = {
    "members": """
        | member_id | name | weekly_hours |
        | room      | Ann  | 40           |
        | brim      | Bob  | 40           |
        | full      | Cai  | 40           |
    """,
    "kpis": """
        | kpi_id    | owner   | direction | target | frequency | aggregation |
        | green     |         | higher    | 100    | monthly   | last        |
        | amber     |         | higher    | 100    | monthly   | last        |
        | weekly    |         | higher    | 100    | weekly    | last        |
        | monthly   |         | higher    | 100    | monthly   | last        |
        | quarterly |         | higher    | 100    | quarterly | last        |
        | beyond    | capped  | higher    | 100    | monthly   | last        |
        | known     | covered | higher    | 100    | monthly   | last        |
        | unknown   | covered | higher    | 100    | monthly   | last        |
    """,
    "readings": """
        | kpi_id    | period     | value |
        | green     | 2026-10-31 | 90    |
        | amber     | 2026-10-31 | 75    |
        | weekly    | 2026-11-08 | 100   |
        | monthly   | 2026-10-31 | 100   |
        | quarterly | 2026-09-30 | 100   |
        | beyond    | 2026-10-31 | 150   |
        | known     | 2026-10-31 | 100   |
    """,
    "delegations": """
        | delegation_id | delegate | start      | due        | effort_hours | check_in_days | accepted_on | status      | progress |
        | waiting       | room     | 2026-11-02 | 2026-11-27 | 0            |               |             | in_progress | 50%      |
        | asking        | room     | 2026-11-02 | 2026-11-27 | 0            |               | 2026-11-02  | in_progress | 50%      |
        | quiet         | room     | 2026-11-02 | 2026-11-27 | 0            | 5             | 2026-11-02  | in_progress | 50%      |
        | unsure        | room     | 2026-11-02 | 2026-11-27 | 0            |               | 2026-11-02  | in_progress | 50%      |
        | far           | room     | 2026-11-02 | 2026-11-27 | 0            |               | 2026-11-02  | in_progress | 20%      |
        | near          | room     | 2026-11-02 | 2026-11-27 | 0            |               | 2026-11-02  | in_progress | 45%      |
        | told          | room     | 2026-11-02 | 2026-11-27 | 0            |               | 2026-11-02  | in_progress | 60%      |
        | some          | room     | 2026-11-16 | 2026-11-20 | 24           |               | 2026-11-16  | in_progress | 0%       |
        | much          | brim     | 2026-11-16 | 2026-11-20 | 34           |               | 2026-11-16  | in_progress | 0%       |
        | most          | full     | 2026-11-16 | 2026-11-20 | 40           |               | 2026-11-16  | in_progress | 0%       |
    """,  # noqa: E501 - a table stays a table
    "milestones": """
        | delegation_id | milestone | planned_end | progress |
        | told          | Half      | 2026-11-13  | 50%      |
    """,
    "check_ins": """
        | check_in_id | delegation_id | date       | raised_by | type         | confidence |
        | C1          | asking        | 2026-11-12 | room      | help_request |            |
        | C2          | quiet         | 2026-11-05 | room      | progress     |            |
        | C3          | unsure        | 2026-11-12 | room      | progress     | 3          |
    """,
}


def programme(folder: Path, *lines: str) -> Programme:
    path = folder / "remit.toml"
    path.write_text(PROGRAMME + "\n".join(lines), encoding="utf-8")
    return load_programme(path)


def stored(*tables: str) -> list[StoredRecord]:
    return [
        StoredRecord(
            team="north",
            cycle="2026-Q4",
            table=table,
            key=each.key,
            sheet="",
            row=each.row,
            values=dict(each.values),
            first_run=1,
            run=1,
            modified_by="",
        )
        for table in tables
        for each in records(table, TABLES[table])
    ]


def figures(of: Programme) -> TeamFigures:
    return figures_of(stored(*TABLES), of, AS_OF).teams[0]


def shown(found: TeamFigures) -> dict[str, object]:
    """Every figure that hangs on a threshold, by what it is about."""
    return {
        **{key: str(each.judgement.status) for key, each in found.kpis.items()},
        **{owner: each.score for owner, each in found.owners.items() if owner},
        **{each.delegation_id: str(each.health) for each in found.delegations},
        **{each.member_id: str(each.usage.band) for each in found.week.people},
        "told apart": next(
            each for each in found.delegations if each.delegation_id == "told"
        ).progress_differs,
    }


FIGURES = {
    "accept_within_days": ("20", "waiting", "not_accepted", "on_track"),
    "progress_apart": ("0.05", "told apart", False, True),
    "green_at": ("0.95", "green", "on_target", "caution"),
    "amber_at": ("0.8", "amber", "caution", "below"),
    "stale_weekly_days": ("7", "weekly", "on_target", "stale"),
    "stale_monthly_days": ("15", "monthly", "on_target", "stale"),
    "stale_quarterly_days": ("46", "quarterly", "on_target", "stale"),
    "score_cap": ("1.3", "capped", 1.2, 1.3),
    "min_coverage": ("0.6", "covered", 1.0, "insufficient_data"),
    "help_within_days": ("1", "asking", "on_track", "blocked"),
    "silent_after_cadences": ("1", "quiet", "on_track", "silent"),
    "low_confidence": ("3", "unsure", "on_track", "at_risk"),
    "at_risk_gap": ("-0.4", "far", "at_risk", "slipping"),
    "slipping_gap": ("-0.01", "near", "on_track", "slipping"),
    "healthy_from": ("0.7", "room", "healthy", "under"),
    "full_above": ("0.8", "brim", "healthy", "full"),
    "overloaded_above": ("0.9", "full", "full", "overloaded"),
}
"""Setting → another value, what hangs on it, and how that is by default and then."""


@pytest.mark.parametrize("name", FIGURES)
def test_another_threshold_is_another_figure(name: str, tmp_path: Path) -> None:
    value, about, usual, changed = FIGURES[name]
    before = shown(figures(programme(tmp_path)))
    after = shown(figures(programme(tmp_path, f"{name} = {value}")))
    assert (before[about], after[about]) == (usual, changed)


def test_a_group_has_the_bands_of_the_programme(tmp_path: Path) -> None:
    lines = ("", "full_above = 0.8")
    found = stored("members", "delegations")
    bands = [
        [str(each.week.band) for each in figures_of(found, programme(tmp_path, line), AS_OF).groups]
        for line in lines
    ]
    assert bands == [["healthy", "healthy"], ["full", "full"]]  # 98 of 120 hours, for team and programme


FINDINGS: dict[str, tuple[str, str, Callable[[Settings], Validation]]] = {
    "accept_within_days": (
        "2",
        "DLG-ACCEPTED-MISSED",
        lambda settings: check(
            changed_context(settings=settings, as_of=dt.date(2026, 10, 8)),
            delegations=variant("delegations", status="proposed", accepted_on=""),
        ),
    ),
    "reading_due_days": (
        "4",
        "KPI-MISSED",
        lambda settings: check(changed_context(settings=settings, as_of=dt.date(2026, 12, 7))),
    ),
    "objective_min_chars": (
        "30",
        "DLG-OBJECTIVE-SHORT",
        lambda settings: check(changed_context(settings=settings)),
    ),
    "progress_apart": (
        "0.05",
        "DLG-PROGRESS-DIFFERENT",
        lambda settings: check(
            changed_context(settings=settings),
            delegations=variant("delegations", progress=0.6),
            milestones="""
                | delegation_id | milestone | planned_end | progress |
                | D1            | Half      | 2026-11-01  | 50%      |
            """,
        ),
    ),
}


@pytest.mark.parametrize("name", FINDINGS)
def test_another_threshold_is_another_finding(name: str, tmp_path: Path) -> None:
    value, code, validated = FINDINGS[name]
    usual, changed = (programme(tmp_path, *lines).settings for lines in ((), (f"{name} = {value}",)))
    assert code not in {each.code for each in validated(usual).issues}
    assert code in {each.code for each in validated(changed).issues}


SIGNALS = {
    "run_length": ("5", "common_cause", "worsening"),
    "screen": ("true", "common_cause", "improving"),
}
"""Setting → another value, and what the newest reading then tells in place of what it tells by default."""
VALUES = {
    "run_length": [9, 11, 9, 11, 11, 11, 9, 11, 9, 9, 9, 9, 9],
    "screen": [10, 11, 10, 11, 10, 11, 10, 50, 10, 11, 10, 11, 29],
}


@pytest.mark.parametrize("name", SIGNALS)
def test_another_threshold_is_another_signal(name: str, tmp_path: Path) -> None:
    value, usual, changed = SIGNALS[name]
    kpis = records("kpis", [["kpi_id", "direction"], ["K1", "higher"]])
    weeks = [
        [f"2026-{week // 5 + 8:02}-{week % 5 * 5 + 1:02}", each] for week, each in enumerate(VALUES[name])
    ]
    readings = records("readings", [["kpi_id", "period", "value"], *(["K1", *week] for week in weeks)])

    def signal(*lines: str) -> object:
        found = evaluate_signals(kpis, readings, AS_OF, programme(tmp_path, *lines).settings)["K1"]
        return found.signal if isinstance(found, Signals) else found

    assert (signal(), signal(f"{name} = {value}")) == (usual, changed)


def test_the_cadence_of_a_workbook_without_one_is_a_setting(tmp_path: Path) -> None:
    def timeliness(*lines: str) -> float | None:
        return measure_quality(
            counts={},
            issues=(),
            delegations=(),
            loops=(),
            last_change=dt.date(2026, 11, 2),
            as_of=AS_OF,
            calendar=WorkingDays(),
            settings=programme(tmp_path, *lines).settings,
        ).timeliness

    assert (timeliness(), timeliness("default_cadence_days = 10")) == (0.0, 1.0)


WEIGHTS = tuple(f"weight_{name}" for name in ("skill", "spare", "motivation", "reliability", "development"))


@pytest.mark.parametrize("name", WEIGHTS)
def test_a_term_of_a_suggestion_counts_as_the_programme_says(name: str, tmp_path: Path) -> None:
    others = [f"{each} = {0.001 if each == 'weight_skill' else 0}" for each in WEIGHTS if each != name]
    found = weights_of(programme(tmp_path, f"{name} = 1000", *others).settings)
    terms = dict.fromkeys(asdict(found), 0.0) | {name.removeprefix("weight_"): 1.0}
    assert score_of(Terms(**terms), found) == pytest.approx(1, abs=1e-5)


def test_weights_that_are_all_nothing_are_a_mistake(tmp_path: Path) -> None:
    none = [f"{name} = 0" for name in WEIGHTS[:-1]]
    with pytest.raises(ConfigError) as raised:
        programme(tmp_path, *none)
    (problem,) = raised.value.problems
    assert (problem.key, problem.found(labels("en"))) == (
        "settings.weight_skill",
        "All of weight_skill, weight_spare, weight_motivation, weight_reliability are 0.",
    )


def test_every_threshold_is_proved_to_have_its_effect() -> None:
    assert {*FIGURES, *FINDINGS, *SIGNALS, *WEIGHTS, "default_cadence_days"} == set(SETTINGS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_threshold_is_listed_with_its_default(language: str, tmp_path: Path) -> None:
    lines = tuple(setting_lines(labels(language)))
    assert [line.split(" = ")[0] for line in lines] == list(SETTINGS)
    assert programme(tmp_path, *lines).settings == Settings()
