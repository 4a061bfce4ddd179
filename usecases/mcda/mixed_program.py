"""Programs with some yes-or-no unknowns, solved by HiGHS through scipy."""

import time
from typing import Any

import scipy  # its parts take a second to load: each is loaded when it is first asked for

from usecases.mcda.arrays import FloatArray, IntArray

_SOLVER_FAILED = 4


def solve(
    costs: FloatArray,
    *,
    integrality: IntArray,  # 1 where only whole numbers are meant, else 0
    bounds: "scipy.optimize.Bounds",
    constraints: "list[scipy.optimize.LinearConstraint]",
    seconds: float,
    gap: float,
) -> Any:
    """The least cost, as scipy.optimize.milp tells it.

    What is made simpler beforehand may be solved with an error that is found only when it is put back: scipy then
    tells of no solution although there is one (HiGHS issue 2653), and the program is solved again as it stands.
    """
    until = time.monotonic() + seconds
    for presolve in (True, False):
        left = max(until - time.monotonic(), 0.01)
        solved = scipy.optimize.milp(
            costs,
            integrality=integrality,
            bounds=bounds,
            constraints=constraints,
            options={"time_limit": left, "mip_rel_gap": gap, "presolve": presolve},
        )
        if solved.status != _SOLVER_FAILED:
            break
    return solved
