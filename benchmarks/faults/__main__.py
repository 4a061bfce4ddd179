"""`python -m benchmarks.faults [--share S] [NAME ...]`: hurt a site in every way, and write down what was found.

Status 1 when something was lost, halved, broken or doubled, or when a control that must fail does not.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.faults import power_cuts
from benchmarks.faults.bad_files import bad_files
from benchmarks.faults.crowds import crowd
from benchmarks.faults.full_disk import full_disk
from benchmarks.faults.io_faults import io_faults
from benchmarks.faults.kills import kills
from benchmarks.faults.report import Outcome, keep
from benchmarks.faults.sinks import PAYLOADS, sinks
from benchmarks.serving import EVERY, loaded

SEED = 20261126


def _kills(folder: Path, share: float) -> Iterator[Outcome]:
    found = kills(folder, _sized(1000, share), SEED)
    within = found.inside / found.kills
    yield Outcome(
        f"{found.kills} times SIGKILL to a writer, {within:.0%} between the first write of a deed and its commit; "
        "then the same request again",
        f"{found.acknowledged} deeds acknowledged: {found.lost} lost, {found.half} half done, {found.corrupt} corrupt, "
        f"{found.doubled} doubled",
        not (found.lost or found.half or found.corrupt or found.doubled) and within >= 0.6,
    )


def _power(folder: Path, share: float) -> Iterator[Outcome]:
    if not power_cuts.is_possible():
        yield Outcome("power cuts", "not done: no strace on this machine", holds=False)
        return
    many = _sized(2000, share)
    for level, must_hold in (("", True), ("NORMAL", False), ("OFF", False)):
        found = power_cuts.power_cuts(folder / (level or "own"), many, SEED, level=level)
        sound = not (found.lossy or found.half or found.corrupt)
        yield Outcome(
            f"{found.cuts} power cuts, DELETE + {found.level}" + ("" if must_hold else " (control: must fail)"),
            f"{found.lossy} with an acknowledged deed lost, {found.half} half done, {found.corrupt} corrupt",
            sound is must_hold,
        )


def _disk(folder: Path, share: float) -> Iterator[Outcome]:
    found = full_disk(folder, _sized(200, share))
    yield Outcome(
        f"{found.runs} runs on a disk that is full after a little more each time, until one meets no end",
        f"{found.refused} deeds refused, {found.acknowledged} acknowledged: {found.lost} lost, {found.half} half done, "
        f"{found.corrupt} corrupt",
        not (found.lost or found.half or found.corrupt) and found.refused > 0,
    )


def _io(folder: Path, share: float) -> Iterator[Outcome]:
    if not power_cuts.is_possible():
        yield Outcome("failing calls", "not done: no strace on this machine", holds=False)
        return
    found = io_faults(folder, _sized(400, share))
    yield Outcome(
        f"{found.met} runs in which a write (no room, error), a sync or a read of the site's file failed, the n-th or "
        "all from the n-th on, " + ("for every n" if found.reached_the_end else "for the first n")
        + "; then the same requests again",
        f"{found.refused} deeds answered with an error, {found.kept} of them kept all the same and not doubled, "
        f"{found.acknowledged} acknowledged at once: {found.lost} lost, {found.half} half done, "
        f"{found.corrupt} corrupt",
        not (found.lost or found.half or found.corrupt) and found.refused > 0,
    )  # fmt: skip


def _crowds(folder: Path, share: float) -> Iterator[Outcome]:
    writers, deeds = 50, _sized(200, share)
    found = crowd(folder, writers, deeds)
    yield Outcome(
        f"{writers} processes at once, {deeds} deeds each",
        f"{found.acknowledged} of {writers * deeds} done, {found.failed} refused, {found.lost} lost, "
        f"{found.half} half done, in {found.seconds:.0f} s; 95% of the deeds within {found.waited:.1f} s",
        found.acknowledged == writers * deeds and not (found.lost or found.half or found.corrupt),
    )


def _files(folder: Path, share: float) -> Iterator[Outcome]:
    del folder
    found = bad_files(_sized(1200, share), SEED)
    yield Outcome(
        f"{found.files} spoilt lists in CSV, XLSX, ODS and JSON: cut, changed, lengthened, with zeros",
        f"{found.refused} refused, {found.read} still read whole, {found.crashed} crashed; the slowest "
        f"{found.slowest:.1f} s; this process grew by {found.grown:.0f} MB",
        found.crashed == 0 and found.grown < 50 and found.slowest < 5,
    )


def _visitors(folder: Path, share: float) -> Iterator[Outcome]:
    del folder
    found = loaded(50, max(30.0, 600 * share))
    yield Outcome(
        f"{found.visitors} visitors, each acting every {EVERY:g} s for {found.seconds:.0f} s",
        f"{found.done} deeds of {found.due:.0f} due, {len(found.errors)} errors; waiting {found.median:.1f} s "
        f"(median), {found.slowest:.1f} s (19 of 20); {found.busy:.0%} of one core; the server grew by "
        f"{found.grown:.0f} MB",
        not found.errors and found.slowest < 2,
    )
    for error in found.errors[:3]:
        yield Outcome("an error", error[:160].replace("|", " "), holds=False)


def _sinks(folder: Path, share: float) -> Iterator[Outcome]:
    found = sinks(folder, _sized(len(PAYLOADS), share))
    yield Outcome(
        f"{found.payloads} hostile texts in {found.places} places where people write, {found.views} views in Chromium",
        f"shown as text in {len(found.shown)} spots of {len({one for one, _ in found.shown})} places; "
        f"{len(found.breaches)} elements, scripts, dialogs, failed screens or requests to other hosts",
        not found.breaches and len({one for one, _ in found.shown}) >= 20,
    )
    for one in found.breaches[:5]:
        yield Outcome("a breach", one[:160].replace("|", " "), holds=False)


def _sized(full: int, share: float) -> int:
    return max(1, round(full * share))


TRIALS: Mapping[str, Callable[..., Iterator[Outcome]]] = {
    "kills": _kills,
    "power": _power,
    "disk": _disk,
    "io": _io,
    "crowds": _crowds,
    "files": _files,
    "sinks": _sinks,
    "visitors": _visitors,
}


def main() -> int:
    """Do the trials, print each outcome, and write the page of what all of them found when they were last done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description="Bad days, made on purpose.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(TRIALS)}; all by default")
    parser.add_argument(
        "--share", type=float, default=1.0, help="share of the full sizes; the report tells what was done"
    )
    asked = parser.parse_args()
    if unknown := sorted(set(asked.names) - set(TRIALS)):
        parser.error(f"unknown: {', '.join(unknown)}; there are: {', '.join(TRIALS)}")
    is_sound = True
    for name in asked.names or TRIALS:
        outcomes = []
        with tempfile.TemporaryDirectory() as folder:
            for one in TRIALS[name](Path(folder) / name, asked.share):
                print(f"{'holds' if one.holds else 'FAILS':6}  {one.what}: {one.found}", flush=True)
                outcomes.append(one)
        keep(name, outcomes, share=asked.share, seed=SEED, order=TRIALS)
        is_sound &= all(one.holds for one in outcomes)
    return int(not is_sound)


if __name__ == "__main__":
    sys.exit(main())
