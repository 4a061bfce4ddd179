"""What the cells of a kit that came back say: the rows that can be taken, and all that is wrong with the others."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from usecases.case_kit import (
    AMOUNTS,
    COLUMNS,
    HIDDEN,
    IDENTITY,
    TEXTS,
    Choices,
    KitError,
    KitRow,
    Written,
    mark,
)
from usecases.folding import fold, readable
from usecases.intake.amounts import read_amount, rule_of
from usecases.intake.dates import read_date
from usecases.intake.grid import column_letters
from usecases.returned_sheet import HEAD_ROWS, CellProblem, NumberedRows, head_of
from usecases.use_case import NOT_APPLICABLE, TEXT_FACTS, Amount, Origin, PartialDate, Stage, Text, Texts
from wording.language import Language

_LIMITS = {"title": 300, "summary": 4_000}


def read_kit(
    rows: Iterable[tuple[int, Mapping[int, str]]], choices: Choices
) -> tuple[str, tuple[KitRow, ...], tuple[CellProblem, ...]]:
    """Whose kit it is, the rows that can be taken, and everything that is wrong with the others.

    Raises
    ------
    KitError
        kit.not_a_kit.
    """
    numbered = [(number, dict(cells)) for number, cells in rows]
    administration, places = _head(numbered)
    taken: list[KitRow] = []
    problems: list[CellProblem] = []
    seen: set[str] = set()
    for number, cells in numbered:
        texts = {name: readable(cells.get(place, "")) for name, place in places.items()}
        given = _given(texts.get("as_given", ""))
        written = {name: text for name, text in texts.items() if text and name not in {"reference", *HIDDEN}}
        if number <= HEAD_ROWS or not written:
            continue
        stated_texts = {name: text for name, text in written.items() if not _untouched(name, text, given, choices)}
        reference = texts.get("reference") or None
        wrong: list[CellProblem] = []
        read = dict(_read(number, stated_texts, places, choices, wrong))
        stated = _stated(read)
        if reference in seen and reference is not None:
            wrong.append(CellProblem(number, "A", "sheet.case_twice", {"reference": reference}))
        if reference is None and "title" not in stated:
            wrong.append(CellProblem(number, _letters(places, "title.fr"), "kit.no_title"))
        if reference:
            seen.add(reference)
        version = int(texts["version"]) if texts.get("version", "").isdigit() else 0
        problems += wrong
        if not wrong:
            cells_read = {name: one for name, (_, one) in read.items() if one is not None}
            taken.append(KitRow(number, reference, version, stated, texts.get("assumption", ""), given, cells_read))
    return administration, tuple(taken), tuple(problems)


def _given(text: str) -> Mapping[str, str]:
    """The marks of a row; none where somebody wrote over them."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {str(name): str(one) for name, one in found.items()} if isinstance(found, dict) else {}


def _untouched(name: str, text: str, given: Mapping[str, str], choices: Choices) -> bool:
    """Whether a cell says what it said when the kit was made, a choice in whichever language."""
    code = choices.get(name, {}).get(fold(text), text)
    return name in given and given[name] == mark(code)


def _head(rows: NumberedRows) -> tuple[str, dict[str, int]]:
    kind, administration, places = head_of(rows)
    if kind != IDENTITY or "reference" not in places:
        raise KitError("kit.not_a_kit")
    return administration, {name: place for name, place in places.items() if name in COLUMNS}


def _read(
    row: int, texts: Mapping[str, str], places: Mapping[str, int], choices: Choices, wrong: list[CellProblem]
) -> Iterator[tuple[str, tuple[Any, Written | None]]]:
    """What each cell says, by the name of its field, and how it was written; what cannot be read is a problem."""
    for name in TEXTS:
        if found := _texts(row, name, texts, places, wrong):
            yield name, (found, None)
    for name, text in texts.items():
        if name.partition(".")[0] in TEXTS or name == "assumption":
            continue
        if choices.get(name, {}).get(fold(text)) == NOT_APPLICABLE:
            yield name, (None, Written(text, NOT_APPLICABLE))
            continue
        value = _value(name, text, choices)
        if value is None:
            code = _UNREAD.get(name, "kit.no_choice")
            wrong.append(CellProblem(row, _letters(places, name), code, {"text": text[:40]}))
        else:
            yield name, (value, Written(text, _rule(name, text)))


def _stated(read: Mapping[str, tuple[Any, Written | None]]) -> dict[str, Any]:
    """What a row states by the names that fields have in a draft, facts together."""
    stated = {name: value for name, (value, _) in read.items() if not name.startswith("facts.")}
    facts = {name.removeprefix("facts."): value for name, (value, _) in read.items() if name not in stated}
    return stated | ({"facts": facts} if facts else {})


_UNREAD = {
    "starts_on": "intake.unreadable_date", "months_to_benefit": "sheet.no_number",
    **dict.fromkeys(("investment_mad", "running_mad_per_year"), "kit.no_amount"),
}  # fmt: skip


def _rule(name: str, text: str) -> str:
    """The rule that reads a cell of a column, by the name it has where lists are read."""
    if name in AMOUNTS:
        return rule_of(text, "")
    if name == "starts_on":
        return "date"
    return "copy" if name.removeprefix("facts.") in TEXT_FACTS else "fold"


def _value(name: str, text: str, choices: Choices) -> Any:
    """What a cell says, as a draft keeps it; None where it cannot be read."""
    if name in AMOUNTS:
        amount = read_amount(text, "MAD")  # the column says so, and counts months as they stand
        return amount if isinstance(amount, Amount) else None
    if name == "starts_on":
        date = read_date(text, "dmy")
        return date if isinstance(date, PartialDate) else None
    if name.removeprefix("facts.") in TEXT_FACTS:
        return text[: _LIMITS["title"]]
    code = choices[name].get(fold(text))
    if name == "stage":
        return Stage(code) if code else None
    return (code == "yes") if code and name.startswith("facts.") else code


def _texts(row: int, name: str, texts: Mapping[str, str], places: Mapping[str, int], wrong: list[CellProblem]) -> Texts:
    found = []
    for language in Language:
        text = texts.get(f"{name}.{language}", "")
        if len(text) > _LIMITS[name]:
            values = {"length": len(text), "limit": _LIMITS[name]}
            wrong.append(CellProblem(row, _letters(places, f"{name}.{language}"), "review.text_too_long", values))
        elif text:
            found.append(Text(language=language, value=text, origin=Origin.TYPED))
    return tuple(found)


def _letters(places: Mapping[str, int], name: str) -> str:
    return column_letters(places.get(name, 0))
