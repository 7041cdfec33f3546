"""`remit addin build`: the file is where it was asked for, and nothing else is touched."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from sync.cli import main


def test_the_file_is_made_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new folder" / "remit.xlam"
    assert main(["addin", "build", str(path), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "schema": "remit.addin",
        "version": 1,
        "file": str(path),
        "bytes": path.stat().st_size,
    }
    assert [each.name for each in path.parent.iterdir()] == ["remit.xlam"]
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        assert {"customUI/customUI14.xml", "xl/vbaProject.bin"} <= set(package.namelist())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "an add-in of Excel is a file that ends in .xlam. Name one that does, for example remit.xlam.",
        ),
        ("zh", "Excel 加载项的文件名以 .xlam 结尾。请换一个，例如 remit.xlam。"),
    ],
)
def test_another_ending_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    assert main(["addin", "build", str(tmp_path / "remit.xlsx"), "--lang", language]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
