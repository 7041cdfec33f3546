"""A rebalancing problem as a mixed-integer programme, and HiGHS that solves it (SPEC §8).

Owns columns, rows and costs, and is the only place that knows SciPy, which is loaded when one is solved. In
which order objectives are settled is the work of `delegation.rebalance_search`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from delegation.labels import Labels, labels
from delegation.load import total
from delegation.rebalance_problem import Objectives, Plan, Problem
from delegation.rounding import above

# HiGHS stops when it is 1e-6 from the best cost: in thousandths that is a billionth.
_SCALE = 1000.0
_SLACK = 4e-10

Entry = tuple[int, float]
"""A column with its factor in a row."""


class Objective(StrEnum):
    """What a plan is judged by, in this order; MOVES are their number, then their hours."""

    ABOVE = "above"
    MOST = "most"
    MOVES = "moves"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is settled already and must not become worse; None: nothing is asked."""

    above: float | None = None
    most: float | None = None
    moves: int | None = None


class Answer(NamedTuple):
    """What a programme gave.

    `plan`: None where none was found; `bound`: no plan costs less. `is_final`: that is so for all plans, not
    only for those that there was time for.
    """

    plan: Plan | None
    bound: float
    is_final: bool


class SolverMissingError(Exception):
    """SciPy, which brings the solver, is not installed."""

    def text(self, words: Labels) -> str:
        """What is missing and what to do, in the language of the labels."""
        return words.text("rebalance.solver.missing")

    def __str__(self) -> str:
        return self.text(labels("en"))


def cost_of(problem: Problem, objective: Objective, reached: Objectives) -> float:
    """What a model that minimises the objective makes of a plan."""
    if objective is Objective.ABOVE:
        return reached.above * _SCALE
    if objective is Objective.MOST:
        return reached.most * _SCALE
    return (reached.moves * _a_move(problem) + reached.hours) * _SCALE


def _a_move(problem: Problem) -> float:
    """What a move costs in hours: more than all hours together."""
    return 1 + sum(task.work_hours for task in problem.tasks)


@dataclass(slots=True)
class _Programme:
    """Columns with their costs and bounds, and rows: entries whose sum is no more than a limit."""

    costs: list[float] = field(default_factory=list)
    lowest: list[float] = field(default_factory=list)
    highest: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[list[Entry], float]] = field(default_factory=list)

    def column(
        self, cost: float = 0.0, lowest: float = 0.0, highest: float = 1.0, *, whole: bool = True
    ) -> int:
        self.costs.append(cost)
        self.lowest.append(lowest)
        self.highest.append(highest)
        self.whole.append(int(whole))
        return len(self.costs) - 1

    def at_most(self, entries: Iterable[Entry], limit: float) -> None:
        self.rows.append((list(entries), limit))

    def solve(self, seconds: float) -> tuple[Sequence[float] | None, float, bool]:
        """The columns' values if there are any, what none cost less than, and whether there was the time."""
        try:
            from scipy.optimize import Bounds, LinearConstraint, milp
            from scipy.sparse import csr_array
        except ImportError as error:
            raise SolverMissingError from error
        places = [(row, column) for row, (entries, _) in enumerate(self.rows) for column, _ in entries]
        values = [value for entries, _ in self.rows for _, value in entries]
        matrix = csr_array(
            (values, ([row for row, _ in places], [column for _, column in places])),
            shape=(len(self.rows), len(self.costs)),
        )
        found = milp(
            self.costs,
            integrality=self.whole,
            bounds=Bounds(self.lowest, self.highest),
            constraints=LinearConstraint(matrix, -math.inf, [limit for _, limit in self.rows]),
            options={"mip_rel_gap": 0.0, "time_limit": seconds},
        )
        bound = found.mip_dual_bound
        return found.x, -math.inf if bound is None else float(bound), found.status in (0, 2)


