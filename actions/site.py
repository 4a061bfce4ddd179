"""Making and opening a site: a demonstration with invented people, or an empty real one. Never both in one store."""

import getpass
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from actions.acts import Act
from actions.definitions import Definitions, check_frozen, freeze
from actions.permissions import Actor, Role
from store import Session, accounts, journal, schema, site, verifying
from store.accounts import Person
from store.engine import Store, StoreError, is_sqlite, open_engines, store_exists
from store.settings import Settings


@dataclass(frozen=True)
class Site:
    """An open site: its store, its definitions, its settings."""

    store: Store
    definitions: Definitions
    settings: Settings
    kind: site.Kind

    @property
    def is_demonstration(self) -> bool:
        """Whether everything here is invented."""
        return self.kind == "demonstration"


def make_site(url: str, kind: site.Kind, *, settings: Settings, definitions: Definitions, now: datetime) -> Site:
    """Make an empty store and open it.

    Raises
    ------
    StoreError
        store.exists, when there is a site at that address already.
    """
    store = open_engines(url)
    if schema.current(store) is not None:
        store.close()
        raise StoreError("store.exists")
    schema.migrate(store)
    if path := sqlite_path(store):
        path.chmod(0o600)
    with store.writing() as db:
        site.create(db, kind, at=now)
        person = terminal(db, now=now)
        freeze(db, definitions, now=now)
        journal.append(
            db, at=now, area=journal.Area.PEOPLE, actor=person.id, act=Act.SITE_MADE.value, subject="site",
            after={"kind": kind},
        )  # fmt: skip
    return Site(store, definitions, settings, kind)


def open_site(url: str, *, settings: Settings, definitions: Definitions, now: datetime) -> Site:
    """Open a site that was made before.

    Raises
    ------
    StoreError
        store.missing, store.unreachable, store.outdated (manage.py upgrade), store.newer, definition.changed.
    """
    if not store_exists(url):
        raise StoreError("store.missing")
    store = open_engines(url)
    try:
        kind = _checked(store, definitions, now=now)
    except StoreError:
        store.close()
        raise
    return Site(store, definitions, settings, kind)


def _checked(store: Store, definitions: Definitions, *, now: datetime) -> site.Kind:
    """The kind of a store that this version of the software can use; what it is used with is frozen from now on."""
    step = schema.current(store)
    if step is None:
        raise StoreError("store.missing")
    if step != schema.latest():
        raise StoreError("store.outdated" if schema.knows(step) else "store.newer", step=step)
    with store.reading() as db:
        kind, is_frozen = site.kind(db), check_frozen(db, definitions)
    if not is_frozen:
        with store.writing() as db:
            freeze(db, definitions, now=now)
    return kind


def open_or_make(settings: Settings, definitions: Definitions, *, now: datetime) -> tuple[Site, bool]:
    """The real site, made empty when there is none yet; tells whether it was made now."""
    try:
        return open_site(settings.site_url, settings=settings, definitions=definitions, now=now), False
    except StoreError as error:
        if error.code != "store.missing":
            raise
    made = make_site(settings.site_url, "real", settings=settings, definitions=definitions, now=now)
    return made, True


def terminal(db: Session, *, now: datetime) -> Person:
    """The terminal's own account, named after the operating-system user; opened when first needed."""
    name = operating_system_user()
    for person in accounts.everybody(db):
        if person.kind == "terminal" and person.name == name:
            return person
    number = sum(1 for person in accounts.everybody(db) if person.kind == "terminal") + 1
    person = Person(
        id=f"t-{number:04d}", kind="terminal", name=name, name_ar="", login=None, administration="", active=True,
        roles=frozenset({Role.TERMINAL.value}), version=1,
    )  # fmt: skip
    open_account(db, person, now)
    return person


def open_account(db: Session, person: Person, now: datetime) -> None:
    """Open an account that nobody else opens, and write that it is there."""
    stood = verifying.area_stands(db, journal.Area.PEOPLE)
    accounts.add(db, person, at=now)
    journal.append(
        db, at=now, area=journal.Area.PEOPLE, actor=person.id, act=Act.PERSON_ADDED.value,
        subject=f"person:{person.id}", after={"roles": sorted(person.roles)}, tells_own=stood,
    )  # fmt: skip


def terminal_actor(store: Store, *, now: datetime) -> Actor:
    """Who acts when a command is typed."""
    with store.writing() as db:
        return Actor(terminal(db, now=now).id)


def operating_system_user() -> str:
    """The name the operating system knows; a container may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "terminal"


def discard(path: Path) -> None:
    """Remove an unfinished store and what is kept beside it."""
    for suffix in ("", "-journal", "-wal", "-shm", "-turns"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def sqlite_path(store: Store) -> Path | None:
    """The file of a SQLite store."""
    return Path(store.url.database or "") if is_sqlite(store.url) else None
