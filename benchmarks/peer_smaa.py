"""Run by benchmarks.deciding under a peer's interpreter: SMAA-2 of pysensmcda on given values and weights.

Prints the CPU seconds, and by how many MB the process rose above what it held when all was loaded.
"""

import sys
import time
from pathlib import Path

import numpy as np
from pysensmcda.smaa import smaa2


def main(samples: str) -> None:
    """One run."""
    with np.load(samples) as arrays:
        matrix, weights = arrays["meas"], arrays["weights"]
    types = np.ones(matrix.shape[1], dtype=int)
    before, started = _held_mb("VmRSS"), time.process_time()
    smaa2(lambda matrix, weights, types: matrix @ weights, matrix, types, weights=weights, num_samples=len(weights))
    print(time.process_time() - started, _held_mb("VmHWM") - before)


def _held_mb(field: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(field))


if __name__ == "__main__":
    main(sys.argv[1])
