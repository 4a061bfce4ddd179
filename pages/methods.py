"""Methods: how numbers and verdicts come about, in the reader's language."""

import re
from pathlib import Path

import streamlit as st

from actions.definitions import DATA
from ui.components.page_header import page_header
from ui.visit import Visit

DOCS = DATA.parent / "docs"
_REMARK = re.compile(r"<!--.*?-->\n?", re.DOTALL)


def show(visit: Visit) -> None:
    """The text of docs/methods in the reader's language."""
    words = visit.words
    page_header(words("methods.title"), words("methods.purpose"), key="methods")
    text = Path(DOCS, f"methods.{visit.language}.md").read_text(encoding="utf-8")
    # The page has its title already, and what is said between <!-- and --> is for those who write the file.
    st.markdown(_REMARK.sub("", text.partition("\n")[2]))
