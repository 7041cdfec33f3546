"""What xlwings' engine for Office.js has, by its source, which its licence says not to run here."""

from __future__ import annotations

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def office_js_classes() -> dict[str, ast.ClassDef]:
    found = find_spec("xlwings")
    assert found is not None
    assert found.origin is not None
    source = Path(found.origin).with_name("pro") / "_xlremote.py"
    module = ast.parse(source.read_text(encoding="utf-8"))
    return {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}


def members(class_name: str) -> set[str]:
    """What scripts find there, and in the collections that it is made of."""
    found = office_js_classes()[class_name]
    bases = [base.id for base in found.bases if isinstance(base, ast.Name)]
    inherited = [members(base) for base in bases if base in office_js_classes()]
    return {each.name for each in _functions(found)}.union(*inherited)


def unreadable(class_name: str) -> set[str]:
    """The properties whose reading does nothing but raise NotImplementedError."""
    return {
        each.name
        for each in _functions(office_js_classes()[class_name])
        if any(isinstance(mark, ast.Name) and mark.id == "property" for mark in each.decorator_list)
        and all(map(_only_raises, each.body))
    }


def _functions(node: ast.ClassDef) -> list[ast.FunctionDef]:
    return [each for each in node.body if isinstance(each, ast.FunctionDef)]


def _only_raises(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Raise) and "NotImplementedError" in ast.unparse(statement)
