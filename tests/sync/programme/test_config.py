"""remit.toml: what it may say, and that every mistake in it is told at once with its line."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from textwrap import dedent

import pytest

from delegation.labels import labels
from delegation.settings import Settings
from sync.programme.config import ConfigError, ConfigMissingError, find_config, load_programme
from sync.programme.lines import find_lines
from sync.programme.model import Master, PublicHolidays, Scope, Team, safe_file_name, workbook_file

SMALL = """
[programme]
name = "Launch"
timezone = "Europe/Berlin"

[[cycle]]
id = "2026-Q4"
first = 2026-10-01
last = 2026-12-31

[[team]]
id = "north"
name = "North"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "remit.toml"
    path.write_text(dedent(text), encoding="utf-8")
    return path


def problems(folder: Path, text: str, language: str = "en") -> list[str]:
    """The mistakes as people read them."""
    with pytest.raises(ConfigError) as caught:
        load_programme(write(folder, text))
    return [each.sentence(labels(language), "remit.toml") for each in caught.value.problems]


def sentences(text: str) -> list[str]:
    """One a line; an indented line continues the one above it."""
    return dedent(text).strip().replace("\n    ", " ").split("\n")


def with_team(lines: str) -> str:
    return SMALL + dedent(lines)


# What it may say


def test_a_small_programme_gets_every_default(tmp_path: Path) -> None:
    programme = load_programme(write(tmp_path, SMALL))
    assert (programme.name, programme.language, programme.timezone) == ("Launch", "en", "Europe/Berlin")
    assert programme.sync_at == dt.time(2, 30)
    assert programme.sheets == "six"
    assert programme.settings == Settings()
    assert programme.master == tmp_path / "Remit master.xlsx"
    assert programme.private == tmp_path / ".remit"
    assert programme.store == tmp_path / ".remit" / "store.sqlite3"
    assert programme.workbook_path("north", "2026-Q4") == tmp_path / "workbooks" / "2026-Q4" / "North.xlsx"


def test_everything_can_be_said(tmp_path: Path) -> None:
    programme = load_programme(
        write(
            tmp_path,
            """
            [programme]
            name = "销售"
            timezone = "Asia/Shanghai"
            language = "zh"
            master = "总表.xlsx"
            sheets = "full"

            [sync]
            at = "23:05"

            [settings]
            green_at = 0.8
            amber_at = 0.5
            run_length = 8
            screen = true

            [[cycle]]
            id = "2026-Q4"
            first = "2026-10-01"
            last = 2026-12-31

            [[team]]
            id = "华北"
            language = "en"
            workbook = 'teams\\{cycle}\\{team}.xlsx'
            open_as = "https://files.example/{cycle}/{name}.xlsx"
            department = "销售部"
            owner = "李雷"
            """,
        )
    )
    assert programme.sync_at == dt.time(23, 5)
    assert programme.settings == Settings(green_at=0.8, amber_at=0.5, run_length=8, screen=True)
    assert programme.teams == (
        Team(
            id="华北",
            name="华北",
            language="en",
            workbook="teams\\{cycle}\\{team}.xlsx",
            open_as="https://files.example/{cycle}/{name}.xlsx",
            department="销售部",
            owner="李雷",
        ),
    )
    assert programme.workbook_path("华北", "2026-Q4") == tmp_path / "teams" / "2026-Q4" / "华北.xlsx"
    assert programme.open_as("华北", "2026-Q4") == "https://files.example/2026-Q4/%E5%8D%8E%E5%8C%97.xlsx"


def test_a_region_brings_its_public_holidays(tmp_path: Path) -> None:
    text = SMALL.replace('timezone = "Europe/Berlin"', 'timezone = "UTC"\nholidays = "CN"')
    holidays = load_programme(write(tmp_path, text)).holidays
    assert holidays.region == "CN"
    assert (dt.date(2026, 10, 1), "holiday") in holidays.days
    assert (dt.date(2026, 10, 10), "working_day") in holidays.days
    assert load_programme(write(tmp_path, SMALL)).holidays == PublicHolidays()


