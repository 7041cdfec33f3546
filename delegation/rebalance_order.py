"""Which of the plans that move the same tasks comes first (SPEC §8: the ascending list of moves).

Owns the search among the people who could take these tasks on. That the move of other tasks would come to the
same is the matter of `delegation.rebalance_search`.
"""

from __future__ import annotations

from delegation.rebalance_problem import Plan, Problem, hours_above
from delegation.rounding import at_most
from delegation.workload import usage_of

_MOST_STEPS = 50_000
"""After so many steps the search is given up; plans of a dozen moves take some dozens."""


def first_of_its_tasks(problem: Problem, plan: Plan) -> Plan:
    """The first plan that moves the same tasks and comes to the same; if that takes too long, this one."""
    search = _Search(problem, plan)
    return tuple(search.plan) if search.place(0) else plan


class _Search:
    """The moved tasks are placed one by one, each with the lowest person who leaves room for the rest."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self._problem, self._limits = problem, problem.objectives(plan)
        self._tasks = [task for task, _ in self._limits.order]
        self._capacities = [each.capacity_hours for each in problem.people]
        self._hours = [each.fixed_hours for each in problem.people]
        for task, person in zip(problem.tasks, plan, strict=True):
            if person == task.home:
                self._hours[person] += task.hours
        usages = map(usage_of, self._capacities, self._hours)
        self._above = [hours_above(usage) for usage in usages]
        self._steps = 0
        self.plan = list(plan)

    def place(self, index: int) -> bool | None:
        """Whether the tasks from that one on have found their people; None: given up."""
        if index == len(self._tasks):
            return True
        if not self._has_room(index):
            return False
        task = self._tasks[index]
        for person, hours in self._problem.tasks[task].options:
            self._steps += 1
            if self._steps > _MOST_STEPS:
                return None
            before = self._hours[person], self._above[person]
            self._hours[person] += hours
            self.plan[task] = person
            found = self.place(index + 1) if self._fits(person) else False
            if found is not False:
                return found
            self._hours[person], self._above[person] = before
        return False

    def _has_room(self, index: int) -> bool:
        """Whether each of the tasks from that one on still has somebody who could take it on alone."""
        limits = self._limits
        return all(
            any(
                at_most((self._hours[person] + hours) / self._capacities[person], limits.most)
                for person, hours in self._problem.tasks[task].options
            )
            for task in self._tasks[index:]
        )

    def _fits(self, person: int) -> bool:
        """Whether what the person has now is within what the plan comes to."""
        hours, capacity = self._hours[person], self._capacities[person]
        self._above[person] = max(0.0, hours - capacity)
        return at_most(hours / capacity, self._limits.most) and at_most(sum(self._above), self._limits.above)
