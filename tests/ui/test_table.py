"""The table's own reason: which pages it offers and which gestures it believes."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.components.badge import badge, badge_html
from ui.components.document_frame import builtin_pairs
from ui.components.table import Column, NumberCell, Row, TableEvent, page_window, read_event
from ui.words import Words
from wording.catalogue import load_catalogue
from wording.language import Language

WORDS = Path(__file__).parents[2] / "data" / "words"
COMPONENTS = Path(__file__).parents[2] / "ui" / "components"
COLUMNS = (Column("rank", "Rang"), Column("cost", "Coût", sortable=False))
ROWS = (Row("UC-1", {"rank": NumberCell("1")}), Row("UC-2", {}))


def read(raw, selected=None):
    return read_event(raw, columns=COLUMNS, rows=ROWS, pages=3, selected=selected)


@given(st.integers(1, 400), st.data())
@settings(deadline=None, max_examples=80)
def test_the_pages_offered_hold_both_ends_and_the_neighbours_and_skip_no_single_page(pages, data):
    page = data.draw(st.integers(1, pages))
    window = page_window(page, pages)
    numbers = [number for number in window if number is not None]
    assert {1, pages, page} <= set(numbers)
    assert {n for n in (page - 1, page + 1) if 1 <= n <= pages} <= set(numbers)
    assert numbers == sorted(set(numbers))
    assert len(window) <= 9
    for at, number in enumerate(window):
        if number is None:
            assert window[at + 1] - window[at - 1] > 2


def test_gestures_are_understood():
    assert read({"kind": "open", "id": "UC-2"}) == TableEvent("open", id="UC-2")
    assert read({"kind": "sort", "column": "rank", "descending": True}) == TableEvent(
        "sort", column="rank", descending=True
    )
    assert read({"kind": "page", "page": 3}) == TableEvent("page", page=3)
    assert read({"kind": "select", "ids": ["UC-1", "UC-7"]}, selected=["UC-7"]) == TableEvent(
        "select", ids=("UC-1", "UC-7")
    )


@pytest.mark.parametrize(
    "forged",
    [
        None,
        "open",
        {},
        {"kind": "open", "id": "UC-9"},
        {"kind": "sort", "column": "cost", "descending": True},
        {"kind": "sort", "column": "rank"},
        {"kind": "page", "page": 4},
        {"kind": "page", "page": 0},
        {"kind": "select", "ids": ["UC-1"]},
        {"kind": "erase", "id": "UC-1"},
    ],
)
def test_what_the_table_never_offered_is_not_believed(forged):
    assert read(forged) is None


def test_a_tick_on_a_row_that_was_never_shown_is_dropped():
    assert read({"kind": "select", "ids": ["UC-1", "UC-9", 3]}, selected=[]).ids == ("UC-1",)


def test_a_badge_of_a_foreign_value_shows_it_and_escapes_it():
    words = Words(Language.FR, load_catalogue(WORDS / "kit"))
    foreign = badge("stage", "<img src=x>", words)
    assert "<img" not in badge_html(foreign)
    assert badge("verdict", None, words).text == "Avis attendu"


def test_scripts_of_components_build_pages_by_text_only():
    scripts = list(COMPONENTS.glob("*.js"))
    assert len(scripts) >= 3
    for script in scripts:
        for way in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
        ):
            assert way not in script.read_text(encoding="utf-8"), (script.name, way)


def test_builtin_words_map_each_english_string_once_and_leave_english_alone():
    builtin = load_catalogue(WORDS / "builtin")
    pairs = builtin_pairs(Language.AR, builtin)
    assert len({english for english, _ in pairs}) == len(pairs) > 60
    assert builtin_pairs(Language.EN, builtin) == []
