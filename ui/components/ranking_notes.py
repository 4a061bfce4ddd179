"""What every file that comes from a ranking says of it."""

from actions.freezing import snapshot_lines
from ui.components.weights import weights_told
from ui.shown_ranking import ShownRanking
from usecases.robustness import Robustness


def ranking_notes(shown: ShownRanking, robust: Robustness | None = None) -> dict[str, str]:
    """Method, weights, rules, fingerprint, the references under which it was frozen; the draws where there were any."""
    visit, ranking = shown.visit, shown.ranking
    words = visit.words
    frozen = [one.reference for one in visit.read(snapshot_lines) if one.fingerprint == ranking.fingerprint]
    notes = {
        words("export.method"): words(f"method.{ranking.method}"),
        words("export.weights"): weights_told(visit, ranking.weighting),
        words("export.convention"): words(f"convention.{ranking.convention}"),
        words("export.threshold"): words.percent(ranking.threshold),
        words("export.criteria"): f"{visit.criteria.id} {visit.criteria.version}",
        words("export.fingerprint"): ranking.fingerprint,
    }
    if shown.filters:
        notes[words("export.filters")] = shown.filters
    if frozen:
        notes[words("export.frozen")] = ", ".join(frozen)
    if robust is not None:
        notes[words("defence.tolerance")] = words.percent(robust.doubt.tolerance)
        notes[words("defence.draws")] = words.number(robust.counts.n_draws)
        notes[words("defence.seed")] = words.number(robust.doubt.seed)
        notes[words("defence.largest_error")] = words(
            "defence.error_of", error=words.at_most(100 * largest_error(robust), 2)
        )
        notes[words("export.draws_fingerprint")] = robust.fingerprint
    return visit.notes(**notes)


def largest_error(robust: Robustness) -> float:
    """The largest standard error of any share that was counted in the draws, 0 to 1."""
    return float(robust.errors.max(initial=0.0))
