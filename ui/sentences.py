"""The sentence of a place, from its facts: nothing is said that the facts do not hold."""

from ui.words import Words
from usecases.criteria import Axis
from usecases.priorities import Band
from usecases.rank_sentence import Edge, Held, RankSentence


def place_told(words: Words, names: Words, title: str, facts: RankSentence) -> str:
    """The whole sentence: the rank, how often it is in the first ones, and what would change it."""
    if facts.band is Band.NOT_YET_RANKABLE:
        return words("ranking.sentence_waiting", title=title, known=words.percent(facts.known))
    key = "place.inside" if facts.inside else "place.outside"
    parts = [words(key, title=title, rank=facts.rank, first=facts.first)]
    if facts.held is not None:
        parts.append(held_told(words, facts))
    parts.append(edge_told(words, names, facts))
    return " ".join(parts)


def held_told(words: Words, facts: RankSentence) -> str:
    """How often the case is in the first ones, never more than was seen or proven."""
    values = {"n": facts.draws, "first": facts.first}
    if facts.held is Held.SHARE:
        error = words.decimal(100 * facts.standard_error)
        return words("place.share", share=words.percent(facts.share, 1), error=error, **values)
    return words(f"place.{facts.held}", **values)


def edge_told(words: Words, names: Words, facts: RankSentence) -> str:
    """Which share of an axis, or weight of a criterion, makes the case change sides."""
    edge = facts.margin_told
    if edge is None:
        return words("place.no_edge_inside" if facts.inside else "place.no_edge_outside")
    side = "leaves" if facts.inside else "enters"
    subject = names(f"axis.{edge.subject}") if edge.subject in set(Axis) else names(f"{edge.subject}.label")
    form = {(True, True): "both", (True, False): "below", (False, True): "above"}[
        edge.below is not None, edge.above is not None
    ]
    return words(
        f"place.{side}_{form}",
        subject=subject,
        below=_share(words, edge.below),
        above=_share(words, edge.above),
    )


def edges_told(words: Words, edge: Edge) -> str:
    """The span in which nothing changes, for a table."""
    low, high = (0.0 if edge.below is None else edge.below), (1.0 if edge.above is None else edge.above)
    return words.interval(low, high, lambda share: words.percent(share, 1))


def _share(words: Words, share: float | None) -> str:
    return "" if share is None else words.percent(share, 1)
