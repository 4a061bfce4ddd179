"""What a benchmark gives, and how time is taken: CPU seconds, the best of five rounds, rivals in turn."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 5
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Figure:
    """One line of the report; without a goal it is told, not judged."""

    what: str
    measured: str
    floor: str = "—"
    ratio: float | None = None
    goal: str = "—"
    met: bool | None = None

    @property
    def judgement(self) -> str:
        """In one word."""
        return {None: "told", True: "met", False: "MISSED"}[self.met]


def cpu_seconds(work: Callable[[], object], *, times: int = 1) -> float:
    """CPU time of this process for one call: the least of a few, where one is short beside what else happens."""
    least = float("inf")
    for _ in range(times):
        started = time.process_time()
        work()
        least = min(least, time.process_time() - started)
    return least


def best_in_turn(rivals: Sequence[Callable[[], float]], *, rounds: int = ROUNDS) -> list[float]:
    """The best of each rival, run one after the other in every round so that a busy moment strikes all."""
    taken = [[rival() for rival in rivals] for _ in range(rounds)]
    return [min(column) for column in zip(*taken, strict=True)]


def against_floor(what: str, ours: float, floor: float, *, floor_name: str, at_most: float) -> Figure:
    """Our time as a multiple of the floor's."""
    ratio = ours / floor
    return Figure(
        what, told(ours), f"{floor_name}: {told(floor)}", ratio, f"at most {at_most:g} × the floor", ratio <= at_most
    )


def told(seconds: float) -> str:
    """A duration as a reader says it."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"
