"""Two workbooks that the tests build: an ordinary team's, and one with everything that people get up to."""

from __future__ import annotations

import dataclasses
import datetime as dt

from workbook_templates.team import ErrorValue, TeamWorkbook

AS_OF = dt.date(2026, 11, 18)
Rows = dict[str, list[dict[str, object]]]


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


def ordinary(language: str) -> TeamWorkbook:
    """A team of three in the middle of the quarter."""
    return TeamWorkbook(
        team_id="north",
        team_name={"en": "Sales North", "zh": "华北销售"}[language],
        language=language,
        cycle="2026-Q4",
        cycle_first=day(10, 1),
        cycle_last=day(12, 31),
        workbook_id="w-north",
        token="0123abcd",
        made_on=day(9, 28),
        rows=_rows(language),
        as_of=AS_OF,
        department={"en": "Sales", "zh": "销售部"}[language],
        owner={"en": "Ana Sousa", "zh": "王芳"}[language],
        empty_rows=5,
    )


def awkward(language: str) -> TeamWorkbook:
    """The same team after people were at work: text for dates, errors, odd ids, names of two people."""
    spec = ordinary(language)
    rows = {table: [dict(row) for row in found] for table, found in spec.rows.items()}
    members, delegations = rows["members"], rows["delegations"]
    members[1]["weekly_hours"] = "40 h"
    members[2]["active"] = "no"
    members += [
        {"member_id": "M04", "name": members[0]["name"], "weekly_hours": 40},
        {
            "member_id": "7",
            "name": "M01",
            "weekly_hours": 40,
            "work_days": ("sat", "sun"),
            "reserved_share": 0.5,
        },
        {"member_id": "M06", "name": "Six", "weekly_hours": 40, "reserved_share": 1},
    ]
    delegations[0]["due"] = "mid November"
    delegations[1]["title"] = ErrorValue("#N/A")
    delegations[2]["delegation_id"] = "X"
    delegations.append({"title": "=1+1", "due": day(11, 20), "status": "proposed", "delegation_id": "D-7"})
    delegations.append(
        {"title": "@SUM(A1)", "due": day(11, 20), "status": "accepted", "delegation_id": "D-12"}
    )
    rows["leave"] += [
        {"member_id": "M04", "start": day(10, 5), "end": "Friday"},
        {"member_id": "nobody", "start": day(10, 5), "end": day(10, 9)},
        {"member_id": "7", "start": day(10, 3), "end": day(10, 3), "share": 1},
    ]
    rows["calendar"].append({"date": "25 Dec", "kind": "holiday"})
    rows["kpis"] = []
    rows["readings"] = [{"kpi_id": "gone", "period": "2026-10"}]
    return dataclasses.replace(
        spec,
        rows=rows,
        extra_columns={"delegations": ("Cost centre", "Title")},
        header_overrides={("delegations", "due"): "Deadline (latest) #1", ("members", "name"): "Who's who"},
    )


def with_public_holidays(language: str) -> TeamWorkbook:
    """The ordinary one, in a programme whose public holidays the table `calendar` corrects in part."""
    return dataclasses.replace(
        ordinary(language),
        public_holidays=(
            (day(9, 20), "working_day"),
            (day(10, 1), "holiday"),
            (day(10, 2), "holiday"),
            (day(10, 3), "holiday"),
            (day(10, 5), "holiday"),
            (day(10, 10), "holiday"),
        ),
    )


def _rows(language: str) -> Rows:
    chinese = language == "zh"

    def word(english: str, other: str) -> str:
        return other if chinese else english

    return {
        "members": [
            {
                "member_id": "M01",
                "name": word("Ana Sousa", "王芳"),
                "weekly_hours": 40,
                "reserved_share": 0.4,
            },
            {"member_id": "M02", "name": word("Li Wei", "李伟"), "manager": "M01", "weekly_hours": 40},
            {
                "member_id": "M03",
                "name": word("Noor Khan", "张敏"),
                "manager": word("Head office", "总部"),
                "weekly_hours": 24,
                "work_days": ("mon", "wed", "sat"),
            },
        ],
        "skills": [{"member_id": "M02", "skill": word("Negotiation", "商务谈判"), "level": 4}],
        "leave": [
            {"member_id": "M02", "start": day(12, 21), "end": day(12, 31), "reason": word("Holiday", "年假")},
            {"member_id": "M03", "start": day(11, 2), "end": day(11, 4), "share": 0.5},
        ],
        "calendar": [
            {"date": day(12, 25), "kind": "holiday", "name": word("Christmas Day", "圣诞节")},
            {"date": day(10, 10), "kind": "working_day"},
            {"date": day(10, 1), "kind": "holiday"},
            {"date": day(10, 1), "kind": "working_day"},
        ],
        "kpis": [
            {
                "kpi_id": "K01",
                "name": word("New contracts", "新签合同"),
                "owner": "M02",
                "direction": "higher",
                "target": 1200,
                "frequency": "monthly",
                "aggregation": "sum",
                "start": day(10, 1),
                "end": day(12, 31),
            },
            {
                "kpi_id": "K02",
                "name": word("Late deliveries", "延迟交货率"),
                "direction": "lower",
                "baseline": 0.08,
                "target": 0.025,
                "frequency": "weekly",
                "aggregation": "last",
                "start": day(10, 12),
                "end": day(11, 22),
            },
        ],
        "readings": [
            {"kpi_id": "K01", "period": day(9, 30), "value": 310, "source": word("CRM", "客户系统")},
            {"kpi_id": "K01", "period": day(10, 31), "value": 402.5},
            {"kpi_id": "K02", "period": day(10, 18), "state": "not_applicable"},
        ],
        "delegations": _delegations(
            word("Price review", "价格评审"), word("Tender", "投标"), word("Fair", "展会")
        ),
        "plan": [
            {
                "delegation_id": "D02",
                "phase": "initial",
                "method": "conversation",
                "planned_on": day(11, 9),
                "responsible": "M01",
            },
        ],
        "check_ins": [
            {
                "date": day(11, 12),
                "delegation_id": "D02",
                "raised_by": "M02",
                "type": "help_request",
                "confidence": 2,
            },
            {"date": day(11, 11), "delegation_id": "D01", "raised_by": "M02", "type": "progress"},
        ],
        "meetings": [
            {"date": day(11, 10), "topic": word("Weekly", "周会"), "attendees": (word("Ana", "王芳"), "Li")},
        ],
    }


def _delegations(*titles: str) -> list[dict[str, object]]:
    common: dict[str, object] = {
        "delegator": "M01",
        "objective": "20 contracts by 30 November",
        "effort_hours": 40,
    }
    first, second, third = titles
    return [
        {
            **common,
            "delegation_id": "D01",
            "title": first,
            "delegate": "M02",
            "kpi_id": "K01",
            "start": day(10, 5),
            "due": day(11, 13),
            "authority_level": 5,
            "required_skills": (("Excel", 3), ("SQL", 2)),
            "progress": 0.8,
            "status": "in_progress",
        },
        {
            **common,
            "delegation_id": "D02",
            "title": second,
            "delegate": "M02",
            "start": day(11, 2),
            "due": day(11, 24),
            "authority_level": 3,
            "status": "accepted",
        },
        {
            **common,
            "delegation_id": "D03",
            "title": third,
            "delegate": "M03",
            "start": day(10, 5),
            "due": day(10, 30),
            "authority_level": 7,
            "status": "completed",
            "completed_on": day(10, 29),
        },
    ]
