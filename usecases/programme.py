"""Where the programme stands: five figures, each absent rather than zero while it cannot be computed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from usecases.priorities import Band, Ranking

FIRST = 10
"""Leadership looks at the first ten."""


class Candidate(Protocol):
    """What the figures need of an admitted candidate."""

    @property
    def reference(self) -> str:
        """Its reference."""

    @property
    def admitted_at(self) -> datetime | None:
        """Since when it is a candidate."""

    @property
    def residents_per_year(self) -> float | None:
        """People served."""

    @property
    def investment_mad(self) -> float | None:
        """Dirhams, once."""

    @property
    def running_mad_per_year(self) -> float | None:
        """Dirhams a year."""


@dataclass(frozen=True)
class ProgrammeFigures:
    """The five figures, with the references behind each."""

    admitted: tuple[str, ...]
    rankable: tuple[str, ...]
    cleared: tuple[str, ...]
    waiting: tuple[str, ...]
    refused: tuple[str, ...]
    """Refused, or sent back for redesign: not choosable as it is."""
    first: tuple[str, ...]
    firm: tuple[str, ...]
    selected: tuple[str, ...]
    people_served: float | None
    """Residents a year of the selected cases that state them; None when none does."""
    people_unknown: int
    cost_mad: float | None
    """Investment, running cost of some years, and conditions; None when no selected case states the first two."""
    cost_unknown: int
    oldest_waiting: str | None
    oldest_waiting_days: int | None


def programme_figures(
    candidates: Iterable[Candidate],
    ranking: Ranking,
    decisions: Mapping[str, str],
    selected: Collection[str],
    *,
    open_decisions: Collection[str],
    conditions_mad: Mapping[str, int],
    now: datetime,
) -> ProgrammeFigures:
    """Count where the programme stands.

    Parameters
    ----------
    decisions : mapping
        Verdict in force by reference; a case without one is waiting.
    open_decisions : collection
        The verdicts that let a case be chosen.
    conditions_mad : mapping
        What the conditions of a verdict cost, dirhams, by reference; it comes on top of the case's own cost.
    """
    known = {one.reference: one for one in candidates}
    waiting = tuple(name for name in known if name not in decisions)
    firm = ranking.firm_in_first(FIRST)
    chosen = [known[name] for name in selected if name in known]
    people = [one.residents_per_year for one in chosen if one.residents_per_year is not None]
    costs = [
        cost + conditions_mad.get(one.reference, 0)
        for one in chosen
        if (cost := five_year_cost(one, ranking.criteria.cost_years)) is not None
    ]
    waits = [(known[name].admitted_at or now, name) for name in waiting]
    since, oldest = min(waits, default=(now, None))
    return ProgrammeFigures(
        admitted=tuple(known),
        rankable=ranking.references(Band.RANKABLE),
        cleared=tuple(name for name in known if decisions.get(name) in open_decisions),
        waiting=waiting,
        refused=tuple(name for name in known if name in decisions and decisions[name] not in open_decisions),
        first=tuple(firm),
        firm=tuple(name for name, holds in firm.items() if holds),
        selected=tuple(one.reference for one in chosen),
        people_served=sum(people) if people else None,
        people_unknown=len(chosen) - len(people),
        cost_mad=sum(costs) if costs else None,
        cost_unknown=len(chosen) - len(costs),
        oldest_waiting=oldest,
        oldest_waiting_days=(now - since).days if oldest else None,
    )


def five_year_cost(one: Candidate, years: int) -> float | None:
    """Investment plus running cost over the years of the criteria set; unknown if either is."""
    if one.investment_mad is None or one.running_mad_per_year is None:
        return None
    return one.investment_mad + one.running_mad_per_year * years
