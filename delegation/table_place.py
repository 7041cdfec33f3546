"""A table as it lies in a workbook: which kind its names say, where it is, what heads its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from delegation.headers import Headers
from delegation.labels import sheet_tables
from delegation.schema import Table, normalise

_COPY_NUMBER = re.compile(r"(?:_?[0-9]+|\s*\([0-9]+\))$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePlace:
    """Rows and columns are those of the sheet, 1-based. `header_row` is 0 where the table shows no header."""

    table: Table
    sheet: str
    header_row: int
    first_row: int
    first_column: int
    texts: tuple[str, ...]
    headers: Headers
    is_range: bool


@lru_cache(maxsize=4096)
def kind_of(name: str) -> str:
    """The id of the table that a sheet or an Excel table of this name holds, or "".

    Excel calls copies "Delegations2", "Delegations_1" and "Delegations (2)".
    """
    known = sheet_tables()
    return known.get(normalise(name)) or known.get(normalise(_COPY_NUMBER.sub("", name)), "")
