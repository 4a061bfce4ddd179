"""Texts that would be markup, in every place where people write, on every screen, in a real browser.

The sample site is filled: each text that a person wrote becomes a hostile one that names its place. What a screen shows
must be that very text; an element, a script, a dialog or a request to another host that comes of it is a breach.
"""

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from actions import discussing, evidencing, freezing, importing, panel, planning, reading
from actions.definitions import Definitions
from actions.demonstration import open_or_make_demonstration
from actions.permissions import Actor
from benchmarks.faults.site import settings
from ethics.evidence import EvidenceKind, stated
from store import reviews
from tests.browser.conftest import ARGUMENTS, chromium
from tests.serving import Server, serving
from ui import opening
from usecases.intake import read
from usecases.scenario import saved
from usecases.snapshot import gathered
from usecases.use_case import Role
from usecases.weighting import default_weighting
from wording.language import Language

PAYLOADS = tuple(Path(__file__).with_name("hostile_texts.txt").read_text(encoding="utf-8").splitlines())
"""Each is written into every place in turn: several payloads in one text, none of which may be more than text."""
COLUMNS: Mapping[str, Sequence[str]] = {
    "accounts": ("name", "name_ar"),
    "use_cases": ("bureau", "source_register"),
    "score_entries": ("reason",),
    "weightings": ("name",),
    "scenarios": ("name",),
    "snapshots": ("name",),
    "rounds": ("name",),
    "votes": ("reason",),
    "selections": ("reason",),
    "journal": ("reason",),
    "imports": ("file_name", "sheet"),
    "responses": ("reason",),
    "mitigations": ("text", "owner", "proof", "reason"),
    "settlements": ("reason",),
    "dissents": ("text",),
    "review_messages": ("text",),
    "asks": ("text", "answer"),
    "evidence": ("label", "body"),
    "verdicts": ("reason",),
    "reviews": ("statement",),
    "translations": ("text",),
}
"""Columns that hold what people wrote; addresses are not among them, no record takes one that is none."""
DOCUMENTS: Mapping[str, Sequence[str]] = {
    "use_cases": ("title", "summary", "services", "facts", "provenance"),
    "import_rows": ("received",),
    "journal": ("before", "after"),
    "weightings": ("body",),
    "scenarios": ("body",),
    "drafts": ("body",),
    "responses": ("details",),
}
"""Columns of JSON in which some values are what people wrote."""
WRITTEN = frozenset(
    {"value", "text", "reason", "original", "header", "column", "name", "supplier", "title_fr", "summary_fr"}
)
FAILED = opening.words(Language.FR)("error.unexpected", number="|").partition(".")[0]
MARK = re.compile(r"\[([a-z_]+\.[a-z_]+)\]")
FOUND = """() => {
  const roots = [document], found = []
  let told = ""
  while (roots.length) {
    const root = roots.pop()
    found.push(...[...root.querySelectorAll("[data-hit]")].map((one) => one.outerHTML.slice(0, 200)))
    told += root === document ? document.body.innerText : root.textContent
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) roots.push(one.shadowRoot)
      if (one.href && String(one.href).startsWith("javascript:")) found.push("javascript: in an address")
    }
    for (const one of root.querySelectorAll("input,textarea")) told += " " + one.value
    for (const one of root.querySelectorAll("[title]")) told += " " + one.title
    for (const one of root.querySelectorAll("[aria-label]")) told += " " + one.getAttribute("aria-label")
  }
  return { found, told, hit: window.hit ?? null }
}"""
OPEN = "() => document.querySelectorAll('details:not([open]) > summary').forEach((one) => one.click())"
PARTS = "[role=tab], :is([class*=st-key-defence_tab], [class*=st-key-address_principe]) button"
OF_REVIEW = (
    "SELECT reference FROM use_cases JOIN reviews ON reviews.use_case_id = use_cases.id "
    "JOIN {0} ON {0}.review_id = reviews.id"
)
PEOPLE = {
    "analyst": "d-0001", "reviewer": "d-0005", "arbiter": "d-0008", "contributor": "d-0011", "auditor": "d-0012",
    "keeper": "d-0013",
}  # fmt: skip
VIEWS: Mapping[str, Sequence[str]] = {
    "analyst": ("tableau-de-bord", "classement", "classement?cas=UC-00001", "cas-usage", "cas-usage?cas=UC-00001",
                "depot", "notation", "notation?cas={chosen}", "notation?mode=list", "notation?mode=panel",
                "cas-usage?cas={chosen}", "examen-ethique", "methodes",
                "registre-des-actes"),
    "reviewer": ("examen-ethique", "examen-ethique?cas={reviewed}", "cas-usage?cas={reviewed}"),
    "arbiter": ("examen-ethique?cas={reviewed}", "examen-ethique?cas={dissents}", "examen-ethique?cas={settlements}",
                "examen-ethique?cas={mitigations}", "cas-usage?cas={dissents}"),
    "contributor": ("cas-usage", "depot"),
    "auditor": ("reglages", "registre-des-actes", "cas-usage?cas={imported}"),
    "keeper": ("reglages",),
}  # fmt: skip
"""Addresses by the person who opens them."""


