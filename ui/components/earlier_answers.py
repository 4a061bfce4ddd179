"""Answers of earlier reviews of related cases, each shown with its source and confirmed by itself."""

from html import escape

import streamlit as st

from actions import earlier
from ethics.earlier import EarlierAnswer
from ethics.question import Question
from ui.answer_forms import begin_again, form_of
from ui.components.attempt import attempt
from ui.components.prose import quiet
from ui.review_sentences import details_told
from ui.shown_review import ShownReview

WANTED = "earlier_wanted"
_Proposed = dict[str, tuple[EarlierAnswer, ...]]


def earlier_switch(shown: ShownReview) -> None:
    """Whether the reader wants to see them: looked for only then."""
    words = shown.visit.words
    if shown.may_answer:
        st.toggle(words("earlier.wanted"), key=f"{WANTED}_{shown.review.id}", help=words("earlier.wanted_help"))


def earlier_answers(shown: ShownReview, question: Question) -> None:
    """The proposals to a question that the reader has not answered yet; nothing where there are none."""
    wanted = shown.may_answer and st.session_state.get(f"{WANTED}_{shown.review.id}")
    if not wanted or question.id in shown.review.by(shown.visit.actor.id):
        return
    words = shown.visit.words
    found = _proposed(shown).get(question.id, ())
    if not found:
        quiet(words("earlier.none"))
    for one in found:
        _proposal(shown, question, one)


def _proposal(shown: ShownReview, question: Question, one: EarlierAnswer) -> None:
    visit, words = shown.visit, shown.visit.words
    source = words(
        "earlier.source", reference=one.reference, kinship=words(f"earlier.{one.kinship}"), day=one.closed_at
    )
    said = [*details_told(shown, one.response), one.response.reason, one.response.evidence_link]
    below = "".join(f'<br><span class="am-caption"><bdi>{escape(text)}</bdi></span>' for text in said if text)
    answer = escape(shown.names(f"answer.{one.response.answer}"))
    st.html(f'<p class="am-text"><strong>{answer}</strong> · {escape(source)}{below}</p>')
    key = f"earlier_{shown.review.id}_{question.id}_{one.review}"
    if st.button(words("earlier.take"), key=key, help=words("earlier.take_help")):
        attempt(visit, key, lambda: _take(shown, question, one, key))


def _take(shown: ShownReview, question: Question, one: EarlierAnswer, key: str) -> None:
    visit = shown.visit
    visit.do(
        earlier.take, shown.review.id, question.id, visit.site.definitions.frameworks, source=one.review,
        expected_version=0, request_id=visit.request_id(key),
    )  # fmt: skip
    begin_again(visit, form_of(shown.review.id, question.id))


def _proposed(shown: ShownReview) -> _Proposed:
    """Looked for again when an answer was given, by whomever: reading every closed review takes a while."""
    key, seen = f"earlier_{shown.review.id}", shown.review.version
    held: tuple[int, _Proposed] | None = st.session_state.get(key)
    if held is None or held[0] != seen:
        frameworks = shown.visit.site.definitions.frameworks
        held = st.session_state[key] = (seen, shown.visit.read(earlier.earlier_answers, shown.review.id, frameworks))
    return held[1]
