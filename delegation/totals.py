"""Which rows of a table are no entries because they add up the others (SPEC §4: a totals row is never read).

Excel's own totals row comes along with `Delegations[#All]`, and people type one below what they listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from delegation.cells import cell_text
from delegation.labels import LANGUAGES, labels
from delegation.schema import Table, normalise


def total_rows(table: Table, columns: Mapping[str, Sequence[object]]) -> set[int]:
    """The indexes of rows with a word for a sum and numbers alone, and without all that an entry needs."""
    lacking: set[int] = set()
    for field in table.fields:
        values = columns.get(field.id, ()) if field.required else ()
        if "" in values or None in values:
            lacking.update(index for index, value in enumerate(values) if value is None or value == "")
    return {index for index in lacking if _is_total([values[index] for values in columns.values()])}


def _is_total(cells: Sequence[object]) -> bool:
    texts = [text for cell in cells if isinstance(cell, str) and (text := cell_text(cell))]
    return bool(texts) and all(normalise(text).strip(":：") in _words() for text in texts)


@cache
def _words() -> frozenset[str]:
    texts = [labels(language).text("reader.totals.words") for language in LANGUAGES]
    return frozenset(normalise(word) for text in texts for word in text.split("|"))
