from __future__ import annotations

import datetime as dt

import pytest

from tests.delegation.books import SOUND, changed_context, check, codes, keys, said, variant

TWO_ANNAS = """
    | member_id | name      | weekly_hours |
    | M1        | Anna Berg | 40           |
    | M2        | Ben Hill  | 40           |
    | M3        | Cleo Park | 40           |
    | M4        | Anna Berg | 20           |
"""


@pytest.mark.parametrize(
    "typed", ["M2", "m2", " M 2", "Ben Hill", "BEN HILL", "benhill", "Ben\u00a0 Hill", "Ｍ２"]
)
def test_a_reference_is_an_id_or_a_name_whatever_its_case_and_spaces(typed: str) -> None:
    found = check(delegations=variant("delegations", delegate=typed))
    assert found.issues == ()
    assert found.records["delegations"][0].values["delegate"] == "M2"


def test_a_number_refers_to_an_id_of_digits() -> None:
    found = check(
        members="""
        | member_id | name      | weekly_hours |
        | 7         | Ben       | 40           |
        | M1        | Anna Berg | 40           |
        """,
        delegations=variant("delegations", delegate=7.0, accepted_on=dt.date(2026, 10, 5)),
    )
    assert found.records["delegations"][0].values["delegate"] == "7"


def test_an_id_goes_before_a_name() -> None:
    found = check(
        members="""
        | member_id | name | weekly_hours |
        | M1        | M2   | 40           |
        | M2        | Ben  | 40           |
        | M3        | Cleo | 40           |
        """
    )
    assert found.records["delegations"][0].values["delegate"] == "M2"


def test_a_name_that_two_have_is_ambiguous_and_rejects_the_row() -> None:
    found = check(members=TWO_ANNAS, delegations=variant("delegations", delegator="M2", delegate="Anna Berg"))
    assert said(found)[0] == (
        'Delegations!F2 (Delegated to): "Anna Berg" stands for several rows on the sheet Members: "M1", "M4".'
        ' Write the ID instead of the name: one of "M1", "M4". [DLG-DELEGATE-AMBIGUOUS]'
    )
    assert keys(found, "delegations") == ["D2"]
    assert found.rejected_keys["delegations"] == {"D1"}


def test_an_ambiguous_person_is_a_warning_and_stays_as_typed() -> None:
    found = check(members=TWO_ANNAS)
    assert codes(found) == [
        "DLG-DELEGATOR-AMBIGUOUS Delegations!E2",
        "DLG-DELEGATOR-AMBIGUOUS Delegations!E3",
    ]
    assert found.records["delegations"][0].values["delegator"] == "Anna Berg"


def test_an_unknown_required_reference_rejects_the_row_and_suggests_a_name() -> None:
    found = check(skills="| member_id | skill | level |\n| Ben Hil | SQL | 3 |")
    assert said(found) == [
        (
            'Skills!A2 (Member): "Ben Hil" is not on the sheet Members. Choose from the list, or first add a'
            ' row on the sheet Members. Perhaps you mean: "Ben Hill". [SKL-MEMBER-UNKNOWN]'
        )
    ]
    assert found.records["skills"] == ()


def test_an_unknown_optional_reference_is_a_warning_and_stays_as_typed() -> None:
    found = check(delegations=variant("delegations", kpi_id="K9"))
    assert said(found) == [
        (
            'Delegations!N2 (KPI): "K9" is not on the sheet KPIs. Choose from the list, or first add a row on'
            " the sheet KPIs. [DLG-KPI-UNKNOWN]"
        )
    ]
    assert found.records["delegations"][0].values["kpi_id"] == "K9"


def test_a_delegate_who_is_no_member_is_a_warning_and_stays_as_typed() -> None:
    found = check(delegations=variant("delegations", delegate="Zoe"))
    assert codes(found) == ["DLG-DELEGATE-UNKNOWN Delegations!F2"]
    assert found.records["delegations"][0].values["delegate"] == "Zoe"


def test_a_delegate_from_another_team_is_told_by_key_or_name() -> None:
    context = changed_context(people_elsewhere={"Zoe Lind": "south"})
    by_name = check(context, delegations=variant("delegations", delegate="zoe lind"))
    by_key = check(delegations=variant("delegations", delegate="south:M4"))
    assert said(by_name) == [
        (
            'Delegations!F2 (Delegated to): zoe lind belongs to another team, "south". Nothing has to be done'
            " if the other team has agreed. Their hours count in their own team. [DLG-DELEGATE-TEAM]"
        )
    ]
    assert codes(by_key) == ["DLG-DELEGATE-TEAM Delegations!F2"]


