"""What a person settled about a register's files once, so that the next file is read that way from the start."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import Field, field_validator

from usecases.intake.codes import IntakeError, Refusal
from usecases.intake.profile import DateOrder, header_key
from usecases.intake.report import Corrections
from usecases.intake.sheet import Header
from usecases.use_case import Frozen


class Remembered(Frozen):
    """Corrections by the names that columns have, not by their places: the next file may order them otherwise.

    Whose list a file is, is not among them: two administrations fill in the same form.
    """

    mapping: dict[str, str | None] = Field(default_factory=dict, description="folded header -> field; null: not used")
    vocabulary: dict[str, dict[str, str]] = Field(default_factory=dict, description="field -> spelling -> answer")
    date_order: DateOrder | None = None

    @field_validator("mapping")
    @classmethod
    def _as_headers_are_folded(cls, mapping: dict[str, str | None]) -> dict[str, str | None]:
        """What was remembered when headers were folded otherwise is still known."""
        return {header_key(header): name for header, name in mapping.items()}

    def updated(self, corrections: Corrections, headers: Sequence[str]) -> "Remembered":
        """What is remembered once these corrections were accepted too; the newer ones win."""
        mapping = {headers[place]: name for place, name in corrections.mapping.items() if place < len(headers)}
        mapping |= {header_key(text): name for text, name in corrections.columns.items()}
        vocabulary = {
            name: {**self.vocabulary.get(name, {}), **corrections.vocabulary.get(name, {})}
            for name in {*self.vocabulary, *corrections.vocabulary}
        }
        return Remembered(
            mapping=self.mapping | mapping,
            vocabulary=vocabulary,
            date_order=corrections.date_order or self.date_order,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was settled."""
        return self == Remembered()


def headers_settled(remembered: Mapping[str, Remembered]) -> dict[str, str]:
    """Headers that were given a meaning in whichever register; one with two meanings decides nothing."""
    found: dict[str, set[str]] = {}
    for one in remembered.values():
        for key, name in one.mapping.items():
            if name is not None:
                found.setdefault(key, set()).add(name)
    return {key: names.pop() for key, names in found.items() if len(names) == 1}


def named(settled: Corrections) -> dict[str, str]:
    """Headers that a person gave a meaning by their text."""
    return {header_key(text): name for text, name in settled.columns.items() if name}


def with_places(settled: Corrections, headers: Sequence[Header]) -> Corrections:
    """The corrections with the places of the columns that they name by text or letters.

    Raises
    ------
    IntakeError
        intake.unknown_column: the table has no such column.
    """
    places = {
        **{header_key(f"[{header.letters}]"): place for place, header in enumerate(headers)},
        **{header.key: place for place, header in enumerate(headers)},
    }
    if unknown := [text for text in settled.columns if header_key(text) not in places]:
        raise IntakeError(Refusal.UNKNOWN_COLUMN, columns=unknown, headers=[one.text for one in headers][:60])
    mapping = {places[header_key(text)]: name for text, name in settled.columns.items()}
    return replace(settled, mapping={**settled.mapping, **mapping})


def with_remembered(settled: Corrections, remembered: Remembered | None, headers: Sequence[Header]) -> Corrections:
    """The corrections of this file over those that are remembered of its register."""
    if remembered is None:
        return settled
    places = {header.key: place for place, header in enumerate(headers)}
    mapping: Mapping[int, str | None] = {places[key]: name for key, name in remembered.mapping.items() if key in places}
    vocabulary = {
        name: {**remembered.vocabulary.get(name, {}), **settled.vocabulary.get(name, {})}
        for name in {*remembered.vocabulary, *settled.vocabulary}
    }
    return replace(
        settled, mapping={**mapping, **settled.mapping}, vocabulary=vocabulary,
        date_order=settled.date_order or remembered.date_order,
    )  # fmt: skip
