"""`python -m usecases.intake`: what is found about a file, and spellings folded onto values; no store, no server.

``inspect FILE [--json]``: encoding, delimiter, sheet, header row, what each column means and how surely, with counts.
``fold PAIRS.csv``: columns column, original, value; folds each original and counts right, wrong and undecided.
Exit 0 when done, 1 when a fold is wrong, 2 when a file is not understood, with the reason.
"""

import argparse
import csv
import io
import json
import sys
from collections import Counter
from pathlib import Path

from usecases.intake import IntakeError, load_profiles, read
from usecases.intake.administrations import load_administrations
from usecases.intake.inspection import inspected, proposed
from usecases.intake.options import load_value_lists
from usecases.intake.pairs import Folder
from usecases.intake.read_otherwise import read_otherwise, reading_told
from usecases.intake.readers.delimited import DELIMITERS
from usecases.intake.readers.encodings import decode
from wording.declared import DeclaredFileError
from wording.printed import printed
from wording.refusing import CodedError
from wording.told import bytes_of, sentence, speaks, told

DATA = Path(__file__).resolve().parents[2] / "data"
NOT_UNDERSTOOD = 2
_EXPECTED = ("value", "new")


def main(arguments: list[str] | None = None) -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="python -m usecases.intake", description=__doc__)
    commands = parser.add_subparsers(required=True)
    looked_at = commands.add_parser("inspect", help="what is found about a file, and why")
    looked_at.add_argument("file", type=Path)
    looked_at.add_argument("--profile", default=None, help="id of the profile to read it by")
    looked_at.add_argument("--json", action="store_true", help="print JSON")
    looked_at.set_defaults(run=_inspect)
    folded = commands.add_parser("fold", help="spellings folded onto the values of their columns")
    folded.add_argument("pairs", type=Path, help="CSV: column, original, value")
    folded.add_argument("--json", action="store_true", help="print JSON")
    folded.set_defaults(run=_fold)
    for command in (looked_at, folded):
        speaks(command)
    asked = parser.parse_args(arguments)
    try:
        return printed(lambda: int(asked.run(asked)), asked.lang)
    except IntakeError as error:
        said = sentence(asked.lang, error.code, **error.values)
        if asked.json:
            said = json.dumps({"error": error.code, "message": said, **error.values}, ensure_ascii=False, default=str)
    except CodedError as error:
        said = told(asked.lang, error)
    except DeclaredFileError as error:
        said = sentence(asked.lang, "definition.unreadable", why=str(error))
    sys.stderr.write(f"{said}\n")
    return NOT_UNDERSTOOD


def _inspect(asked: argparse.Namespace) -> int:
    known = load_administrations(DATA / "reference" / "administrations.yaml")
    report = read(
        bytes_of(asked.file),
        asked.file.name,
        profiles=load_profiles(DATA / "profiles"),
        profile=asked.profile,
        administrations=known,
    )
    proposals = proposed(report, known)
    found = inspected(report, proposals)
    if asked.json:
        _print(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    for name in ("file", "reader", "encoding", "delimiter", "sheet", "header_row", "profile", "register", "date_order"):
        _print(f"{name:<12} {found[name]}")
    for one in report.recognised.why:
        _print(sentence(asked.lang, one.code, **one.values))
    for column in found["columns"]:
        sure = f"{column['confidence']:.0%} {column['how']}" if column["field"] else ""
        _print(f"{column['letters']:<5} {column['field'] or '-':<28} {sure:<18} {column['header'][:70]}")
    for reading, n in read_otherwise(report):
        _print(reading_told(asked.lang, reading, n))
    for spelled in proposals:
        told_as = sentence(asked.lang, "intake.spelling", original=spelled.original, n=spelled.rows)
        _print(f"{told_as}  {sentence(asked.lang, f'intake.because_{spelled.rule}', name=spelled.value)}")
    _print(f"{'rows':<12} {found['rows_read']}, {found['accepted']} accepted, {found['rejected']} rejected")
    return 0


def _fold(asked: argparse.Namespace) -> int:
    rows = _pairs(asked.pairs)
    [profile] = [one for one in load_profiles(DATA / "profiles") if one.id == "generic"]
    known = load_administrations(DATA / "reference" / "administrations.yaml")
    folder = Folder(load_value_lists(DATA / "vocabularies"), profile, known)
    pairs: dict[str, list[tuple[str, str]]] = {}
    for column, original, value in rows:
        pairs.setdefault(column, []).append((original, value))
    columns = {column: folder.of(column, found) for column, found in pairs.items()}
    counts: Counter[str] = Counter(right=0, wrong=0, undecided=0)
    lines = []
    for column, original, value in rows:
        proposal = columns[column](original)
        outcome = "undecided" if proposal is None else "right" if proposal.value == value else "wrong"
        counts[outcome] += 1
        lines.append(
            {
                "column": column,
                "original": original,
                "value": value,
                "outcome": outcome,
                "proposed": proposal.value if proposal else None,
                "rule": proposal.rule if proposal else None,
            }
        )
    if asked.json:
        _print(json.dumps({**counts, "of": len(rows), "pairs": lines}, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            if line["outcome"] != "right":
                _print(f"{line['outcome']:<10} {line['column']}: {line['original']!r} -> {line['proposed']!r}")
        _print(f"right {counts['right']}, wrong {counts['wrong']}, undecided {counts['undecided']} of {len(rows)}")
    return 1 if counts["wrong"] else 0


def _pairs(path: Path) -> list[tuple[str, str, str]]:
    content = bytes_of(path)
    if b"\x00" in content[:64] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):  # a workbook, say
        raise CodedError("pairs.unreadable", name=path.name)
    text, _, _ = decode(content)
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    sign = max(DELIMITERS, key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=sign)
    try:
        reader.fieldnames = names = [name.strip().casefold() for name in reader.fieldnames or []]
        rows = list(reader)
    except csv.Error as error:
        raise CodedError("pairs.unreadable", name=path.name) from error
    expected = next((name for name in _EXPECTED if name in names), None)
    missing = [name for name in ("column", "original") if name not in names]
    if missing or expected is None:
        raise CodedError("pairs.columns", columns=", ".join(missing) or "value")
    return [(row["column"] or "", row["original"] or "", row[expected] or "") for row in rows]


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
