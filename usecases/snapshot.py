"""A frozen ranking: everything it came from in one file, so that anybody can make it again and see what differs.

A ZIP of plain files: the performance table, the criteria set, the weighting, the rules, the result, what the draws said
of it where they were made, and a manifest with the SHA-256 of each. The checksums only find damage; the proof is that
result and draws are computed again from the inputs.
"""

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
import yaml
from pydantic import TypeAdapter

from usecases.criteria import CriteriaError, criteria_of
from usecases.fingerprint import canonical_json, fingerprint
from usecases.performance import Convention, TableError, table_from_csv, table_to_csv
from usecases.priorities import Band, PriorityError, Ranking, rank
from usecases.ranking_told import ranking_told
from usecases.robustness import Doubt, Robustness, robustness, sampling_of
from usecases.weighting import Weighting, WeightingError
from wording.refusing import CodedError

FORMAT = 2  # 1 had no draws
TABLE, CRITERIA, WEIGHTING, RULES, RESULT, MANIFEST = (
    "table.csv", "criteria.yaml", "weighting.json", "rules.json", "result.json", "manifest.json",
)  # fmt: skip
DRAWN = "draws.json"
MOST_DRAWS = 100_000
"""More than any screen asks for; a file that asks for more is not computed."""
SAME_DRAWS = 1e-3
"""Share of the draws that may fall otherwise: on another machine a total can be rounded to the other side of a tie."""
MOST_BYTES = 64 * 2**20
"""A snapshot of 100,000 cases is a quarter of this; a larger file is not opened."""
DIGITS = 1e-12
"""Values are the same when they differ by no more than this."""
_BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, struct.error, LookupError, RuntimeError, ValueError, EOFError)
"""What a broken archive raises, by the place where it is broken; text that is none is a ValueError too."""


class SnapshotError(CodedError):
    """A file that is no snapshot, or cannot be read as one."""


@dataclass(frozen=True)
class Difference:
    """Something that comes out otherwise than the snapshot says."""

    code: str  # snapshot.checksum, .input, .value, .rank, .case, .stated, .fingerprint, .sampling, .share
    subject: str
    said: str
    found: str


@dataclass(frozen=True)
class Gathered:
    """A snapshot that has no name yet: making it takes a while, naming it none."""

    fingerprint: str  # of the ranking
    content: bytes  # the ZIP without its manifest
    digests: Mapping[str, str]  # SHA-256 of each file


def gathered(ranking: Ranking, *, titles: Mapping[str, str], drawn: Robustness | None = None) -> Gathered:
    """Inputs, rules and result of a ranking.

    Parameters
    ----------
    titles : mapping
        By reference, for a reader; they are part of no computation.
    drawn : Robustness, optional
        What the draws said of this very ranking; with its seed it is computed again, too.
    """
    document = ranking.criteria.document.model_dump(mode="json", exclude_none=True)
    files = {
        TABLE: table_to_csv(ranking.table),
        CRITERIA: yaml.safe_dump(document, allow_unicode=True, sort_keys=False),
        WEIGHTING: canonical_json(ranking.weighting),
        RULES: canonical_json(
            {"convention": ranking.convention, "threshold": ranking.threshold, "method": ranking.method}
        ),
        RESULT: json.dumps(
            {**ranking_told(ranking, titles=titles), "waiting": _waiting(ranking), "inputs": _inputs(ranking)},
            ensure_ascii=False, indent=1,
        ),
    }  # fmt: skip
    if drawn is not None:
        files[DRAWN] = json.dumps(_drawn_told(drawn), indent=1)
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    return Gathered(ranking.fingerprint, _with_files(b"", files), digests)


def sealed(one: Gathered, *, reference: str, made: Mapping[str, str]) -> bytes:
    """The snapshot under its name, which is printed on every export; ``made`` says by whom, when and where."""
    manifest = {
        "format": FORMAT,
        "reference": reference,
        **made,
        "fingerprint": one.fingerprint,
        "files": dict(one.digests),
    }
    return _with_files(one.content, {MANIFEST: json.dumps(manifest, ensure_ascii=False, indent=1)})


