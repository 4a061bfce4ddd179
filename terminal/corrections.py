"""What whoever runs an import settles of its file, as options say it; a word that cannot be meant is refused."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.definitions import Definitions
from terminal.said import sentence, tell
from usecases.intake import Corrections
from usecases.intake.inspection import Spelled
from usecases.use_case import Stage
from wording.refusing import CodedError, refuse

UNUSED = "-"
"""The field of a column that says nothing of a case."""
ANSWERS = ("yes", "no")
TOLD = 20
"""Lines of one sort that a command prints; JSON has them all."""


@dataclass(frozen=True)
class Settled:
    """The options of an import that settle something of its file, as they were typed."""

    register: str = ""
    administration: str = ""
    sheet: str = ""
    header_row: int = 0
    encoding: str = ""
    delimiter: str = ""
    date_order: str = ""
    columns: tuple[str, ...] = ()
    """HEADER=FIELD, each."""
    spellings: tuple[str, ...] = ()
    """FIELD:SPELLING=VALUE, each."""

    def corrections(self, definitions: Definitions) -> Corrections:
        """The same for the intake.

        Raises
        ------
        CodedError
            terminal.correction_form, terminal.unknown_field, terminal.unknown_value, terminal.one_character; all of
            them at once.
        """
        problems: list[CodedError] = []
        fields = {name for profile in definitions.profiles for name in profile.columns}
        columns = dict(_columns(self.columns, fields, problems))
        vocabulary: dict[str, dict[str, str]] = {}
        for field, spelling, value in _spellings(self.spellings, fields, definitions, problems):
            vocabulary.setdefault(field, {})[spelling] = value
        delimiter = self.delimiter.replace("\\t", "\t")
        if len(delimiter) > 1:
            problems.append(CodedError("terminal.one_character", text=self.delimiter))
        if problems:
            refuse(problems)
        typed: dict[str, Any] = {
            "register": self.register, "owner": self.administration, "sheet": self.sheet, "encoding": self.encoding,
            "delimiter": delimiter, "date_order": self.date_order, "header_row": self.header_row,
        }  # fmt: skip
        return Corrections(columns=columns, vocabulary=vocabulary, **{name: one for name, one in typed.items() if one})


def with_proposals(settled: Corrections, proposed: Iterable[Spelled]) -> Corrections:
    """The corrections with every name of an administration taken for the one it is proposed for."""
    taken = {one.original: one.value for one in proposed}
    kept = settled.vocabulary.get("administration", {})
    return replace(settled, vocabulary={**settled.vocabulary, "administration": {**taken, **kept}})


def tell_proposals(proposed: Sequence[Spelled]) -> None:
    """The names that may be short for a known administration, each with its reason."""
    for one in proposed[:TOLD]:
        why = sentence(f"intake.because_{one.rule}", name=one.value)
        sys.stdout.write(f"  {sentence('intake.spelling', original=one.original, n=one.rows)}  {why}\n")
    if len(proposed) > TOLD:
        tell("terminal.more_problems", n=len(proposed) - TOLD)
    if proposed:
        tell("terminal.spellings_ask")


def _columns(typed: Iterable[str], fields: set[str], problems: list[CodedError]) -> Iterator[tuple[str, str | None]]:
    for text in typed:
        header, sign, field = (part.strip() for part in text.rpartition("="))
        if not (header and sign and field):
            problems.append(CodedError("terminal.correction_form", text=text, form="HEADER=FIELD"))
        elif field not in {*fields, UNUSED}:
            problems.append(CodedError("terminal.unknown_field", field=field, known=[*sorted(fields), UNUSED]))
        else:
            yield header, None if field == UNUSED else field


def _spellings(
    typed: Iterable[str], fields: set[str], definitions: Definitions, problems: list[CodedError]
) -> Iterator[tuple[str, str, str]]:
    for text in typed:
        told, sign, value = (part.strip() for part in text.rpartition("="))
        field, colon, spelling = (part.strip() for part in told.partition(":"))
        if not (sign and colon and field and spelling and value):
            problems.append(CodedError("terminal.correction_form", text=text, form="FIELD:SPELLING=VALUE"))
        elif field not in fields:
            problems.append(CodedError("terminal.unknown_field", field=field, known=sorted(fields)))
        elif (known := _values(field, definitions)) is not None and value not in known:
            problems.append(CodedError("terminal.unknown_value", field=field, value=value, known=list(known)))
        else:
            yield field, spelling, value


def _values(field: str, definitions: Definitions) -> Iterable[str] | None:
    """What a column may be said to mean; None where that is any name."""
    if field == "stage":
        return [one.value for one in Stage]
    if field == "sector":
        return definitions.sectors
    taught = dict.fromkeys(name for one in definitions.profiles for name in one.vocabulary.get(field, ()))
    if field.startswith("facts."):
        return list(taught) or ANSWERS
    return list(taught) or None