@dataclass
class Sinks:
    """What was found."""

    payloads: int = 0
    places: int = 0
    """Columns and kinds of value that were filled."""
    shown: set[tuple[str, str]] = field(default_factory=set)
    """A place, and the address of a view that showed its text."""
    views: int = 0
    breaches: list[str] = field(default_factory=list)


def sinks(folder: Path, payloads: int) -> Sinks:
    """Fill a sample site with each payload in turn and look at every view of it."""
    found = Sinks()
    cases = _furnished(folder)
    whole = (folder / "demonstration.sqlite").read_bytes()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for payload in PAYLOADS[:payloads]:
            found.payloads += 1
            (folder / "demonstration.sqlite").write_bytes(whole)
            found.places = len(_filled(folder, payload))
            with serving(folder) as server:
                for person, addresses in VIEWS.items():
                    context = browser.new_context(viewport={"width": 1366, "height": 2400}, locale="fr-FR")
                    name, _, value = server.enter(person=PEOPLE[person]).partition("=")
                    context.add_cookies([{"name": name, "value": value.partition(";")[0], "url": server.url}])
                    page = context.new_page()
                    for address in addresses:
                        _look(page, server, address.format(**cases), found)
                    context.close()
        browser.close()
    return found


def _furnished(folder: Path) -> dict[str, str]:
    """The sample site with a deed of each kind that it has none of; references of the cases that views ask for."""
    folder.mkdir(parents=True, exist_ok=True)
    definitions, now = Definitions(), datetime.now(UTC)
    site = open_or_make_demonstration(settings(folder), definitions, now=now)
    analyst, publisher = Actor("d-0001"), Actor("d-0009")
    sheet = b"Title,Administration,Summary\nTrier,Archives,Un texte\nLire,Archives,Un autre\n"
    report = read(sheet, "liste.csv", profiles=definitions.profiles)
    with site.store.writing() as db:
        imported = importing.accept(
            db, analyst, report, definitions, role=Role.CANDIDATE, admit=False, now=now
        ).references[0]
        ranking = reading.ranking(db, analyst, definitions.criteria)
        weighting = default_weighting(definitions.criteria).model_copy(update={"id": "w", "name": "P"})
        planning.save_weighting(db, analyst, definitions.criteria, weighting, expected_version=0, now=now)
        freezing.save_scenario(db, analyst, saved(ranking, 10), identity="s", name="S", now=now)
        freezing.freeze_ranking(db, analyst, gathered(ranking, titles={}), name="F", now=now)
        panel.open_round(
            db, analyst, definitions.criteria, name="T", wanted=("benefit",), cases=ranking.references()[:2],
            members=("d-0002", "d-0003"), due_on="", now=now,
        )  # fmt: skip
        decisions = reading.verdicts(db, analyst)
        cleared = sorted(name for name, one in decisions.items() if one.decision == "cleared")
        planning.choose(db, publisher, cleared[0], reason="R", now=now)
        records = (reviews.get(db, line.id) for line in reviews.lines(db))
        review = next(one for one in records if one is not None and one.state == "open")
        framework = definitions.frameworks[review.framework, review.framework_version]
        reviewer = Actor(PEOPLE["reviewer"])
        question = framework.questions[0].id
        discussing.ask(db, reviewer, review.id, {question: "Q"}, framework, due_on=now.date(), now=now)
        piece = stated(EvidenceKind.TEXT, "N", "P")
        evidencing.bring(db, reviewer, review.id, question, framework, piece=piece, now=now)
    site.store.close()
    with closing(sqlite3.connect(folder / "demonstration.sqlite")) as raw:
        told = {
            table: raw.execute(OF_REVIEW.format(table)).fetchone()[0]
            for table in ("dissents", "settlements", "mitigations")
        }
    return {"reviewed": review.reference, "chosen": cleared[0], "imported": imported, **told}


