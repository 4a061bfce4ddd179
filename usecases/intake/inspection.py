"""What was found about a file, as plain values: how it is written, where its table stands, what its columns mean."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from usecases.intake.administrations import KnownAdministrations, to_settle
from usecases.intake.drafts import UNREAD
from usecases.intake.read_otherwise import read_otherwise
from usecases.intake.report import IntakeReport
from usecases.use_case import ImportedFrom, Stage


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name that may be short for an administration that is known; a person says whether it is."""

    original: str
    rows: int
    value: str
    rule: str


def proposed(report: IntakeReport, known: KnownAdministrations) -> tuple[Spelled, ...]:
    """What may be settled of the names of administrations, the most frequent first."""
    counts: Counter[str] = Counter(row.draft.administration for row in report.rows)
    found = to_settle(known, [name for name, _ in counts.most_common()])
    return tuple(Spelled(text, counts[text], one.value, one.rule) for text, one in found.items())


def inspected(report: IntakeReport, proposals: Iterable[Spelled] = ()) -> dict[str, Any]:
    """Findings with their reasons, the meaning of each column with how surely it is known, and counts."""
    how = report.recognised
    stages = Counter(row.draft.stage for row in report.rows)
    return {
        "file": report.file_name,
        "sha256": report.sha256,
        "reader": how.reader,
        "encoding": how.encoding,
        "delimiter": how.delimiter,
        "sheet": how.sheet,
        "sheets": list(how.sheets),
        "header_row": how.header_row,
        "profile": f"{how.profile_id} {how.profile_version}",
        "register": how.register,
        "date_order": how.date_order,
        "columns": [
            {
                "letters": how.letters[place],
                "header": header,
                "field": how.mapping.get(place),
                "confidence": how.sure[place].confidence if place in how.sure else None,
                "how": how.sure[place].how if place in how.sure else None,
            }
            for place, header in enumerate(how.headers)
        ],
        "mapping": how.meant,
        "why": [{"code": str(one.code), **one.values} for one in how.why],
        "rows_read": report.rows_read,
        "accepted": len(report.rows),
        "rejected": len(report.rejected),
        "administrations": sorted({row.draft.administration for row in report.rows}),
        "stages": {str(stage): stages[stage] for stage in Stage if stages[stage]},
        "proposed_administrations": [asdict(one) for one in proposals],
        "vocabulary": _vocabulary(report),
        "read_otherwise": [asdict(one) | {"rows": n} for one, n in read_otherwise(report)],
        "problems": [
            {**how.told_place(one.row), "column": one.column, "code": str(one.code), **one.values}
            for one in report.problems
        ],
    }


def _vocabulary(report: IntakeReport) -> dict[str, list[dict[str, Any]]]:
    """How the spellings of administration, stage and sector were understood, the most frequent first."""
    found: dict[str, Counter[tuple[str, str, str]]] = {
        "administration": Counter(), "stage": Counter(), "sector": Counter()
    }  # fmt: skip
    for row in report.rows:
        for name, counts in found.items():
            origin = row.draft.provenance.get(name)
            if isinstance(origin, ImportedFrom):
                counts[origin.original, str(getattr(row.draft, name)), origin.rule] += 1
    return {
        name: [
            {"original": original, "value": None if rule in UNREAD else value, "rule": rule, "rows": n}
            for (original, value, rule), n in counts.most_common()
        ]
        for name, counts in found.items()
    }
