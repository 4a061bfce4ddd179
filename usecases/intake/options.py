"""Reconciling: a spelling that somebody wrote, folded onto one of the values its column may take, or left to a person.

A proposal is made only where one value fits and no other does: undecided is better than wrong.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product
from pathlib import Path

from pydantic import Field

from usecases.folding import fold
from usecases.intake.spelling import denied, denies, forms, repaired, takes_back, without_enumerator
from usecases.use_case import Frozen
from wording.declared import read_yaml

_YES_NO: Mapping[str, str] = {
    one: answer
    for answer, words in (
        ("yes", ("yes", "true", "y", "oui", "vrai", "ja", "نعم", "1")),
        ("no", ("no", "false", "n", "non", "faux", "nee", "لا", "0")),
    )
    for one in (fold(word) for word in words)
}
_MARKS: Mapping[str, str] = dict.fromkeys("✓✔☑", "yes") | dict.fromkeys("✗✘☒", "no")
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
_SEPARATORS = re.compile(r"[;\n|]|,(?=\s*[a-zA-Z]\)\s)|,(?![^(]*\))")
_JOINED = re.compile(r"\s+(?:and|et|en|و)\s+|\s*[/&]\s*")
_LETTERED = re.compile(r"(?<=\w)\s+(?=[a-zA-Z]\)\s)")
_MACINTOSH = str.maketrans({"ñ": "–", "í": "’", "Õ": "’", "Ð": "–"})
_LEAST_SHARE = 0.92
"""How like two spellings must be to be a slip of the pen."""
_LEAST_START = 8
"""Letters that the beginning of a value must have to stand for the whole."""
_LEAST_SLIP, _LEAST_WORD = 8, 4
_NOT_APPLICABLE, _NONE, _UNDECIDED = "not applicable", "none", "undecided"
_OTHERS = frozenset({"other", "others", "autre", "autres"})
"""What is written behind such a word is the value that was meant, and it is another one."""
_SMALL_WORDS = frozenset(re.findall(r"\S+", """
    a an and as at both by for from has have in into is it its of on or the to with been et de des du la le les en
