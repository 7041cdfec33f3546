"""Which Python a button starts, and how: xlwings' code in the add-in file, run in pyOpenVBA's interpreter.

Files, environment and the server through which VBA reaches Python are fakes; what chooses is the file's code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlwings
from pyopenvba.apps.excel import ExcelApplication

from addin.install.settings import needed
from addin.xlam.runner import UnknownXlwingsError, set_up
from delegation.labels import labels
from tests.addin.computers import windows
from tests.addin.xlam import built, modules

_TESTED = ("RunPython", "GetConfigFilePath", "GetConfig", "GetConfigFromSheet", "SheetExists")
_FAKES = """Public Function FileExists(ByVal file As String) As Boolean
    FileExists = True
End Function

Public Function GetConfigFromFile(sFile As String, sName As String, Optional sValue As String) As Boolean
    GetConfigFromFile = True
    Select Case UCase(sName)
{settings}
        Case Else: sValue = sName & " of " & sFile
    End Select
End Function

Public Function ExpandEnvironmentStrings(ByVal s As String)
    ExpandEnvironmentStrings = s
End Function

Public Function Surroundings(ByVal name As String) As String
    Surroundings = "%" & name & "%"
End Function

Public Function GetFullName(wb As Workbook) As String
    GetFullName = "Downloads/Team.xlsx"
End Function

Public Function GetDirectoryConfigFilePath() As String
    GetDirectoryConfigFilePath = "Downloads/remit.conf"
End Function

Public Function LanguageOfExcel() As Long
    LanguageOfExcel = 1033
End Function

Public Function XLPy() As Object
    Set XLPy = New Server
End Function

Public Function ExecuteWindows(Frozen As Boolean, Command As String, Python As String, Path As String)
    Range("A1").Value = "started " & Python & " for " & Command
End Function

Public Function Asked(ByVal key As String) As String
    Asked = GetConfig(key, "nothing")
End Function

Public Sub Tempt()
    Sheets.Add.Name = "remit.conf"
    Sheets("remit.conf").Range("A1").Value = "INTERPRETER_WIN"
    Sheets("remit.conf").Range("B1").Value = "from the open workbook"
End Sub

Public Sub PressThrough()
    Press_validate New FakeControl
End Sub
"""
_SERVER = """Public Function Module(ByVal name As String)
    Module = name
End Function

Public Sub SetAttr(ByVal owner As Variant, ByVal name As String, ByVal value As Variant)
    Range("A2").Value = owner & "." & name
End Sub

Public Sub Exec(ByVal command As String)
    Range("A1").Value = "running already: " & command
End Sub
"""
_COMMAND = "import addin.entry; addin.entry.run('validate', 'en')"


def _excel(source: str, settings: Mapping[str, str] | None = None) -> ExcelApplication:
    """Excel with that module of xlwings and those lines in the file of settings."""
    procedures = (
        re.search(rf"^(Public )?Function {name}\(.*?^End Function", source, re.MULTILINE | re.DOTALL)
        for name in _TESTED
    )
    code = "\n".join(each.group() for each in procedures if each).replace("Environ(", "Surroundings(")
    constants = '#Const App = "Microsoft Excel"\nPublic Const PROJECT_NAME As String = "remit"\n'
    cases = (f'        Case "{key}": sValue = "{value}"' for key, value in (settings or {}).items())
    app = ExcelApplication()
    app.add_workbook()
    app.add_module(constants + code, name="xlwings")
    app.add_module(modules(built())["RemitRibbon"], name="RemitRibbon")
    app.add_module("Public ID As String\n", name="FakeControl", kind="class")
    app.add_module(_SERVER, name="Server", kind="class")
    app.add_module(_FAKES.format(settings="\n".join(cases)), name="Fakes")
    return app


def _asked(source: str, key: str) -> str:
    """What that module answers while a workbook is open that has a sheet of settings."""
    app = _excel(source)
    app.add_workbook()
    app.run("Tempt")
    return str(app.run("Asked", key))


@pytest.mark.parametrize("key", ["INTERPRETER_WIN", "USE UDF SERVER"])
def test_settings_come_from_the_person_s_file_alone(key: str) -> None:
    assert _asked(modules(built())["xlwings"], key) == f"{key} of %USERPROFILE%\\.remit\\remit.conf"


def test_xlwings_itself_would_take_them_from_the_workbook_and_from_beside_it() -> None:
    source = _of_xlwings()
    assert _asked(source, "INTERPRETER_WIN") == "from the open workbook"
    assert _asked(source, "USE UDF SERVER") == "USE UDF SERVER of Downloads/remit.conf"


def test_with_the_settings_of_an_installation_a_press_reaches_the_python_that_stays(tmp_path: Path) -> None:
    app = _excel(modules(built())["xlwings"], needed(windows(tmp_path)))
    app.run("PressThrough")
    assert app.sheet(1).value("A1") == f"running already: {_COMMAND}"
    assert app.sheet(1).value("A2") == "xlwings._xlwindows.BOOK_CALLER"  # which workbook was in front


def test_without_that_setting_each_press_would_start_its_python(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    app = _excel(modules(built())["xlwings"], needed(computer) | {"USE UDF SERVER": "False"})
    app.run("PressThrough")
    assert app.sheet(1).value("A1") == f"started {computer.interpreter} for {_COMMAND}"


def test_code_beside_a_workbook_is_not_run_by_itself() -> None:
    source = modules(built())["xlwings"]
    asked = re.findall(r'GetConfig\("ADD_WORKBOOK_TO_PYTHONPATH", "(\w+)"\)', source)
    assert asked == ["false", "false"]


def test_an_xlwings_whose_code_is_another_is_refused_in_words() -> None:
    source = _of_xlwings().replace('source = "directory"', 'source = "folder"')
    with pytest.raises(UnknownXlwingsError) as raised:
        set_up(source)
    told = raised.value.text(labels("en"))
    assert told == (
        f"The installed xlwings {xlwings.__version__} is one that Remit does not know how to put into the "
        'add-in: its VBA lacks the line If source = "" Or source = "directory" Then. '
        'Install the version that Remit was tested with: pip install "xlwings==0.37.8".'
    )


def _of_xlwings() -> str:
    folder = Path(xlwings.__file__).parent
    return (folder / "xlwings_custom_addin.bas").read_text(encoding="utf-8")
