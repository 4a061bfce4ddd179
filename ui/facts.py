"""Fields and facts of a case in words: their names, what they say, and the source that an answer is proposed from."""

import re

from ui.visit import Visit
from ui.words import ABSENT
from usecases.case_kit import AMOUNTS
from usecases.intake.changes import FieldChange
from usecases.intake.vocabulary import NATIONAL
from usecases.use_case import NOT_APPLICABLE, ImportedFrom, UseCase

LONGEST = 160


def field_told(visit: Visit, field: str) -> str:
    """The name of a field of a case; a fact by its own."""
    name = f"fact.{field.removeprefix('facts.')}" if field.startswith("facts.") else f"field.{field}"
    return visit.words(name) if visit.words.has(name) else field


def said_of(visit: Visit, field: str, value: str | None) -> str:
    """What a field is told to say where two files or a file and a case are compared; a code by its name."""
    words = visit.words
    if value is None:
        return ABSENT
    if value == NOT_APPLICABLE:
        return words("answer.not_applicable")
    if value in {"True", "False"}:
        return words("answer.yes" if value == "True" else "answer.no")
    key = f"{field}.{value}"
    if field in {"stage", "sector"} and words.has(key):
        return words(key)
    if field in AMOUNTS:
        return re.sub(r"\d+", lambda figures: words.number(int(figures[0])), value)
    return regions_told(visit, value) if field == "regions" else value


def told_apart(visit: Visit, change: FieldChange, longest: int = LONGEST) -> tuple[str, str]:
    """What a field said and says, both cut to the part where they differ."""
    before, after = (said_of(visit, change.field, side) for side in (change.before, change.after))
    pairs = enumerate(zip(before, after, strict=False))
    alike = next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))
    begins = max(0, alike - longest // 4) if alike > longest // 2 else 0
    cut = [
        f"{'…' if begins else ''}{side[begins : begins + longest]}{'…' if len(side) > begins + longest else ''}"
        for side in (before, after)
    ]
    return cut[0], cut[1]


def regions_told(visit: Visit, value: str) -> str:
    """Codes of regions by their names, or that they are all."""
    if value == NATIONAL:
        return visit.words("catalogue.edit_national")
    return visit.words.join([visit.region(code) for code in value.split(", ")])


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
