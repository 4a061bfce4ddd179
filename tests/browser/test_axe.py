"""Rules of accessibility that a machine can check: axe-core finds nothing serious in what the site itself draws."""

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

from tests.browser.conftest import Reader

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
GRAVE = ["serious", "critical"]
NOT_OURS = ["[data-testid=stSidebarNav]", "[data-testid=stCode]", "[data-testid=stMarkdownPre]"]
"""The menu and the blocks of code are drawn by Streamlit, whose lists hold what lists may not hold."""
LOOKED_AT: list[tuple[str, str, dict[str, str]]] = [
    ("Amina", "overview", {}),
    ("Amina", "ranking", {}),
    ("Amina", "ranking", {"cas": "UC-00002"}),
    ("Amina", "ranking", {"vue": "simple"}),
    ("Amina", "catalogue", {}),
    ("Amina", "catalogue", {"cas": "UC-00001"}),
    ("Amina", "scoring", {"mode": "list"}),
    ("Amina", "intake", {}),
    ("Amina", "journal", {}),
    ("Amina", "settings", {}),
    ("Amina", "methods", {}),
    ("Rachid", "review", {}),
    ("Rachid", "review", {"cas": "UC-00002"}),
    ("Rachid", "review", {"cas": "UC-00013"}),
    ("Rachid", "review", {"cas": "UC-00011", "principe": "privacy"}),
]
NAMES = {"ar": {"Amina": "أمينة", "Rachid": "رشيد"}}


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("person", ["Amina", "Rachid"])
def test_nothing_serious_is_found_in_our_own_markup(reading, demonstration, language: str, person: str):
    reader = reading(demonstration)
    reader.choose(NAMES.get(language, {}).get(person, person), lang=language)
    found: dict[str, list[str]] = {}
    for who, screen, where in LOOKED_AT:
        if who == person:
            reader.see(screen, lang=language, **where)
            if told := violations(reader):
                found[f"{screen} {where}"] = told
    assert found == {}


def violations(reader: Reader) -> list[str]:
    """What axe-core finds: rule, place and what is wrong."""
    reader.page.evaluate(AXE)
    results: list[dict[str, Any]] = reader.page.evaluate(
        """async (notOurs) => {
            const context = { exclude: notOurs.filter((one) => document.querySelector(one)).map((one) => [one]) }
            return (await axe.run(context, { resultTypes: ["violations"] })).violations
        }""",
        NOT_OURS,
    )
    return [
        f"{one['id']}: {' | '.join(map(str, node['target']))} {node['html'][:160]}"
        for one in results
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def test_what_it_looks_for_it_finds(reading, demonstration):
    """A picture without words and grey on white, put into the page on purpose."""
    reader = reading(demonstration)
    reader.choose("Amina")
    reader.see("methods")
    reader.page.evaluate(
        """document.querySelector("[data-testid=stMain]").insertAdjacentHTML("beforeend",
            "<img src='data:,'><p style='position:fixed;top:0;z-index:9999999;color:#ccc;background:#fff'>gris</p>")"""
    )
    told = violations(reader)
    assert any(one.startswith("image-alt") for one in told)
    assert any(one.startswith("color-contrast") for one in told)