def _filled(folder: Path, payload: str) -> set[str]:
    """Write the payload into every place; gives the places."""
    places = set()
    with closing(sqlite3.connect(folder / "demonstration.sqlite")) as db, db:
        # What guards the journal from being rewritten would stop us too.
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        for table, columns in COLUMNS.items():
            for column in columns:
                mark = f"[{table}.{column}] {payload}"
                # Names are unique where they name one thing.
                changed = db.execute(  # our own names of tables
                    f"UPDATE {table} SET {column} = rowid || ' ' || ? WHERE {column} <> ''",  # noqa: S608
                    (mark,),
                ).rowcount
                places |= {f"{table}.{column}"} if changed else set()
        for table, columns in DOCUMENTS.items():
            for column in columns:
                for row, content in db.execute(f"SELECT rowid, {column} FROM {table}").fetchall():  # noqa: S608
                    if not content or content == "null":
                        continue
                    kinds: set[str] = set()
                    hostile = _hostile(json.loads(content), column, payload, kinds)
                    db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (json.dumps(hostile), row))  # noqa: S608
                    places |= {f"{column}.{kind}" for kind in kinds}
    return places


def _hostile(value: Any, column: str, payload: str, kinds: set[str], key: str = "") -> Any:
    """The same document with every value that somebody wrote replaced."""
    if isinstance(value, dict):
        return {name: _hostile(one, column, payload, kinds, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_hostile(one, column, payload, kinds, key) for one in value]
    written = key in WRITTEN or column in {"services", "received"}
    if isinstance(value, str) and value and written:
        kind = key if key in WRITTEN else "cell"
        kinds.add(kind)
        return f"[{column}.{kind}] {payload}"
    return value


def _look(page: Page, server: Server, address: str, found: Sinks) -> None:
    """Open a view and everything that can be opened on it, and note what should not have happened."""
    found.views += 1
    breaches: list[str] = []
    page.on("request", asked := lambda one: _note(one.url, server, breaches))
    page.on("dialog", said := lambda one: (breaches.append(f"dialog: {one.message}"), one.dismiss()))
    page.goto(f"{server.url}/{address}{'&' if '?' in address else '?'}lang=fr")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    parts = page.locator(PARTS)
    for number in range(max(1, parts.count())):
        if parts.count():
            parts.nth(number).click()
        page.evaluate(OPEN)
        page.wait_for_timeout(700)
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
        seen = page.evaluate(FOUND)
        found.shown |= {(place, address) for place in MARK.findall(seen["told"])}
        breaches += [f"element: {one}" for one in seen["found"]]
        breaches += [f"script: {seen['hit']}"] if seen["hit"] is not None else []
        breaches += ["the screen failed"] if FAILED in seen["told"] else []
    page.remove_listener("request", asked)
    page.remove_listener("dialog", said)
    found.breaches += [f"{address}: {one}" for one in dict.fromkeys(breaches)]


def _note(url: str, server: Server, breaches: list[str]) -> None:
    told = urlsplit(url)
    if told.scheme not in {"data", "blob"} and told.netloc != f"127.0.0.1:{server.port}":
        breaches.append(f"request: {url}")
