"""Which column of a sheet is which field: by id, by label in any language, by alias, by likeness.

Heals only what is certain, and says what was healed. Columns that are computed in the workbook are neither
read nor reported. Knows the texts of a header row; knows no sheet and no cell.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import islice

from delegation.labels import (
    LANGUAGES,
    computed_headers,
    header_fields,
    header_labels,
    header_name,
    labels,
)
from delegation.schema import Table
from delegation.tables import BY_ID

_CERTAIN = 0.85
_CLOSE = 0.6
_ENOUGH = 0.6
_WIDEST = 512  # columns: no table of people is wider, and a stray cell far to the right costs no time
_MOST_COMPARED, _LONGEST_COMPARED = 100, 60  # headers, signs: likeness is slow
_TRAILING_NUMBER = re.compile(r"[0-9]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """A header row understood. Indexes count its cells from 0; a header that is blank is nothing.

    `renamed` are columns known by an alias or by likeness, not by their id or a label.
    """

    columns: dict[str, int]
    renamed: tuple[tuple[int, str], ...] = ()
    moved: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[int, ...] = ()
    duplicates: tuple[tuple[int, str], ...] = ()
    closest: tuple[tuple[int, str], ...] = ()

    def missing_required(self, table: Table) -> tuple[str, ...]:
        return tuple(field_id for field_id in self.missing if table.field(field_id).required)

    def is_enough(self, table: Table) -> bool:
        """Whether this row is a header row of that table, and not one of something else."""
        required = _required(table.id)
        return len(self.columns) > 1 and len(required & self.columns.keys()) >= _ENOUGH * len(required)


def header_texts(cells: Iterable[object]) -> tuple[str, ...]:
    """The cells of a row as headers."""
    return tuple(cell.strip() if isinstance(cell, str) else str(cell) for cell in islice(cells, _WIDEST))


@lru_cache(maxsize=1024)
def match_headers(table_id: str, texts: tuple[str, ...]) -> Headers:
    """The header row of that table; the teams of a programme share most of them, so answers are kept."""
    table = BY_ID[table_id]
    names = [header_name(text) for text in texts]
    columns, duplicates = _exact(table_id, names)
    used = set(columns.values()) | {index for index, _ in duplicates}
    used |= {index for index, name in enumerate(names) if name in computed_headers(table_id)}
    free = [index for index, name in enumerate(names) if name and index not in used]
    duplicates += [(index, field) for index in free if (field := _copy_of(table_id, names[index], columns))]
    free = [index for index in free if index not in {each for each, _ in duplicates}]
    missing = [field_id for field_id in table.field_ids if field_id not in columns]
    alike = [index for index in free if len(names[index]) <= _LONGEST_COMPARED][:_MOST_COMPARED]
    healed = _certain(table_id, names, alike, missing)
    renamed = [
        (index, each) for each, index in columns.items() if not _names(table_id)[names[index]][1]
    ] + healed
    columns.update({field_id: index for index, field_id in healed})
    missing = [field_id for field_id in missing if field_id not in columns]
    unknown = [index for index in free if index not in {each for each, _ in healed}]
    return Headers(
        columns={field_id: columns[field_id] for field_id in table.field_ids if field_id in columns},
        renamed=tuple(sorted(renamed)),
        moved=_moved(table, columns),
        missing=tuple(missing),
        unknown=tuple(unknown),
        duplicates=tuple(sorted(duplicates)),
        closest=tuple(_closest(table_id, names, [each for each in unknown if each in alike], missing)),
    )


def looks_like_headers(table_id: str, texts: Sequence[str]) -> bool:
    """A quick look, without likeness: is it worth while to match this row?"""
    known = _names(table_id)
    required = _required(table_id)
    found = {known[name][0] for text in texts if (name := header_name(text)) in known}
    return len(required & found) >= _ENOUGH * len(required)


def language_of(rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """The language in which most of these headers (of a table each) are written."""
    votes: Counter[str] = Counter()
    for table_id, texts in rows:
        for language in LANGUAGES:
            own = {labels(language).field(table_id, field_id) for field_id in BY_ID[table_id].field_ids}
            votes[language] += sum(text in own for text in texts)
    return max(LANGUAGES, key=lambda language: votes[language])


@cache
def _required(table_id: str) -> frozenset[str]:
    return frozenset(field.id for field in BY_ID[table_id].fields if field.required)


@cache
def _names(table_id: str) -> dict[str, tuple[str, bool]]:
    """Every known header → field id, and whether it is an id or a label and not just an alias."""
    own = header_labels(table_id)
    return {name: (field_id, name in own) for name, field_id in header_fields(table_id).items()}


def _exact(table_id: str, names: Sequence[str]) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """Known headers, and further columns of the same name.

    A label wins over an alias, which then is a column of the team's own: beside "Notes", "Comment" is theirs.
    """
    known = _names(table_id)
    columns: dict[str, int] = {}
    duplicates: list[tuple[int, str]] = []
    for wanted in (True, False):
        for index, name in enumerate(names):
            field_id, is_label = known.get(name, ("", False))
            if not field_id or is_label is not wanted:
                continue
            if field_id not in columns:
                columns[field_id] = index
            elif is_label or known[names[columns[field_id]]][1] is False:
                duplicates.append((index, field_id))
    return columns, duplicates


def _copy_of(table_id: str, name: str, columns: dict[str, int]) -> str:
    """The field of which this is a second column: Excel calls the copy of "Due date" "Due date2"."""
    field_id, is_label = _names(table_id).get(_TRAILING_NUMBER.sub("", name), ("", False))
    return field_id if is_label and name[-1].isdigit() and field_id in columns else ""


def _likeness(table_id: str, name: str, field_id: str) -> float:
    matcher = SequenceMatcher(autojunk=False, b=name)
    best = 0.0
    for known, (known_field, _) in _names(table_id).items():
        if known_field == field_id:
            matcher.set_seq1(known)
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
                best = max(best, matcher.ratio())
    return best


def _certain(
    table_id: str, names: Sequence[str], free: Sequence[int], missing: Sequence[str]
) -> list[tuple[int, str]]:
    """Pairs of a free column and a missing field that are alike, and each like nothing else."""
    pairs = [
        (index, field_id)
        for index in free
        for field_id in missing
        if _likeness(table_id, names[index], field_id) >= _CERTAIN
    ]
    by_index, by_field = Counter(index for index, _ in pairs), Counter(field_id for _, field_id in pairs)
    return [pair for pair in pairs if by_index[pair[0]] == 1 and by_field[pair[1]] == 1]


def _closest(
    table_id: str, names: Sequence[str], unknown: Sequence[int], missing: Sequence[str]
) -> list[tuple[int, str]]:
    """For every missing field the unknown column that is most like it, if any is."""
    found = []
    for field_id in missing:
        scores = [(_likeness(table_id, names[index], field_id), -index) for index in unknown]
        score, index = max(scores, default=(0.0, 0))
        if score >= _CLOSE:
            found.append((-index, field_id))
    return found


def _moved(table: Table, columns: dict[str, int]) -> tuple[str, ...]:
    """The fewest fields that would have to be put back to have the declared order."""
    order = {field_id: position for position, field_id in enumerate(table.field_ids)}
    found = sorted(columns, key=lambda field_id: columns[field_id])
    # Longest increasing subsequence: `ends[n]` is the lowest position on which one of length n + 1 can end.
    ends: list[int] = []
    lengths: list[int] = []
    for field_id in found:
        at = bisect_left(ends, order[field_id])
        ends[at : at + 1] = [order[field_id]]
        lengths.append(at + 1)
    wanted = len(ends)
    kept: set[str] = set()
    for field_id, length in zip(reversed(found), reversed(lengths), strict=True):
        if length == wanted and all(order[field_id] < order[each] for each in kept):
            kept.add(field_id)
            wanted -= 1
    return tuple(field_id for field_id in table.field_ids if field_id in columns and field_id not in kept)
