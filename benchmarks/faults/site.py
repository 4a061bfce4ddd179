"""A site to be hurt, the deeds done in it, and what must be true of it afterwards."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from actions import submitting
from actions.definitions import Definitions
from actions.permissions import Actor, Role
from actions.site import Site, make_site, open_site
from store import accounts, use_cases, verifying
from store.accounts import Person
from store.settings import Settings
from usecases.use_case import Draft, Text
from wording.language import Language

ACTOR = "p-writer"


@dataclass(frozen=True)
class State:
    """What is found after a bad moment."""

    lost: int
    """Deeds that were acknowledged and are not there."""
    half: int
    """Deeds of which a part is there."""
    corrupt: bool
    """Pages, references or the journal's chain are broken."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing was lost, halved or broken."""
        return not (self.lost or self.half or self.corrupt)


def settings(folder: Path) -> Settings:
    """A site in a folder, whatever the environment says."""
    return Settings(site_dir=folder, database_url="", demo=False, anchor_key="", cookie_secret="", production=False)


def made(folder: Path) -> Path:
    """An empty site with one person who may propose cases; gives its file."""
    folder.mkdir(parents=True, exist_ok=True)
    site = make_site(
        settings(folder).site_url, "real", settings=settings(folder), definitions=Definitions(), now=datetime.now(UTC)
    )
    person = Person(
        ACTOR, "person", "Writer", "", "writer", "", active=True, roles=frozenset({Role.ANALYST.value}), version=1
    )
    with site.store.writing() as db:
        accounts.add(db, person, at=datetime.now(UTC))
    site.store.close()
    return folder / "site.sqlite"


def opened(folder: Path) -> Site:
    """The site, opened as the server opens it."""
    return open_site(
        settings(folder).site_url, settings=settings(folder), definitions=Definitions(), now=datetime.now(UTC)
    )


def deed(site: Site, request_id: str) -> str:
    """One deed as a screen does it: a case is proposed, with its scores, its reference and its line of the journal."""
    draft = Draft(
        title=(Text(language=Language.FR, value=f"Cas {request_id}"),), administration="Administration d’essai"
    )
    with site.store.writing() as db:
        return submitting.propose(
            db, Actor(ACTOR), draft, site.definitions.criteria, now=datetime.now(UTC), request_id=request_id
        )


def state_of(folder: Path, acknowledged: dict[str, str]) -> State:
    """Look at the file as it is: every acknowledged deed with all its parts, and nothing half done."""
    path = folder / "site.sqlite"
    try:
        with closing(sqlite3.connect(path)) as db:
            if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                return State(0, 0, corrupt=True)
            dangling = db.execute("PRAGMA foreign_key_check").fetchone() is not None
            cases = {row[0] for row in db.execute("SELECT reference FROM use_cases")}
            lines = {
                row[0]: row[1]
                for row in db.execute("SELECT request_id, subject FROM journal WHERE act = 'case.registered'")
            }
            [(counter,)] = db.execute("SELECT value FROM site WHERE key = 'last_reference'").fetchall() or [("0",)]
    except sqlite3.DatabaseError:
        return State(0, 0, corrupt=True)
    lost = sum(
        1 for request, reference in acknowledged.items() if lines.get(request) != reference or reference not in cases
    )
    half = len(cases ^ set(lines.values())) + (int(counter) < len(cases))
    site = opened(folder)
    with site.store.reading() as reading:
        fault = verifying.verify(reading, [], b"")
        half += use_cases.count(reading) != len(cases)
    site.store.close()
    return State(lost, half, corrupt=dangling or fault is not None)
