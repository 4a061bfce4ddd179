"""The ethics review: the queue, then one examination by principle, its findings and its verdict."""

from collections.abc import Mapping

import streamlit as st

from actions import reading
from actions.permissions import Permission
from ethics.examination import PrincipleOutcome
from ethics.record import Review
from ethics.review import missing
from store.use_cases import CaseLine
from ui import address
from ui.components.asks_together import asks_together
from ui.components.earlier_answers import earlier_switch
from ui.components.empty_state import empty_state
from ui.components.page_header import banner, notice, page_header
from ui.components.prose import said_in
from ui.components.question_form import question_form
from ui.components.review_history import review_history
from ui.components.review_keys import review_keys
from ui.components.review_queue import review_queue
from ui.components.review_state import review_side, review_state
from ui.components.review_summary import review_summary
from ui.components.triage import triage
from ui.shown_review import ShownReview, seen_now, shown_review
from ui.visit import Visit
from usecases.use_case import RANKED_STATUSES, Role, in_language


def show(visit: Visit) -> None:
    """The queue, or the examination of the case that the address names."""
    words = visit.words
    lines = {
        one.reference: one for one in visit.cases() if one.role is Role.CANDIDATE and one.status in RANKED_STATUSES
    }
    reference = address.asked("cas")
    if reference in lines:
        _examination(visit, lines[reference])
        return
    page_header(words("review.title"), words("review.purpose"), key="review")
    if reference:
        notice(words("case.unknown_here", reference=reference))
    if not lines:
        if empty_state(
            words("review.empty_title"),
            words("ranking.empty_text"),
            key="review",
            deed=words("ranking.empty_deed"),
        ):
            visit.go("catalogue")
        return
    review_queue(visit, lines)


def _examination(visit: Visit, line: CaseLine) -> None:
    words = visit.words
    if st.button(words("review.back"), type="tertiary", icon=":material/arrow_back:", key="back_review"):
        address.put(cas=None)
        st.rerun()
    if page_header(
        visit.title(line.title),
        f"{line.reference} · {visit.administration(line.administration)}",
        key="examination",
        deed=words("review.open_case"),
    ):
        visit.go("catalogue", cas=line.reference)
    _in_short(visit, line.reference)
    known = visit.read(reading.reviews_of, line.reference)
    newest = visit.read(reading.review, known[0]) if known else None
    if newest is None or (newest.state == "closed" and st.session_state.get("reopen") == line.reference):
        triage(visit, line)
        return
    key = f"seen_review_{newest.id}"
    shown = shown_review(visit, newest, st.session_state.get(key))
    if shown is None:
        banner(words("review.other_framework", version=newest.framework_version), tone="conditions")
        return
    review_state(shown)
    review_side(shown)
    if newest.state == "closed":
        _again(visit, newest)
    review_summary(shown, visit.title(line.title), visit.administration(line.administration))
    _questions(shown)
    asks_together(shown)
    review_history(shown)
    st.session_state[key] = seen_now(newest)


def _in_short(visit: Visit, reference: str) -> None:
    """What the case is, in its own words: nobody should have to leave the page to read it again."""
    file = visit.read(reading.case_file, reference)
    summary = in_language(file.case.summary, visit.language) if file else None
    if summary is not None:
        with st.expander(visit.words("review.in_short")):
            said_in(summary.value, summary.language)


def _again(visit: Visit, review: Review) -> None:
    words = visit.words
    if visit.may(Permission.REVIEW_CASE) and st.button(words("review.again"), help=words("review.again_help")):
        st.session_state["reopen"] = review.reference
        st.rerun()


def _principle_told(shown: ShownReview, outcome: PrincipleOutcome) -> str:
    """A principle with how many of its questions are answered in full, and how many wait for a decision."""
    words = shown.visit.words
    asked = [one for one in shown.examination.asked if shown.framework.question(one).principle == outcome.principle]
    n, total = shown.answered_of(asked)
    name = shown.names(f"principle.{outcome.principle}")
    told = words("review.principle_option", name=name, n=n, total=total)
    waiting = sum(shown.framework.question(one).principle == outcome.principle for one in shown.to_settle)
    return f"{told} · {words('review.to_settle', n=waiting)}" if waiting else told


def _next_principle(shown: ShownReview, outcomes: Mapping[str, PrincipleOutcome], chosen: str) -> None:
    """The way to the next principle with a question not yet answered in full by the reader; the key N takes it too."""
    own = shown.review.by(shown.visit.actor.id)
    asked = [shown.framework.question(one) for one in shown.examination.asked]
    left = {one.principle for one in asked if one.id not in own or missing(one, own[one.id])}
    names = list(outcomes)
    at = names.index(chosen)
    after = next((one for one in (*names[at + 1 :], *names[:at]) if one in left), None)
    if after is None:
        return
    told = shown.visit.words("review.next_principle", name=shown.names(f"principle.{after}"))
    st.button(
        told, key="am_next_principle", type="tertiary", icon=":material/arrow_forward:", on_click=_go_to, args=(after,)
    )


def _go_to(principle: str) -> None:
    st.session_state[address.bound("principe")] = principle


def _questions(shown: ShownReview) -> None:
    """One principle at a time, its questions below each other."""
    words = shown.visit.words
    outcomes = {one.principle: one for one in shown.examination.by_principle}
    principles = list(outcomes)
    key = address.bound("principe")
    if st.session_state[key] not in outcomes:
        st.session_state[key] = principles[0]
    chosen = st.pills(
        words("review.principle"), principles, default=st.session_state[key], key=key, required=True,
        wrap=True,
        format_func=lambda code: _principle_told(shown, outcomes[code]),
    )  # fmt: skip
    if chosen != principles[0] or address.asked("principe"):
        # Only a choice stands in the address: opening a review must be one step back away from the queue.
        address.follow("principe", chosen or principles[0])
    if shown.may_answer:
        review_keys(words)
        _next_principle(shown, outcomes, chosen or principles[0])
        earlier_switch(shown)
    for question_id in shown.examination.asked:
        question = shown.framework.question(question_id)
        if question.principle == chosen:
            question_form(shown, question)
