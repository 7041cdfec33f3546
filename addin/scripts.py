"""The buttons: each reads the open workbook, decides, writes all or nothing, and says what it did.

Written for every host of xlwings: on the desktop the ribbon calls them through `addin.entry`, xlwings Lite
lists them by their decorator. What a button decides stands in a module of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import xlwings as xw

from addin import log
from addin.balance_workload import balance_workload as decide_balance
from addin.changes import blocks, make, reason_of
from addin.close_cycle import close_cycle as decide_close
from addin.help import explain
from addin.issues_sheet import validate as decide_validate
from addin.journal import Journal, read_journal, write_journal
from addin.open_book import OpenBook, read_book
from addin.plan import draft
from addin.pressed import Pressed
from addin.refusals import ButtonRefusalError, WritingError
from addin.result_looks import paint
from addin.result_sheet import made, remove
from addin.status import refresh
from addin.suggest_delegate import suggest_delegate as decide_suggestion
from addin.table_rows import grown
from addin.undo import undo as decide_undo
from delegation.labels import LANGUAGES, Labels, labels
from workbook_templates.layout import AVAILABILITY

Decide = Callable[[OpenBook, Journal], Pressed]

button = xw.script(exclude=[AVAILABILITY])
"""Marks a button. A browser or a server is not sent everybody's days: large, and no button reads them."""


def press(book: xw.Book, button: str, decide: Decide, *, language: str = "en") -> None:
    """One press: whatever becomes of it, the person hears of it in words, and nothing is left half done.

    `language` is spoken until the workbook has said its own.
    """
    words = labels(language if language in LANGUAGES else "en")
    try:
        today = dt.date.today()  # noqa: DTZ011  what Excel's TODAY() gives
        open_book = read_book(book, today=today, language=words.language)
        words = open_book.words
        journal = read_journal(book)
        pressed = decide(open_book, journal)
        left_out = _carry_out(open_book, pressed, journal)
        _show(open_book, pressed)
    except ButtonRefusalError as refusal:
        _tell(book, button, words, refusal.text(words), critical=True)
    except Exception as error:
        failed = words.text("buttons.failed", reason=f"{type(error).__name__}: {reason_of(error)}")
        _tell(book, button, words, failed, critical=True)
    else:
        unnoted = [words.text("buttons.unnoted", n=left_out)] if left_out else []
        _tell(book, button, words, *pressed.said, *unnoted)


def _carry_out(open_book: OpenBook, pressed: Pressed, journal: Journal) -> int:
    """What is overwritten is kept first and forgotten last, so that Undo can end what Excel broke off.

    The number of notes that Excel did not take.
    """
    book, remembers = open_book.book, pressed.remembers
    forgets = partial(write_journal, book, remembers) if remembers and not remembers.button else None
    try:
        if remembers and not forgets:
            write_journal(book, remembers)
        with made(book, pressed.makes), grown(open_book, pressed.grow):
            return make(book, pressed.changes, forgets)
    except Exception as error:
        failed = error if isinstance(error, WritingError) else WritingError(reason_of(error))
        if remembers and (forgets or not failed.left):
            with suppress(Exception):
                write_journal(book, journal)
        raise failed from error


def _show(open_book: OpenBook, pressed: Pressed) -> None:
    """Leads the person to what was written; where Excel will not, it is there all the same."""
    book = open_book.book
    with suppress(Exception):
        if pressed.goes_to is not None:
            for block in blocks(pressed.changes.cells):
                block.area(book).rows.hidden = False  # a filter hides what it does not know
    with suppress(Exception):
        paint(book, pressed.changes.cells)
    remove(book, pressed.drops)
    with suppress(Exception):
        if pressed.reveals:
            book.sheets[pressed.reveals].visible = True
    with suppress(Exception):
        if pressed.refit:
            book.sheets[pressed.refit].used_range.rows.autofit()
    with suppress(Exception):
        if pressed.goes_to is not None:
            name, row, column = pressed.goes_to
            sheet = book.sheets[name]
            sheet.visible = True
            sheet.activate()
            sheet.range((row, column)).select()


def _tell(book: xw.Book, button: str, words: Labels, *sentences: str, critical: bool = False) -> None:
    title = words.text("buttons.title", button=words.text(f"buttons.{button}.label"))
    book.app.alert("\n\n".join(sentences), title, mode="critical" if critical else "info")


@button
def validate(book: xw.Book, language: str = "en") -> None:
    """Checks the workbook: lists what is wrong on Issues and marks the cells."""
    press(book, "validate", decide_validate, language=language)


@button
def refresh_status(book: xw.Book, language: str = "en") -> None:
    """Calculates the workbook anew and says how delegations and KPIs stand."""
    press(book, "refresh_status", refresh, language=language)


@button
def log_check_in(book: xw.Book, language: str = "en") -> None:
    """Adds a row to the check-ins of the selected delegation."""
    press(book, "log_check_in", log.log_check_in, language=language)


@button
def log_meeting(book: xw.Book, language: str = "en") -> None:
    """Adds a row to the meetings about the selected delegation."""
    press(book, "log_meeting", log.log_meeting, language=language)


@button
def draft_plan(book: xw.Book, language: str = "en") -> None:
    """Plans the three phases in which the selected delegation is followed."""
    press(book, "draft_plan", draft, language=language)


@button
def suggest_delegate(book: xw.Book, language: str = "en") -> None:
    """Lists who could take on the selected delegation, best first, with the reasons."""
    press(book, "suggest_delegate", decide_suggestion, language=language)


@button
def balance_workload(book: xw.Book, language: str = "en") -> None:
    """Proposes which delegations to move to whom in what is left of the cycle."""
    press(book, "balance_workload", decide_balance, language=language)


@button
def close_cycle(book: xw.Book, language: str = "en") -> None:
    """Drafts the reviews that the cycle owes, and proposes recognition and authority."""
    press(book, "close_cycle", decide_close, language=language)


@button
def undo_last(book: xw.Book, language: str = "en") -> None:
    """Gives back what the last button overwrote."""
    press(book, "undo_last", decide_undo, language=language)


@button
def help_me(book: xw.Book, language: str = "en") -> None:
    """Says what the buttons do, or what the selected code means."""
    press(book, "help", explain, language=language)
