"""From bytes to grids: one module per format, chosen by what the bytes are and never by the file's name."""

import re

from usecases.intake.codes import IntakeError, Refusal
from usecases.intake.grid import MAX_BYTES, Reading
from usecases.intake.readers.delimited import read_delimited
from usecases.intake.readers.guarded import kind_of_archive, read_guarded

_NOT_TABLES = {
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF8": "gif",
    b"%PDF": "pdf",
    b"RIFF": "riff",
    b"BM": "bmp",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
    b"MZ": "exe",
    b"\x7fELF": "elf",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"{\\rtf": "rtf",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"


def read_bytes(
    content: bytes, *, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
) -> Reading:
    """Read a file with the reader that its first bytes ask for; arguments are a person's corrections.

    Raises
    ------
    IntakeError
        If the bytes are no table that a reader here understands.
    """
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise IntakeError(Refusal.EMPTY)
    if len(content) > MAX_BYTES:
        raise IntakeError(Refusal.TOO_LARGE, what="bytes", limit=MAX_BYTES)
    if content.startswith(_OLE):
        return read_guarded(content, "xls", sheet=sheet)
    if content.startswith(_ZIP):
        return read_guarded(content, kind_of_archive(content), sheet=sheet)
    if kind := _kind_of_no_table(content):
        raise IntakeError(Refusal.NOT_A_TABLE, kind=kind)
    if _begins_like_json(content) and delimiter is None:
        return read_guarded(content, "json", sheet=sheet)
    if sheet is not None:
        raise IntakeError(Refusal.UNKNOWN_SHEET, sheet=sheet, sheets=["—"])  # a text has none
    return read_delimited(content, encoding=encoding, delimiter=delimiter)


def _begins_like_json(content: bytes) -> bool:
    """A bracket, then nothing but what JSON has behind one; zeros are those of UTF-16."""
    start = content[:400].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").replace(b"\x00", b"")
    return re.match(rb"[{\[]\s*([{\[\]}\"]|$)", start) is not None


def _kind_of_no_table(content: bytes) -> str | None:
    for mark, kind in _NOT_TABLES.items():
        if content.startswith(mark) and (len(mark) > 2 or b"\x00" in content[:64]):
            return kind
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<svg")):
        return "markup"
    return None
