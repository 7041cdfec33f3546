"""The nightly run, on a clock that a test moves."""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import subprocess
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import schedule

from sync.daemon import Daemon, Outside, last_due
from sync.programme.config import ConfigError
from sync.programme.lock import Holder, ProgrammeLockedError, programme_lock
from sync.programme.model import Programme
from tests.sync.commandline import CONFIG, TEAM, CommandLine
from tests.sync.programmes import KPIS, MEMBERS

ZONE = ZoneInfo("Asia/Shanghai")


class Clock:
    """Time that passes only while somebody sleeps; `schedule` looks at it too."""

    def __init__(self, now: str, until: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = _moment(now)
        self.until = _moment(until)
        self.at: dict[dt.datetime, Callable[[], object]] = {}
        clock = self

        class Now(dt.datetime):
            @classmethod
            def now(cls, tz: dt.tzinfo | None = None) -> Now:  # type: ignore[override]
                local = clock.now.astimezone(tz)
                return cls.fromtimestamp(local.timestamp(), tz)

        names = {name: getattr(dt, name) for name in ("date", "time", "timedelta", "timezone", "tzinfo")}
        monkeypatch.setattr(schedule, "datetime", types.SimpleNamespace(**names, datetime=Now))

    def __call__(self) -> dt.datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=max(seconds, 300))  # nights would be long at the daemon's own pace
        for moment in sorted(self.at):
            if moment <= self.now:
                self.at.pop(moment)()

    def stopping(self) -> bool:
        return self.now >= self.until


