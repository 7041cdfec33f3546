"""The catalogues of both languages are complete, fit into Excel, and never mean two things with one word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from string import Formatter

import pytest

from delegation.computed import COMPUTED
from delegation.health import Health
from delegation.issues import catalogue
from delegation.kpi import KpiStatus
from delegation.labels import (
    LANGUAGES,
    choice_values,
    computed_headers,
    header_fields,
    labels,
    sheet_tables,
)
from delegation.rollup import NoScore
from delegation.schema import Table, normalise
from delegation.signals import Signal
from delegation.tables import BY_ID, CHOICES, KPIS
from delegation.workload import Band
from tests.label_keys import Use, label_uses, literals, uses_in

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {"en": ROOT / "delegation/labels/en", "zh": ROOT / "delegation/labels/zh_CN"}
DECLARED = ("tables", "issues")  # their keys follow from declarations, all others from the source
PATTERNS = {r"config\.init\.workbook"}  # shown as it stands: its braces are for whoever edits remit.toml
NAMES = re.compile(r"\{[^}]*\}|remit(\.toml)?|python", re.IGNORECASE)  # the same in every language
OPTIONAL_SECTIONS = ("aliases", "choice_aliases")  # other words differ from language to language

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_table = pytest.mark.parametrize("table", BY_ID.values(), ids=lambda table: table.id)


def utf16(text: str) -> int:
    """How long a text is for Excel, which counts UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def leaves(tree: dict[str, object], start: str) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        key = f"{start}.{name}"
        if isinstance(value, dict):
            yield from leaves(value, key)
        else:
            yield key, str(value)


def texts(language: str) -> dict[str, str]:
    """Every text of a language by its key, `file.section.name`, without the other words that people use."""
    found: dict[str, str] = {}
    for path in sorted(FOLDERS[language].glob("*.toml")):
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        kept = {name: value for name, value in tree.items() if name not in OPTIONAL_SECTIONS}
        found |= dict(leaves(kept, path.stem))
    return found


TEXTS = {language: texts(language) for language in LANGUAGES}
USES = label_uses(ROOT)


def declared_keys() -> set[str]:
    """The keys that `tables.toml` and `issues.toml` must have, but for the words of `[terms]`."""
    keys = {
        f"tables.tables.{table.id}.{part}" for table in BY_ID.values() for part in ("sheet", "one", "help")
    }
    for table in BY_ID.values():
        for field in table.field_ids:
            keys |= {f"tables.fields.{table.id}.{field}.{part}" for part in ("label", "help")}
    keys |= {f"tables.choices.{choices.name}.{value}" for choices in CHOICES for value in choices.values}
    return keys | {
        f"issues.{kind.text}.{part}" for kind in catalogue().values() for part in ("message", "fix")
    }


class TestComplete:
    def test_both_languages_have_the_same_keys(self) -> None:
        assert sorted(TEXTS["en"].keys() ^ TEXTS["zh"].keys()) == []

    @each_language
    def test_every_table_field_choice_and_issue_has_its_texts_and_there_are_no_others(
        self, language: str
    ) -> None:
        found = {
            key
            for key in TEXTS[language]
            if key.split(".")[0] in DECLARED and not key.startswith("issues.terms.")
        }
        assert sorted(found ^ declared_keys()) == []

    @each_language
    def test_the_source_asks_for_no_text_that_is_missing(self, language: str) -> None:
        missing = [use for use in USES if not any(use.fits(key) for key in TEXTS[language])]
        assert missing == []

    def test_no_text_is_unused(self) -> None:
        of_the_source = [key for key in TEXTS["en"] if key.split(".")[0] not in DECLARED]
        unused = [key for key in of_the_source if not any(use.fits(key) for use in USES)]
        assert unused == []

    def test_the_words_that_only_messages_use_are_those_of_the_source(self) -> None:
        terms = {key.removeprefix("issues.terms.") for key in TEXTS["en"] if key.startswith("issues.terms.")}
        found = literals(ROOT)
        named = {text[1:].replace(":", ".") for text in found if re.fullmatch(r"@(file|size):\w+", text)}
        assert sorted(named - terms) == []
        assert sorted(term for term in terms - named if term.split(".")[1] not in found) == []

    @each_language
    def test_nothing_is_blank(self, language: str) -> None:
        assert [key for key, text in TEXTS[language].items() if not text.strip()] == []

    def test_a_text_has_the_same_placeholders_in_both_languages(self) -> None:
        differing = {
            key: (placeholders(text), placeholders(TEXTS["zh"][key]))
            for key, text in TEXTS["en"].items()
            if placeholders(text) != placeholders(TEXTS["zh"].get(key, text))
        }
        assert differing == {}

    @each_language
    def test_the_source_gives_every_placeholder_its_value(self, language: str) -> None:
        lacking = [
            (use.where, key, sorted(placeholders(text) - use.params))
            for use in USES
            if use.params is not None and use.one_key and use.pattern not in PATTERNS
            for key, text in TEXTS[language].items()
            if use.fits(key) and not placeholders(text) <= use.params
        ]
        assert lacking == []

    def test_other_words_belong_to_fields_and_choices_that_exist(self) -> None:
        for language in LANGUAGES:
            tables = labels(language).catalogue["tables"]
            for table_id, fields in tables["aliases"].items():
                assert set(fields) <= set(BY_ID[table_id].field_ids)
            values = {choices.name: set(choices.values) for choices in CHOICES}
            for name, words in tables["choice_aliases"].items():
                assert set(words) <= values[name]

    def test_chinese_texts_are_chinese(self) -> None:
        """Ids and commands apart, only what has no words at all may do without Chinese characters."""
        untranslated = [
            key
            for key, text in TEXTS["zh"].items()
            if not key.endswith("_id")
            and not text.startswith("remit ")
            and re.search(r"[A-Za-z]{3}", NAMES.sub("", text))
            and not re.search(r"[\u4e00-\u9fff]", text)
        ]
        assert untranslated == []