def test_anybody_may_be_named_as_a_person() -> None:
    found = check(delegations=variant("delegations", delegator="The board"))
    assert found.issues == ()
    assert found.records["delegations"][0].values["delegator"] == "The board"


def test_a_reference_to_a_rejected_row_is_a_warning_that_says_where_it_is() -> None:
    found = check(
        members="""
        | member_id | name      | weekly_hours |
        | M1        | Anna Berg | 40           |
        | M2        | Ben Hill  | 400          |
        | M3        | Cleo Park | 40           |
        """
    )
    assert said(found)[1:] == [
        (
            'Delegations!F2 (Delegated to): "M2" is on the sheet Members, but that row has errors and was not'
            " accepted. Correct that row first: Members!A3. [DLG-DELEGATE-REJECTED]"
        )
    ]
    assert found.records["delegations"][0].values["delegate"] == "M2"


def test_a_row_that_a_rule_rejects_counts_as_rejected_for_those_who_refer_to_it() -> None:
    found = check(
        delegations=variant("delegations", due=dt.date(2026, 9, 1)),
        milestones="""
        | delegation_id | milestone | planned_end |
        | Launch        | Draft     | 2026-11-01  |
        """,
    )
    assert codes(found) == ["DLG-DUE-ORDER Delegations!H2", "MLS-DELEGATION-REJECTED Milestones!A2"]
    assert keys(found, "milestones") == ["D1+Draft"]


@pytest.mark.parametrize("typed", ["d1", "Ｄ１", "D 1"])
def test_an_id_is_spelled_as_until_now_where_it_stands_and_where_it_is_referred_to(typed: str) -> None:
    """In another case, width or with a space it is still the same."""
    context = changed_context(spellings={"delegations": {"d1": "D1", "d9": "D9"}, "kpis": {}})
    milestones = """
        | delegation_id | milestone | planned_end |
        | Launch        | Draft     | 2026-11-01  |
    """
    found = check(context, delegations=SOUND["delegations"].replace("D1", typed), milestones=milestones)
    assert keys(found, "delegations") == ["D1", "D2"]
    assert found.records["delegations"][0].values["delegation_id"] == "D1"
    assert keys(found, "milestones") == ["D1+Draft"]


WAS_TEASER = changed_context(former_names={"delegations": {"teaser": "D1"}})
ABOUT_TEASER = """
    | delegation_id | milestone | planned_end |
    | Teaser        | Draft     | 2026-11-01  |
    | Survey        | Draft     | 2026-11-01  |
    | Teaser        | Review    | 2026-11-02  |
"""


def test_a_former_name_means_the_row_that_had_it_and_is_remarked_once() -> None:
    found = check(WAS_TEASER, milestones=ABOUT_TEASER)
    assert said(found) == [
        (
            'Milestones!A2 (Delegation): "Teaser" is now called "Launch" on the sheet Delegations, and was'
            " read as such. Further rows like it: 1. Nothing is lost. Choose the new name from the list"
            " when you next edit the row. [MLS-DELEGATION-RENAMED]"
        )
    ]
    assert said(found, "zh") == [
        (
            "Milestones!A2（授权事项）：旧名称“Teaser”在工作表“授权事项”中现在叫“Launch”，已按新名称读取。"
            "下面还有 1 行也是如此。数据没有丢失。下次修改这一行时，请从列表中选择新名称。"
            " [MLS-DELEGATION-RENAMED]"
        )
    ]
    assert keys(found, "milestones") == ["D1+Draft", "D2+Draft", "D1+Review"]


def test_a_former_name_that_a_row_bears_today_is_that_row_s() -> None:
    context = changed_context(former_names={"delegations": {"survey": "D1"}})
    found = check(context, milestones=ABOUT_TEASER.replace("Teaser", "survey"))
    assert "MLS-DELEGATION-RENAMED" not in {each.code for each in found.issues}
    assert keys(found, "milestones")[0] == "D2+Draft"


