"""What others read in the add-in file: olevba its VBA and nothing odd, `remit addin status` its stamp."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from oletools.olevba import VBA_Parser

from addin.xlam.build import own_stamp
from addin.xlam.stamp import Stamp, properties_xml, stamp_of
from delegation.labels import labels
from tests.addin.xlam import built, modules, part

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"


@pytest.fixture(scope="module")
def read() -> VBA_Parser:
    return VBA_Parser("remit.xlam", data=built())


def test_olevba_reads_every_module_with_its_source(read: VBA_Parser) -> None:
    found = {Path(name).stem: code for _, _, name, code in read.extract_macros()}
    assert {name: _lines(code) for name, code in found.items()} == {
        name: _lines(code) for name, code in modules(built()).items()
    }


def _lines(source: str) -> list[str]:
    return [line for line in source.splitlines() if line and not line.startswith("Attribute ")]


def test_olevba_finds_nothing_that_runs_by_itself_but_the_help_for_functions(read: VBA_Parser) -> None:
    assert [name for kind, name, _ in read.analyze_macros() if kind == "AutoExec"] == ["Workbook_Open"]


def test_what_runs_is_what_can_be_read(read: VBA_Parser) -> None:
    """VBA is stored twice, as text and translated; where the two differ, scanners raise the alarm."""
    assert read.detect_vba_stomping() is False


def test_the_stamp_is_read_without_excel(tmp_path: Path) -> None:
    path = tmp_path / "remit.xlam"
    path.write_bytes(built())
    assert stamp_of(path) == own_stamp()


def test_a_stamp_survives_signs_of_xml(tmp_path: Path) -> None:
    stamp = Stamp(version="1 < 2 & 3", fingerprint="0" * 16)
    path = tmp_path / "remit.xlam"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("docProps/custom.xml", properties_xml(stamp))
    assert stamp_of(path) == stamp


@pytest.mark.parametrize("contents", [b"", b"no package", b"PK\x03\x04"])
def test_a_file_that_is_no_add_in_has_no_stamp(tmp_path: Path, contents: bytes) -> None:
    path = tmp_path / "remit.xlam"
    assert stamp_of(path) is None
    path.write_bytes(contents)
    assert stamp_of(path) is None


@pytest.mark.parametrize("properties", [None, "<Properties>", "<Properties/>"])
def test_an_add_in_of_others_has_no_stamp(tmp_path: Path, properties: str | None) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        if properties is not None:
            package.writestr("docProps/custom.xml", properties)
    path = tmp_path / "remit.xlam"
    path.write_bytes(data.getvalue())
    assert stamp_of(path) is None


def test_the_list_of_add_ins_shows_what_it_is_and_nobody_s_name() -> None:
    core = part("docProps/core.xml")
    shown = {each.tag: each.text for each in core}
    about = f"{labels('en').text('installation.about')} / {labels('zh').text('installation.about')}"
    assert shown == {_TITLE: "Remit", _DESCRIPTION: about}
    assert "felix" not in ElementTree.tostring(part("xl/workbook.xml"), encoding="unicode").casefold()