@pytest.mark.parametrize(
    ("written", "language", "told"),
    [
        (
            '"China"',
            "en",
            """
            remit.toml › line 4 (programme.holidays): "China" is not a country or region whose public holidays
                are known. Allowed: a country ("CN"), or a country and its subdivision ("DE-BY"), by their ISO
                codes. Did you mean "CN"?
            """,
        ),
        (
            '"ZZ-9"',
            "zh",
            """
            remit.toml › 第 4 行（programme.holidays）："ZZ-9" 不是已知有法定节假日数据的国家或地区。应为国家代码（"CN"），或国家加行政区代码（"DE-BY"），均为 ISO 代码。请查 ISO 3166 代码；删除此行则不计法定节假日。
            """,  # noqa: E501 - a sentence stays a sentence
        ),
        (
            "true",
            "en",
            """
            remit.toml › line 4 (programme.holidays): true is of the wrong type. Allowed is text in quotation
                marks. Change the value.
            """,
        ),
    ],
)
def test_an_unknown_region_is_told_with_the_closest(
    tmp_path: Path, written: str, language: str, told: str
) -> None:
    text = SMALL.replace('timezone = "Europe/Berlin"', f'holidays = {written}\ntimezone = "UTC"')
    assert problems(tmp_path, text, language) == sentences(told)


def test_a_team_without_a_language_speaks_the_programmes(tmp_path: Path) -> None:
    text = SMALL.replace('timezone = "Europe/Berlin"', 'timezone = "UTC"\nlanguage = "zh"')
    assert load_programme(write(tmp_path, text)).team("north").language == "zh"


def test_without_open_as_readers_use_the_path(tmp_path: Path) -> None:
    programme = load_programme(write(tmp_path, SMALL))
    assert programme.open_as("north", "2026-Q4") == str(tmp_path / "workbooks" / "2026-Q4" / "North.xlsx")


def test_a_full_path_and_a_share_may_lead_anywhere(tmp_path: Path) -> None:
    programme = load_programme(write(tmp_path, with_team("workbook = '/srv/{team}/{name}.xlsx'")))
    assert programme.workbook_path("north", "2026-Q4") == Path("/srv/north/North.xlsx")
    share = Team(id="north", name="North", workbook=r"\\server\share\{name}.xlsx")
    assert workbook_file(share, "2026-Q4") == r"\\server\share\North.xlsx"


def test_notepads_byte_order_mark_and_line_ends_are_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "remit.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load_programme(path).name == "Launch"


@pytest.mark.parametrize(
    ("as_of", "cycle"),
    [
        ("2026-01-01", "2026-Q2"),  # before all of them: the first
        ("2026-04-01", "2026-Q2"),
        ("2026-06-30", "2026-Q2"),
        ("2026-07-15", "2026-Q2"),  # between two: the one before
        ("2026-10-01", "2026-Q4"),
        ("2027-03-01", "2026-Q4"),  # after all of them: the last
    ],
)
def test_the_cycle_of_a_day(tmp_path: Path, as_of: str, cycle: str) -> None:
    earlier = '[[cycle]]\nid = "2026-Q2"\nfirst = 2026-04-01\nlast = 2026-06-30\n'
    programme = load_programme(write(tmp_path, SMALL + earlier))
    assert programme.cycle_at(dt.date.fromisoformat(as_of)).id == cycle


def test_the_file_is_found_upwards(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL)
    deep = tmp_path / "workbooks" / "2026-Q4"
    deep.mkdir(parents=True)
    assert find_config(deep) == path


def test_a_missing_file_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(ConfigMissingError) as caught:
        load_programme(tmp_path / "remit.toml")
    assert str(caught.value) == (
        f"There is no file {tmp_path / 'remit.toml'}. Check the path after --config, or make a new"
        f" programme"
        " with: remit init DIR"
    )


