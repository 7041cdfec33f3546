"""The VBA of the add-in: callbacks of the ribbon, wrappers of the formulas, help for the function wizard.

Generated from the buttons, the formulas and the labels, and only forwards. VBA source has no Chinese signs:
texts stand in it as code units in hexadecimal digits.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from addin import functions
from addin.wizard import CATEGORY, argument_help, arguments_of, function_help
from addin.xlam.ribbon import GROUPS, TAB
from delegation.labels import LANGUAGES, Labels, labels

_MODULE = "addin.functions"
_LONGEST_LITERAL = 240  # code units in hexadecimal: a line of VBA holds 1,023 signs
_LONGEST_HELP = 255  # of the function wizard
_WINDOWS_ONLY = "windows_only"

_LANGUAGE = """Option Explicit

Public Function LanguageOfExcel() As Long
    ' Late bound: Excel for macOS has no LanguageSettings, and would refuse the whole project for the name.
    Dim host As Object, settings As Object
    Set host = Application
    #If Mac Then
        If host.International(1) = 86 Then LanguageOfExcel = 2052 Else LanguageOfExcel = 1033 ' by country
    #Else
        Set settings = host.LanguageSettings
        LanguageOfExcel = settings.LanguageID(2) ' of menus
    #End If
End Function
"""

_WORKBOOK = """Option Explicit

Private WithEvents host As Application
Private helped As Boolean

Private Sub Workbook_Open()
    Set host = Application
    If Not ActiveWorkbook Is Nothing Then HelpOnce
End Sub

Private Sub host_WorkbookActivate(ByVal Wb As Workbook)
    ' The add-in opens before any workbook, and without one Excel takes no help for functions.
    HelpOnce
End Sub

Private Sub HelpOnce()
    If helped Then Exit Sub
    helped = True
    RegisterHelp
End Sub
"""

_RIBBON = """Option Explicit

Public Function IsChinese() As Boolean
    ' The lower half of a language id is 4 for Chinese of every country.
    IsChinese = ((LanguageOfExcel() And 1023) = 4)
End Function

Public Function UiLanguage() As String
    If IsChinese() Then UiLanguage = "zh" Else UiLanguage = "en"
End Function

Public Function Decoded(ByVal digits As String) As String
    Dim position As Long
    For position = 1 To Len(digits) Step 4
        Decoded = Decoded & ChrW(CLng("&H" & Mid$(digits, position, 4)))
    Next position
End Function

Public Sub GetLabel(control As IRibbonControl, ByRef returnedVal)
    returnedVal = LabelOf(control.ID)
End Sub

Public Sub GetTip(control As IRibbonControl, ByRef returnedVal)
    returnedVal = TipOf(control.ID)
End Sub

Private Sub Forward(ByVal command As String)
    If ActiveWorkbook Is Nothing Then
        MsgBox LabelOf("no_workbook"), vbExclamation, "Remit"
        Exit Sub
    End If
    RunPython command
