"""Writes the generated pages: python docs/build.py"""

from __future__ import annotations

from pathlib import Path

from addin.documentation import functions_page
from delegation.documentation import figures_page, issues_page, tables_page

DOCS = Path(__file__).resolve().parent
FIGURES = {"figures.md": "en", "figures.zh.md": "zh"}


def pages() -> dict[str, str]:
    """Every generated page by its name."""
    worded = {name: (DOCS / "source" / name).read_text(encoding="utf-8") for name in FIGURES}
    figures = {name: figures_page(worded[name], language) for name, language in FIGURES.items()}
    return {
        "tables.md": tables_page(),
        "issues.md": issues_page(),
        "functions.md": functions_page(),
        **figures,
    }


if __name__ == "__main__":
    for name, page in pages().items():
        (DOCS / name).write_text(page, encoding="utf-8", newline="\n")
