"""A site survives: copied while people write, put back whole or not at all, moved to the other engine."""

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from actions import accounts, checking_up, saving, submitting
from actions.checking_up import Sign
from actions.definitions import Definitions
from actions.keeping import changed_behind, read_anchor_file, seal_head, verify_journal
from actions.permissions import Role
from actions.site import Site, open_site
from store import backups, journal, use_cases, verifying
from store.engine import StoreError
from store.health import health_of
from store.settings import Settings
from store.verifying import Fault
from tests.actions import scenes
from tests.conftest import CAST, NOW
from wording.told import FileError

DEFINITIONS = Definitions()
LATER = NOW + timedelta(days=1)


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(site_dir=tmp_path / "site", anchor_key="une clé d’essai", cookie_secret="secret")


@pytest.fixture
def site(settings, models) -> Iterator[Site]:
    """A site in a file, with three cases."""
    settings.site_dir.mkdir()
    models.copy("sqlite", settings.site_dir)
    made = opened(settings, NOW)
    with made.store.writing() as db:
        for number in range(3):
            scenes.proposed(db, scenes.draft(f"Cas {number}"))
    yield made
    made.store.close()


def opened(settings, now=LATER) -> Site:
    return open_site(settings.site_url, settings=settings, definitions=DEFINITIONS, now=now)


def titles(site) -> list[str]:
    with site.store.reading() as db:
        return sorted(line.title[0].value for line in use_cases.listing(db))


def test_a_backup_is_put_back_and_the_journal_says_so(site, settings, tmp_path):
    saved = saving.back_up(site.store, tmp_path / "copie.sqlite")
    with site.store.writing() as db:
        scenes.proposed(db, scenes.draft("Après la copie"))
        seq, _ = journal.head(db)
    site.store.close()
    back = saving.restore(settings, DEFINITIONS, tmp_path / "copie.sqlite", anchors=[], now=LATER)
    assert (back.seq, back.lost, back.sha256) == (saved.seq, seq - saved.seq, saved.sha256)
    again = opened(settings)
    assert titles(again) == ["Cas 0", "Cas 1", "Cas 2"]
    with again.store.reading() as db:
        [line], _ = journal.lines(db, journal.Filter(act="site.restored"))
        assert (line.seq, journal.head(db)[0]) == (saved.seq + 1, saved.seq + 1)
        assert f'"lost":{seq - saved.seq}' in line.after
    assert verify_journal(again, [])[0] is None
    again.store.close()
    assert sorted(path.name.partition(".before-")[0] for path in settings.site_dir.glob("*.before-*")) == [
        "site.sqlite"
    ]


def test_old_files_beside_the_store_bring_nothing_back(site, settings, tmp_path):
    saving.back_up(site.store, tmp_path / "copie.sqlite")
    site.store.close()
    path = settings.site_dir / "site.sqlite"
    # A writer that died in WAL mode leaves its log behind, with rows that nobody wants any more.
    left = sqlite3.connect(path)
    left.execute("PRAGMA journal_mode=WAL")
    left.execute("CREATE TABLE unwanted (x)")
    left.execute("INSERT INTO unwanted VALUES (1)")
    left.commit()
    logs = {suffix: path.with_name(path.name + suffix).read_bytes() for suffix in ("-wal", "-shm")}
    left.close()
    for suffix, content in logs.items():
        path.with_name(path.name + suffix).write_bytes(content)
    saving.restore(settings, DEFINITIONS, tmp_path / "copie.sqlite", anchors=[], now=LATER)
    again = opened(settings)
    with again.store.reading() as db:
        assert not db.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'unwanted'")).first()
    assert titles(again) == ["Cas 0", "Cas 1", "Cas 2"]
    again.store.close()


def test_a_backup_under_load_is_whole_every_time(site, tmp_path):
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            with site.store.writing() as db:
                scenes.proposed(db, scenes.draft(f"Sous charge {number}"))
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(8):
            saving.back_up(site.store, tmp_path / f"copie{number}.sqlite")
    finally:
        stop.set()
        writer.join()
    for number in range(8):
        copy = saving.open_engines(f"sqlite:///{tmp_path / f'copie{number}.sqlite'}")
        fault, seq = verify_journal(replace(site, store=copy), [])
        with copy.reading() as db:
            cases = use_cases.count(db)
            registered = journal.lines(db, journal.Filter(act="case.registered"))[1]
        copy.close()
        assert fault is None
        assert seq > 0
        assert cases == registered


def spoil_bytes(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4000] = b"\xff" * 4000
    path.write_bytes(bytes(content))
    path.with_name(f"{path.name}.sha256").unlink()


