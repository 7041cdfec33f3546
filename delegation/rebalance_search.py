"""The best plan of a rebalancing problem, and the proof that it is: objective by objective (SPEC §8).

Owns the order in which objectives are settled, how the time is shared out, and what is said when it was not
enough. What a plan comes to is computed exactly by `delegation.rebalance_problem`; of the solver's own
numbers only the bounds are believed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from delegation.rebalance_model import Answer, Known, Model, Objective, cost_of
from delegation.rebalance_order import first_of_its_tasks, moved_tasks
from delegation.rebalance_problem import Plan, Problem

_PART_OF_TIME = 0.5
"""Of the time that is left what one objective may take, so that there is some for those after it."""
_PART_FOR_A_TRY = 0.1
_SPAN_TO_TRY = 0.002
"""Within that much of the least that utilisation may come to, proving is no slower than trying."""


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
    return _Search(problem, clock() + seconds, clock).run()


class _Search:
    """The best plan so far, and what has been proved of it."""

    def __init__(self, problem: Problem, until: float, clock: Callable[[], float]) -> None:
        self._problem, self._until, self._clock = problem, until, clock
        self._best = problem.as_it_is
        self._reached = problem.objectives(self._best)
        self._unproved: Unproved | None = None

    def run(self) -> Solution:
        ideal = self._try(Known(above=0.0, most=self._problem.full))
        if ideal.plan is None:  # where nobody need be more than full, the first two objectives are settled
            if self._reached.above:
                self._settle(Objective.ABOVE, Known())
            self._settle(Objective.MOST, Known(above=self._reached.above), self._tried_least())
        self._settle(Objective.MOVES, self._known())
        if self._unproved is None:
            self._settle_order()
        return Solution(plan=self._best, unproved=self._unproved)

    def _known(self) -> Known:
        return Known(above=self._reached.above, most=self._reached.most)

    def _try(self, known: Known) -> Answer:
        """Whether there is a plan that keeps this much, be it a good one or not."""
        return self._answer(Model(self._problem, known), _PART_FOR_A_TRY)

    def _settle(self, objective: Objective, known: Known, least: float = 0.0) -> None:
        """Find the best plan by one objective. `least`: no plan costs less, as far as is known before."""
        model = Model(self._problem, known)
        model.minimise(objective)
        answer = self._answer(model)
        if not answer.is_final and self._unproved is None:
            found = cost_of(self._problem, objective, self._reached)
            gap = (found - max(answer.bound, least)) / found if found else 0.0
            self._unproved = Unproved(objective=objective, gap=min(max(gap, 0.0), 1.0))

    def _tried_least(self) -> float:
        """Try how low the highest utilisation can be made by halving, and say what no plan costs less than.

        A plan below some height is found much sooner than the lowest one.
        """
        least, above = self._problem.full, self._reached.above
        while (span := self._reached.most - least) > _SPAN_TO_TRY:
            before = self._reached.most
            answer = self._try(Known(above=above, most=least + span / 2))
            if answer.plan is None and answer.is_final:
                least += span / 2
            elif self._reached.most == before:
                break
        return cost_of(self._problem, Objective.MOST, self._reached._replace(most=least))

    def _answer(self, model: Model, part: float = _PART_OF_TIME) -> Answer:
        left = self._until - self._clock()
        if left <= 0:
            return Answer(None, float("-inf"), False)
        answer = model.solve(left * part)
        if answer.plan is not None:
            self._take(answer.plan)
        return answer

    def _take(self, plan: Plan) -> None:
        """Keep the plan if it is the better one."""
        reached = self._problem.objectives(plan)
        if reached < self._reached:
            self._best, self._reached = plan, reached

    def _settle_order(self) -> None:
        """Go through the sets of tasks whose move comes to the same, and of each take the first plan."""
        seen: list[frozenset[int]] = []
        plan = self._best
        while self._reached.moves:
            plan, is_first = first_of_its_tasks(self._problem, plan)
            self._take(plan)
            seen.append(moved_tasks(self._problem, plan))
            model = Model(self._problem, replace(self._known(), moves=self._reached.moves))
            model.minimise(Objective.MOVES)
            model.look_elsewhere(self._best, seen)
            answer = self._answer(model)
            if not (is_first and answer.is_final):
                self._unproved = Unproved(objective=Objective.ORDER, gap=0.0)
            if answer.plan is None or self._problem.objectives(answer.plan)[:-1] != self._reached[:-1]:
                return
            plan = answer.plan
