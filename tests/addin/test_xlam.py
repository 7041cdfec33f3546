"""The add-in file: ribbon, VBA and Python say the same, and what reads Office files reads it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyvbaanalysis import analyze_office_file

from addin import entry, functions
from addin.xlam.build import FILE_NAME, build_addin
from addin.xlam.ribbon import GROUPS, NAMESPACE
from addin.xlam.vba import encoded, formulas, functions_module, ribbon_module
from delegation.labels import LANGUAGES, labels
from tests.addin.xlam import built, modules, part
from tests.contracts.package import check_package
from tests.workbook_templates.recalculation import needs_libreoffice

_IDS = {"en": 1033, "zh": 2052}
_BUTTONS = [each.id for group in GROUPS for each in group.buttons]
_FAKES = """Public Sub RunPython(ByVal command As String)
    Range("A1").Value = command
End Sub

Public Function LanguageOfExcel() As Long
    LanguageOfExcel = {language}
End Function

Public Sub PressThrough()
    Press_{button} New FakeControl
End Sub

Public Function Asked(ByVal callback As String, ByVal id As String) As String
    Dim control As Object, given As Variant
    Set control = New FakeControl
    control.ID = id
    If callback = "GetLabel" Then GetLabel control, given Else GetTip control, given
    Asked = given
End Function
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / FILE_NAME
    path.write_bytes(built())
    return path


def _excel(language: str, button: str = "validate") -> ExcelApplication:
    """The ribbon's module in pyOpenVBA's interpreter; Excel's language and RunPython are fakes."""
    app = ExcelApplication()
    app.add_workbook()
    app.add_module("Public ID As String\n", name="FakeControl", kind="class")
    app.add_module(ribbon_module(), name="RemitRibbon")
    app.add_module(_FAKES.format(language=_IDS[language], button=button), name="Fakes")
    return app


def _ribbon() -> ElementTree.Element:
    return part("customUI/customUI14.xml")


def test_every_button_of_the_ribbon_is_one_of_python_and_the_other_way_round() -> None:
    assert sorted(_BUTTONS) == sorted(entry.BUTTONS)
    assert [each.get("id") for each in _ribbon().iter(f"{{{NAMESPACE}}}button")] == _BUTTONS


# What [MS-CUSTOMUI2] allows of the elements that the tab uses: where each stands, its attributes.
_INSIDE = {"ribbon": "customUI", "tabs": "ribbon", "tab": "tabs", "group": "tab", "button": "group"}
_NAMED = {"id", "getLabel"}
_ALLOWED: dict[str, set[str]] = {
    "customUI": set(),
    "ribbon": set(),
    "tabs": set(),
    "tab": _NAMED,
    "group": _NAMED,
    "button": _NAMED | {"imageMso", "size", "getScreentip", "getSupertip", "onAction"},
}
# Names of Office's images, each found in a public catalogue of them. Another name: a button without picture.
_IMAGES = {
    "AddressBook",
    "CalendarInsert",
    "ErrorChecking",
    "FileMarkAsFinal",
    "Help",
    "MeetingsWorkspace",
    "RefreshAll",
    "ReviewNewComment",
    "Undo",
    "WhatIfAnalysisMenu",
}


def _placed(element: ElementTree.Element, parent: str = "") -> Iterator[tuple[str, str, ElementTree.Element]]:
    """Every element with its name and that of the one around it."""
    name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    yield name, parent, element
    for each in element:
        yield from _placed(each, name)


def test_the_ribbon_is_one_that_excel_takes() -> None:
    """A single attribute that it does not know, and Excel shows no tab at all, without a word."""
    found = list(_placed(_ribbon()))
    for name, parent, element in found:
        assert parent == _INSIDE.get(name, "")
        assert set(element.attrib) == _ALLOWED[name]
        assert element.get("size", "large") in ("normal", "large")
        assert all(1 <= len(value) <= 1024 for value in element.attrib.values())
    ids = [element.attrib["id"] for _, _, element in found if "id" in element.attrib]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", each) for each in ids)


def test_the_icons_are_office_s_own() -> None:
    assert {each.attrib["imageMso"] for each in _ribbon().iter(f"{{{NAMESPACE}}}button")} == _IMAGES