def change_a_row(path):
    with sqlite3.connect(path) as db:
        db.execute("UPDATE use_cases SET sector = 'health'")


def change_a_line(path):
    with sqlite3.connect(path) as db:
        db.execute("DROP TRIGGER IF EXISTS journal_no_update")
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE journal SET actor = 'p-0001' WHERE seq = 2")
    path.with_name(f"{path.name}.sha256").unlink()


def another_program(path):
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE other (x)")
    path.with_name(f"{path.name}.sha256").unlink()


def a_text(path):
    path.write_text("pas une base", encoding="utf-8")
    path.with_name(f"{path.name}.sha256").unlink()


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (spoil_bytes, {"backup.damaged", "backup.unreadable"}),
        (change_a_row, {"backup.changed"}),
        (change_a_line, {"backup.journal"}),
        (another_program, {"backup.unreadable"}),
        (a_text, {"backup.unreadable"}),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_bad_backup_changes_nothing(site, settings, tmp_path, spoil, codes):
    saving.back_up(site.store, tmp_path / "copie.sqlite")
    spoil(tmp_path / "copie.sqlite")
    site.store.close()
    before = (settings.site_dir / "site.sqlite").read_bytes()
    with pytest.raises(StoreError) as refused:
        saving.restore(settings, DEFINITIONS, tmp_path / "copie.sqlite", anchors=[], now=LATER)
    assert refused.value.code in codes
    assert (settings.site_dir / "site.sqlite").read_bytes() == before
    assert {path.name for path in settings.site_dir.iterdir()} == {"site.sqlite", "site.sqlite-turns"}


def test_a_restore_that_fails_midway_leaves_the_site_as_it_was(site, settings, tmp_path, monkeypatch):
    saving.back_up(site.store, tmp_path / "copie.sqlite")
    site.store.close()
    before = (settings.site_dir / "site.sqlite").read_bytes()

    def no_room(*_):
        raise OSError(28, "No space left on device")

    placed = backups.put_in_place
    monkeypatch.setattr(
        backups, "put_in_place", lambda source, to: no_room() if to.name == "site.sqlite" else placed(source, to)
    )
    with pytest.raises(OSError, match="No space"):
        saving.restore(settings, DEFINITIONS, tmp_path / "copie.sqlite", anchors=[], now=LATER)
    assert (settings.site_dir / "site.sqlite").read_bytes() == before


