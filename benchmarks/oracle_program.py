"""Run by benchmarks.oracles in an environment of its own: what scikit-criteria and pymcdm say of given tables."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np


def main() -> None:
    """Tables in, examples out, as JSON."""
    tables = json.load(sys.stdin)
    json.dump([{"seed": table["seed"], "examples": list(examples(table))} for table in tables], sys.stdout)


def examples(table: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each method of each library as an example that ours can be checked against."""
    for source, method, params, expected in (*of_pymcdm(table), *of_scikit_criteria(table)):
        yield {
            "id": f"{table['seed']}",
            "source": source,
            "method": method,
            **{name: table[name] for name in ("matrix", "types", "weights")},
            "params": params,
            "expected": {name: np.asarray(value).tolist() for name, value in expected.items()},
            "abs_tol": 1e-9,
        }


def of_pymcdm(table: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Pymcdm 1.4.0."""
    from pymcdm import methods, normalizations

    matrix, weights, types = (np.array(table[name]) for name in ("matrix", "weights", "types"))
    bounds = np.array(table["bounds"])
    topsis = methods.TOPSIS(normalizations.minmax_normalization)
    yield "pymcdm TOPSIS min-max", "TOPSIS", {"normalisation": "min-max"}, {"closeness": topsis(matrix, weights, types)}
    spotis = methods.SPOTIS(bounds)
    yield "pymcdm SPOTIS", "SPOTIS", {"bounds": bounds.tolist()}, {"distance": spotis(matrix, weights, types)}
    usual = methods.PROMETHEE_II("usual")
    yield "pymcdm PROMETHEE II usual", "PROMETHEE_II", {}, {"net_flow": usual(matrix, weights, types)}
    k = len(weights)
    linear = methods.PROMETHEE_II("vshape_2", p=np.full(k, 40.0), q=np.full(k, 5.0))
    yield (
        "pymcdm PROMETHEE II linear", "PROMETHEE_II", {"preference_function": "linear", "q": 5.0, "p": 40.0},
        {"net_flow": linear(matrix, weights, types)},
    )  # fmt: skip
    waspas = methods.WASPAS(normalizations.linear_normalization)
    yield "pymcdm WASPAS", "WASPAS", {"lambda_": 0.5}, {"score": waspas(matrix, weights, types)}


def of_scikit_criteria(table: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """scikit-criteria 0.9."""
    import skcriteria
    from skcriteria.agg import similarity, simple, vikor
    from skcriteria.preprocessing import invert_objectives, scalers

    told = skcriteria.mkdm(table["matrix"], table["types"], weights=table["weights"])
    inverted = invert_objectives.InvertMinimize().transform(told)
    shares = scalers.SumScaler("matrix").transform(inverted)
    sums = simple.WeightedSumModel().evaluate(shares)
    by_sum = {"cost_to_benefit": "1/x", "normalisation": "sum"}
    yield "scikit-criteria weighted sum", "WSM", by_sum, {"score": sums.e_.score, "rank": sums.rank_}
    product = simple.WeightedProductModel().evaluate(shares)
    yield "scikit-criteria weighted product", "WPM", by_sum, {"log10_score": product.e_.score, "rank": product.rank_}
    negated = invert_objectives.NegateMinimize().transform(told)
    vector = scalers.VectorScaler("matrix").transform(negated)
    closeness = similarity.TOPSIS().evaluate(vector)
    yield (
        "scikit-criteria TOPSIS vector", "TOPSIS", {"normalisation": "vector"},
        {"closeness": closeness.e_.similarity, "rank": closeness.rank_},
    )  # fmt: skip
    found = vikor.VIKOR().evaluate(told)
    yield "scikit-criteria VIKOR", "VIKOR", {"v": 0.5}, {"S": found.e_.s_k, "R": found.e_.r_k, "Q": found.e_.q_k}


if __name__ == "__main__":
    main()
