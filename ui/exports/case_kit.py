"""The kit of an administration: its cases in a workbook with lists to choose from, to be filled in offline."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from ui.exports.sheet_to_fill import SheetToFill, sheet_to_fill
from ui.words import Words
from usecases.case_kit import ANSWERED, COLUMNS, FACTS, HIDDEN, TEXTS, Choices, as_given, cell_of, identity
from usecases.folding import fold
from usecases.returned_sheet import HEAD_ROWS
from usecases.use_case import NOT_APPLICABLE, Stage, UseCase

EMPTY_ROWS = 60
"""Rows for new cases below those that are known."""
_WIDE, _NARROW = 44, 18
_ASIDE = {NOT_APPLICABLE: "answer.not_applicable"}


def kit_choices(spoken: Sequence[Words], sectors: Sequence[str], not_applicable: Collection[str]) -> Choices:
    """What the cells of a kit may say, in each of the languages; more words say that no answer applies."""
    aside = {fold(word): NOT_APPLICABLE for word in not_applicable}
    offered: dict[str, dict[str, str]] = {name: {} for name in ANSWERED} | _codes(sectors)
    return {
        name: aside | {fold(words(key)): code for words in spoken for code, key in (codes | _ASIDE).items()}
        for name, codes in offered.items()
    }


def _codes(sectors: Sequence[str]) -> dict[str, dict[str, str]]:
    """By column with a list: its codes and the words that say them."""
    answers = {"yes": "answer.yes", "no": "answer.no", **_ASIDE}
    return {
        "sector": {code: f"sector.{code}" for code in sectors},
        "stage": {code.value: f"stage.{code}" for code in Stage},
        **{f"facts.{name}": answers for name in FACTS},
    }


def case_kit(words: Words, administration: str, cases: Sequence[UseCase], sectors: Sequence[str]) -> bytes:
    """The workbook; its first cell says whose it is, and each known case carries the version it was made with."""

    def write(to_fill: SheetToFill) -> None:
        lists = to_fill.book.add_worksheet(words("kit.lists")[:31])
        written = _Kit(words, to_fill)
        written.heads(administration)
        for row, case in enumerate(cases, start=HEAD_ROWS):
            written.case(row, case)
        last = HEAD_ROWS + len(cases) + EMPTY_ROWS - 1
        for row in range(HEAD_ROWS + len(cases), last + 1):
            for column in range(2, len(COLUMNS) - 1):
                to_fill.sheet.write_blank(row, column, None, to_fill.cell)
        _choices(words, to_fill.sheet, lists, sectors, last)

    return sheet_to_fill(words, words("kit.sheet"), write, frozen=(HEAD_ROWS, 3))


@dataclass(frozen=True)
class _Kit:
    """One kit being written."""

    words: Words
    to_fill: SheetToFill

    def heads(self, administration: str) -> None:
        """Two hidden rows for programs, and the headers for people."""
        self.to_fill.for_machines(identity(administration), COLUMNS)
        sheet = self.to_fill.sheet
        for column, name in enumerate(COLUMNS):
            width = _WIDE if name.partition(".")[0] in {*TEXTS, "assumption"} else _NARROW
            sheet.set_column(column, column, width, None, {"hidden": name in HIDDEN})
            sheet.write_string(HEAD_ROWS - 1, column, _header(self.words, name), self.to_fill.head)

    def case(self, row: int, case: UseCase) -> None:
        """A known case as it stands."""
        for column, name in enumerate(COLUMNS):
            shown = self.to_fill.plain if name in {"reference", *HIDDEN} else self.to_fill.cell
            text = _told(self.words, case, name)
            if text:
                self.to_fill.sheet.write_string(row, column, text, shown)
            else:
                self.to_fill.sheet.write_blank(row, column, None, shown)


def _header(words: Words, name: str) -> str:
    field, _, part = name.partition(".")
    if name in HIDDEN:
        return ""
    if field in TEXTS:
        return f"{words(f'field.{field}')} ({words(f'language.{part}')})"
    if field == "facts":
        return words(f"fact.{part}")
    return words(f"kit.column_{name}")


def _told(words: Words, case: UseCase, name: str) -> str:
    """A cell as people read it; those for the machine as they are."""
    own = {
        "reference": case.reference, "version": str(case.version), "assumption": "", "as_given": as_given(case),
    }  # fmt: skip
    if name in own:
        return own[name]
    code = cell_of(case, name)
    if code == NOT_APPLICABLE:
        return words(_ASIDE[code])
    if name in {"sector", "stage"}:
        return words(f"{name}.{code}")
    return words(f"answer.{code}") if code and name.removeprefix("facts.") in FACTS else code


def _choices(words: Words, sheet: Any, lists: Any, sectors: Sequence[str], last: int) -> None:
    """Lists of a sheet of their own: a validation holds 255 letters at most."""
    for place, (name, codes) in enumerate(_codes(sectors).items()):
        labels = [words(key) for key in codes.values()]
        for row, label in enumerate(labels):
            lists.write_string(row, place, label)
        column = COLUMNS.index(name)
        source = f"='{lists.get_name()}'!${chr(65 + place)}$1:${chr(65 + place)}${len(labels)}"
        sheet.data_validation(HEAD_ROWS, column, last, column, {"validate": "list", "source": source})
    lists.hide()
