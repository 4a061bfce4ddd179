"""Colours: legible for everybody, told apart without red and green, the same wherever they are written."""

import itertools
import re
import tomllib
from pathlib import Path

import pytest

from ui.style import palette
from ui.style.fonts import WEIGHTS, font_directory, font_faces
from ui.style.icons import ICONS, STROKES, icon_url
from ui.style.sheet import RULES, stylesheet
from wording.catalogue import load_catalogue

ROOT = Path(__file__).parents[2]
APPEARANCES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


def test_contrast_agrees_with_the_published_extremes():
    # WCAG 2.2: black on white is 21:1; #767676 on white is the grey that just passes 4.5:1.
    assert palette.contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert palette.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert palette.contrast("#123456", "#123456") == pytest.approx(1.0)


@APPEARANCES
def test_every_text_can_be_read_on_its_ground(dark):
    for ink, ground in palette.TEXT_PAIRS:
        ratio = palette.contrast(ink.on(dark=dark), ground.on(dark=dark))
        assert ratio >= 4.5, (ink, ground, ratio)


@APPEARANCES
def test_marks_and_lines_of_control_stand_out_from_the_ground(dark):
    for colour in (palette.STRONG_LINE, palette.CHART, palette.ACCENT):
        assert palette.contrast(colour.on(dark=dark), palette.GROUND.on(dark=dark)) >= 3.0, colour


@APPEARANCES
@pytest.mark.parametrize(
    "sight", [palette.FULL_SIGHT, palette.DEUTERANOPIA, palette.PROTANOPIA], ids=["full", "deutan", "protan"]
)
def test_no_two_verdicts_look_alike_to_anybody(sight, dark):
    inks = {name: palette.TONES[mark.tone].ink.on(dark=dark) for name, mark in palette.VERDICTS.items()}
    for one, other in itertools.combinations(inks, 2):
        assert palette.distance(inks[one], inks[other], sight) > 12, (one, other)


def test_the_simulation_sees_what_it_is_known_to_see():
    # Without the middle cones a red and a green of one lightness come together; blue and yellow stay apart.
    assert palette.distance("#C0392B", "#6B7A1E", palette.DEUTERANOPIA) < palette.distance("#C0392B", "#6B7A1E") / 2
    assert palette.distance("#1F4FBF", "#D4B106", palette.DEUTERANOPIA) > 60


def test_every_value_has_a_word_an_icon_and_a_tone_that_exist():
    words = load_catalogue(ROOT / "data" / "words" / "kit")
    for vocabulary, marks in palette.VOCABULARIES.items():
        for value, mark in marks.items():
            assert words.has(mark.word_key), (vocabulary, value)
            assert mark.icon in STROKES
            assert mark.tone in palette.TONES


def test_verdicts_differ_by_icon_and_by_symbol_and_not_by_colour_alone():
    assert len({mark.icon for mark in palette.VERDICTS.values()}) == len(palette.VERDICTS)
    assert len({mark.symbol for mark in palette.VERDICTS.values()}) == len(palette.VERDICTS)


def test_each_symbol_of_the_map_has_its_picture_for_the_legend():
    assert {f"point_{mark.symbol.replace('-', '_')}" for mark in palette.VERDICTS.values()} <= set(ICONS)


def test_streamlit_wears_the_same_colours():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for name, dark in (("light", False), ("dark", True)):
        for key, colour in {
            "primaryColor": palette.ACCENT,
            "backgroundColor": palette.GROUND,
            "secondaryBackgroundColor": palette.PANEL,
            "textColor": palette.TEXT,
            "linkColor": palette.ACCENT_TEXT,
            "borderColor": palette.LINE,
            "greenColor": palette.CHART,
        }.items():
            assert theme[name][key] == colour.on(dark=dark), (name, key)


def test_nothing_of_the_sheet_is_fetched_from_another_host():
    sheet = stylesheet().replace("http://www.w3.org/2000/svg", "")
    assert "http:" not in sheet
    assert "https:" not in sheet
    assert "@import" not in sheet


def test_the_sanitizer_finds_no_tag_in_the_sheet():
    # Streamlit drops a whole sheet in which something looks like the opening of a tag.
    assert "<" not in RULES.read_text(encoding="utf-8")
    assert "<" not in stylesheet()


def test_every_variable_a_sheet_uses_is_defined():
    defined = set(re.findall(r"(--am-[\w-]+):", stylesheet()))
    sources = [RULES, *(ROOT / "ui" / "components").glob("*.css")]
    for source in sources:
        used = set(re.findall(r"var\((--am-[\w-]+)", source.read_text(encoding="utf-8")))
        assert used <= defined, (source.name, used - defined)


def test_the_fonts_are_there_in_every_weight():
    for name in WEIGHTS.values():
        assert (font_directory() / f"IBMPlexSansArabic-{name}.ttf").stat().st_size > 100_000
    assert font_faces().count("@font-face") == len(WEIGHTS)


def test_an_icon_is_a_picture_inside_the_sheet():
    assert icon_url("check").startswith('url("data:image/svg+xml,')
