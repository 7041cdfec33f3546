"""The codes that a row gets which is changed in one thing, in an otherwise sound workbook."""

from __future__ import annotations

import datetime as dt

from tests.delegation.books import check, variant

D = dt.date


def about_delegation(**cells: object) -> list[str]:
    """The codes that a delegation with these cells gets."""
    found = check(delegations=variant("delegations", **cells))
    return [issue.code for issue in found.issues]


def about_kpi(**cells: object) -> list[str]:
    return [issue.code for issue in check(kpis=variant("kpis", **cells)).issues]
