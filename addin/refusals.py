"""Why a button does nothing: one class a situation, each with the words in which a person hears of it."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod

from delegation.issues import Issue, Severity
from delegation.labels import Labels
from delegation.messages import fix, message
from delegation.schema import SCHEMA_VERSION


class ButtonRefusalError(Exception, ABC):
    """A button that changes nothing, for a reason that whoever pressed it can do something about."""

    @abstractmethod
    def text(self, words: Labels) -> str:
        """What is the matter, and what to do."""


class ForeignWorkbookError(ButtonRefusalError):
    """The open workbook has nothing of Remit in it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def text(self, words: Labels) -> str:
        return words.text("buttons.refused.foreign", name=self.name)


class OtherVersionError(ButtonRefusalError):
    """The workbook was made by a Remit that lays its tables out differently."""

    def __init__(self, found: int) -> None:
        super().__init__(found)
        self.found = found

    def text(self, words: Labels) -> str:
        issue = Issue(
            code="WB-SCHEMA-CONFLICT",
            severity=Severity.ERROR,
            params={"found": self.found, "expected": SCHEMA_VERSION},
        )
        return f"{message(issue, words)}\n\n{fix(issue, words)}"


class MissingTableError(ButtonRefusalError):
    """The button needs a table that is not in the workbook, or that has no header row to know it by."""

    def __init__(self, table_id: str) -> None:
        super().__init__(table_id)
        self.table_id = table_id

    def text(self, words: Labels) -> str:
        name = (
            words.text("workbook.issues.sheet") if self.table_id == "issues" else words.sheet(self.table_id)
        )
        return words.text("buttons.refused.table", table=name)


class LeadsWorkbookError(ButtonRefusalError):
    """The button needs what a team's workbook has, and was pressed in the one of its lead."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def text(self, words: Labels) -> str:
        return words.text("buttons.refused.leads", name=self.name)


class MissingColumnsError(ButtonRefusalError):
    """The table lacks columns that the button fills."""

    def __init__(self, sheet: str, headers: tuple[str, ...]) -> None:
        super().__init__(sheet, headers)
        self.sheet, self.headers = sheet, headers

    def text(self, words: Labels) -> str:
        columns = words.text("workbook.lists.join").join(self.headers)
        return words.text("buttons.refused.columns", sheet=self.sheet, columns=columns)


class NoDelegationSelectedError(ButtonRefusalError):
    """What is selected belongs to no delegation."""

    def text(self, words: Labels) -> str:
        return words.text("buttons.refused.selection", sheet=words.sheet("delegations"))


class SeveralDelegationsSelectedError(ButtonRefusalError):
    """The selected rows belong to more than one delegation."""

    def text(self, words: Labels) -> str:
        return words.text("buttons.refused.several", sheet=words.sheet("delegations"))


class UnusableDelegationError(ButtonRefusalError):
    """The selected delegation has errors in cells that the button needs."""

    def __init__(self, name: str, codes: tuple[str, ...]) -> None:
        super().__init__(name, codes)
        self.name, self.codes = name, codes

    def text(self, words: Labels) -> str:
        codes = words.text("workbook.lists.join").join(self.codes)
        return words.text("buttons.refused.delegation", name=self.name, codes=codes)


class ClosedDelegationError(ButtonRefusalError):
    """Something is asked for work that is over."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def text(self, words: Labels) -> str:
        return words.text("buttons.refused.closed", name=self.name)


class NothingToPlanError(ButtonRefusalError):
    """Every checkpoint of a plan is planned already."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def text(self, words: Labels) -> str:
        return words.text("buttons.refused.planned", name=self.name)


class NobodyError(ButtonRefusalError):
    """There is no member whom the button could look at."""

    def text(self, words: Labels) -> str:
        return words.text("buttons.refused.nobody", sheet=words.sheet("members"))


class NoCycleError(ButtonRefusalError):
    """The workbook does not say from when to when its cycle lasts."""

    def text(self, words: Labels) -> str:
        return words.text("buttons.refused.cycle")


class CycleOverError(ButtonRefusalError):
    """No day of the cycle is left to look at."""

    def __init__(self, cycle: str, last: dt.date, as_of: dt.date) -> None:
        super().__init__(cycle, last, as_of)
        self.cycle, self.last, self.as_of = cycle, last, as_of

    def text(self, words: Labels) -> str:
        return words.text("buttons.refused.cycle_over", cycle=self.cycle, last=self.last, day=self.as_of)


class CycleAheadError(ButtonRefusalError):
    """The cycle that is to be closed has not begun."""

    def __init__(self, cycle: str, first: dt.date, as_of: dt.date) -> None:
        super().__init__(cycle, first, as_of)
        self.cycle, self.first, self.as_of = cycle, first, as_of

    def text(self, words: Labels) -> str:
        return words.text("buttons.refused.cycle_ahead", cycle=self.cycle, first=self.first, day=self.as_of)


class NothingToReviewError(ButtonRefusalError):
    """There is neither a delegation nor a KPI."""

    def text(self, words: Labels) -> str:
        return words.text(
            "buttons.refused.nothing_to_review",
            delegations=words.sheet("delegations"),
            kpis=words.sheet("kpis"),
        )


class NoSolverError(ButtonRefusalError):
    """What finds the best moves is not installed."""

    def text(self, words: Labels) -> str:
        return words.text("buttons.refused.solver")


class NothingToUndoError(ButtonRefusalError):
    """No button has written anything since the last undo."""

    def text(self, words: Labels) -> str:
        return words.text("buttons.refused.nothing_to_undo")


class WritingError(ButtonRefusalError):
    """Excel would not let a button write; what had been written by then was taken back.

    `left`: cells that could not be given back, as `Sheet!A1`.
    """

    def __init__(self, reason: str, left: tuple[str, ...] = ()) -> None:
        super().__init__(reason, left)
        self.reason, self.left = reason, left

    def text(self, words: Labels) -> str:
        if self.left:
            cells = words.text("workbook.lists.join").join(self.left)
            return words.text("buttons.refused.half_written", reason=self.reason, cells=cells)
        return words.text("buttons.refused.writing", reason=self.reason)