def test_every_setting_has_a_range(tmp_path: Path) -> None:
    lines = [f"{field.name} = 1e9" for field in dataclasses.fields(Settings)]
    found = problems(tmp_path, SMALL + "[settings]\n" + "\n".join(lines))
    assert len(found) == len(lines)


# Mistakes


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = """\
        [programme]
        name = "Launch"
        timezoen = "Europe/Berlin"
        language = "de"

        [[cycle]]
        id = "2026-Q4"
        first = 2026-12-31
        last = 2026-10-01

        [[team]]
        id = "north"
        workbook = "{tema}.xlsx"

        [[team]]
        id = "North"
        name = "south"
        colour = "red"

        [sync]
        at = "25:00"

        [settings]
        green_at = 0.7
        """
    assert problems(tmp_path, text) == sentences(
        """
        remit.toml › line 3 (programme.timezoen): [programme] has no key "timezoen". Keys: name, timezone,
            language, master, sheets, holidays. Did you mean "timezone"?
        remit.toml › line 4 (programme.language): "de" is not known here. Allowed: "en", "zh". Choose one of
            them.
        remit.toml › line 9 (cycle.last): The cycle ends on 2026-10-01, before it begins (2026-12-31). last
            is the same day as first or later. Correct one of the two dates.
        remit.toml › line 13 (team.workbook): {tema} is not a placeholder. Placeholders here: {team},
            {name}, {cycle}. Did you mean "{team}"?
        remit.toml › line 16 (team.id): "North" is already used on line 12. Every id occurs once; capital
            and small letters count as the same. Change one of the two.
        remit.toml › line 18 (team.colour): [team] has no key "colour". Keys: id, name, language, workbook,
            open_as, department, owner, lead_workbook, lead_path, lead_open_as. Remove the line,
            or correct the key.
        remit.toml › line 21 (sync.at): "25:00" is not a time of day. Allowed: "00:00" to "23:59". Write it
            with hours and minutes, for example "02:30".
        remit.toml › line 24 (settings.green_at): amber_at (0.75) is above green_at (0.7). amber_at is at
            most green_at. Lower amber_at or raise green_at.
        """
    )


def test_mistakes_in_chinese(tmp_path: Path) -> None:
    text = SMALL.replace("Europe/Berlin", "Beijing") + 'langauge = "zh"\n'
    assert problems(tmp_path, text, "zh") == [
        (
            'remit.toml › 第 4 行（programme.timezone）："Beijing" 不是时区名称。应为 "Asia/Shanghai"、'
            '"Europe/Berlin"、"UTC" 这样的名称。是否想写“Asia/Shanghai”？'
        ),
        (
            'remit.toml › 第 14 行（team.langauge）：[team] 中没有 "langauge" 这个键。可用的键：id, name,'
            " language, workbook, open_as, department, owner, lead_workbook, lead_path, lead_open_as。"
            "是否想写“language”？"
        ),
    ]


