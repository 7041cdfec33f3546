"""Makes `sync/demo/resaved.xlsx` anew, after the team workbook or the story has changed; needs LibreOffice.

python -m tests.sync.demo.resave
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import sync.demo
from sync.demo import NIGHTS, demo_programme, filled_workbook
from sync.demo.people import RESAVED_TEAM
from sync.demo.story import team_contents
from workbook_templates.team import build_team_workbook

TARGET = Path(str(sync.demo.__file__)).with_name("resaved.xlsx")


def resave(data: bytes) -> bytes:
    """The workbook as LibreOffice saves it."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "team.xlsx"), Path(folder, "saved")
        before.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
        subprocess.run([*command, "--outdir", str(after), str(before)], check=True, capture_output=True)
        return (after / before.name).read_bytes()


def main() -> None:
    content = next(each for each in team_contents() if each["id"] == RESAVED_TEAM)
    with tempfile.TemporaryDirectory() as folder:
        programme = demo_programme(Path(folder, "demo"), language="en")
        workbook = filled_workbook(programme, content, NIGHTS[-1], last=True)
    TARGET.write_bytes(resave(build_team_workbook(workbook)))


if __name__ == "__main__":
    main()
