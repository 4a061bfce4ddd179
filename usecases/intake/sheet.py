"""A recognised sheet: headers with their meaning and rows of cells; checks and drafts are made from it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from usecases.folding import fold
from usecases.intake.administrations import NOBODY_KNOWN, KnownAdministrations
from usecases.intake.cleaning import cleaned_line
from usecases.intake.grid import GridRow, Part, Place, by_part, place_of
from usecases.intake.profile import DateOrder
from usecases.intake.rating import Rating
from usecases.intake.vocabulary import Vocabulary
from wording.language import Language


@dataclass(frozen=True, slots=True)
class Header:
    """One column: its place in the grid, the spreadsheet's letters, its text with duplicates numbered."""

    column: int
    letters: str
    text: str
    given: str
    key: str


_ID_IN_TITLE = re.compile(r"([A-Z][A-Z0-9&]{1,9}-[A-Z0-9-]{1,12})\s*[:\u2013\u2014]\s+(\S.*)", re.DOTALL)
_NO_ID = re.compile(r"(tbd|tba|to be (determined|assigned)|x+|-+|\?+|0+|a definir|neant)")
_FAILED = re.compile(r"#(?:REF|N/?A|DIV/0|VALUE|VALEUR|NAME|NOM|NUM|NOMBRE|NULL|NUL)[!?]?")
"""What a spreadsheet shows of a formula that failed: it says nothing."""


def is_failed_formula(text: str) -> bool:
    """Whether a cell shows the sign of a formula that failed."""
    return text.startswith("#") and _FAILED.fullmatch(text.strip()) is not None


