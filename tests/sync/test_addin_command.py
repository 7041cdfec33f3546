"""`remit addin`: what its commands say and return; what they do is shown in `tests/addin`."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from addin.xlam.build import own_stamp
from sync.cli import main
from sync.commands.addin import run_install, run_status, run_uninstall
from sync.commands.invocation import Invocation
from tests.addin.computers import answers, macos, windows


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


def _said(capsys: pytest.CaptureFixture[str], home: Path) -> str:
    return capsys.readouterr().out.replace(str(home), "HOME")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            """\
● Add-in: HOME/AppData/Roaming/Microsoft/Excel/XLSTART/remit.xlam
● Settings: HOME/.remit/remit.conf
    INTERPRETER_WIN = HOME/venv/Scripts/python.exe
    UDF MODULES = addin.functions
    USE UDF SERVER = True
    SHOW CONSOLE = False
● In Excel: the tab Remit with its buttons, and the formulas.

Next: quit Excel, if it is running, and start it again; remit addin status says whether all is well
""",
        ),
        (
            "zh",
            """\
● 加载项：HOME/AppData/Roaming/Microsoft/Excel/XLSTART/remit.xlam
● 设置：HOME/.remit/remit.conf
    INTERPRETER_WIN = HOME/venv/Scripts/python.exe
    UDF MODULES = addin.functions
    USE UDF SERVER = True
    SHOW CONSOLE = False
● 在 Excel 中：“授权”选项卡及其按钮，以及公式。

下一步：如果 Excel 正在运行，请退出并重新启动；remit addin status 会说明是否一切正常
""",
        ),
    ],
)
def test_an_installation_says_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    assert run_install(Invocation(asked_language=language), None, windows(tmp_path)) == 0
    assert _said(capsys, tmp_path) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "● In Excel: the tab Remit with its buttons. Formulas in cells need Excel on Windows;"),
        ("zh", "● 在 Excel 中：“授权”选项卡及其按钮。单元格公式只能在 Windows 版 Excel 中使用；"),
    ],
)
def test_on_macos_it_says_that_formulas_need_windows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    computer, invocation = macos(tmp_path), Invocation(asked_language=language)
    assert run_install(invocation, None, computer) == 0
    assert said in _said(capsys, tmp_path)
    assert run_status(invocation, computer, answers) == 0
    assert said in _said(capsys, tmp_path)


def test_a_removal_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    computer, invocation = windows(tmp_path), Invocation(asked_language="en")
    run_install(invocation, None, computer)
    capsys.readouterr()
    assert run_uninstall(invocation, computer) == 0
    assert (
        _said(capsys, tmp_path)
        == """\
● Removed: HOME/AppData/Roaming/Microsoft/Excel/XLSTART/remit.xlam
● Removed, because nothing else was in it: HOME/.remit/remit.conf

Next: if Excel is running, quit it; without the add-in it starts the next time
"""
    )
    assert run_uninstall(invocation, computer) == 0
    assert _said(capsys, tmp_path) == (
        "● There is nothing to remove: remit addin install has put nothing here.\n"
    )


def test_the_same_for_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    computer, invocation = windows(tmp_path), Invocation(json=True, asked_language="en")
    monkeypatch.chdir(tmp_path)
    assert run_install(invocation, Path("Start"), computer) == 0
    assert json.loads(capsys.readouterr().out) == {
        "schema": "remit.addin.installation",
        "version": 1,
        "installed": True,
        "steps": [
            {"what": "addin", "done": "added", "file": str(tmp_path / "Start" / "remit.xlam")},
            {"what": "settings", "done": "added", "file": str(tmp_path / ".remit" / "remit.conf")},
        ],
        "settings": {
            "INTERPRETER_WIN": str(computer.interpreter),
            "UDF MODULES": "addin.functions",
            "USE UDF SERVER": "True",
            "SHOW CONSOLE": "False",
        },
    }


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            """\
■ The add-in is not installed: there is no HOME/AppData/Roaming/Microsoft/Excel/XLSTART/remit.xlam.

Next: mend what is marked ■; then remit addin install with the Remit that Excel is to use; start Excel again
""",
        ),
        (
            "zh",
            """\
■ 尚未安装加载项：找不到 HOME/AppData/Roaming/Microsoft/Excel/XLSTART/remit.xlam。

下一步：处理标有 ■ 的问题；然后用 Excel 应使用的那个 Remit 运行 remit addin install，并重新启动 Excel
""",
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    assert run_status(Invocation(asked_language=language), windows(tmp_path), answers) == 1
    assert _said(capsys, tmp_path) == said


def test_the_state_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    computer = windows(tmp_path)
    run_install(Invocation(asked_language="en"), None, computer)
    capsys.readouterr()
    computer.interpreter.unlink()
    assert run_status(Invocation(json=True, asked_language="en"), computer) == 1
    addin = tmp_path / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "remit.xlam"
    assert json.loads(capsys.readouterr().out) == {
        "schema": "remit.addin.status",
        "version": 1,
        "file": str(addin),
        "installed": True,
        "made_by": own_stamp().version,
        "settings": str(tmp_path / ".remit" / "remit.conf"),
        "interpreter": str(computer.interpreter),
        "buttons": False,
        "formulas": False,
        "troubles": [
            {
                "trouble": "no_interpreter",
                "text": f"The Python of the settings is not there any more: {computer.interpreter}. "
                "Was the virtual environment moved or deleted?",
            }
        ],
    }


@pytest.mark.parametrize("command", ["install", "uninstall", "status"])
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "remit: There is no Excel for this system,"), ("zh", "remit：这个系统上没有 Excel，")],
)
def test_where_there_is_no_excel(
    capsys: pytest.CaptureFixture[str], command: str, language: str, said: str
) -> None:
    assert main(["addin", command, "--lang", language]) == 2
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize("command", ["build", "install", "uninstall", "status"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_ends_with_an_example(capsys: pytest.CaptureFixture[str], command: str, language: str) -> None:
    assert main(["addin", command, "--lang", language, "--help"]) == 0
    assert f"remit addin {command}" in capsys.readouterr().out.splitlines()[-1]
