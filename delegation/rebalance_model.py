"""A rebalancing problem as a mixed-integer programme, and HiGHS that solves it (SPEC §8).

Owns columns, rows and costs, and is the only place that knows SciPy, which is loaded when one is solved. In
which order objectives are settled is the work of `delegation.rebalance_search`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from delegation.labels import Labels, labels
from delegation.load import total
from delegation.rebalance_problem import Objectives, Plan, Problem
from delegation.rounding import above

NO_LESS = 1e-6
"""HiGHS stops when it is that near to the lowest cost; costs are in thousandths, so that is a billionth."""
_SCALE = 1000.0
_SLACK = 4e-10

Entry = tuple[int, float]
"""A column with its factor in a row."""
Move = tuple[int, int]
"""A task and to whom it goes."""


class Objective(StrEnum):
    """What a plan is judged by, in this order; MOVES are their number, then their hours."""

    ABOVE = "above"
    MOST = "most"
    MOVES = "moves"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is settled already and must not become worse; None: nothing is asked. `hours`: those moved."""

    above: float | None = None
    most: float | None = None
    moves: int | None = None
    hours: float | None = None


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


class _Row(NamedTuple):
    """Entries whose sum lies between two numbers."""

    entries: tuple[Entry, ...]
    least: float
    most: float


class _Found(NamedTuple):
    """The columns' values if there are any, what none cost less than, and whether there was the time."""

    values: Sequence[float] | None
    bound: float
    is_final: bool


@dataclass(slots=True)
class _Programme:
    """Columns with their costs and bounds, and rows."""

    costs: list[float] = field(default_factory=list)
    lowest: list[float] = field(default_factory=list)
    highest: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)

    def column(
        self, cost: float = 0.0, lowest: float = 0.0, highest: float = 1.0, *, whole: bool = True
    ) -> int:
        self.costs.append(cost)
        self.lowest.append(lowest)
        self.highest.append(highest)
        self.whole.append(int(whole))
        return len(self.costs) - 1

    def row(self, entries: Iterable[Entry], least: float = -math.inf, most: float = math.inf) -> None:
        self.rows.append(_Row(tuple(entries), least, most))

    def solve(self, seconds: float, *, in_parts: bool) -> _Found:
        """The cheapest values of the columns. `in_parts`: none of them need be whole."""
        try:
            from scipy.optimize import Bounds, LinearConstraint, milp
            from scipy.sparse import csr_array
        except ImportError as error:
            raise SolverMissingError from error
        starts = [0, *accumulate(len(row.entries) for row in self.rows)]
        columns, values = zip(*(entry for row in self.rows for entry in row.entries), strict=True)
        matrix = csr_array((values, columns, starts), shape=(len(self.rows), len(self.costs)))
        found = milp(
            self.costs,
            integrality=[0] * len(self.whole) if in_parts else self.whole,
            bounds=Bounds(self.lowest, self.highest),
            constraints=LinearConstraint(
                matrix, [row.least for row in self.rows], [row.most for row in self.rows]
            ),
            options={"mip_rel_gap": 0.0, "time_limit": seconds},
        )
        bound = found.fun if in_parts else found.mip_dual_bound
        return _Found(found.x, -math.inf if bound is None else float(bound), found.status in (0, 2))


