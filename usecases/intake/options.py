"""Reconciling: a spelling that somebody wrote, folded onto one of the values its column may take, or left to a person.

A proposal is made only where one value fits and no other does: undecided is better than wrong.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from pydantic import Field

from usecases.folding import fold
from usecases.intake.spelling import forms, repaired, without_enumerator
from usecases.use_case import Frozen
from wording.declared import read_yaml

_YES_NO: Mapping[str, str] = {
    one: answer
    for answer, words in (
        ("yes", ("yes", "true", "y", "oui", "vrai", "ja", "نعم", "1", "x")),
        ("no", ("no", "false", "n", "non", "faux", "nee", "لا", "0")),
    )
    for one in (fold(word) for word in words)
}
_SAYS_NOTHING = (
    "",
    "n/a",
    "na",
    "n>a",
    "n.a.",
    "n/d",
    "not applicable",
    "none",
    "nil",
    "-",
    "--",
    "sans objet",
    "s.o.",
    "لا ينطبق",
)
_SEPARATORS = re.compile(r"[;\n|]|,(?![^(]*\))")
_LETTERED = re.compile(r"(?<=\w)\s+(?=[a-zA-Z]\)\s)")
_MACINTOSH = str.maketrans({"ñ": "–", "í": "’", "Õ": "’", "Ð": "–"})
_LEAST_SHARE = 0.92
"""How like two spellings must be to be a slip of the pen."""
_LEAST_START = 12
"""Letters that the beginning of a value must have to stand for the whole."""


class ValueList(Frozen):
    """The values that the columns of one kind of list may take, with spellings that were settled once."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: str
    source: str
    columns: dict[str, tuple[str, ...]] = Field(description="values of each column, in their order")
    settled: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="by column: a spelling, and the value that a person gave it"
    )


def load_value_lists(folder: Path) -> tuple[ValueList, ...]:
    """Every list of a folder, by the name of its file."""
    return tuple(ValueList.model_validate(read_yaml(path)) for path in sorted(folder.glob("*.yaml")))


@dataclass(frozen=True)
class Proposal:
    """The value a spelling is folded onto, and the rule that says so."""

    value: str
    rule: str


class Options:
    """The values of one column, and the spellings of it that were settled."""

    def __init__(self, values: Iterable[str], settled: Mapping[str, str] | None = None) -> None:
        # A value that is itself a list of values adds no option: its parts are the options.
        distinct = list(dict.fromkeys(one for one in values if one))
        self._values = [one for one in distinct if not _is_list_of(one, distinct)]
        self._settled = {_key(text): value for text, value in (settled or {}).items()}
        self._by_key = _unique((_key(one), one) for one in self._values)
        self._by_label = _unique((_label(one), one) for one in self._values)
        self._answers = _unique((word, one) for one in self._values if (word := _YES_NO.get(_label(one))))

    def propose(self, text: str) -> Proposal | None:
        """The one value that fits; an empty one where the column says nothing; None where a person must say."""
        for written in dict.fromkeys((text, _unescaped(text), repaired(text), text.translate(_MACINTOSH))):
            if found := self._exact(written) or self._list(written) or self._head(written):
                return found
        if not text.strip() or _key(text) in _NOTHING:
            return Proposal("", "nothing")
        return self._near(text)

    def _exact(self, text: str) -> Proposal | None:
        key = _key(text)
        if key in self._settled:
            return Proposal(self._settled[key], "settled")
        for known, rule in ((self._by_key, "spelling"), (self._by_label, "label")):
            if value := known.get(key):
                return Proposal(value, rule)
        return None

    def _head(self, text: str) -> Proposal | None:
        """What stands before the first pause names a value, is a yes or no, or was settled once."""
        for known, rule in ((self._by_label, "label"), (self._settled, "settled")):
            if value := known.get(_label(text)):
                return Proposal(value, rule)
        if value := self._answer(text):
            return Proposal(value, "yes_no")
        return None

    def _answer(self, text: str) -> str | None:
        """A yes or no, alone or before its explanation."""
        return next((self._answers[word] for form in forms(text) if (word := _YES_NO.get(form)) in self._answers), None)

    def _list(self, text: str) -> Proposal | None:
        """Several values in one cell, in the order of the column, each known; joined by semicolons."""
        parts = [part for part in _parts(text) if part]
        if len(parts) < 2:
            return None
        found = [self._exact(part) or self._head(part) or self._beginning(part) for part in parts]
        if any(one is None for one in found):
            return None
        values = {one.value for one in found if one is not None}
        return Proposal("; ".join(sorted((one for one in self._values if one in values), key=_letter)), "list")

    def _near(self, text: str) -> Proposal | None:
        return self._beginning(text) or self._slip(text) or self._words(text)

    def _beginning(self, text: str) -> Proposal | None:
        """A value of which this is the beginning, or that is the beginning of this."""
        key = _key(text)
        found = [
            one
            for known, one in self._by_key.items()
            if len(known) >= 4
            and (
                (len(key) >= _LEAST_START and known.startswith(key))
                or (key.startswith(known) and not key[len(known) : len(known) + 1].isalnum())
            )
        ]
        return Proposal(found[0], "beginning") if len(found) == 1 else None

    def _slip(self, text: str) -> Proposal | None:
        """A slip of the pen: nearly the letters of one value and of no other."""
        key = _key(text)
        if len(key) < 8:
            return None
        like = [(SequenceMatcher(None, key, known).ratio(), one) for known, one in self._by_key.items()]
        found = [one for share, one in like if share >= _LEAST_SHARE]
        return Proposal(found[0], "slip") if len(found) == 1 else None

    def _words(self, text: str) -> Proposal | None:
        """The only value that shares the word which tells the values apart."""
        words = set(re.findall(r"\w{4,}", _key(text)))
        found = []
        for one in self._values:
            others = {word for other in self._values if other != one for word in re.findall(r"\w+", _key(other))}
            telling = {word for word in re.findall(r"\w{4,}", _label(one)) if word not in others}
            if telling & words:
                found.append(one)
        return Proposal(found[0], "word") if len(found) == 1 else None


