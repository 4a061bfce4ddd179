"""Several weightings beside each other: who is in the first ones for all, and who divides them."""

from collections.abc import Mapping
from dataclasses import dataclass

from usecases.priorities import Band, Ranking


@dataclass(frozen=True)
class Divided:
    """One case that some weightings put among the first and others do not."""

    reference: str
    ranks: Mapping[str, int | None]  # by weighting; None where it is not yet rankable under it


@dataclass(frozen=True)
class Consensus:
    """What the weightings agree on, and what is left to talk about."""

    first: int
    agreed: tuple[Divided, ...]  # in the first ones for all, best mean rank first
    agenda: tuple[Divided, ...]  # in the first ones for some


def consensus(rankings: Mapping[str, Ranking], first: int) -> Consensus:
    """Compare the orders of the same cases under several weightings.

    Parameters
    ----------
    rankings : mapping
        By the name of the weighting; all over the same table.
    first : int
        How many count as the first ones; ties share the better rank.
    """
    ranks = {name: _ranks(ranking) for name, ranking in rankings.items()}
    inside = {
        name: {reference for reference, rank in of_name.items() if rank <= first} for name, of_name in ranks.items()
    }
    some = set().union(*inside.values()) if inside else set()
    everyone = set.intersection(*inside.values()) if inside else set()

    def row(reference: str) -> Divided:
        return Divided(reference, {name: of_name.get(reference) for name, of_name in ranks.items()})

    def order(one: Divided) -> tuple[float, str]:
        known = [rank for rank in one.ranks.values() if rank is not None]
        return sum(known) / len(known), one.reference

    return Consensus(
        first,
        tuple(sorted((row(reference) for reference in everyone), key=order)),
        tuple(sorted((row(reference) for reference in some - everyone), key=order)),
    )


def _ranks(ranking: Ranking) -> dict[str, int]:
    return {reference: ranking.rank_of(reference) for reference in ranking.references(Band.RANKABLE)}
