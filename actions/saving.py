"""Saving a site from bad days: a backup while people work, putting one back, moving to another engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from actions.acts import Act
from actions.definitions import Definitions
from actions.keeping import verify_journal
from actions.site import Site, open_site, sqlite_path, terminal
from store import backups, journal, schema, verifying
from store.engine import Store, StoreError, open_engines, store_exists
from store.settings import Settings
from store.verifying import Anchor, Fault
from wording.told import FileError


@dataclass(frozen=True)
class Saved:
    """A backup that was written, or a store that was put in place."""

    path: str
    sha256: str
    seq: int
    """The last line of the journal in it."""
    lost: int = 0
    """Lines of the journal that the site had, or an anchor witnesses, and the backup has not."""
    aside: str = ""
    """Where the site's files of before are."""
    fault: Fault | None = None
    """The first fault of its journal."""
    changed: tuple[str, ...] = ()
    """Cases and tables in it that do not stand as its journal last told."""


def back_up(store: Store, to: Path) -> Saved:
    """Write a copy of a site as it is at this moment, with its SHA-256 beside it; nobody waits.

    A SQLite store of an older version is copied as it is: a backup comes before the upgrade.

    Raises
    ------
    wording.told.FileError
        file.is_folder, file.no_folder.
    """
    if to.is_dir() or not to.parent.is_dir():
        raise FileError("file.is_folder" if to.is_dir() else "file.no_folder", name=to.name, folder=str(to.parent))
    digest = backups.copy_to_file(store, to)
    to.with_name(f"{to.name}.sha256").write_text(f"{digest}  {to.name}\n", encoding="utf-8")
    is_of_now = schema.current(store) == schema.latest()
    with backups.looked_into(to) as db:
        seq, _ = journal.head(db)
        fault = verifying.verify(db)
        changed = verifying.changed_behind(db) if is_of_now else []
    return Saved(str(to), digest, seq, fault=fault, changed=tuple(changed))


def restore(
    settings: Settings, definitions: Definitions, backup: Path, *, anchors: Sequence[Anchor], now: datetime
) -> Saved:
    """Put a backup in the place of the site: checked first, the site's files set aside, the deed recorded in it.

    Raises
    ------
    StoreError
        backup.unreadable, backup.damaged, backup.changed (its SHA-256 is another one), backup.journal (its journal does
        not hold), store.in_use (stop the server first), store.exists (a PostgreSQL database that is not empty).
    """
    digest = _checked(backup, settings, anchors)
    url, witnessed = settings.site_url, max((one.seq for one in anchors), default=0)
    target = open_engines(url)
    path = sqlite_path(target)
    if path is not None and path.exists() and path.samefile(backup):
        raise StoreError("backup.is_site", name=backup.name)
    if path is None:
        source = _upgraded_copy(backup)
        try:
            backups.copy_tables(source, target)
        finally:
            _dropped(source)
            target.close()
        return _recorded(settings, definitions, backup, digest, had=witnessed, aside=None, now=now)
    target.close()
    if path.exists() and backups.in_use(path):
        raise StoreError("store.in_use", place=str(path))
    had = max(_last_line(url), witnessed)
    aside = backups.set_aside(path, now)
    try:
        backups.put_in_place(backup, path)
        return _recorded(settings, definitions, backup, digest, had=had, aside=aside, now=now)
    except BaseException:
        _put_back(path, aside)
        raise


def move(site: Site, url: str) -> dict[str, int]:
    """Copy the site into an empty store of either engine; its journal has the same head there. Gives rows by table.

    Raises
    ------
    StoreError
        store.exists, store.address, store.unreachable; backup.other_head when the heads differ.
    """
    target = open_engines(url)
    try:
        counts = backups.copy_tables(site.store, target)
        with site.store.reading() as here, target.reading() as there:
            if journal.head(here) != journal.head(there):
                raise StoreError("backup.other_head", name=target.url.render_as_string(hide_password=True))
    finally:
        target.close()
    return counts


def _checked(backup: Path, settings: Settings, anchors: Sequence[Anchor]) -> str:
    """Refuse a backup that is not whole, was changed since it was made, or whose journal does not hold."""
    if not backup.is_file():
        raise FileError("file.is_folder" if backup.is_dir() else "file.missing", name=backup.name)
    digest = backups.digest_of(backup)
    beside = backup.with_name(f"{backup.name}.sha256")
    if beside.exists() and beside.read_text(encoding="utf-8").split()[:1] != [digest]:
        raise StoreError("backup.changed", name=backup.name)
    backups.check_file(backup)
    copy = _upgraded_copy(backup)
    try:
        backups.check_tables(copy, backup.name)
        site = Site(copy, Definitions(), settings, "real")
        fault, _ = verify_journal(site, [one for one in anchors if one.seq <= _head(copy)])
        if fault is not None:
            raise StoreError("backup.journal", name=backup.name, why=f"journal.{fault.code}", n=fault.seq)
    finally:
        _dropped(copy)
    return digest


def _upgraded_copy(backup: Path) -> Store:
    """The backup in a file of its own, moved to the last step of the schema: the backup itself is never touched."""
    working = backup.with_name(f"{backup.name}.checking")
    working.unlink(missing_ok=True)
    backups.put_in_place(backup, working)
    store = open_engines(f"sqlite:///{working}")
    step = schema.current(store)
    if step is None or not schema.knows(step):
        _dropped(store)
        raise StoreError("backup.unreadable" if step is None else "store.newer", name=backup.name, step=step)
    schema.migrate(store)
    return store


def _dropped(store: Store) -> None:
    store.close()
    path = sqlite_path(store)
    for suffix in backups.BESIDE if path else ():
        path.with_name(path.name + suffix).unlink(missing_ok=True)  # type: ignore[union-attr]


def _head(store: Store) -> int:
    with store.reading() as db:
        return journal.head(db)[0]


def _last_line(url: str) -> int:
    """The last line of the site's journal as it stands; 0 where there is no site, or none that can be read."""
    if not store_exists(url):
        return 0
    store = open_engines(url)
    try:
        return _head(store) if schema.current(store) else 0
    except Exception:
        return 0  # a store that no longer opens is why one restores
    finally:
        store.close()


def _recorded(
    settings: Settings, definitions: Definitions, backup: Path, digest: str, *, had: int, aside: Path | None,
    now: datetime,
) -> Saved:  # fmt: skip
    """Open what was put in place, move it to the last step, and write the deed as its next line."""
    store = open_engines(settings.site_url)
    schema.migrate(store)
    store.close()
    site = open_site(settings.site_url, settings=settings, definitions=definitions, now=now)
    try:
        with site.store.writing() as db:
            seq, _ = journal.head(db)
            changed = tuple(verifying.changed_behind(db))
            saved = Saved(str(backup), digest, seq, max(0, had - seq), str(aside or ""), changed=changed)
            journal.append(
                db, at=now, area=journal.Area.PEOPLE, actor=terminal(db, now=now).id, act=Act.SITE_RESTORED.value,
                subject="site", after={"sha256": digest, "line": seq, "lost": saved.lost}, tells_own=False,
            )  # fmt: skip
    finally:
        site.store.close()
    return saved


def _put_back(path: Path, aside: Path | None) -> None:
    """Whatever failed: the site is what it was."""
    for suffix in backups.BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
        if aside is not None and (old := aside.with_name(aside.name + suffix)).exists():
            old.rename(path.with_name(path.name + suffix))
