"""Where the add-in takes the program that it starts from: xlwings' own code, run in pyOpenVBA's interpreter.

Files, environment and the names of folders are fakes; what chooses among them is the code of the add-in file.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlwings
from pyopenvba.apps.excel import ExcelApplication

from addin.xlam.runner import UnknownXlwingsError, set_up
from delegation.labels import labels
from tests.addin.xlam import built, modules

_TESTED = ("GetConfigFilePath", "GetConfig", "GetConfigFromSheet", "SheetExists")
_FAKES = """Public Function FileExists(ByVal file As String) As Boolean
    FileExists = True
End Function

Public Function GetConfigFromFile(sFile As String, sName As String, Optional sValue As String) As Boolean
    sValue = sName & " of " & sFile
    GetConfigFromFile = True
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

Public Function Asked(ByVal key As String) As String
    Asked = GetConfig(key, "nothing")
End Function

Public Sub Tempt()
    Sheets.Add.Name = "remit.conf"
    Sheets("remit.conf").Range("A1").Value = "INTERPRETER_WIN"
    Sheets("remit.conf").Range("B1").Value = "from the open workbook"
End Sub
"""


def _asked(source: str, key: str) -> str:
    """What that module answers while a workbook is open that has a sheet of settings."""
    procedures = (
        re.search(rf"^(Public )?Function {name}\(.*?^End Function", source, re.MULTILINE | re.DOTALL)
        for name in _TESTED
    )
    code = "\n".join(each.group() for each in procedures if each).replace("Environ(", "Surroundings(")
    constants = '#Const App = "Microsoft Excel"\nPublic Const PROJECT_NAME As String = "remit"\n'
    app = ExcelApplication()
    app.add_workbook()
    app.add_module(constants + code, name="xlwings")
    app.add_module(_FAKES, name="Fakes")
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
