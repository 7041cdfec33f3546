"""The promises of README and SECURITY.md are the same, and every proof they name is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_ROW = re.compile(r"^\| (?P<promise>[^|]+) \| (?P<proofs>[^|]*`tests/[^|]+) \|$", re.MULTILINE)
_PROOF = re.compile(r"`(tests/[\w./]+)(?:::(\w+))?`")


def promises(page: str) -> dict[str, list[tuple[str, str]]]:
    """The proofs (path, name of the test or "") of each promise of a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return {row["promise"]: _PROOF.findall(row["proofs"]) for row in _ROW.finditer(text)}


def test_the_readme_promises_what_the_security_page_proves() -> None:
    assert list(promises("README.md")) == list(promises("SECURITY.md"))
    assert len(promises("README.md")) >= 12


@pytest.mark.parametrize("page", ["README.md", "SECURITY.md"])
def test_every_proof_is_there(page: str) -> None:
    for promise, proofs in promises(page).items():
        assert proofs, promise
        for path, name in proofs:
            assert (ROOT / path).exists(), f"{promise}: {path}"
            assert not name or name in functions_of(ROOT / path), f"{promise}: {path}::{name}"


def functions_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
