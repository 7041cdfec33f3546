"""The button Draft tracking plan: the three phases of the selected delegation, as rows of the plan.

Rows that are planned already stay, and none is planned twice.
"""

from __future__ import annotations

from addin.contents import Content
from addin.journal import Journal
from addin.names import Names
from addin.new_rows import new_rows
from addin.open_book import OpenBook
from addin.pressed import Pressed
from addin.refusals import NothingToPlanError
from addin.selected import SelectedDelegation, open_delegation, selected_delegation
from delegation.records import Record
from delegation.tables import METHOD, PLAN_PHASE
from delegation.tracking_plan import Checkpoint, draft_plan
from delegation.validate import Validation


def draft(open_book: OpenBook, journal: Journal) -> Pressed:
    """Raises: NoDelegationSelectedError, UnusableDelegationError, ClosedDelegationError, NothingToPlanError,
    MissingTableError, MissingColumnsError.
    """
    table, words = open_book.table("plan"), open_book.words
    about, validation = selected_delegation(open_book), open_book.validation()
    record = open_delegation(validation, about, open_book.as_of)
    calendar = open_book.calendar(validation)
    settings = open_book.context.settings
    drafted = draft_plan(record.values, as_of=open_book.as_of, calendar=calendar, settings=settings)
    planned = _planned(validation, record)
    rows = [
        _row(open_book, validation, record, about, each)
        for each in drafted
        if (each.phase, each.planned_on if each.phase == "periodic" else None) not in planned
    ]
    if not rows:
        raise NothingToPlanError(about.name)
    new = new_rows(table, rows, words)
    said = [
        words.text(
            "buttons.draft_plan.done",
            n=len(rows),
            name=about.name,
            sheet=table.area.sheet_name,
            row=new.first,
        )
    ]
    if "check_in_days" not in record.values:
        said.append(
            words.text("buttons.draft_plan.no_cadence", column=words.field("delegations", "check_in_days"))
        )
    return Pressed(
        said=tuple(said),
        changes=new.changes,
        goes_to=(table.area.sheet_name, new.first, table.area.first_column),
        grow=new.grow,
        remembers=Journal(button="draft_plan", changes=new.changes, marks=journal.marks),
    )


def _planned(validation: Validation, record: Record) -> set[tuple[object, object]]:
    """Phases that are planned; of the periodic one, which days."""
    rows = (each.values for each in validation.records.get("plan", ()))
    own = [each for each in rows if each["delegation_id"] == record.key]
    return {(each["phase"], each["planned_on"] if each["phase"] == "periodic" else None) for each in own}


def _row(
    open_book: OpenBook,
    validation: Validation,
    record: Record,
    about: SelectedDelegation,
    each: Checkpoint,
) -> dict[str, Content]:
    words = open_book.words
    criterion = record.values.get("success_criteria") if each.phase == "summary" else None
    asked = words.text("buttons.draft_plan.accepted") if each.phase == "initial" else None
    return {
        "delegation_id": about.name,
        "phase": words.choice(PLAN_PHASE, each.phase),
        "method": words.choice(METHOD, each.method),
        "planned_on": each.planned_on,
        "responsible": Names(validation).member(str(record.values["delegator"])),
        "criterion": str(criterion) if criterion else asked,
    }
