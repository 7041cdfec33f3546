"""A small programme after its fourth run, as the store would tell of it, and the master made from it.

Three teams: North is well, South has not arrived since run 2, 华东 had one row rejected.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

from delegation.issues import Issue, Severity
from delegation.records import Value
from delegation.tables import BY_ID
from delegation.validate import RowCounts
from sync.master import MasterContent, build_master
from sync.master.figures import build_content
from sync.programme.model import Cycle, Programme, Team
from sync.run.incoming import Status
from sync.store.stored import ErrorSpan, FigureSpan, Run, StoredIssue, StoredRecord, WorkbookState
from tests.workbook_templates.dump import GOLDEN, dump

AS_OF = dt.date(2026, 12, 14)
CYCLE = Cycle(id="2026-Q4", first=dt.date(2026, 10, 1), last=dt.date(2026, 12, 31))
TEAMS = (
    Team(id="north", name="North"),
    Team(id="south", name="South", open_as="https://example.com/teams/{name}.xlsx"),
    Team(id="huadong", name="华东销售区", language="zh", open_as=r"\\files\remit\{name}.xlsx"),
)
PROGRAMME = Programme(
    root=Path("/programme"),
    name="Launch",
    language="en",
    timezone="Europe/Berlin",
    cycles=(CYCLE,),
    teams=TEAMS,
    master=Path("/programme/Remit master.xlsx"),
    store=Path("/programme/.remit/store.sqlite3"),
    private=Path("/programme/.remit"),
)


@dataclass
class Told:
    """What a store would answer."""

    records: list[StoredRecord] = field(default_factory=list)
    states: list[WorkbookState] = field(default_factory=list)
    open_issues: list[StoredIssue] = field(default_factory=list)
    past: list[Run] = field(default_factory=list)
    spans: list[ErrorSpan] = field(default_factory=list)
    kept: list[FigureSpan] = field(default_factory=list)

    def current(self, cycle: str) -> list[StoredRecord]:
        return [each for each in self.records if each.cycle == cycle]

    def workbooks(self, cycle: str) -> list[WorkbookState]:
        return self.states

    def issues(self, cycle: str) -> list[StoredIssue]:
        return self.open_issues

    def runs(self) -> list[Run]:
        return self.past

    def error_spans(self, cycle: str) -> list[ErrorSpan]:
        return self.spans

    def figure_spans(self, cycle: str, since: int = 0) -> list[FigureSpan]:
        return self.kept


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def record(team: str, table: str, key: str, row: int = 6, /, **values: Value) -> StoredRecord:
    return StoredRecord(
        team=team,
        cycle=CYCLE.id,
        table=table,
        key=key,
        sheet=BY_ID[table].name,
        row=row,
        values=values,
        first_run=1,
        run=1,
        modified_by="",
    )


def delegation(team: str, key: str, row: int = 6, /, **values: Value) -> StoredRecord:
    filled: dict[str, Value] = {
        "delegation_id": key,
        "title": f"Title of {key}",
        "objective": "Cut late deliveries to 2% by 31 March",
        "expected_outcome": "A signed contract",
        "delegator": "M1",
        "delegate": "M2",
        "start": day("2026-10-05"),
        "due": day("2026-12-31"),
        "effort_hours": 40.0,
        "authority_level": 4,
        "status": "in_progress",
        **values,
    }
    return record(team, "delegations", key, row, **filled)


def state(team: str, status: Status, good: int, /, *, reason: str = "", rejected: int = 0) -> WorkbookState:
    name = next(each.name for each in TEAMS if each.id == team)
    return WorkbookState(
        team=team,
        cycle=CYCLE.id,
        file=f"{name}.xlsx",
        status=status,
        reason=reason,
        sha256="",
        read_at=None,
        changed_run=good,
        last_good_run=good,
        modified_by="Ana Sousa",
        modified_at="",
        rows={"delegations": RowCounts(read=2 + rejected, accepted=2, rejected=rejected)},
    )


def issue(
    team: str, since: int, code: str, severity: Severity = Severity.ERROR, /, **facts: object
) -> StoredIssue:
    name = next(each.name for each in TEAMS if each.id == team)
    made = Issue(code=code, severity=severity, **facts)  # type: ignore[arg-type]
    return StoredIssue(team=team, file=f"{name}.xlsx", issue=made, since_run=since)


def run(number: int, **facts: object) -> Run:
    """Runs are a day apart, run 4 on the as-of day, each at half past two in Berlin's winter."""
    night = dt.datetime(2026, 12, 14, 1, 30, tzinfo=dt.UTC) - dt.timedelta(days=4 - number)
    made = Run(
        run=number,
        cycle=CYCLE.id,
        as_of=AS_OF - dt.timedelta(days=4 - number),
        started=night,
        finished=night + dt.timedelta(seconds=7),
        complete=False,
        updated=2,
        unchanged=0,
        held=0,
        unreadable=0,
        missing=1,
        locked=0,
        added=number,
        changed=0,
        removed=0,
        errors=2,
        warnings=1,
        infos=0,
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def told() -> Told:
    return Told(
        records=[
            record("north", "members", "M1", 6, member_id="M1", name="Ana Sousa", weekly_hours=40.0),
            record(
                "north", "members", "M2", 7, member_id="M2", name="Li Na", weekly_hours=32.5, motivation=4
            ),
            record(
                "north",
                "kpis",
                "K1",
                kpi_id="K1",
                name="On-time deliveries",
                direction="higher",
                target=95.0,
                frequency="monthly",
                aggregation="last",
            ),
            delegation(
                "north", "D1", 6, title="Price review", kpi_id="K1", due=day("2026-12-04"), progress=0.8
            ),
            delegation(
                "north",
                "D2",
                7,
                title="Supplier talks",
                due=day("2026-12-18"),
                required_skills=(("Excel", 4),),
            ),
            delegation("south", "D1", 6, title="Stock count", delegate="Jo", status="completed"),
            delegation("huadong", "007", 6, title="门店陈列", due=day("2026-12-11"), priority="high"),
            record(
                "north",
                "check_ins",
                "C1",
                check_in_id="C1",
                date=day("2026-12-01"),
                delegation_id="D1",
                raised_by="M2",
                type="help_request",
                confidence=2,
                action="Ask legal",
                action_due=day("2026-12-08"),
            ),
        ],
        states=[
            state("north", Status.UPDATED, 4),
            state("south", Status.MISSING, 2, reason="WB-MISSING"),
            state("huadong", Status.UNCHANGED, 4, rejected=1),
        ],
        open_issues=[
            issue(
                "north",
                3,
                "PLN-MISSED",
                Severity.WARNING,
                table="plan",
                field="planned_on",
                sheet="Tracking plan",
                cell="D21",
                value="2026-11-30",
                params={"date": day("2026-11-30")},
            ),
            issue("south", 3, "WB-MISSING", params={"file": "South.xlsx"}),
            issue(
                "huadong",
                4,
                "DLG-DUE-TYPE",
                table="delegations",
                field="due",
                key="D9",
                sheet="授权事项",
                cell="L13",
                value="31/02/2026",
            ),
        ],
        past=[run(number) for number in (4, 3, 2, 1)],
        spans=[
            ErrorSpan(team="south", first_run=3, until_run=None, errors=1),
            ErrorSpan(team="huadong", first_run=1, until_run=3, errors=2),
            ErrorSpan(team="huadong", first_run=4, until_run=None, errors=1),
        ],
    )


def content(language: str = "en", source: Told | None = None, *, sensitive: bool = False) -> MasterContent:
    programme = replace(PROGRAMME, language=language)
    return build_content(source or told(), programme, 4, AS_OF, sensitive=sensitive)


def golden_file(language: str) -> Path:
    return GOLDEN / f"master_{language}.txt"


def main() -> None:
    """`python -m tests.sync.masters` writes the golden files anew."""
    for language in ("en", "zh"):
        golden_file(language).write_text(dump(build_master(content(language))), encoding="utf-8")


if __name__ == "__main__":
    main()
