"""Evidence: a file is what its content says; what is dangerous, empty or too large is refused by a code."""

import io
import zipfile
from datetime import date

import docx
import pytest
import xlsxwriter

from ethics.evidence import SIZE_LIMIT, EvidenceError, EvidenceKind, FileType, filed, stated, type_of
from ethics.written import EvidenceLinkError, ReviewError


def packed(*names: str, stored: dict[str, bytes] | None = None, content: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, inner in (stored or {}).items():
            pack.writestr(zipfile.ZipInfo(name), inner)
        for name in names:
            pack.writestr(name, content)
    return buffer.getvalue()


def word() -> bytes:
    buffer = io.BytesIO()
    book = docx.Document()
    book.add_paragraph("Note")
    book.save(buffer)
    return buffer.getvalue()


def sheet() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, "x")
    return buffer.getvalue()


ODT = packed("content.xml", stored={"mimetype": b"application/vnd.oasis.opendocument.text"})


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("note.pdf", b"%PDF-1.7\n...", FileType.PDF),
        ("plan.PNG", b"\x89PNG\r\n\x1a\n....", FileType.PNG),
        ("photo.jpeg", b"\xff\xd8\xff\xe0....", FileType.JPEG),
        ("note.docx", word(), FileType.DOCX),
        ("tableau.xlsx", sheet(), FileType.XLSX),
        ("exposé.pptx", packed("[Content_Types].xml", "ppt/presentation.xml"), FileType.PPTX),
        ("note.odt", ODT, FileType.ODT),
        ("مذكرة.txt", "مذكرة".encode(), FileType.TEXT),
        ("liste.csv", b"a;b\n1;2\n", FileType.TEXT),
    ],
)
def test_a_file_is_known_by_its_content(name: str, content: bytes, found: FileType):
    piece = filed(name, content)
    assert (piece.kind, piece.file_type, piece.label) == (EvidenceKind.FILE, found, name)
    assert len(piece.sha256) == 64


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("vide.pdf", b"", "evidence.empty"),
        ("gros.pdf", b"%PDF-" + bytes(SIZE_LIMIT), "evidence.too_large"),
        ("programme.pdf", b"MZ\x90\x00\x03\x00\x00\x00", "evidence.type_unknown"),
        ("programme.exe", b"MZ\x90\x00", "evidence.type_unknown"),
        ("image.pdf", b"\x89PNG\r\n\x1a\n....", "evidence.type_differs"),
        ("page.html", b"<script>alert(1)</script>", "evidence.type_differs"),
        ("sans_nom", b"%PDF-1.7", "evidence.type_differs"),
        ("archive.zip", packed("a.txt"), "evidence.type_unknown"),
        ("cassé.docx", b"PK\x03\x04" + b"\x00" * 30, "evidence.type_unknown"),
        ("macro.docx", packed("word/document.xml", "word/vbaProject.bin"), "evidence.macros"),
        ("nul.txt", b"a\x00b", "evidence.type_unknown"),
        ("latin.txt", "café".encode("latin-1"), "evidence.type_unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_by_its_code(name: str, content: bytes, code: str):
    with pytest.raises(EvidenceError) as refused:
        filed(name, content)
    assert refused.value.code == code


def test_a_bomb_is_known_by_what_it_declares_and_is_not_unpacked():
    bomb = packed("word/document.xml", content=bytes(210 * 2**20))
    assert len(bomb) < 2**20
    with pytest.raises(EvidenceError) as refused:
        type_of(bomb)
    assert refused.value.code == "evidence.unpacks_too_large"


def test_the_same_bytes_have_the_same_name_whatever_they_are_called():
    assert filed("a.pdf", b"%PDF-1").sha256 == filed("b.pdf", b"%PDF-1").sha256


def test_a_link_and_a_text():
    link = stated(EvidenceKind.LINK, "", " https://exemple.ma/note ")
    assert (link.label, link.body) == ("https://exemple.ma/note", "https://exemple.ma/note")
    assert stated(EvidenceKind.TEXT, "Note 4", "Page 2").body == "Page 2"
    with pytest.raises(EvidenceLinkError):
        stated(EvidenceKind.LINK, "", "javascript:alert(1)")
    with pytest.raises(EvidenceError, match=r"evidence\.empty"):
        stated(EvidenceKind.TEXT, "Note", "  ")
    with pytest.raises(ReviewError):
        stated(EvidenceKind.TEXT, "Note", "x" * 100_000)


@pytest.mark.parametrize(("today", "expired"), [("2026-06-30", False), ("2026-07-01", True)])
def test_evidence_is_good_until_the_evening_of_its_day(today: str, expired: bool):
    piece = stated(EvidenceKind.TEXT, "Note", "Page 2", date(2026, 6, 30))
    assert piece.is_expired(date.fromisoformat(today)) is expired
    assert not stated(EvidenceKind.TEXT, "Note", "Page 2").is_expired(date.fromisoformat(today))
