"""A deed of a form about a review: done, or refused in a sentence with everything typed still there."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from ethics.written import ReviewError
from store.use_cases import StaleVersionError
from ui.components.page_header import refusal
from ui.visit import Visit
from wording.refusing import CodedError


def attempt(visit: Visit, form: str, deed: Callable[[], Any], *, on_conflict: Callable[[], None] | None = None) -> None:
    """Do what a form asks for and show the page anew; a refusal is a sentence, and what was typed stays.

    ``on_conflict`` shows what somebody else saved in between, and takes it as the base of the next attempt.
    """
    try:
        deed()
    except (CodedError, ReviewError) as error:
        refused(visit, error)
    except StaleVersionError:
        if on_conflict:
            on_conflict()
        else:
            refusal(visit.words("conflict.review"))
    else:
        visit.forget_request(form)
        clear_fields(form)
        st.rerun()
    visit.forget_request(form)


def clear_fields(form: str) -> None:
    """What stands in the fields of a form is gone: it was sent."""
    for name in [one for one in st.session_state if str(one).startswith(f"{form}_")]:
        del st.session_state[name]


def refused(visit: Visit, error: CodedError | ReviewError) -> None:
    """Why it was not done, in the reader's language."""
    refusal(visit.words.told(error.code, error.values))
