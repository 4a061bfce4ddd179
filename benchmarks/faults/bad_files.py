"""Files that are cut, changed byte by byte, or something else under a table's name: each is refused or read whole."""

import io
import json
import random
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from usecases.intake import IntakeError, load_profiles, read

ROOT = Path(__file__).resolve().parents[2]
ROWS = [["Titre", "Administration", "Stade"], *([f"Cas {n}", "Archives", "pilote"] for n in range(40))]


@dataclass(frozen=True)
class BadFiles:
    """What was found."""

    files: int
    refused: int
    read: int
    crashed: int
    slowest: float
    """Seconds."""
    grown: float
    """Megabytes by which this process grew; the child that reads workbooks is another one."""


def bad_files(count: int, seed: int) -> BadFiles:
    """Spoil a good table in every format, so many times, and read what comes out."""
    chance = random.Random(seed)
    profiles = load_profiles(ROOT / "data" / "profiles")
    good = [_csv(), _xlsx(), _ods(), _json()]
    for content in good:
        read(content, "good", profiles=profiles)
    before = _resident()
    refused = crashed = understood = 0
    slowest = 0.0
    for number in range(count):
        content = _spoilt(good[number % len(good)], chance)
        began = time.perf_counter()
        try:
            read(content, "bad", profiles=profiles)
            understood += 1
        except IntakeError:
            refused += 1
        except Exception:
            crashed += 1
        slowest = max(slowest, time.perf_counter() - began)
    return BadFiles(count, refused, understood, crashed, slowest, _resident() - before)


def _spoilt(content: bytes, chance: random.Random) -> bytes:
    way = chance.randrange(5)
    if way == 0:
        return content[: chance.randrange(len(content))]
    if way == 1:
        return content + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 2000)))
    if way == 2:
        place = chance.randrange(len(content))
        return content[:place] + b"\x00" * chance.randrange(1, 50) + content[place:]
    changed = bytearray(content)
    for _ in range(chance.randrange(1, 40)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _csv() -> bytes:
    return "\n".join(";".join(row) for row in ROWS).encode("cp1252")


def _json() -> bytes:
    return json.dumps([dict(zip(("title", "agency", "stage"), row, strict=True)) for row in ROWS[1:]]).encode()


def _xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(ROWS):
            sheet.write_row(place, 0, row)
    return out.getvalue()


def _ods() -> bytes:
    rows = "".join(
        "<table:table-row>" + "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in row)
        + "</table:table-row>"
        for row in ROWS
    )  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "content.xml", f'<o xmlns:table="t" xmlns:text="x"><table:table table:name="A">{rows}</table:table></o>'
        )
    return out.getvalue()


def _resident() -> float:
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0
