"""What stands in the cell when a formula has no figure to give: `#CODE: sentence`, in the reader's language.

Owns the form of these texts. Which codes there are, and their sentences, is the catalogues' matter.
Source: SPEC §5, §13.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from typing import Any

from addin.codes import ArgumentCode, argument_codes
from delegation.cells import cell_text
from delegation.issues import Issue, IssueType, Param, catalogue
from delegation.labels import Labels
from delegation.messages import fill, fix, message, shortened
from delegation.needed_columns import NeededRow

_CELL = re.compile(r"[A-Z]{1,3}(\d+)")
_LONGEST = 255  # of a text that a formula gives, in every version of Excel


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What that a formula cannot work with: its code, what stood in the cell, what its sentence needs."""

    code: str
    value: Any = None
    params: dict[str, Param] = field(default_factory=dict)


class WrongArgumentError(Exception):
    """An argument that makes the whole answer impossible."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.code)
        self.wrong = wrong


class WrongRowError(Exception):
    """A row of a table that makes the whole answer impossible."""

    def __init__(self, row: NeededRow) -> None:
        super().__init__(row.key)
        self.row = row


def in_words(wrong: Wrong, words: Labels) -> str:
    """The text in the cell for something wrong."""
    return _coded(wrong.code, _message(wrong, words))


def of_row(issue: Issue, words: Labels) -> str:
    """The text in the cell for a wrong row of a table, beside that row."""
    return _coded(issue.code, _row_message(issue, words))


def of_row_elsewhere(row: NeededRow, words: Labels) -> str:
    """The text in a cell that is not beside the wrong row: with its key, or its number where it has none."""
    assert row.issue is not None
    key = shortened(row.key) or words.text("functions.form.row", row=row.number)
    sentence = words.text("functions.form.keyed", key=key, message=_row_message(row.issue, words))
    return _coded(row.issue.code, sentence)


def explained(code: str, words: Labels) -> tuple[str, str] | None:
    """Message and fix of a code in general; None for one that Remit does not have."""
    kind = catalogue().get(code)
    if kind is not None:
        example = Issue(code=code, severity=kind.severity, table=kind.table, field=kind.field)
        return message(example, words), fix(example, words)
    own = argument_codes().get(code)
    if own is None:
        return None
    params = _argument_params(Wrong(code=code, value="…"), own)
    return fill(own.message(words), params), fill(own.fix(words), params)


def in_rows(issue: Issue, words: Labels) -> Issue:
    """The issue with rows of the range, below its header, in place of cells: those are of no sheet."""
    cells = {
        name: words.text("functions.form.row", row=found[1])
        for name, value in issue.params.items()
        if isinstance(value, str) and (found := _CELL.fullmatch(value))
    }
    return dataclasses.replace(issue, params=issue.params | cells) if cells else issue


def _row_message(issue: Issue, words: Labels) -> str:
    return _error(issue.value, words) if _is_error(issue.code) else message(in_rows(issue, words), words)


def _coded(code: str, sentence: str) -> str:
    text = f"#{code}: {sentence}"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _message(wrong: Wrong, words: Labels) -> str:
    if _is_error(wrong.code):
        return _error(cell_text(wrong.value), words)
    kind = catalogue().get(wrong.code)
    if kind is not None:
        return message(_issue(wrong, kind), words)
    own = argument_codes()[wrong.code]
    return fill(own.message(words), _argument_params(wrong, own))


def _is_error(code: str) -> bool:
    """Whether it is about an error value; the catalogue's sentence tells what the nightly run keeps."""
    return code.endswith("-ERROR")


def _error(value: str, words: Labels) -> str:
    return words.text("functions.wrong.error.message", value=shortened(value))


def _issue(wrong: Wrong, kind: IssueType) -> Issue:
    return Issue(
        code=wrong.code,
        severity=kind.severity,
        table=kind.table,
        field=kind.field,
        value=cell_text(wrong.value),
        params=wrong.params,
    )


def _argument_params(wrong: Wrong, own: ArgumentCode) -> dict[str, Param]:
    params: dict[str, Param] = {"value": shortened(cell_text(wrong.value))}
    if own.field is not None:
        params["field"] = own.field.id
        if own.field.low is not None:
            params["low"] = own.field.low
    return {**params, **wrong.params}
