"""What surrounds every screen: the style sheet, the document's direction, language, title, built-in words."""

from pathlib import Path

import streamlit as st

from ui.style.sheet import stylesheet
from wording.catalogue import Catalogue
from wording.language import Language

_FRAME = st.components.v2.component(
    "am_frame",
    html="<span></span>",
    js=Path(__file__).with_name("frame.js").read_text(encoding="utf-8"),
)


def document_frame(language: Language, *, title: str, builtin: Catalogue) -> None:
    """Style the page and turn it to the reader's language; call it first, on every run.

    ``builtin`` is the catalogue of data/words/builtin: its English is what Streamlit itself would show.
    """
    st.html(f"<style>{stylesheet()}</style>")
    with st.container(key="am_frame_box"):
        _FRAME(
            key="am_frame",
            data={
                "dir": language.direction,
                "lang": str(language),
                "bcp": language.locale.replace("_", "-"),
                "title": title,
                "words": builtin_pairs(language, builtin),
            },
            height=1,
        )


def builtin_pairs(language: Language, builtin: Catalogue) -> list[list[str]]:
    """What Streamlit says in English, and what it should say; nothing for English readers."""
    if language is Language.EN:
        return []
    return [[builtin.text(Language.EN, key), builtin.text(language, key)] for key in builtin.entries[Language.FR]]
