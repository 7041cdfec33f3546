"""Writes the shipped templates, so that somebody can look at a team workbook without running anything.

`python -m workbook_templates.build`. A test proves that the files are what this would write.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from workbook_templates.team import TeamWorkbook, build_team_workbook

_FOLDER = Path(__file__).parent
_TEAM_NAMES = {"en": "Your team", "zh": "您的团队"}


def shipped_templates() -> dict[str, bytes]:
    """File name → bytes: an empty workbook of a neutral team in each language."""
    return {
        f"remit-team-{language}.xlsx": _template(language, name) for language, name in _TEAM_NAMES.items()
    }


def _template(language: str, name: str) -> bytes:
    spec = TeamWorkbook(
        team_id="team",
        team_name=name,
        language=language,
        cycle="2026-Q4",
        cycle_first=dt.date(2026, 10, 1),
        cycle_last=dt.date(2026, 12, 31),
        workbook_id="template",
        token="",
        made_on=dt.date(2026, 9, 28),
    )
    return build_team_workbook(spec)


def main() -> None:
    for name, data in shipped_templates().items():
        (_FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    main()
