"""The fields of a case that changed under its review, before and after."""

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from actions import review_changes
from actions.review_changes import Change
from ui.components.prose import changed_table
from ui.shown_review import ShownReview
from ui.visit import Visit
from ui.words import ABSENT, Words
from usecases.use_case import Text, in_language
from wording.language import Language


def what_changed(shown: ShownReview) -> None:
    """Nothing where nothing changed."""
    visit, words = shown.visit, shown.visit.words
    found = visit.read(review_changes.changes_under, shown.review.reference, shown.review.id)
    if not found:
        return
    with st.expander(words("review.changed"), expanded=True):
        changed_table(
            (words("review.changed_field"), words("review.before"), words("review.now")),
            [row for one in found for row in _rows(visit, one)],
        )


def _rows(visit: Visit, one: Change) -> Iterator[tuple[str, str, str]]:
    """What changed with what it was and is; a text in each language in which it is another, whoever reads."""
    words = visit.words
    match one.before, one.after:
        case {"title": _, "summary": _} as before, {"title": _, "summary": _} as after:
            for part in ("title", "summary"):
                was, now = ({each["language"]: each["value"] for each in side[part]} for side in (before, after))
                for language in Language:
                    if was.get(language) != now.get(language):
                        name = f"{words(f'field.{part}')} ({words(f'language.{language}')})"
                        yield name, was.get(language, ABSENT), now.get(language, ABSENT)
        case before, after:
            yield (
                field_told(words, one.field), value_told(visit, one.field, before), value_told(visit, one.field, after),
            )  # fmt: skip


def field_told(words: Words, name: str) -> str:
    """A field of a case as its form calls it."""
    return words(f"fact.{name.removeprefix('facts.')}" if name.startswith("facts.") else f"review.field.{name}")


def value_told(visit: Visit, name: str, value: Any) -> str:
    """What stood in a field, in the reader's words; texts in the reader's language where they have it."""
    words, told = visit.words, ABSENT
    match value:
        case None | "" | []:
            pass
        case bool():
            told = words("answer.yes" if value else "answer.no")
        case {"title": titles, "summary": summaries}:
            both = (_in_language(visit.language, texts) for texts in (titles, summaries))
            told = " — ".join(text for text in both if text)
        case [*groups] if name == "beneficiaries":
            told = words.join([_people(words, one) for one in groups])
        case str() if name == "administration":
            told = visit.administration(value)
        case _:
            known = [key for key in (f"{name}.{value}", f"fact_value.{value}") if words.has(key)]
            told = words(known[0]) if known else str(value)
    return told


def _in_language(language: Language, texts: list[dict[str, Any]]) -> str:
    found = in_language(tuple(Text.model_validate(one) for one in texts), language)
    return found.value if found else ""


def _people(words: Words, group: Mapping[str, Any]) -> str:
    kind, people = group["kind"], group["per_year"]["likely"]
    return f"{words(f'beneficiaries.{kind}')} {words.number(people)}"
