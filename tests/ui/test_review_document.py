"""A review as PDF and DOCX: texts are texts, and Arabic reads from right to left."""

import io

import docx
import pytest

from ui.exports.review_document import (
    GivenAnswer,
    ReviewDocument,
    ReviewQuestion,
    ReviewSection,
    is_arabic,
    review_docx,
    review_pdf,
)
from ui.opening import words
from wording.language import Language

HOSTILE = '<script>alert(1)</script> #import "x" *gras* =1+1 \x0b fin'


def document(reason: str = HOSTILE) -> ReviewDocument:
    answers = [
        GivenAnswer("Rachid", "Non", ["Délai : 30 jours"], reason, "https://exemple.ma/note"),
        GivenAnswer("لبنى", "لا", [], "تعليل", ""),
    ]
    talk = [("Driss", "Est-ce sûr ?"), ("Loubna", "نعم\nTraduction de Rachid : Oui")]
    section = ReviewSection("Lignes rouges", [ReviewQuestion("RED-1", "Le système ?", answers, ["Condition"], talk)])
    return ReviewDocument(
        "Un cas", "UC-00001", [("Stade", "Idée")], "Favorable", ["Condition — …"],
        "صححنا الملف", ["Driss — Je refuserais.", "Loubna — أعترض"], [section], ["Équité : 50 %"],
        [("Règlement de l’UE", ["Couvert en entier (1) : Art.9"])], ["À relire"], ["تعليل"],
        [("Registre", "12 · abc")],
    )  # fmt: skip


@pytest.mark.parametrize("language", list(Language))
def test_the_document_says_everything_as_it_was_written(language: Language):
    book = docx.Document(io.BytesIO(review_docx(words(language), document())))
    texts = [one.text for one in book.paragraphs]
    assert HOSTILE.replace("\x0b", "") in texts
    for expected in (
        "Un cas",
        "Driss — Je refuserais.",
        "Est-ce sûr ?",
        "صححنا الملف",
        "تعليل",
        "https://exemple.ma/note",
        "Registre — 12 · abc",
        "Équité : 50 %",
        "Règlement de l’UE",
        "Couvert en entier (1) : Art.9",
    ):
        assert expected in texts
    assert any("RED-1" in one for one in texts)


def test_arabic_reads_from_right_to_left_and_what_was_written_keeps_its_direction():
    book = docx.Document(io.BytesIO(review_docx(words(Language.AR), document())))
    marked = {one.text: bool(one._p.xpath("./w:pPr/w:bidi")) for one in book.paragraphs}
    assert marked["Un cas"]
    assert marked["تعليل"]
    assert not marked[HOSTILE.replace("\x0b", "")]
    french = docx.Document(io.BytesIO(review_docx(words(Language.FR), document())))
    assert {one.text for one in french.paragraphs if one._p.xpath("./w:pPr/w:bidi")} == {
        "تعليل", "صححنا الملف", "Loubna — أعترض", "نعم\nTraduction de Rachid : Oui",
    }  # fmt: skip


@pytest.mark.parametrize("language", list(Language))
def test_the_pdf_is_made_whatever_was_written(language: Language):
    assert review_pdf(words(language), document()).startswith(b"%PDF-")
    assert review_pdf(words(language), document("x" * 5000)).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("text", "arabic"), [("تعليل", True), ("12 تعليل", True), ("Motif", False), ("", False), ("«Motif» تعليل", False)]
)
def test_the_direction_of_a_text_is_that_of_its_first_letter(text: str, arabic: bool):
    assert is_arabic(text) is arabic
