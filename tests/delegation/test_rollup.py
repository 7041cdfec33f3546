"""The common score of several KPIs: SPEC §6 and §13, clause by clause, and what must hold for every group."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from delegation.attainment import KpiError
from delegation.issues import catalogue
from delegation.kpi import Judgement, KpiFigures, KpiStatus
from delegation.readings import Reached
from delegation.rollup import (
    FROM_WORST,
    Index,
    NoScore,
    RollUp,
    Score,
    ScoreError,
    kpi_score,
    roll_up,
    roll_up_by,
)
from delegation.settings import Settings
from tests.cases import Case, cases

INDEXES = st.floats(-1, 3)
WEIGHTS = st.floats(0.001, 1000)
PARTS = st.lists(st.tuples(st.none() | INDEXES, WEIGHTS), min_size=1, max_size=8)


def kpi(
    index: float | None, status: KpiStatus | KpiError = KpiStatus.ON_TARGET, weight: float = 1.0
) -> KpiFigures:
    judgement = Judgement(attainment=index, expected=None, index=index, status=status)
    return KpiFigures(kpi_id="K", owner="M1", weight=weight, reached=Reached(), judgement=judgement)


@pytest.mark.parametrize("case", cases("kpi_score"), ids=str)
def test_worked_case(case: Case) -> None:
    found = kpi_score(**case.args)
    if isinstance(found, ScoreError):
        assert case.expected == {"error": found}
        return
    score = found.score if isinstance(found.score, NoScore) else pytest.approx(found.score, abs=1e-9)
    assert case.expected == {"score": score, "coverage": pytest.approx(found.coverage, abs=1e-9)}


class TestScore:
    @pytest.mark.parametrize(
        ("indexes", "weights", "expected"),
        [
            ([1.5], [1], 1.2),
            ([-0.5, 1.0], [1, 1], 0.5),
            ([1.0, 0.5], [None, None], 0.75),
            ([1.0, 0.5], [2], 0.75),
            ([1.0, 0.5], [None], 0.75),
            ([0.5], [1, 2, None], 0.5),
            ([1.0, 0.0], [1, 0], 1.0),
        ],
    )
    def test_of_all_that_have_data(
        self, indexes: list[Index], weights: list[float | None], expected: float
    ) -> None:
        assert kpi_score(indexes, weights) == Score(score=expected, coverage=1.0)

    def test_a_row_blank_in_index_and_weight_is_skipped(self) -> None:
        assert kpi_score([0.8, None], [1, None]) == Score(score=0.8, coverage=1.0)
        assert kpi_score([0.8, None, None], [2]) == Score(score=0.8, coverage=1.0)

    @pytest.mark.parametrize("index", [None, "no_data", "KPI-TARGET-RANGE"])
    def test_a_blank_index_with_a_weight_and_any_other_label_are_without_data(self, index: Index) -> None:
        assert kpi_score([0.5, index], [3, 1]) == Score(score=0.5, coverage=0.75)

    def test_a_label_needs_no_weight_to_be_without_data(self) -> None:
        assert kpi_score([0.8, "no_data"], [1, None]) == Score(score=0.8, coverage=0.5)

    def test_not_started_is_left_out_of_both_sides(self) -> None:
        assert kpi_score([0.8, "not_started"], [1, 9]) == Score(score=0.8, coverage=1.0)

    def test_coverage_at_the_minimum_is_enough(self) -> None:
        assert kpi_score([0.8, None], [1, 1]) == Score(score=0.8, coverage=0.5)
        insufficient = Score(score=NoScore.INSUFFICIENT_DATA, coverage=0.5)
        assert kpi_score([0.8, None], [1, 1], min_coverage=0.51) == insufficient

    def test_coverage_is_compared_on_nine_decimals(self) -> None:
        found = kpi_score([1.0] * 3 + [None] * 7, [0.1] * 10, min_coverage=0.3)
        assert isinstance(found, Score)
        assert found.score == pytest.approx(1.0)

    @pytest.mark.parametrize(
        ("indexes", "weights"),
        [([], []), ([], [1]), ([1.0], []), ([None], [1]), (["not_started"], [1]), ([0.8, None], [0, 1])],
    )
    def test_where_nothing_is_known_no_coverage_is_enough(
        self, indexes: list[Index], weights: list[float | None]
    ) -> None:
        insufficient = Score(score=NoScore.INSUFFICIENT_DATA, coverage=0.0)
        assert kpi_score(indexes, weights, min_coverage=0) == insufficient

    @pytest.mark.parametrize("weights", [[0, 0], [0], [1, -1], [-1]])
    def test_weights_all_zero_or_one_below_zero(self, weights: list[float | None]) -> None:
        assert kpi_score([1.0, 0.5], weights) is ScoreError.WEIGHT_RANGE

    def test_the_weight_of_what_has_not_started_is_looked_at_too(self) -> None:
        assert kpi_score([0.8, "not_started"], [1, -1]) is ScoreError.WEIGHT_RANGE
        assert kpi_score([0.8, "not_started"], [0, 1]) == Score(score=NoScore.INSUFFICIENT_DATA, coverage=0.0)

    @pytest.mark.parametrize("weights", [[1, 1], [1, 1, 1, 1], []])
    def test_columns_of_different_height(self, weights: list[float | None]) -> None:
        assert kpi_score([1.0, 0.5, 0.2], weights) is ScoreError.SHAPE

    def test_the_weight_error_is_in_the_catalogue(self) -> None:
        assert ScoreError.WEIGHT_RANGE in catalogue()

    def test_weights_beyond_all_numbers_make_no_score(self) -> None:
        insufficient = Score(score=NoScore.INSUFFICIENT_DATA, coverage=0.0)
        assert kpi_score([1.0, 0.5], [1.7e308, 1.7e308]) == insufficient

    @given(st.lists(st.tuples(INDEXES, WEIGHTS), min_size=1, max_size=8))
    def test_property_the_score_lies_between_its_parts(self, parts: list[tuple[float, float]]) -> None:
        indexes = [min(max(index, 0.0), 1.2) for index, _ in parts]
        found = kpi_score([index for index, _ in parts], [weight for _, weight in parts])
        assert isinstance(found, Score)
        assert isinstance(found.score, float)
        assert min(indexes) - 1e-9 <= found.score <= max(indexes) + 1e-9

    @given(PARTS, st.sampled_from([0.5, 7.0, 100.0]))
    def test_property_only_the_proportion_of_the_weights_counts(
        self, parts: list[tuple[float | None, float]], factor: float
    ) -> None:
        indexes, weights = [index for index, _ in parts], [weight for _, weight in parts]
        found = kpi_score(indexes, weights, min_coverage=0)
        scaled = kpi_score(indexes, [weight * factor for weight in weights], min_coverage=0)
        assert isinstance(found, Score)
        assert isinstance(scaled, Score)
        assert scaled.coverage == pytest.approx(found.coverage)
        if isinstance(found.score, NoScore):
            assert scaled.score == found.score
        else:
            assert scaled.score == pytest.approx(found.score)


class TestRollUp:
    def test_a_group_has_a_score_its_coverage_and_its_worst_child(self) -> None:
        assert roll_up([kpi(0.9, weight=3), kpi(0.5, KpiStatus.BELOW), kpi(None, KpiStatus.NO_DATA)]) == (
            RollUp(kpis=3, score=3.2 / 4, coverage=0.8, worst=KpiStatus.BELOW)
        )

    def test_a_stale_kpi_has_data(self) -> None:
        found = roll_up([kpi(1.0), kpi(0.5, KpiStatus.STALE)])
        assert found == RollUp(kpis=2, score=0.75, coverage=1.0, worst=KpiStatus.STALE)

    def test_not_started_is_left_out_of_both_sides(self) -> None:
        found = roll_up([kpi(0.8, KpiStatus.CAUTION), kpi(None, KpiStatus.NOT_STARTED, weight=9)])
        assert found == RollUp(kpis=2, score=0.8, coverage=1.0, worst=KpiStatus.CAUTION)

    def test_a_kpi_that_cannot_be_judged_is_without_data(self) -> None:
        found = roll_up([kpi(0.95), kpi(None, KpiError.TARGET_RANGE, weight=3)])
        assert found == RollUp(
            kpis=2, score=NoScore.INSUFFICIENT_DATA, coverage=0.25, worst=KpiStatus.NO_DATA
        )

    def test_the_programme_says_what_coverage_is_enough_and_where_the_cap_is(self) -> None:
        children = [kpi(1.5), kpi(None, KpiStatus.NO_DATA, weight=3)]
        found = roll_up(children, Settings(min_coverage=0.2, score_cap=1.4))
        assert found == RollUp(kpis=2, score=1.4, coverage=0.25, worst=KpiStatus.NO_DATA)

    def test_without_kpis_nothing_is_known(self) -> None:
        assert roll_up([]) == RollUp(kpis=0, score=NoScore.INSUFFICIENT_DATA, coverage=0.0, worst=None)

    def test_weights_all_zero_make_no_score(self) -> None:
        found = roll_up([kpi(1.0, weight=0)])
        assert found == RollUp(
            kpis=1, score=NoScore.INSUFFICIENT_DATA, coverage=0.0, worst=KpiStatus.ON_TARGET
        )

    def test_from_worst_to_best(self) -> None:
        assert FROM_WORST == ("below", "stale", "no_data", "caution", "on_target", "not_started")
        assert set(FROM_WORST) == set(KpiStatus)

    @pytest.mark.parametrize("place", range(len(FROM_WORST)))
    def test_the_worst_child_is_the_worst_there_is(self, place: int) -> None:
        rest: Sequence[KpiStatus] = FROM_WORST[place:]
        assert roll_up([kpi(1.0, status) for status in reversed(rest)]).worst is FROM_WORST[place]

    def test_every_level_is_made_from_the_kpis_themselves(self) -> None:
        """Two owners at 1.0 and 0.4 make 0.6 for their team when one has twice the KPIs."""
        one, two = kpi(1.0), kpi(0.4, KpiStatus.BELOW)
        by_owner = roll_up_by([("M1", one), ("M2", two), ("M2", two)])
        assert by_owner == {"M1": roll_up([one]), "M2": roll_up([two, two])}
        assert list(by_owner) == ["M1", "M2"]
        assert roll_up_by([("North", one), ("North", two), ("North", two)])["North"].score == (
            pytest.approx(0.6)
        )

    @given(PARTS)
    def test_property_it_is_the_score_of_the_function(self, parts: list[tuple[float | None, float]]) -> None:
        children = [
            kpi(index, KpiStatus.NO_DATA if index is None else KpiStatus.ON_TARGET, weight)
            for index, weight in parts
        ]
        found = roll_up(children)
        assert Score(score=found.score, coverage=found.coverage) == kpi_score(
            [index for index, _ in parts], [weight for _, weight in parts]
        )

    @given(st.lists(PARTS, min_size=1, max_size=4))
    def test_property_a_groups_score_lies_between_those_of_its_members(
        self, groups: list[list[tuple[float | None, float]]]
    ) -> None:
        lenient = Settings(min_coverage=0)
        children = [
            (number, kpi(index, weight=weight))
            for number, parts in enumerate(groups)
            for index, weight in parts
        ]
        members = [each.score for each in roll_up_by(children, lenient).values()]
        scores = [each for each in members if not isinstance(each, NoScore)]
        assume(scores)
        whole = roll_up((each for _, each in children), lenient).score
        assert isinstance(whole, float)
        assert min(scores) - 1e-9 <= whole <= max(scores) + 1e-9