def test_a_site_that_runs_is_not_replaced(site, settings, tmp_path):
    import subprocess
    import sys

    saving.back_up(site.store, tmp_path / "copie.sqlite")
    site.store.close()
    holding = "import sys; held = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    path = str(settings.site_dir / "site.sqlite")
    server = subprocess.Popen(
        [sys.executable, "-c", holding, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout.readline() == "open\n"
    try:
        with pytest.raises(StoreError, match="in_use"):
            saving.restore(settings, DEFINITIONS, tmp_path / "copie.sqlite", anchors=[], now=LATER)
    finally:
        server.communicate("")


def test_a_place_that_is_none_is_named(site, settings, tmp_path):
    for to, code in ((tmp_path / "nowhere" / "copy", "file.no_folder"), (tmp_path, "file.is_folder")):
        with pytest.raises(FileError) as refused:
            saving.back_up(site.store, to)
        assert refused.value.code == code
    for backup, code in ((tmp_path, "file.is_folder"), (tmp_path / "nothing", "file.missing")):
        with pytest.raises(FileError) as refused:
            saving.restore(settings, DEFINITIONS, backup, anchors=[], now=NOW)
        assert refused.value.code == code


def test_a_backup_is_never_written_over_another(site, tmp_path):
    saving.back_up(site.store, tmp_path / "copie.sqlite")
    with pytest.raises(StoreError, match="exists"):
        saving.back_up(site.store, tmp_path / "copie.sqlite")


def test_a_backup_older_than_an_anchor_lacks_its_lines_and_says_why(site, settings, tmp_path):
    saving.back_up(site.store, tmp_path / "copie.sqlite")
    with site.store.writing() as db:
        scenes.proposed(db, scenes.draft("Après la copie"))
    anchor = seal_head(site, tmp_path / "ancres", now=NOW)
    site.store.close()
    saving.restore(settings, DEFINITIONS, tmp_path / "copie.sqlite", anchors=[anchor], now=LATER)
    again = opened(settings)
    missing = verifying.Fault("anchor.lost", anchor.seq)
    assert verify_journal(again, [anchor])[0] == missing
    for number in range(4):  # other lines take the numbers of those that were lost: the fault stays the same
        with again.store.writing() as db:
            scenes.proposed(db, scenes.draft(f"Après la remise {number}"))
    assert verify_journal(again, [anchor])[0] == missing
    with pytest.raises(StoreError) as refused:
        seal_head(again, tmp_path / "ancres", now=LATER)
    assert refused.value.code == "anchor.not_held"
    assert (refused.value.values["why"], refused.value.values["n"]) == ("journal.anchor.lost", anchor.seq)
    assert read_anchor_file(tmp_path / "ancres") == [anchor]
    saving.back_up(again.store, tmp_path / "fresh.sqlite")
    for kept, held in (([anchor], missing), ([seal_head(again, tmp_path / "nouvelles", now=LATER)], None)):
        assert verify_journal(again, kept)[0] == held
    again.store.close()
    with pytest.raises(StoreError) as refused:
        saving.restore(settings, DEFINITIONS, tmp_path / "fresh.sqlite", anchors=[anchor], now=LATER)
    assert (refused.value.code, refused.value.values["why"]) == ("backup.journal", "journal.anchor.lost")
    again = opened(settings)
    found = checking_up.check_up(settings, DEFINITIONS, anchors=[anchor], now=LATER)
    assert any(one.sign is Sign.BAD and one.code.startswith("journal.") for one in found)
    again.store.close()


def test_a_healthy_site_is_said_to_be_healthy(site, settings, tmp_path):
    anchor = seal_head(site, tmp_path / "ancres", now=NOW)
    found = {one.code: one.sign for one in checking_up.check_up(settings, DEFINITIONS, anchors=[anchor], now=LATER)}
    assert Sign.BAD not in found.values()
    assert {"doctor.migrated", "doctor.mode", "doctor.sound", "doctor.journal", "doctor.anchor"} <= set(found)


def test_the_check_up_names_what_is_wrong(site, settings, tmp_path):
    path = settings.site_dir / "site.sqlite"
    path.chmod(0o644)
    bare = Settings(site_dir=settings.site_dir, anchor_key="", cookie_secret="")
    early = NOW - timedelta(days=30)
    codes = {one.code: one.sign for one in checking_up.check_up(bare, DEFINITIONS, anchors=[], now=early)}
    assert codes["doctor.file_mode"] is Sign.LOOK
    assert codes["doctor.clock"] is Sign.BAD
    assert codes["doctor.secret_missing"] is Sign.LOOK
    assert codes["doctor.no_anchor"] is Sign.LOOK


def test_a_site_moves_between_the_engines_with_its_journal(site, empty_url, tmp_path, settings):
    """Into the engine of this run and back into a file: the head is the same, and work goes on there."""
    url = empty_url
    counts = saving.move(site, url)
    assert counts["use_cases"] == 3
    moved = saving.open_engines(url)
    try:
        with site.store.reading() as here, moved.reading() as there:
            assert journal.head(here) == journal.head(there)
        with moved.writing() as db:
            submitting.propose(db, CAST.amina, scenes.draft("Là-bas"), scenes.CRITERIA, now=LATER)
        there_site = replace(site, store=moved)
        assert verify_journal(there_site, [])[0] is None
        assert changed_behind(there_site) == [], "what the lines told here stands there"
        assert health_of(moved).is_guarded
        assert titles(there_site) == ["Cas 0", "Cas 1", "Cas 2", "Là-bas"]
        back = saving.back_up(there_site.store, tmp_path / "retour.sqlite")
        assert back.seq == journal_head(moved)
    finally:
        moved.close()
    with pytest.raises(StoreError, match="exists"):
        saving.move(site, url)


def journal_head(store) -> int:
    with store.reading() as db:
        return journal.head(db)[0]


def forged(site) -> None:
    """A right that nobody gave, written by somebody with the file."""
    with site.store.writing() as db:
        db.execute(text("INSERT INTO account_roles VALUES (:id, 'administrator')"), {"id": CAST.omar.id})


def test_no_later_deed_covers_a_right_that_was_written_behind_the_journal(site):
    forged(site)
    assert changed_behind(site) == ["account_roles"]
    with site.store.writing() as db:
        accounts.add_person(
            db, CAST.hicham, name="Zed", login="zed", password_hash=None, roles=[Role.ANALYST], now=LATER
        )
    assert "account_roles" in changed_behind(site)


def test_a_right_given_on_the_site_stands_as_told(site):
    with site.store.writing() as db:
        person = accounts.add_person(
            db, CAST.hicham, name="Zed", login="zed", password_hash=None, roles=[Role.ANALYST], now=LATER
        )
        accounts.change_person(
            db, CAST.hicham, person.id, roles=[Role.AUDITOR], active=True, expected_version=1, now=LATER
        )
    assert changed_behind(site) == []


def test_a_backup_of_changed_rows_names_them_and_so_does_its_restoration(site, settings, tmp_path):
    forged(site)
    assert saving.back_up(site.store, tmp_path / "copie.sqlite").changed == ("account_roles",)
    site.store.close()
    assert saving.restore(settings, DEFINITIONS, tmp_path / "copie.sqlite", anchors=[], now=LATER).changed == (
        "account_roles",
    )
    again = opened(settings)
    assert changed_behind(again) == ["account_roles"]
    again.store.close()


def test_a_backup_of_a_broken_journal_is_made_and_says_so(site, tmp_path):
    with site.store.writing() as db:
        for (name,) in db.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.execute(text(f"DROP TRIGGER {name}"))
        db.execute(text("UPDATE journal SET subject = 'autre' WHERE seq = 1"))
    saved = saving.back_up(site.store, tmp_path / "copie.sqlite")
    assert saved.fault == Fault("line.altered", 1)


def test_looking_into_a_backup_changes_no_byte_of_it(site, tmp_path):
    saved = saving.back_up(site.store, tmp_path / "copie.sqlite")
    assert backups.digest_of(tmp_path / "copie.sqlite") == saved.sha256
    assert sorted(path.name for path in tmp_path.glob("copie*")) == ["copie.sqlite", "copie.sqlite.sha256"]


def test_a_backup_without_one_of_the_tables_is_refused(site, settings, tmp_path):
    saving.back_up(site.store, tmp_path / "copie.sqlite")
    (tmp_path / "copie.sqlite.sha256").unlink()
    with sqlite3.connect(tmp_path / "copie.sqlite") as file:
        file.execute("DROP TABLE votes")
    site.store.close()
    with pytest.raises(StoreError, match=r"backup\.damaged.*votes"):
        saving.restore(settings, DEFINITIONS, tmp_path / "copie.sqlite", anchors=[], now=LATER)


def test_the_site_is_no_backup_of_itself(site, settings):
    site.store.close()
    with pytest.raises(StoreError, match=r"backup\.is_site"):
        saving.restore(settings, DEFINITIONS, settings.site_dir / "site.sqlite", anchors=[], now=LATER)
    assert titles(opened(settings)) == ["Cas 0", "Cas 1", "Cas 2"]


def test_a_restoration_that_finds_no_room_leaves_nothing_half_written(site, settings, tmp_path, monkeypatch):
    saving.back_up(site.store, tmp_path / "copie.sqlite")
    site.store.close()
    whole = backups.put_in_place

    def full(backup, path):
        if path.name == "site.sqlite":
            monkeypatch.setattr(backups.shutil, "copyfile", no_room)
        whole(backup, path)

    def no_room(_source, to):
        to.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(to))

    monkeypatch.setattr(backups, "put_in_place", full)
    with pytest.raises(OSError, match="No space"):
        saving.restore(settings, DEFINITIONS, tmp_path / "copie.sqlite", anchors=[], now=LATER)
    assert not list(settings.site_dir.glob("*.part"))
    assert titles(opened(settings)) == ["Cas 0", "Cas 1", "Cas 2"]


def test_a_file_without_an_anchor_witnesses_nothing(tmp_path):
    (tmp_path / "ancres.jsonl").touch()
    with pytest.raises(StoreError, match=r"anchor\.none"):
        read_anchor_file(tmp_path / "ancres.jsonl")


def test_the_doctor_tells_what_this_account_cannot_write(site, settings, monkeypatch):
    monkeypatch.setattr(checking_up.os, "access", lambda path, _mode: path.name != "site")
    found = checking_up.check_up(settings, DEFINITIONS, anchors=[], now=LATER)
    assert [one.sign for one in found if one.code == "doctor.read_only"] == [Sign.BAD]
    site.store.close()


def test_a_moved_site_is_readable_by_its_owner_alone(site, tmp_path):
    saving.move(site, f"sqlite:///{tmp_path / 'ailleurs.sqlite'}")
    assert (tmp_path / "ailleurs.sqlite").stat().st_mode & 0o777 == 0o600


def test_the_doctor_tells_that_the_guards_of_the_journal_are_gone(site, settings):
    def told() -> list[Sign]:
        found = checking_up.check_up(settings, DEFINITIONS, anchors=[], now=LATER)
        return [one.sign for one in found if one.code == "doctor.unguarded"]

    assert told() == []
    with site.store.writing() as db:
        db.execute(text("DROP TRIGGER journal_refuses_delete"))
    assert told() == [Sign.BAD]
