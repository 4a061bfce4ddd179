"""Workbooks and JSON, read in a child process with limits: a file of 5 kB can ask a reader for 12 GB."""

import io
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from usecases.intake.codes import IntakeError, Refusal
from usecases.intake.grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_ROWS_READ, Grid, GridRow, Reading

ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = "import sys; sys.path.insert(0, sys.argv.pop(1)); from cells.child import main; main()"
MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_RATIO = 200
MAX_CHARACTERS = 60_000_000
MAX_MEMORY_BYTES = 1_500_000_000
MAX_SECONDS = 60
_SMALL_MEMBER = 5_000_000
_NOT_WORKBOOKS = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx"}


Kind = Literal["xlsx", "xls", "ods", "json"]


def read_guarded(content: bytes, kind: Kind, *, sheet: str | None = None) -> Reading:
    """Read the visible sheets of a workbook, or the one sheet a person named.

    Raises
    ------
    IntakeError
        If the file is broken, over the limits, or has no sheet of that name.
    """
    answer = _ask_child(content, kind, sheet)
    if "error" in answer:
        raise IntakeError(Refusal(answer["error"]), **answer["values"])
    if sum(len(found["rows"]) for found in answer["sheets"]) > MAX_ROWS_READ:
        raise IntakeError(Refusal.TOO_LARGE, what="rows", limit=MAX_ROWS)
    return Reading(kind, tuple(_grid(found) for found in answer["sheets"]), hidden=tuple(answer["hidden"]))


def kind_of_archive(content: bytes) -> Kind:
    """Which workbook an archive is, by its directory alone; nothing is unpacked.

    Raises
    ------
    IntakeError
        If the archive is broken, no workbook, or declares more than the limits.
    """
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, struct.error, LookupError, RuntimeError, ValueError, EOFError) as error:
        raise IntakeError(Refusal.UNREADABLE, reason="broken_archive") from error
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names:
        kind: Kind = "xlsx"
    elif "content.xml" in names and "word/document.xml" not in names:
        kind = "ods"
    elif "xl/workbook.bin" in names:
        raise IntakeError(Refusal.FORMAT_NOT_READ, kind="xlsb")
    else:
        raise IntakeError(
            Refusal.NOT_A_TABLE, kind=next((kind for name, kind in _NOT_WORKBOOKS.items() if name in names), "zip")
        )
    _check_sizes(members)
    return kind


def _check_sizes(members: Sequence[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise IntakeError(Refusal.TOO_LARGE, what="members", limit=MAX_MEMBERS)
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise IntakeError(Refusal.TOO_LARGE, what="unpacked_bytes", limit=MAX_UNPACKED_BYTES)
    if any(_swells(member) for member in members):
        raise IntakeError(Refusal.TOO_LARGE, what="ratio", limit=MAX_RATIO)


def _swells(member: zipfile.ZipInfo) -> bool:
    return member.file_size > max(_SMALL_MEMBER, MAX_RATIO * member.compress_size)


def _ask_child(content: bytes, kind: Kind, sheet: str | None) -> dict[str, Any]:
    limits = {
        "cells": MAX_CELLS,
        "columns": MAX_COLUMNS,
        "characters": MAX_CHARACTERS,
        "memory_bytes": MAX_MEMORY_BYTES,
        "seconds": MAX_SECONDS,
        "sheet": sheet,
    }
    try:
        # -I: nothing of this process's environment or folder decides what the child imports.
        done = subprocess.run(  # noqa: S603 -- our own interpreter and our own file
            [sys.executable, "-I", "-c", _PROGRAM, str(ROOT), kind, json.dumps(limits)],
            input=content,
            capture_output=True,
            timeout=MAX_SECONDS + 10,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise IntakeError(Refusal.TOO_LARGE, what="seconds", limit=MAX_SECONDS) from error
    if done.returncode != 0:
        # The kernel ended it at a limit, or memory ran out before it could say so.
        raise IntakeError(Refusal.TOO_LARGE, what="memory_bytes", limit=MAX_MEMORY_BYTES)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _grid(found: dict[str, Any]) -> Grid:
    rows = tuple(GridRow(number, {int(column): text for column, text in cells}, 0) for number, cells in found["rows"])
    return Grid(found["name"], rows, positional=False)
