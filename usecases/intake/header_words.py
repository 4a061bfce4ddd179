"""Headers that nobody listed: read word by word, where every word is known and together they name one thing.

"Organisme porteur" is an administration because "organisme" is one and "porteur" may stand beside it; one word that is
not known, and nothing is said of the column.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from usecases.folding import fold
from usecases.intake.spelling import without_enumerator
from usecases.use_case import Frozen
from wording.language import Language

_WORD = re.compile(r"[^\W\d_]+")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_ARABIC_ARTICLE = re.compile(r"(?:وال|بال|كال|لل|ال)(?=\w{3})")


class Named(Frozen):
    """The words of one meaning."""

    heads: dict[Language | Literal["nl"], tuple[str, ...]] = Field(description="one of them must be there")
    beside: tuple[str, ...] = Field(default=(), description="words that may stand beside them")
    of_object: bool = Field(
        default=False, description="whether it may be what another meaning is told of: the status of a project"
    )


class HeaderWords(Frozen):
    """The words that headers of a kind of list are made of."""

    small: tuple[str, ...] = Field(description="words that say nothing by themselves")
    meanings: dict[str, Named]

    def meaning(self, header: str) -> tuple[str, Language] | None:
        """What a header means and its language, where its words name one thing only.

        Of several meanings the one that is no object is told of the others; two such meanings name nothing.
        """
        words = _words(header)
        found = {name: language for name, known in self._heads.items() if (language := _first(known, words))}
        told = [name for name in found if not self.meanings[name].of_object] or list(found)[:1]
        if len(told) != 1:
            return None
        allowed = self._small.union(*(self._allowed[name] for name in found))
        return (told[0], found[told[0]]) if all(_known(word, allowed) for word in words) else None

    def mentions(self, meaning: str, text: str) -> bool:
        """Whether a text has a word that heads this meaning."""
        return _first(self._heads.get(meaning, {}), _words(text)) is not None

    @cached_property
    def _small(self) -> frozenset[str]:
        return frozenset(_plain(word) for word in self.small)

    @cached_property
    def _heads(self) -> Mapping[str, Mapping[str, Language]]:
        return {
            name: {_plain(word): Language.EN if language == "nl" else Language(language)
                   for language, words in one.heads.items() for word in words}
            for name, one in self.meanings.items()
        }  # fmt: skip

    @cached_property
    def _allowed(self) -> Mapping[str, frozenset[str]]:
        return {
            name: frozenset([*self._heads[name], *(_plain(word) for word in one.beside)])
            for name, one in self.meanings.items()
        }


def _words(header: str) -> list[str]:
    """Its words without what stands in brackets, without its number, without articles that Arabic writes in one."""
    bare = without_enumerator(fold(_IN_BRACKETS.sub(" ", header.replace("_", " "))))
    return [_plain(word) for word in _WORD.findall(bare)]


def _plain(word: str) -> str:
    return _ARABIC_ARTICLE.sub("", fold(word), count=1)


def _first(known: Mapping[str, Language], words: list[str]) -> Language | None:
    return next((known[form] for word in words for form in (word, word.removesuffix("s")) if form in known), None)


def _known(word: str, allowed: frozenset[str]) -> bool:
    """The word, its singular, or what it is without the ending of a feminine."""
    endings = (r"s$", r"e?s?$", r"(?:le|e)?s?$")
    return any(form in allowed for form in (word, *(re.sub(ending, "", word) for ending in endings)))
