"""Two cases that are one: the form that says so, with the likeliest first."""

from difflib import SequenceMatcher

import streamlit as st

from actions import editing
from actions.permissions import Permission
from actions.submitting import SubmittingError
from store.use_cases import CaseLine, StaleVersionError
from ui.components.page_header import refusal
from ui.components.prose import quiet
from ui.visit import Visit
from usecases.folding import fold
from usecases.use_case import MOVES, Status, StatusError, UseCase

OFFERED = 40
"""Cases offered, the likeliest first; typing finds them by title or reference."""


def merge_form(visit: Visit, case: UseCase) -> None:
    """Where the case may be merged: the others, those of its administration and with like titles first."""
    words = visit.words
    if Status.MERGED not in MOVES[case.status] or not visit.may(Permission.ADMIT_CASES):
        return
    others = [one for one in visit.cases() if one.reference != case.reference and one.status is not Status.MERGED]
    if not others:
        return
    with st.expander(words("case.merge_title")):
        quiet(words("case.merge_help"))
        likely = sorted(others, key=lambda one: (-_likeness(case, one), one.reference))[:OFFERED]
        lines = {one.reference: one for one in likely}
        form = f"merge_{case.reference}"
        with st.form(form, border=False):
            kept = st.selectbox(
                words("case.merge_with"), list(lines), index=None, key=f"{form}_kept",
                format_func=lambda one: f"{one} · {visit.title(lines[one].title)[:80]}",
            )  # fmt: skip
            reason = st.text_input(words("case.reason"), max_chars=500, key=f"{form}_reason")
            sent = st.form_submit_button(words("case.merge"))
        if sent and kept:
            _merge(visit, case, lines[kept], reason, form)


def _likeness(case: UseCase, other: CaseLine) -> float:
    """How like two cases look: their titles, and whether one administration has both."""
    one, two = (fold(texts[0].value) if texts else "" for texts in (case.title, other.title))
    same = fold(case.administration) == fold(other.administration)
    return SequenceMatcher(None, one, two).ratio() + 0.5 * same


def _merge(visit: Visit, case: UseCase, kept: CaseLine, reason: str, form: str) -> None:
    words = visit.words
    try:
        visit.do(
            editing.merge, kept.reference, case.reference, reason=reason,
            versions={kept.reference: kept.version, case.reference: case.version}, request_id=visit.request_id(form),
        )  # fmt: skip
    except (SubmittingError, StatusError) as error:
        visit.forget_request(form)
        values = getattr(error, "values", {})
        refusal(words.told(error.code, values))
    except StaleVersionError:
        visit.forget_request(form)
        refusal(words("conflict.case_list"))
    else:
        visit.forget_request(form)
        st.rerun()