def test_every_kind_of_problem_has_words_in_both_languages() -> None:
    kinds = labels("en").catalogue["config"]["problem"]
    assert kinds.keys() == labels("zh").catalogue["config"]["problem"].keys()
    assert all(set(each) == {"found", "allowed", "remedy"} for each in kinds.values())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "Launch"\n', "", 'line 2 (programme.name): "name" is missing.'),
        ('"Launch"', '"  "', "line 3 (programme.name): The text is empty."),
        (
            '"Launch"',
            "7",
            "line 3 (programme.name): 7 is of the wrong type. Allowed is text in quotation marks.",
        ),
        ('"Europe/Berlin"', '"Mars"', 'line 4 (programme.timezone): "Mars" is not a time zone.'),
        ('"Europe/Berlin"', '"America"', 'line 4 (programme.timezone): "America" is not a time zone.'),
        ('"Europe/Berlin"', '"Shanghai"', 'Did you mean "Asia/Shanghai"?'),
        ("2026-12-31", '"2026-02-31"', 'line 9 (cycle.last): "2026-02-31" is not a day of the calendar.'),
        ("2026-12-31", "2026", "line 9 (cycle.last): 2026 is of the wrong type. Allowed is a date such as"),
        (
            "2026-12-31",
            "2026-12-31T10:00:00",
            "line 9 (cycle.last): 2026-12-31T10:00:00 is of the wrong type.",
        ),
        ("[[team]]", "[team]", "line 11 (team): [team] stands in single brackets."),
        ('[[team]]\nid = "north"\nname = "North"', "team = 3", "line 11 (cycle.team)"),
        ('[[team]]\nid = "north"\nname = "North"', "", "line 1 (team): There is no [[team]]."),
        ('"north"', '"no:rth"', 'line 12 (team.id): "no:rth" has characters that an id cannot have.'),
        ('"north"', '"../x"', 'line 12 (team.id): "../x" has characters that an id cannot have.'),
        ("[programme]", "[programm]", '(programm): remit.toml has no key "programm".'),
    ],
)
def test_one_mistake(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SMALL
    assert any(told in each for each in problems(tmp_path, SMALL.replace(old, new)))


@pytest.mark.parametrize(
    ("workbook", "told"),
    [
        ("{name}.xls", "is not an Excel workbook by its ending. Allowed: .xlsx, .xlsm."),
        ("{name.xlsx", "has a brace without its partner."),
        ("../{name}.xlsx", "leads out of the programme's folder."),
        ("a/../../{name}.xlsx", "leads out of the programme's folder."),
        (".remit/{name}.xlsx", "lies in Remit's private folder."),
        ("what?/{name}.xlsx", '"what?" is not a name that Windows, macOS and Linux all accept.'),
        ("con.xlsx", '"con.xlsx" is not a name that Windows, macOS and Linux all accept.'),
        ("dir /{name}.xlsx", 'Write for example "dir".'),
        ("remit MASTER.xlsx", '"remit MASTER.xlsx" is already the file on line'),
    ],
)
def test_a_workbook_path_that_cannot_be(tmp_path: Path, workbook: str, told: str) -> None:
    found = problems(tmp_path, with_team(f"workbook = '{workbook}'"))
    assert len(found) == 1
    assert told in found[0]


def test_two_teams_cannot_share_a_file(tmp_path: Path) -> None:
    text = with_team(
        """
        [[team]]
        id = "north2"
        workbook = "WORKBOOKS/{cycle}/north.xlsx"
        """
    )
    assert problems(tmp_path, text) == sentences(
        """
        remit.toml › line 17 (team.workbook): "WORKBOOKS/2026-Q4/north.xlsx" is already the file on line 11.
            Every team has a workbook of its own, apart from the master (Windows takes capital and small
            letters as the same). Give workbook another path, or the team another name.
        """
    )


def test_two_cycles_cannot_share_a_file(tmp_path: Path) -> None:
    text = with_team(
        """
        workbook = "{name}.xlsx"
        [[cycle]]
        id = "2027-Q1"
        first = 2027-01-01
        last = 2027-03-31
        """
    )
    found = problems(tmp_path, text)
    assert len(found) == 1
    assert 'line 15 (team.workbook): "North.xlsx" would be the workbook of more than one cycle.' in found[0]


def test_overlapping_cycles_name_each_other(tmp_path: Path) -> None:
    text = SMALL + '[[cycle]]\nid = "winter"\nfirst = 2026-12-31\nlast = 2027-02-01\n'
    assert problems(tmp_path, text) == sentences(
        """
        remit.toml › line 16 (cycle.first): The cycle overlaps with "2026-Q4" (line 6). Every day is in at
            most one cycle. Let it begin after the other one's last day.
        """
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("green_at = 1.2", "1.2 is out of range. Allowed: 0 to 1."),
        ("run_length = 2", "2 is out of range. Allowed: 3 to 1000."),
        ("score_cap = inf", "inf is out of range. Allowed: 1 to 100."),
        ("at_risk_gap = 0.25", "0.25 is out of range. Allowed: -1 to 0."),
        ("run_length = 7.0", "7.0 is of the wrong type. Allowed is a whole number."),
        ("green_at = true", "true is of the wrong type. Allowed is a number."),
        ("amber_at = nan", "nan is out of range. Allowed: 0 to 1."),
        ("screen = 1", "1 is of the wrong type. Allowed is true or false."),
        ("amber = 0.1", 'Did you mean "amber_at"?'),
    ],
)
def test_a_setting_out_of_range(tmp_path: Path, line: str, told: str) -> None:
    found = problems(tmp_path, SMALL + "[settings]\n" + line)
    assert len(found) == 1
    assert told in found[0]


