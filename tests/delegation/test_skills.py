from __future__ import annotations

import pytest

from delegation.skills import (
    MissingSkill,
    has_all_levels,
    is_for_learning,
    lifts_a_skill,
    missing_skills,
    skill_match,
    skills_by_member,
)
from tests.delegation.given import records

REQUIRED = {"required_skills": (("Excel", 3), ("SQL", 1))}
HELD = {"excel": 3, "law": 5}


def test_levels_of_every_member_whatever_the_case_and_of_two_rows_the_first() -> None:
    rows = """
        | member_id | skill   | level |
        | M1        | Excel   | 3     |
        | M2        | law     | 5     |
        | M1        | excel   | 1     |
        | M1        | Data 分析 | 2     |
        """
    assert skills_by_member(records("skills", rows)) == {"M1": {"excel": 3, "data分析": 2}, "M2": {"law": 5}}


def test_what_is_missing_is_said_with_both_levels_and_what_is_not_listed_is_0() -> None:
    assert missing_skills(REQUIRED, HELD) == (MissingSkill(skill="SQL", level=0, needed=1),)
    assert missing_skills(REQUIRED, {}) == (
        MissingSkill(skill="Excel", level=0, needed=3),
        MissingSkill(skill="SQL", level=0, needed=1),
    )
    assert missing_skills({}, {}) == ()


@pytest.mark.parametrize(
    ("purpose", "less"), [("coach", 1), ("prepare", 1), ("show", 0), ("motivate", 0), (None, 0)]
)
def test_who_is_to_learn_needs_one_level_less(purpose: str | None, less: int) -> None:
    delegation = REQUIRED | ({} if purpose is None else {"development_purpose": purpose})
    assert is_for_learning(delegation) is bool(less)
    assert missing_skills(delegation, {"excel": 3 - less, "sql": 1 - less}) == ()
    too_little = missing_skills(delegation, {"excel": 2 - less, "sql": 1})
    assert too_little == (MissingSkill(skill="Excel", level=2 - less, needed=3 - less),)
    assert has_all_levels(delegation, {"excel": 3, "sql": 1})
    assert not has_all_levels(delegation, {"excel": 2, "sql": 1})


@pytest.mark.parametrize(
    ("required", "held", "match"),
    [
        ((("a", 3),), {"a": 3}, 0.75),
        ((("a", 3),), {"a": 4}, 1),
        ((("a", 3),), {"a": 5}, 1),
        ((("a", 5),), {"a": 4}, 0.8),
        ((("a", 5),), {"a": 5}, 1),
        ((("a", 0),), {}, 0),
        ((("a", 3), ("b", 1)), {"a": 3}, 0.375),
        ((), {}, 1),
    ],
)
def test_skills_fit_fully_one_level_above_what_is_required(
    required: tuple[tuple[str, int], ...], held: dict[str, int], match: float
) -> None:
    assert skill_match({"required_skills": required}, held) == pytest.approx(match)


def test_a_task_lifts_a_skill_that_is_exactly_one_level_short() -> None:
    assert [lifts_a_skill({"required_skills": (("A", 3),)}, {"a": level}) for level in range(5)] == [
        False,
        False,
        True,
        False,
        False,
    ]
    assert lifts_a_skill({"required_skills": (("b", 3), ("c", 1))}, {"b": 3})
    assert not lifts_a_skill({}, {})
