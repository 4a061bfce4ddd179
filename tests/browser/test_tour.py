"""Every screen in every language, as a reader sees it: nothing fails, nobody else is asked, Arabic is mirrored."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDE, Reader
from tests.pages.screens import SCREENS
from ui import opening
from wording.language import Language

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
LISTED = re.compile(
    r"(?<![A-Za-z])(?:manage\.py verify|CSV|TSV|TXT|XLSX?|ODS|YAML|JSON|PDF|ZIP|HHS/NIH"
    r"|SMAA|TOPSIS|VIKOR|PROMETHEE(?: II)?|WASPAS|SPOTIS|scikit-criteria|pymcdm|(?:HMAC-)?SHA-?256|ISO 8601|ASCII"
    r"|Unicode|NFK?C|UTF-\d+|Macintosh|CP850|ISO-8859-6|Windows-125\d"
    r"|UC-\d{5}|unesco-2021|Français|English|UNESCO"
    r"|[A-Z]{3}-\d+|[0-9a-f]{12,64})(?![A-Za-z])"
)
"""What stays Latin in an Arabic page: formats, standards, methods, programs, references, codes, names of languages."""
LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ſ]{3,}")
OPEN_ALL = """
() => [...document.querySelectorAll("[data-testid=stMain] details:not([open]) > summary")]
  .filter((one) => one.checkVisibility()).forEach((one) => one.click())
"""
TOO_WIDE = """
() => [document.scrollingElement, document.querySelector("[data-testid=stMain]")]
  .map((one) => one.scrollWidth - one.clientWidth)
