"""A plan whose fullest person is hardly fuller than need be, in a moment and without proof (SPEC §8).

Owns a descent by small steps and the shakes that lead it out of a dead end, the same ones whenever it runs.
Where nobody need be more than full it mostly gets there; what is the best plan is found, and proved, by
`delegation.rebalance_search`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from delegation.rebalance_problem import Plan, Problem
from delegation.rounding import above

_MOST_SHAKES = 400
_SHAKES_A_TASK = 8
_SHAKEN_TASKS = 5
_FROM_THE_BEST = 7
"""Every so many shakes the descent begins again from the best plan so far, else from where it was."""
_GAIN = 1e-9
_NO_CAPACITY = 1e6
"""What an hour without capacity is taken for, so that it goes first."""

Shift = tuple[int, int]
"""A task and who has it next."""


def levelled(problem: Problem, has_time: Callable[[], bool]) -> Plan:
    """The plan with the lowest maximum that turned up, things as they are being one of them."""
    descent = _Descent(problem)
    descent.run(has_time)
    descent.give_back()
    return tuple(descent.best)


class _Descent:
    """A plan that is made better at its fullest person, one step after the other."""

    def __init__(self, problem: Problem) -> None:
        self._full, self._homes, self._random = problem.full, problem.as_it_is, Random(1)
        self._hours = [
            {task.home: task.hours} | {each.person: each.hours for each in task.options}
            for task in problem.tasks
        ]
        self._shares = [
            1 / each.capacity_hours if above(each.capacity_hours, 0) else _NO_CAPACITY
            for each in problem.people
        ]
        self._used = [
            each.fixed_hours * share if share < _NO_CAPACITY else 0.0  # nothing can be done about that
            for each, share in zip(problem.people, self._shares, strict=True)
        ]
        self._held: list[set[int]] = [set() for _ in problem.people]
        self._plan = list(self._homes)
        for task, person in enumerate(self._plan):
            self._held[person].add(task)
            self._used[person] += self._hours[task][person] * self._shares[person]
        self.best, self._lowest = self._plan.copy(), max(self._used)

    def run(self, has_time: Callable[[], bool]) -> None:
        """Descend and shake until nobody is more than full, all shakes are done, or the time is over."""
        for shake in range(min(_MOST_SHAKES, _SHAKES_A_TASK * len(self._plan))):
            while has_time() and self._step():
                pass
            if max(self._used) < self._lowest - _GAIN:
                self.best, self._lowest = self._plan.copy(), max(self._used)
            elif shake % _FROM_THE_BEST == 0:
                self._shift(enumerate(self.best))
            if not (above(self._lowest, self._full) and has_time()):
                return
            tasks = self._random.sample(range(len(self._plan)), min(_SHAKEN_TASKS, len(self._plan)))
            self._shift((task, self._random.choice(tuple(self._hours[task]))) for task in tasks)

    def give_back(self) -> None:
        """Leave at home, small tasks first, what makes nobody fuller than the fullest is, nor overloaded."""
        self._shift(enumerate(self.best))
        limit = max(self._full, min(self._lowest, 1.0))
        while back := [task for task in range(len(self._homes)) if self._may_go_home(task, limit)]:
            task = min(back, key=lambda each: self._hours[each][self._homes[each]])
            self._shift([(task, self._homes[task])])
        self.best = self._plan.copy()

    def _may_go_home(self, task: int, limit: float) -> bool:
        home = self._homes[task]
        return (
            self._plan[task] != home
            and self._used[home] + self._hours[task][home] * self._shares[home] <= limit
        )

    def _step(self) -> bool:
        """Take from the fullest what helps most, if anything does."""
        top = max(range(len(self._used)), key=self._used.__getitem__)
        shifts = self._gift_or_swap(top) or self._gift_passed_on(top)
        self._shift(shifts)
        return bool(shifts)

    def _shift(self, shifts: Iterable[Shift]) -> None:
        for task, person in shifts:
            before, hours = self._plan[task], self._hours[task]
            if person != before:
                self._held[before].remove(task)
                self._held[person].add(task)
                self._used[before] -= hours[before] * self._shares[before]
                self._used[person] += hours[person] * self._shares[person]
                self._plan[task] = person

    def _gift_or_swap(self, top: int) -> tuple[Shift, ...]:
        """The task for somebody else, against one of theirs or none, that leaves both the least full."""
        lowest = self._used[top] - _GAIN
        found: tuple[Shift, ...] = ()
        for task in self._held[top]:
            left = self._used[top] - self._hours[task][top] * self._shares[top]
            for taker, hours in self._hours[task].items():
                if taker == top:
                    continue
                taken = self._used[taker] + hours * self._shares[taker]
                if max(left, taken) < lowest:
                    lowest, found = max(left, taken), ((task, taker),)
                for back in self._held[taker]:
                    theirs = self._hours[back]
                    kept = taken - theirs[taker] * self._shares[taker]
                    if kept < lowest and top in theirs:
                        most = max(kept, left + theirs[top] * self._shares[top])
                        if most < lowest:
                            lowest, found = most, ((task, taker), (back, top))
        return found

    def _gift_passed_on(self, top: int) -> tuple[Shift, ...]:
        """The task for somebody who hands one of theirs on, that leaves all three the least full."""
        lowest = self._used[top] - _GAIN
        found: tuple[Shift, ...] = ()
        for task in self._held[top]:
            left = self._used[top] - self._hours[task][top] * self._shares[top]
            for taker, hours in self._hours[task].items() if left < lowest else ():
                if taker == top:
                    continue
                taken = self._used[taker] + hours * self._shares[taker]
                for passed in self._held[taker]:
                    kept = taken - self._hours[passed][taker] * self._shares[taker]
                    if kept >= lowest:
                        continue
                    for third, more in self._hours[passed].items():
                        most = max(left, kept, self._used[third] + more * self._shares[third])
                        if third not in (top, taker) and most < lowest:
                            lowest, found = most, ((task, taker), (passed, third))
        return found
