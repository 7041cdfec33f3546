"""A programme some of whose workbooks are behind passwords: what a run, adopt and validate make of them."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from delegation.labels import labels
from delegation.messages import message
from sync.programme.passwords import passwords_path
from sync.reading.checking import CheckedFile, check, job_of
from sync.run.intake import Job
from sync.run.strays import Stray, likely
from tests.sync.commandline import CommandLine
from tests.sync.programmes import AS_OF, CYCLE, KPIS, MEMBERS, Office
from tests.sync.workbooks import encrypted, ole_file

Maker = Callable[..., CommandLine]

PASSWORD = "Sesam-öffne-dich"
UNSET = "The workbook is protected by a password, so it cannot be read: no password is configured for it."
WRONG = (
    "The workbook is protected by a password, so it cannot be read: no password that is configured for it"
    " opens it."
)
DAMAGED = (
    "The workbook is protected by a password, so it cannot be read: its encryption is damaged, or of a kind"
    " that Remit does not know."
)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path, "NORTH", "SOUTH")
    office.put("NORTH", encrypted(office.workbook("NORTH", members=MEMBERS, kpis=KPIS), PASSWORD))
    office.write("SOUTH", members=MEMBERS)
    return office


def configure(office: Office, text: str) -> None:
    passwords_path(office.programme.private).write_text(text, encoding="utf-8")


def told(office: Office) -> str:
    """Why NORTH's workbook was not read."""
    [found] = [each.issue for each in office.issues("WB-ENCRYPTED") if each.team == "NORTH"]
    return message(found, labels("en"))


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file in there, and every part of those that are packed."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as packed:
                    yield from ((name, packed.read(name)) for name in packed.namelist())


def names_with(word: str, folder: Path) -> set[str]:
    spelled = [word.encode(each) for each in ("utf-8", "utf-16-le", "unicode-escape")]
    return {name for name, data in everything(folder) if any(each in data for each in spelled)}


def checked(office: Office, file: Path) -> CheckedFile:
    return check(job_of(file, programme=office.programme, as_of=AS_OF))


def test_with_its_password_a_workbook_is_read_and_a_second_run_changes_nothing(office: Office) -> None:
    configure(office, f'NORTH = "{PASSWORD}"')
    before = office.path("NORTH").read_bytes()
    office.run()
    assert office.statuses() == {"NORTH": ("updated", ""), "SOUTH": ("updated", "")}
    assert office.keys("NORTH", "members") == ["M1", "M2", "M3"]
    office.run()
    assert office.statuses() == {"NORTH": ("unchanged", ""), "SOUTH": ("unchanged", "")}
    assert office.path("NORTH").read_bytes() == before


def test_a_password_that_is_configured_later_opens_the_workbook_as_it_lies(office: Office) -> None:
    for text, why in (("", UNSET), ('NORTH = "guess"', WRONG), (f'SOUTH = "{PASSWORD}"', UNSET)):
        configure(office, text)
        office.run()
        assert office.statuses()["NORTH"] == ("unreadable", "WB-ENCRYPTED")
        assert told(office) == why
    configure(office, f'NORTH = ["guess", "{PASSWORD}"]')
    office.run()
    assert office.statuses()["NORTH"] == ("updated", "")
    assert office.issues("WB-ENCRYPTED") == []


def test_a_password_that_no_longer_opens_it_keeps_the_last_good_rows(office: Office) -> None:
    configure(office, f'NORTH = "{PASSWORD}"')
    office.run()
    office.put("NORTH", encrypted(office.workbook("NORTH", members=MEMBERS), "a new one"))
    office.run()
    assert (office.statuses()["NORTH"], told(office)) == (("unreadable", "WB-ENCRYPTED"), WRONG)
    assert office.keys("NORTH", "members") == ["M1", "M2", "M3"]


def test_damaged_encryption_costs_its_workbook_alone(office: Office) -> None:
    configure(office, f'NORTH = "{PASSWORD}"')
    office.put("NORTH", ole_file("EncryptionInfo", "EncryptedPackage"))
    office.run()
    assert office.statuses() == {"NORTH": ("unreadable", "WB-ENCRYPTED"), "SOUTH": ("updated", "")}
    assert told(office) == DAMAGED


def test_a_password_is_nowhere_but_in_its_file(office: Office) -> None:
    passwords = f'NORTH = ["wrong-{PASSWORD}", "{PASSWORD}"]\nSOUTH = "wrong-{PASSWORD}"'
    configure(office, passwords)
    shutil.copy2(office.path("NORTH"), office.path("NORTH").with_name("Copy.xlsx"))
    office.run()
    office.put("SOUTH", encrypted(office.workbook("SOUTH", members=MEMBERS), "unknown"))
    office.put("NORTH", office.path("NORTH").read_bytes()[:9_000])
    office.run()
    assert {status for status, _ in office.statuses().values()} == {"unreadable"}
    assert names_with(PASSWORD, office.programme.root) == {"passwords.toml"}


