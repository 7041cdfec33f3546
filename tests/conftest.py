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
from sync.master.package import MasterPackage
from tests.contracts.package import Finding, check_package

_found: list[Finding] = []
_seen: set[bytes] = set()


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


workbook_templates.team.build_team_workbook = _checked(workbook_templates.team.build_team_workbook)
MasterPackage.finish = _checked(MasterPackage.finish)  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _no_workbook_needs_repair() -> Iterator[None]:
    yield
    found = [f"{each.rule}: {each.part}: {each.detail}" for each in _found]
    _found.clear()
    assert not found, "\n".join(found[:20])