def _with_files(content: bytes, files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a" if content else "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            # One date for all: the same ranking gives the same bytes.
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _drawn_told(drawn: Robustness) -> dict[str, Any]:
    """How it was drawn, and for each case how many draws gave it which rank, up to the last one it reached."""
    return {
        "doubt": asdict(drawn.doubt),
        "sampling": sampling_of(drawn.how),
        "fingerprint": drawn.fingerprint,
        "draws": drawn.counts.n_draws,
        "ranks": {
            reference: np.trim_zeros(drawn.counts.counts[row], "b").tolist()
            for row, reference in enumerate(drawn.references)
        },
    }


def _waiting(ranking: Ranking) -> dict[str, float]:
    """Value of each case that is not yet rankable."""
    return {one.reference: one.value for one in ranking.page(0, len(ranking.table), Band.NOT_YET_RANKABLE)}


def _inputs(ranking: Ranking) -> dict[str, str]:
    """For each case, the fingerprint of its own scores: a changed interval is found even where it moves no value."""
    table = ranking.table
    stacked = np.stack([table.low, table.likely, table.high], axis=2) + 0.0
    found = {}
    for place, reference in enumerate(table.references):
        scores = {
            name: stacked[row, place].tolist()
            for row, name in enumerate(table.criteria)
            if not np.isnan(table.likely[row, place])
        }
        found[reference] = fingerprint(scores)[:16]
    return found


@dataclass(frozen=True)
class Checked:
    """A snapshot that was computed again."""

    reference: str
    cases: int
    fingerprint: str
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether everything came out as the snapshot says."""
        return not self.differences


def check(content: bytes) -> Checked:
    """Compute a snapshot again from its inputs and compare every case.

    Raises
    ------
    SnapshotError
        snapshot.unreadable, snapshot.too_large, snapshot.missing (with the file), snapshot.newer.
    """
    files = _files(content)
    try:
        manifest, result = json.loads(files[MANIFEST]), json.loads(files[RESULT])
        rules = json.loads(files[RULES])
        if int(manifest["format"]) > FORMAT:
            raise SnapshotError("snapshot.newer", format=manifest["format"])
        again = rank(
            table_from_csv(files[TABLE]),
            criteria_of(yaml.safe_load(files[CRITERIA])),
            Weighting.model_validate_json(files[WEIGHTING]),
            convention=Convention(rules["convention"]),
            threshold=float(rules["threshold"]),
        )
        found = (
            *_damaged(files, manifest), *_stated(result, rules, again), *_compared(result, again),
            *_identity(result, manifest, again), *_drawn_again(files, again),
        )  # fmt: skip
    except TableError as error:
        where = [str(one) for one in (error.value, error.column, error.row) if one is not None]
        raise SnapshotError("snapshot.unreadable", why=", ".join([error.code, *where])) from error
    except (CriteriaError, WeightingError, PriorityError) as error:
        raise SnapshotError("snapshot.unreadable", why=error.code) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, yaml.YAMLError) as error:
        if isinstance(error, SnapshotError):
            raise
        raise SnapshotError("snapshot.unreadable", why=type(error).__name__) from error
    return Checked(str(manifest["reference"]), len(again.table), again.fingerprint, tuple(found))


def _files(content: bytes) -> dict[str, str]:
    wanted = (TABLE, CRITERIA, WEIGHTING, RULES, RESULT, MANIFEST)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sizes = {one.filename: one.file_size for one in archive.infolist() if one.filename in (*wanted, DRAWN)}
            may_be_read = sizes.keys() >= set(wanted) and sum(sizes.values()) <= MOST_BYTES
            files = {name: archive.read(name).decode() for name in sizes} if may_be_read else {}
    except _BROKEN_ARCHIVE as error:
        raise SnapshotError("snapshot.unreadable", why="zip") from error
    for name in wanted:
        if name not in sizes:
            raise SnapshotError("snapshot.missing", name=name)
    if not may_be_read:
        raise SnapshotError("snapshot.too_large")
    return files


def _damaged(files: Mapping[str, str], manifest: Mapping[str, Any]) -> list[Difference]:
    """Files that are not those the manifest counts, or that it does not count."""
    found, counted = [], dict(manifest["files"])
    for name in sorted(counted.keys() | files.keys() - {MANIFEST}):
        said, digest = str(counted.get(name, "—")), hashlib.sha256(files.get(name, "").encode()).hexdigest()
        if digest != said:
            found.append(Difference("snapshot.checksum", name, said[:16], digest[:16]))
    return found


def _stated(result: Mapping[str, Any], rules: Mapping[str, Any], again: Ranking) -> list[Difference]:
    """What the files say of the ranking as a whole, and its order; each case stands once."""
    computed = ranking_told(again)
    said = {name: result.get(name) for name in computed} | {"ranking": _order(result), "rules": rules["method"]}
    found = computed | {"ranking": _order(computed), "rules": again.method}
    return [
        Difference("snapshot.stated", name, _short(said[name]), _short(found[name]))
        for name in found
        if name != "fingerprint" and not _alike(said[name], found[name])
    ]


def _order(told: Mapping[str, Any]) -> str:
    return " ".join(str(case["reference"]) for case in told["ranking"])


def _alike(said: Any, found: Any) -> bool:
    """Whether two plain values are the same, numbers within the digits that any machine gives."""
    if isinstance(found, Mapping):
        return (
            isinstance(said, Mapping)
            and said.keys() == found.keys()
            and all(_alike(said[name], value) for name, value in found.items())
        )
    if isinstance(found, float):
        return isinstance(said, (int, float)) and not isinstance(said, bool) and _same(said, found)
    return type(said) is type(found) and bool(said == found)


def _short(value: Any) -> str:
    told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return told if len(told) <= 60 else f"{told[:59]}…"


def _compared(result: Mapping[str, Any], again: Ranking) -> list[Difference]:
    """Cases that stand elsewhere, or have another value, than the result says; by their references."""
    told = {one["reference"]: one for one in result["ranking"]}
    computed = {one["reference"]: one for one in ranking_told(again)["ranking"]}
    waiting, inputs = _waiting(again), _inputs(again)
    found = [
        Difference("snapshot.input", reference, str(result["inputs"].get(reference, "—")), inputs.get(reference, "—"))
        for reference in sorted(result["inputs"].keys() | inputs.keys())
        if result["inputs"].get(reference) != inputs.get(reference)
    ]
    for reference in sorted(result["waiting"].keys() | waiting.keys()):
        said, now = result["waiting"].get(reference), waiting.get(reference)
        if said is None or now is None or not _same(said, now):
            found.append(Difference("snapshot.value", reference, repr(said), repr(now)))
    for reference in sorted(told.keys() | computed.keys()):
        before, after = told.get(reference), computed.get(reference)
        if before is None or after is None:
            found.append(Difference("snapshot.case", reference, _place(before), _place(after)))
        elif not _same(before["value"], after["value"]):
            found.append(Difference("snapshot.value", reference, repr(before["value"]), repr(after["value"])))
        elif before["rank"] != after["rank"]:
            found.append(Difference("snapshot.rank", reference, str(before["rank"]), str(after["rank"])))
        else:
            found += [
                Difference("snapshot.stated", f"{reference} {name}", _short(before.get(name)), _short(after[name]))
                for name in ("impact", "feasibility", "known", "tied")
                if not _alike(before.get(name), after[name])
            ]
    return found


def _drawn_again(files: Mapping[str, str], again: Ranking) -> list[Difference]:
    """Cases of which the draws, made again from the same seed, say something else."""
    if DRAWN not in files:
        return []
    told = json.loads(files[DRAWN])
    doubt = TypeAdapter(Doubt).validate_python(told["doubt"])
    if not 1 <= doubt.draws <= MOST_DRAWS:
        raise ValueError(doubt.draws)
    drawn = robustness(again, doubt)
    made = sampling_of(drawn.how)
    if told["sampling"] != made:  # other draws from the same seed: nothing to compare
        return [Difference("snapshot.sampling", DRAWN, str(told["sampling"])[:16], made)]
    said, found = told["ranks"], _drawn_told(drawn)["ranks"]
    differences = [
        Difference("snapshot.share", reference, _first(said.get(reference)), _first(found.get(reference)))
        for reference in sorted(said.keys() | found.keys())
        if not _close(said.get(reference), found.get(reference), SAME_DRAWS * drawn.counts.n_draws)
    ]
    if told["fingerprint"] != drawn.fingerprint:
        differences.append(
            Difference("snapshot.fingerprint", DRAWN, str(told["fingerprint"])[:16], drawn.fingerprint[:16])
        )
    return differences


def _close(said: Sequence[int] | None, found: Sequence[int] | None, most: float) -> bool:
    """Whether no count of a row differs from the other's by more; what is missing or no number is not close."""
    if said is None or found is None:
        return False
    return all(abs(one - other) <= most for one, other in zip_longest(said, found, fillvalue=0))


def _same(said: Any, found: float) -> bool:
    """Whether a value that a file states is the one computed; NaN is never."""
    return abs(float(said) - found) <= DIGITS


def _first(counts: Sequence[int] | None) -> str:
    """The beginning of a row of counts, for a reader."""
    return "—" if counts is None else " ".join(map(str, counts[:5])) or "0"


def _place(one: Mapping[str, Any] | None) -> str:
    return "—" if one is None else str(one["rank"])


def _identity(result: Mapping[str, Any], manifest: Mapping[str, Any], again: Ranking) -> list[Difference]:
    """The fingerprint of the inputs, as both files state it."""
    said = {str(result["fingerprint"]), str(manifest["fingerprint"])}
    wrong = sorted(one for one in said if one != again.fingerprint)
    return [Difference("snapshot.fingerprint", "", one[:16], again.fingerprint[:16]) for one in wrong]
