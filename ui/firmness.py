"""How firm the places of a ranking are, as its list tells it: shares of the draws, and what depends on the method."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ui.shown_ranking import ShownRanking
from usecases.defence import Defence


@dataclass(frozen=True)
class Firmness:
    """What is known once the defence is computed."""

    shares: Mapping[str, float]
    """Of the draws, the share in which each case is among the first ones."""
    error: float
    """The largest standard error of those shares, 0 to 1."""
    by_method: Mapping[str, str]
    """Cases that are among the first by some methods and not by others: their ranks from best to worst, as told."""


def firmness_of(shown: ShownRanking, found: Defence | None) -> Firmness | None:
    """None while the defence is being computed."""
    if found is None:
        return None
    robust, first = found.robustness, shown.rules.first
    shares = dict(zip(robust.references, robust.share_in_first(first).tolist(), strict=True))
    error = float(robust.standard_error(first).max(initial=0.0))
    places = np.flatnonzero(found.agreement.depends_in_first(first)).tolist()
    return Firmness(shares, error, {robust.references[place]: ranks_told(shown, found, place) for place in places})


def ranks_told(shown: ShownRanking, found: Defence, place: int) -> str:
    """The ranks that the methods give a case, from best to worst; ``place`` as in the ranking."""
    words, agreed = shown.visit.words, found.agreement
    return words("methods_of.ranks", best=int(agreed.best[place]), worst=int(agreed.worst[place]))
