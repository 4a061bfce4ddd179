"""From bytes to grids: one module per format, chosen by what the bytes are and never by the file's name."""

from usecases.intake.codes import IntakeError, Refusal
from usecases.intake.grid import MAX_BYTES, Reading
from usecases.intake.readers.delimited import read_delimited
from usecases.intake.readers.workbook import read_workbook

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
        raise IntakeError(Refusal.FORMAT_NOT_READ, kind="xls")
    if content.startswith(_ZIP):
        return read_workbook(content, sheet=sheet)
    if kind := _kind_of_no_table(content):
        raise IntakeError(Refusal.NOT_A_TABLE, kind=kind)
    return read_delimited(content, encoding=encoding, delimiter=delimiter)


def _kind_of_no_table(content: bytes) -> str | None:
    for mark, kind in _NOT_TABLES.items():
        if content.startswith(mark) and (len(mark) > 2 or b"\x00" in content[:64]):
            return kind
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<svg")):
        return "markup"
    return None
