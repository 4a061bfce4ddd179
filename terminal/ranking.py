"""The order of the candidates and how firm it is, from the terminal: the same numbers as on the screens."""

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from actions import reading
from actions.site import terminal_actor
from terminal.said import AsJson, language, now, print_json, sentences, tell, the_site
from usecases.defence import defence_told, defend
from usecases.methods import METHODS, MethodName
from usecases.performance import Convention
from usecases.priorities import Band, Ranking
from usecases.ranking_told import ranking_told
from usecases.robustness import DRAWS, RANKS, TOLERANCE, Doubt
from usecases.standing import standing, standing_told
from usecases.use_case import in_language

ranking = typer.Typer(no_args_is_help=True)
WeightingName = Annotated[str, typer.Option(help="Name of a saved weighting; the declared one by default.")]
Unknown = Annotated[Convention, typer.Option(help="What stands for an unknown score.")]
Known = Annotated[float, typer.Option(min=0, max=1, help="Share of the weight that must be known.")]
LEAST_SHARE = 0.001
SECONDS = 2.0
"""For each end of a certified interval and each crossing."""
Top = Annotated[int, typer.Option(min=0, help="Only the first so many; 0 for all.")]


@ranking.command()
def rank(
    weighting: WeightingName = "",
    method: MethodName = typer.Option(MethodName.WEIGHTED_SUM, help="How values become an order."),
    convention: Unknown = Convention.MIDDLE,
    threshold: Known = 0.5,
    top: Top = 0,
    as_json: AsJson = False,
) -> None:
    """The order of the admitted candidates, as the screens show it."""
    with sentences():
        found, shown = _ranking(weighting, convention, threshold)
        told = ranking_told(found, METHODS[method], titles=shown, top=top or None)
        if as_json:
            print_json(told)
        elif not told["ranking"]:
            _tell_nothing_ranked(told["not_yet_rankable"])
        else:
            for one in told["ranking"]:
                sys.stdout.write(f"{one['rank']:>5}  {one['value']:.4f}  {one['reference']}  {one['title']}\n")
            tell("terminal.not_rankable", n=told["not_yet_rankable"])


@ranking.command()
def robustness(
    weighting: WeightingName = "",
    first: int = typer.Option(10, min=1, max=RANKS, help="How many count as the first ones."),
    tolerance: float = typer.Option(
        TOLERANCE, min=0, max=1, help="Share by which a stated weight may be more or less."
    ),
    draws: int = typer.Option(DRAWS, min=16, max=100_000, help="Draws of admissible weights and scores."),
    seed: int = typer.Option(1, min=0, help="The same seed gives the same draws."),
    scores: bool = typer.Option(True, help="Whether uncertain scores are drawn too."),
    certify: int = typer.Option(0, min=0, max=RANKS, help="Certified ranks and crossings of the first so many cases."),
    convention: Unknown = Convention.MIDDLE,
    threshold: Known = 0.5,
    top: Top = 0,
    as_json: AsJson = False,
) -> None:
    """How firm the order is, with the numbers that the screens show."""
    with sentences():
        found, _ = _ranking(weighting, convention, threshold)
        doubt = Doubt(tolerance=tolerance, draws=draws, seed=seed, scores=scores)
        told = defence_told(found, defend(found, doubt, first, progress=lambda _: None), first, top=top or None)
        for one in told["cases"][:certify]:
            proven = standing(found, doubt, one["reference"], first, SECONDS, progress=lambda _: None)
            one["standing"] = standing_told(proven)
        if as_json:
            print_json(told)
        elif not told["cases"]:
            _tell_nothing_ranked(len(found.references(Band.NOT_YET_RANKABLE)))
        else:
            for one in told["cases"]:
                share, error = _share(one["share_in_first"]), one["standard_error"]
                sys.stdout.write(f"{one['rank']:>5}  {share} ± {error:.4f}  {one['reference']}{_certified(one)}\n")


def _certified(one: Mapping[str, Any]) -> str:
    """The ranks that a case surely stays between over weights and scores, where they were asked for."""
    if "standing" not in one:
        return ""
    ends = one["standing"]["ranks_over_everything"]
    return f"  [{ends['best']['certain']}, {ends['worst']['certain']}]"


def _share(share: float) -> str:
    """A share of the draws; nearly none and nearly all are never written as none and all."""
    if 0 < share < LEAST_SHARE:
        return f"<{LEAST_SHARE}"
    return f">{1 - LEAST_SHARE}" if 1 - LEAST_SHARE < share < 1 else f" {share:.3f}"


def _ranking(weighting: str, convention: Convention, threshold: float) -> tuple[Ranking, dict[str, str]]:
    """The order under a named weighting, and the titles of the cases in the terminal's language."""
    site = the_site()
    actor = terminal_actor(site.store, now=now())
    with site.store.reading() as db:
        ranking = reading.ranking(
            db, actor, site.definitions.criteria, weighting=weighting, convention=convention, threshold=threshold
        )
        titles = {line.reference: in_language(line.title, language()) for line in reading.cases(db, actor)}
    return ranking, {reference: text.value for reference, text in titles.items() if text}


def _tell_nothing_ranked(waiting: int) -> None:
    """Why there is no order: nobody is admitted, or what is known of those who are is too little."""
    if waiting:
        tell("table.nothing_ranked", n=waiting)
    else:
        tell("terminal.no_candidate")
