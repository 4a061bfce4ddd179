"""Two people on one form: mine, theirs and the base beside each other, so that nobody overwrites unseen."""

from ui.components.page_header import notice
from ui.components.prose import pairs
from ui.words import Words


def conflict(words: Words, sentence: str, *, base: str, theirs: str, mine: str) -> None:
    """Say that somebody saved in between, and show the three; what was typed stays in the form."""
    notice(sentence)
    pairs(
        [
            (words("conflict.base"), base),
            (words("conflict.theirs"), theirs),
            (words("conflict.mine"), mine),
        ]
    )