class TestWhatTheSourceAsksFor:
    def found(self, source: str) -> list[Use]:
        return list(uses_in(source, "module.py"))

    def test_a_literal_key_with_its_parameters(self) -> None:
        (use,) = self.found("labels.text('master.line.late', days=3)")
        assert use.fits("master.line.late")
        assert not use.fits("master.line.later")
        assert use.params == {"days"}

    def test_a_key_with_a_part_that_is_filled_in(self) -> None:
        (use,) = self.found("words.text(f'config.problem.{kind}.found', **params)")
        assert use.fits("config.problem.unknown-key.found")
        assert not use.fits("config.problem.unknown-key.remedy")
        assert use.params is None

    def test_one_of_two_keys(self) -> None:
        first, second = self.found("words.text('a.b.c' if ready else 'a.b.d')")
        assert first.fits("a.b.c")
        assert second.fits("a.b.d")

    def test_one_of_two_parts(self) -> None:
        (use,) = self.found("""words.text(f"a.b.{'up' if by > 0 else 'down'}")""")
        assert use.fits("a.b.up")
        assert use.fits("a.b.down")
        assert not use.fits("a.b.same")

    def test_other_methods_called_text_are_none_of_ours(self) -> None:
        assert self.found("error.text(words)\nnode.text('plain')\npage.text()") == []


class TestComputedColumns:
    @each_table
    def test_no_header_is_another_columns_in_any_language(self, table: Table) -> None:
        assert sorted(computed_headers(table.id) & header_fields(table.id).keys()) == []
        for language in LANGUAGES:
            headers = [labels(language).computed(table.id, each) for each in COMPUTED.get(table.id, ())]
            assert len({normalise(each) for each in headers}) == len(headers)

    @each_language
    @each_table
    def test_header_and_help_fit(self, language: str, table: Table) -> None:
        for column in COMPUTED.get(table.id, ()):
            label = labels(language).computed(table.id, column)
            assert 1 <= utf16(label) <= 24, label
            assert not set(label) & set("[]#'@()\n"), label
            if column.kind is not None:
                assert utf16(labels(language).computed_help(table.id, column)) <= 255, label


class TestLimitsOfExcel:
    @each_language
    @each_table
    def test_a_sheet_may_be_called_so(self, language: str, table: Table) -> None:
        name = labels(language).sheet(table.id)
        assert 1 <= utf16(name) <= 31
        assert not set(name) & set("[]:*?/\\'")
        assert name.casefold() != "history"

    @each_language
    @each_table
    def test_a_header_is_short_and_needs_no_escaping_in_formulas(self, language: str, table: Table) -> None:
        for field in table.field_ids:
            label = labels(language).field(table.id, field)
            assert 1 <= utf16(label) <= 24, label
            assert not set(label) & set("[]#'@()\n"), label
            assert label == label.strip()

    @each_language
    @each_table
    def test_help_fits_into_an_input_message(self, language: str, table: Table) -> None:
        assert utf16(labels(language).table_help(table.id)) <= 255
        for field in table.field_ids:
            text = labels(language).field_help(table.id, field)
            assert 5 <= utf16(text) <= 255, text
            assert text.endswith((".", "。", "?", "？")), text

    @each_language
    def test_the_choices_of_a_drop_down_fit_into_its_list(self, language: str) -> None:
        for choices in CHOICES:
            shown = [labels(language).choice(choices, value) for value in choices.values]
            assert not any(set(label) & set(",，;；、\n") for label in shown), shown
            assert utf16(",".join(shown)) <= 255, shown

    @each_language
    @pytest.mark.parametrize(
        ("keys", "longest"),
        [
            (r"workbook\.(home|issues)\.sheet", 31),
            (r"workbook\.check\.\w+_title", 32),
            (r"workbook\.check\.\w+(?<!_title)", 225),
            (r"workbook\.home\.\w+_title", 32),
            (r"workbook\.home\.\w+_prompt", 255),
        ],
    )
    def test_other_texts_that_excel_limits_are_short_enough(
        self, language: str, keys: str, longest: int
    ) -> None:
        found = {key: text for key, text in TEXTS[language].items() if re.fullmatch(keys, key)}
        assert found
        assert {key: text for key, text in found.items() if utf16(text) > longest} == {}


