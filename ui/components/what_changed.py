"""The fields of a case that changed under its review, before and after."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from actions import review_changes
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
            [
                (
                    field_told(words, one.field), value_told(visit, one.field, one.before),
                    value_told(visit, one.field, one.after),
                )
                for one in found
            ],
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
