import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import SIX, references, table, tables
from usecases.performance import (
    Convention,
    PerformanceTable,
    TableError,
    complete,
    from_rows,
    known_share,
    off_scale,
    table_from_csv,
    table_to_csv,
)
from usecases.scores import ScoreOrigin, origin_code

NAN = math.nan


def same_scores(one, other):
    return (one.references, one.criteria) == (other.references, other.criteria) and all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True) for name in ("low", "likely", "high")
    )


@settings(deadline=None)
@given(tables(intervals=True, min_size=0))
def test_a_table_comes_back_from_its_csv_digit_for_digit(scores):
    again = table_from_csv(table_to_csv(scores))
    assert same_scores(again, scores)
    assert again.fingerprint == scores.fingerprint


@settings(deadline=None)
@given(tables(intervals=True), st.randoms(use_true_random=False))
def test_columns_of_known_scores_build_the_table_in_any_order(scores, chance):
    cells = [(int(j), int(i)) for j, i in np.argwhere(~np.isnan(scores.likely))]
    chance.shuffle(cells)
    built = from_rows(
        scores.references,
        scores.criteria,
        reference_index=[i for _, i in cells],
        criterion_index=[j for j, _ in cells],
        low=[scores.low[cell] for cell in cells],
        likely=[scores.likely[cell] for cell in cells],
        high=[scores.high[cell] for cell in cells],
        origin=[1 for _ in cells],
    )
    assert same_scores(built, scores)
    assert np.array_equal(built.origins, scores.origins)
    assert built.likely.flags.c_contiguous


def rows(**changed):
    columns = {"reference_index": [0, 1], "criterion_index": [0, 0], "origin": [1, 4]}
    columns |= {"low": [1.0, 2.0], "likely": [1.0, 2.0], "high": [1.0, 2.0]}
    return from_rows(references(2), ["benefit"], **(columns | changed))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reference_index": [0, 0]}, "table.score_twice"),
        ({"reference_index": [0, 2]}, "table.index"),
        ({"criterion_index": [0, -1]}, "table.index"),
        ({"low": [3.0, 2.0]}, "table.order"),
        ({"high": [NAN, 2.0]}, "table.interval_without_score"),
    ],
)
def test_columns_that_contradict_each_other_are_refused(changed, code):
    assert rows().likely.tolist() == [[1, 2]]
    with pytest.raises(TableError) as refused:
        rows(**changed)
    assert refused.value.code == code


def test_a_table_cannot_be_changed_in_place():
    with pytest.raises(ValueError, match="read-only"):
        rows().likely[0, 0] = 4.0


def test_csv_with_bounds_blanks_and_columns_in_any_order_is_read():
    read = table_from_csv("\ufeffreference,cost.high,cost,benefit\nUC-00002,12,10,\nUC-00001,,5,3.5\n")
    assert read.criteria == ("cost", "benefit")
    assert read.references == ("UC-00002", "UC-00001")
    assert read.high.tolist()[0] == [12, 5]
    assert read.low.tolist()[0] == [10, 5]
    assert np.isnan(read.likely[1]).tolist() == [True, False]
    assert read.origins.tolist() == [
        [origin_code(ScoreOrigin.IMPORTED)] * 2,
        [-1, origin_code(ScoreOrigin.IMPORTED)],
    ]


@pytest.mark.parametrize(
    ("text", "code", "row", "column"),
    [
        ("", "table.header", 1, None),
        ("reference\nUC-00001\n", "table.no_criteria", 1, None),
        ("case,benefit\nUC-00001,3\n", "table.header", 1, None),
        ("reference,benefit,benefit\n", "table.column_twice", 1, None),
        ("reference,benefit.low\n", "table.unknown_column", 1, "benefit.low"),
        ("reference,benefit,benefit.likely\n", "table.unknown_column", 1, "benefit.likely"),
        ("reference,benefit\nUC-00001\n", "table.ragged", 2, None),
        ("reference,benefit\nUC-00001,1\nUC-00002,3;5\n", "table.not_a_number", 3, "benefit"),
        ("reference,benefit\n\nUC-00001,1\n ,2\n", "table.no_reference", 4, None),
        ("reference,benefit\nUC-00001," + "9" * 140_000 + "\n", "table.unreadable", 2, None),
        ("reference,benefit\nUC-00001,nan\n", "table.not_a_number", 2, "benefit"),
        ("reference,benefit\nUC-00001,1_000\n", "table.not_a_number", 2, "benefit"),
        ("reference,benefit,benefit.low\nUC-00001,1,2\n", "table.order", None, "benefit"),
        ("reference,benefit,benefit.low\nUC-00001,,2\n", "table.interval_without_score", None, "benefit"),
        ("reference,benefit\nUC-00001,1\nUC-00001,2\n", "table.reference_twice", None, None),
    ],
)
def test_a_csv_that_cannot_be_understood_is_refused_at_its_place(text, code, row, column):
    with pytest.raises(TableError) as refused:
        table_from_csv(text)
    assert (refused.value.code, refused.value.row, refused.value.column) == (code, row, column)


