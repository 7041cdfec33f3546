"""What to move is looked for once: the run, its master and every later one of the same data say the same."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from delegation.rebalance_model import Objective
from delegation.rebalance_search import Unproved
from sync.kept_moves import given_answers, kept_moves
from sync.master.figures import build_content
from sync.rebuild import content_at
from sync.run.measure import Measuring
from sync.store.store import Store
from sync.store.stored import FigureSpan, FigureValue
from tests.sync.programmes import AS_OF, CYCLE, MEMBERS, Office

DELEGATIONS = """
    | delegation_id | title | objective       | expected_outcome | delegator | delegate | start      | due        | effort_hours | authority_level | check_in_days | accepted_on | status      |
    |---------------|-------|-----------------|------------------|-----------|----------|------------|------------|--------------|-----------------|---------------|-------------|-------------|
    | D1            | Page  | Publish 3 pages | Pages are live   | Boss      | M1       | 2026-11-13 | 2026-12-31 | {}           | 3               | 5             | 2026-11-13  | in_progress |
    | D2            | List  | Print 12 prices | List is printed  | Boss      | M1       | 2026-11-13 | 2026-12-31 | 100          | 3               | 5             | 2026-11-13  | in_progress |
"""  # noqa: E501 - a table stays a table
NOT_PROVED = Unproved(objective=Objective.MOVES, gap=0.5)


class OutOfTime(Store):
    """A store whose newest run had not the time to prove its answer."""

    def figure_spans(self, cycle: str, since: int = 0) -> list[FigureSpan]:
        spans = super().figure_spans(cycle, since)
        return [dataclasses.replace(each, value=unproved(each.value)) for each in spans]


def unproved(value: FigureValue) -> FigureValue:
    return value.replace("null", '["moves",0.5]') if isinstance(value, str) else value


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Ana has 340 hours to do in 35 working days of eight hours."""
    found = Office(tmp_path, "north")
    found.write("north", members=MEMBERS, delegations=DELEGATIONS.format(240))
    found.consolidate()
    return found


def moves(content: Any) -> Any:
    return content.decisions["north"].moves


def test_an_answer_is_kept_as_it_was_given_with_what_was_not_proved_of_it(office: Office) -> None:
    with Store(office.programme.store) as store:
        found = moves(build_content(store, office.programme, 1, AS_OF))
    assert [(each.delegation_id, each.to_id) for each in found.moves] == [("D2", "M2")]
    for each in (found, dataclasses.replace(found, unproved=NOT_PROVED)):
        ((key, value),) = kept_moves({"north": each}).items()
        span = FigureSpan(key=key, value=value, first_run=1, until_run=None)
        assert given_answers([dataclasses.replace(span, until_run=2)]) == {}
        (given,) = given_answers([span]).values()
        assert (given.question, given.takers, given.unproved) == (each.question, {"D2": "M2"}, each.unproved)


def test_master_and_next_run_take_the_answer_that_was_kept(office: Office) -> None:
    with OutOfTime(office.programme.store) as store:
        master = build_content(store, office.programme, 1, AS_OF)
        kept = Measuring(office.programme, AS_OF)(store)
    assert moves(master).unproved == NOT_PROVED
    assert kept is not None
    assert kept_moves({"north": moves(master)}).items() <= kept.items()


def test_a_past_run_is_told_as_it_was_and_other_data_are_looked_into_anew(office: Office) -> None:
    office.write("north", members=MEMBERS, delegations=DELEGATIONS.format(100))
    office.consolidate()
    with Store(office.programme.store) as store:
        then, now = (content_at(store.at(run), office.programme) for run in (1, 2))
        spans = [each for each in store.figure_spans(CYCLE.id) if each.key.figure == "moves"]
    assert [(len(moves(each).moves), bool(moves(each).question)) for each in (then, now)] == [
        (1, True),
        (0, False),
    ]
    assert [(each.first_run, each.until_run) for each in spans] == [(1, 2)]
