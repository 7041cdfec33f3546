"""How people and delegations are called in what a button writes: as in the workbook's drop-downs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from delegation.cells import fold
from delegation.records import Record, Value
from delegation.tables import BY_ID
from delegation.validate import Validation


class Names:
    """Key → name for the tables whose rows have one; where two rows share a name, both have their id."""

    def __init__(self, validation: Validation) -> None:
        self._validation = validation
        self._members = _names(validation, "members")
        self._delegations = _names(validation, "delegations")

    def member(self, key: str) -> str:
        """Who is no member is called as somebody typed it."""
        return self._members.get(key, key)

    def delegation(self, key: str) -> str:
        return self._delegations.get(key, key)

    def values(self, table_id: str, key: str) -> Mapping[str, Value]:
        """What stands in that row; nothing where there is none."""
        records = self._validation.records.get(table_id, ())
        return next((each.values for each in records if each.key == key), {})


def _names(validation: Validation, table_id: str) -> Mapping[str, str]:
    records = validation.records.get(table_id, ())
    field_id = BY_ID[table_id].title or ""
    known = Counter(fold(text) for each in records for text in (each.key, _title(each, field_id)))
    return {
        each.key: title for each in records if (title := _title(each, field_id)) and known[fold(title)] == 1
    }


def _title(record: Record, field_id: str) -> str:
    return str(record.values.get(field_id, ""))
