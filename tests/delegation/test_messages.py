"""What people read about an issue, whole sentences, in both languages."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from delegation.issues import Issue, Param, Severity, catalogue, listed
from delegation.labels import LANGUAGES, labels
from delegation.messages import fill, fix, message, names_in, sentence

ROOT = Path(__file__).resolve().parents[2]

each_language = pytest.mark.parametrize("language", LANGUAGES)

# Known without a parameter; those of the second line where the table, or the field, has such a thing.
ALWAYS = frozenset({"value", "key", "sheet"})
DECLARED = frozenset({"table", "one", "field", "help", "low", "high", "choices", "ref"})


def documented() -> dict[str, dict[str, bool]]:
    """Text → parameter → whether it may be missing, out of the list at the top of `en/issues.toml`."""
    found: dict[str, dict[str, bool]] = {kind.text: {} for kind in catalogue().values()}
    source = (ROOT / "delegation/labels/en/issues.toml").read_text(encoding="utf-8")
    for text, described in re.findall(r"^# > (\S+) +(.+)$", source, re.MULTILINE):
        assert text in found, f"{text} is no text of an issue"
        names = re.sub(r"\([^)]*\)", "", described).split(",")
        found[text] = {name.strip().rstrip("?"): name.strip().endswith("?") for name in names}
    return found


DOCUMENTED = documented()
TEXTS = sorted(DOCUMENTED)


def issue(
    code: str, value: str = "", /, *, sheet: str = "", cell: str = "", key: str = "", **params: Param
) -> Issue:
    kind = catalogue()[code]
    return Issue(
        code=code,
        severity=kind.severity,
        table=kind.table,
        field=kind.field,
        key=key,
        sheet=sheet,
        cell=cell,
        value=value,
        params=params,
    )


# A parameter's value by its name, of the type that the list asks for.
SAMPLES: dict[str, Param] = {
    "milestones": 0.4,
    "more": 3,
    "accept": "NORTH:delegations",
    "amber_at": 0.95,
    "before": 24,
    "becomes": "Product launch",
    "by": "ana",
    "cells": "A3:M40",
    "closest": listed([("Deadlin", "@field:delegations.due")]),
    "columns": listed(["@field:delegations.due", "Cost centre"]),
    "count": 3,
    "date": dt.date(2026, 10, 14),
    "days": 5,
    "delegation": "D01",
    "direction": "@choice:direction.higher",
    "due": dt.date(2026, 11, 27),
    "end": dt.date(2026, 10, 31),
    "expected": "NORTH",
    "file": "North.xlsx",
    "files": listed(["North (1).xlsx"]),
    "first": dt.date(2026, 10, 1),
    "found": "SOUTH",
    "green_at": 0.9,
    "high": 24.0,
    "last": dt.date(2026, 12, 31),
    "last_good": dt.date(2026, 10, 13),
    "length": 7,
    "signs": 3,
    "limit": "64 MB",
    "limits": "Ask first: any new supplier",
    "matches": listed(["M01", "M07"]),
    "minimum": 20,
    "now": 2,
    "part": "Excel:9",
    "period": dt.date(2026, 10, 31),
    "place": "Members!A7",
    "places": listed(["Delegations!A3", "Copy!A3"]),
    "progress": 0.6,
    "protection": "@protection:password",
    "reason": "saved under the wrong name",
    "ref": listed(["@table:members", "@table:kpis"]),
    "renamed": listed(["North final.xlsx"]),
    "rows": "41-43",
    "runs": 3,
    "same": listed(["North (1).xlsx"]),
    "second": dt.date(2026, 4, 3),
    "sheets": listed(["Sheet1", "Costs"]),
    "since": dt.date(2026, 11, 10),
    "skills": listed(["Negotiation 1/3"]),
    "start": dt.date(2026, 10, 5),
    "status": "@choice:status.in_progress",
    "suggestion": 0.85,
    "target": 95.0,
    "team": "South",
    "was": "Launch",
    "what": "@size:rows",
    "where": ".remit/passwords.toml",
    "who": "Ana",
    "why": "@protection:wrong",
}


class TestTemplates:
    @each_language
    @pytest.mark.parametrize("text", TEXTS)
    def test_only_documented_parameters_are_shown(self, language: str, text: str) -> None:
        shown = names_in(labels(language).message(text)) | names_in(labels(language).fix(text))
        assert shown - ALWAYS - DECLARED <= set(DOCUMENTED[text])

    @each_language
    @pytest.mark.parametrize("text", TEXTS)
    def test_every_documented_parameter_is_shown(self, language: str, text: str) -> None:
        shown = names_in(labels(language).message(text)) | names_in(labels(language).fix(text))
        assert set(DOCUMENTED[text]) <= shown

    @each_language
    @pytest.mark.parametrize("text", TEXTS)
    def test_what_may_be_missing_is_shown_only_in_parts_that_fall_away(
        self, language: str, text: str
    ) -> None:
        bare = [
            re.sub(r"\[\[.*?\]\]", "", template)
            for template in (labels(language).message(text), labels(language).fix(text))
        ]
        optional = {name for name, may_be_missing in DOCUMENTED[text].items() if may_be_missing}
        assert not optional & (names_in(bare[0]) | names_in(bare[1]))

    def test_both_languages_show_the_same(self) -> None:
        for text in TEXTS:
            for part in ("message", "fix"):
                english, chinese = (getattr(labels(language), part)(text) for language in ("en", "zh"))
                assert names_in(english) == names_in(chinese), text

    @each_language
    @pytest.mark.parametrize("text", TEXTS)
    def test_texts_are_whole_sentences(self, language: str, text: str) -> None:
        ending, spaces = (".", "  ") if language == "en" else ("。", "。 ")
        for template in (labels(language).message(text), labels(language).fix(text)):
            last = re.sub(r"\[\[(.*?)\]\]", r"\1", template).removesuffix("{help}").rstrip()
            assert last.endswith((ending, "？")), template
            assert spaces not in template


class TestEveryCode:
    @each_language
    def test_nothing_is_missing_where_all_parameters_are_given(self, language: str) -> None:
        wrong = []
        for code, kind in catalogue().items():
            params = {name: SAMPLES[name] for name in DOCUMENTED[kind.text]}
            told = sentence(
                issue(code, "?", sheet="Delegations", cell="F12", key="D01", **params),
                labels(language),
                "North.xlsx",
            )
            if "…" in told or re.search(r"[{}@]|\[\[|\]\]", told.removesuffix(f"[{code}]")):
                wrong.append(told)
        assert wrong == []

    @each_language
    def test_no_parameter_at_all_never_fails(self, language: str) -> None:
        for code in catalogue():
            told = issue(code)
            assert message(told, labels(language))
            assert fix(told, labels(language))
            assert f"[{code}]" in sentence(told, labels(language))

    @each_language
    def test_a_code_of_another_version_never_fails(self, language: str) -> None:
        old = Issue(
            code="OLD-THING-GONE", severity=Severity.ERROR, table="old", field="thing", sheet="Old", cell="A1"
        )
        assert message(old, labels(language)) == "OLD-THING-GONE"
        assert fix(old, labels(language)) == ""
        assert "OLD-THING-GONE" in sentence(old, labels(language), "North.xlsx")


SENTENCES = [
    (
        issue("DLG-DUE-TYPE", "31/02/2026", sheet="Delegations", cell="F12"),
        (
            'North.xlsx › Delegations!F12 (Due date): "31/02/2026" is not a date. Enter a real date, '
            "for example 2026-02-28. [DLG-DUE-TYPE]"
        ),
        (
            "North.xlsx › Delegations!F12（截止日期）：“31/02/2026”不是日期。请填写真实存在的日期，例如"
            " 2026-02-28。 [DLG-DUE-TYPE]"
        ),
    ),
    (
        issue("DLG-DUE-ORDER", "2026-10-01", sheet="授权事项", cell="L9", start=dt.date(2026, 10, 5)),
        (
            "North.xlsx › 授权事项!L9 (Due date): The due date 2026-10-01 is before the start date "
            "2026-10-05. Correct the due date or the start date. [DLG-DUE-ORDER]"
        ),
        (
            "North.xlsx › 授权事项!L9（截止日期）：截止日期 2026-10-01 早于开始日期 "
            "2026-10-05。请改正截止日期或开始日期。 [DLG-DUE-ORDER]"
        ),
    ),
    (
        issue(
            "DLG-DELEGATE-UNKNOWN", "Bob", sheet="Delegations", cell="I4", closest=listed(["Bob Li", "Rob"])
        ),
        (
            'North.xlsx › Delegations!I4 (Delegated to): "Bob" is not on the sheet Members. Choose '
            'from the list, or first add a row on the sheet Members. Perhaps you mean: "Bob Li", '
            '"Rob". [DLG-DELEGATE-UNKNOWN]'
        ),
        (
            "North.xlsx › Delegations!I4（被授权人）：工作表“成员”中没有“Bob”。请从列表中选择，或者先在"
            "工作表“成员”中添加一行。是否想填：“Bob Li”、“Rob”？ [DLG-DELEGATE-UNKNOWN]"
        ),
    ),
    (
        issue("DLG-PRIORITY-CHOICE", "hihg", sheet="Delegations", cell="Z4", closest="@choice:priority.high"),
        (
            'North.xlsx › Delegations!Z4 (Priority): "hihg" is not one of the choices: Low, Normal, '
            "High, Critical. Choose from the list. Perhaps you mean: High. [DLG-PRIORITY-CHOICE]"
        ),
        (
            "North.xlsx › Delegations!Z4（优先级）：“hihg”不在可选项之列：低、中、高、紧急。请从列表中"
            "选择。是否想填：高？ [DLG-PRIORITY-CHOICE]"
        ),
    ),
    (
        issue("MBR-WEEKLY-HOURS-RANGE", "0", sheet="Members", cell="F3"),
        (
            'North.xlsx › Members!F3 (Weekly hours): "0" is not allowed here: Weekly hours must be '
            "more than 0 and at most 168. Enter a value above 0 and up to 168. [MBR-WEEKLY-HOURS-RANGE]"
        ),
        (
            "North.xlsx › Members!F3（每周工时）：这里不能填“0”：“每周工时”应大于 0 且不超过 "
            "168。请填大于 0、不超过 168 的数值。 [MBR-WEEKLY-HOURS-RANGE]"
        ),
    ),
    (
        issue("DLG-PROGRESS-RANGE", "85", sheet="Delegations", cell="AB4", suggestion=0.85),
        (
            'North.xlsx › Delegations!AB4 (Progress): "85" is not allowed here: Progress must be from '
            "0% to 100%. Enter a percentage from 0% to 100%; if you mean 85%, write 85% with the "
            "percent sign. [DLG-PROGRESS-RANGE]"
        ),
        (
            "North.xlsx › Delegations!AB4（进度）：这里不能填“85”：“进度”应为 0% 到 100%。请填 0% 到 "
            "100% 的百分比；如果是指 85%，请连同百分号写成 85%。 [DLG-PROGRESS-RANGE]"
        ),
    ),
    (
        issue("CHK-DATE-REQUIRED", sheet="Check-ins", cell="B5"),
        (
            "North.xlsx › 'Check-ins'!B5 (Date): Date is missing. Fill it in. The day you talked, for "
            "example 2026-10-14. [CHK-DATE-REQUIRED]"
        ),
        (
            "North.xlsx › 'Check-ins'!B5（日期）：缺少“日期”。请填写。沟通的日期，例如 2026-10-14。 "
            "[CHK-DATE-REQUIRED]"
        ),
    ),
    (
        issue(
            "DLG-COLUMN-RENAMED",
            sheet="Delegations",
            cell="L3",
            columns=listed([("Finish by", "@field:delegations.due"), ("Who", "@field:delegations.delegate")]),
        ),
        (
            'North.xlsx › Delegations!L3: Columns have other headers than in the template: "Finish by" '
            '→ Due date, "Who" → Delegated to. They were read all the same. Nothing has to be done. '
            "The old headers make it certain that the columns are found again. [DLG-COLUMN-RENAMED]"
        ),
        (
            "North.xlsx › Delegations!L3：有些列的表头与模板不同：“Finish by” → 截止日期、“Who” → 被授"
            "权人。这些列照常读取。无须处理。改回原来的表头，可以保证以后也能认出。 "
            "[DLG-COLUMN-RENAMED]"
        ),
    ),
    (
        issue("WB-TYPE", found="@file:html"),
        (
            "North.xlsx: This is a web page, perhaps a sign-in page, not an Excel workbook (.xlsx or "
            '.xlsm). If the tables are in it, open it in Excel, choose "Save As" and "Excel Workbook '
            '(*.xlsx)", and use that file. If not, put back the workbook of the team. [WB-TYPE]'
        ),
        (
            "North.xlsx：这是网页，可能是登录页，不是 Excel 工作簿（.xlsx 或 .xlsm）。如果其中确有这些表，"
            "请在 Excel 中打开，选择“另存为”“Excel 工作簿 (*.xlsx)”，然后使用新文件。如果没有，请把发给该团队"
            "的工作簿放回原处。 [WB-TYPE]"
        ),
    ),
]


class TestSentence:
    @pytest.mark.parametrize(
        ("found", "english", "chinese"), SENTENCES, ids=[each[0].code for each in SENTENCES]
    )
    def test_place_finding_and_remedy_in_one_line(self, found: Issue, english: str, chinese: str) -> None:
        assert sentence(found, labels("en"), "North.xlsx") == english
        assert sentence(found, labels("zh"), "North.xlsx") == chinese

    def test_without_a_workbook_the_sheet_comes_first(self) -> None:
        told = sentence(issue("DLG-DUE-TYPE", "soon", sheet="Delegations", cell="F12"), labels("en"))
        assert told.startswith('Delegations!F12 (Due date): "soon" is not a date.')

    def test_without_any_place_the_finding_comes_first(self) -> None:
        assert sentence(issue("WB-EMPTY"), labels("zh")) == (
            "文件是空的，一个字节也没有。请恢复最近一个完好的版本（右键单击文件，选择“版本历史记录”），或者申请一份新的工作簿。"
            " [WB-EMPTY]"
        )


class TestParameters:
    def told(self, code: str, value: str = "", **params: Param) -> str:
        return message(issue(code, value, **params), labels("en"))

    def test_whole_numbers_have_no_decimals_and_others_no_noise(self) -> None:
        assert (
            self.told("KPI-LOW-ORDER", "24.5", high=18.0)
            == "The lower limit 24.5 is above the upper limit 18."
        )
        assert "0.3" in self.told("KPI-LOW-ORDER", "1", high=0.1 + 0.2)
        assert "0.30000000000000004" not in self.told("KPI-LOW-ORDER", "1", high=0.1 + 0.2)

    def test_a_share_is_shown_as_a_percentage(self) -> None:
        assert self.told("KPI-AMBER-ORDER", amber_at=0.95, green_at=0.875) == (
            "Caution begins at 95%, above 87.5% where on target begins."
        )

    def test_a_moment_is_shown_as_its_day(self) -> None:
        moment = dt.datetime(2026, 10, 5, 8, 30, tzinfo=dt.UTC)
        assert "2026-10-05." in self.told("DLG-DUE-ORDER", "2026-10-01", start=moment)

    def test_a_missing_parameter_is_shown_as_an_ellipsis(self) -> None:
        assert (
            self.told("DLG-DUE-ORDER", "2026-10-01") == "The due date 2026-10-01 is before the start date …."
        )

    def test_a_parameter_overrides_what_is_declared(self) -> None:
        assert "must be from" not in self.told("DLG-EFFORT-HOURS-RANGE", "-1", low=2)
        assert self.told("DLG-EFFORT-HOURS-RANGE", "-1", low=2).endswith("must be 2 or more.")

    def test_long_text_is_cut_and_kept_on_one_line(self) -> None:
        told = self.told("DLG-DUE-TYPE", "soon\n\tor " + "1234567890" * 40)
        assert told == f'"soon or {"1234567890" * 7}1…" is not a date.'

    @pytest.mark.parametrize(
        "typed", ["{0}", "{value.__class__}", "[[x]]", "@choice:status.completed", "%s", "{"]
    )
    def test_what_people_typed_is_shown_as_it_stands(self, typed: str) -> None:
        assert self.told("DLG-DUE-TYPE", typed) == f'"{typed}" is not a date.'

    @pytest.mark.parametrize("typed", ["@ana", "@field:none.such", "@choice:status", "@table:", "@list"])
    def test_text_that_only_looks_like_a_look_up_is_shown_as_it_stands(self, typed: str) -> None:
        assert self.told("DLG-DELEGATE-TEAM", "Ana", team=typed) == f'Ana belongs to another team, "{typed}".'

    def test_levels_are_listed_with_their_numbers(self) -> None:
        assert self.told("SKL-LEVEL-TYPE", "guru") == (
            '"guru" is neither a number from 0 to 5 nor one of their names:'
            " 0 None, 1 Aware, 2 Beginner, 3 Competent, 4 Proficient, 5 Expert."
        )


class TestFill:
    def test_a_part_falls_away_as_a_whole(self) -> None:
        template = "Found {a}[[ and {b}]][[, of {c} and {d}]]."
        assert fill(template, {"a": 1, "b": 2, "c": 3, "d": 4}) == "Found 1 and 2, of 3 and 4."
        assert fill(template, {"a": 1, "c": 3}) == "Found 1."
        assert fill(template, {"a": 1, "b": "", "c": 0, "d": 0.0}) == "Found 1, of 0 and 0."

    def test_the_names_of_a_template_include_those_of_its_parts(self) -> None:
        assert names_in("Found {a}[[ and {b:%}]].") == {"a", "b"}
