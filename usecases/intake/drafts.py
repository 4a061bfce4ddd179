"""From a row of cells to a draft: which field says what, in which language, read by which rule."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from usecases.folding import fold
from usecases.intake.amounts import read_amount, rule_of
from usecases.intake.cleaning import cleaned, cleaned_line, mostly_arabic
from usecases.intake.dates import read_date
from usecases.intake.derive import FoundFact
from usecases.intake.grid import GridRow
from usecases.intake.headers import unit_of
from usecases.intake.sheet import Sheet
from usecases.intake.vocabulary import NATIONAL
from usecases.use_case import (
    NOT_APPLICABLE,
    TEXT_FACTS,
    Amount,
    Draft,
    FactValue,
    ImportedFrom,
    Origin,
    PartialDate,
    Provenance,
    RegionShare,
    Stage,
    Text,
    in_equal_shares,
)
from wording.language import SOURCE, Language

UNREAD = frozenset({"text", "unanswered", NOT_APPLICABLE})
"""Rules of a cell that gave its field no value: it could not be read, nobody has answered, or no answer applies."""
# One set for all, rather than one for each: what is stated is told by the provenance.
_STATED, _STATED_OF_A_CELL = set(Draft.model_fields), set(ImportedFrom.model_fields)
_YES_NO: Mapping[str, FactValue] = {"yes": True, "no": False}


class Drafting:
    """Makes drafts of one sheet; an administration gets its most frequent spelling of the whole file."""

    def __init__(self, sheet: Sheet, languages: Sequence[Language]) -> None:
        self._sheet = sheet
        self._languages = languages
        self._names = _most_frequent(sheet.owner(row).name for row in sheet.rows)

    def draft(self, row: GridRow, facts: Sequence[FoundFact]) -> Draft:
        """The draft of an accepted row: it has a title and an administration."""
        sheet = self._sheet
        provenance: dict[str, Provenance] = {}
        owner = sheet.owner(row)
        name = self._names[fold(owner.name)]
        fields: dict[str, Any] = {"administration": name}
        if owner.column is not None:
            rule = owner.rule if name == owner.name or owner.rule != "copy" else "fold"
            provenance["administration"] = self._from(row, owner.column, sheet.cell(row, owner.column), rule)
        for name, read in _READERS.items():
            if text := sheet.title(row) if name == "title" else sheet.cell(row, name):
                fields[name], rule = read(self, row, name, text)
                provenance[name] = self._from(row, name, text, rule)
        if NATIONAL in (fields.get("regions") or ()):
            fields |= {"regions": None, "national": True}
        known = self._facts(row, facts, provenance)
        stated = {name: value for name, value in fields.items() if value is not None}
        # Every part was made by its reader: nothing is left to validate, and a list may have 200,000 rows.
        return Draft.model_construct(_STATED, **stated, facts=known, provenance=provenance)

    def _from(self, row: GridRow, name: str, text: str, rule: str) -> ImportedFrom:
        column = self._sheet.meaning[name].text
        place = str(self._sheet.place(row.number)) if self._sheet.parts else row.number
        return ImportedFrom.model_construct(
            _STATED_OF_A_CELL, kind="import", row=place, column=column, original=cleaned(text), rule=rule
        )

    def _facts(
        self, row: GridRow, found: Sequence[FoundFact], provenance: dict[str, Provenance]
    ) -> dict[str, FactValue]:
        """Facts of rules, then facts of columns that name them; not applicable is told apart from blank and no."""
        facts: dict[str, FactValue] = {}
        for fact in found:
            facts[fact.key] = fact.value
            text = self._sheet.cell(row, fact.column)
            provenance[f"facts.{fact.key}"] = self._from(row, fact.column, text, fact.rule)
        for name in self._sheet.meaning:
            text = self._sheet.cell(row, name) if name.startswith("facts.") else ""
            if not text:
                continue
            answer = self._sheet.vocabulary.answer(name, text)
            silent = self._sheet.vocabulary.says_nothing(text)
            if name.removeprefix("facts.") in TEXT_FACTS and not silent:
                facts[name.removeprefix("facts.")] = cleaned_line(text)
                provenance[name] = self._from(row, name, text, "copy")
            elif answer is not None:
                facts[name.removeprefix("facts.")] = _YES_NO.get(answer, answer)
                provenance[name] = self._from(row, name, text, "fold")
            elif silent:
                provenance[name] = self._from(row, name, text, self._unread(text))
        return facts

    def _texts(self, _: GridRow, name: str, text: str) -> tuple[tuple[Text, ...] | None, str]:
        value = cleaned_line(text) if name == "title" else cleaned(text)
        if not value or (name != "title" and self._sheet.vocabulary.says_nothing(text)):
            return None, self._unread(text)
        return (Text(language=self._language(name, value), value=value, origin=Origin.IMPORTED),), "copy"

    def _language(self, name: str, value: str) -> Language:
        """Arabic letters decide for Arabic; else the header's language, else the first the profile names."""
        if Language.AR in self._languages and mostly_arabic(value):
            return Language.AR
        named = self._sheet.languages.get(name)
        latin = [language for language in self._languages if language is not Language.AR]
        return named if named in latin else next(iter(latin), SOURCE)

    def _bureau(self, _: GridRow, __: str, text: str) -> tuple[str | None, str]:
        said = not self._sheet.vocabulary.says_nothing(text)
        return (cleaned_line(text), "copy") if said else (None, self._unread(text))

    def _stage(self, _: GridRow, __: str, text: str) -> tuple[Stage | None, str]:
        answer = self._sheet.vocabulary.answer("stage", text)
        return (None, self._unread(text)) if answer is None else (Stage(answer), "fold")

    def _sector(self, _: GridRow, __: str, text: str) -> tuple[str | None, str]:
        answer = self._sheet.vocabulary.answer("sector", text)
        return (None, self._unread(text)) if answer is None else (answer, "fold")

    def _regions(self, _: GridRow, __: str, text: str) -> tuple[tuple[RegionShare, ...] | tuple[str] | None, str]:
        codes = self._sheet.vocabulary.regions(text)
        if not codes:
            return None, self._unread(text)
        return ((NATIONAL,) if codes == (NATIONAL,) else in_equal_shares(codes)), "fold"

    def _date(self, _: GridRow, __: str, text: str) -> tuple[PartialDate | None, str]:
        read = read_date(text, self._sheet.date_order)
        return (read, "date") if isinstance(read, PartialDate) else (None, self._unread(text))

    def _amount(self, row: GridRow, name: str, text: str) -> tuple[Amount | None, str]:
        header = self._sheet.amount_header(row, name)
        read = read_amount(text, unit_of(header))
        if not isinstance(read, Amount):
            return None, self._unread(text)
        return read, rule_of(text, header)

    def _unread(self, text: str) -> str:
        vocabulary = self._sheet.vocabulary
        if vocabulary.not_applicable(text):
            return NOT_APPLICABLE
        return "unanswered" if vocabulary.says_nothing(text) else "text"


_READERS: Mapping[str, Any] = {
    "title": Drafting._texts,
    "summary": Drafting._texts,
    "bureau": Drafting._bureau,
    "stage": Drafting._stage,
    "sector": Drafting._sector,
    "regions": Drafting._regions,
    "starts_on": Drafting._date,
    "investment_mad": Drafting._amount,
    "running_mad_per_year": Drafting._amount,
}


def _most_frequent(spellings: Any) -> dict[str, str]:
    """Folded name to its most frequent spelling; of equally frequent ones the first in order of letters."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for spelling in spellings:
        counts[fold(spelling)][spelling] += 1
    return {
        folded: min(found, key=lambda spelling, found=found: (-found[spelling], spelling))  # type: ignore[misc]
        for folded, found in counts.items()
    }
