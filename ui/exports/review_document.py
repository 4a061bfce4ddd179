"""One review as a document: PDF and DOCX for a file, a table for a spreadsheet; ready texts in, bytes out."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import docx
import typst
from docx.document import Document
from docx.oxml import OxmlElement
from docx.text.paragraph import Paragraph

from ui.style.fonts import font_directory
from ui.words import Words

_TEMPLATE = Path(__file__).with_name("review.typ")


@dataclass(frozen=True)
class GivenAnswer:
    """One reviewer's answer, in ready texts; what they wrote keeps its own language."""

    who: str
    answer: str
    details: Sequence[str]
    reason: str
    evidence: str


@dataclass(frozen=True)
class ReviewQuestion:
    """One question with everything that was said of it."""

    code: str
    ask: str
    answers: Sequence[GivenAnswer]
    notes: Sequence[str]
    """Findings, decisions of a second person, mitigations, evidence, questions to the administration."""
    messages: Sequence[tuple[str, str]]
    """The discussion: who said what."""


@dataclass(frozen=True)
class ReviewSection:
    """One principle."""

    title: str
    questions: Sequence[ReviewQuestion]


@dataclass(frozen=True)
class ReviewDocument:
    """Everything on the pages."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    verdict: str
    because: Sequence[str]
    statement: str
    """What the administration said when it submitted the case again; empty where it did not."""
    dissents: Sequence[str]
    sections: Sequence[ReviewSection]
    profile: Sequence[str]
    coverage: Sequence[tuple[str, Sequence[str]]]
    """By other text: what the review meets of it, and what it does not."""
    warnings: Sequence[str]
    untranslated: Sequence[str]
    notes: Sequence[tuple[str, str]]


def _labels(words: Words) -> dict[str, str]:
    return {
        "verdict": words("catalogue.verdict"),
        "statement": words("review.statement"),
        "dissents": words("review.dissents"),
        "profile": words("review.profile"),
        "coverage": words("review.coverage"),
        "warnings": words("review.quality"),
        "untranslated": words("review.untranslated"),
        "notes": words("download.notes"),
        "unanswered": words("review.unanswered"),
    }


def review_pdf(words: Words, document: ReviewDocument) -> bytes:
    """The document as PDF, with our own fonts and nothing of the system's."""
    data = {
        **asdict(document), "words": _labels(words), "lang": str(words.language), "rtl": words.direction == "rtl",
    }  # fmt: skip
    return typst.compile(
        str(_TEMPLATE),
        font_paths=[str(font_directory())],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def review_docx(words: Words, document: ReviewDocument) -> bytes:
    """The document for a word processor, from right to left in Arabic."""
    book = docx.Document()
    rtl, labels = words.direction == "rtl", _labels(words)
    _line(book, document.title, rtl=rtl, style="Title")
    _line(book, document.subtitle, rtl=rtl)
    for label, value in document.facts:
        _line(book, f"{label} — {value}", rtl=rtl)
    _line(book, f"{labels['verdict']} — {document.verdict}", rtl=rtl, style="Heading 1")
    _list(book, document.because, rtl=rtl)
    _group(book, labels["statement"], [document.statement] if document.statement else [], rtl=rtl, written=True)
    _group(book, labels["dissents"], document.dissents, rtl=rtl, written=True)
    for section in document.sections:
        _line(book, section.title, rtl=rtl, style="Heading 1")
        for question in section.questions:
            _question(book, question, labels, rtl=rtl)
    _group(book, labels["profile"], document.profile, rtl=rtl)
    if document.coverage:
        _line(book, labels["coverage"], rtl=rtl, style="Heading 1")
    for title, lines in document.coverage:
        _group(book, title, lines, rtl=rtl)
    _group(book, labels["warnings"], document.warnings, rtl=rtl)
    _group(book, labels["untranslated"], document.untranslated, rtl=rtl, written=True)
    _line(book, labels["notes"], rtl=rtl, style="Heading 1")
    for label, value in document.notes:
        _line(book, f"{label} — {value}", rtl=rtl)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _question(book: Document, question: ReviewQuestion, labels: dict[str, str], *, rtl: bool) -> None:
    _line(book, f"{question.code} · {question.ask}", rtl=rtl, style="Heading 2")
    if not question.answers:
        _line(book, labels["unanswered"], rtl=rtl)
    for one in question.answers:
        _line(book, f"{one.who} · {one.answer}", rtl=rtl, bold=True)
        _list(book, one.details, rtl=rtl)
        for written in (one.reason, one.evidence):
            if written:
                _line(book, written, rtl=is_arabic(written))
    _list(book, question.notes, rtl=rtl)
    for who, said in question.messages:
        _line(book, who, rtl=rtl)
        _line(book, said, rtl=is_arabic(said))


def _group(book: Document, head: str, lines: Sequence[str], *, rtl: bool, written: bool = False) -> None:
    """A heading with its lines, where there are any; what people wrote stands in the direction of its own words."""
    if not lines:
        return
    _line(book, head, rtl=rtl, style="Heading 2")
    for line in lines:
        # After the name of whoever wrote it.
        own = is_arabic(line.rpartition(" — ")[2]) if written else rtl
        _line(book, line, rtl=own, style="List Bullet")


def _list(book: Document, lines: Sequence[str], *, rtl: bool) -> None:
    for line in lines:
        _line(book, line, rtl=rtl, style="List Bullet")


def _line(book: Document, text: str, *, rtl: bool, style: str | None = None, bold: bool = False) -> None:
    paragraph: Paragraph = book.add_paragraph(style=style)
    run = paragraph.add_run(readable_xml(text))
    run.bold = bold or None
    if rtl:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))


def readable_xml(text: str) -> str:
    """The text without what an XML document cannot hold: controls, and the two places that are no characters."""
    return "".join(
        letter for letter in text if letter in "\n\t" or (ord(letter) >= 32 and letter not in "\ufffe\uffff")
    )


def is_arabic(text: str) -> bool:
    """Whether a text written by somebody reads from right to left: by its first letter of either script."""
    for letter in text:
        if "\u0600" <= letter <= "\u06ff":
            return True
        if letter.isalpha():
            return False
    return False
