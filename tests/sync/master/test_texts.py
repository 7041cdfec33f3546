"""Text in a cell's XML: what was typed comes back, and nothing in it is read as something else."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from sync.master.texts import cell_text, escaped, is_too_long, shortened, shown_text, text_xml, unescaped

WHOLE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


@pytest.mark.parametrize(
    ("text", "xml"),
    [
        ("plain", "<is><t>plain</t></is>"),
        ("", "<is><t></t></is>"),
        ("=1+1", "<is><t>=1+1</t></is>"),
        ("a & b < c > d", "<is><t>a &amp; b &lt; c &gt; d</t></is>"),
        (" ends ", '<is><t xml:space="preserve"> ends </t></is>'),
        ("two\nlines", '<is><t xml:space="preserve">two\nlines</t></is>'),
        ("a\tb", '<is><t xml:space="preserve">a\tb</t></is>'),
        ("a\r\nb", '<is><t xml:space="preserve">a_x000D_\nb</t></is>'),
        ("_x0041_", "<is><t>_x005F_x0041_</t></is>"),
        ("_x005F_x0041_", "<is><t>_x005F_x005F_x005F_x0041_</t></is>"),
        ("_x41_ _X0041_ x0041_", "<is><t>_x41_ _X0041_ x0041_</t></is>"),
        ("a\x00\x0b\x1f\ud83d\uffffb", "<is><t>ab</t></is>"),
        ("中文 😀", "<is><t>中文 😀</t></is>"),
    ],
)
def test_a_text_is_text_in_xml(text: str, xml: str) -> None:
    assert text_xml(text) == xml


@pytest.mark.parametrize(
    ("xml", "shown"),
    [
        ("_x000D_\n", "\r\n"),
        ("_x005F_x0041_", "_x0041_"),
        ("_x4E2d_", "中"),
        ("_x00g1_ x0041_", "_x00g1_ x0041_"),
        ("plain_", "plain_"),
    ],
)
def test_an_escape_is_shown_as_the_sign_that_it_stands_for(xml: str, shown: str) -> None:
    assert shown_text(xml) == shown


@given(WHOLE)
@example("_x005F__x0041_")
@example("_x_x0041_x0041_")
@example("x\r_x000D_\n")
def test_what_is_written_is_shown_as_it_was(text: str) -> None:
    content = etree.fromstring(f"<t>{cell_text(text)}</t>").text or ""

    assert shown_text(content) == text


@given(WHOLE)
@example('A1<B1&"\'"')
def test_a_formula_is_read_as_it_was_written(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert (etree.fromstring(b"<f>" + escaped(text) + b"</f>").text or "") == text


def test_a_formula_holds_nothing_that_xml_forbids() -> None:
    assert escaped("A1&\x00\x1f\ud800\uffff<'\"'") == b"A1&amp;&lt;'\"'"


@pytest.mark.parametrize(
    ("xml", "text"),
    [(b"a&amp;lt;", "a&lt;"), (b"&#65;&#x4e2d;&quot;&apos;", "A中\"'"), (b"\xff", "\ufffd"), (b"", "")],
)
def test_an_element_says_what_its_references_stand_for(xml: bytes, text: str) -> None:
    assert unescaped(xml) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * 32_767),
        ("😀" * 16_383, "😀" * 16_383),
        ("😀" * 16_384, "😀" * 16_383),
        ("x" + "😀" * 16_383, "x" + "😀" * 16_383),
        ("中" * 40_000, "中" * 32_767),
    ],
    ids=["as long as can be", "one more", "pairs", "one half more", "to the last half", "Chinese"],
)
def test_a_text_is_cut_where_excel_has_no_more_room(text: str, kept: str) -> None:
    assert shortened(text) == kept
    assert is_too_long(text) is (text != kept)
    assert not is_too_long(kept)
