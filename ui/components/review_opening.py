"""Opening an examination: the traits of the case, proposed from its facts and confirmed by a person."""

import streamlit as st

from actions import reading, reviewing
from actions.permissions import Permission
from actions.reviewing import ReviewingError
from ethics.traits import propose
from store.use_cases import CaseLine
from ui.components.page_header import banner, refusal, section
from ui.components.prose import quiet
from ui.visit import Visit


def review_opening(visit: Visit, line: CaseLine) -> None:
    """Traits first: proposed from the facts, confirmed by a person."""
    words, names = visit.words, visit.framework_words
    if not visit.may(Permission.REVIEW_CASE):
        banner(words("review.not_begun"))
        return
    file = visit.read(reading.case_file, line.reference)
    proposals = {one.trait: one for one in propose(file.case.facts)} if file else {}
    section(words("review.traits"), words("review.traits_caption"))
    with st.form(f"open_{line.reference}"):
        traits = {}
        for trait in visit.framework.traits:
            proposed = proposals.get(trait)
            source = (
                words(
                    "review.proposed",
                    fact=words(f"fact.{proposed.because}"),
                    value=words("answer.yes" if proposed.value else "answer.no"),
                )
                if proposed
                else words("review.no_fact")
            )
            chosen = st.radio(
                names(f"trait.{trait}"), ["yes", "no"], horizontal=True, key=f"trait_{line.reference}_{trait}",
                index=1 if proposed and not proposed.value else 0, format_func=lambda code: words(f"answer.{code}"),
                captions=None,
            )  # fmt: skip
            quiet(source)
            traits[trait] = chosen == "yes"
        sent = st.form_submit_button(words("review.begin"), type="primary")
    asked = visit.framework.asked(traits, line.stage.value)
    quiet(words("review.asked", n=len(asked)))
    if not sent:
        return
    form = f"open_{line.reference}"
    try:
        visit.do(
            reviewing.open_review,
            line.reference,
            visit.framework,
            traits=traits,
            request_id=visit.request_id(form),
        )
    except ReviewingError as error:
        refusal(words(error.code))
    else:
        visit.forget_request(form)
        st.session_state.pop("reopen", None)
        st.rerun()
