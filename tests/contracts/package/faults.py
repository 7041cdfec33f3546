"""The faults that the tests inject into the clean sample: for every rule some that break it alone."""

from __future__ import annotations

from tests.contracts.package.faults_of_objects import FORMAT_FAULTS, OTHER_FAULTS, TABLE_FAULTS
from tests.contracts.package.faults_of_package import BOOK_FAULTS, PACKAGE_FAULTS, XML_FAULTS
from tests.contracts.package.faults_of_sheets import FORMULA_FAULTS, SHEET_FAULTS

FAULTS = (
    *PACKAGE_FAULTS,
    *XML_FAULTS,
    *BOOK_FAULTS,
    *SHEET_FAULTS,
    *FORMULA_FAULTS,
    *TABLE_FAULTS,
    *FORMAT_FAULTS,
    *OTHER_FAULTS,
)
