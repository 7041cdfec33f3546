"""The best plan of a rebalancing problem, and the proof that it is: objective by objective (SPEC §8).

Owns the order in which objectives are settled, how the time is shared out, and what is said when it was not
enough. What a plan comes to is computed exactly by `delegation.rebalance_problem`; of the solver's own
numbers only the bounds are believed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from delegation.rebalance_levelling import levelled
from delegation.rebalance_model import NO_LESS, Answer, Known, Model, Move, Objective, cost_of
from delegation.rebalance_order import first_of_its_tasks
from delegation.rebalance_problem import Plan, Problem

_PART_OF_TIME = 0.5
"""Of the time that is left what one objective may take, so that there is some for those after it."""
_KEPT_BACK = 0.05
"""Of all the time: for making the last programme and answering, and as HiGHS looks at the clock seldom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unproved:
    """The first objective for which there was not enough time.

    `gap`: no plan is better in it by more than this share of what was found, 0..1.
    """

    objective: Objective
    gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """A plan that is not worse than things as they are. `unproved` None: there is no better one."""

    plan: Plan
    unproved: Unproved | None


def best_plan(problem: Problem, seconds: float, clock: Callable[[], float]) -> Solution:
    """The best plan that can be found in so many seconds of the clock. Raises: SolverMissingError."""
    if not problem.tasks:
        return Solution(plan=problem.as_it_is, unproved=None)
    return _Search(problem, clock() + seconds * (1 - _KEPT_BACK), clock).run()


class _Search:
    """The best plan so far, and what has been proved of it."""

    def __init__(self, problem: Problem, until: float, clock: Callable[[], float]) -> None:
        self._problem, self._until, self._clock = problem, until, clock
        self._best = problem.as_it_is
        self._reached = problem.objectives(self._best)
        self._unproved: Unproved | None = None

    def run(self) -> Solution:
        self._take(levelled(self._problem, lambda: self._left() > 0))
        if self._reached.above:
            self._settle(Objective.ABOVE, Known())
        if self._reached.most > self._problem.full:
            self._settle(Objective.MOST, Known(above=self._reached.above))
        self._settle(Objective.MOVES, Known(above=self._reached.above, most=self._reached.most))
        if self._unproved is None and self._reached.moves:
            self._settle_order()
        return Solution(plan=self._best, unproved=self._unproved)

    def _settle(self, objective: Objective, known: Known) -> None:
        """Find the best plan by one objective."""
        model = Model(self._problem, known)
        model.minimise(objective)
        left = self._left()
        least = model.bound(left * _PART_OF_TIME) if left > 0 else 0.0
        if least >= self._cost(objective) - NO_LESS:
            return
        answer = self._answer(model)
        if not answer.is_final and self._unproved is None:
            found = self._cost(objective)
            gap = (found - max(answer.bound, least)) / found if found else 0.0
            self._unproved = Unproved(objective=objective, gap=min(max(gap, 0.0), 1.0))

    def _settle_order(self) -> None:
        """Ask of one move after the other whether in its place an earlier one could stand, and take that.

        Of plans with as many moves the first to have one that the other has not is the earlier one.
        """
        reached = self._reached
        model = Model(
            self._problem,
            Known(above=reached.above, most=reached.most, moves=reached.moves, hours=reached.hours),
        )
        self._take(first_of_its_tasks(self._problem, self._best))
        moves = [
            (position, option.person)
            for position, task in enumerate(self._problem.tasks)
            for option in task.options
        ]
        settled = 0
        while settled < len(self._reached.order):
            move = self._reached.order[settled]
            earlier = moves[: moves.index(move)]
            if not earlier or self._is_first(model, earlier):
                if self._unproved is not None:
                    return
                model.rule_out(earlier)
                model.demand(move)
                moves = moves[len(earlier) + 1 :]
                settled += 1

    def _is_first(self, model: Model, earlier: Sequence[Move]) -> bool:
        """Whether no plan of the model has one of these moves, as far as there is time to know."""
        before = self._reached
        answer = self._answer(model, earlier)
        if answer.plan is None:
            if not answer.is_final:
                self._unproved = Unproved(objective=Objective.ORDER, gap=0.0)
            return True
        if self._reached < before:
            self._take(first_of_its_tasks(self._problem, self._best))
        else:  # it only seemed to be as good to the solver, whose numbers are not exact
            model.rule_out_only(self._problem.objectives(answer.plan).order)
        return False

    def _cost(self, objective: Objective) -> float:
        return cost_of(self._problem, objective, self._reached)

    def _left(self) -> float:
        return self._until - self._clock()

    def _answer(self, model: Model, one_of: Sequence[Move] = ()) -> Answer:
        left = self._left()
        if left <= 0:
            return Answer(None, float("-inf"), False)
        answer = model.solve(left * _PART_OF_TIME, one_of)
        if answer.plan is not None:
            self._take(answer.plan)
        return answer

    def _take(self, plan: Plan) -> None:
        """Keep the plan if it is the better one."""
        reached = self._problem.objectives(plan)
        if reached < self._reached:
            self._best, self._reached = plan, reached