def test_every_callback_of_the_ribbon_is_a_procedure() -> None:
    declared = set(re.findall(r"^Public Sub (\w+)\(control As IRibbonControl", ribbon_module(), re.MULTILINE))
    named = {
        value.removeprefix("RemitRibbon.")
        for element in _ribbon().iter()
        for value in element.attrib.values()
        if value.startswith("RemitRibbon.")
    }
    assert named == declared


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("button", _BUTTONS)
def test_a_button_runs_python_that_exists(button: str, language: str) -> None:
    app = _excel(language, button)
    app.run("PressThrough")
    command = str(app.sheet(1).value("A1"))
    found = re.fullmatch(r"import addin\.entry; addin\.entry\.run\('(\w+)', '(\w+)'\)", command)
    assert found is not None
    assert found.groups() == (button, language)
    assert callable(entry.BUTTONS[button])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ribbon_speaks_the_language_of_excel(language: str) -> None:
    app, words = _excel(language), labels(language)
    assert app.run("Asked", "GetLabel", "remit") == words.text("buttons.ribbon.tab")
    for group in GROUPS:
        assert app.run("Asked", "GetLabel", f"group_{group.id}") == words.text(f"buttons.ribbon.{group.id}")
    for button in _BUTTONS:
        assert app.run("Asked", "GetLabel", button) == words.text(f"buttons.{button}.label")
        assert app.run("Asked", "GetTip", button) == words.text(f"buttons.{button}.tip")


def test_text_survives_the_way_through_vba() -> None:
    app = _excel("en")
    for text in ("plain", "简体中文，“引号”", "surrogates 𝄞 and ● ▲ ■"):
        units = str(app.run("Decoded", encoded(text)))
        assert units.encode("utf-16-le", "surrogatepass").decode("utf-16-le") == text


def test_every_formula_has_a_wrapper_with_its_arguments() -> None:
    wrappers = dict(re.findall(r"^Public Function (\w+)\((.*)\)$", functions_module(), re.MULTILINE))
    assert set(wrappers) == {name for name in vars(functions) if name.isupper()}
    assert wrappers["NEXT_CHECK_IN"].startswith("last_check_in, check_in_days, Optional start")
    assert set(formulas()) == set(wrappers)


def test_no_line_is_longer_than_vba_allows() -> None:
    for source in (ribbon_module(), functions_module()):
        assert max(map(len, source.splitlines())) < 1023
        assert source.isascii()


def test_the_analysis_of_the_vba_finds_no_error(file: Path) -> None:
    found = analyze_office_file(str(file))
    errors = [
        (module, each) for module, all_ in found.items() for each in all_ if each.severity.value == "error"
    ]
    assert errors == []
    own = [module for module, all_ in found.items() if all_ and module.startswith("Remit")]
    assert own == []


def test_the_file_keeps_what_runs_python_and_is_sound(file: Path) -> None:
    with ExcelFile(file) as book:
        assert book.module_names() == [
            "ThisWorkbook",
            "Dictionary",
            "Sheet2",
            "xlwings",
            "RemitLanguage",
            "RemitRibbon",
            "RemitFunctions",
        ]
        assert 'PROJECT_NAME As String = "remit"' in book.get_module("xlwings")
        assert "BSD 3-clause license" in book.get_module("xlwings")
        assert book.validate() == []
    assert list(check_package(built())) == []


def test_building_twice_gives_the_same_file() -> None:
    assert build_addin() == built()


@needs_libreoffice
def test_libreoffice_loads_the_file_and_keeps_its_vba(file: Path, tmp_path: Path) -> None:
    vba_filter, again = "Calc MS Excel 2007 VBA XML", tmp_path / "again"
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += [f"--infilter={vba_filter}", "--convert-to", f"xlsm:{vba_filter}"]
    subprocess.run(
        [*command, "--outdir", str(again), str(file)], check=True, capture_output=True, timeout=300
    )
    theirs = modules((again / "remit.xlsm").read_bytes())
    for name, ours in modules(built()).items():
        assert _lines(ours) <= _lines(theirs[name]), name


def _lines(source: str) -> set[str]:
    """What the module says; LibreOffice adds lines of its own and writes attributes in its own way."""
    return {line.strip() for line in source.splitlines() if not line.startswith("Attribute")} - {""}
