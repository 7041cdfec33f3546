"""Every workbook that Remit makes in a test is looked at: none may be one that Excel would offer to repair.

What the two makers of workbooks give back is checked once per content. Findings are gathered and told
at the end of the test, because the product rightly survives a workbook that could not be made.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator

import pytest

import workbook_templates.team
from sync.master.fill import MasterFill
from sync.package import Parts
from tests.contracts.package import Finding, check_package

_found: list[Finding] = []
_seen: set[bytes] = set()
_filled: list[Parts] = []  # the masters of the test that runs


def _checked(make: Callable[..., bytes]) -> Callable[..., bytes]:
    @functools.wraps(make)
    def made(*args: object, **options: object) -> bytes:
        data = make(*args, **options)
        fingerprint = hashlib.sha256(data).digest()
        if fingerprint not in _seen:
            _seen.add(fingerprint)
            _found.extend(check_package(data))
        return data

    return made


def _noted(fill: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(fill)
    def filled(self: MasterFill, *args: object, **options: object) -> None:
        fill(self, *args, **options)
        _filled.append(self.parts)

    return filled


def _checked_when_filled(as_bytes: Callable[[Parts], bytes]) -> Callable[[Parts], bytes]:
    """Other packages are made of odd parts on purpose, or lie there as somebody else made them."""
    check = _checked(as_bytes)

    @functools.wraps(as_bytes)
    def made(self: Parts) -> bytes:
        return check(self) if any(self is each for each in _filled) else as_bytes(self)

    return made


workbook_templates.team.build_team_workbook = _checked(workbook_templates.team.build_team_workbook)
MasterFill.fill = _noted(MasterFill.fill)  # type: ignore[method-assign]
Parts.as_bytes = _checked_when_filled(Parts.as_bytes)  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _no_workbook_needs_repair() -> Iterator[None]:
    yield
    found = [f"{each.rule}: {each.part}: {each.detail}" for each in _found]
    _found.clear()
    _filled.clear()
    assert not found, "\n".join(found[:20])
