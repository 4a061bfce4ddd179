"""What each trial found when it was last done: kept as data, so that the page can be written when one is done again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.figures import ROOT

PAGE = ROOT / "docs" / "reliability.md"
KEPT = Path(__file__).with_name("found.json")
TEMPLATE = Path(__file__).with_name("reliability_template.md")
_SIGNS = {True: "as it must be", False: "**not as it must be**"}
_OF_THE_RUN = ("date", "commit", "load before")


@dataclass(frozen=True)
class Outcome:
    """One line of the report: what was done, what was found, whether it is as it must be."""

    what: str
    found: str
    holds: bool


def keep(trial: str, outcomes: Iterable[Outcome], *, share: float, seed: int, order: Iterable[str]) -> None:
    """Put these in the place of what the trial found before, and write the page anew.

    Parameters
    ----------
    order : iterable of str
        All trials, as the page lists them.
    """
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    kept[trial] = {
        "share": share, "seed": seed, "machine": machine.facts(), "outcomes": [asdict(one) for one in outcomes],
    }  # fmt: skip
    kept = {name: kept[name] for name in order if name in kept}
    KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_page(kept)


def write_page(kept: Mapping[str, Mapping[str, Any]]) -> None:
    """The page, from what is kept of every trial."""
    runs = [_run(name, one) for name, one in kept.items()]
    lines = [_line(name, Outcome(**told)) for name, one in kept.items() for told in one["outcomes"]]
    page = TEMPLATE.read_text(encoding="utf-8").format(table="\n".join(lines), runs="\n".join(runs))
    PAGE.write_text(page, encoding="utf-8")


def _line(name: str, one: Outcome) -> str:
    return f"| {name} | {one.what} | {one.found} | {_SIGNS[one.holds]} |"


def _run(name: str, told: Mapping[str, Any]) -> str:
    facts: Mapping[str, str] = told["machine"]
    stands_on = ", ".join(f"{key} {value}" for key, value in facts.items() if key not in _OF_THE_RUN)
    return f"| {name} | {told['share']:g} | {facts['date']} | {facts['commit']} | {told['seed']} | {stands_on} |"
