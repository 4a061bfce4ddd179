"""One administration in its many spellings: its names in three languages, and what is short for one of them.

A name in another language or script is the same body. A shorter name is proposed where only one body has all its words,
and a person says whether it is that one: a list from elsewhere has a ministry of health as well.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from usecases.folding import fold
from usecases.intake.options import Proposal
from wording.declared import read_yaml
from wording.language import SOURCE, Language

_SMALL = frozenset(re.findall(r"\S+", "de du des d l la le les et a au aux en the of and for in و في من"))
_SHORT_FOR = {"min": "ministere", "dir": "direction", "gen": "generale", "ag": "agence", "nat": "nationale",
              "sec": "secretariat", "off": "office"}  # fmt: skip
_ARTICLE = re.compile(r"^(?:و?ال|لل|بال)(?=\w{3})")
_MOST_INITIALS = 8


@dataclass(frozen=True)
class KnownAdministrations:
    """The bodies that are known, each by its names."""

    names: tuple[Mapping[Language, str], ...] = ()

    @cached_property
    def _entries(self) -> Mapping[str, Mapping[Language, str]]:
        return {fold(name): one for one in self.names for name in one.values()}

    @cached_property
    def _worded(self) -> Sequence[tuple[list[str], str]]:
        return [(_words(name), one[SOURCE]) for one in self.names for name in one.values()]

    def named(self, text: str, language: Language) -> str | None:
        """The name in a language of the body of which this is a whole name."""
        found = self._entries.get(fold(text))
        return found[language] if found else None

    @property
    def canonical(self) -> list[str]:
        """Their names in the source language."""
        return [one[SOURCE] for one in self.names]

    def same(self, text: str) -> str | None:
        """The body of which this is a whole name, in whichever language."""
        return self.named(text, SOURCE)

    def propose(self, text: str) -> Proposal | None:
        """The one body for whose name this is short: by its words, or by their first letters."""
        said = _words(text)
        for rule, fits in (("words", _is_short_for), ("initials", _are_initials)):
            found = {name for words, name in self._worded if fits(said, words)}
            if len(found) == 1:
                return Proposal(found.pop(), rule)
        return None


def load_administrations(path: Path) -> KnownAdministrations:
    """The bodies of a declared file."""
    return KnownAdministrations(tuple({one: entry[one.value] for one in Language} for entry in read_yaml(path)))


def to_settle(known: KnownAdministrations, spellings: Iterable[str]) -> dict[str, Proposal]:
    """What a person may settle of the spellings of a file: the body each may be short for."""
    found = {text: known.propose(text) for text in dict.fromkeys(spellings) if known.same(text) is None}
    return {text: proposal for text, proposal in found.items() if proposal is not None}


def _words(text: str) -> list[str]:
    words = [_ARTICLE.sub("", word) for word in re.findall(r"\w+", fold(text))]
    return [_SHORT_FOR.get(word, word).removesuffix("s") for word in words if word not in _SMALL]


def _is_short_for(said: list[str], words: list[str]) -> bool:
    """The same kind of body with the same first concern, and nothing that its name does not say."""
    return len(said) > 1 and said[:2] == words[:2] and set(said) <= set(words)


def _are_initials(said: list[str], words: list[str]) -> bool:
    letters = said[0] if len(said) == 1 else ""
    return 2 < len(letters) <= _MOST_INITIALS and letters.isascii() and letters == "".join(word[0] for word in words)


NOBODY_KNOWN = KnownAdministrations()
"""Every name is its own body."""
