"""Who stated a score and why, in the reader's language."""

from ui.visit import Visit
from ui.words import isolate
from usecases.scores import ScoreEntry, ScoreOrigin


def author_told(visit: Visit, entry: ScoreEntry) -> str:
    """The person, or the rule of an import."""
    return visit.words("scoring.by_rule") if entry.origin is ScoreOrigin.DERIVED else visit.name_of(entry.author)


def reason_told(visit: Visit, entry: ScoreEntry) -> str:
    """The person's reason; for a rule, the case's own figure, the sentence of the profile or what the list states."""
    if entry.origin is not ScoreOrigin.DERIVED:
        return entry.reason
    rule, _, told = entry.reason.partition(": ")
    for profile in visit.site.definitions.profiles:
        for derivation in profile.derivations:
            if derivation.id == rule:
                return derivation.because[visit.language]
        if any(rating.id == rule for rating in profile.ratings):
            column, _, original = told.rpartition(" = ")
            return visit.words("scoring.as_listed", original=isolate(original), column=isolate(column))
    return visit.words("scoring.own_field")
