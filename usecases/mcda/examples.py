"""Published worked examples, recomputed: a method is trusted as far as it gives the numbers its authors printed."""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from usecases.mcda.additive import Waspas, WeightedProduct, WeightedSum
from usecases.mcda.distance import Spotis, Topsis, Vikor, compromise
from usecases.mcda.method import Method, Outcome
from usecases.mcda.normalisation import CostRule, Normalisation
from usecases.mcda.promethee import Preference, PrometheeII
from wording.refusing import CodedError

Quantities = Mapping[str, Callable[[], Any]]


class ExampleError(ValueError):
    """An example that cannot be recomputed as it is written."""


@dataclass(frozen=True)
class Checked:
    """One example, recomputed."""

    id: str
    method: str
    differences: Mapping[str, float]  # by expected quantity, the largest difference; 0 for words and ranks that agree
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether every expected quantity came out within the tolerance."""
        return not self.failures


NORMALISATIONS: Mapping[str, Normalisation] = {
    "none": Normalisation.NONE, "minmax": Normalisation.MIN_MAX, "max": Normalisation.MAX,
    "linear": Normalisation.MAX, "sum": Normalisation.SUM, "vector": Normalisation.VECTOR,
}  # fmt: skip
COST_RULES: Mapping[str, CostRule] = {
    "1/x": CostRule.RECIPROCAL, "reciprocal": CostRule.RECIPROCAL, "inverse": CostRule.RECIPROCAL,
    "min/x": CostRule.MIN_RATIO, "ratio": CostRule.MIN_RATIO,
    "reversal": CostRule.REVERSAL, "reverse": CostRule.REVERSAL, "reversed": CostRule.REVERSAL,
    "1-x": CostRule.REVERSAL, "negate": CostRule.REVERSAL, "none": CostRule.REVERSAL,
}  # fmt: skip
PREFERENCES: Mapping[str, tuple[Preference, bool]] = {
    # By name: the preference, and whether its indifference threshold is zero by definition.
    "usual": (Preference.USUAL, True), "linear": (Preference.LINEAR, False), "vshape": (Preference.LINEAR, True),
    "vshape2": (Preference.LINEAR, False), "vshapewithindifference": (Preference.LINEAR, False),
}  # fmt: skip


def read_examples(text: str, name: str = "") -> list[Mapping[str, Any]]:
    """The examples of a JSON file: a list, or an object that has them under ``examples``.

    Raises
    ------
    CodedError
        examples.not_json (with the file's name), examples.not_a_list.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CodedError("examples.not_json", name=name) from error
    if isinstance(content, dict):
        content = content.get("examples")
    if not isinstance(content, list) or not all(isinstance(one, dict) for one in content):
        raise CodedError("examples.not_a_list")
    return content


def check(example: Mapping[str, Any]) -> Checked:
    """Recompute one example; whatever is wrong with it is a failure with its reason, never an exception."""
    name, method = str(example.get("id", "?")), str(example.get("method", "?"))
    try:
        found = _quantities(example)
        expected = _expected(example)
        tolerance = _tolerance(example)
        differences = {key: _difference(key, wanted, found) for key, wanted in expected.items()}
    except (ExampleError, ArithmeticError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        return Checked(name, method, {}, (f"{type(error).__name__}: {error}",))
    failures = tuple(f"{key} differs by {gap:.3g}" for key, gap in differences.items() if not gap <= tolerance)
    return Checked(name, method, differences, failures)


def _tolerance(example: Mapping[str, Any]) -> float:
    tolerance = float(example.get("abs_tol", 1e-9))
    if not 0 <= tolerance < math.inf:
        raise ExampleError(f"abs_tol {tolerance} is no tolerance")
    return tolerance


def _expected(example: Mapping[str, Any]) -> Mapping[str, Any]:
    expected = example["expected"]
    if not isinstance(expected, Mapping) or not expected:
        raise ExampleError("nothing is expected")
    return expected


def _quantities(example: Mapping[str, Any]) -> Quantities:
    method = _method(example)
    matrix = np.asarray(example["matrix"], dtype=np.float64)
    weights = np.asarray(example["weights"], dtype=np.float64)
    directions = np.asarray(example.get("types") or [1] * len(weights))
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ExampleError("a weight is negative or no number")
    if not np.isfinite(matrix).all():
        raise ExampleError("the matrix holds what is no number")
    if not np.isin(directions, (1, -1)).all():
        raise ExampleError("types are 1 (benefit) or -1 (cost)")
    with np.errstate(all="ignore"):  # what is no number differs from what is expected, and says so
        outcome = method(np.ascontiguousarray(matrix.T), weights, directions)
    own = _OWN[method.name](outcome)
    return {"score": lambda: outcome.scores, "rank": lambda: outcome.ranks, "ranks": lambda: outcome.ranks, **own}


def _method(example: Mapping[str, Any]) -> Method:
    name = _folded(example["method"])
    if name not in _BUILDERS:
        raise ExampleError(f"unknown method {example['method']}")
    given = dict(example.get("params") or {})
    built = _BUILDERS[name](given)
    if given:
        raise ExampleError(f"unknown parameter {', '.join(sorted(given))}")
    return built


def _scaling(given: dict[str, Any], usual: Normalisation) -> dict[str, Any]:
    """Normalisation and cost rule, taken out of the parameters."""
    scaling: dict[str, Any] = {"normalisation": usual}
    for key in ("normalisation", "normalization"):
        if (word := given.pop(key, None)) is not None:
            scaling["normalisation"] = _named(NORMALISATIONS, word, fold=_bare)
            if _folded(word) == "linear":  # the name says both: x / max, and min / x for a cost
                scaling["cost"] = CostRule.MIN_RATIO
            if rule := _cost_in_note(str(word)):
                scaling["cost"] = rule
    for key in ("cost_to_benefit", "cost"):
        if (word := given.pop(key, None)) is not None:
            scaling["cost"] = _named(COST_RULES, word, fold=lambda text: _before_note(text).replace(" ", "").lower())
    return scaling


def _cost_in_note(word: str) -> CostRule | None:
    """The rule for costs that the note behind a normalisation names, such as "max (cost by min/x)"; None if none."""
    note = word[len(_before_note(word)) :].lower().replace(" ", "")
    if "cost" not in note:
        return None
    found = {rule for name, rule in COST_RULES.items() if len(name) > 2 and name != "none" and name in note}
    return found.pop() if len(found) == 1 else None


def _promethee(given: dict[str, Any]) -> Method:
    """One preference function for all criteria, or a list of one each; "usual" is a jump at zero."""
    words = given.pop("preference_function", "usual")
    q, p = (usual if (one := given.pop(key, None)) is None else one for key, usual in (("q", 0.0), ("p", 1.0)))
    if not isinstance(words, list):
        preference, no_indifference = _named(PREFERENCES, words)
        return PrometheeII(preference, 0.0 if no_indifference else q, p)
    found = [_named(PREFERENCES, word) for word in words]
    jumps = np.array([preference is Preference.USUAL for preference, _ in found])
    no_indifference = np.array([is_zero for _, is_zero in found])
    return PrometheeII(Preference.LINEAR, np.where(no_indifference, 0.0, q).tolist(), np.where(jumps, 0.0, p).tolist())


_BUILDERS: Mapping[str, Callable[[dict[str, Any]], Method]] = {
    "wsm": lambda given: WeightedSum(**_scaling(given, Normalisation.NONE)),
    "wpm": lambda given: WeightedProduct(**_scaling(given, Normalisation.NONE)),
    "waspas": lambda given: Waspas(
        share=given.pop("lambda_", given.pop("lambda", 0.5)), **_scaling(given, Normalisation.MAX)
    ),
    "topsis": lambda given: Topsis(**_scaling(given, Normalisation.VECTOR)),
    "vikor": lambda given: Vikor(v=given.pop("v", 0.5)),
    "prometheeii": _promethee,
    "spotis": lambda given: Spotis(bounds=given.pop("bounds", None), expected=given.pop("esp", None)),
}


def _vikor(outcome: Outcome) -> Quantities:
    found = compromise(outcome)
    return {
        "S": lambda: outcome.steps["S"],
        "R": lambda: outcome.steps["R"],
        "Q": lambda: outcome.scores,
        "acceptable_advantage": lambda: found.acceptable_advantage,
        "acceptable_stability": lambda: found.acceptable_stability,
        "compromise": lambda: found.members,
    }


_OWN: Mapping[str, Callable[[Outcome], Quantities]] = {
    "weighted_sum": lambda outcome: {"contributions": lambda: outcome.steps["contributions"].T},
    "weighted_product": lambda outcome: {
        "log10_score": lambda: np.log10(outcome.scores),
        "log_score": lambda: np.log(outcome.scores),
    },
    "waspas": lambda outcome: {
        "Q": lambda: outcome.scores, "Q1": lambda: outcome.steps["sum"], "Q2": lambda: outcome.steps["product"],
        "wsm": lambda: outcome.steps["sum"], "wpm": lambda: outcome.steps["product"],
    },
    "topsis": lambda outcome: {
        "closeness": lambda: outcome.scores,
        "d_plus": lambda: outcome.steps["distance_best"], "d_minus": lambda: outcome.steps["distance_worst"],
        "distance_best": lambda: outcome.steps["distance_best"],
        "distance_worst": lambda: outcome.steps["distance_worst"],
    },
    "vikor": _vikor,
    "promethee_ii": lambda outcome: {
        "net_flow": lambda: outcome.scores, "phi": lambda: outcome.scores,
        "positive_flow": lambda: outcome.steps["positive_flow"], "phi_plus": lambda: outcome.steps["positive_flow"],
        "negative_flow": lambda: outcome.steps["negative_flow"], "phi_minus": lambda: outcome.steps["negative_flow"],
    },
    "spotis": lambda outcome: {"distance": lambda: outcome.scores},
}  # fmt: skip


def _difference(key: str, wanted: Any, found: Quantities) -> float:
    """Largest difference of one quantity; infinite where kind, length or truth disagree."""
    if key not in found:
        raise ExampleError(f"the method gives no {key}")
    got = found[key]()
    if isinstance(wanted, bool) or isinstance(got, bool):
        return 0.0 if wanted is got else math.inf
    if key == "compromise":
        return 0.0 if sorted(wanted) == sorted(got) else math.inf
    expected, computed = np.asarray(wanted, dtype=np.float64), np.asarray(got, dtype=np.float64)
    if expected.shape != computed.shape:
        return math.inf
    if key in {"rank", "ranks"}:
        return 0.0 if np.array_equal(expected, computed) else math.inf
    with np.errstate(invalid="ignore"):
        gaps = np.where(expected == computed, 0.0, np.abs(expected - computed))
    return float(np.nan_to_num(gaps, nan=math.inf).max(initial=0.0))


def _named(known: Mapping[str, Any], word: object, fold: Callable[[str], str] | None = None) -> Any:
    """The thing of that name; a note in brackets behind it is passed over."""
    plain = (fold or _folded)(str(word))
    if plain not in known:
        raise ExampleError(f"unknown word {word!r}")
    return known[plain]


def _bare(word: object) -> str:
    """The name of a normalisation without that word behind it."""
    return _folded(word).removesuffix("normalisation").removesuffix("normalization")


def _folded(word: object) -> str:
    return "".join(letter for letter in _before_note(str(word)).lower() if letter.isalnum())


def _before_note(word: str) -> str:
    return re.split(r"[(\[{]", word, maxsplit=1)[0]


def report(results: Sequence[Checked]) -> str:
    """A line for each example, then ``N of M``."""
    width = max((len(one.id) for one in results), default=0)
    lines = []
    for one in results:
        told = "; ".join(one.failures) or ", ".join(f"{key} {gap:.1e}" for key, gap in one.differences.items())
        lines.append(f"{'pass' if one.passed else 'FAIL'}  {one.id:<{width}}  {one.method:<12}  {told}")
    return "\n".join([*lines, f"{sum(one.passed for one in results)} of {len(results)}"])
