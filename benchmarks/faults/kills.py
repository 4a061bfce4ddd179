"""Writers killed with SIGKILL, most of them between their first write and their commit; then the same request again."""

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.programs import done, writer
from benchmarks.faults.site import deed, made, opened, state_of

DEEDS = 60
IN_ONE_SITE = 100
WITHIN = 0.8
"""Share of the kills that fall between the first write of a deed and its commit; the others right after one."""


@dataclass(frozen=True)
class Kills:
    """What was found."""

    kills: int
    inside: int
    """Killed between the first write of a deed and its commit."""
    acknowledged: int
    lost: int
    half: int
    corrupt: int
    doubled: int
    """Deeds that stood twice after the request came again."""


def kills(folder: Path, times: int, seed: int) -> Kills:
    """Kill a writer so many times, a hundred times in one site; nothing is repaired in between."""
    chance = random.Random(seed)
    total = inside = lost = half = corrupt = doubled = 0
    for turn in range(times):
        # All of a site is looked at after each kill: a site that only grew would take longer and longer.
        if not turn % IN_ONE_SITE:
            shutil.rmtree(folder, ignore_errors=True)
            made(folder)
            acknowledged: dict[str, str] = {}
        known = len(acknowledged)
        open_request = _killed(folder, f"k{turn}", acknowledged, chance)
        inside += open_request is not None
        state = state_of(folder, acknowledged)
        lost, half, corrupt = lost + state.lost, half + state.half, corrupt + state.corrupt
        if open_request is not None:
            doubled += _again(folder, open_request, acknowledged)
        total += len(acknowledged) - known
    shutil.rmtree(folder)
    return Kills(times, inside, total, lost, half, corrupt, doubled)


def _killed(folder: Path, prefix: str, acknowledged: dict[str, str], chance: random.Random) -> str | None:
    """Start a writer and kill it at some moment; gives the request that was under way."""
    process = writer(folder, prefix, DEEDS, "--pause", "4")
    wanted, within = chance.randrange(1, 12), chance.random() < WITHIN
    under_way, seen, is_killed = None, 0, False
    for line in process.stdout or ():
        begins = line.startswith("inside")
        if begins:
            under_way, seen = line.split()[1], seen + 1
        elif told := done(line):
            acknowledged[told[0]], under_way = told[1], None
        if seen >= wanted and begins is within and not is_killed:
            process.kill()  # what it still had to say before it died is read on
            is_killed = True
    process.wait()
    return under_way


def _again(folder: Path, request: str, acknowledged: dict[str, str]) -> int:
    """The person sends the form again: it is done once, whether or not it was done before."""
    site = opened(folder)
    try:
        first, second = deed(site, request), deed(site, request)
    finally:
        site.store.close()
    acknowledged[request] = first
    state = state_of(folder, acknowledged)
    return int(first != second) + state.half
