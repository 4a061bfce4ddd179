"""The first line of a screen: its title, what it is for, and its one main deed."""

from html import escape
from typing import Literal

import streamlit as st

BannerTone = Literal["accent", "conditions", "refused", "quiet"]
_ICONS = {"accent": "info", "conditions": "warn", "refused": "warn", "quiet": "info"}


def page_header(title: str, purpose: str, *, key: str, deed: str = "", disabled: bool = False, why: str = "") -> bool:
    """Title, purpose and the main deed at the end of the line; True on the run after the deed was asked for.

    ``why`` explains a deed that is disabled, or what it will do.
    """
    text = f'<h1 class="am-title">{escape(title)}</h1><p class="am-purpose">{escape(purpose)}</p>'
    with st.container(
        key=f"am_header_{key}",
        horizontal=True,
        vertical_alignment="bottom",
        horizontal_alignment="distribute",
    ):
        st.html(f'<div class="am">{text}</div>', width="stretch")
        if not deed:
            return False
        return st.button(deed, type="primary", key=f"am_deed_{key}", disabled=disabled, help=why or None)


def section(title: str, caption: str = "") -> None:
    """The heading of a part of a screen, with one quiet line below."""
    below = f'<p class="am-caption">{escape(caption)}</p>' if caption else ""
    st.html(f'<h2 class="am-section">{escape(title)}</h2>{below}')


def banner(text: str, *, tone: BannerTone = "quiet", title: str = "") -> None:
    """A sentence across the screen; one that refuses is read out at once."""
    head = f"<strong>{escape(title)}</strong> " if title else ""
    role = {"refused": "alert", "conditions": "status"}.get(tone, "note")
    st.html(
        f'<div class="am am-banner am-tone-{tone}" role="{role}">'
        f'<span class="am-icon am-icon-{_ICONS[tone]}" aria-hidden="true"></span>'
        f"<span>{head}{escape(text)}</span></div>"
    )


def refusal(text: str) -> None:
    """Why something was not done."""
    banner(text, tone="refused")


def notice(text: str) -> None:
    """What the reader should look at before going on."""
    banner(text, tone="conditions")


def done(text: str) -> None:
    """What was done."""
    banner(text, tone="accent")
