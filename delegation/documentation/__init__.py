"""The generated pages of `docs/`: tables and issues from the declarations, both languages side by side; the
figures worked out, a page a language.

Owns what stands on them and in which order; reads and writes no file (`docs/build.py` does).
"""

from __future__ import annotations

from delegation.documentation.figures import figures_page, worked_texts
from delegation.documentation.issues import issues_page
from delegation.documentation.tables import tables_page

__all__ = ["figures_page", "issues_page", "tables_page", "worked_texts"]
