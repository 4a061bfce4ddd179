"""Amounts and dates of which other figures were read than are written: whoever looks says whether rightly."""

import re
from collections import Counter
from dataclasses import dataclass

from usecases.intake.amounts import TAX_ADDED
from usecases.intake.cleaning import western_digits
from usecases.intake.report import IntakeReport
from usecases.use_case import Amount, ImportedFrom, PartialDate
from wording.language import Language
from wording.told import sentence

READ_FIELDS = ("investment_mad", "running_mad_per_year", "starts_on")


@dataclass(frozen=True, slots=True)
class ReadOtherwise:
    """What one field's cells show, and what was read of it."""

    field: str
    original: str
    read: str
    rule: str
    column: str = ""
    """The header it stands under, where a list has one of its own: it may hold the unit."""


def as_figures(value: Amount | PartialDate, to: str = " - ") -> str:
    """An amount in whole dirhams or months, a range by its ends; a date from its year to what is known of it."""
    if isinstance(value, PartialDate):
        return "-".join(f"{part:02d}" for part in (value.year, value.month, value.day) if part is not None)
    ends = (value.low, value.high) if value.low != value.high else (value.likely,)
    return to.join(f"{one:.0f}" for one in ends)


def is_read_otherwise(value: Amount | PartialDate, original: str) -> bool:
    """Whether the cell shows other figures than were read of it.

    "1.500 KDH" is 1500000 dirhams, of "T2 2025" only the year is kept, and 45000 in a spreadsheet is a day.
    """
    told, figures = as_figures(value), western_digits(original)
    if isinstance(value, Amount):
        return re.sub(r"\D", "", figures) != re.sub(r"\D", "", told)
    return not set(map(int, re.findall(r"\d+", figures))) <= set(map(int, re.findall(r"\d+", told)))


def read_otherwise(report: IntakeReport) -> tuple[tuple[ReadOtherwise, int], ...]:
    """Each such reading of a file with the number of its rows, amounts before dates, the most frequent first."""
    found: Counter[ReadOtherwise] = Counter()
    for row in report.rows:
        for name in READ_FIELDS:
            value, source = getattr(row.draft, name), row.draft.provenance.get(name)
            if value is None or not isinstance(source, ImportedFrom) or not is_read_otherwise(value, source.original):
                continue
            found[ReadOtherwise(name, source.original, as_figures(value), source.rule, source.column)] += 1
    return tuple(sorted(found.items(), key=lambda one: (READ_FIELDS.index(one[0].field), -one[1])))


def reading_told(language: Language, one: ReadOtherwise, rows: int, *, name: str = "") -> str:
    """The sentence of a terminal for it; ``name`` says the field where no column has a name."""
    read = sentence(language, "readings.tax_added", read=one.read) if one.rule == TAX_ADDED else one.read
    return sentence(
        language, "readings.line", field=one.column or name, written=one.original[:80], read=read, n=rows
    )  # fmt: skip