def _key(text: str) -> str:
    """A spelling without its letter, its punctuation, and what stands in place of "and"."""
    folded = without_enumerator(fold(text)).replace("&", " and ")
    return " ".join(re.sub(r"[^\w/'-]+", " ", folded).replace("-", " ").split())


def _label(text: str) -> str:
    """What names a value before it is explained: up to a colon, a dash or a bracket.

    >>> _label("Natural Language Processing: AI that reads"), _label("Natural Language Processing (NLP)")
    ('natural language processing', 'natural language processing')
    """
    head = re.split(r"\s*[:(]|\s[-–—]\s|,\s", without_enumerator(fold(text)), maxsplit=1)[0]
    return _key(head)


def _letter(value: str) -> str:
    """The letter that orders a value in its list; values without one keep their order."""
    match = re.match(r"\s*([a-z])\)", value.casefold())
    return match[1] if match else ""


def _unescaped(text: str) -> str:
    r"""A text in which a program wrote ``\xa0`` for a space, without the note it added in brackets."""
    return re.sub(r"\\?\(Note:.*$", "", text.replace("\\xa0", " ")).strip() if "\\x" in text else text


def _parts(text: str) -> Sequence[str]:
    """The values of a cell that holds several: JSON, separators, or a letter before each."""
    inner = text.strip()
    if inner.startswith("[") and inner.endswith("]"):
        return [part.strip(" \"'") for part in inner[1:-1].split(",")]
    if len(lettered := _LETTERED.split(inner)) > 1:
        return [part.strip(" ;,") for part in lettered]
    return [part.strip(" \"'") for part in _SEPARATORS.split(inner)]


def _is_list_of(text: str, values: Sequence[str]) -> bool:
    parts = [part for part in text.split("; ") if part]
    return len(parts) > 1 and all(part in values or without_enumerator(fold(part)) != fold(part) for part in parts)


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A dictionary without the keys that stand for two values: they decide nothing."""
    found: dict[str, str] = {}
    twice = set()
    for key, value in pairs:
        if found.setdefault(key, value) != value:
            twice.add(key)
    return {key: value for key, value in found.items() if key and key not in twice}


def options_of(lists: Iterable[ValueList], column: str, values: Iterable[str]) -> Options:
    """The values a column may take: those declared for it, and those that a table of pairs shows."""
    known = [one for one in lists if column in one.columns]
    shown = list(values)
    keys = {_key(one) for one in shown}
    declared = (value for one in known for value in one.columns[column] if _key(value) not in keys)
    settled = {text: value for one in known for text, value in one.settled.get(column, {}).items()}
    return Options([*shown, *declared], settled)


_NOTHING = {_key(one) for one in _SAYS_NOTHING}
