"""The hidden sheet `_lists`: every choice as label and id, next free ids, next due delegations, words shown.

Owns the names that drop-downs and formulas use for choices: `choices_status`, `open_statuses`, `label_no`.
"""

from __future__ import annotations

from typing import Any

from delegation.attainment import KpiError
from delegation.cells.text import NONE_WORDS
from delegation.health import Health
from delegation.kpi import KpiStatus
from delegation.place import column_letters
from delegation.schema import Choices
from delegation.tables import CHOICES, CLOSED_STATUSES, DELEGATIONS, OPEN_STATUSES, STATUS, TABLES
from delegation.workload import Band
from workbook_templates.completeness import filled_cells, required_cells
from workbook_templates.formulas import DUE_ROWS, NextDue, filled_part, next_due
from workbook_templates.layout import LISTS
from workbook_templates.next_ids import FIRST_IDS, STEPS, next_id_name, next_id_steps
from workbook_templates.style import WARNING_SIGN
from workbook_templates.this_week import THINGS, Found, find
from workbook_templates.writer import Writer, write_formula

# Names of single labels that formulas compare with: name, choice, value.
_LABELS = (
    ("label_no", "yes_no", "no"),
    ("label_holiday", "calendar_kind", "holiday"),
    ("label_working_day", "calendar_kind", "working_day"),
    ("label_reported", "reading_state", "reported"),
    ("label_not_applicable", "reading_state", "not_applicable"),
    ("label_help_request", "check_in_type", "help_request"),
)
_COMPLETENESS_ROW = 30  # 1-based, below the longest list
_SEVERITIES = ("error", "warning", "info")
_LEVELS = frozenset(
    field.levels.name for table in TABLES for field in table.fields if field.levels is not None
)


def write_lists(writer: Writer) -> dict[str, str]:
    """Writes the sheet and its names; gives the next free id of each table that has ids of its own."""
    sheet = writer.sheets[LISTS]
    column = 0
    for choices in CHOICES:
        _write_choice(writer, sheet, column, choices)
        column += 3 if choices.name in _LEVELS else 2
    write_severities(writer, sheet, column)
    values = _write_next_ids(writer, sheet, column + 2)
    _write_next_due(writer, sheet, column + 2 + len(STEPS) + 2)
    _write_shown(writer, sheet, column + 2 + len(STEPS) + 4)
    _write_completeness(writer, sheet)
    for table_id in ("members", "kpis", "delegations"):
        table = writer.layout.tables[table_id]
        assert table.table.title is not None
        writer.book.define_name(f"list_{table_id}", "=" + filled_part(table, table.table.title))
    for table_id in FIRST_IDS:
        table = writer.layout.tables[table_id]
        writer.book.define_name(f"ids_{table_id}", "=" + table.ref(table.table.key[0]))
    return values


def due_position(number: int) -> str:
    """The cell with the position of the k-th delegation by due date, `number` from 1."""
    return f"{LISTS}!{_cell(_due_column() + 1, number + 1)}"


def _cell(column: int, row: int) -> str:
    return f"${column_letters(column + 1)}${row}"


def _range(column: int, first: int, last: int) -> str:
    return f"={LISTS}!{_cell(column, first)}:{_cell(column, last)}"


def _due_column() -> int:
    return sum(3 if choices.name in _LEVELS else 2 for choices in CHOICES) + 2 + len(STEPS) + 2


def _write_choice(writer: Writer, sheet: Any, column: int, choices: Choices) -> None:
    """Labels beside ids; under the words of levels stand their numbers, since either may be typed."""
    head, plain = writer.formats.of("hidden_head"), writer.formats.of("plain")
    sheet.write_string(0, column, choices.name, head)
    sheet.write_string(0, column + 1, "id", head)
    last = len(choices.values)
    for row, value in enumerate(choices.values, 1):
        sheet.write_string(row, column, writer.layout.labels.choice(choices, value), plain)
        sheet.write_string(row, column + 1, value, plain)
    if choices.name in _LEVELS:
        for row, value in enumerate(choices.values, last + 1):
            sheet.write_number(row, column, int(value), plain)
            sheet.write_string(row, column + 1, value, plain)
        last *= 2
    writer.book.define_name(f"choices_{choices.name}", _range(column, 2, last + 1))
    if choices is STATUS:
        writer.book.define_name("open_statuses", _range(column, 2, len(OPEN_STATUSES) + 1))
        first = len(OPEN_STATUSES) + 2
        writer.book.define_name("closed_statuses", _range(column, first, first + len(CLOSED_STATUSES) - 1))
    for name, choice, value in _LABELS:
        if choice == choices.name:
            row = choices.values.index(value) + 2
            writer.book.define_name(name, f"={LISTS}!{_cell(column, row)}")