class Model:
    """The plans of a problem that keep what is known: a column for every move that may be made."""

    def __init__(self, problem: Problem, known: Known) -> None:
        self._problem = problem
        self._programme = _Programme()
        self._moves = {
            (position, option.person): self._programme.column()
            for position, task in enumerate(problem.tasks)
            for option in task.options
        }
        for position in range(len(problem.tasks)):
            self._programme.at_most(((column, 1.0) for column in self._moves_of(position)), 1.0)
        self._loads = self._all_loads()
        self._surplus: list[int] = []
        self._keep_above(known.above)
        if known.most is not None:
            for person, (entries, hours) in self._loads.items():
                self._limit(person, entries, hours, known.most + _SLACK)
        if known.moves is not None:
            self._programme.at_most(((column, 1.0) for column in self._moves.values()), float(known.moves))

    def minimise(self, objective: Objective) -> None:
        """Look for the plan that is the best one by that objective."""
        costs = self._programme.costs
        if objective is Objective.ABOVE:
            for column in self._surplus:
                costs[column] = _SCALE
        elif objective is Objective.MOST:
            most = self._programme.column(_SCALE, self._problem.full, math.inf, whole=False)
            for person, (entries, hours) in self._loads.items():
                capacity = self._problem.people[person].capacity_hours
                self._limit(person, [*entries, (most, -capacity)], hours, 0.0)
        else:
            a_move = _a_move(self._problem)
            for (task, _), column in self._moves.items():
                costs[column] = (a_move + self._problem.tasks[task].work_hours) * _SCALE

    def look_elsewhere(self, plan: Plan, seen: Iterable[frozenset[int]]) -> None:
        """Look only for plans that may come before this one and move other tasks than each of these sets.

        A plan that comes before another one has, up to the last task that the other moves, at least one move
        to a lower person, or one that the other has not.
        """
        last = max(task for task, person in enumerate(plan) if person != self._problem.tasks[task].home)
        earlier = [
            (self._moves[task, person], -1.0)
            for task in range(last + 1)
            for person in self._lower(task, plan[task])
        ]
        self._programme.at_most(earlier, -1.0)
        for tasks in seen:
            moves = [(column, 1.0) for task in tasks for column in self._moves_of(task)]
            self._programme.at_most(moves, len(tasks) - 1.0)

    def solve(self, seconds: float) -> Answer:
        """The best plan of the model. Raises: SolverMissingError."""
        values, bound, is_final = self._programme.solve(seconds)
        if values is None:
            return Answer(None, bound, is_final)
        plan = list(self._problem.as_it_is)
        for (task, person), column in self._moves.items():
            if values[column] > 0.5:
                plan[task] = person
        return Answer(tuple(plan), bound, is_final)

    def _moves_of(self, task: int) -> list[int]:
        return [self._moves[task, option.person] for option in self._problem.tasks[task].options]

    def _lower(self, task: int, person: int) -> list[int]:
        """To whom the task could be moved so that the plan comes before one where that person has it."""
        stays = person == self._problem.tasks[task].home
        return [each.person for each in self._problem.tasks[task].options if stays or each.person < person]

    def _all_loads(self) -> dict[int, tuple[list[Entry], float]]:
        """Of everybody what moves do to their hours, and the hours without any move."""
        entries: dict[int, list[Entry]] = {person: [] for person in range(len(self._problem.people))}
        hours = [[each.fixed_hours] for each in self._problem.people]
        for position, task in enumerate(self._problem.tasks):
            hours[task.home].append(task.hours)
            for option in task.options:
                column = self._moves[position, option.person]
                entries[task.home].append((column, -task.hours))
                entries[option.person].append((column, option.hours))
        return {person: (each, total(hours[person])) for person, each in entries.items()}

    def _limit(self, person: int, entries: Iterable[Entry], hours: float, utilisation: float) -> None:
        """Row: the person's hours are at most that utilisation; of who has no capacity nothing is asked."""
        capacity = self._problem.people[person].capacity_hours
        if above(capacity, 0):
            self._programme.at_most(entries, utilisation * capacity - hours)

    def _keep_above(self, limit: float | None) -> None:
        """Hours above capacity: columns that count them and a limit; or without columns: there are none."""
        for person, (entries, hours) in self._loads.items():
            capacity = self._problem.people[person].capacity_hours
            has_capacity = above(capacity, 0)
            spare = (capacity if has_capacity else 0.0) - hours
            if limit == 0:
                self._programme.at_most(entries, spare + _SLACK)
            else:
                surplus = self._programme.column(highest=math.inf, whole=False)
                self._surplus.append(surplus)
                self._programme.at_most([*entries, (surplus, -1.0)], spare)
        if limit:
            self._programme.at_most(((column, 1.0) for column in self._surplus), limit + _SLACK)
