"""docs/performance.md, written whole after every full run."""

from collections.abc import Mapping, Sequence

from benchmarks.figures import ROOT, Figure

PLACE = ROOT / "docs" / "performance.md"
INTRODUCTION = """\
# Performance

Written by `python -m benchmarks`; do not edit. Each goal is a ratio to a floor that was measured in the same run,
or a limit; absolute times belong to the machine below. Unless a line says waiting, times are CPU seconds, the best
of five rounds, rivals in turn within each round. `python -m benchmarks store pages` prints some of the figures,
`--quick` runs fewer rounds and smaller sizes; neither changes this page.
"""
METHOD = """\
## How it is measured

- **Storing**: `store.scores.add_performance` fed by a generator, one transaction with its commit, against
  `executemany` of the bare driver with the same rows into a copy of the same file: same table, checks, foreign key,
  WITHOUT ROWID, same pragmas. Memory is the rise of VmHWM of a fresh process over what it held when all was loaded.
- **Reading**: `store.scores.table`, which ends in arrays by criterion, against `fetchall` of the very statements
  that it sends.
- **Ranking**: `usecases.priorities.rank` against `np.argsort` of its totals: sums, shares known, bands, ties and
  ranks included. The second line also turns scores into values, which happens once after a score has changed.
- **Methods**: TOPSIS, VIKOR and PROMETHEE II with every step they show, on values already computed.
- **SMAA-2**: fresh processes in turn, each the least of five; the peer (pysensmcda 2.0.0, of `PEER_PYTHON` or an
  environment made for the moment) with an additive method on the same values and the same weights. Memory is the rise
  of VmHWM over what was held when samples and libraries were loaded.
- **Sobol draws**: the largest error of a first-rank share among all cases, against the shares of 262,144 draws of
  another seed; the median of eight seeds.
- **Rank intervals**: likely scores known, all values independent of each other; one second for each end.
- **Import**: `manage.py import --admit` into an empty folder: Python's start, making the site, reading and
  checking the sheet, storing cases, scores and rows as received; child processes included.
- **Pages**: the server in production mode with the imported inventory, a visitor without a browser on its
  websocket. Each rerun changes something (another word in the search, another place of the slider). CPU is the
  server's; waiting ends when the script has finished and everything has arrived. The empty page has six sliders,
  the same libraries in memory and the same frozen collector. Drawing in the browser comes on top.
- **Load**: twenty sessions on one account read only: search, slider, overview in turn. An error is a deed that did not
  settle within a minute, an exception on the page, a closed socket, or a failure in the server's log.
"""


def document(machine: Mapping[str, str], figures: Sequence[Figure]) -> str:
    """The page in Markdown."""
    facts = " · ".join(f"{name} {value}" for name, value in machine.items() if value)
    missed = [figure.what for figure in figures if figure.met is False]
    summary = f"**Missed: {'; '.join(missed)}.**" if missed else "Every goal is met."
    rows = "\n".join(
        f"| {one.what} | {one.measured} | {one.floor} | {ratio(one)} | {one.goal} | {one.judgement} |"
        for one in figures
    )
    table = f"| what | measured | floor in the same run | ratio | goal | |\n|---|---|---|---|---|---|\n{rows}"
    return f"{INTRODUCTION}\n{facts}\n\n{summary}\n\n{table}\n\n{METHOD}"


def ratio(figure: Figure) -> str:
    """The ratio as the table shows it."""
    return "—" if figure.ratio is None else f"{figure.ratio:.2f}"
