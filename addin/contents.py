"""What a cell holds, in the form in which a button keeps and compares it, and in which Excel takes it.

Excel reads what it is given as if it had been typed: `=…` becomes a formula, `007` a number, `3-4` a date. So
text goes in with the apostrophe that makes it text in every host.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with its leading "=", and the text that it shows."""

    text: str
    shown: str


Content = None | str | int | float | bool | dt.date | Formula
"""Dates have no time of day; an error value is its text, `#N/A`."""


def content_of(value: object) -> Content:
    """What a cell holds that xlwings gave as that value."""
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value.isoformat(" ")
    if value is None or value == "":
        return None
    return value if isinstance(value, str | int | float | bool | dt.date) else str(value)


def shown(content: Content) -> Content:
    """What is read where the content was written."""
    return content.shown if isinstance(content, Formula) else content


def for_excel(content: Content) -> object:
    """The value to write."""
    if isinstance(content, Formula):
        return content.text
    if isinstance(content, str):
        return "'" + content
    if isinstance(content, dt.date):
        return dt.datetime.combine(content, dt.time())
    return content


def as_json(content: Content) -> object:
    """The content in a form that JSON keeps."""
    if isinstance(content, Formula):
        return {"formula": content.text, "shown": content.shown}
    return {"date": content.isoformat()} if isinstance(content, dt.date) else content


def from_json(value: object) -> Content:
    """The content that `as_json` gave."""
    if isinstance(value, dict):
        if "date" in value:
            return dt.date.fromisoformat(value["date"])
        return Formula(value["formula"], value["shown"])
    return value if isinstance(value, str | int | float | bool) else None
