"""What the cells of a column say: its answers, in the spellings a profile teaches and in forms near to them."""

import re
from collections.abc import Mapping

from usecases.folding import fold
from usecases.intake.profile import STATED, Profile
from usecases.intake.spelling import denies, forms, takes_back

_SHORT, _YES = 40, "yes"
_NO = frozenset({"no", "non", "not yet", "pas encore", "nee", "nog niet", "لا", "ليس بعد"})
_FILLING = frozenset(re.findall(r"\S+", """
    a au aux c d de des du en est et l la le les un une cours phase projet stade etape niveau statut etat
    region jihat جهه الجهه
    actuellement currently in is now of phase project stage state status the under being depuis since
    في قيد طور مرحله حاله وضعيه المرحله الحاله هو هي مشروع المشروع
"""))  # fmt: skip
"""Words around a stage that do not change it."""
_EXCEPT = re.compile(
    r"\b(?:sauf|excepte|hormis|mais|except|unless|but|save|behalve|tenzij|maar)\b"
    r"|(?<!\w)(?:الا|باستثنا|ما عدا|لكن)(?!\w)"
)
_BETWEEN_HALVES = re.compile(r"\s*[/|\n]\s*")
_DONE = frozenset({"production", "retired"})
_UNDONE = re.compile(r"(?<!\d)\d{1,2}(?:[.,]\d+)?\s*[%٪]|[%٪]\s*\d{1,2}(?!\d)")
"""A share below the whole: what is done to four fifths is not done."""
_BETWEEN_REGIONS = re.compile(r"[;,،؛/|\n]|\s(?:et|and|en|&)\s|\sو\s?(?=ال|[^\W\d_]{3})")
NATIONAL = "national"
_ENDING = re.compile(r"(?<=\w{4})(?:e?s|ee?)$")


def _core(folded: str) -> str:
    """The words of an answer that tell it from others, without genders and numbers.

    >>> _core("en cours d'experimentation") == _core("experimentation"), _core("deployee") == _core("deploye")
    (True, True)
    """
    words = [re.sub(r"^(?:ال|لل|بال)(?=\w{3})", "", word) for word in re.findall(r"[^\W\d_]+", folded)]
    kept = [_ENDING.sub("", _ENDING.sub("", word)).replace("ll", "l") for word in words if word not in _FILLING]
    return " ".join(sorted(kept))


def _is_one_of(text: str, words: set[str]) -> bool:
    return len(text) < _SHORT and not words.isdisjoint((fold(text), *forms(text)))


class Vocabulary:
    """Answers of cells, by column: folded once, remembered by spelling."""

    def __init__(self, profile: Profile, added: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._not_applicable = {fold(word) for word in profile.not_applicable}
        self._silent = self._not_applicable.union(map(fold, profile.unanswered))
        self._exact: dict[str, dict[str, str]] = {}
        self._prefixes: dict[str, list[tuple[str, str]]] = {}
        self._cores: dict[str, dict[str, str]] = {}
        self._seen: dict[tuple[str, str], str | None] = {}
        for name, answers in profile.vocabulary.items():
            self._learn(name, answers)
        for name, choices in (added or {}).items():
            self._exact.setdefault(name, {}).update({fold(text): answer for text, answer in choices.items()})

    def _learn(self, name: str, answers: Mapping[str, tuple[str, ...]]) -> None:
        exact, prefixes = self._exact.setdefault(name, {}), self._prefixes.setdefault(name, [])
        for answer, spellings in answers.items():
            for spelling in spellings:
                if spelling.endswith(STATED):
                    prefixes.append((fold(spelling[:-1]), answer))
                else:
                    exact[fold(spelling)] = answer
        prefixes.sort(key=lambda item: -len(item[0]))
        cores: dict[str, set[str]] = {}
        for spelling, answer in exact.items():
            if not denies(spelling):
                cores.setdefault(_core(spelling), set()).add(answer)
        self._cores[name] = {core: found.pop() for core, found in cores.items() if core and len(found) == 1}

    def not_applicable(self, text: str) -> bool:
        """Whether a cell says that the question does not apply."""
        return _is_one_of(text, self._not_applicable)

    def says_nothing(self, text: str) -> bool:
        """Whether a cell holds no answer: it says that none applies, or that nobody has given one yet."""
        return _is_one_of(text, self._silent)

    def knows(self, name: str) -> bool:
        """Whether the column has a vocabulary at all."""
        return bool(self._exact.get(name) or self._prefixes.get(name))

    def spellings(self, name: str, answer: str) -> list[str]:
        """The folded spellings that stand for an answer as they are."""
        return [text for text, found in self._exact.get(name, {}).items() if found == answer]

    def answer(self, name: str, text: str) -> str | None:
        """The canonical answer of a cell; None for blank, not applicable and unknown spellings."""
        key = (name, text)
        if key not in self._seen:
            found = self._look_up(name, text)
            self._seen[key] = None if found in _DONE and _UNDONE.search(text) else found
        return self._seen[key]

    def regions(self, text: str) -> tuple[str, ...]:
        """The codes of the regions that a cell names, or the one word for the whole country; none in doubt."""
        named = [self.answer("regions", one) for one in _BETWEEN_REGIONS.split(text) if one.strip()]
        codes = dict.fromkeys(one for one in named if one is not None)
        doubtful = None in named or (NATIONAL in codes and len(codes) > 1)
        return () if doubtful else tuple(codes)

    def _look_up(self, name: str, text: str) -> str | None:
        exact, starts = self._exact.get(name, {}), self._prefixes.get(name, ())
        if not exact and not starts:
            return None
        folded = fold(text)
        if (found := exact.get(folded)) is not None:
            return found
        if not folded or folded in self._silent or folded.endswith(("?", "؟")):
            return None
        # The whole text first, then without its letter, then up to its first pause: "c) Deployed - the use case ...".
        for form in (folded, *forms(text)):
            if (found := exact.get(form)) is not None:
                return found if self._holds(name, text, form, found) else None
            if (found := next((answer for start, answer in starts if form.startswith(start)), None)) is not None:
                return found
        return self._by_core(name, text) or self._in_two_languages(name, text)

    def _by_core(self, name: str, text: str) -> str | None:
        core = _core(fold(text))
        return self._cores.get(name, {}).get(core) if core and not denies(text) else None

    def _in_two_languages(self, name: str, text: str) -> str | None:
        """The answer that both halves of a cell give, each in its language: two that differ give none."""
        halves = [half.strip() for half in _BETWEEN_HALVES.split(text)]
        if len(halves) != 2 or not all(len(half) > 1 for half in halves):
            return None
        first, second = (self.answer(name, half) for half in halves)
        return first if first == second else None

    def _holds(self, name: str, text: str, form: str, answer: str) -> bool:
        """Whether what follows the form leaves its answer: "Deployed: no" and "Pilot - retired in 2024" do not."""
        rest = fold(text).partition(form)[2]
        if takes_back(rest) and not takes_back(form):
            return False
        after = rest.strip(" .:;,()-")
        known = self._exact[name]
        first = known.get(re.split(r"[ ,.;:()]", after, maxsplit=1)[0])
        if _YES in known.values():
            if answer != _YES and _EXCEPT.search(rest):
                return False  # "no, except names" says yes of something
            return answer == _YES or first in {None, answer}  # "yes, no names" says yes, and of what
        return after not in _NO and known.get(after) in {None, answer} and first in {None, answer}
