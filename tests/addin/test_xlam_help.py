"""Help in the function wizard: what the add-in tells Excel of every formula, and when.

The VBA runs in pyOpenVBA's interpreter. Excel's `Application.MacroOptions` is a fake that writes down what it
gets, and the interpreter knows no `WithEvents`: the test calls the event.
"""

from __future__ import annotations

import re

import pytest
from pyopenvba.apps.excel import ExcelApplication

from addin.wizard import CATEGORY, argument_help, arguments_of, function_help
from addin.xlam.vba import formulas, functions_module, ribbon_module, workbook_module
from delegation.labels import LANGUAGES, labels

_IDS = {"en": 1033, "zh": 2052}
_FAKES = """Private Row As Long

Public Function LanguageOfExcel() As Long
    LanguageOfExcel = {language}
End Function

Public Sub Told(Macro As String, Description As String, Category As String, ArgumentDescriptions As Variant)
    Dim number As Long
    Row = Row + 1
    Cells(Row, 1).Value = Macro
    Cells(Row, 2).Value = Category
    Cells(Row, 3).Value = Description
    For number = LBound(ArgumentDescriptions) To UBound(ArgumentDescriptions)
        Cells(Row, 4 + number).Value = ArgumentDescriptions(number)
    Next number
End Sub
"""
_OPENING = """Private Times As Long
Private ThisAddin As New OwnWorkbook

Public Sub RegisterHelp()
    Times = Times + 1
End Sub

Public Function Opened() As Long
    ThisAddin.Workbook_Open
    Opened = Times
End Function

Public Function Activated() As Long
    ThisAddin.host_WorkbookActivate Nothing
    Activated = Times
End Function
"""
_COLUMNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize("language", LANGUAGES)
def test_excel_is_told_of_every_formula_and_every_argument(language: str) -> None:
    app, words = ExcelApplication(), labels(language)
    app.add_workbook()
    app.add_module(ribbon_module(), name="RemitRibbon")
    app.add_module(functions_module().replace("Application.MacroOptions", "Told"), name="RemitFunctions")
    app.add_module(_FAKES.format(language=_IDS[language]), name="Fakes")
    app.run("RegisterHelp")
    for row, (name, function) in enumerate(formulas().items(), start=1):
        texts = [function_help(name, words)]
        texts += [argument_help(name, each, words) for each in arguments_of(function)]
        told = [app.sheet(1).value(f"{column}{row}") for column in _COLUMNS[: len(texts) + 3]]
        assert re.fullmatch(rf"'?Book1'!{name}", str(told[0]))
        assert told[1:] == [CATEGORY, *(each[:255] for each in texts), None]


def _opening(*, workbook: bool) -> ExcelApplication:
    app = ExcelApplication()
    if workbook:
        app.add_workbook()
    source = workbook_module().replace("WithEvents ", "").replace("Private Sub", "Public Sub")
    app.add_module(source, name="OwnWorkbook", kind="class")
    app.add_module(_OPENING, name="Opening")
    return app


def test_an_add_in_that_opens_beside_a_workbook_tells_at_once_and_only_once() -> None:
    app = _opening(workbook=True)
    assert [app.run("Opened"), app.run("Activated"), app.run("Activated")] == [1, 1, 1]


def test_an_add_in_that_opens_before_any_workbook_waits_for_the_first() -> None:
    app = _opening(workbook=False)
    assert [app.run("Opened"), app.run("Activated"), app.run("Activated")] == [0, 1, 1]
