"""What somebody wrote in another language than the reader's: its translation beside it, or the place for one."""

from html import escape
from textwrap import shorten

import streamlit as st

from actions import translating
from store.translations import Translation
from ui.components.conflict import conflict
from ui.components.drafted import Drafted
from ui.shown_review import ShownReview
from ui.words import escape_markdown
from wording.spoken import spoken

LONGEST = 40
"""Letters of a text that name it on the button that opens its translation."""


def translation(shown: ShownReview, text: str, *, key: str) -> None:
    """Nothing where the reader has the language of the text; else what there is, and a form to write or mend it."""
    visit, words = shown.visit, shown.visit.words
    if not text.strip() or spoken(text) is visit.language:
        return
    held: Translation | None = shown.translations.get(text)
    if held is not None:
        told = words("translation.told", text=held.text, name=visit.name_of(held.by))
        st.html(f'<p class="am-caption"><bdi>{escape(told)}</bdi></p>')
    if not shown.may_translate:
        return
    form = f"translate_{shown.review.id}_{key}:"  # no key of another text begins with this one
    base = f"base_{form}"
    version, was = st.session_state.setdefault(base, _standing(held))
    label = words("translation.mend" if held else "translation.add", text=shorten(text, LONGEST, placeholder="…"))
    with st.popover(escape_markdown(label), key=f"{form}_open"):
        fields = Drafted(visit, form)
        typed = fields.text("text", words("translation.text"), begins_with=held.text if held else "")
        fields.keep()
        sent = st.button(words("translation.save"), key=f"{form}_send")
    if sent:

        def save() -> None:
            visit.do(
                translating.translate, shown.review.id, of=text, language=visit.language, text=typed,
                expected_version=version, request_id=visit.request_id(form),
            )  # fmt: skip
            st.session_state.pop(base, None)

        def between() -> None:
            fresh = visit.read(translating.translations_of, shown.review.id, visit.language).get(text)
            st.session_state[base] = _standing(fresh)
            conflict(words, words("conflict.translation"), base=was, theirs=_standing(fresh)[1], mine=typed)

        fields.send(save, on_conflict=between)


def _standing(held: Translation | None) -> tuple[int, str]:
    """Version and text of the translation that a form begins on."""
    return (held.version, held.text) if held else (0, "—")
