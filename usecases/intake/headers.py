"""Headers: what a column is called, and what that means; how surely is told with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from usecases.folding import fold
from usecases.intake.profile import KnownHeader, Profile, header_key, undotted
from usecases.intake.spelling import repaired
from wording.language import Language

_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NAMES = frozenset({"name", "nom", "naam", "label", "title", "titre", "titel", "value", "fr", "ar", "en", "nl"})
_CONTAINERS = frozenset({"attributes", "fields", "properties", "data", "record", "item", "attributs", "champs"})
"""First parts of a path that say nothing of what stands in it."""
_LONG_ENOUGH = 12
"""Letters of a known header from which another may go on and still mean the same."""
_WORDS_ENOUGH = 3
_LONGEST_IN_WORDS, _NOT_LISTED = 120, 10_000

_NEARLY, _SLIPS = 0.93, 2
"""How like a known header another must be to be it with a slip of the pen, and how many letters longer or shorter."""
_NUMBERED = re.compile(r"^\s*(?:[Qq]?\d{1,2}(?:\.\d{1,2})*\s*[.):-]\s*|\d{1,2}(?:\.\d{1,2})+\s+|[a-zA-Z][.)]\s+)(?=\w)")
"""What orders a header in its list: "1. ", "2) ", "1.1 ", "Q3: "."""

EXACT, PART, BEGINS, WORDS, INSIDE, CONTENT = 1.0, 0.9, 0.8, 0.75, 0.7, 0.5
"""How surely a column means something: by its whole header, a part of it, its beginning, all its words, a phrase in it,
its cells."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a column means, how surely, and by what: header, part, begins, words, near, inside, content or chosen."""

    known: KnownHeader
    confidence: float
    how: str

    @property
    def order(self) -> tuple[float, int]:
        """Greater is better: the surer one, then the one that stands first in the profile's list."""
        return self.confidence, -self.known.place


class Headers:
    """The headers that a profile knows, and how others are compared with them."""

    def __init__(self, profile: Profile) -> None:
        self._known: Mapping[str, KnownHeader] = profile.headers()
        self._long = [key for key in self._known if len(key) >= _LONG_ENOUGH or key.count(" ") >= _WORDS_ENOUGH - 1]
        self._long_from: dict[str, list[str]] = {}
        """The long ones by their first word."""
        for key in self._long:
            self._long_from.setdefault(key.split(" ", 1)[0], []).append(key)
        self._alike: dict[tuple[str, int], list[str]] = {}
        """The long ones by how they begin and how long they are."""
        for key in self._long:
            self._alike.setdefault((key[:2], len(key)), []).append(key)
        self._words, self._columns = profile.header_words, frozenset(profile.columns)
        others = "|".join(re.escape(header_key(one)) for one in profile.other_things)
        self._others = re.compile(rf"(?<!\w)(?:{others})(?!\w)") if others else None
        self._inner = frozenset(map(header_key, profile.inner_owners))
        self._weak = frozenset(map(header_key, profile.weak_titles))
        self.letterheads = tuple(fold(one) for one in profile.letterheads)
        """Folded beginnings of the name of a body, as it stands above a table."""
        self._seen: dict[str, Match | None] = {}

    def match(self, header: str) -> Match | None:
        """What a header means; None where the profile has no word for it."""
        if header not in self._seen:
            self._seen[header] = self._look_up(header)
        return self._seen[header]

    def is_inner_owner(self, header: str) -> bool:
        """Whether a column of this name tells a part of a body, where the body itself is named elsewhere."""
        return not self._inner.isdisjoint((header_key(header), *_parts(header)))

    def is_weak_title(self, header: str) -> bool:
        """Whether any list may call its rows so."""
        return header_key(header) in self._weak

    def _look_up(self, header: str) -> Match | None:
        header = undotted(repaired(header))
        header = _NUMBERED.sub("", header) or header
        whole = header_key(header)
        if known := self._known.get(whole):
            return Match(known, EXACT, "header")
        if self._others and self._others.search(whole):
            return None
        for part in _parts(header):
            if known := self._known.get(part):
                return None if self._is_of_another(header, known) else Match(known, PART, "part")
        phrase = self._phrase(whole)
        if phrase is None or phrase.confidence < WORDS:
            return self._by_words(header) or phrase or self._misspelt(whole)
        return phrase

    def _misspelt(self, whole: str) -> Match | None:
        """A known header of some length that this one nearly is, where all that are near mean the same."""
        if len(whole) < _LONG_ENOUGH:
            return None
        lengths = range(len(whole) - _SLIPS, len(whole) + _SLIPS + 1)
        alike = [one for length in lengths for one in self._alike.get((whole[:2], length), ())]
        near = get_close_matches(whole, alike, n=3, cutoff=_NEARLY)
        meant = {self._known[one].name for one in near}
        return Match(self._known[near[0]], WORDS, "near") if len(meant) == 1 else None

    def _is_of_another(self, header: str, known: KnownHeader) -> bool:
        """Whether a path ends in the identifier of what it names, and not of the row: "administration.code"."""
        above = self._known.get(header_key(header.rpartition(".")[0].rpartition(".")[2]))
        return known.name == "id" and above is not None and above.name not in {"id", "title"}

    def _by_words(self, header: str) -> Match | None:
        """A header whose words are all known, though nobody listed it."""
        named = self._words.meaning(header) if self._words and len(header) < _LONGEST_IN_WORDS else None
        wanted = named is not None and named[0] in self._columns
        if named is None or not wanted:
            return None
        return Match(KnownHeader(*named, _NOT_LISTED, named[1] is not Language.EN), WORDS, "words")

    def _phrase(self, whole: str) -> Match | None:
        """A known header of some length at the beginning of this one, or within it as whole words."""
        best: tuple[float, int, str] | None = None
        place = 0
        for word in whole.split(" "):
            for key in self._long_from.get(word, ()):
                if whole.startswith(key, place) and whole[place + len(key) : place + len(key) + 1] in {"", " "}:
                    found = (BEGINS if place == 0 else INSIDE, len(key), key)
                    best = max(best, found) if best else found
            place += len(word) + 1
        if best is None:
            return None
        return Match(self._known[best[2]], best[0], "begins" if best[0] == BEGINS else "inside")


def _parts(header: str) -> list[str]:
    """Smaller headers within one: its first lines, without what stands in brackets, the last part of a path."""
    lines = [line for line in header.splitlines() if line.strip()]
    bare = [_IN_BRACKETS.sub(" ", one) for one in (header, *lines[:1])]
    halves = [half for sign in ("/", "|", " - ", " – ") for half in header.split(sign) if sign in header]
    halves += [_IN_BRACKETS.sub(" ", half) for half in halves]
    is_path = "." in header.strip(". ") and not re.search(r"\s", header.strip())
    path = _path(header.strip(". ").split(".")) if is_path else []
    return [key for one in (*lines[:1], *bare, *path, *halves) if (key := header_key(one))]


def _path(names: list[str]) -> list[str]:
    """What a path may mean: of "organisation.name" the name is that of the organisation."""
    while len(names) > 1 and header_key(names[0]) in _CONTAINERS:
        names = names[1:]
    if len(names) == 1:
        return names
    return [" ".join(names), ".".join(names[:-1]) if header_key(names[-1]) in _NAMES else names[-1]]


def unit_of(header: str) -> str:
    """What a header says of its unit, in brackets or after it."""
    return " ".join([*(part[1:-1] for part in _IN_BRACKETS.findall(header)), header])