def test_thresholds_that_stand_in_the_wrong_order_are_each_told(tmp_path: Path) -> None:
    lines = ("at_risk_gap = -0.05", "healthy_from = 0.9", "overloaded_above = 0.8")
    told = [each.partition(": ")[2] for each in problems(tmp_path, SMALL + "[settings]\n" + "\n".join(lines))]
    assert told == [
        f"{lower} ({less}) is above {upper} ({more}). {lower} is at most {upper}."
        f" Lower {lower} or raise {upper}."
        for lower, less, upper, more in (
            ("at_risk_gap", -0.05, "slipping_gap", -0.1),
            ("healthy_from", 0.9, "full_above", 0.85),
            ("full_above", 0.85, "overloaded_above", 0.8),
        )
    ]


def test_a_threshold_that_is_a_mistake_itself_is_told_once(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, SMALL + "[settings]\ngreen_at = 9\namber_at = 0.95")
    assert "9 is out of range" in told


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    assert problems(tmp_path, SMALL.replace('"Launch"', "Launch")) == [
        (
            "remit.toml › line 3 (programme.name): This is not TOML: Invalid value. Text stands in straight"
            " quotation marks (\"North\"), a Windows path in single ones ('C:\\Teams\\North.xlsx'). Correct"
            " this line or the one above it."
        )
    ]


def test_what_is_no_toml_hides_no_other_mistake(tmp_path: Path) -> None:
    text = (
        SMALL.replace('"Launch"', "Launch  # ours")
        .replace("Europe/Berlin", "Mars")
        .replace("2026-10-01", "2026-02-30")
        .replace("2026-12-31", "2026-9-30")
        .replace('"North"', '"C:\\North"')
    )
    found = problems(tmp_path, text + "[sync]\nat = 2:30\n")
    assert [each.partition(" Allowed")[0].partition(" Text stands")[0] for each in found] == [
        "remit.toml › line 3 (programme.name): This is not TOML: Invalid value.",
        'remit.toml › line 4 (programme.timezone): "Mars" is not a time zone.',
        'remit.toml › line 8 (cycle.first): "2026-02-30" is not a day of the calendar.',
        'remit.toml › line 9 (cycle.last): "2026-9-30" is of the wrong type.',
        "remit.toml › line 13 (team.name): This is not TOML: Unescaped '\\' in a string.",
        (
            "remit.toml › line 15 (sync.at): This is not TOML: Expected newline or end of document after a"
            " statement."
        ),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[programme\nname = 'x'\n", 1),
        ("[programme]\nname = 'x'\nname = 'y'\n", 3),
        ('[programme]\nname = """x\ntimezone = \'UTC\'', 3),
        ("[programme]\nname\n", 2),
    ],
)
def test_what_cannot_be_made_out_is_told_alone(tmp_path: Path, text: str, line: int) -> None:
    (found,) = problems(tmp_path, text)
    assert found.startswith(f"remit.toml › line {line}: This is not TOML: ")


def test_another_encoding_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "remit.toml"
    path.write_bytes(SMALL.replace("Launch", "销售").encode("gbk"))
    with pytest.raises(ConfigError) as caught:
        load_programme(path)
    assert [each.line for each in caught.value.problems] == [3]


def test_the_mistakes_are_told_in_the_files_own_language(tmp_path: Path) -> None:
    for text in ('[programme]\nlanguage = "zh"\n', '[programme]\nlanguage = "zh"\nname = \n'):
        with pytest.raises(ConfigError) as caught:
            load_programme(write(tmp_path, text))
        assert caught.value.language == "zh"


