"""`python -m benchmarks [--quick] [NAME ...]`: print the figures; all of them together also rewrite the report."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping

from benchmarks import deciding, importing, machine, ranking, report, serving, slider, storing
from benchmarks.figures import Figure

FIGURES: Mapping[str, Callable[..., Iterator[Figure]]] = {
    "store": storing.figures,
    "ranking": ranking.figures,
    "deciding": deciding.figures,
    "import": importing.figures,
    "pages": serving.pages,
    "slider": slider.figures,
    "cold": serving.cold,
    "memory": serving.memory,
    "load": serving.load,
}


def main() -> int:
    """Status 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Figures against floors.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(FIGURES)}; all by default")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller sizes; the report stays as it is")
    asked = parser.parse_args()
    if unknown := sorted(set(asked.names) - set(FIGURES)):
        parser.error(f"unknown: {', '.join(unknown)}; there are: {', '.join(FIGURES)}")
    facts = machine.facts()
    print(" · ".join(f"{name} {value}" for name, value in facts.items()))
    taken = []
    for name in asked.names or FIGURES:
        for figure in FIGURES[name](quick=asked.quick):
            print(_line(figure), flush=True)
            taken.append(figure)
    if not asked.names and not asked.quick:
        report.PLACE.write_text(report.document(facts, taken), encoding="utf-8")
    return int(any(figure.met is False for figure in taken))


def _line(figure: Figure) -> str:
    ratio = f"  ratio {report.ratio(figure)}" if figure.ratio is not None else ""
    floor = f"  [{figure.floor}]" if figure.floor != "—" else ""
    goal = f"  goal: {figure.goal}" if figure.goal != "—" else ""
    return f"{figure.judgement:6}  {figure.what}: {figure.measured}{floor}{ratio}{goal}"


if __name__ == "__main__":
    sys.exit(main())