"""))  # fmt: skip
_HEDGES = re.compile(r"\b(?:but|unless|sometimes|partly|partially|mais|parfois|partiellement|maar|soms)\b")
"""Words by which a yes or a no is half taken back."""
_ENDING = re.compile(r"(?:e?d|ing|ment|s)$")
_LEAST_STEM = 4
_OPPOSITE_PREFIXES = ("un", "non", "in", "im", "ir", "dis", "mis", "de", "re", "pre", "post")


class ValueList(Frozen):
    """The values that the columns of one kind of list may take, with spellings that were settled once."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: str
    source: str
    columns: dict[str, tuple[str, ...]] = Field(description="values of each column, in their order")
    several: tuple[str, ...] = Field(default=(), description="columns of which one cell may hold several values")
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

    def __init__(
        self, values: Iterable[str], settled: Mapping[str, str] | None = None, *, several: bool = False
    ) -> None:
        """``several``: whether one cell may hold several values; a value that shows it says so, too."""
        # A value that is itself a list of values adds no option: its parts are the options.
        distinct = list(dict.fromkeys(one for one in values if one))
        self._values = [one for one in distinct if not _is_list_of(one, distinct)]
        self._several = several or len(self._values) < len(distinct)
        self._settled = {_key(text): value for text, value in (settled or {}).items()}
        self._by_key = _unique((_key(one), one) for one in self._values)
        self._by_label = _unique((_label(one), one) for one in self._values)
        self._by_letters = _unique((form(one).replace(" ", ""), one) for one in self._values for form in (_key, _label))
        self._by_initials = _unique((_initials(one), one) for one in self._values)
        self._answers = _unique((word, one) for one in self._values if (word := _YES_NO.get(_label(one))))

    def propose(self, text: str) -> Proposal | None:
        """The one value that fits; an empty one where the column says nothing; None where a person must say."""
        asks = text.rstrip().endswith(("?", "؟")) and _key(text) not in self._settled
        if asks:
            return None
        word = _MARKS.get(text.strip())
        return Proposal(self._answers[word], "yes_no") if word in self._answers else self._proposed(text)

    def _proposed(self, text: str) -> Proposal | None:
        spellings = list(dict.fromkeys((text, _unescaped(text), repaired(text), text.translate(_MACINTOSH))))
        for written in spellings:
            if found := self._exact(written):
                return found
        if not (key := _key(text)) and re.search(r"\w", text):
            return None  # the letter of a value, without the value
        if key in _NOTHING:
            return self._nothing(text)
        for written in spellings:
            if several := self._list(written):
                return several if several.rule != _UNDECIDED else None
            if found := self._head(written):
                return found
        return self._near(text)

    def _exact(self, text: str) -> Proposal | None:
        key = _key(text)
        if key in self._settled:
            return Proposal(self._settled[key], "settled")
        for known, rule in ((self._by_key, "spelling"), (self._by_label, "label")):
            if value := known.get(key):
                return Proposal(value, rule)
        if value := self._by_letters.get(key.replace(" ", "")):
            return Proposal(value, "spelling")
        if text.strip().isupper() and (value := self._by_initials.get(key)):
            return Proposal(value, "initials")
        return None

    def _nothing(self, text: str) -> Proposal:
        """The value that says so in the column's own words; an empty one where it has none."""
        known = next((value for label, value in self._by_label.items() if label == _NOT_APPLICABLE), "")
        if _key(text) == _NONE:
            known = next((value for label, value in self._by_label.items() if label.startswith(f"{_NONE} ")), known)
        return Proposal(known, "nothing")

    def _head(self, text: str) -> Proposal | None:
        """What stands before the first pause names a value, is a yes or no, or was settled once.

        What is said after the pause may take it back: then nothing is proposed.
        """
        label = _label(text)
        for known, rule in ((self._by_label, "label"), (self._settled, "settled")):
            if (value := known.get(label)) and not _takes_back(text, value) and label not in _OTHERS:
                return None if self._names_another(text, label, value) else Proposal(value, rule)
        if value := self._answer(text):
            return Proposal(value, "yes_no")
        return None

    def _names_another(self, text: str, label: str, value: str) -> bool:
        """Whether what is said behind the label is another value, the opposite answer, or takes half of it back.

        Words that the value says itself are its own: "Pilot – deployed in a limited test".
        """
        after = _key(text).removeprefix(label)
        if takes_back(after) and not takes_back(value):
            return True
        if answer := _YES_NO.get(label):
            said = {_YES_NO.get(word, answer) for word in re.findall(r"\w{2,}", after)}
            return said - {answer} != set() or _HEDGES.search(after) is not None
        own = _key(value)
        stems = (_ENDING.sub("", other) for other in self._by_label if other != label and " " not in other)
        return any(
            len(stem) >= _LEAST_STEM and re.search(rf"\b{re.escape(stem)}", after) and stem not in own for stem in stems
        )

    def _answer(self, text: str) -> str | None:
        """A yes or no, alone or before its explanation; not one that its opposite follows."""
        folded = without_enumerator(fold(text))
        for form in forms(text):
            word = _YES_NO.get(form)
            if word in self._answers and takes_back(folded.removeprefix(form)):
                return None
            if word in self._answers:
                after = re.findall(r"\w+", folded.removeprefix(form))
                opposite = after and _YES_NO.get(after[0], word) != word
                return None if opposite or "/" in folded[: len(form) + 2] else self._answers[word]
        return None

    def _list(self, text: str) -> Proposal | None:
        """Several values in one cell, in the order of the column, joined by semicolons.

        Undecided where some part is a value and another is not, where the column takes one value only, or where none
        of them is said beside one of them.
        """
        parts = [part for part in _parts(text) if part]
        if len(parts) < 2 and self._several:
            parts = [part for part in _JOINED.split(text) if part]
        if len(parts) < 2:
            return None
        found = [self._exact(part) or self._head(part) or self._beginning(part) for part in parts]
        values = {one.value for one in found if one is not None and one.value}
        known = sum(one is not None for one in found)
        if known == 0 or (known < len(parts) and not self._several) or len({one.rule for one in found if one}) == 0:
            return None
        if known < len(parts):
            return Proposal("", _UNDECIDED)
        if len(values) > 1 and (not self._several or any(_label(one).startswith(_NONE) for one in values)):
            return Proposal("", _UNDECIDED)
        return Proposal("; ".join(sorted((one for one in self._values if one in values), key=_letter)), "list")

    def _near(self, text: str) -> Proposal | None:
        return self._beginning(text) or self._ending(text) or self._slip(text) or self._words(text)

    def _beginning(self, text: str) -> Proposal | None:
        """A value of which this is the beginning."""
        key = _key(text)
        found = [one for known, one in self._by_key.items() if len(key) >= _LEAST_START and known.startswith(key)]
        if any(_HEDGES.search(_key(one).removeprefix(key)) for one in found):
            return None  # "presumed high-impact" is half of what is then taken back
        return Proposal(found[0], "beginning") if len(found) == 1 else None

    def _ending(self, text: str) -> Proposal | None:
        """The value that ends with these words: "in progress" of "establishment of training is in progress"."""
        key = _key(text)
        found = [one for known, one in self._by_key.items() if " " in key and known.endswith(f" {key}")]
        if len(found) != 1 or _opposed(text, found[0]) or _HEDGES.search(_key(found[0]).removesuffix(key)):
            return None
        return Proposal(found[0], "ending")

    def _slip(self, text: str) -> Proposal | None:
        """A slip of the pen: nearly the letters of one value and of no other, saying neither its opposite."""
        key = _key(text)
        found = [one for known, one in self._by_key.items() if _is_slip(key, known)]
        return Proposal(found[0], "slip") if len(found) == 1 else None

    def _words(self, text: str) -> Proposal | None:
        """The value that says all the words of this, at least half of its own; no other says so much of itself.

        A word with which another value begins its own name tells neither of them: "developed" of two that were.
        """
        words = _telling_words(text)
        if not any(len(word) >= _LEAST_WORD for word in words):
            return None
        if len(words) == 1 and sum(_key(one).split()[:1] == [*words] for one in self._values) > 1:
            return None
        found = []
        for one in self._values:
            own = min(
                (_telling_words(_label(one)), _telling_words(one)), key=lambda each: (not words <= each, len(each))
            )
            half = _HEDGES.search(_key(one)) is not None and words != own
            if words <= own and len(words) * 2 >= len(own) and not _opposed(text, one) and not half:
                found.append(one)
        return Proposal(found[0], "word") if len(found) == 1 else None


