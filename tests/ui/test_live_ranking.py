"""The very script that ranks in the browser, run under node on two hundred tables with forced ties, against Python."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.not_here import not_here
from tests.strategies import SIX, references, table
from ui.components.live_ranking import Moved, read_moved
from usecases.criteria import Axis
from usecases.priorities import Band, rank
from usecases.weighting import Weighting

SCRIPT = Path("ui/components/live_ranking.js")
DRIVER = """
import { readFileSync } from "node:fs"
import { axisValues, rank, weightsOf } from "./live_ranking.mjs"
const cases = JSON.parse(readFileSync(0, "utf8"))
const said = cases.map((one) => {
  const weights = weightsOf(one.axes, one.share, one.within)
  const values = Float64Array.from(one.values), known = Float64Array.from(one.known)
  const found = rank(values, known, one.n, weights, one.threshold, Int32Array.from(one.names))
  const [impact, feasibility] = axisValues(values, one.n, one.axes, one.within)
  const ranks = found.placed.map((i) => found.ranks[i])
  return { placed: found.placed, ranks, totals: [...found.totals], waiting: found.waiting, weights,
           impact: [...impact], feasibility: [...feasibility] }
})
process.stdout.write(JSON.stringify(said))
"""


def node() -> str:
    found = shutil.which("node")
    if found is None:
        not_here("no node here: the script of the browser cannot be run")
    return found


def tables(count: int):
    """Random scores on few levels, so that sums tie; gaps, so that some cases wait; names in any order."""
    for seed in range(count):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(1, 40))
        levels = [rng.integers(0, 5, n), 10.0 ** rng.integers(0, 4, n), rng.integers(0, 5, n), rng.integers(0, 5, n),
                  rng.integers(0, 5, n) * 10, rng.integers(0, 11, n) * 10]  # fmt: skip
        scores = np.array(levels, dtype=float)
        scores[rng.random(scores.shape) < rng.choice([0.0, 0.2, 0.5])] = np.nan
        if n > 3:
            scores[:, 1] = scores[:, 0]
            scores[:, 3] = scores[:, 2]
        names = np.array(references(n), dtype=object)
        rng.shuffle(names)
        within = {one.id: float(weight) for one, weight in zip(SIX, rng.integers(0, 5, 6), strict=True)}
        for axis in Axis:
            within[SIX.of_axis(axis)[0].id] += 1.0
        weighting = Weighting(
            id="t",
            name="t",
            author="t",
            axis_share=float(rng.choice([0.0, 0.25, 0.5, rng.random(), 1.0])),
            within=within,
        )
        yield table(SIX, scores.T.tolist(), names.tolist()), weighting, float(rng.choice([0.0, 0.3, 0.5, 0.7]))


def test_the_browser_and_the_server_give_the_same_order_ranks_and_digits(tmp_path):
    cases, expected = [], []
    for performance, weighting, threshold in tables(200):
        ranking = rank(performance, SIX, weighting, threshold=threshold)
        names = np.argsort(np.argsort(np.array(performance.references)))
        cases.append({
            "n": len(performance), "values": ranking.values.ravel().tolist(),
            "known": performance.values(SIX).known.ravel().tolist(),
            "axes": [0 if one.axis is Axis.CITIZEN_IMPACT else 1 for one in SIX], "share": weighting.axis_share,
            "within": [weighting.within[name] for name in SIX.ids], "threshold": threshold, "names": names.tolist(),
        })  # fmt: skip
        expected.append(ranking)
    (tmp_path / "live_ranking.mjs").write_text(SCRIPT.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(DRIVER, encoding="utf-8")
    done = subprocess.run(
        [node(), str(tmp_path / "driver.mjs")], input=json.dumps(cases), capture_output=True, text=True, check=True
    )
    ties = waiting = 0
    for said, ranking in zip(json.loads(done.stdout), expected, strict=True):
        placed = ranking.placed[Band.RANKABLE]
        assert said["placed"] == placed.tolist()
        assert said["ranks"] == ranking.ranks[placed].tolist()
        assert said["totals"] == ranking.totals.tolist(), "the same sums in the same order, to the last digit"
        assert said["waiting"] == len(ranking.references(Band.NOT_YET_RANKABLE))
        assert said["weights"] == pytest.approx(ranking.weights.tolist(), abs=1e-15)
        assert said["impact"] == pytest.approx(ranking.axis_values[Axis.CITIZEN_IMPACT].tolist(), abs=1e-12)
        ties += len(placed) - len(set(said["ranks"]))
        waiting += said["waiting"]
    assert ties > 200
    assert waiting > 200


@pytest.mark.parametrize(
    "said",
    [
        None, "60", {"share": 60}, {"share": 101, "within": None}, {"share": -1, "within": None},
        {"share": True, "within": None}, {"share": 60.5, "within": None}, {"share": 60, "within": [1, 2]},
        {"share": 60, "within": [1, 2, 300]}, {"share": 60, "within": "abc"}, {"share": 60, "within": [1, 2, None]},
    ],
)  # fmt: skip
def test_what_cannot_come_from_a_slider_is_nothing(said):
    assert read_moved(said, 3) is None


def test_what_the_sliders_say_is_taken():
    assert read_moved({"share": 60, "within": None, "at": 3}, 3) == Moved(60, None)
    assert read_moved({"share": 0, "within": [0, 100, 7], "at": 4}, 3) == Moved(0, (0, 100, 7))