class Nights:
    """Stands for runs: notes when they were made, and fails where a test says so."""

    def __init__(self, clock: Clock, *, last: str = "") -> None:
        self.clock = clock
        self.last = _moment(last) if last else None
        self.made: list[str] = []
        self.fails: list[Exception] = []
        self.waits = False  # whether a filled master lies beside its place
        self.tries: list[str] = []
        self.open_until = ""  # when somebody closes the master

    def run(self, programme: Programme, as_of: dt.date) -> str:
        if self.fails:
            raise self.fails.pop(0)
        self.last = self.clock.now
        self.made.append(f"{self.clock.now.astimezone(ZONE):%m-%d %H:%M} as of {as_of:%m-%d}")
        return f"run as of {as_of}"

    def publish_again(self, programme: Programme) -> str:
        if self.fails:
            raise self.fails.pop(0)
        self.tries.append(f"{self.clock.now.astimezone(ZONE):%m-%d %H:%M}")
        self.waits = self.clock.now < _moment(self.open_until)
        return "" if self.waits else f"swapped at {self.tries[-1]}"

    def outside(self) -> Outside:
        return Outside(
            run=self.run,
            last_run=lambda programme: self.last,
            is_waiting=lambda programme: self.waits,
            publish_again=self.publish_again,
            clock=self.clock,
            sleep=self.clock.sleep,
            stopping=self.clock.stopping,
        )


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "remit.toml"
    path.write_text(CONFIG.format(language="en") + TEAM.format(team="north", name="North"), encoding="utf-8")
    return path


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_it_runs_every_night_at_the_programmes_time(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock("2026-11-10 12:00", "2026-11-13 12:00", monkeypatch)
    nights = Nights(clock, last="2026-11-10 02:31")
    daemon = Daemon(config, nights.outside())
    daemon.serve()
    assert nights.made == ["11-11 02:30 as of 11-11", "11-12 02:30 as of 11-12", "11-13 02:30 as of 11-13"]
    assert daemon.runs == 3


def test_a_missed_run_is_made_up_once_at_the_start(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock("2026-11-10 12:00", "2026-11-11 12:00", monkeypatch)
    nights = Nights(clock, last="2026-11-07 02:31")  # three nights were missed
    Daemon(config, nights.outside()).serve()
    assert nights.made == ["11-10 12:00 as of 11-10", "11-11 02:30 as of 11-11"]


def test_the_first_run_of_a_programme_is_not_waited_for(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock("2026-11-10 12:00", "2026-11-10 18:00", monkeypatch)
    nights = Nights(clock)
    Daemon(config, nights.outside()).serve()
    assert nights.made == ["11-10 12:00 as of 11-10"]


def test_a_last_run_in_the_future_shows_a_wrong_clock_and_stops_nothing(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock("2026-11-10 12:00", "2026-11-10 18:00", monkeypatch)
    nights = Nights(clock, last="2027-01-01 00:00")
    Daemon(config, nights.outside()).serve()
    assert nights.made == ["11-10 12:00 as of 11-10"]


def test_a_computer_that_slept_runs_when_it_wakes(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock("2026-11-10 12:00", "2026-11-12 12:00", monkeypatch)
    nights = Nights(clock, last="2026-11-10 02:31")
    clock.at[_moment("2026-11-10 23:00")] = lambda: setattr(clock, "now", _moment("2026-11-11 08:00"))
    Daemon(config, nights.outside()).serve()
    assert nights.made == ["11-11 08:00 as of 11-11", "11-12 02:30 as of 11-12"]


def test_a_run_that_fails_does_not_end_it(
    config: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock("2026-11-10 12:00", "2026-11-12 12:00", monkeypatch)
    nights = Nights(clock, last="2026-11-10 02:31")
    nights.fails.append(OSError("the disk is full"))
    Daemon(config, nights.outside()).serve()
    assert nights.made == ["11-12 02:30 as of 11-12"]
    assert "The run failed; the master and the store are as before. The next one is tomorrow." in caplog.text
    assert "OSError: the disk is full" in caplog.text


def test_while_another_run_holds_the_lock_the_night_is_skipped(
    config: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock("2026-11-10 12:00", "2026-11-12 12:00", monkeypatch)
    nights = Nights(clock, last="2026-11-10 02:31")
    nights.fails.append(ProgrammeLockedError(Path("lock"), Holder(pid=7, command="remit sync")))
    Daemon(config, nights.outside()).serve()
    assert nights.made == ["11-12 02:30 as of 11-12"]
    assert [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING] == [
        (
            "Run skipped. Another run of this programme is under way: remit sync, process 7. Wait until it"
            " has finished."
        )
    ]


def test_a_new_time_holds_at_once(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock("2026-11-10 12:00", "2026-11-11 12:00", monkeypatch)
    nights = Nights(clock, last="2026-11-10 02:31")
    clock.at[_moment("2026-11-10 20:00")] = lambda: rewrite(
        config, "[[team]]", '[sync]\nat = "22:15"\n[[team]]'
    )
    Daemon(config, nights.outside()).serve()
    assert nights.made == ["11-10 22:15 as of 11-10"]


def test_a_mistake_in_the_file_costs_only_the_runs_until_it_is_mended(
    config: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock("2026-11-10 12:00", "2026-11-11 12:00", monkeypatch)
    nights = Nights(clock, last="2026-11-10 02:31")
    clock.at[_moment("2026-11-10 20:00")] = lambda: rewrite(config, '"Launch"', "Launch")
    clock.at[_moment("2026-11-11 09:00")] = lambda: rewrite(config, "= Launch", '= "Launch"')
    Daemon(config, nights.outside()).serve()
    assert nights.made == ["11-11 09:00 as of 11-11"]
    assert (
        "remit.toml has a mistake; nothing was done. remit.toml › line 2 (programme.name): This is not TOML"
        in caplog.text
    )


def test_a_mistake_in_the_passwords_costs_only_the_runs_until_it_is_mended(
    config: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock("2026-11-10 12:00", "2026-11-11 12:00", monkeypatch)
    nights = Nights(clock, last="2026-11-10 02:31")
    passwords = config.parent / ".remit" / "passwords.toml"
    passwords.parent.mkdir()
    clock.at[_moment("2026-11-10 20:00")] = lambda: passwords.write_text("north = hunter2", encoding="utf-8")
    clock.at[_moment("2026-11-11 09:00")] = lambda: passwords.write_text(
        'north = "hunter2"', encoding="utf-8"
    )
    Daemon(config, nights.outside()).serve()
    assert nights.made == ["11-11 09:00 as of 11-11"]
    assert "passwords.toml has a mistake; nothing was done. passwords.toml › line 1: This is" in caplog.text
    assert "hunter2" not in caplog.text


def test_it_does_not_begin_with_mistakes_in_the_file(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock("2026-11-10 12:00", "2026-11-11 12:00", monkeypatch)
    rewrite(config, '"Launch"', "7")
    with pytest.raises(ConfigError):
        Daemon(config, Nights(clock).outside())


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-10 02:29", "2026-11-09 02:30"),
        ("2026-11-10 02:30", "2026-11-10 02:30"),
        ("2026-11-10 23:59", "2026-11-10 02:30"),
    ],
)
def test_the_last_time_that_a_run_was_due(now: str, due: str) -> None:
    assert last_due(_moment(now), dt.time(2, 30), "Asia/Shanghai") == _moment(due)


def test_the_night_in_which_the_clock_skips_the_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    noon = dt.datetime(2026, 3, 29, 12, 0, tzinfo=berlin)
    due = last_due(noon, dt.time(2, 30), "Europe/Berlin")
    assert due.astimezone(dt.UTC) == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)


# A master that waits


def test_a_master_that_waits_is_tried_every_ten_minutes_until_it_is_swapped(
    config: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    clock = Clock("2026-11-10 12:00", "2026-11-11 12:00", monkeypatch)
    nights = Nights(clock, last="2026-11-10 02:31")
    nights.open_until = "2026-11-11 02:55"
    clock.at[_moment("2026-11-11 02:30")] = lambda: setattr(nights, "waits", True)
    Daemon(config, nights.outside()).serve()
    assert nights.made == ["11-11 02:30 as of 11-11"]
    assert nights.tries == ["11-11 02:40", "11-11 02:50", "11-11 03:00"]
    assert [each.getMessage() for each in caplog.records if "swapped" in each.getMessage()] == [
        "swapped at 11-11 03:00"
    ]


def test_a_master_that_waited_when_the_daemon_was_stopped_is_tried_at_its_start(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock("2026-11-10 12:00", "2026-11-10 12:30", monkeypatch)
    nights = Nights(clock, last="2026-11-10 02:31")
    nights.waits, nights.open_until = True, "2026-11-10 12:05"
    Daemon(config, nights.outside()).serve()
    assert nights.tries == ["11-10 12:00", "11-10 12:10"]


def test_a_master_that_cannot_be_swapped_is_told_once_and_tried_on(
    config: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock("2026-11-10 12:00", "2026-11-10 13:00", monkeypatch)
    nights = Nights(clock, last="2026-11-10 02:31")
    nights.waits, nights.open_until = True, "2026-11-10 12:00"
    nights.fails += [OSError("no share"), OSError("no share"), ProgrammeLockedError(Path("lock"), Holder())]
    Daemon(config, nights.outside()).serve()
    assert nights.tries == ["11-10 12:30"]
    told = [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]
    assert told == ["The master that waits could not be put in its place."]


# The command


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_ends_the_command_cleanly(command_line: Callable[..., CommandLine], name: str) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    log = here.root / ".remit" / "logs" / "remit.log"
    code = "import sys; from sync.cli import main; sys.exit(main(['daemon']))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=here.root, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        process.send_signal(getattr(signal, name))
        rest = process.stdout.read()
        assert process.wait(timeout=60) == 0
    assert "Launch: the nightly run is at 02:30 (Asia/Shanghai)." in lines[0]
    assert "Run 1, as of " in lines[1]
    assert rest.strip().endswith("Stopped.")
    assert "Run 1, as of " in log.read_text(encoding="utf-8")
    assert here.run("status", "--format", "json").json["last_run"]["run"] == 1


def test_the_lock_is_taken_over_from_a_holder_that_was_killed(
    command_line: Callable[..., CommandLine],
) -> None:
    here = command_line("north")
    private = here.root / ".remit"
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    code = (
        "import sys, time; from pathlib import Path; from sync.programme.lock import programme_lock\n"
        "with programme_lock(Path(sys.argv[1]), 'remit sync'): print('held', flush=True); time.sleep(600)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", code, str(private)], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(ProgrammeLockedError) as caught, programme_lock(private, "remit daemon"):
            time.sleep(0)
        assert caught.value.holder == Holder(pid=process.pid, command="remit sync")
        process.kill()
    assert here.run("sync").exit == 0