def test_all_that_is_wrong_with_the_cells_is_said_at_once():
    text = "reference,benefit,months\nUC-00001,9,x\n\nUC-00002,-1\nUC-00003,?,-6\n"
    with pytest.raises(TableError) as refused:
        table_from_csv(text)
    assert [(one.code, one.row, one.column) for one in (refused.value, *refused.value.others)] == [
        ("table.not_a_number", 2, "months"), ("table.ragged", 4, None), ("table.not_a_number", 5, "benefit"),
    ]  # fmt: skip


def test_scores_that_no_criterion_can_have_are_found():
    read = table_from_csv("reference,benefit,months,benefit.high\nUC-1,4,70,4.5\nUC-2,,-6,\nUC-3,0,0,\n")
    assert off_scale(read, SIX).tolist() == [[True, False, False], [False, True, False]]


def test_the_convention_fills_each_gap_and_says_how_many():
    values = np.array([[NAN, 0.2], [NAN, 1.0], [0.9, 0.0]])
    middle, worst = complete(values, Convention.MIDDLE), complete(values, Convention.WORST)
    assert middle.values.tolist() == [[0.5, 0.2], [0.5, 1.0], [0.9, 0.0]]
    assert worst.values.tolist() == [[0.0, 0.2], [0.0, 1.0], [0.9, 0.0]]
    assert middle.filled.tolist() == worst.filled.tolist() == [2, 0]


def test_the_known_share_is_the_weight_of_what_is_known():
    values = np.array([[NAN, 0.2, NAN], [0.0, 1.0, NAN]])
    assert known_share(values, np.array([0.7, 0.3])).tolist() == [0.3, 1.0, 0.0]


def test_a_higher_cost_is_the_worse_end_of_its_interval():
    cost = SIX.ids.index("months")
    scores = np.full((6, 1), 2.0)
    low, high = scores.copy(), scores.copy()
    low[cost], scores[cost], high[cost] = 10, 20, 30
    values = PerformanceTable(references(1), SIX.ids, low, scores, high, np.ones((6, 1))).values(SIX)
    assert (values.worst[cost, 0], values.likely[cost, 0], values.best[cost, 0]) == (0.25, 0.5, 0.75)


@settings(deadline=None)
@given(tables(intervals=True))
def test_the_likely_value_lies_between_the_worst_and_the_best(scores):
    values = scores.values(SIX)
    known = ~np.isnan(values.likely)
    assert (values.worst[known] <= values.likely[known]).all()
    assert (values.likely[known] <= values.best[known]).all()


def test_a_criterion_that_no_case_has_is_unknown_for_all_and_a_foreign_one_is_refused():
    one = np.array([[2.0]])
    narrow = PerformanceTable(references(1), ("equity",), one, one, one, one)
    assert np.isnan(narrow.values(SIX).likely[:, 0]).tolist() == [True, True, False, True, True, True]
    foreign = PerformanceTable(references(1), ("colour",), one, one, one, one)
    with pytest.raises(TableError) as refused:
        foreign.values(SIX)
    assert (refused.value.code, refused.value.column) == ("table.unknown_criterion", "colour")


def test_one_score_more_or_less_changes_the_fingerprint():
    whole = table(SIX, [[1, 2, 3, 4, 5, 6]])
    assert table(SIX, [[1, 2, 3, 4, 5, 7]]).fingerprint != whole.fingerprint
    assert table(SIX, [[1, 2, 3, 4, 5, NAN]]).fingerprint != whole.fingerprint
    assert table(SIX, [[1, 2, 3, 4, 5, 6]], ["UC-00009"]).fingerprint != whole.fingerprint
