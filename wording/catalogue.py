"""A catalogue of texts by key, in three languages, in which every translation remembers the French it renders.

French files hold ``key: text``. Arabic and English files hold ``key: {text: ..., of: <the French it renders>}``.
A plural is a mapping of CLDR category names (``one``, ``other``; Arabic has all six) in the place of the text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from babel import Locale

from wording.declared import DeclaredFileError, line_of, read_yaml
from wording.language import SOURCE, Language

Entry = str | Mapping[str, str]
PLURAL_CATEGORIES = {
    Language.FR: ("one", "other"),
    Language.AR: ("zero", "one", "two", "few", "many", "other"),
    Language.EN: ("one", "other"),
}


@dataclass(frozen=True)
class WordingProblem:
    """Something wrong with one key in one language."""

    kind: Literal["missing", "orphan", "stale", "plural"]
    language: Language
    key: str


@dataclass(frozen=True)
class Catalogue:
    """Texts by language and key; ``of`` keeps the French each translation was made from."""

    entries: Mapping[Language, Mapping[str, Entry]]
    of: Mapping[Language, Mapping[str, Entry]] = field(default_factory=dict)

    def entry(self, language: Language, key: str) -> Entry:
        """The text or plural of a key; the French where a translation is missing; the key itself as a last resort."""
        found = self.entries[language].get(key)
        if found is None:
            found = self.entries[SOURCE].get(key)
        return key if found is None else found

    def text(self, language: Language, key: str, n: float | None = None) -> str:
        """The text of a key; ``n`` chooses the form of a plural, which has its general form without it."""
        found = self.entry(language, key)
        if isinstance(found, str):
            return found
        category = "other" if n is None else Locale.parse(language.locale).plural_form(n)
        return found.get(category, found["other"])

    def has(self, key: str) -> bool:
        """Whether the source language knows the key."""
        return key in self.entries[SOURCE]

    def problems(self) -> Iterator[WordingProblem]:
        """Missing and orphan keys, translations whose French has moved on, plurals with a category too few."""
        source = self.entries[SOURCE]
        for language in Language:
            texts = self.entries[language]
            for key in source:
                if key not in texts:
                    yield WordingProblem("missing", language, key)
                elif language is not SOURCE and self.of.get(language, {}).get(key) != source[key]:
                    yield WordingProblem("stale", language, key)
            for key, entry in texts.items():
                if key not in source:
                    yield WordingProblem("orphan", language, key)
                elif not isinstance(entry, str) and set(PLURAL_CATEGORIES[language]) - set(entry):
                    yield WordingProblem("plural", language, key)


def joined(*catalogues: Catalogue) -> Catalogue:
    """Several catalogues as one; a key that two of them hold is refused, because one would hide the other."""
    entries: dict[Language, dict[str, Entry]] = {language: {} for language in Language}
    of: dict[Language, dict[str, Entry]] = {language: {} for language in Language}
    for catalogue in catalogues:
        for language in Language:
            texts = catalogue.entries.get(language, {})
            if twice := entries[language].keys() & texts.keys():
                raise DeclaredFileError(f"words.key_twice: {', '.join(sorted(twice))}")
            entries[language].update(texts)
            of[language].update(catalogue.of.get(language, {}))
    return Catalogue(entries, of)


def load_catalogue(folder: Path, *, prefix: str = "") -> Catalogue:
    """Read ``<prefix>fr.yaml``, ``<prefix>ar.yaml`` and ``<prefix>en.yaml`` of a folder.

    Raises
    ------
    DeclaredFileError
        If a file is missing or an entry has another shape than the module describes.
    """
    entries: dict[Language, dict[str, Entry]] = {}
    of: dict[Language, dict[str, Entry]] = {}
    for language in Language:
        path = folder / f"{prefix}{language}.yaml"
        if not path.exists():
            raise DeclaredFileError(f"{path.name}: missing in {folder.name}/")
        content = read_yaml(path) or {}
        entries[language], of[language] = {}, {}
        for key, value in content.items():
            if language is SOURCE:
                entries[language][key] = _entry(path, key, value)
            else:
                if not isinstance(value, dict) or set(value) != {"text", "of"}:
                    raise _misshapen(path, key, f"expected text and of{_others(value)}")
                entries[language][key] = _entry(path, key, value["text"])
                of[language][key] = _entry(path, key, value["of"])
    return Catalogue(entries, of)


def _entry(path: Path, key: str, value: Any) -> Entry:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and "other" in value and all(isinstance(text, str) for text in value.values()):
        return value
    raise _misshapen(path, key, "expected a text or a plural")


def _misshapen(path: Path, key: str, told: str) -> DeclaredFileError:
    return DeclaredFileError(f"{path.name}: line {line_of(path, [key])}: {key}: {told}")


def _others(value: Any) -> str:
    """The keys of an entry that do not belong there."""
    unknown = sorted(set(map(str, value)) - {"text", "of"}) if isinstance(value, dict) else []
    return f", not {', '.join(unknown)}" if unknown else ""
