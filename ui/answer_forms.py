"""The form of a reviewer's answer as the session keeps it: its name, and how it is forgotten or begun again."""

import streamlit as st

from ui.drafts import forget
from ui.visit import Visit


def form_of(review_id: int, question: str) -> str:
    """The name of the form: its fields and drafts stand under it."""
    return f"answer_{review_id}_{question}"


def forget_form(visit: Visit, form: str) -> None:
    """The form was taken: its draft and what it was filled on are forgotten."""
    visit.forget_request(form)
    forget(visit, form)
    st.session_state.pop(f"base_{form}", None)


def begin_again(visit: Visit, form: str) -> None:
    """The fields show what stands now, not what stood in them before."""
    forget_form(visit, form)
    for name in [one for one in st.session_state if str(one).startswith(f"{form}_")]:
        del st.session_state[name]
