"""Facts of a case in words: what one says, and the source that an answer is proposed from."""

from ui.visit import Visit
from usecases.use_case import ImportedFrom, UseCase


def fact_told(visit: Visit, value: object) -> str:
    """What a fact says."""
    if isinstance(value, bool):
        return visit.words("answer.yes" if value else "answer.no")
    text = str(value)
    return visit.words(f"fact_value.{text}") if visit.words.has(f"fact_value.{text}") else text


def proposed_from(visit: Visit, fact: str, value: object, case: UseCase | None) -> str:
    """Where a proposal comes from: the record, and the column it was read from where it was imported."""
    words = visit.words
    told = {"fact": words(f"fact.{fact}"), "value": fact_told(visit, value)}
    source = case.provenance.get(f"facts.{fact}") if case else None
    if isinstance(source, ImportedFrom):
        return words(
            "triage.proposed_by_column", column=source.column, original=source.original, rule=source.rule, **told
        )  # fmt: skip
    return words("review.proposed", **told)
