"""`docs/functions.md`: every formula with its arguments, and examples with what Excel shows."""

from __future__ import annotations

import datetime as dt
import inspect
from typing import Any

import addin.functions
from addin.codes import argument_codes
from addin.documentation.examples import EXAMPLES, tables, work_out
from addin.wizard import argument_help, arguments_of, function_help
from delegation.documentation.markdown import (
    both,
    every_language,
    grid,
    mark,
    page_title,
    paragraphs,
    section,
)
from delegation.issues import Param
from delegation.messages import fill, names_in
from delegation.schema import Field


def functions_page() -> str:
    """The page as Markdown."""
    parts = [*page_title("functions"), " · ".join(f"[{name}](#{name})" for name in EXAMPLES)]
    for name in EXAMPLES:
        parts += _function(name)
    parts += [section("functions_tables"), *paragraphs("functions_tables_intro")]
    for name, rows in tables().items():
        parts += [f"`{name}`", _plain_grid([[_shown(cell) for cell in row] for row in rows])]
    parts += [section("functions_codes"), *paragraphs("functions_codes_intro"), _codes()]
    return "\n\n".join(parts) + "\n"


def _function(name: str) -> list[str]:
    languages = every_language()
    function = getattr(addin.functions, name)
    parameters = inspect.signature(function).parameters
    shown = [_argument(each, optional=_is_optional(parameters[each])) for each in arguments_of(function)]
    rows = (
        [
            f"`{each.rstrip('_')}`",
            "" if _is_optional(parameters[each]) else both(w.text("docs.word.needed") for w in languages),
            both((argument_help(name, each, words) for words in languages), "<br>"),
        ]
        for each in arguments_of(function)
    )
    return [
        mark(name),
        f"## {name}",
        *(function_help(name, words) for words in languages),
        f"`{name}({', '.join(shown)})`",
        grid(("argument", "needed", "what"), rows),
        *(part for formula in EXAMPLES[name] for part in _example(formula)),
    ]


def _is_optional(parameter: inspect.Parameter) -> bool:
    return parameter.default is not inspect.Parameter.empty


def _argument(name: str, *, optional: bool) -> str:
    plain = name.rstrip("_")
    return f"[{plain}]" if optional else plain


def _example(formula: str) -> list[str]:
    """The formula, and what it spills."""
    rows = [[_shown(cell) for cell in row] for row in work_out(formula)]
    return [f"```\n{formula}\n```", _plain_grid([[""] * len(rows[0]), *rows])]


def _plain_grid(rows: list[list[str]]) -> str:
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _shown(cell: Any) -> str:
    """A cell as Excel shows it, numbers with at most six digits."""
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    return f"{cell:.6g}" if isinstance(cell, int | float) else str(cell)


def _codes() -> str:
    """The codes of arguments; all others are those of `docs/issues.md`."""
    languages = every_language()
    rows = []
    for each in argument_codes().values():
        texts = (
            both((_explained(template(words), each.field) for words in languages), "<br>")
            for template in (each.message, each.fix)
        )
        rows.append([f"`{each.code}`", *texts])
    return grid(("code", "message", "fix"), rows)


def _explained(template: str, field: Field | None) -> str:
    params: dict[str, Param] = dict.fromkeys(names_in(template), "‹…›")
    if field is not None:
        params["field"] = field.id
        if field.low is not None:
            params["low"] = field.low
    return fill(template, params)
