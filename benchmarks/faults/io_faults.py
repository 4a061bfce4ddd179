"""The n-th call of a kind fails, for every n, until a run meets none: writes, reads and syncs of the site's file."""

import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.faults.programs import done, writer
from benchmarks.faults.site import deed, made, opened, state_of
from store import use_cases

FAULTS = (("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("fdatasync", "EIO"), ("pread64", "EIO"))
ONCE, FROM_THEN_ON = "", "+"
DEEDS = 1


@dataclass
class IoFaults:
    """What was found."""

    runs: int = 0
    met: int = 0
    """Runs in which a call failed."""
    refused: int = 0
    """Deeds that were answered with an error."""
    kept: int = 0
    """Of those, the ones that stood in the file all the same; the same request again gave their reference."""
    acknowledged: int = 0
    lost: int = 0
    half: int = 0
    corrupt: int = 0
    reached_the_end: bool = True
    """Whether every kind was tried until a run met no fault."""


def io_faults(folder: Path, most: int) -> IoFaults:
    """Try at most so many places of each kind; after each run the same requests again, without faults."""
    found = IoFaults()
    for call, error in FAULTS:
        for how in (ONCE, FROM_THEN_ON):
            place = folder / f"{call}-{error}{'-on' if how else ''}"
            made(place)
            found.reached_the_end &= _every_place(place, call, f"inject={call}:error={error}:when=", how, most, found)
    return found


def _every_place(folder: Path, call: str, inject: str, how: str, most: int, found: IoFaults) -> bool:
    """Whether a run that met no fault was reached."""
    acknowledged: dict[str, str] = {}
    for turn in count(1):
        if turn > most:
            return False
        found.runs += 1
        failed, met = _run(folder, turn, ("-e", f"trace={call}", "-e", f"{inject}{turn}{how}"), acknowledged, found)
        if not met:
            return True
        found.met += 1
        _again(folder, failed, acknowledged, found)
        state = state_of(folder, acknowledged)
        found.lost, found.half, found.corrupt = (
            found.lost + state.lost, found.half + state.half, found.corrupt + state.corrupt
        )  # fmt: skip
    raise AssertionError("count() ended")


def _run(
    folder: Path, turn: int, faults: tuple[str, ...], acknowledged: dict[str, str], found: IoFaults
) -> tuple[list[str], bool]:
    """One run of the writer: the requests that failed, and whether a call was made to fail."""
    with tempfile.NamedTemporaryFile() as trace:
        before = ("strace", "-f", "-qq", "-o", trace.name, *faults, "-P", str(folder / "site.sqlite"),
                  "-P", str(folder / "site.sqlite-journal"))  # fmt: skip
        out, _ = writer(folder, f"n{turn}", DEEDS, before=before).communicate()
        met = b"INJECTED" in Path(trace.name).read_bytes()
    for line in out.splitlines():
        if told := done(line):
            acknowledged[told[0]] = told[1]
            found.acknowledged += 1
    asked = [f"n{turn}-{number}" for number in range(DEEDS)]
    failed = [one for one in asked if one not in acknowledged]
    found.refused += len(failed)
    return failed, met


def _again(folder: Path, failed: list[str], acknowledged: dict[str, str], found: IoFaults) -> None:
    """The same requests once more; whoever was refused although all was kept is given what stands there."""
    site = opened(folder)
    with site.store.reading() as db:
        before = use_cases.count(db)
    for request in failed:
        acknowledged[request] = deed(site, request)
    with site.store.reading() as db:
        found.kept += len(failed) - (use_cases.count(db) - before)
    site.store.close()