# Lines


def test_lines_of_keys_through_every_way_of_writing_them() -> None:
    text = dedent(
        '''\
        # a comment with [brackets]
        title = "x"  # another = "one"
        [programme]
        text = """
        [team]
        id = 1
        """
        "quoted.key" = 'x'
        a.b = 1
        [[team]]
        tags = [  # a list
          "a]", [1, 2],
          { q = 1, r = "}" },
        ]
        [team.more]
        day = 2026-10-01 10:00:00
        [[team]]
        id = 3
        '''
    )
    lines = find_lines(text)
    assert lines["title",] == 2
    assert lines["programme", "text"] == 4
    assert lines["programme", "quoted.key"] == 8
    assert lines["programme", "a", "b"] == 9
    assert lines["team", 0] == 10
    assert lines["team", 0, "tags"] == 11
    assert lines["team", 0, "tags", 2, "r"] == 13
    assert lines["team", 0, "more", "day"] == 16
    assert lines["team", 1, "id"] == 18
    assert ("programme", "id") not in lines


# File names


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("North", "North"),
        ("华北 一部", "华北 一部"),
        ("R&D: Europe/Asia", "R&D_ Europe_Asia"),
        ("con", "_con"),
        ("COM1.old", "_COM1.old"),
        ("Company", "Company"),
        ("name. ", "name"),
        (".hidden", "_.hidden"),
        ("~$lock", "_~$lock"),
        ("tab\there\x00", "tab here"),
        ("zero\u200bwidth", "zerowidth"),
        ("Cafe\u0301", "Café"),
        ("???", "___"),
        ("...", "_"),
        ("", "_"),
    ],
)
def test_a_name_becomes_safe_everywhere(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe
    assert safe_file_name(safe) == safe


def test_a_long_name_is_cut_between_characters() -> None:
    assert safe_file_name("团" * 100) == "团" * 50


MASTERS = """
[[master]]
file = "masters/North.xlsx"
scope = "team"
of = "north"

[[master]]
file = "masters/Leads.xlsx"
sensitive = true
"""


def test_more_masters_than_the_programmes_own(tmp_path: Path) -> None:
    programme = load_programme(write(tmp_path, SMALL + MASTERS))
    assert programme.masters == (
        Master(file=programme.master),
        Master(file=tmp_path / "masters/North.xlsx", name="masters/North.xlsx", scope=Scope.TEAM, of="north"),
        Master(file=tmp_path / "masters/Leads.xlsx", name="masters/Leads.xlsx", sensitive=True),
    )
    assert [team.id for team in programme.seen_by(programme.masters[1]).teams] == ["north"]


def test_a_master_of_nobody_and_one_in_anothers_place(tmp_path: Path) -> None:
    wrong = MASTERS.replace('of = "north"', 'of = "nroth"').replace("masters/Leads", "Remit master")
    assert [each.split(": ", 1)[1] for each in problems(tmp_path, SMALL + wrong)] == sentences(
        """
        "nroth" is not known here. Allowed: north. Did you mean "north"?
        "Remit master.xlsx" is already the file on line 2. Every team has a workbook of its own, apart from
            the master (Windows takes capital and small letters as the same). Give workbook another path, or
            the team another name.
        """
    )


def test_a_lead_has_a_workbook_where_that_is_said(tmp_path: Path) -> None:
    programme = load_programme(write(tmp_path, SMALL + "lead_workbook = true\n"))
    team, lead = programme.owners
    assert (team.is_leads, lead.is_leads, lead.id, lead.name) == (False, True, "north/lead", "North (lead)")
    assert programme.team("north/lead") == lead
    assert programme.workbook_path(lead, "2026-Q4") == tmp_path / "leads/2026-Q4/North (lead).xlsx"
    assert load_programme(write(tmp_path, SMALL)).owners == (dataclasses.replace(team, lead_workbook=""),)
