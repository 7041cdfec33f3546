"""Writes the generated pages: python docs/build.py"""

from __future__ import annotations

from pathlib import Path

from addin.documentation import functions_page
from delegation.documentation import issues_page, tables_page

PAGES = {"tables.md": tables_page, "issues.md": issues_page, "functions.md": functions_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        Path(__file__).with_name(name).write_text(page(), encoding="utf-8", newline="\n")
