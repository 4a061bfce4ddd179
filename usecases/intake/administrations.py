"""One administration in its many spellings: its names in three languages, and what is short for one of them.

A name in another language or script is the same body. A shorter name is proposed where only one body has all its words,
so are its initials, a name beside something else, and one with a slip of the pen; a person says whether it is that one:
a list from elsewhere has a ministry of health as well.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
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
_INITIALS = re.compile(r"[a-z]{3,8}|(?:[a-z]\. ?){2,7}[a-z]\.?")
_BESIDE = re.compile(r"\s*[/|\n()\[\]]\s*|\s+[-–—]\s+")
"""What parts the name of a body from its name in another language, from its short name or from a service of it."""
_LIKE, _LEAST_LETTERS = 0.85, 5
"""How like two words must be, and how long, for one to be a slip of the pen of the other."""


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

    @cached_property
    def _initialled(self) -> Sequence[tuple[str, str]]:
        return [("".join(word[0] for word in words), body) for words, body in self._worded]

    def named(self, text: str, language: Language) -> str | None:
        """The name in a language of the body of which this is a whole name."""
        found = self._entries.get(fold(text))
        return found[language] if found else None

    def names_of(self, body: str) -> list[str]:
        """Every name of the body that has this one."""
        return list((self._entries.get(fold(body)) or {}).values())

    @property
    def canonical(self) -> list[str]:
        """Their names in the source language."""
        return [one[SOURCE] for one in self.names]

    def same(self, text: str) -> str | None:
        """The body of which this is a whole name, in whichever language."""
        return self.named(text, SOURCE)

    def propose(self, text: str) -> Proposal | None:
        """The one body that this may name: by its words, their first letters, what stands beside, or nearly so."""
        said, letters = _words(text), _initials(text)
        for rule, found in (
            ("words", {body for words, body in self._worded if _is_short_for(said, words)}),
            ("initials", {body for known, body in self._initialled if known == letters}),
            ("part", self._in_parts(text)),
            ("slip", {body for words, body in self._worded if _is_short_for(_corrected(said, words), words)}),
        ):
            if len(found) == 1:
                return Proposal(found.pop(), rule)
        return None

    def _in_parts(self, text: str) -> set[str]:
        """The bodies named by what stands on either side of a slash, a dash or a bracket; two of them are no answer."""
        parts = [part for part in _BESIDE.split(text) if part.strip()]
        if len(parts) < 2:
            return set()
        proposed = ((self.same(part), self.propose(part)) for part in parts)
        return {body for whole, other in proposed if (body := whole or (other.value if other else None))}


def load_administrations(path: Path) -> KnownAdministrations:
    """The bodies of a declared file."""
    return KnownAdministrations(tuple({one: entry[one.value] for one in Language} for entry in read_yaml(path)))


def to_settle(known: KnownAdministrations, spellings: Iterable[str]) -> dict[str, Proposal]:
    """What a person may settle of the spellings of a file: the body each may be short for."""
    found = {text: known.propose(text) for text in dict.fromkeys(spellings) if known.same(text) is None}
    return {text: proposal for text, proposal in found.items() if proposal is not None}


def _words(text: str) -> list[str]:
    words = [_ARTICLE.sub("", word) for word in re.findall(r"\w+", fold(text))]
    return [_singular(_SHORT_FOR.get(word, word)) for word in words if word not in _SMALL]


def _singular(word: str) -> str:
    return word.removesuffix("s") if len(word) > 1 else word


def _is_short_for(said: list[str], words: list[str]) -> bool:
    """The same kind of body with the same first concern, and nothing that its name does not say."""
    return len(said) > 1 and said[:2] == words[:2] and set(said) <= set(words)


def _initials(text: str) -> str:
    """The letters of what is written as initials: "M.S.P.S." and "MSPS" alike; empty where it is not."""
    folded = fold(text)
    return re.sub(r"[. ]", "", folded) if _INITIALS.fullmatch(folded) else ""


def _corrected(said: list[str], words: list[str]) -> list[str]:
    """What was said, with each word that is nearly one of these as that one."""
    return [next((word for word in words if _is_slip(one, word)), one) for one in said]


def _is_slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _LEAST_LETTERS or abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    return SequenceMatcher(None, one, other).ratio() >= _LIKE


NOBODY_KNOWN = KnownAdministrations()
"""Every name is its own body."""