class Model:
    """The plans of a problem that keep what is known.

    A column for every move that may be made, and one for every task that somebody else then has.
    """

    def __init__(self, problem: Problem, known: Known) -> None:
        self._problem = problem
        self._programme = _Programme()
        self._moves: dict[Move, int] = {
            (position, option.person): self._programme.column()
            for position, task in enumerate(problem.tasks)
            for option in task.options
        }
        self._moved = [self._programme.column() for _ in problem.tasks]
        for position, task in enumerate(problem.tasks):
            taken = ((self._moves[position, option.person], 1.0) for option in task.options)
            self._programme.row([*taken, (self._moved[position], -1.0)], 0.0, 0.0)
        self._loads = self._all_loads()
        self._surplus: list[int] = []
        self._keep_above(known.above)
        if known.most is not None:
            for person in self._with_capacity():
                capacity = self._problem.people[person].capacity_hours
                self._limit(person, (known.most + _SLACK) * capacity)
        if known.moves is not None:
            self._programme.row(((column, 1.0) for column in self._moved), most=float(known.moves))
        if known.hours is not None:
            hours = (
                (column, task.work_hours) for column, task in zip(self._moved, problem.tasks, strict=True)
            )
            self._programme.row(hours, most=known.hours + _SLACK)

    def minimise(self, objective: Objective) -> None:
        """Look for the plan that is the best one by that objective."""
        costs = self._programme.costs
        if objective is Objective.ABOVE:
            for column in self._surplus:
                costs[column] = _SCALE
        elif objective is Objective.MOST:
            most = self._programme.column(_SCALE, self._problem.full, math.inf, whole=False)
            for person in self._with_capacity():
                entries, hours = self._loads[person]
                capacity = self._problem.people[person].capacity_hours
                self._programme.row([*entries, (most, -capacity)], most=-hours)
        else:
            a_move = _a_move(self._problem)
            for column, task in zip(self._moved, self._problem.tasks, strict=True):
                costs[column] = (a_move + task.work_hours) * _SCALE

    def demand(self, move: Move) -> None:
        """Look only for plans with that move."""
        self._programme.lowest[self._moves[move]] = 1.0

    def rule_out(self, moves: Iterable[Move]) -> None:
        """Look only for plans without these moves."""
        for move in moves:
            self._programme.highest[self._moves[move]] = 0.0

    def rule_out_only(self, moves: Collection[Move]) -> None:
        """Look for any plan but the one of exactly these moves."""
        entries = ((column, 1.0 if move in moves else -1.0) for move, column in self._moves.items())
        self._programme.row(entries, most=len(moves) - 1.0)

    def bound(self, seconds: float) -> float:
        """What no plan of the model costs less than, mostly in a moment. Raises: SolverMissingError."""
        found = self._programme.solve(seconds, in_parts=True)
        return found.bound if found.is_final else -math.inf

    def solve(self, seconds: float, one_of: Iterable[Move] = ()) -> Answer:
        """The best plan of the model, if `one_of` are given one with one of these moves at least.

        Raises: SolverMissingError.
        """
        asked = [(self._moves[move], 1.0) for move in one_of]
        if asked:
            self._programme.row(asked, least=1.0)
        found = self._programme.solve(seconds, in_parts=False)
        if asked:
            self._programme.rows.pop()
        if found.values is None:
            return Answer(None, found.bound, found.is_final)
        plan = list(self._problem.as_it_is)
        for (task, person), column in self._moves.items():
            if found.values[column] > 0.5:
                plan[task] = person
        return Answer(tuple(plan), found.bound, found.is_final)

    def _all_loads(self) -> list[tuple[list[Entry], float]]:
        """Of everybody what moves do to their hours, and the hours without any move."""
        entries: list[list[Entry]] = [[] for _ in self._problem.people]
        hours = [[each.fixed_hours] for each in self._problem.people]
        for position, task in enumerate(self._problem.tasks):
            hours[task.home].append(task.hours)
            entries[task.home].append((self._moved[position], -task.hours))
            for option in task.options:
                entries[option.person].append((self._moves[position, option.person], option.hours))
        return [(each, total(parts)) for each, parts in zip(entries, hours, strict=True)]

    def _with_capacity(self) -> list[int]:
        people = enumerate(self._problem.people)
        return [person for person, each in people if above(each.capacity_hours, 0)]

    def _limit(self, person: int, limit: float) -> None:
        """Row: the person's hours are within the limit; and how many tasks must go for that at least.

        That the second row follows from the first one is seen by no solver that takes tasks in parts.
        """
        entries, hours = self._loads[person]
        self._programme.row(entries, most=limit - hours)
        if above(hours, limit):
            own = [entry for entry in entries if entry[1] < 0]
            gone = accumulate(sorted(factor for _, factor in own))
            left = sum(1 for each in gone if above(hours + each, limit))
            self._programme.row(((column, 1.0) for column, _ in own), least=min(left + 1.0, len(own)))

    def _keep_above(self, limit: float | None) -> None:
        """Hours above capacity: columns that count them and a limit; or without columns: there are none."""
        for person, (entries, hours) in enumerate(self._loads):
            each = self._problem.people[person]
            capacity = each.capacity_hours if above(each.capacity_hours, 0) else 0.0
            if limit == 0:
                self._limit(person, capacity + _SLACK)
            else:
                surplus = self._programme.column(highest=math.inf, whole=False)
                self._surplus.append(surplus)
                self._programme.row([*entries, (surplus, -1.0)], most=capacity - hours)
        if limit:
            self._programme.row(((column, 1.0) for column in self._surplus), most=limit + _SLACK)