End Sub
"""


# No formula gives a figure there.
_HELP_ON_MACOS = """#If Mac Then
Public Sub RegisterHelp()
End Sub
#Else
"""


def formulas() -> dict[str, Callable[..., Any]]:
    """The functions that Excel gets, by name."""
    return {
        name: each
        for name, each in vars(functions).items()
        if name.isupper() and callable(each) and each.__module__ == _MODULE
    }


def language_module() -> str:
    """The one question that only Excel can answer."""
    return _LANGUAGE


def workbook_module() -> str:
    """What happens when the add-in opens."""
    return _WORKBOOK


def ribbon_module() -> str:
    """The callbacks, their texts in both languages, and one procedure a button."""
    ids = [each.id for group in GROUPS for each in group.buttons]
    return "\n".join((_RIBBON, *_presses(ids), *_texts("LabelOf", _labels()), *_texts("TipOf", _tips(ids))))


def _presses(ids: list[str]) -> Iterator[str]:
    for each in ids:
        for language in LANGUAGES:
            command = f"import addin.entry; addin.entry.run('{each}', '{language}')"
            if language == LANGUAGES[0]:
                yield f"Public Sub Press_{each}(control As IRibbonControl)"
                yield f'    If UiLanguage() = "{language}" Then\n        Forward "{command}"'
            else:
                yield f'    Else\n        Forward "{command}"\n    End If\nEnd Sub\n'


def _labels() -> dict[str, Callable[[Labels], str]]:
    found: dict[str, Callable[[Labels], str]] = {TAB: lambda words: words.text("buttons.ribbon.tab")}
    for group in GROUPS:
        found["group_" + group.id] = lambda words, group=group: words.text(f"buttons.ribbon.{group.id}")  # type: ignore[misc]
        for button in group.buttons:
            found[button.id] = lambda words, button=button: words.text(f"buttons.{button.id}.label")  # type: ignore[misc]
    found["no_workbook"] = lambda words: words.text("buttons.ribbon.no_workbook")
    found[_WINDOWS_ONLY] = lambda words: words.text("installation.formulas.cell")
    return found


def _tips(ids: list[str]) -> dict[str, Callable[[Labels], str]]:
    return {each: lambda words, each=each: words.text(f"buttons.{each}.tip") for each in ids}  # type: ignore[misc]


def _texts(name: str, texts: dict[str, Callable[[Labels], str]]) -> Iterator[str]:
    """A function that gives the text of an id in the language of Excel."""
    english, chinese = labels("en"), labels("zh")
    yield f"Public Function {name}(ByVal id As String) As String\n    Select Case id"
    for key, text in texts.items():
        yield f'        Case "{key}"\n            If IsChinese() Then'
        yield from _assigned(name, text(chinese), 16)
        yield "            Else"
        yield from _assigned(name, text(english), 16)
        yield "            End If"
    yield "    End Select\nEnd Function\n"


def _assigned(target: str, text: str, indent: int) -> Iterator[str]:
    digits, space = encoded(text), " " * indent
    for start in range(0, len(digits), _LONGEST_LITERAL):
        before = f"{target} & " if start else ""
        yield f'{space}{target} = {before}Decoded("{digits[start : start + _LONGEST_LITERAL]}")'


def encoded(text: str) -> str:
    """A text as `Decoded` of the VBA reads it: four hexadecimal digits for each code unit."""
    units = text.encode("utf-16-be")
    return units.hex().upper()


def functions_module() -> str:
    """A wrapper for each formula, and the wizard's help.

    A wrapper is what xlwings itself writes for an add-in. On macOS no cell can call Python: it says so.
    """
    wrappers = [_wrapper(name, each) for name, each in formulas().items()]
    return "\n".join(("Option Explicit\n", *wrappers, _HELP_ON_MACOS, *_help(), "#End If\n"))


def _wrapper(name: str, function: Callable[..., Any]) -> str:
    parameters = inspect.signature(function).parameters.values()
    declared = [
        each.name if each.default is inspect.Parameter.empty else f"Optional {each.name}"
        for each in parameters
    ]
    names = ", ".join(each.name for each in parameters)
    return (
        f"Public Function {name}({', '.join(declared)})\n"
        "    #If Mac Then\n"
        f'    {name} = LabelOf("{_WINDOWS_ONLY}")\n'
        "    #Else\n"
        '    If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function\n'
        "    If TypeOf Application.Caller Is Range Then On Error GoTo failed\n"
        f'    {name} = XLPy.CallUDF("{_MODULE}", "{name}", Array({names}), '
        "ActiveWorkbook, Application.Caller)\n"
        "    Exit Function\n"
        "failed:\n"
        f"    {name} = Err.Description\n"
        "    #End If\n"
        "End Function\n"
    )


def _help() -> Iterator[str]:
    """`RegisterHelp`, called once in a session: Excel forgets the texts when it closes."""
    yield "Public Sub RegisterHelp()"
    yield "    On Error Resume Next ' a version of Excel without help for a function still has the function"
    yield from (f"    Help_{name}" for name in formulas())
    yield "End Sub\n"
    for name, function in formulas().items():
        arguments = arguments_of(function)
        yield f"Private Sub Help_{name}()\n    Dim about As String"
        yield f"    Dim texts({len(arguments) - 1}) As String"
        yield "    If IsChinese() Then"
        yield from _help_texts(name, arguments, labels("zh"))
        yield "    Else"
        yield from _help_texts(name, arguments, labels("en"))
        yield (
            f'    End If\n    Application.MacroOptions Macro:="\'" & ThisWorkbook.Name & "\'!{name}", '
            f'Description:=about, Category:="{CATEGORY}", ArgumentDescriptions:=texts\nEnd Sub\n'
        )


def _help_texts(name: str, arguments: tuple[str, ...], words: Labels) -> Iterator[str]:
    yield from _assigned("about", function_help(name, words)[:_LONGEST_HELP], 8)
    for number, argument in enumerate(arguments):
        yield from _assigned(f"texts({number})", argument_help(name, argument, words)[:_LONGEST_HELP], 8)
