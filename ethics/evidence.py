"""Evidence: a file, a link or a text that supports answers; a file is what its content says, not what its name says."""

import io
import struct
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from ethics.written import EVIDENCE_LINK_LIMIT, REASON_LIMIT, check_link, check_text
from wording.refusing import CodedError

SIZE_LIMIT = 20 * 2**20
"""Bytes of one file."""
UNPACKED_LIMIT = 200 * 2**20
"""Bytes that a packed document may declare once unpacked; nothing is unpacked to find out."""
LABEL_LIMIT = 200


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    FILE = "file"
    LINK = "link"
    TEXT = "text"


class FileType(StrEnum):
    """Types of file that are taken in, told by their content."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    TEXT = "txt"


class EvidenceError(CodedError):
    """A piece of evidence that cannot be kept; the screen makes its sentence from the code and the values."""


@dataclass(frozen=True)
class Evidence:
    """One piece; it may serve many questions, and many cases of the same administration."""

    kind: EvidenceKind
    label: str
    body: str = ""
    """The address of a link, or the text."""
    sha256: str = ""
    """Of the file, which is stored once however often it is given."""
    file_type: FileType | None = None
    valid_until: date | None = None

    def is_expired(self, today: date) -> bool:
        """Whether its date of validity has passed."""
        return self.valid_until is not None and self.valid_until < today


def outlived(uses: Iterable[tuple[str, bool, date | None]], today: date) -> set[str]:
    """Questions all of whose accepted evidence has expired.

    Parameters
    ----------
    uses : iterable
        For each piece that serves a question: the question, whether a reviewer accepted it, until when it is valid.
        What nobody accepted neither opens a question nor closes it.
    """
    ended: set[str] = set()
    standing: set[str] = set()
    for question, accepted, until in uses:
        if accepted:
            (ended if until is not None and until < today else standing).add(question)
    return ended - standing


def stated(kind: EvidenceKind, label: str, body: str, valid_until: date | None = None) -> Evidence:
    """A link or a text as evidence.

    Raises
    ------
    ReviewError, EvidenceError
        If it is empty, too long, unreadable, or a link that a click could misuse.
    """
    label, body = label.strip(), body.strip()
    check_text("evidence", "label", label, LABEL_LIMIT)
    if not body:
        raise EvidenceError("evidence.empty")
    if kind is EvidenceKind.LINK:
        check_text("evidence", "link", body, EVIDENCE_LINK_LIMIT)
        check_link("evidence", body)
    else:
        check_text("evidence", "text", body, REASON_LIMIT)
    return Evidence(kind, label or body[:LABEL_LIMIT], body, valid_until=valid_until)


def referred(link: str, valid_until: date | None = None) -> Evidence:
    """What somebody names as evidence: a link where it can be followed, else the words for where it is kept.

    Raises
    ------
    ReviewError, EvidenceError
        As for ``stated``.
    """
    kind = EvidenceKind.LINK if link.strip().startswith(("http://", "https://")) else EvidenceKind.TEXT
    return stated(kind, "", link, valid_until)


def filed(name: str, content: bytes, valid_until: date | None = None) -> Evidence:
    """A file as evidence, known by its content.

    Raises
    ------
    EvidenceError
        evidence.empty, evidence.too_large, evidence.type_unknown, evidence.type_differs (the name claims another
        type), evidence.macros, evidence.unpacks_too_large.
    """
    if not content:
        raise EvidenceError("evidence.empty")
    if len(content) > SIZE_LIMIT:
        raise EvidenceError("evidence.too_large", size=len(content) // 2**20, limit=SIZE_LIMIT // 2**20)
    found = type_of(content)
    if found is None:
        raise EvidenceError("evidence.type_unknown", name=name)
    claimed = name.rpartition(".")[2].lower() if "." in name else ""
    if claimed not in _NAMES[found]:
        raise EvidenceError("evidence.type_differs", name=name, found=found.value)
    stem = "".join(one for one in name.rpartition(".")[0] if unicodedata.category(one) not in {"Cc", "Cf"}).strip()
    ending = name.rpartition(".")[2]
    label = f"{stem[: LABEL_LIMIT - len(ending) - 1]}.{ending}"  # the end of a long name is what says its type
    return Evidence(EvidenceKind.FILE, label, "", sha256(content).hexdigest(), found, valid_until)


def type_of(content: bytes) -> FileType | None:
    """The type that the content shows; None for one that is not taken in.

    Raises
    ------
    EvidenceError
        evidence.macros or evidence.unpacks_too_large, for a packed document that is dangerous as such.
    """
    for start, found in _STARTS:
        if content.startswith(start):
            return found
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    return FileType.TEXT if _is_text(content) else None


def _packed(content: bytes) -> FileType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            listed = pack.infolist()
            kind = pack.read("mimetype")[:80] if _stored(pack, "mimetype") else b""
    except (zipfile.BadZipFile, struct.error, LookupError, RuntimeError, ValueError, EOFError):
        return None
    names = {one.filename for one in listed}
    if sum(one.file_size for one in listed) > UNPACKED_LIMIT:
        raise EvidenceError("evidence.unpacks_too_large", limit=UNPACKED_LIMIT // 2**20)
    lowered = [name.casefold() for name in names]
    if any(name.endswith("vbaproject.bin") or name.startswith(_MACROS) for name in lowered):
        raise EvidenceError("evidence.macros")
    if kind in _OPEN:
        return _OPEN[kind]
    return next((found for name, found in _PARTS.items() if name in names), None)


def _stored(pack: zipfile.ZipFile, name: str) -> bool:
    """Whether a small entry lies there unpacked, so that reading it costs nothing."""
    return any(
        one.filename == name and one.compress_type == zipfile.ZIP_STORED and one.file_size < 100
        for one in pack.infolist()
    )


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(letter) == "Cc" and letter not in "\n\r\t\f" for letter in text)


_MACROS = ("basic/", "scripts/", "xl/macrosheets/")
_STARTS = ((b"%PDF-", FileType.PDF), (b"\x89PNG\r\n\x1a\n", FileType.PNG), (b"\xff\xd8\xff", FileType.JPEG))
_PARTS = {
    "word/document.xml": FileType.DOCX,
    "xl/workbook.xml": FileType.XLSX,
    "ppt/presentation.xml": FileType.PPTX,
}
_OPEN = {
    b"application/vnd.oasis.opendocument.text": FileType.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": FileType.ODS,
}
_NAMES = {one: {one.value} for one in FileType} | {
    FileType.JPEG: {"jpg", "jpeg"},
    FileType.TEXT: {"txt", "csv", "md"},
}
