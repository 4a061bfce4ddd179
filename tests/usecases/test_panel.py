"""A panel: the published agreement, and medians with their spread."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from usecases.panel import Vote, by_case, by_criterion, krippendorff_ordinal, missing, settle

N = np.nan
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section D: four observers, twelve units.
FOUR_OBSERVERS = np.array([
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
])  # fmt: skip


def test_the_published_ordinal_alpha_of_four_observers():
    assert krippendorff_ordinal(FOUR_OBSERVERS) == pytest.approx(0.815, abs=0.0005)


@given(st.randoms())
def test_the_order_of_people_and_cases_does_not_matter(random):
    rows, columns = list(range(4)), list(range(12))
    random.shuffle(rows)
    random.shuffle(columns)
    assert krippendorff_ordinal(FOUR_OBSERVERS[rows][:, columns]) == pytest.approx(0.8154, abs=0.0005)


def test_complete_agreement_is_one_and_chance_is_about_nought():
    assert krippendorff_ordinal(np.array([[0, 1, 2, 3, 4], [0, 1, 2, 3, 4]], dtype=float)) == pytest.approx(1.0)
    rng = np.random.default_rng(1)
    assert abs(krippendorff_ordinal(rng.integers(0, 5, (3, 4_000)).astype(float)) or 0.0) < 0.03


@pytest.mark.parametrize("scores", [[[1, N], [N, 2]], [[3, 3], [3, 3]], [[N, N], [N, N]], [[2.0, 1.0]]])
def test_what_cannot_be_paired_or_never_varies_has_no_agreement(scores):
    assert krippendorff_ordinal(np.array(scores, dtype=float)) is None


def vote(author, likely, reference="UC-00001", criterion="benefit", width=0.0):
    return Vote(reference, criterion, author, max(0, likely - width), likely, min(4, likely + width))


@given(st.lists(st.integers(0, 4), min_size=1, max_size=7), st.floats(0, 1))
@settings(deadline=None)
def test_the_median_counts_and_every_opinion_lies_in_the_interval(levels, width):
    [one] = settle([vote(f"a{place}", level, width=width) for place, level in enumerate(levels)])
    assert one.interval.likely == float(np.median(levels))
    assert one.interval.low <= min(levels)
    assert one.interval.high >= max(levels)
    assert one.spread == max(levels) - min(levels)
    assert one.votes == len(levels)


def test_a_criterion_that_people_understand_differently_is_named_first_and_nobody_is():
    votes = []
    for place in range(8):
        reference = f"UC-{place + 1:05d}"
        votes += [vote(author, place % 5, reference, "benefit") for author in ("a", "b")]
        votes += [vote("a", place % 5, reference, "equity"), vote("b", 4 - place % 5, reference, "equity")]
    first, second = by_criterion(votes)
    assert (first.subject, first.is_ambiguous) == ("equity", True)
    assert (second.subject, second.alpha, second.is_ambiguous) == ("benefit", pytest.approx(1.0), False)
    assert not {field for field in vars(first) if "author" in field}


def test_a_case_that_people_see_differently_is_named_first():
    votes = []
    for place, criterion in enumerate(("benefit", "equity", "quality", "strategy")):
        votes += [vote(author, place, "UC-00001", criterion) for author in ("a", "b")]
        votes += [vote("a", place, "UC-00002", criterion), vote("b", 3 - place, "UC-00002", criterion)]
    first, second = by_case(votes)
    assert (first.subject, second.subject, second.alpha) == ("UC-00002", "UC-00001", pytest.approx(1.0))
    assert first.alpha is not None
    assert first.alpha < 0
    levels = np.array([[0.0, 1.0, 2.0, 3.0], [3.0, 2.0, 1.0, 0.0]])
    assert first.alpha == krippendorff_ordinal(levels), "the criteria are its units"
    assert (first.units, by_case([vote("a", 1)])[0].alpha) == (4, None)


def test_who_has_how_much_left_to_do():
    left = missing(["UC-00001", "UC-00002"], ["benefit", "equity"], ["a", "b"], [vote("a", 1), vote("z", 1)])
    assert left == {"a": 3, "b": 4}
