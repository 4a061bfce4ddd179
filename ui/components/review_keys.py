"""Keys of the examination: 1 to 4 answer the question in hand, N goes to the next one that is open."""

from pathlib import Path

import streamlit as st

from ui.components.prose import quiet
from ui.words import Words

_KEYS = st.components.v2.component(
    "am_review_keys",
    html='<span class="keys"></span>',
    js=Path(__file__).with_name("review_keys.js").read_text(encoding="utf-8"),
)


def review_keys(words: Words) -> None:
    """Say which keys there are, and listen to them as long as the questions are shown."""
    quiet(words("review.keys"))
    with st.container(key="am_review_keys_box"):
        _KEYS(key="am_review_keys", data={}, height=1)
