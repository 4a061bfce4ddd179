"""In which of the site's languages somebody wrote: by the letters, and between French and English by common words."""

import re

from wording.language import SOURCE, Language

_WORD = re.compile(r"[a-zàâçéèêëîïôûùüÿœ’']+")
_COMMON = {
    Language.FR: """le la les un une des du de et est sont dans pour par sur que qui pas ne au aux ce cette il elle
        avec sans être été ont ou où mais plus non oui même leur""",
    Language.EN: """the of and is are in for by on that which not no yes to it its with without be been has have or
        but more this these was were from their an as""",
}
"""Words that nearly every sentence of the language has, and hardly any of the other."""
_KNOWN = {language: frozenset(words.split()) for language, words in _COMMON.items()}


def spoken(text: str) -> Language:
    """The language of a text; a Latin one that tells nothing apart counts as the source language of the site."""
    letters = [letter for letter in text if letter.isalpha()]
    if sum("\u0600" <= letter <= "\u06ff" for letter in letters) * 2 > len(letters):
        return Language.AR
    words = _WORD.findall(text.casefold())
    found = {language: sum(word in known for word in words) for language, known in _KNOWN.items()}
    return Language.EN if found[Language.EN] > found[Language.FR] else SOURCE
