"""Which texts of the catalogues the source asks for, found in its syntax.

A call `….text("file.section.name", …)` asks for one key; `….text(f"file.section.{name}")` for every key that
fits; `headed(labels, "file.section", …)` for those of a section. A key that is put together without a literal
beginning cannot be seen here: its texts count as unused.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGES = ("delegation", "workbook_templates", "sync", "addin", "docs")
_KEY = re.compile(r"[a-z_]+(\.[\w-]+)+")


@dataclass(frozen=True)
class Use:
    """A call that asks for texts. `params` is None where the call hands on parameters that cannot be seen."""

    where: str
    pattern: str
    params: frozenset[str] | None

    @property
    def one_key(self) -> bool:
        """Whether it can only be one text."""
        return "*" not in self.pattern and "|" not in self.pattern

    def fits(self, key: str) -> bool:
        return _compiled(self.pattern).fullmatch(key) is not None


@cache  # there are more of them than `re` remembers
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def label_uses(root: Path) -> list[Use]:
    """Every use of a text in the product's source under that folder."""
    return [
        use
        for package in PACKAGES
        for path in sorted((root / package).rglob("*.py"))
        for use in uses_in(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())
    ]


def literals(root: Path) -> set[str]:
    """Every piece of literal text in the product's source, those inside f-strings included."""
    return {
        node.value
        for package in PACKAGES
        for path in sorted((root / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def uses_in(source: str, name: str) -> Iterator[Use]:
    """The uses of texts in one module."""
    tree = ast.parse(source)
    constants = dict(_constants(tree))
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="headed" | "trend_columns"), args=[_, section, *_]):
                known = constants.get(section.id, section) if isinstance(section, ast.Name) else section
                for pattern in _patterns(known):
                    yield Use(f"{name}:{node.lineno}", rf"{pattern}\.[\w-]+", None)
            case ast.Call(func=ast.Attribute(attr="text"), args=[key, *_], keywords=keywords):
                params = frozenset(keyword.arg for keyword in keywords if keyword.arg is not None)
                seen = None if len(params) < len(keywords) else params
                for pattern in _patterns(key):
                    yield Use(f"{name}:{node.lineno}", pattern, seen)


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value


def _patterns(key: ast.expr) -> Iterator[str]:
    """Regular expressions for the keys that an argument can stand for."""
    match key:
        case ast.Constant(value=str(text)) if _KEY.fullmatch(text):
            yield re.escape(text)
        case ast.IfExp(body=first, orelse=second):
            yield from _patterns(first)
            yield from _patterns(second)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *rest]) if "." in start:
            yield re.escape(start) + "".join(_part(part) for part in rest)


def _part(part: ast.expr) -> str:
    match part:
        case ast.Constant(value=str(text)):
            return re.escape(text)
        case ast.FormattedValue(value=ast.IfExp(body=ast.Constant() as one, orelse=ast.Constant() as other)):
            return f"(?:{re.escape(str(one.value))}|{re.escape(str(other.value))})"
        case _:
            return r"[\w-]*"
