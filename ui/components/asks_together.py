"""Questions to the administration that were written under several questions and are sent in one deed."""

from datetime import date, timedelta

import streamlit as st

from actions import discussing, drafting
from ui.components.attempt import attempt, clear_fields
from ui.components.page_header import section
from ui.components.prose import said
from ui.drafts import forget
from ui.shown_review import ShownReview
from ui.visit import Visit

DAYS_TO_ANSWER = 14


def ask_form(review_id: int, question: str = "") -> str:
    """Name of the form, and of its draft, under which one question to the administration is written."""
    return f"ask_{review_id}_{question}"


def due_field(visit: Visit, form: str) -> date:
    """The day on which the answer is due."""
    due: date = st.date_input(
        visit.words("review.ask_due"), value=visit.now.date() + timedelta(days=DAYS_TO_ANSWER), key=f"{form}_due",
        format="DD/MM/YYYY",
    )  # fmt: skip
    return due


def asks_together(shown: ShownReview) -> None:
    """All that the reader wrote and has not sent, with one due day; nothing where it is one question or none."""
    visit, review, words = shown.visit, shown.review, shown.visit.words
    if not shown.may_answer:
        return
    written = _written(shown)
    if len(written) < 2:
        return
    section(words("review.asks_written", n=len(written)), words("review.asks_written_caption"))
    for question, text in written.items():
        said(f"{shown.names(f'{question}.ask')} — {text}")
    key = f"together_{review.id}"
    due = due_field(visit, key)
    if not st.button(words("review.asks_send", n=len(written)), key=f"{key}_send"):
        return

    def send() -> None:
        visit.do(
            discussing.ask, review.id, written, shown.framework, due_on=due, request_id=visit.request_id(key)
        )  # fmt: skip
        for question in written:
            form = ask_form(review.id, question)
            forget(visit, form)
            clear_fields(form)

    attempt(visit, key, send)


def _written(shown: ShownReview) -> dict[str, str]:
    """By question, in the order of the framework, what stands in a form and was not sent."""
    start = ask_form(shown.review.id)
    drafts = shown.visit.read(drafting.load_all, start)
    texts = {form.removeprefix(start): str(body.get("text", "")).strip() for form, body in drafts.items()}
    return {one.id: texts[one.id] for one in shown.framework.questions if texts.get(one.id)}
