"""Would Excel open this workbook without offering to repair it? One rule each of what it minds, in `RULES`.

Every workbook that the tests produce goes through `assert_clean`. The checker reads bytes and knows nothing
of Remit; a file that is broken in any way gives findings, never an exception.
"""

from __future__ import annotations

from tests.contracts.package.check import assert_clean, check_package
from tests.contracts.package.findings import Finding
from tests.contracts.package.rules import RULES

__all__ = ["RULES", "Finding", "assert_clean", "check_package"]