def test_jobs_do_not_show_it() -> None:
    job = Job(
        team="NORTH",
        path=Path("North.xlsx"),
        cycle=CYCLE,
        as_of=AS_OF,
        settings=Office(Path(), "NORTH").programme.settings,
        secret=b"",
        passwords=(PASSWORD,),
    )
    assert PASSWORD not in f"{job!r} {Stray(path=Path('North.xlsx'), passwords=(PASSWORD,))!r}"


def test_a_copy_behind_the_password_is_told_by_its_identity(office: Office) -> None:
    configure(office, f'NORTH = "{PASSWORD}"')
    shutil.copy2(office.path("NORTH"), office.path("NORTH").with_name("Ana's own.xlsx"))
    office.run()
    [copy] = office.issues("WB-COPY")
    assert message(copy.issue, labels("en")).startswith(
        'Other files carry the identity of this workbook: "Ana\'s own.xlsx".'
    )


def test_at_a_copy_the_passwords_of_workbooks_with_like_names_are_tried_first_and_few_of_them() -> None:
    teams = ("Mobile", "Platform", "Sales", "East", "North", "West", "Finance")
    known = {Path(f"{team}.xlsx"): (f"password of {team}", "shared") for team in teams}
    tried = likely(Path("North (1).xlsx"), known)
    assert (tried[:2], len(tried)) == (("password of North", "shared"), 5)
    assert likely(Path("South (1).xlsx"), {Path("South.xlsx"): ()}) == ()


def test_validate_opens_what_the_run_opens_and_says_why_not(office: Office, tmp_path: Path) -> None:
    file = office.path("NORTH")
    assert [each.code for each in checked(office, file).issues] == ["WB-ENCRYPTED"]
    configure(office, f'NORTH = "{PASSWORD}"')
    assert (checked(office, file).verdict, checked(office, file).rows["members"].accepted) == ("issues", 3)
    elsewhere = shutil.copy2(file, tmp_path / "who knows.xlsx")
    assert checked(office, elsewhere).rows["members"].accepted == 3
    south = shutil.copy2(file, office.path("SOUTH"))
    assert [each.code for each in checked(office, south).issues] == ["WB-ENCRYPTED"]
    alone = check(job_of(elsewhere, programme=None, as_of=dt.date(2026, 11, 13)))
    assert [each.code for each in alone.issues] == ["WB-ENCRYPTED"]


def test_adopt_takes_a_workbook_that_its_password_opens(command_line: Maker) -> None:
    here = command_line("NORTH", "SOUTH")
    file = here.root / "North of Ana.xlsx"
    file.write_bytes(encrypted(here.office.workbook("NORTH", members=MEMBERS), PASSWORD))
    refused = here.run("adopt", file, "--team", "NORTH")
    assert (refused.exit, UNSET in refused.out) == (3, True)
    configure(here.office, f'NORTH = "{PASSWORD}"')
    assert here.run("adopt", file, "--team", "NORTH").exit == 0
    assert here.office.path("NORTH").read_bytes() == file.read_bytes()
    here.office.run()
    assert here.office.statuses()["NORTH"] == ("updated", "")
    assert names_with(PASSWORD, here.root) == {"passwords.toml"}


MISTAKE = (
    "passwords.toml › line 2: The line names no workbook of remit.toml. Allowed on the left: NORTH. Correct"
    " the id, in quotation marks if it has a dot or a slash, or remove the line."
)


@pytest.mark.parametrize("command", ["sync", "validate", "adopt", "doctor"])
def test_a_mistake_in_the_file_is_told_with_its_line_alone(command_line: Maker, command: str) -> None:
    here = command_line("NORTH")
    file = here.office.write("NORTH", members=MEMBERS)
    configure(here.office, f'NORTH = "a"\n"{PASSWORD}" = "NORTH"')
    more = {"validate": (file,), "adopt": (file, "--team", "NORTH")}.get(command, ())
    found = here.run(command, *more)
    assert found.exit == 2
    assert MISTAKE in " ".join((found.out + found.err).split())
    assert PASSWORD not in found.out + found.err
    assert PASSWORD not in here.run(command, *more, "--format", "json").out


def test_doctor_says_how_many_are_configured_and_who_may_read_them(command_line: Maker) -> None:
    here = command_line("NORTH", "SOUTH")
    here.office.write("NORTH", members=MEMBERS)
    assert not any("asswords" in line for line in here.run("doctor").lines)
    configure(here.office, f'NORTH = "{PASSWORD}"')
    path = passwords_path(here.office.programme.private)
    path.chmod(0o600)
    assert "passwords for workbooks: 1;" in " ".join(here.run("doctor").lines)
    path.chmod(0o644)
    found = " ".join(here.run("doctor").lines)
    assert "can be read by others Take the permission away: chmod 600" in found
    assert PASSWORD not in found