def test_a_former_name_is_not_taken_from_a_row_without_a_key_that_bears_it_today() -> None:
    delegations = variant("delegations", delegation_id=None, title="Teaser")
    context = changed_context(former_names={"delegations": {"teaser": "D2"}})
    found = check(context, delegations=delegations, milestones=ABOUT_TEASER)
    assert [each.code for each in found.issues].count("MLS-DELEGATION-UNKNOWN") == 2


def test_a_former_name_of_a_row_that_is_gone_is_unknown() -> None:
    context = changed_context(former_names={"delegations": {"teaser": "D9"}})
    found = check(context, milestones=ABOUT_TEASER)
    assert codes(found) == ["MLS-DELEGATION-UNKNOWN Milestones!A2", "MLS-DELEGATION-UNKNOWN Milestones!A4"]


def test_a_former_name_of_a_rejected_row_says_that_the_row_is_rejected() -> None:
    found = check(
        WAS_TEASER, delegations=variant("delegations", due=dt.date(2026, 9, 1)), milestones=ABOUT_TEASER
    )
    assert codes(found) == ["DLG-DUE-ORDER Delegations!H2", "MLS-DELEGATION-REJECTED Milestones!A2"]
    assert keys(found, "milestones") == ["D1+Draft", "D2+Draft", "D1+Review"]


def test_a_person_s_former_name_is_that_member_without_a_word_a_delegate_s_with_one() -> None:
    context = changed_context(former_names={"members": {"annahill": "M1", "benberg": "M2"}})
    found = check(context, delegations=variant("delegations", delegator="Anna Hill", delegate="Ben Berg"))
    assert codes(found) == ["DLG-DELEGATE-RENAMED Delegations!F2"]
    values = found.records["delegations"][0].values
    assert (values["delegator"], values["delegate"]) == ("M1", "M2")


@pytest.mark.parametrize(
    ("frequency", "typed", "expected"),
    [
        ("monthly", "2026-11", "2026-11-30"),
        ("monthly", "2026年11月", "2026-11-30"),
        ("monthly", dt.date(2026, 11, 3), "2026-11-30"),
        ("monthly", "2026-12", "2026-12-20"),
        ("monthly", "2026-W46", "2026-11-30"),
        ("quarterly", "2026-Q4", "2026-12-20"),
        ("quarterly", "2026-11", "2026-12-20"),
        ("weekly", "2026-W46", "2026-11-15"),
        ("weekly", dt.date(2026, 12, 17), "2026-12-20"),
    ],
)
def test_a_period_is_brought_to_the_day_that_its_kpi_gives_it(
    frequency: str, typed: object, expected: str
) -> None:
    found = check(
        kpis=variant("kpis", frequency=frequency, end=dt.date(2026, 12, 20)),
        readings=variant("readings", kpi_id="Revenue", period=typed, value=5),
    )
    assert keys(found, "readings") == [f"K1+{expected}"]


def test_a_period_coarser_than_its_kpi_is_ambiguous() -> None:
    found = check(readings=variant("readings", period="2026-Q4"))
    assert said(found) == [
        (
            'Readings!B2 (Period): "2026-Q4" can mean a period with the day 2026-10-31 or 2026-12-31. Write'
            " the one that you mean, year first: 2026-10-31 or 2026-12-31. [RDG-PERIOD-AMBIGUOUS]"
        )
    ]


def test_two_days_of_one_period_are_the_same_reading() -> None:
    found = check(
        readings="""
        | kpi_id  | period     | value |
        | K1      | 2026-11-02 | 5     |
        | Revenue | 2026-11-20 | 6     |
        """
    )
    assert codes(found) == ["RDG-DUPLICATE Readings!B3"]
    assert found.records["readings"][0].values["value"] == 5.0


def test_the_period_of_a_rejected_kpi_is_settled_all_the_same() -> None:
    found = check(kpis=variant("kpis", target=None), readings=variant("readings", period="2026-11", value=5))
    assert codes(found) == ["KPI-TARGET-MISSING KPIs!D2", "RDG-KPI-REJECTED Readings!A2"]
    assert keys(found, "readings") == ["K1+2026-11-30"]


def test_without_a_frequency_a_day_stays_and_a_month_becomes_its_last_day() -> None:
    found = check(
        kpis=variant("kpis", frequency="now and then"),
        readings="""
        | kpi_id | period     | value |
        | K1     | 2026-11-02 | 5     |
        | K1     | 2026-10    | 6     |
        """,
    )
    assert keys(found, "readings") == ["K1+2026-11-02", "K1+2026-10-31"]
