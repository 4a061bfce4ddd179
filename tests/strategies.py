"""What the laws are tried on: small criteria sets, tables with gaps and intervals, weightings."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from usecases.criteria import Axis, CriteriaSet, criteria_set
from usecases.performance import PerformanceTable
from usecases.weighting import Weighting
from wording.catalogue import Catalogue
from wording.language import Language


class AnyWords(dict[str, str]):
    """Words for a set made up in a test: every key has a text."""

    def __contains__(self, key: object) -> bool:
        return True


WORDS = Catalogue({language: AnyWords() for language in Language})


def scale(name: str, axis: Axis, weight: float) -> dict[str, Any]:
    """A criterion on the anchored scale."""
    return {
        "id": name,
        "axis": axis,
        "direction": "maximise",
        "measure": "scale",
        "unit": "level",
        "value": {"shape": "linear", "low": 0, "high": 4},
        "weight": weight,
        "source": "a test",
        "review_by": "2030-01-01",
    }


def natural(name: str, axis: Axis, weight: float, value: dict[str, Any], direction: str) -> dict[str, Any]:
    """A criterion in a natural unit."""
    return scale(name, axis, weight) | {
        "measure": "natural",
        "unit": "months",
        "direction": direction,
        "value": value,
    }


def content(*criteria: dict[str, Any]) -> dict[str, Any]:
    """A criteria document."""
    return {
        "id": "try",
        "version": "1",
        "source": "a test",
        "cost_years": 5,
        "axis_share": 0.5,
        "criteria": list(criteria),
    }


IMPACT, FEASIBILITY = Axis.CITIZEN_IMPACT, Axis.FEASIBILITY
SIX = criteria_set(
    content(
        scale("benefit", IMPACT, 0.5),
        natural("reach", IMPACT, 0.3, {"shape": "logarithmic", "low": 1, "high": 1000}, "maximise"),
        scale("equity", IMPACT, 0.2),
        scale("readiness", FEASIBILITY, 0.5),
        natural("months", FEASIBILITY, 0.25, {"shape": "linear", "low": 0, "high": 40}, "minimise"),
        natural(
            "cost",
            FEASIBILITY,
            0.25,
            {
                "shape": "piecewise",
                "points": [{"at": 0, "value": 1}, {"at": 10, "value": 0.75}, {"at": 100, "value": 0}],
            },
            "minimise",
        ),
    ),
    WORDS,
)
"""Three criteria on each axis, with every shape of value function and both directions."""


def references(n: int) -> tuple[str, ...]:
    """UC-00001 and so on."""
    return tuple(f"UC-{number:05d}" for number in range(1, n + 1))


def table(
    criteria: CriteriaSet, rows: Sequence[Sequence[float]], names: Sequence[str] | None = None
) -> PerformanceTable:
    """A table from one row of exact scores per case, in the set's order; NaN = unknown."""
    scores = np.array(rows, dtype=np.float64).reshape(-1, len(criteria)).T
    origins = np.where(np.isnan(scores), -1, 1)
    found = tuple(names) if names is not None else references(scores.shape[1])
    return PerformanceTable(found, criteria.ids, scores, scores, scores, origins)


# Few different scores, on the bounds and beyond, so that ties and constant columns come by themselves.
SCORES = st.sampled_from([0.0, 1.0, 2.0, 2.5, 4.0, 10.0, 40.0, 1500.0]) | st.floats(0, 2000)


@st.composite
def tables(
    draw: st.DrawFn,
    *,
    criteria: CriteriaSet = SIX,
    unknown: bool = True,
    intervals: bool = False,
    min_size: int = 1,
    max_size: int = 8,
) -> PerformanceTable:
    """Tables of cases with gaps (and with intervals)."""
    n = draw(st.integers(min_size, max_size))
    shape = (len(criteria), n)
    size = shape[0] * n
    likely = np.array(draw(st.lists(SCORES, min_size=size, max_size=size))).reshape(shape)
    if unknown:
        gaps = draw(st.lists(st.booleans(), min_size=size, max_size=size))
        likely = np.where(np.array(gaps, dtype=bool).reshape(shape), np.nan, likely)
    low, high = likely, likely
    if intervals:
        spread = np.array(draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))).reshape(shape)
        low, high = likely - spread, likely + 2 * spread
    origins = np.where(np.isnan(likely), -1, 1)
    return PerformanceTable(references(n), criteria.ids, low, likely, high, origins)


@st.composite
def weightings(draw: st.DrawFn, *, criteria: CriteriaSet = SIX) -> Weighting:
    """Weightings, those with zeros and with an axis that counts for nothing included."""
    share = draw(st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.floats(0, 1))
    weight = st.sampled_from([0.0, 1.0, 2.0]) | st.floats(0, 10)
    within = {one.id: draw(weight) for one in criteria}
    for axis in Axis:
        members = [one.id for one in criteria.of_axis(axis)]
        if sum(within[name] for name in members) < 1e-6:
            within[draw(st.sampled_from(members))] = 1.0
    return Weighting(id="try", name="A try", author="amina", axis_share=share, within=within)
