"""What a sheet of results shows: its rows without the marks, and how undo leaves everything."""

from __future__ import annotations

from typing import Any

from tests.addin.host.excel import Host


def shown_on(host: Host, name: str) -> list[tuple[Any, ...]]:
    """The filled rows from the first visible column on; figures with the decimals that people look at."""
    rows = host.shown[name].iter_rows(min_col=2, values_only=True)
    return [tuple(_seen(cell) for cell in _filled(row)) for row in rows if any(row)]


def _filled(row: tuple[Any, ...]) -> tuple[Any, ...]:
    count = max(number for number, cell in enumerate(row, 1) if cell is not None)
    return row[:count]


def _seen(cell: Any) -> Any:
    return round(cell, 2) if isinstance(cell, float) else cell