"""
VISIBLE = """
(more) => {
  const said = []
  const skipped = ["[data-testid=stIconMaterial],[lang=fr],[lang=en],code,pre,.reference,input,textarea,style,script"]
    .concat(more || []).join()
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  const walk = (node) => {
    if (node.nodeType === 3) { if (node.nodeValue.trim()) said.push(node.nodeValue.trim()); return }
    if (node.nodeType === 11) { node.childNodes.forEach(walk); return }
    if (node.nodeType !== 1 || node.matches(skipped) || !shown(node)) return
    for (const name of ["aria-label", "placeholder", "title"]) {
      if (node.getAttribute(name)) said.push(node.getAttribute(name))
    }
    if (node.shadowRoot) walk(node.shadowRoot)
    node.childNodes.forEach(walk)
  }
  walk(document.body)
  return said
}
"""
DIRECTIONS = """
() => {
  const main = document.querySelector("[data-testid=stMain]")
  const side = document.querySelector("[data-testid=stSidebar]").getBoundingClientRect()
  return {
    html: document.documentElement.lang + " " + document.documentElement.dir,
    body: getComputedStyle(document.body).direction,
    main: getComputedStyle(main).direction,
    sidebar_right_of_main: side.left >= main.getBoundingClientRect().right - 1,
    sidebar_at_the_edge: Math.abs(side.right - window.innerWidth) < 2,
  }
}
"""
COLUMNS = """
(table) => [...table.querySelectorAll("thead th")].map((cell) => Math.round(cell.getBoundingClientRect().right))
"""


@pytest.mark.parametrize("language", list(Language))
def test_every_page_opens_without_a_complaint_and_asks_nobody_else(language, demonstration, reading):
    reader = reading(demonstration).choose("Amina", lang="fr")
    for screen in SCREENS:
        reader.see(screen, lang=language.value)
        title = opening.words(language)(f"{screen}.title")
        assert reader.main.locator("h1", has_text=title).is_visible(), screen
        reader.fine()
        picture(reader, f"{screen}-{language}")
    reader.see("catalogue", lang=language.value, cas="UC-00001")
    reader.fine()
    picture(reader, f"case-{language}")


@pytest.mark.parametrize("language", list(Language))
def test_the_form_at_the_door_asks_nobody_else(language, demonstration, reading):
    reader = reading(demonstration).visit(f"/entrer?lang={language}")
    assert reader.page.get_by_role("heading", name=opening.words(language)("app.title")).is_visible()
    assert reader.page.evaluate("getComputedStyle(document.body).direction") == language.direction
    reader.fine()
    picture(reader, f"sign_in-{language}")


@pytest.mark.parametrize("language", list(Language))
def test_the_tab_and_the_document_say_their_language(language, demonstration, reading):
    reader = reading(demonstration).choose("Amina").see("ranking", lang=language.value)
    assert reader.page.evaluate("document.documentElement.lang") == language.value
    assert reader.page.title() == opening.words(language)("app.title")


def test_in_arabic_every_screen_runs_from_right_to_left(arabic):
    reader = arabic
    for screen in SCREENS:
        reader.see(screen, lang="ar")
        assert reader.page.evaluate(DIRECTIONS) == {
            "html": "ar rtl",
            "body": "rtl",
            "main": "rtl",
            "sidebar_right_of_main": True,
            "sidebar_at_the_edge": True,
        }, screen


@pytest.mark.parametrize("screen", ["ranking", "catalogue", "review", "journal", "settings"])
def test_in_arabic_the_first_column_of_a_table_is_the_rightmost(screen, arabic):
    reader = arabic.see(screen, lang="ar")
    table = reader.main.locator("table").first
    table.wait_for()
    edges = table.evaluate(COLUMNS)
    assert len(edges) > 2
    assert edges == sorted(edges, reverse=True)
    assert table.evaluate("(table) => getComputedStyle(table).direction") == "rtl"


@pytest.mark.parametrize("screen", [*SCREENS, "case"])
def test_in_arabic_nothing_is_left_in_latin_letters(screen, arabic):
    if screen == "case":
        arabic.see("catalogue", lang="ar", cas="UC-00001")
    else:
        arabic.see(screen, lang="ar")
    told = set()
    parts = arabic.main.locator("[role=tab], .st-key-defence_tab button")
    for part in range(max(1, parts.count())):
        if parts.count():
            parts.nth(part).click()
        arabic.page.evaluate(OPEN_ALL)
        arabic.settle()
        # What a case says of itself stands in the language in which it was given.
        told |= set(arabic.page.evaluate(VISIBLE, "dl.am-facts dd" if screen == "case" else ""))
    said = [LISTED.sub(" ", re.sub("[\u2066-\u2069]", "", one)) for one in told]
    assert len(said) > 20
    assert sorted(one for one in said if LATIN.search(one)) == []


def test_in_arabic_the_arrows_of_a_slider_follow_the_eye(arabic):
    """The start of the scale is on the right: the left arrow adds."""
    reader = arabic.see("ranking", lang="ar", vue="simple")
    thumb = reader.main.get_by_role("slider").first
    before = int(thumb.input_value())
    place = thumb.bounding_box()
    thumb.focus()
    for _ in range(10):
        reader.page.keyboard.press("ArrowLeft")
    reader.settle()
    assert int(thumb.input_value()) == before + 10
    moved = thumb.bounding_box()
    assert place
    assert moved
    assert moved["x"] < place["x"]


@pytest.mark.parametrize("language", [Language.FR, Language.AR])
def test_on_a_telephone_no_screen_is_wider_than_the_glass(language, demonstration, reading):
    reader = reading(demonstration, width=390, height=844).choose("Amina", lang="fr")
    for screen in SCREENS:
        reader.see(screen, lang=language.value)
        assert reader.page.evaluate(TOO_WIDE) == [0, 0], screen
    reader.fine()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("where", [("overview", {}), ("catalogue", {"cas": "UC-00001"})], ids=["overview", "case"])
def test_on_a_telephone_nothing_has_to_be_pushed_sideways(where, language, demonstration, reading):
    screen, more = where
    reader = reading(demonstration, width=390, height=844).choose("Salma", lang="fr")
    reader.see(screen, lang=language.value, **more)
    assert reader.main.locator("h1").is_visible()
    assert reader.page.evaluate(TOO_WIDE) == [0, 0]
    outside = reader.page.evaluate(
        "() => ['h1', 'p', 'button'].flatMap((tag) => [...document.querySelectorAll(`[data-testid=stMain] ${tag}`)])"
        ".filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect())"
        ".filter((box) => box.width && (box.left < -1 || box.right > 391)).length"
    )
    assert outside == 0
    reader.fine()


def picture(reader: Reader, name: str) -> None:
    """A picture of the screen for the README, when asked for."""
    if os.environ.get("PICTURES") == "1":
        assert reader.page.viewport_size == WIDE
        PICTURES.mkdir(parents=True, exist_ok=True)
        if name.startswith("ranking"):
            expect(reader.page.locator("td.firm .absent")).to_have_count(0, timeout=30_000)
        reader.page.screenshot(path=PICTURES / f"{name}.png")
