"""The language of what somebody wrote, told on the site's own sentences, which come in three languages."""

from pathlib import Path

import pytest

from wording.catalogue import load_catalogue
from wording.language import Language
from wording.spoken import spoken

WORDS = load_catalogue(Path(__file__).resolve().parents[2] / "data/frameworks/unesco-2021/1.2")
LONG = [key for key in WORDS.entries[Language.FR] if key.endswith((".ask", ".guide", ".why", ".proof"))]


@pytest.mark.parametrize("language", list(Language))
def test_the_sentences_of_the_checklist_are_told_apart(language: Language):
    told = [spoken(WORDS.text(language, key)) for key in LONG]
    assert len(told) > 200
    assert told.count(language) / len(told) > 0.98


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", Language.FR),
        ("PDF 2026", Language.FR),
        ("لا يوجد", Language.AR),
        ("رقم 12 من PDF", Language.AR),
        ("The list is kept.", Language.EN),
        ("Vu au dossier, sans réserve.", Language.FR),
    ],
)
def test_short_texts(text: str, language: Language):
    assert spoken(text) is language
