"""A disk that is full after one more page, and one more, until a run no longer meets the end."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.programs import done, writer
from benchmarks.faults.site import made, state_of

PAGE = 4096
DEEDS = 4


@dataclass(frozen=True)
class FullDisk:
    """What was found."""

    runs: int
    refused: int
    """Deeds that were refused for want of room."""
    acknowledged: int
    lost: int
    half: int
    corrupt: int


def full_disk(folder: Path, most: int) -> FullDisk:
    """Give the site's file one page more in each run; stop when a run is not refused anything."""
    path = made(folder)
    acknowledged: dict[str, str] = {}
    refused = lost = half = corrupt = runs = 0
    for turn in range(most):
        runs += 1
        room = path.stat().st_size + turn * PAGE // 4
        process = writer(folder, f"f{turn}", DEEDS, "--room", str(room))
        out, _ = process.communicate()
        failed = 0
        for line in out.splitlines():
            if told := done(line):
                acknowledged[told[0]] = told[1]
            failed += line.startswith("failed")
        refused += failed
        state = state_of(folder, acknowledged)
        lost, half, corrupt = lost + state.lost, half + state.half, corrupt + state.corrupt
        if not failed and turn > 2:
            break
    return FullDisk(runs, refused, len(acknowledged), lost, half, corrupt)
