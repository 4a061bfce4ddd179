"""A deed of a form about a review: done, or refused in a sentence with everything typed still there."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from actions.examining import ReviewingError
from ethics.review import ReviewError
from ethics.sheet import SheetError
from store.use_cases import StaleVersionError
from ui.components.page_header import refusal
from ui.visit import Visit


def attempt(visit: Visit, form: str, deed: Callable[[], Any]) -> None:
    """Do what a form asks for and show the page anew; a refusal is a sentence, and what was typed stays."""
    try:
        deed()
    except (ReviewError, ReviewingError) as error:
        visit.forget_request(form)
        refused(visit, error)
    except StaleVersionError:
        visit.forget_request(form)
        refusal(visit.words("conflict.review"))
    else:
        visit.forget_request(form)
        for name in [one for one in st.session_state if str(one).startswith(f"{form}_")]:
            del st.session_state[name]
        st.rerun()


def refused(visit: Visit, error: ReviewError | ReviewingError | SheetError) -> None:
    """Why it was not done, in the reader's language."""
    refusal(visit.words(error.code, **{key: str(value) for key, value in error.values.items()}))
