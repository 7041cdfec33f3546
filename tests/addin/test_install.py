"""`remit addin install` and `uninstall`: on fake homes of Windows and macOS, file by file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from addin.install.errors import (
    AddinInUseError,
    ExcelNeverStartedError,
    FileRefusedError,
    InterpreterPathError,
    NoExcelError,
    StorePythonError,
)
from addin.install.installing import install
from addin.install.places import Computer, System, this_computer
from addin.install.removing import uninstall
from addin.install.steps import Done, Report, What
from delegation.labels import labels
from tests.addin.computers import SCRIPT, Refusing, files, macos, older_addin, windows
from tests.addin.xlam import built

WINDOWS_ADDIN = "AppData/Roaming/Microsoft/Excel/XLSTART/remit.xlam"
WINDOWS_SETTINGS = ".remit/remit.conf"
MACOS_ADDIN = (
    "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel/remit.xlam"
)
MACOS_SETTINGS = "Library/Containers/com.microsoft.Excel/Data/remit.conf"
MACOS_RECEIPT = "Library/Containers/com.microsoft.Excel/Data/remit-addin.json"
MACOS_SCRIPT = f"Library/Application Scripts/com.microsoft.Excel/{SCRIPT}"
OWN = b'"PYTHONPATH","D:\\code"\r\n"INTERPRETER_WIN","C:\\Python\\python.exe"\r\n'


def done(report: Report) -> list[tuple[What, Done, str]]:
    return [(each.what, each.done, each.path.name) for each in report.steps]


@pytest.fixture(params=[windows, macos])
def computer(request: pytest.FixtureRequest, tmp_path: Path) -> Computer:
    made: Computer = request.param(tmp_path)
    return made


def test_on_windows_file_and_settings_are_where_excel_and_the_vba_look(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    report = install(computer)
    found = files(computer)
    assert sorted(found) == [".remit/addin.json", WINDOWS_SETTINGS, WINDOWS_ADDIN]
    assert found[WINDOWS_ADDIN] == built()
    assert found[WINDOWS_SETTINGS].decode("cp936") == (
        f'"INTERPRETER_WIN","{computer.interpreter}"\r\n'
        '"UDF MODULES","addin.functions"\r\n'
        '"USE UDF SERVER","True"\r\n'
        '"SHOW CONSOLE","False"\r\n'
    )
    assert done(report) == [
        (What.ADDIN, Done.ADDED, "remit.xlam"),
        (What.SETTINGS, Done.ADDED, "remit.conf"),
    ]
    assert dict(report.settings)["INTERPRETER_WIN"] == str(computer.interpreter)


def test_on_macos_also_the_script_that_starts_python(tmp_path: Path) -> None:
    computer = macos(tmp_path)
    report = install(computer)
    found = files(computer)
    assert sorted(found) == sorted((MACOS_ADDIN, MACOS_SCRIPT, MACOS_RECEIPT, MACOS_SETTINGS))
    assert found[MACOS_SETTINGS].decode() == f'"INTERPRETER_MAC","{computer.interpreter}"\n'
    assert b"on VbaHandler(ParameterString)" in found[MACOS_SCRIPT]
    assert done(report)[-1] == (What.SCRIPT, Done.ADDED, SCRIPT)


def test_installing_twice_changes_nothing(computer: Computer) -> None:
    install(computer)
    once = files(computer)
    report = install(computer)
    assert files(computer) == once
    assert {each.done for each in report.steps} == {Done.UNCHANGED}


def test_removing_leaves_what_was_there_before(computer: Computer) -> None:
    before = files(computer)
    install(computer)
    uninstall(computer)
    assert files(computer) == before
    assert uninstall(computer).steps == ()
    assert not (computer.home / ".remit").exists()


def test_the_person_s_own_lines_stay_and_are_back_in_force_afterwards(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    settings = tmp_path / WINDOWS_SETTINGS
    settings.parent.mkdir()
    settings.write_bytes(OWN)
    report = install(computer)
    assert settings.read_bytes().endswith(OWN)
    assert settings.read_bytes().startswith(
        b'"INTERPRETER_WIN","' + str(computer.interpreter).encode("cp936")
    )
    assert done(report)[1] == (What.SETTINGS, Done.REPLACED, "remit.conf")
    settings.write_bytes(settings.read_bytes() + b'"LICENSE_KEY","noncommercial"\r\n')
    report = uninstall(computer)
    assert settings.read_bytes() == OWN + b'"LICENSE_KEY","noncommercial"\r\n'
    assert done(report)[1] == (What.SETTINGS, Done.RESTORED, "remit.conf")


def test_after_an_upgrade_file_and_python_are_the_new_ones(tmp_path: Path) -> None:
    old = windows(tmp_path, python="old/Scripts/python.exe")
    install(old)
    addin = tmp_path / WINDOWS_ADDIN
    addin.write_bytes(older_addin())
    new = windows(tmp_path, python="new/Scripts/python.exe")
    report = install(new)
    assert done(report) == [
        (What.ADDIN, Done.REPLACED, "remit.xlam"),
        (What.SETTINGS, Done.REPLACED, "remit.conf"),
    ]
    assert addin.read_bytes() == built()
    assert str(old.interpreter) not in (tmp_path / WINDOWS_SETTINGS).read_text("cp936")
    uninstall(new)
    assert not addin.exists()


def test_the_script_of_an_older_xlwings_goes(tmp_path: Path) -> None:
    computer = macos(tmp_path)
    install(computer)
    receipt, script = tmp_path / MACOS_RECEIPT, tmp_path / MACOS_SCRIPT
    older = script.with_name("xlwings-0.33.0.applescript")
    script.rename(older)
    receipt.write_text(receipt.read_text().replace(SCRIPT, older.name))
    report = install(computer)
    assert not older.exists()
    assert done(report)[-2:] == [
        (What.SCRIPT, Done.REMOVED, older.name),
        (What.SCRIPT, Done.ADDED, SCRIPT),
    ]


def test_a_script_that_xlwings_itself_has_put_there_stays(tmp_path: Path) -> None:
    computer = macos(tmp_path)
    install(computer)
    script = (tmp_path / MACOS_SCRIPT).read_bytes()
    uninstall(computer)
    (tmp_path / MACOS_SCRIPT).write_bytes(script)
    install(computer)
    uninstall(computer)
    assert (tmp_path / MACOS_SCRIPT).read_bytes() == script


def test_a_file_of_somebody_else_is_kept_and_comes_back(computer: Computer) -> None:
    report = install(computer)
    addin = report.steps[0].path
    uninstall(computer)
    addin.write_bytes(b"an add-in that happens to be called remit")
    before = files(computer)
    report = install(computer)
    assert done(report)[:2] == [
        (What.ADDIN, Done.KEPT, "kept remit.xlam"),
        (What.ADDIN, Done.REPLACED, "remit.xlam"),
    ]
    install(computer)
    report = uninstall(computer)
    assert done(report)[0] == (What.ADDIN, Done.RESTORED, "remit.xlam")
    assert files(computer) == before


def test_a_file_that_somebody_has_put_there_since_is_left(computer: Computer) -> None:
    addin = install(computer).steps[0].path
    addin.write_bytes(b"another one")
    assert done(uninstall(computer))[0] == (What.ADDIN, Done.LEFT, "remit.xlam")
    assert addin.read_bytes() == b"another one"


def test_another_folder_takes_the_place_of_the_first(computer: Computer) -> None:
    first = install(computer).steps[0].path
    folder = computer.home / "Start"
    report = install(computer, folder=folder)
    assert done(report)[:2] == [
        (What.ADDIN, Done.REMOVED, "remit.xlam"),
        (What.ADDIN, Done.ADDED, "remit.xlam"),
    ]
    assert not first.exists()
    assert (folder / "remit.xlam").read_bytes() == built()
    uninstall(computer)
    assert not (folder / "remit.xlam").exists()


@pytest.mark.parametrize("receipt", [b"", b"{}", b"[]", b'{"addin": 1}', b"\xff"])
def test_a_receipt_that_cannot_be_read_is_none(tmp_path: Path, receipt: bytes) -> None:
    computer = windows(tmp_path)
    install(computer)
    (tmp_path / ".remit" / "addin.json").write_bytes(receipt)
    assert uninstall(computer).steps == ()
    install(computer)
    assert done(uninstall(computer))[0] == (What.ADDIN, Done.REMOVED, "remit.xlam")


def test_while_excel_runs_nothing_is_half_done(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    install(computer)
    (tmp_path / WINDOWS_ADDIN).write_bytes(older_addin())
    other = windows(tmp_path, python="new/Scripts/python.exe")
    before = files(computer)
    for act in (install, uninstall):
        with pytest.raises(AddinInUseError) as raised:
            act(other, disk=Refusing(".xlam"))  # type: ignore[operator]
        assert files(computer) == before
        assert raised.value.text(labels("en")) == (
            f"{tmp_path / WINDOWS_ADDIN} cannot be replaced or removed, because Excel is running and holds "
            "it, or because you may not write there. Quit Excel, all windows, and try again. "
            "Nothing was changed."
        )


@pytest.mark.parametrize("refused", ["remit.conf", "addin.json"])
def test_what_was_exchanged_before_a_refusal_is_put_back(tmp_path: Path, refused: str) -> None:
    computer = windows(tmp_path)
    addin, settings = tmp_path / WINDOWS_ADDIN, tmp_path / WINDOWS_SETTINGS
    for path, contents in ((addin, b"somebody else's"), (settings, OWN)):
        path.parent.mkdir(parents=True)
        path.write_bytes(contents)
    before = files(computer)
    with pytest.raises(FileRefusedError) as raised:
        install(computer, disk=Refusing(refused))
    assert files(computer) == before
    assert raised.value.text(labels("en")) == (
        f"The system refused {settings.with_name(refused)}: Permission denied. Nothing was changed."
    )


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    (tmp_path / "Start").touch()
    with pytest.raises(FileRefusedError):
        install(computer, folder=tmp_path / "Start")
    assert list(files(computer)) == ["Start"]


def _texts(error: Any) -> tuple[str, str]:
    return error.text(labels("en")), error.text(labels("zh"))


def test_where_there_is_no_excel_it_is_said(tmp_path: Path) -> None:
    here = this_computer()
    assert here.system is System.OTHER  # the tests run on Linux
    for act in (install, uninstall):
        with pytest.raises(NoExcelError) as raised:
            act(here)  # type: ignore[operator]
        english, chinese = _texts(raised.value)
        assert "remit addin build makes the add-in file on any system" in english
        assert "remit addin build 可以在任何系统上生成加载项文件" in chinese


def test_excel_for_macos_has_to_have_made_its_folders(tmp_path: Path) -> None:
    computer = macos(tmp_path, started=False)
    with pytest.raises(ExcelNeverStartedError) as raised:
        install(computer)
    assert files(computer) == {}
    assert "Start Excel once, quit it, and try again." in _texts(raised.value)[0]


def test_what_a_python_of_the_store_writes_excel_does_not_see(tmp_path: Path) -> None:
    computer = windows(tmp_path, base="WindowsApps/PythonSoftwareFoundation.Python.3.11")
    with pytest.raises(StorePythonError) as raised:
        install(computer)
    assert files(computer) == {}
    assert "Install Python from python.org" in _texts(raised.value)[0]
    install(computer, folder=tmp_path / "Start")
    assert (tmp_path / "Start" / "remit.xlam").is_file()


@pytest.mark.parametrize(
    ("make", "python"),
    [
        (windows, "Émilie/Scripts/python.exe"),  # not in the signs of a Chinese Windows
        (windows, 'a"b/Scripts/python.exe'),
        (macos, "my venv/bin/python"),
        (macos, "a;b/bin/python"),
        (macos, "环境/bin/python"),
    ],
)
def test_a_path_that_does_not_survive_the_way_to_python_is_refused(
    tmp_path: Path, make: Any, python: str
) -> None:
    computer = make(tmp_path, python=python)
    with pytest.raises(InterpreterPathError) as raised:
        install(computer)
    assert files(computer) == {}
    assert str(computer.interpreter) in _texts(raised.value)[0]


def test_a_chinese_path_survives_on_a_chinese_windows(tmp_path: Path) -> None:
    computer = windows(tmp_path, python="张伟/我的 环境/Scripts/python.exe")
    install(computer)
    assert str(computer.interpreter).encode("gbk") in (tmp_path / WINDOWS_SETTINGS).read_bytes()