def _is_slip(key: str, known: str) -> bool:
    if key.removesuffix("s") == known.removesuffix("s"):
        return True
    if len(key) < _LEAST_SLIP or _opposed(key, known) or SequenceMatcher(None, key, known).ratio() < _LEAST_SHARE:
        return False
    ours, theirs = key.split(), known.split()
    # One letter makes "employment" of "unemployment" no slip but its opposite.
    return not any(
        one == f"{prefix}{other}" or other == f"{prefix}{one}"
        for one, other in product(set(ours) - set(theirs), set(theirs) - set(ours))
        for prefix in _OPPOSITE_PREFIXES
    )


def _opposed(text: str, value: str) -> bool:
    """Whether one of the two denies what the other says."""
    return denies(text) != denies(value) or not denied(text) <= denied(value)


def _takes_back(text: str, value: str) -> bool:
    return denies(text) and not denies(value)


def _telling_words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", _key(text)) if word not in _SMALL_WORDS}


def _initials(value: str) -> str:
    """The first letters of what names a value: "nlp" of Natural Language Processing; empty for one word."""
    words = _label(value).split()
    return "".join(word[0] for word in words) if len(words) > 1 else ""


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
    return Options([*shown, *declared], settled, several=any(column in one.several for one in known))


_NOTHING = {_key(one) for one in _SAYS_NOTHING}
