"""Keeping a site from the terminal: making, upgrading, verifying, anchoring, backing up, restoring, looking it over."""

import hashlib
import sys
from dataclasses import asdict
from pathlib import Path

import typer

from actions.checking_up import Sign, check_up
from actions.definitions import Definitions
from actions.freezing import Recorded, recorded
from actions.keeping import changed_behind, read_anchor_file, seal_head, upgrade_site, verify_journal
from actions.saving import Saved, back_up, move, restore
from actions.site import make_site, terminal_actor
from store.engine import Store, StoreError, open_engines, store_exists
from store.settings import Settings
from terminal.said import (
    UNDERSTOOD_BUT_WRONG,
    AsJson,
    now,
    place_of,
    print_json,
    sentence,
    sentences,
    tell,
    the_site,
)
from usecases.snapshot import check as check_snapshot
from wording.told import bytes_of

keeping = typer.Typer(no_args_is_help=True)
MARKS = {Sign.GOOD: "✓", Sign.LOOK: "!", Sign.BAD: "✗"}


@keeping.command()
def init() -> None:
    """Make an empty site at DATABASE_URL, else in var/."""
    with sentences():
        settings = Settings()
        site = make_site(settings.site_url, "real", settings=settings, definitions=Definitions(), now=now())
        tell("terminal.site_made", place=place_of(site))


@keeping.command()
def upgrade() -> None:
    """Bring the site's store to this version of the software."""
    with sentences():
        tell("terminal.upgraded", step=upgrade_site(Settings().site_url, now=now()))


@keeping.command()
def verify(
    snapshot: Path | None = typer.Argument(None, help="A frozen ranking (ZIP), to be computed again."),
    anchor: Path | None = typer.Option(None, help="A file of anchors kept outside the store."),
) -> None:
    """Check every line of the journal, the anchors when a file is given, and that the tables stand as the lines tell;
    or compute a frozen ranking again.
    """
    with sentences():
        if snapshot is not None:
            _verify_snapshot(snapshot)
            return
        anchors = read_anchor_file(anchor) if anchor else []
        site = the_site()
        fault, seq = verify_journal(site, anchors)
        changed = changed_behind(site) if fault is None else []
        if fault is not None:
            tell(f"journal.{fault.code}", error=True, n=fault.seq)
        for name in changed:
            tell("journal.changed_behind", error=True, name=name)
        if fault is not None or changed:
            raise typer.Exit(UNDERSTOOD_BUT_WRONG)
        tell("terminal.journal_holds", n=seq)


@keeping.command("anchor")
def anchor_head(
    file: Path = typer.Argument(help="File outside the site that keeps the anchors; a line is added."),
) -> None:
    """Seal the head of the journal with ANCHOR_KEY and add it to a file."""
    with sentences():
        anchor = seal_head(the_site(), file, now=now())
        tell("terminal.anchored", n=anchor.seq, hash=anchor.hash[:16])


@keeping.command("backup")
def backup_site(
    to: Path = typer.Argument(help="The file to write; it must not exist yet."),
    as_json: AsJson = False,
) -> None:
    """Copy the site as it is at this moment, while people work; its SHA-256 is written beside it."""
    with sentences():
        saved = back_up(_store_as_it_is(), to)
        if as_json:
            print_json(asdict(saved))
        else:
            tell("terminal.backed_up", file=str(to), line=saved.seq, hash=saved.sha256[:16])
        _tell_faults(saved)


@keeping.command("restore")
def restore_site(
    backup: Path = typer.Argument(help="A file that `backup` wrote."),
    anchor: Path | None = typer.Option(None, help="A file of anchors kept outside the store."),
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the site, which must not be running; the site's own files are set aside."""
    with sentences():
        anchors = read_anchor_file(anchor) if anchor else []
        saved = restore(Settings(), Definitions(), backup, anchors=anchors, now=now())
        if as_json:
            print_json(asdict(saved))
        else:
            tell("terminal.restored", line=saved.seq, lost=saved.lost)
            if saved.aside:
                tell("terminal.set_aside", file=saved.aside)
        _tell_faults(saved)


@keeping.command("move")
def move_site(
    to: str = typer.Option(..., "--to", help="Address of an empty store, as DATABASE_URL is written."),
) -> None:
    """Copy the site into an empty store of either engine; set DATABASE_URL to it afterwards."""
    with sentences():
        counts = move(the_site(), to)
        tell("terminal.moved", n=sum(counts.values()), tables=len(counts))


@keeping.command("doctor")
def look_over(
    anchor: Path | None = typer.Option(None, help="A file of anchors kept outside the store."),
    as_json: AsJson = False,
) -> None:
    """What is wrong with the site, on one page; exit 1 when something is."""
    with sentences():
        anchors = read_anchor_file(anchor) if anchor else []
        found = check_up(Settings(), Definitions(), anchors=anchors, now=now())
        if as_json:
            print_json([{"code": one.code, "sign": one.sign.value, **one.values} for one in found])
        else:
            for one in found:
                sys.stdout.write(f"{MARKS[one.sign]} {sentence(one.code, **one.values)}\n")
        if any(one.sign is Sign.BAD for one in found):
            raise typer.Exit(UNDERSTOOD_BUT_WRONG)


def _store_as_it_is() -> Store:
    """The store of the site; an older one too, which a backup is made of before it is upgraded."""
    try:
        return the_site().store
    except StoreError as error:
        if error.code != "store.outdated":
            raise
        return open_engines(Settings().site_url)


def _tell_faults(saved: Saved) -> None:
    """What is wrong with a copy that was made all the same: it is as good as what it was made of."""
    if saved.fault is not None:
        tell(f"journal.{saved.fault.code}", error=True, n=saved.fault.seq)
    for name in saved.changed:
        tell("journal.changed_behind", error=True, name=name)
    if saved.fault is not None or saved.changed:
        raise typer.Exit(UNDERSTOOD_BUT_WRONG)


def _verify_snapshot(file: Path) -> None:
    """Compute it again; where this machine has a site, its journal is asked for the file and its fingerprint too."""
    content = bytes_of(file)
    found = check_snapshot(content)
    for one in found.differences:
        tell(one.code, error=True, subject=one.subject, said=one.said, found=one.found)
    known = True
    if store_exists(Settings().site_url):
        site = the_site()
        actor = terminal_actor(site.store, now=now())
        with site.store.reading() as db:
            line = recorded(db, actor, found.reference)
        known = line == Recorded(found.fingerprint, hashlib.sha256(content).hexdigest())
        code = "snapshot.recorded" if known else "snapshot.not_recorded"
        if line is not None and not known and line.fingerprint == found.fingerprint:
            code = "snapshot.other_file"
        tell(code, error=not known, reference=found.reference)
    if not found.holds or not known:
        raise typer.Exit(UNDERSTOOD_BUT_WRONG)
    tell("snapshot.holds", reference=found.reference, cases=found.cases, fingerprint=found.fingerprint)
