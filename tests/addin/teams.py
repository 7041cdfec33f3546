"""A team for the buttons that propose: one person is overloaded, and half of a cycle is over."""

from __future__ import annotations

import dataclasses

from tests.workbook_templates.example import Rows, day, ordinary
from workbook_templates.team import TeamWorkbook

_COMMON: dict[str, object] = {
    "objective": "All 20 contracts are signed by 18 December 2026",
    "expected_outcome": "Signed contracts",
    "success_criteria": "Nobody has to ask again",
    "delegator": "M01",
    "start": day(11, 16),
    "due": day(12, 18),
    "authority_level": 3,
    "check_in_days": 5,
    "accepted_on": day(11, 16),
    "status": "in_progress",
}
_CLOSED: dict[str, object] = {
    "start": day(10, 5),
    "due": day(10, 30),
    "accepted_on": day(10, 5),
    "effort_hours": 10,
    "status": "completed",
    "criteria_met": "yes",
    "completed_on": day(10, 29),
}

MOTIVATION = ("Motivation", "工作意愿")


def busy(language: str) -> TeamWorkbook:
    """Li Wei has more to do than hours; Sam has skills and time; Noor finishes on time, Li Wei does not."""
    chinese = language == "zh"

    def word(english: str, other: str) -> str:
        return other if chinese else english

    # As workbooks have it that were handed out before a lead had one of their own.
    motivation = {"members": (word(*MOTIVATION),)}
    return dataclasses.replace(
        ordinary(language), rows=_rows(word), empty_rows=3, prior=0.75, extra_columns=motivation
    )


def _rows(word) -> Rows:  # type: ignore[no-untyped-def]
    titles = {
        "D01": word("Website relaunch", "网站改版"),
        "D02": word("Supplier audit", "供应商审核"),
        "D03": word("Handbook", "手册"),
        "D04": word("Price list", "价目表"),
        "D05": word("Fair", "展会"),
        "D06": word("Newsletter", "简报"),
        "D07": word("Stock count", "盘点"),
        "D08": word("Survey", "问卷"),
        "D09": word("Depot move", "仓库搬迁"),
    }
    own: dict[str, dict[str, object]] = {
        "D01": {"delegate": "M02", "effort_hours": 120, "required_skills": (("SQL", 2),)},
        "D02": {"delegate": "M02", "effort_hours": 90, "required_skills": (("Law", 4),)},
        "D03": {"delegate": "M02", "effort_hours": 80, "pinned": "yes"},
        "D04": {"delegate": "M03", "effort_hours": 20, "required_skills": (("SQL", 3),)},
        "D05": {**_CLOSED, "delegate": "M03", "kpi_id": "K01"},
        "D06": {**_CLOSED, "delegate": "M03"},
        "D07": {**_CLOSED, "delegate": "M03"},
        "D08": {**_CLOSED, "delegate": "M02", "completed_on": day(11, 9), "criteria_met": "partly"},
        "D09": {**_CLOSED, "delegate": "M02", "status": "returned", "completed_on": day(11, 5)},
    }
    sql = word("Reporting", "报表")
    return {
        "members": [
            {
                "member_id": "M01",
                "name": word("Ana Sousa", "王芳"),
                "weekly_hours": 40,
                "reserved_share": 0.5,
            },
            {"member_id": "M02", "name": word("Li Wei", "李伟"), "weekly_hours": 40, word(*MOTIVATION): 5},
            {"member_id": "M03", "name": word("Noor Khan", "张敏"), "weekly_hours": 24, word(*MOTIVATION): 2},
            {"member_id": "M04", "name": word("Sam Osei", "陈晨"), "weekly_hours": 40, word(*MOTIVATION): 4},
        ],
        "skills": [
            {"member_id": "M02", "skill": "SQL", "level": 3},
            {"member_id": "M02", "skill": "Law", "level": 4},
            {"member_id": "M03", "skill": "SQL", "level": 3},
            {"member_id": "M04", "skill": "SQL", "level": 2, "evidence": sql},
        ],
        "leave": [{"member_id": "M03", "start": day(11, 23), "end": day(12, 11)}],
        "kpis": [
            {
                "kpi_id": "K01",
                "name": word("New contracts", "新签合同"),
                "owner": "M03",
                "direction": "higher",
                "baseline": 0,
                "target": 20,
                "frequency": "weekly",
                "aggregation": "last",
                "start": day(9, 28),
                "end": day(12, 27),
            },
            {
                "kpi_id": "K02",
                "name": word("Late deliveries", "延迟交货"),
                "owner": "M02",
                "direction": "lower",
                "baseline": 12,
                "target": 4,
                "frequency": "weekly",
                "aggregation": "last",
                "start": day(10, 5),
                "end": day(12, 27),
            },
        ],
        "readings": [
            {"kpi_id": "K01", "period": day(month, number), "value": value}
            for (month, number), value in zip(
                [(9, 27 + 7), (10, 11), (10, 18), (10, 25), (11, 1), (11, 8), (11, 15)][1:],
                [5, 6, 5, 6, 5, 19],
                strict=True,
            )
        ]
        + [
            {
                "kpi_id": "K02",
                "period": day(11, 15),
                "value": 10,
                "remark": word("Two drivers ill", "两名司机生病"),
            }
        ],
        "delegations": [
            {**_COMMON, "delegation_id": key, "title": titles[key], **row} for key, row in own.items()
        ],
        "check_ins": [
            {
                "date": day(11, 16),
                "delegation_id": key,
                "raised_by": "M02",
                "type": "corrective",
                "confidence": 3,
                "issue": word("Late", "延误"),
                "cause": cause,
                "action": word("Ask again", "再次询问"),
                "action_owner": "M02",
                "action_due": day(11, 30),
                **closed,
            }
            for key, cause, closed in (
                ("D08", word("Resources", "资源不足"), {"closed_on": day(11, 17)}),
                ("D09", word("The lift was broken", "电梯坏了"), {}),
            )
        ],
        "recognition": [
            {
                "member_id": "M03",
                "date": day(10, 19),
                "type": "public_praise",
                "reason": word("Helped out", "主动帮忙"),
                "given_by": "M01",
            }
        ],
        "reviews": [
            {"delegation_id": "D07", "cycle": "2026-Q4", "went_well": word("Counting twice", "盘点两遍")},
        ],
    }
