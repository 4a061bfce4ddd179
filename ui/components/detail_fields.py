"""Fields of the details that go with an answer: what is done, then how it is shown."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from ethics.answer import OPTIONED, Answer, Detail, DetailKind
from ethics.evidence import EvidenceKind
from ethics.question import Question
from ui.components.prose import quiet
from ui.facts import proposed_from
from ui.fields import begins, place
from ui.shown_review import ShownReview

EARLIEST = date(1990, 1, 1)
Filled = dict[str, list[str]]
"""Texts as they stand in the fields, by detail; what does not go with the answer is kept as it was."""


def detail_fields(
    shown: ShownReview, question: Question, answer: Answer, before: Mapping[str, Sequence[str]], form: str
) -> Filled:
    """The fields that go with the answer; one appears as soon as what it hangs on is filled in."""
    filled: Filled = {id_: list(texts) for id_, texts in before.items()}
    counted: dict[str, tuple[str, ...]] = {}
    part = None
    for detail in question.details:
        if not detail.is_asked(answer, counted):
            continue
        if detail.part is not part:
            part = detail.part
            quiet(shown.visit.words(f"review.part.{part}"))
        told = _field(shown, question, detail, filled.pop(detail.id, []), f"{form}_detail_{detail.id}")
        # In the form in which it is stored: what is typed and what was saved are then the same, and saved once.
        read = detail.read(told)
        if value := told if read is None else list(read):
            filled[detail.id] = value
        counted[detail.id] = tuple(filled.get(detail.id, ()))
    return filled


def _field(shown: ShownReview, question: Question, detail: Detail, before: list[str], key: str) -> list[str]:
    words, names = shown.visit.words, shown.names
    named = f"{question.id}.detail.{detail.id}"
    label = names(named)
    if detail.unit:
        label = f"{label} ({names(f'unit.{detail.unit}')})"
    if not detail.required:
        label = words("review.detail_optional", label=label)
    if detail.kind in OPTIONED:
        options = {one: names(f"{named}.{one}") for one in detail.options}
        return _options(detail, label, _proposed(shown, detail, options), before, key)
    if detail.kind is DetailKind.FILE:
        return _file(shown, label, before, key)
    if detail.kind is DetailKind.DATE:
        known = begins(key, date.fromisoformat(before[0]) if before else None)
        day = st.date_input(label, value=known, min_value=EARLIEST, format="DD/MM/YYYY", key=key)
        return [day.isoformat()] if isinstance(day, date) else []
    text = begins(key, before[0] if before else "")
    if detail.kind is DetailKind.TEXT:
        return _said(st.text_area(label, value=text, height=68, key=key))
    return _said(st.text_input(label, value=text, key=key))


def _proposed(shown: ShownReview, detail: Detail, options: dict[str, str]) -> dict[str, str]:
    """The options, the one that the record of the case proposes marked as such, with its source above them."""
    case = shown.case
    proposed = detail.proposal(case.facts) if case else None
    if proposed is None or detail.proposed is None or case is None:
        return options
    fact = detail.proposed.fact
    quiet(proposed_from(shown.visit, fact, case.facts[fact], case))
    return options | {proposed: shown.visit.words("triage.answer_proposed", answer=options[proposed])}


def _options(detail: Detail, label: str, named: Mapping[str, str], before: list[str], key: str) -> list[str]:
    known = [one for one in before if one in named]
    if detail.kind is DetailKind.SEVERAL:
        chosen = begins(key, known)
        return list(
            st.pills(
                label, list(named), default=chosen, selection_mode="multi", format_func=named.__getitem__, key=key,
                wrap=True,
            )
        )  # fmt: skip
    chosen = begins(key, next(iter(known), None))
    picked = st.pills(label, list(named), default=chosen, format_func=named.__getitem__, key=key, wrap=True)
    return [picked] if picked else []


def _said(text: str) -> list[str]:
    return [text] if text.strip() else []


def _file(shown: ShownReview, label: str, before: list[str], key: str) -> list[str]:
    """One of the files on the case; they are brought below, where the evidence of the question stands."""
    files = {
        one.evidence.sha256: one.evidence.label for one in shown.evidence if one.evidence.kind is EvidenceKind.FILE
    }
    if not files:
        quiet(shown.visit.words("review.detail_no_file", label=label))
        return before
    known = begins(key, before[0] if before and before[0] in files else None)
    picked = st.selectbox(
        label,
        list(files),
        index=place(list(files), known),
        format_func=lambda one: files[one],
        placeholder="—",
        key=key,
    )
    return [picked] if picked else []
