"""A deed that is no slip: what will happen, whether it can be taken back, and two buttons."""

from collections.abc import Callable

import streamlit as st

from ui.words import Words, escape_markdown


def confirm(
    question: str,
    consequence: str,
    *,
    deed: str,
    words: Words,
    key: str,
    on_confirm: Callable[[], None],
    reversible: bool = False,
) -> None:
    """Open a dialog; ``on_confirm`` runs once, when the reader says so."""

    @st.dialog(question)
    def ask() -> None:
        st.markdown(escape_markdown(consequence))
        st.caption(words("confirm.reversible" if reversible else "confirm.final"))
        with st.container(horizontal=True, horizontal_alignment="right"):
            if st.button(words("confirm.cancel"), key=f"{key}_cancel"):
                st.rerun()
            if st.button(deed, key=f"{key}_deed", type="primary"):
                on_confirm()
                st.rerun()

    ask()
