"""The page `docs/functions.md`, made from the formulas and their labels, both languages side by side.

Owns what stands on it; writes no file (`docs/build.py` does).
"""

from __future__ import annotations

from addin.documentation.page import functions_page

__all__ = ["functions_page"]
