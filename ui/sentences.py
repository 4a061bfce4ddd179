"""The sentence of a place, from its facts: nothing is said that the facts do not hold."""

from ui.words import Words
from usecases.mcda.rank_interval import RankBound, RankInterval
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
        error = words.at_most(100 * facts.standard_error)
        among = words("place.among", first=facts.first)
        return words("place.share", share=words.percent(facts.share, 1), error=error, among=among, n=facts.draws)
    return words(f"place.{facts.held}", **values)


def edge_told(words: Words, names: Words, facts: RankSentence) -> str:
    """Which share of an axis, and which weight of a criterion, makes the case change sides."""
    told = []
    if edge := facts.axis:
        side = "leaves" if facts.inside else "enters"
        told.append(words(f"place.{side}_{_form(edge)}", subject=names(f"axis.{edge.subject}"), **_ends(words, edge)))
    if edge := facts.criterion:
        key = "place.criterion_leaves" if facts.inside else "place.criterion_enters"
        weighs = words(f"place.edge_{_form(edge)}", **_ends(words, edge))
        told.append(words(key, subject=names(f"{edge.subject}.label"), edge=weighs))
    return " ".join(told) or words("place.no_edge_inside" if facts.inside else "place.no_edge_outside")


def _form(edge: Edge) -> str:
    if edge.below is not None and edge.above is not None:
        return "both"
    return "above" if edge.below is None else "below"


def _ends(words: Words, edge: Edge) -> dict[str, str]:
    return {"below": _share(words, edge.below), "above": _share(words, edge.above)}


def edges_told(words: Words, edge: Edge) -> str:
    """The span in which nothing changes, for a table."""
    low, high = (0.0 if edge.below is None else edge.below), (1.0 if edge.above is None else edge.above)
    return words.interval(low, high, lambda share: words.percent(share, 1))


def _share(words: Words, share: float | None) -> str:
    return "" if share is None else words.percent(share, 1)


def interval_told(words: Words, ranks: RankInterval) -> str:
    """An exact interval, or what was reached with the bound that certainly holds."""
    return words("defence.from_to", best=_end(words, ranks.best), worst=_end(words, ranks.worst))


def _end(words: Words, bound: RankBound) -> str:
    if bound.is_exact:
        return words.number(bound.seen)
    return words("defence.seen_certain", seen=bound.seen, certain=bound.certain)
