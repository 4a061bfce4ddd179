"""Scores: an interval with its author and reason, and the one score that is in force among several."""

import math
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Self

from pydantic import AwareDatetime, Field, model_validator

from usecases.criteria import (
    SCALE_TOP,
    BeneficiariesField,
    CostField,
    CriteriaSet,
    Criterion,
    Finite,
    Measure,
    OwnField,
)
from usecases.use_case import Amount, Beneficiaries, Draft, Frozen


class ScoreOrigin(StrEnum):
    """How a score came to be, in the order of precedence: the first one present is in force."""

    SETTLED_ROUND = "settled_round"
    ENTERED = "entered"
    CONFIRMED = "confirmed"
    IMPORTED = "imported"
    DERIVED = "derived"


PRECEDENCE = tuple(ScoreOrigin)
UNKNOWN_ORIGIN = -1
MOST_QUANTITY = 1e15
"""More people, dirhams or months than there are; a larger number is a slip."""


def origin_code(origin: ScoreOrigin) -> int:
    """Small integer of an origin for arrays: its place in the order of precedence (-1 = no score)."""
    return PRECEDENCE.index(origin)


class ScoreError(ValueError):
    """A score that cannot be taken; nothing of it is kept."""

    def __init__(self, code: str, criterion: str, value: object = None) -> None:
        self.code, self.criterion, self.value = code, criterion, value
        super().__init__(f"{code}: {criterion}: {value!r}")


class Interval(NamedTuple):
    """A score in the criterion's unit; low <= likely <= high."""

    low: float
    likely: float
    high: float


class ScoreProposal(Frozen):
    """A score that follows from facts of the case, before anybody confirmed it."""

    criterion: str
    low: Finite
    likely: Finite
    high: Finite
    reason: str = Field(min_length=1, description="code of the rule and the fields it read")
    origin: ScoreOrigin = ScoreOrigin.DERIVED

    def entry(self, reference: str, *, author: str, at: datetime) -> "ScoreEntry":
        """The proposal as an entry of one case."""
        return ScoreEntry(reference=reference, author=author, at=at, **self.model_dump())


class ScoreEntry(Frozen):
    """One line of the append-only list of scores."""

    reference: str
    criterion: str
    round: str | None = Field(default=None, description="panel round the score belongs to")
    author: str
    low: Finite
    likely: Finite
    high: Finite
    reason: str
    origin: ScoreOrigin
    at: AwareDatetime

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise ValueError("score.order")
        return self

    @property
    def interval(self) -> Interval:
        """The three numbers."""
        return Interval(self.low, self.likely, self.high)


def checked(criterion: Criterion, low: object, likely: object, high: object, *, reason: str) -> Interval:
    """The three numbers as a score of the criterion.

    Raises
    ------
    ScoreError
        score.not_a_number (text, a truth value, NaN or infinite), score.off_scale (outside 0 to 4, or a
        negative quantity), score.order (low <= likely <= high does not hold), score.reason_missing.

    """
    interval = Interval(*(_number(criterion, value) for value in (low, likely, high)))
    top = SCALE_TOP if criterion.measure is Measure.SCALE else MOST_QUANTITY
    for value in interval:
        if not 0 <= value <= top:
            raise ScoreError("score.off_scale", criterion.id, value)
    if not interval.low <= interval.likely <= interval.high:
        raise ScoreError("score.order", criterion.id, interval)
    if not reason.strip():
        raise ScoreError("score.reason_missing", criterion.id)
    return interval


def in_force(entries: Iterable[ScoreEntry]) -> ScoreEntry | None:
    """The one score that counts for a case and a criterion; None when there is none.

    The origin decides first, then the latest, then the author's name, so that the order in which the entries
    arrive never matters.
    """
    candidates = list(entries)
    if not candidates:
        return None
    best = min(origin_code(entry.origin) for entry in candidates)
    candidates = [entry for entry in candidates if origin_code(entry.origin) == best]
    latest = max(entry.at for entry in candidates)
    return min((entry for entry in candidates if entry.at == latest), key=_tie_order)


def is_stale(current: ScoreEntry | None, latest_source: ScoreEntry | None) -> bool:
    """Whether a person confirmed a proposal whose source has said something else since.

    A confirmed score never moves by itself: it stays in force, marked, with the new proposal beside it.
    """
    if current is None or latest_source is None or current.origin is not ScoreOrigin.CONFIRMED:
        return False
    return latest_source.at > current.at and latest_source.interval != current.interval


def own_field_scores(draft: Draft, criteria: CriteriaSet) -> tuple[ScoreProposal, ...]:
    """Scores of the natural criteria that the case's own fields give, in declared order.

    A field that is not stated gives no score: unknown is not zero. A cost needs both its investment and its
    running cost, because the sum of a number and an unknown is unknown.
    """
    proposals = []
    for criterion in criteria:
        amount = None if criterion.field is None else _amount(draft, criterion.field, criteria.cost_years)
        if criterion.field is not None and amount is not None:
            proposals.append(_proposal(criterion.id, f"own_field.{criterion.field.name}", amount))
    return tuple(proposals)


def _proposal(criterion: str, reason: str, amount: Amount) -> ScoreProposal:
    return ScoreProposal(criterion=criterion, low=amount.low, likely=amount.likely, high=amount.high, reason=reason)


def _amount(draft: Draft, field: OwnField, cost_years: int) -> Amount | None:
    if isinstance(field, BeneficiariesField):
        return _served(draft.beneficiaries, field)
    if isinstance(field, CostField):
        return _cost(draft.investment_mad, draft.running_mad_per_year, cost_years)
    return draft.months_to_benefit


def _served(beneficiaries: tuple[Beneficiaries, ...], field: BeneficiariesField) -> Amount | None:
    for kind in field.kinds:
        amounts = [one.per_year for one in beneficiaries if one.kind is kind]
        if amounts:
            return Amount(
                low=sum(amount.low for amount in amounts),
                likely=sum(amount.likely for amount in amounts),
                high=sum(amount.high for amount in amounts),
            )
    return None


def _cost(investment: Amount | None, running: Amount | None, years: int) -> Amount | None:
    if investment is None or running is None:
        return None
    return Amount(
        low=investment.low + years * running.low,
        likely=investment.likely + years * running.likely,
        high=investment.high + years * running.high,
    )


def _number(criterion: Criterion, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ScoreError("score.not_a_number", criterion.id, value)
    return float(value)


def _tie_order(entry: ScoreEntry) -> tuple[str, str, float, float, float, str]:
    return (entry.author, entry.round or "", *entry.interval, entry.reason)
