"""One question of an examination: its guidance beside it, and the reader's own answer."""

from html import escape
from typing import Any

import streamlit as st

from actions import reading, reviewing
from actions.examining import ReviewingError
from ethics.answer import Answer
from ethics.question import Question
from ethics.review import Response, answers_offered, missing, needs_reason, shortfalls
from ethics.written import ReviewError
from store.use_cases import StaleVersionError
from ui.answer_forms import forget_form, form_of
from ui.components.attempt import refused
from ui.components.conflict import conflict
from ui.components.detail_fields import detail_fields
from ui.components.earlier_answers import earlier_answers
from ui.components.page_header import refusal
from ui.components.prose import quiet
from ui.components.question_panel import question_panel
from ui.drafts import Fields, Unsent
from ui.fields import begins, place
from ui.shown_review import ShownReview


def question_form(shown: ShownReview, question: Question) -> None:
    """The question, its guidance beside it, the reader's answer, and what the others said of it."""
    names = shown.names
    with st.container(border=True, key=f"am_question_{shown.review.id}_{question.code}"):
        left, right = st.columns([3, 2], gap="large")
        with right:
            _guidance(shown, question)
        with left:
            st.html(f'<h3 class="am-section">{escape(names(f"{question.id}.ask"))}</h3>')
            if shown.may_answer:
                earlier_answers(shown, question)
                _answer_form(shown, question)
            question_panel(shown, question)


def _guidance(shown: ShownReview, question: Question) -> None:
    words, names = shown.visit.words, shown.names
    quiet(names(f"{question.id}.guide"))
    if shown.framework.depths:
        quiet(f"{words('review.why')} {names(f'{question.id}.why')}")
        quiet(f"{words('review.proof')} {names(f'{question.id}.proof')}")
    if question.incident:
        incident = next(one for one in shown.framework.incidents if one.id == question.incident)
        with st.expander(words("review.incident", year=str(incident.year))):
            quiet(names(f"incident.{incident.id}"))
            quiet(words("review.incident_source", source=incident.source))
    paragraphs = words.join([str(one) for one in question.unesco])
    source = words("review.source", code=question.code, paragraphs=paragraphs, n=len(question.unesco))
    quiet(f"{source} · {names(f'severity.{question.severity}')}")


def _answer_form(shown: ShownReview, question: Question) -> None:
    visit, review = shown.visit, shown.review
    words = visit.words
    me = visit.actor.id
    response = review.by(me).get(question.id)
    form = form_of(review.id, question.id)
    version, base = st.session_state.setdefault(
        f"base_{form}", (review.response_versions.get((question.id, me), 0), response)
    )
    offered = [one.value for one in answers_offered(question)]
    typed, chosen_now = _typed(shown, question, response, form, offered)
    asked_for = st.button(words("review.save_answer"), key=f"{form}_send")
    choice, reason, link, details = typed["choice"], typed["reason"], typed["link"], typed["details"]
    _told_of_details(shown, question, response)
    if not asked_for and not (chosen_now and _saves_itself(question, choice)):
        if choice is not None and (response is None or response.answer.value != choice):
            # The mark by which the keys know it, too.
            st.html(f'<p class="am-caption am-unsaved">{escape(words("review.not_saved"))}</p>')
        return
    if choice is None:
        refusal(words("review.choose_answer"))
        return
    if needs_reason(question, Answer(choice)) and not reason.strip():
        refusal(words("review.reason_missing"))
        return
    try:
        visit.do(
            reviewing.answer, review.id, question.id, shown.framework, choice=Answer(choice), reason=reason,
            evidence_link=link, expected_version=version, details=details, request_id=visit.request_id(form),
        )  # fmt: skip
    except (ReviewError, ReviewingError) as error:
        refused(visit, error)
    except StaleVersionError:
        _conflict(shown, question, form, base=base, mine=(choice, reason))
    else:
        forget_form(visit, form)
        st.toast(words("review.saved"))
        st.rerun()


