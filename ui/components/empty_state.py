"""What a screen says before there is anything on it: the first thing to do, and a way to do it."""

from html import escape

import streamlit as st


def empty_state(title: str, text: str, *, key: str, deed: str = "") -> bool:
    """Title, what to do first, and the button that does it; True on the run after it was asked for."""
    with st.container(key=f"am_nothing_{key}", horizontal_alignment="center"):
        st.html(
            f'<div class="am-empty"><p class="am-empty-title">{escape(title)}</p>'
            f'<p class="am-empty-text">{escape(text)}</p></div>'
        )
        return bool(deed) and st.button(deed, type="primary", key=f"am_first_deed_{key}")