class TestWordsMeanOneThing:
    @each_table
    def test_a_header_means_one_column_whatever_the_language(self, table: Table) -> None:
        meanings: dict[str, set[str]] = {}
        for field in table.field_ids:
            words = [field]
            for language in LANGUAGES:
                words += [labels(language).field(table.id, field), *labels(language).aliases(table.id, field)]
            for word in words:
                meanings.setdefault(normalise(word), set()).add(field)
        assert {word: fields for word, fields in meanings.items() if len(fields) > 1} == {}

    def test_a_sheet_name_means_one_table_whatever_the_language(self) -> None:
        meanings: dict[str, set[str]] = {}
        for table in BY_ID.values():
            words = {table.id, table.name, *(labels(language).sheet(table.id) for language in LANGUAGES)}
            for word in words:
                meanings.setdefault(normalise(word), set()).add(table.id)
        assert {word: tables for word, tables in meanings.items() if len(tables) > 1} == {}

    @pytest.mark.parametrize("choices", CHOICES, ids=lambda choices: choices.name)
    def test_a_choice_means_one_value_whatever_the_language(self, choices) -> None:  # type: ignore[no-untyped-def]
        meanings: dict[str, set[str]] = {}
        for value in choices.values:
            words = [value]
            for language in LANGUAGES:
                words.append(labels(language).choice(choices, value))
                words += labels(language).choice_aliases(choices.name, value)
            for word in words:
                meanings.setdefault(normalise(word), set()).add(value)
        assert {word: values for word, values in meanings.items() if len(values) > 1} == {}

    @each_table
    def test_no_other_word_repeats_what_is_known_without_it(self, table: Table) -> None:
        for field in table.field_ids:
            own = {normalise(field), *(normalise(labels(each).field(table.id, field)) for each in LANGUAGES)}
            words = [normalise(word) for each in LANGUAGES for word in labels(each).aliases(table.id, field)]
            assert not own & set(words)
            assert len(words) == len(set(words))


class TestLookUp:
    @pytest.mark.parametrize(
        "header", ["due", "Due date", "DUE DATE", "due_date", "Deadline", "截止日期", "期限"]
    )
    def test_a_header_is_known_by_id_label_and_other_words_in_any_case(self, header: str) -> None:
        assert header_fields("delegations")[normalise(header)] == "due"

    @pytest.mark.parametrize("name", ["check_ins", "CheckIns", "Check-ins", "check ins", "反馈记录"])
    def test_a_sheet_is_known_by_id_table_name_and_label(self, name: str) -> None:
        assert sheet_tables()[normalise(name)] == "check_ins"

    @pytest.mark.parametrize("typed", ["wed", "WED", "Wednesday", "周三", "星期三"])
    def test_a_choice_is_known_by_id_label_and_other_words(self, typed: str) -> None:
        days = BY_ID["members"].field("work_days").choices
        assert days is not None
        assert choice_values(days.name, days.values)[normalise(typed)] == "wed"

    def test_ids_win_over_labels(self) -> None:
        assert header_fields("kpis")["low"] == "low"
        assert set(header_fields("kpis").values()) == set(KPIS.field_ids)

    def test_a_missing_text_is_an_error_of_ours(self) -> None:
        with pytest.raises(KeyError):
            labels("en").text("messages.form.nothing")
        with pytest.raises(KeyError):
            labels("en").text("messages.form.quoted", wrong="name")
        with pytest.raises(KeyError):
            labels("fr")


@pytest.mark.parametrize(
    ("group", "ids"),
    [
        ("show.kpi_status", (*KpiStatus, *NoScore)),
        ("show.health", tuple(Health)),
        ("show.band", tuple(Band)),
        ("show.signal", tuple(Signal)),
    ],
)
def test_a_label_in_english_is_the_word_that_the_specification_uses(
    group: str, ids: tuple[StrEnum, ...]
) -> None:
    words = labels("en")
    assert {each: words.text(f"{group}.{each}").casefold().replace(" ", "_") for each in ids} == {
        each: str(each) for each in ids
    }