INFERRED = frozenset({"prefix", "bureau"})
"""Rules that take the name of an owner from what its bureaus say."""
UNSTATED = "Administration à préciser"
"""The owner of a case for which nobody is named; the screens say it in the reader's language."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose case a row is: the name, the column that says so, and how it was read."""

    name: str
    column: str | None
    rule: str
    written: str = ""
    """As the sheet writes it, where the name is another."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What checks and drafts need to know of a file."""

    headers: tuple[Header, ...]
    header_row: int
    width: int | None
    """Cells of the header's record in a text file; None where a cell names its own column."""
    meaning: Mapping[str, Header]
    """By field, fact or column of the profile."""
    languages: Mapping[str, Language]
    """Language of the header that gave a meaning."""
    rows: tuple[GridRow, ...]
    vocabulary: Vocabulary
    date_order: DateOrder | None
    ratings: tuple[Rating, ...] = ()
    administrations: KnownAdministrations = NOBODY_KNOWN
    headers_again: frozenset[int] = frozenset()
    """Rows under the header that say the same in another language."""
    unit_columns: tuple[int, ...] = ()
    """The columns that hold the units of each row's amounts."""
    unit_above: str = ""
    """The unit that is stated above the table for all of them."""
    owner_given: str | None = None
    """The administration that a person named for the whole sheet."""
    owner_above: str | None = None
    """The administration that is named above the table."""
    dittos: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    """By column of owners and row, the name that a mark of repetition there stands for."""
    owners_by_band: Mapping[int, str] = field(default_factory=dict)
    """By row, the administration that a line of its own names before it; where no column does."""
    owner_prefix: str | None = None
    """What every bureau begins with: the administration they belong to ("HHS/NIH")."""
    parts: tuple[Part, ...] = ()
    """The sheets that the rows come from, where they are several."""
    ids_in_titles: bool = False
    """Whether every title begins with an identifier ("USDA-001: ...")."""
    ids_begin_anew: bool = False
    """Whether each of several sheets counts its rows from 1: their numbers identify nothing in the whole list."""

    def cell(self, row: GridRow, name: str) -> str:
        """The cell of a row under a meaning, without outer spaces; empty when there is none."""
        header = self.meaning.get(name)
        text = "" if header is None else row.cells.get(header.column, "").strip()
        return "" if is_failed_formula(text) else text

    def amount_header(self, row: GridRow, name: str) -> str:
        """The header of an amount, with the unit that a column of units or a line above the table states for it."""
        amount = self.meaning[name]
        told = [text for column in self._units_of(amount.column) if (text := row.cells.get(column, "").strip())]
        unit = " ".join(told) or self.unit_above
        return f"{amount.given} ({unit})" if unit else amount.given

    def _units_of(self, amount: int) -> list[int]:
        """The columns of units that go with an amount: those right behind it, else the nearest one."""
        behind: list[int] = []
        while amount + len(behind) + 1 in self.unit_columns:
            behind.append(amount + len(behind) + 1)
        nearest = min(self.unit_columns, key=lambda one: (one < amount, abs(one - amount)), default=None)
        return behind or ([] if nearest is None else [nearest])

    def owner(self, row: GridRow) -> Owner:
        """Whose case the row is: as a person said, by its own columns, by its bureau, or not stated."""
        if self.owner_given:
            return self._known(self.owner_given, None, "given")
        for name in ("administration", "department"):
            text = cleaned_line(self.dittos.get(name, {}).get(row.number) or self.cell(row, name))
            if text and not self.vocabulary.says_nothing(text):
                return self._named(text, name)
        if told := self.owners_by_band.get(row.number, self.owner_above):
            return self._named(told, None, "band")
        if self.owner_prefix:
            return Owner(self.owner_prefix, "bureau", "prefix")
        # A blank cell of owners beside a bureau leaves the owner open: its bureau is not the whole body.
        named = not {"administration", "department"}.isdisjoint(self.meaning)
        text = "" if named else cleaned_line(self.cell(row, "bureau"))
        if text and not self.vocabulary.says_nothing(text):
            return Owner(text, "bureau", "bureau")
        return Owner(UNSTATED, None, "unstated")

    def _named(self, text: str, column: str | None, rule: str = "copy") -> Owner:
        """The body that a cell or a line names: as a person settled it, by a known name, or as it is written."""
        if settled := self.vocabulary.answer("administration", text):
            return Owner(settled, column, "settled" if column else rule, text)
        return self._known(text, column, rule)

    def _known(self, text: str, column: str | None, rule: str) -> Owner:
        known = self.administrations.same(text)
        return Owner(known or text, column, "name" if known and column else rule, text)

    def names_of(self, owner: Owner) -> frozenset[str]:
        """The folded names that say the same body in this file or another: its own, those known, those settled.

        A name that a person settled as another body is none of them: no name stands for two bodies.
        """
        if owner.rule in {"unstated", "prefix", "bureau"}:
            return frozenset({fold(owner.name)})
        names = (*self.administrations.names_of(owner.name), *self.vocabulary.spellings("administration", owner.name))
        same = {fold(one) for one in (owner.name, *names) if fold(self._named(one, None).name) == fold(owner.name)}
        return frozenset({fold(owner.written or owner.name), *same})

    def title(self, row: GridRow) -> str:
        """The title, without the identifier before it where every title has one."""
        text = self.cell(row, "title")
        match = _ID_IN_TITLE.fullmatch(text) if self.ids_in_titles else None
        return match[2] if match else text

    def identity(self, row: GridRow) -> str:
        """The identifier of a row, from its own column or from before its title."""
        match = _ID_IN_TITLE.fullmatch(self.cell(row, "title")) if self.ids_in_titles else None
        return match[1] if match else self.cell(row, "id")

    def identity_told(self, row: GridRow) -> str:
        """The folded identifier of a row; empty where what stands there identifies nothing."""
        if self.ids_begin_anew:
            return ""
        identity = fold(self.identity(row))
        return "" if _NO_ID.fullmatch(identity) or self.vocabulary.says_nothing(identity) else identity

    def cells(self, name: str) -> Iterator[tuple[GridRow, str]]:
        """Rows that say something under a meaning, with what they say."""
        if name in self.meaning:
            for row in self.rows:
                if text := self.cell(row, name):
                    yield row, text

    def place(self, row: int) -> Place:
        """Where the row with this number stands in the file."""
        return place_of(row, self.parts)

    def rows_of_parts(self) -> list[Sequence[GridRow]]:
        """The rows of each sheet."""
        return by_part(self.rows, self.parts)

    def letters(self, name: str) -> str | None:
        """The spreadsheet's name of the column with a meaning."""
        header = self.meaning.get(name)
        return None if header is None else header.letters


def with_owners(sheet: Sheet) -> Sheet:
    """The sheet with what its rows together say of their owners and their identifiers."""
    bureaus = [cleaned_line(text) for _, text in sheet.cells("bureau")]
    titles = [text for _, text in sheet.cells("title")]
    matched = sum(1 for text in titles if _ID_IN_TITLE.fullmatch(text))
    sheet = replace(
        sheet,
        owner_prefix=_common_first_part(bureaus),
        ids_in_titles="id" not in sheet.meaning and len(titles) > 2 and matched >= 0.9 * len(titles),
    )
    return replace(sheet, ids_begin_anew=_begin_anew(sheet))


def _begin_anew(sheet: Sheet) -> bool:
    """Whether half of the identifiers of a sheet stand in one before it as well, for the same owners."""
    before: set[tuple[str, str]] = set()
    for rows in sheet.rows_of_parts() if sheet.parts else ():
        told = {(fold(sheet.owner(row).name), identity) for row in rows if (identity := sheet.identity_told(row))}
        if told and 2 * len(told & before) >= len(told):
            return True
        before |= told
    return False


def _common_first_part(bureaus: Sequence[str]) -> str | None:
    """What stands before a slash in all of them, where it is the same in nearly all."""
    parts = [first.strip() for one in bureaus if (first := one.partition("/")[0]).strip() and "/" in one]
    if len(parts) < 2 or len(parts) < 0.5 * len(bureaus):
        return None
    name, count = Counter(parts).most_common(1)[0]
    return name if count >= 0.9 * len(parts) else None
