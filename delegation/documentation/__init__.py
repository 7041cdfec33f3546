"""The pages `docs/tables.md` and `docs/issues.md`, made from the declarations, both languages side by side.

Owns what stands on them and in which order; writes no file (`docs/build.py` does).
"""

from __future__ import annotations

from delegation.documentation.issues import issues_page
from delegation.documentation.tables import tables_page

__all__ = ["issues_page", "tables_page"]
