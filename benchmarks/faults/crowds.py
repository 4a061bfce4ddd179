"""Many writers at once in one site: every deed is there, none was refused, and how long they waited."""

import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.programs import done, writer
from benchmarks.faults.site import made, state_of


@dataclass(frozen=True)
class Crowd:
    """What was found."""

    writers: int
    deeds: int
    acknowledged: int
    failed: int
    lost: int
    half: int
    corrupt: bool
    seconds: float
    waited: float
    """The wait that 95 % of the deeds stayed under, in seconds: 0 when none was acknowledged."""


def crowd(folder: Path, writers: int, deeds: int) -> Crowd:
    """So many processes, so many deeds each, all at once."""
    made(folder)
    began = time.perf_counter()
    running = [writer(folder, f"w{number}", deeds) for number in range(writers)]
    acknowledged: dict[str, str] = {}
    waits: list[int] = []
    failed = 0
    for process in running:
        out, _ = process.communicate()
        for line in out.splitlines():
            if told := done(line):
                acknowledged[told[0]] = told[1]
                waits.append(told[2])
            failed += line.startswith("failed")
    seconds = time.perf_counter() - began
    state = state_of(folder, acknowledged)
    lost = state.lost + len(acknowledged) - len(set(acknowledged.values()))
    waited = sorted(waits)[len(waits) * 95 // 100] / 1000 if waits else 0.0
    return Crowd(writers, deeds, len(acknowledged), failed, lost, state.half, state.corrupt, seconds, waited)