def _told_of_details(shown: ShownReview, question: Question, response: Response | None) -> None:
    """What is still missing, and what falls short, of the answer as it is stored."""
    if response is None:
        return
    words, names = shown.visit.words, shown.names
    for key, ids in (("missing", missing(question, response)), ("short", shortfalls(question, response))):
        if ids:
            told = words(
                f"review.details_{key}", details=words.join([names(f"{question.id}.detail.{id_}") for id_ in ids])
            )
            # The mark by which the keys know that something is still asked here.
            st.html(f'<p class="am-caption am-{key}">{escape(told)}</p>')


def _saves_itself(question: Question, choice: str | None) -> bool:
    """An answer as expected needs no reason: it is saved as soon as it is chosen."""
    return choice is not None and not needs_reason(question, Answer(choice))


def _typed(
    shown: ShownReview, question: Question, response: Response | None, form: str, offered: list[str]
) -> tuple[dict[str, Any], bool]:
    """What stands in the fields, and whether an answer was chosen or a detail filled in just now.

    What is typed is kept for its author as soon as a field is left, sent or not.
    """
    visit, names = shown.visit, shown.names
    words = visit.words
    answered = {
        "choice": response.answer.value if response else None,
        "reason": response.reason if response else "",
        "link": response.evidence_link if response else "",
        "details": {id_: list(texts) for id_, texts in response.details.items()} if response else {},
    }
    unsent = Unsent(visit, form, begins_with=answered)
    before = unsent.fields
    # Streamlit forgets the fields of a principle that was left: they begin where they were left.
    choice = st.radio(
        names(f"{question.id}.ask"), offered, index=place(offered, begins(f"{form}_choice", before["choice"])),
        format_func=lambda code: names(f"answer.{code}"),
        horizontal=True, label_visibility="collapsed", key=f"{form}_choice",
    )  # fmt: skip
    details = before["details"]
    if choice is not None:
        details = detail_fields(shown, question, Answer(choice), details, form)
    why, where = st.columns([3, 2], gap="small")
    with why:
        reason = st.text_area(
            words("review.reason"), value=begins(f"{form}_reason", before["reason"]), height=68,
            key=f"{form}_reason",
            help=words("review.reason_help", expected=names(f"answer.{question.expected}")),
        )  # fmt: skip
    with where:
        link = st.text_input(words("review.evidence"), value=begins(f"{form}_link", before["link"]), key=f"{form}_link")
    typed = {"choice": choice, "details": details, "reason": reason, "link": link}
    unsent.keep(typed)
    unsent.show_aside(_texts_of)
    return typed, typed["choice"] != before["choice"] or typed["details"] != before["details"]


def _texts_of(fields: Fields) -> list[str]:
    """The texts of an answer that was typed in another window."""
    details = [text for texts in fields.get("details", {}).values() for text in texts]
    return [text for text in (fields.get("reason", ""), fields.get("link", ""), *details) if text.strip()]


def _conflict(
    shown: ShownReview, question: Question, form: str, *, base: Response | None, mine: tuple[str, str]
) -> None:
    """The answer was changed in between, in another window of the same reviewer: mine stays in the form."""
    visit, names, me = shown.visit, shown.names, shown.visit.actor.id
    words = visit.words
    fresh = visit.read(reading.review, shown.review.id)
    theirs = fresh.by(me).get(question.id) if fresh else None

    def told(answer: str, reason: str) -> str:
        return " — ".join(part for part in (names(f"answer.{answer}"), reason) if part)

    conflict(
        words,
        words("conflict.answer"),
        base=told(base.answer, base.reason) if base else words("review.unanswered"),
        theirs=told(theirs.answer, theirs.reason) if theirs else words("review.unanswered"),
        mine=told(*mine),
    )
    version = fresh.response_versions.get((question.id, me), 0) if fresh else 0
    st.session_state[f"base_{form}"] = (version, theirs)
    visit.forget_request(form)
