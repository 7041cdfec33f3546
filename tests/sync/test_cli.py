"""The command line: help, mistakes, exit statuses and JSON forms of every command (SPEC §14)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.programme.lock import programme_lock
from sync.store.run_store import RunStore
from sync.store.stored import WrittenCell, WrittenKind
from tests.sync.commandline import CommandLine
from tests.sync.programmes import KPIS, MEMBERS

Maker = Callable[..., CommandLine]

COMMANDS = (
    "demo",
    "init",
    "distribute",
    "validate",
    "sync",
    "status",
    "adopt",
    "show",
    "suggest",
    "history",
    "rebuild",
    "master",
    "daemon",
    "doctor",
)
DELEGATIONS = """
    | delegation_id | title | objective                 | expected_outcome | delegator | delegate | start      | due        | effort_hours | authority_level | status   | check_in_days |
    |---------------|-------|---------------------------|------------------|-----------|----------|------------|------------|--------------|-----------------|----------|---------------|
    | D1            | Page  | Publish 3 pages by winter | Pages are live   | Ana       | Ben      | 2026-10-05 | 2026-12-11 | 40           | 3               | proposed | 5             |
"""  # noqa: E501 - a table stays a table
WRONG_DUE = DELEGATIONS.replace("2026-12-11", "soon      ")


# Help


def test_help_lists_every_command(command_line: Maker) -> None:
    told = command_line().run("--help")
    assert told.exit == 0
    assert [line.split()[0] for line in told.lines if line.split()[0] in COMMANDS] == list(COMMANDS)
    assert "4 another run is under way" in told.lines


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "master"])
@pytest.mark.parametrize(("language", "heading"), [("en", "Example:"), ("zh", "示例:")])
def test_every_command_has_help_with_an_example(
    command_line: Maker, name: str, language: str, heading: str
) -> None:
    told = command_line().run(name, "--lang", language, "--help")
    assert told.exit == 0
    example = told.lines.index(heading) + 1
    assert told.lines[example].startswith(f"remit {name}")
    assert "--format text|json" in told.out


@pytest.mark.parametrize(("language", "heading"), [("en", "Example:"), ("zh", "示例:")])
def test_a_command_of_a_command_has_help_with_an_example(
    command_line: Maker, language: str, heading: str
) -> None:
    here = command_line()
    group, told = (
        here.run("master", "--lang", language, *rest) for rest in (["--help"], ["template", "--help"])
    )
    assert (group.exit, told.exit) == (0, 0)
    for each in (group, told):
        assert each.lines[each.lines.index(heading) + 1].startswith("remit master template")
    assert "--format text|json" in told.out


def test_help_follows_the_environment(command_line: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    here = command_line()
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "新建项目" in here.run("--help").out


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from sync.cli import main; main(['--help']);"
        "heavy = {'rich', 'pandas', 'openpyxl', 'xlsxwriter', 'sqlite3', 'schedule', 'filelock'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_version(command_line: Maker) -> None:
    told = command_line().run("--version")
    assert told.exit == 0
    assert told.lines[0].split()[0] == "remit"


# Wrong use


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["snyc"], 'remit: There is no command "snyc". Did you mean "sync"?'),
        (["sync", "--ful"], 'remit: There is no option --ful here. Did you mean "--full"?'),
        (["history"], "remit: KEY is missing."),
        (["validate"], "remit: FILE... is missing."),
        (["sync", "--format", "xml"], "remit: --format allows text, json."),
        (
            ["sync", "--as-of", "tomorrow"],
            ('remit: --as-of: "tomorrow" is not a day. Write it as year-month-day, for example 2026-11-30.'),
        ),
        (["sync", "--lang", "zh", "--ful"], "remit：此处没有选项 --ful。 是否想写“--full”？"),
    ],
)
def test_wrong_use_says_what_is_right(command_line: Maker, arguments: list[str], told: str) -> None:
    done = command_line("north").run(*arguments)
    assert (done.exit, done.out) == (2, "")
    assert done.err.splitlines()[0] == told


def test_without_a_command_help_is_shown(command_line: Maker) -> None:
    told = command_line().run()
    assert told.exit == 2
    assert "Commands:" in told.out


def test_without_a_programme(command_line: Maker) -> None:
    here = command_line()
    for name in ("distribute", "sync", "status", "daemon"):
        told = here.run(name)
        assert told.exit == 2
        assert told.err == (
            f"remit: No remit.toml in {here.root} or in a folder above it. Go to the programme's folder, name"
            " the file with --config PATH, or make a new programme with: remit init DIR\n"
        )
    assert list(here.root.iterdir()) == []


def test_mistakes_in_the_configuration_are_all_told_and_nothing_is_done(command_line: Maker) -> None:
    here = command_line()
    here.config('[programme]\nname = 7\ntimezone = "Mars"\n')
    told = here.run("sync")
    assert told.exit == 2
    assert told.err.splitlines()[0] == "remit: remit.toml has 4 mistakes; nothing was done."
    assert told.err.splitlines()[-1] == f"Correct {here.root / 'remit.toml'}, then check it: remit doctor"
    assert [each.name for each in here.root.iterdir()] == ["remit.toml"]


def test_mistakes_in_the_configuration_as_json(command_line: Maker) -> None:
    here = command_line()
    here.config('[programme]\nname = "X"\ntimezone = "Mars"\nlanguage = "zh"\ncycle = 1\nteam = 2\n')
    told = here.run("sync", "--format", "json")
    assert (told.exit, told.err) == (2, "")
    error = told.json
    assert error | {"problems": []} == {
        "schema": "remit.error",
        "version": 1,
        "exit": 2,
        "message": "remit.toml 中有 5 处错误，未执行任何操作。",
        "problems": [],
    }
    assert error["problems"][2] == {
        "line": 3,
        "key": "programme.timezone",
        "found": '"Mars" 不是时区名称。',
        "allowed": '应为 "Asia/Shanghai"、"Europe/Berlin"、"UTC" 这样的名称。',
        "remedy": "请在 IANA 时区列表中查找。",
    }


def test_a_programme_elsewhere(command_line: Maker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    here = command_line("north")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir("/")
    assert here.run("status", "--config", here.root / "remit.toml").exit == 0
    told = here.run("status", "--config", elsewhere / "remit.toml")
    assert told.exit == 2
    assert told.err.startswith(f"remit: There is no file {elsewhere / 'remit.toml'}.")


def test_another_run_holds_the_lock(command_line: Maker) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    with programme_lock(here.root / ".remit", "remit daemon"):
        told = here.run("sync")
        handed = here.run("distribute", "--format", "json")
    assert told.exit == handed.exit == 4
    assert told.err.startswith("remit: Another run of this programme is under way: remit daemon, process ")
    assert (handed.json["schema"], handed.json["exit"]) == ("remit.error", 4)
    assert here.run("sync").exit == 0


def test_a_fault_of_remit_is_one_line_and_a_traceback_in_the_log(
    command_line: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS)

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault for the test")

    monkeypatch.setattr("sync.run.pipeline.run_sync", broken)
    told = here.run("sync")
    log = here.root / ".remit" / "logs" / "remit.log"
    assert (told.exit, told.out) == (70, "")
    assert told.err == (
        "remit: Something went wrong inside Remit: ZeroDivisionError: a fault for the test. Your data is as"
        f" the last finished run left it. Details for a report: {log}\n"
    )
    assert "Traceback (most recent call last)" in log.read_text(encoding="utf-8")


# sync and status


def test_sync_of_good_workbooks(command_line: Maker) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS, delegations=DELEGATIONS)
    told = here.run("sync")
    assert told.exit == 0
    assert told.lines[0] == "Launch: run 1, cycle 2026-Q4"
    assert told.lines[1] == "As of 2026-11-14"  # in Shanghai the next day has begun
    assert "North ● updated 6 0" in told.lines
    assert "Records: 6 added, 0 changed, 0 removed" in told.lines
    assert told.lines[-1] == f"Next: open {here.root / 'Remit master.xlsx'}"
    assert (here.root / "Remit master.xlsx").is_file()


def test_sync_as_json_has_exactly_the_agreed_form(command_line: Maker) -> None:
    here = command_line("north", "south")
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    told = here.run("sync", "--format", "json", "--as-of", "2026-11-10")
    report = told.json
    assert " ".join(report) == "schema version run as_of started finished workbooks changes issues master"
    assert (report["schema"], report["version"], report["run"]) == ("remit.sync", 1, 1)
    assert report["as_of"] == "2026-11-10"
    assert report["started"] == "2026-11-13T20:00:00+00:00"
    assert [each["status"] for each in report["workbooks"]] == ["updated", "missing"]
    assert list(report["workbooks"][0]) == ["team", "file", "status", "reason", "rows"]
    assert report["workbooks"][0]["rows"]["members"] == {"read": 3, "accepted": 3, "rejected": 0}
    assert report["changes"] == {"added": 5, "changed": 0, "removed": 0}
    assert list(report["issues"]) == ["error", "warning", "info"]
    assert (told.exit, told.err) == (3, "")


def test_sync_ends_with_1_when_a_row_is_wrong(command_line: Maker) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS, delegations=WRONG_DUE)
    told = here.run("sync")
    assert told.exit == 1
    assert "North ● updated 5 1" in told.lines
    assert told.lines[-1].endswith(
        "its sheet Exceptions and the pages beside the workbooks say what to correct"
    )


def test_sync_ends_with_3_when_a_workbook_cannot_be_read(command_line: Maker) -> None:
    here = command_line("north", "south")
    here.office.write("north", members=MEMBERS, kpis=KPIS, delegations=WRONG_DUE)
    here.office.put("south", b"not a workbook")
    told = here.run("sync", "--lang", "zh")
    assert told.exit == 3
    assert any(line.startswith("South ■ 无法读取") for line in told.lines)
    assert told.lines[-1] == "下一步：处理上面指出的工作簿；总表中仍保留它们最后一次有效的数据"


def test_sudden_emptiness_is_held_until_accepted(command_line: Maker) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    assert here.run("sync").exit == 0
    here.office.write("north", members="\n".join(MEMBERS.splitlines()[:4]), kpis=KPIS)
    told = here.run("sync")
    assert told.exit == 3
    assert told.lines[-1] == (
        "Next: look whether the rows are really gone; if so: remit sync --accept north:members"
    )
    assert here.run("sync", "--accept", "nowhere:members").exit == 2
    assert here.run("sync", "--accept", "north:members").exit == 0


def test_status_before_and_after_a_run(command_line: Maker) -> None:
    here = command_line("north", "south")
    before = here.run("status")
    assert before.exit == 0
    assert before.lines == [
        "Launch: cycle 2026-Q4",
        "No run has been made in this cycle.",
        "Next: remit sync",
    ]
    here.office.write("north", members=MEMBERS, kpis=KPIS, delegations=WRONG_DUE)
    here.run("sync")
    after = here.run("status")
    assert after.exit == 0
    assert after.lines[1] == "Last run: 1, finished 2026-11-14 04:00, as of 2026-11-14"
    assert any(line.startswith("North ● updated 2026-11-14 04:00 5 1 ") for line in after.lines)
    assert any(line.startswith("South ▲ missing") for line in after.lines)


def test_status_as_json(command_line: Maker) -> None:
    here = command_line("north")
    before = here.run("status", "--format", "json").json
    assert before == {
        "schema": "remit.status",
        "version": 1,
        "as_of": "2026-11-14",
        "cycle": "2026-Q4",
        "last_run": None,
        "workbooks": [
            {
                "team": "north",
                "file": "",
                "status": "",
                "reason": "",
                "read_at": "",
                "modified_by": "",
                "last_good_run": 0,
                "old": None,
                "rows": {},
                "issues": {"error": 0, "warning": 0, "info": 0},
            }
        ],
        "held": [],
        "adopted": [],
        "master": str(here.root / "Remit master.xlsx"),
        "waiting": None,
    }
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    here.run("sync")
    after = here.run("status", "--format", "json").json
    assert after["last_run"]["run"] == 1
    assert after["last_run"]["changes"] == {"added": 5, "changed": 0, "removed": 0}
    assert (after["workbooks"][0]["status"], after["workbooks"][0]["modified_by"]) == ("updated", "Ana")


# history


def test_history_of_a_record(command_line: Maker) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    here.run("sync")
    here.office.write("north", members=MEMBERS.replace("| 32 ", "| 30 "), kpis=KPIS, by="Ben")
    here.run("sync", "--as-of", "2026-11-20")
    told = here.run("history", "north:M2")
    assert told.exit == 0
    assert told.lines[0] == "History of north:M2"
    assert "2026-11-14 04:00 1 North member M2 added Member ID: M2 Ana" in told.lines
    assert "2026-11-14 04:00 2 North member M2 changed Weekly hours: 32 → 30 Ben" in told.lines
    entries = here.run("history", "M2", "--format", "json").json["entries"]
    assert [each["action"] for each in entries] == ["added", "changed"]
    assert entries[1] == {
        "team": "north",
        "cycle": "2026-Q4",
        "table": "members",
        "key": "M2",
        "run": 2,
        "finished": "2026-11-13T20:00:00+00:00",
        "as_of": "2026-11-20",
        "action": "changed",
        "changes": [{"field": "weekly_hours", "old": 32.0, "new": 30.0}],
        "modified_by": "Ben",
    }


def test_history_tells_what_was_written_beside_the_row_in_the_master(command_line: Maker) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    here.run("sync")

    def cell(column: str, value: str, kind: WrittenKind = WrittenKind.TEXT, result: str = "") -> WrittenCell:
        return WrittenCell(
            sheet="members", key="north:M2", column=column, kind=kind, value=value, result=result
        )

    with RunStore(here.office.programme.store) as store:
        store.keep_written(1, [cell("View", "Good\nat it"), cell("Sum", "=1+1", WrittenKind.FORMULA, "2")])
    here.run("sync", "--as-of", "2026-11-20")
    with RunStore(here.office.programme.store) as store:
        store.keep_written(2, [cell("View", "Very good"), cell("View", "Ask Ben", WrittenKind.NOTE)])
    told = here.run("history", "M2")
    assert told.exit == 0
    heading = told.lines.index("Written in the master")
    assert told.lines[heading + 1] == "When Run Sheet Row What Change"
    assert told.lines[heading + 3 : -1] == [
        "2026-11-14 04:00 1 Members north:M2 added Sum: =1+1 (gives 2)",
        "2026-11-14 04:00 1 Members north:M2 added View: Good at it",
        "2026-11-14 04:00 2 Members north:M2 removed Sum: =1+1 (gives 2)",
        "2026-11-14 04:00 2 Members north:M2 changed View: Good at it → Very good",
        "2026-11-14 04:00 2 Members north:M2 added Note on View: Ask Ben",
    ]
    found = here.run("history", "north:M2", "--format", "json").json
    assert [each["action"] for each in found["entries"]] == ["added"]
    assert [(each["column"], each["action"]) for each in found["written"]] == [
        ("Sum", "added"),
        ("View", "added"),
        ("Sum", "removed"),
        ("View", "changed"),
        ("View", "added"),
    ]
    assert found["written"][3] == {
        "sheet": "members",
        "key": "north:M2",
        "column": "View",
        "run": 2,
        "finished": "2026-11-13T20:00:00+00:00",
        "as_of": "2026-11-20",
        "action": "changed",
        "old": {"kind": "text", "value": "Good\nat it", "result": ""},
        "new": {"kind": "text", "value": "Very good", "result": ""},
    }
    assert found["written"][2]["new"] is None


def test_history_of_a_key_that_never_was(command_line: Maker) -> None:
    here = command_line("north")
    told = here.run("history", "M7")
    assert told.exit == 2
    assert "no run has been made. Run remit sync first." in told.err
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    here.run("sync")
    told = here.run("history", "m2")
    assert told.exit == 2
    assert told.err.startswith('remit: No record with the key "m2" was ever accepted. Similar keys: north:M2')


# validate


def test_validate_needs_no_programme(command_line: Maker, tmp_path: Path) -> None:
    here = command_line()
    file = tmp_path / "North.xlsx"
    file.write_bytes(here.office.workbook("north", members=MEMBERS, kpis=KPIS, delegations=WRONG_DUE))
    told = here.run("validate", "North.xlsx")
    assert told.exit == 1
    assert told.lines[0].startswith("North.xlsx: ▲ issues · 6 rows read, 5 accepted · errors 1, ")
    assert told.lines[1] == (
        '■ North.xlsx › Delegations!H2 (Due date): "soon" is not a date. Enter a real date, for example'
        " 2026-02-28. [DLG-DUE-TYPE]"
    )
    assert told.lines[-1] == (
        "Next: correct the cells marked ■ (their rows are left out until then), save, and check again"
    )


def test_validate_as_json_has_exactly_the_agreed_form(command_line: Maker, tmp_path: Path) -> None:
    here = command_line()
    file = tmp_path / "North.xlsx"
    file.write_bytes(here.office.workbook("north", members=MEMBERS, kpis=KPIS, delegations=WRONG_DUE))
    told = here.run("validate", "North.xlsx", "--format", "json", "--lang", "zh")
    report = told.json
    assert list(report) == ["schema", "version", "files"]
    (found,) = report["files"]
    assert list(found) == ["file", "team", "status", "reason", "issues", "rows"]
    assert (found["file"], found["team"], found["status"], found["reason"]) == (
        "North.xlsx",
        "north",
        "issues",
        "",
    )
    assert found["rows"]["delegations"] == {"read": 1, "accepted": 0, "rejected": 1}
    assert next(each for each in found["issues"] if each["severity"] == "error") == {
        "code": "DLG-DUE-TYPE",
        "severity": "error",
        "table": "delegations",
        "field": "due",
        "key": "D1",
        "sheet": "Delegations",
        "cell": "H2",
        "value": "soon",
        "message": "“soon”不是日期。",
        "fix": "请填写真实存在的日期，例如 2026-02-28。",
    }
    assert (told.exit, told.err) == (1, "")


def test_one_bad_file_does_not_stop_the_others(command_line: Maker, tmp_path: Path) -> None:
    here = command_line()
    (tmp_path / "good.xlsx").write_bytes(here.office.workbook("north", members=MEMBERS, kpis=KPIS))
    (tmp_path / "empty.xlsx").touch()
    (tmp_path / "page.xlsx").write_bytes(b"<!DOCTYPE html><html>sign in</html>")
    (tmp_path / "folder.xlsx").mkdir()
    names = ("empty.xlsx", "gone.xlsx", "page.xlsx", "folder.xlsx", "good.xlsx")
    told = here.run("validate", *names, "--format", "json")
    assert told.exit == 3
    found = {each["file"]: (each["status"], each["issues"][0]["code"]) for each in told.json["files"]}
    assert found == {
        "empty.xlsx": ("unreadable", "WB-EMPTY"),
        "gone.xlsx": ("unreadable", "WB-MISSING"),
        "page.xlsx": ("unreadable", "WB-TYPE"),
        "folder.xlsx": ("unreadable", "WB-TYPE"),
        "good.xlsx": ("issues", "MBR-COLUMN-MISSING"),
    }
    assert here.run("validate", *names).lines[-1] == "Next: do what is said beside ■, then check again"


def test_a_registered_file_is_judged_as_the_nightly_run_judges_it(command_line: Maker) -> None:
    here = command_line("north", "south")
    file = here.office.write("north", members=MEMBERS, kpis=KPIS, belongs_to="south")
    told = here.run("validate", file, "--format", "json")
    assert told.exit == 3
    (found,) = told.json["files"]
    assert (found["team"], found["status"]) == ("north", "held")
    assert [each["code"] for each in found["issues"]] == ["WB-TEAM-CONFLICT"]
    assert found["reason"] == found["issues"][0]["message"]


def test_a_registered_file_may_say_what_the_store_knows_as_a_former_name(command_line: Maker) -> None:
    here = command_line("north")
    delegated = WRONG_DUE.replace("soon", "2026-11-30")
    here.office.write("north", members=MEMBERS, kpis=KPIS, delegations=delegated)
    here.run("sync")
    renamed = MEMBERS.replace("Ana ", "Anna ").replace("Ben ", "Bo ")
    file = here.office.write("north", members=renamed, kpis=KPIS, delegations=delegated)
    found = {
        each["code"] for each in here.run("validate", file, "--format", "json").json["files"][0]["issues"]
    }
    assert "DLG-DELEGATE-RENAMED" in found
    elsewhere = here.root / "copy.xlsx"
    elsewhere.write_bytes(file.read_bytes())
    found = {
        each["code"]
        for each in here.run("validate", elsewhere, "--format", "json").json["files"][0]["issues"]
    }
    assert "DLG-DELEGATE-UNKNOWN" in found


def test_validate_speaks_the_workbooks_language(command_line: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    here = command_line("north", language="zh")
    assert here.run("distribute").exit == 0
    monkeypatch.chdir(here.root / "workbooks" / "2026-Q4")
    (here.root / "remit.toml").unlink()
    told = here.run("validate", "North.xlsx")
    assert told.lines == [
        "North.xlsx：● 没有问题 · 读取 0 行，接收 0 行 · 错误 0，警告 0，提示 0",
        "下一步：无需更改",
    ]


# distribute, init, doctor, demo as JSON: one object and nothing around it


def test_every_json_answer_is_one_object(command_line: Maker) -> None:
    here = command_line("north")
    for arguments, schema in (
        (["distribute"], "remit.distribute"),
        (["sync"], "remit.sync"),
        (["status"], "remit.status"),
        (["doctor"], "remit.doctor"),
        (["validate", "workbooks/2026-Q4/North.xlsx"], "remit.validate"),
        (["init", "new"], "remit.init"),
        (["history", "nothing"], "remit.error"),
    ):
        told = here.run(*arguments, "--format", "json")
        found = json.loads(told.out)
        assert (found["schema"], found["version"], told.err) == (schema, 1, "")


def test_text_answers_speak_the_programmes_language(command_line: Maker) -> None:
    here = command_line("north", language="zh")
    assert here.run("status").lines == ["Launch：周期 2026-Q4", "本周期尚未运行过。", "下一步：remit sync"]
    assert here.run("status", "--lang", "en").lines[-1] == "Next: remit sync"


def test_the_demo_does_not_overwrite(command_line: Maker) -> None:
    here = command_line("north")
    told = here.run("demo", here.root)
    assert told.exit == 2
    assert told.err == f"remit: The folder {here.root} is not empty. Name another one: remit demo DIR\n"
