"""A panel: several assessors score blind; how far they agree is said of criteria and cases, never of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from usecases.mcda.arrays import FloatArray
from usecases.scores import Interval

AMBIGUOUS = 0.667
"""Below this alpha even tentative conclusions are not drawn (Krippendorff 2004, Content Analysis, p. 241)."""


@dataclass(frozen=True)
class Vote:
    """What one member said of one case on one criterion."""

    reference: str
    criterion: str
    author: str
    low: float
    likely: float
    high: float
    reason: str = ""


@dataclass(frozen=True)
class Settled:
    """What a round gives for a case and a criterion: the median, with the spread as the interval."""

    reference: str
    criterion: str
    interval: Interval
    votes: int
    spread: float  # largest less smallest likely score
    reasons: tuple[str, ...] = ()  # in the order of their letters: their place tells nobody's name

    @property
    def is_shared(self) -> bool:
        """Whether more than one person said it; one opinion is no panel's."""
        return self.votes > 1


@dataclass(frozen=True)
class Agreed:
    """How far the members agree on one criterion over the cases of a round, or on one case over its criteria."""

    subject: str  # id of the criterion, or reference of the case
    alpha: float | None  # None where fewer than two members scored the same, or all said the same everywhere
    units: int  # cases, or criteria

    @property
    def is_ambiguous(self) -> bool:
        """Whether it is understood too differently to be relied on."""
        return self.alpha is not None and self.alpha < AMBIGUOUS


def settle(votes: Sequence[Vote]) -> list[Settled]:
    """Aggregate each case and criterion: the median of the likely scores, from the lowest low to the highest high."""
    groups: dict[tuple[str, str], list[Vote]] = {}
    for vote in votes:
        groups.setdefault((vote.reference, vote.criterion), []).append(vote)
    settled = []
    for (reference, criterion), group in sorted(groups.items()):
        likely = [vote.likely for vote in group]
        interval = Interval(min(vote.low for vote in group), float(np.median(likely)), max(vote.high for vote in group))
        reasons = tuple(sorted({vote.reason for vote in group if vote.reason}))
        settled.append(Settled(reference, criterion, interval, len(group), max(likely) - min(likely), reasons))
    return settled


def by_criterion(votes: Sequence[Vote]) -> list[Agreed]:
    """Krippendorff's alpha for each criterion over the cases, the least agreed first."""
    return _agreed(votes, [vote.criterion for vote in votes], [vote.reference for vote in votes])


def by_case(votes: Sequence[Vote]) -> list[Agreed]:
    """Krippendorff's alpha for each case over the criteria, the least agreed first."""
    return _agreed(votes, [vote.reference for vote in votes], [vote.criterion for vote in votes])


def _agreed(votes: Sequence[Vote], subjects: Sequence[str], units: Sequence[str]) -> list[Agreed]:
    found = []
    for subject in sorted(set(subjects)):
        own = [place for place, one in enumerate(subjects) if one == subject]
        table = _votes_by([votes[place] for place in own], [units[place] for place in own])
        found.append(Agreed(subject, krippendorff_ordinal(table), table.shape[1]))
    return sorted(found, key=lambda one: (one.alpha is None, one.alpha if one.alpha is not None else 0.0))


def _votes_by(votes: Sequence[Vote], units: Sequence[str]) -> FloatArray:
    """Likely scores, a row for each member and a column for each unit; NaN where a member said nothing."""
    columns, authors = sorted(set(units)), sorted({vote.author for vote in votes})
    table = np.full((len(authors), len(columns)), np.nan)
    for vote, unit in zip(votes, units, strict=True):
        table[authors.index(vote.author), columns.index(unit)] = vote.likely
    return table


def krippendorff_ordinal(scores: FloatArray) -> float | None:
    """Krippendorff's alpha for ordinal scores.

    Parameters
    ----------
    scores : ndarray, shape (n_raters, n_units)
        NaN where a rater said nothing; units with fewer than two scores are left out.

    Returns
    -------
    float or None
        1 complete agreement, 0 as by chance; None where nothing can be paired or nothing varies.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
    """
    kept = scores[:, (~np.isnan(scores)).sum(axis=0) >= 2]
    values = np.unique(kept[~np.isnan(kept)])
    if values.size < 2:
        return None
    coincidence = np.zeros((values.size, values.size))
    for unit in kept.T:
        said = np.searchsorted(values, unit[~np.isnan(unit)])
        counts = np.bincount(said, minlength=values.size).astype(np.float64)
        coincidence += (np.outer(counts, counts) - np.diag(counts)) / (said.size - 1)
    marginal = coincidence.sum(axis=0)
    distance = _ordinal_distance(marginal)
    expected = (np.outer(marginal, marginal) - np.diag(marginal)) / (marginal.sum() - 1)
    return float(1.0 - (coincidence * distance).sum() / (expected * distance).sum())


def _ordinal_distance(marginal: FloatArray) -> FloatArray:
    """Squared distance of two ranks: how many scores lie between them, each end counted half."""
    below = np.cumsum(marginal) - marginal / 2.0
    gaps: FloatArray = (below[:, np.newaxis] - below) ** 2
    return gaps


def missing(
    cases: Sequence[str], criteria: Sequence[str], members: Sequence[str], votes: Sequence[Vote]
) -> Mapping[str, int]:
    """How many scores each member has still to give."""
    given: dict[str, int] = dict.fromkeys(members, 0)
    for vote in votes:
        if vote.author in given:
            given[vote.author] += 1
    wanted = len(cases) * len(criteria)
    return {member: wanted - count for member, count in given.items()}
