"""What stands around every screen: language, who is here, the way out, and the notice of a demonstration."""

from html import escape

import streamlit as st

from ui import opening, sign_in
from ui.components.document_frame import document_frame
from ui.components.page_header import banner
from ui.visit import Visit
from ui.words import Words
from wording.language import SOURCE, Language


def reader_language() -> Language:
    """The language of this run: the address says it, else the session, else the browser, else French."""
    asked = st.query_params.get("lang", "")
    if asked in set(Language):
        st.session_state["language"] = asked
    elif "language" not in st.session_state:
        browser = (st.context.locale or "")[:2]
        st.session_state["language"] = browser if browser in set(Language) else SOURCE.value
    language = Language(st.session_state["language"])
    st.query_params["lang"] = language.value
    return language


def surround(words: Words) -> None:
    """Style, direction and built-in words; first on every run."""
    document_frame(words.language, title=words("app.title"), builtin=opening.builtin_words())


def sidebar(visit: Visit) -> None:
    """Language, who is here, and the way out."""
    words = visit.words
    with st.sidebar:
        language_switch(words)
        roles = words.join([words(f"role.{role}") for role in sorted(visit.person.roles)]) or words("role.none")
        st.html(
            f'<div class="am am-whoami"><strong>{escape(visit.name_of(visit.person.id))}</strong>'
            f"<span>{escape(roles)}</span>"
            f'<form method="post" action="{sign_in.SIGN_OUT}?lang={words.language}">'
            f"<button>{escape(words('sign_in.leave'))}</button></form></div>"
        )


def language_switch(words: Words, *, key: str = "sidebar") -> None:
    """The three languages, each by its own name."""
    chosen = st.segmented_control(
        words("language.choose"),
        [language.value for language in Language],
        default=words.language.value,
        format_func=lambda code: opening.words(Language(code))("language.own"),
        label_visibility="collapsed",
        key=f"language_{key}_{words.language}",
    )
    if chosen and chosen != words.language.value:
        st.session_state["language"] = chosen
        st.query_params["lang"] = chosen
        st.rerun()


def demonstration_notice(visit: Visit) -> None:
    """Everything here is invented, and every screen says so."""
    if visit.site.is_demonstration:
        banner(visit.words("demonstration.notice"), tone="accent", title=visit.words("demonstration.title"))


def ended(words: Words) -> None:
    """The session is over: say so, offer the way in, keep the place."""
    st.html(
        f'<div class="am-empty"><p class="am-empty-title">{escape(words("sign_in.ended"))}</p>'
        f'<p class="am-empty-text"><a href="{sign_in.SIGN_IN}?lang={words.language}" target="_self">'
        f"{escape(words('sign_in.again'))}</a></p></div>"
    )
