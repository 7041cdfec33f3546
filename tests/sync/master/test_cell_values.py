"""What a cell says, whoever wrote it, and the way back from what the history keeps."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.master.cell_values import (
    SharedFormulas,
    Value,
    cell_of,
    formula_of,
    joined_text,
    shared_index,
    shared_strings,
    value_of,
    with_formula,
    without_formula,
)
from sync.master.sheet_xml import RawCell
from sync.store.stored import WrittenCell, WrittenKind

TEXTS = {0: "zero", 3: "three"}
TEXT, NUMBER, TRUTH, ERROR, FORMULA = (
    WrittenKind.TEXT,
    WrittenKind.NUMBER,
    WrittenKind.TRUTH,
    WrittenKind.ERROR,
    WrittenKind.FORMULA,
)


def written(kind: WrittenKind, value: str, result: str = "") -> WrittenCell:
    return WrittenCell(
        sheet="delegations", key="north:D1", column="Mine", kind=kind, value=value, result=result
    )


@pytest.mark.parametrize(
    ("kind", "inner", "value"),
    [
        (b"s", b"<v>3</v>", Value(TEXT, "three")),
        (b"s", b"<v> 3 </v>", Value(TEXT, "three")),
        (b"inlineStr", b"<is><t>a &amp; b</t></is>", Value(TEXT, "a & b")),
        (b"inlineStr", b"<is><r><t>a</t></r><r><rPr><b/></rPr><t> b</t></r></is>", Value(TEXT, "a b")),
        (b"str", b"<v>_x0041_ &lt;</v>", Value(TEXT, "A <")),
        (b"", b"<v>1.5E3</v>", Value(NUMBER, "1.5E3")),
        (b"", b'<v xml:space="preserve">7</v>', Value(NUMBER, "7")),
        (b"b", b"<v>1</v>", Value(TRUTH, "1")),
        (b"e", b"<v>#N/A</v>", Value(ERROR, "#N/A")),
        (b"d", b"<v>2026-12-14</v>", Value(TEXT, "2026-12-14")),
        (b"", b"<f>A1&amp;&lt;</f><v>2</v>", Value(FORMULA, "A1&<", "2", NUMBER)),
        (b"str", b'<f t="array" ref="A1:A2">B1:B2</f><v>x</v>', Value(FORMULA, "B1:B2", "x", TEXT)),
        (b"b", b"<f>A1=1</f><v>0</v>", Value(FORMULA, "A1=1", "0", TRUTH)),
        (b"e", b"<f>1/0</f><v>#DIV/0!</v>", Value(FORMULA, "1/0", "#DIV/0!", ERROR)),
        (b"", b"<f>A1</f>", Value(FORMULA, "A1", "", NUMBER)),
        (b"", b'<f t="shared" si="0"/><v>4</v>', Value(NUMBER, "4")),
    ],
)
def test_a_cell_says_what_excel_shows(kind: bytes, inner: bytes, value: Value) -> None:
    assert value_of(RawCell(1, 0, kind, inner), TEXTS) == value


@pytest.mark.parametrize(
    ("kind", "inner"),
    [
        (b"", b""),
        (b"s", b"<v>9</v>"),
        (b"s", b"<v>x</v>"),
        (b"s", b""),
        (b"str", b"<v></v>"),
        (b"inlineStr", b"<is><t/></is>"),
        (b"", b"<v/>"),
    ],
)
def test_a_cell_without_anything_says_nothing(kind: bytes, inner: bytes) -> None:
    assert value_of(RawCell(1, 0, kind, inner), TEXTS) is None


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (b"<t>plain</t>", "plain"),
        (b'<t xml:space="preserve"> two </t>', " two "),
        (b"<r><rPr><b/></rPr><t>bold</t></r><r><t> and not</t></r>", "bold and not"),
        (b'<t>\xe8\xaa\xb2</t><rPh sb="0" eb="1"><t>\xe3\x82\xab</t></rPh><phoneticPr fontId="1"/>', "課"),
        (b"<x:r><x:t>a</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh><x:r><x:t>b</x:t></x:r>", "ab"),
        (b"<t/>", ""),
        (b"<t>&#20013;&lt;&amp;amp;</t>", "中<&amp;"),
        (b"<t>_x005F_x0041_ _x000D_</t>", "_x0041_ \r"),
        (b"<t>line\none</t>", "line\none"),
    ],
)
def test_a_text_is_what_is_shown_without_looks_and_reading_aids(item: bytes, text: str) -> None:
    assert joined_text(item) == text


STRINGS = (
    b'<?xml version="1.0"?><sst count="5" uniqueCount="5"><si><t>a</t></si><si/>'
    b'<si><r><t>b</t></r><r><t>c</t></r></si><si><t/></si><x:si xmlns:x="urn:x"><x:t>d</x:t></x:si></sst>'
)


@pytest.mark.parametrize("size", [1, 2, 5, 1 << 20])
def test_shared_strings_are_found_by_their_place_however_they_are_cut(size: int) -> None:
    pieces = [STRINGS[at : at + size] for at in range(0, len(STRINGS), size)]

    assert shared_strings(pieces, {0, 1, 2, 3, 4, 7}) == {0: "a", 1: "", 2: "bc", 3: "", 4: "d"}
    assert shared_strings(pieces, {2}) == {2: "bc"}
    assert shared_strings(pieces, set()) == {}


def test_shared_strings_are_read_to_their_end_so_that_damage_is_seen() -> None:
    seen = []

    def pieces() -> object:
        for piece in (b"<sst><si><t>a</t></si>", b"<si><t>b</t></si>", b"</sst>"):
            seen.append(piece)
            yield piece

    assert shared_strings(pieces(), {0}) == {0: "a"}  # type: ignore[arg-type]
    assert len(seen) == 3


def test_the_place_of_a_shared_string_is_known_for_such_cells_alone() -> None:
    cells = [
        RawCell(1, 0, b"s", b"<v>12</v>"),
        RawCell(1, 0, b"s", b"<v>-1</v>"),
        RawCell(1, 0, b"s"),
        RawCell(1, 0, b"str", b"<v>12</v>"),
        RawCell(1, 0, b"", b"<v>12</v>"),
    ]

    assert [shared_index(cell) for cell in cells] == [12, None, None, None, None]


# Formulas


def test_a_share_in_a_formula_becomes_a_formula_of_the_cells_own() -> None:
    shared = SharedFormulas()
    places = [
        (5, RawCell(3, 0, b"", b'<f t="shared" ref="C5:D7" si="0">A5*$B$1&amp;"A5"</f><v>1</v>')),
        (6, RawCell(3, 0, b"", b'<f t="shared" si="0"/><v>2</v>')),
        (7, RawCell(4, 0, b"", b"<f t='shared' si='0'></f><v>3</v>")),
        (8, RawCell(3, 0, b"", b'<f t="shared" si="9"/><v>4</v>')),
        (9, RawCell(3, 0, b"", b"<f>A9</f><v>5</v>")),
        (9, RawCell(4, 0, b"", b"<v>6</v>")),
    ]

    for row, cell in places:
        shared.unshared(cell, row)

    assert [cell.inner for _, cell in places] == [
        b'<f>A5*$B$1&amp;"A5"</f><v>1</v>',
        b'<f>A6*$B$1&amp;"A5"</f><v>2</v>',
        b'<f>B7*$B$1&amp;"A5"</f><v>3</v>',
        b"<v>4</v>",  # nobody knows the formula: what it last came to stays
        b"<f>A9</f><v>5</v>",
        b"<v>6</v>",
    ]


def test_a_formula_is_replaced_and_an_array_stays_one_of_its_own_cell() -> None:
    plain = RawCell(2, 0, b"", b"<f>A1</f><v>1</v>")
    array = RawCell(2, 0, b"", b'<f t="array" ref="B5" aca="1">SUM(A1:A2)</f><v>1</v>')

    assert [formula_of(cell) for cell in (plain, array, RawCell(2))] == ["A1", "SUM(A1:A2)", ""]
    assert with_formula(plain, "A9<3", 9) == b"<f>A9&lt;3</f><v>1</v>"
    assert with_formula(array, "SUM(A9:A10)", 9) == b'<f t="array" ref="B9">SUM(A9:A10)</f><v>1</v>'


def test_without_its_formula_a_cell_shows_what_that_last_came_to() -> None:
    cell = RawCell(2, 7, b"str", b"<f>A1</f><v>x</v>")
    plain = RawCell(2, 7, b"", b"<v>1</v>")

    assert without_formula(cell) == RawCell(2, 7, b"str", b"<v>x</v>")
    assert without_formula(plain) is plain


@pytest.mark.parametrize("inner", [b"<f>A1&amp;B1</f>", b"<f>A1&amp;B1</f><v></v>", b"<f>A1&amp;B1</f><v/>"])
def test_a_formula_that_never_came_to_anything_is_kept_in_words(inner: bytes) -> None:
    assert without_formula(RawCell(2, 7, b"", inner)) == RawCell(
        2, 7, b"inlineStr", b"<is><t>=A1&amp;B1</t></is>"
    )


# What the history keeps


@pytest.mark.parametrize(
    ("kept", "cell"),
    [
        (written(TEXT, "=1+1"), RawCell(2, 7, b"inlineStr", b"<is><t>=1+1</t></is>")),
        (written(TEXT, " a\n"), RawCell(2, 7, b"inlineStr", b'<is><t xml:space="preserve"> a\n</t></is>')),
        (written(NUMBER, "1.50"), RawCell(2, 7, b"", b"<v>1.50</v>")),
        (written(NUMBER, "nan"), RawCell(2, 7, b"inlineStr", b"<is><t>nan</t></is>")),
        (written(NUMBER, "1,5"), RawCell(2, 7, b"inlineStr", b"<is><t>1,5</t></is>")),
        (written(TRUTH, "1"), RawCell(2, 7, b"b", b"<v>1</v>")),
        (written(ERROR, "#N/A"), RawCell(2, 7, b"e", b"<v>#N/A</v>")),
        (written(FORMULA, "A1<B1", "3"), RawCell(2, 7, b"", b"<f>A1&lt;B1</f><v>3</v>")),
        (written(FORMULA, "A1", "a&b"), RawCell(2, 7, b"str", b"<f>A1</f><v>a&amp;b</v>")),
        (written(FORMULA, "A1"), RawCell(2, 7, b"", b"<f>A1</f>")),
        (written(FORMULA, "A1", "1_000"), RawCell(2, 7, b"str", b"<f>A1</f><v>1_000</v>")),
        (written(FORMULA, "A1", "１２"), RawCell(2, 7, b"str", "<f>A1</f><v>１２</v>".encode())),
        (written(FORMULA, "A1", "_x0041_"), RawCell(2, 7, b"str", b"<f>A1</f><v>_x005F_x0041_</v>")),
        (written(NUMBER, "1e999"), RawCell(2, 7, b"inlineStr", b"<is><t>1e999</t></is>")),
    ],
)
def test_what_the_history_keeps_becomes_a_cell_again(kept: WrittenCell, cell: RawCell) -> None:
    assert cell_of(kept, 2, 7) == cell


def test_a_text_is_as_long_as_a_cell_can_hold() -> None:
    cell = cell_of(written(TEXT, "x" + "😀" * 20_000), 2, 7)

    assert value_of(cell, {}) == Value(TEXT, "x" + "😀" * 16_383)


NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12).map(str), st.floats(allow_nan=False, allow_infinity=False).map(repr)
)
WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), min_size=1
).filter(lambda text: not any(ord(sign) < 32 and sign not in "\t\n\r" for sign in text))


@given(
    st.one_of(
        WORDS.map(lambda text: written(TEXT, text)),
        NUMBERS.map(lambda text: written(NUMBER, text)),
        st.sampled_from("01").map(lambda text: written(TRUTH, text)),
        st.sampled_from(["#N/A", "#REF!", "#DIV/0!"]).map(lambda text: written(ERROR, text)),
        st.tuples(WORDS, st.one_of(st.just(""), NUMBERS, WORDS)).map(lambda both: written(FORMULA, *both)),
    )
)
@example(written(FORMULA, "A1", "_x0041_ \r"))
def test_a_cell_made_from_the_history_says_the_same_again(kept: WrittenCell) -> None:
    value = value_of(cell_of(kept, 2, 7), {})

    assert value is not None
    assert written(value.kind, value.text, value.result) == kept