def write_severities(writer: Writer, sheet: Any, column: int) -> None:
    """The words for how grave an issue is, with the name by which the sheet Issues marks them."""
    head, plain = writer.formats.of("hidden_head"), writer.formats.of("plain")
    sheet.write_string(0, column, "severity", head)
    sheet.write_string(0, column + 1, "id", head)
    for row, severity in enumerate(_SEVERITIES, 1):
        sheet.write_string(row, column, writer.layout.labels.text(f"workbook.severity.{severity}"), plain)
        sheet.write_string(row, column + 1, severity, plain)
    writer.book.define_name("choices_severity", _range(column, 2, len(_SEVERITIES) + 1))


def _write_next_ids(writer: Writer, sheet: Any, column: int) -> dict[str, str]:
    head, plain = writer.formats.of("hidden_head"), writer.formats.of("plain")
    sheet.write_string(0, column, "ids", head)
    for number, step in enumerate(STEPS, 1):
        sheet.write_string(0, column + number, step, head)
    values = {}
    for row, table_id in enumerate(FIRST_IDS, 1):
        cells = tuple(_cell(column + number, row + 1) for number in range(1, len(STEPS) + 1))
        steps = next_id_steps(writer.layout, table_id, cells)
        sheet.write_string(row, column, table_id, plain)
        for number, formula in enumerate(steps, 1):
            write_formula(sheet, row, column + number, formula, plain)
        writer.book.define_name(next_id_name(table_id), f"={LISTS}!{cells[-1]}")
        values[table_id] = str(steps[-1].value)
    return values


def _write_next_due(writer: Writer, sheet: Any, column: int) -> None:
    head, plain = writer.formats.of("hidden_head"), writer.formats.of("plain")
    sheet.write_string(0, column, "next due", head)
    sheet.write_string(0, column + 1, "row", head)
    for number in range(1, DUE_ROWS + 1):
        found: NextDue = next_due(writer.layout, number, _cell(column, number + 1))
        write_formula(sheet, number, column, found.rank, plain)
        write_formula(sheet, number, column + 1, found.position, plain)


def _write_shown(writer: Writer, sheet: Any, column: int) -> None:
    """The words that computed columns show, one list a column, each with its name."""
    text = writer.layout.labels
    lists = {
        "choices_kpi_status": [text.text(f"show.kpi_status.{each}") for each in KpiStatus],
        "kpi_errors": [*KpiError],
        "choices_health": [text.text(f"show.health.{each}") for each in Health],
        "delegation_errors": [DELEGATIONS.code("ORDER", "due")],
        "none_words": [*sorted(NONE_WORDS - {""}), ""],
        "label_unusable": [WARNING_SIGN],
        "label_no_capacity": [text.text(f"show.band.{Band.NO_CAPACITY}")],
    }
    head, plain = writer.formats.of("hidden_head"), writer.formats.of("plain")
    for number, (name, words) in enumerate(lists.items(), column):
        sheet.write_string(0, number, name, head)
        for row, word in enumerate(filter(None, words), 1):
            sheet.write_string(row, number, word, plain)
        writer.book.define_name(name, _range(number, 2, len(words) + 1))


_THINGS_ROW = DUE_ROWS + 4  # below the next due delegations, 1-based


def things_to_do(writer: Writer) -> tuple[Found, ...]:
    """Writes where the three things are, and gives what Home shows of them."""
    sheet, column = writer.sheets[LISTS], _due_column()
    plain = writer.formats.of("plain", num_format="0")
    found = []
    for row, thing in enumerate(THINGS, _THINGS_ROW):
        cells = tuple(f"{LISTS}!{_cell(column + offset, row)}" for offset in (0, 1))
        found.append(find(writer.layout, writer.computed, thing, *cells))
        write_formula(sheet, row - 1, column, found[-1].rank, writer.formats.of("plain"))
        write_formula(sheet, row - 1, column + 1, found[-1].position, plain)
    return tuple(found)


def _write_completeness(writer: Writer, sheet: Any) -> None:
    """One row a table, below the choices: required cells of the rows begun, and how many are filled."""
    plain, first = writer.formats.of("plain", num_format="0"), _COMPLETENESS_ROW
    for row, table_id in enumerate(writer.layout.tables, first):
        sheet.write_string(row - 1, 0, table_id, plain)
        write_formula(sheet, row - 1, 1, required_cells(writer.layout, table_id), plain)
        write_formula(sheet, row - 1, 2, filled_cells(writer.layout, table_id), plain)
    last = first + len(writer.layout.tables) - 1
    writer.book.define_name("cells_required", _range(1, first, last))
    writer.book.define_name("cells_filled", _range(2, first, last))
