"""Opening the store: which journal mode, what readers may do, and that writers lose nothing."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, OperationalError

from store import engine, site, use_cases
from store.engine import Store, StoreError, journal_mode, open_engines, store_exists
from store.tables import SiteRow
from tests.actions import scenes
from usecases.use_case import Stage

SAFE, WAL = ("DELETE", "EXTRA"), ("WAL", "FULL")


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ((3, 7, 0), SAFE),
        ((3, 40, 1), SAFE),
        ((3, 44, 5), SAFE),
        ((3, 44, 6), WAL),
        ((3, 45, 0), SAFE),
        ((3, 50, 6), SAFE),
        ((3, 50, 7), WAL),
        ((3, 51, 2), SAFE),
        ((3, 51, 3), WAL),
        ((3, 52, 0), WAL),
        ((3, 53, 0), WAL),
        ((4, 0, 0), WAL),
    ],
)
def test_a_release_with_the_reset_fault_never_gets_a_write_ahead_log(version, expected, monkeypatch):
    monkeypatch.setattr(engine, "_mounts", lambda: [("/", "ext4")])
    assert journal_mode(version, Path("/srv/site.sqlite")) == expected


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "gpfs", "lustre", "glusterfs", "fuse.sshfs"])
def test_a_file_shared_between_machines_never_gets_a_write_ahead_log(kind, monkeypatch):
    monkeypatch.setattr(engine, "_mounts", lambda: [("/", "ext4"), ("/srv/shared", kind)])
    assert journal_mode((3, 53, 0), Path("/srv/shared/site/site.sqlite")) == SAFE
    assert journal_mode((3, 53, 0), Path("/srv/local.sqlite")) == WAL
    # A neighbour whose name only begins alike is not on the shared disk.
    assert journal_mode((3, 53, 0), Path("/srv/shared-not/site.sqlite")) == WAL


def test_the_innermost_mount_decides(monkeypatch):
    monkeypatch.setattr(engine, "_mounts", lambda: [("/data", "nfs4"), ("/data/disk", "ext4"), ("/", "ext4")])
    assert journal_mode((3, 53, 0), Path("/data/disk/site.sqlite")) == WAL
    assert journal_mode((3, 53, 0), Path("/data/site.sqlite")) == SAFE


def test_the_real_mount_table_is_read():
    mounts = engine._mounts()
    if not Path("/proc/mounts").exists():
        pytest.skip("this system has no /proc/mounts")
    assert any(point == "/" for point, _kind in mounts)


def test_every_connection_has_the_settings_that_lose_nothing(tmp_path):
    store = open_engines(f"sqlite:///{tmp_path / 'a' / 'site.sqlite'}")
    mode, synchronous = journal_mode(sqlite3.sqlite_version_info, tmp_path)
    for one, query_only in ((store.reader, 1), (store.writer, 0)):
        with one.connect() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "query_only")
            }
        assert found["journal_mode"] == mode.lower()
        assert found["synchronous"] == {"FULL": 2, "EXTRA": 3}[synchronous]
        assert (found["foreign_keys"], found["recursive_triggers"], found["query_only"]) == (1, 1, query_only)
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE site SET value = 'demonstration' WHERE key = 'kind'",
        "DELETE FROM accounts",
        "INSERT INTO site VALUES ('a', 'b')",
        "DROP TABLE journal",
        "CREATE TABLE mine (a INTEGER)",
    ],
)
def test_a_reader_can_change_nothing(store, statement):
    with pytest.raises(DBAPIError), store.reading() as db:
        db.execute(text(statement))
    with store.reading() as db:
        assert site.kind(db) == "real"


def test_a_reader_sees_one_moment(store):
    with store.writing() as db:
        scenes.proposed(db)
    with store.reading() as early:
        assert use_cases.count(early) == 1
        if engine.is_sqlite(store.url) and _mode(store) == "delete":
            return  # with a rollback journal the writer simply waits for the reader
        with store.writing() as db:
            scenes.proposed(db)
        assert use_cases.count(early) == 1


def _mode(store: Store) -> str:
    with store.reader.connect() as connection:
        return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())


def test_two_hundred_increments_by_ten_writers_are_two_hundred(store_url, store):
    writers, times = 10, 20

    def write(_writer: int) -> list[int]:
        mine = open_engines(store_url)
        taken = []
        for _ in range(times):
            with mine.writing() as db:
                taken.append(site.next_numbers(db, "increments", 1))
        mine.close()
        return taken

    with ThreadPoolExecutor(writers) as pool:
        taken = [number for numbers in pool.map(write, range(writers)) for number in numbers]
    assert sorted(taken) == list(range(1, writers * times + 1))


def test_people_who_write_at_once_all_get_their_own_line_of_the_journal(store_url, store):
    def propose(writer: int) -> list[str]:
        mine = open_engines(store_url)
        given = []
        for turn in range(5):
            with mine.writing() as db:
                given.append(scenes.proposed(db, scenes.draft(f"Cas {writer} {turn}")))
        mine.close()
        return given

    before = scenes.journal_rows(store)
    with ThreadPoolExecutor(6) as pool:
        given = [reference for references in pool.map(propose, range(6)) for reference in references]
    assert len(set(given)) == 30
    assert scenes.journal_rows(store) == before + 30


def test_what_fails_in_the_middle_leaves_no_trace(store):
    with pytest.raises(RuntimeError, match="power"), store.writing() as db:  # noqa: PT012 -- the failure comes last
        db.execute(update(SiteRow).where(SiteRow.key == "kind").values(value="demonstration"))
        scenes.proposed(db)
        raise RuntimeError("power")
    with store.reading() as db:
        assert site.kind(db) == "real"
        assert use_cases.count(db) == 0


def test_a_reference_is_never_used_again_even_when_its_case_was_not_kept(store):
    with store.writing() as db:
        first = scenes.proposed(db, scenes.in_stage(Stage.IDEA))
    with store.writing() as db:
        db.execute(text("DELETE FROM use_cases WHERE reference = :reference"), {"reference": first})
    with store.writing() as db:
        second = scenes.proposed(db, scenes.in_stage(Stage.IDEA))
    assert (first, second) == ("UC-00001", "UC-00002")


def test_a_dangling_reference_is_refused(store):
    with pytest.raises(DBAPIError), store.writing() as db:
        db.execute(text("INSERT INTO account_roles (account_id, role) VALUES ('p-nobody', 'analyst')"))


def test_a_store_that_is_not_there_is_not_made_by_looking(tmp_path):
    assert not store_exists(f"sqlite:///{tmp_path / 'site.sqlite'}")
    assert list(tmp_path.iterdir()) == []


def test_a_writer_gets_its_turn_when_the_other_ends_and_is_refused_when_it_does_not(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 300)
    path = tmp_path / "site.sqlite"
    store = open_engines(f"sqlite:///{path}")
    with store.writing() as db:
        db.execute(text("CREATE TABLE deeds (name TEXT)"))
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"store\.busy"):
        _write_one(store)
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(_write_one, store)
        other.execute("COMMIT")
        waiting.result()
    with store.reading() as db:
        assert db.execute(text("SELECT count(*) FROM deeds")).scalar() == 1
    with store.writing() as db:
        assert db.execute(text("PRAGMA busy_timeout")).scalar() == 300


@pytest.mark.parametrize(
    ("pragma", "code"),
    [("max_page_count = 1", "store.full"), ("query_only = ON", "store.read_only")],
    ids=["no room", "not to be written"],
)
def test_a_refusal_of_the_disk_has_a_name_and_nothing_is_saved(tmp_path, pragma, code):
    store = open_engines(f"sqlite:///{tmp_path / 'site.sqlite'}")
    with store.writing() as db:
        db.execute(text("CREATE TABLE deeds (name TEXT)"))
    with pytest.raises(StoreError, match=code), store.writing() as db:  # noqa: PT012 -- the last line fails
        db.execute(text(f"PRAGMA {pragma}"))
        db.execute(text("INSERT INTO deeds SELECT hex(randomblob(9000)) FROM (VALUES (1), (2), (3), (4))"))
    store.close()
    with store.reading() as db:
        assert db.execute(text("SELECT count(*) FROM deeds")).scalar() == 0


def test_after_an_error_of_the_disk_nobody_says_what_is_not_known(tmp_path, monkeypatch):
    """A sync that fails may leave the change in place: it is neither saved for certain nor not."""
    store = open_engines(f"sqlite:///{tmp_path / 'site.sqlite'}")
    with store.writing() as db:
        db.execute(text("CREATE TABLE deeds (name TEXT)"))
    failed = sqlite3.OperationalError("disk I/O error")
    failed.sqlite_errorcode = sqlite3.SQLITE_IOERR | 4 << 8
    with pytest.raises(StoreError, match=r"store\.unsure"), store.writing():
        raise OperationalError("COMMIT", None, failed)


def _write_one(store: Store) -> None:
    with store.writing() as db:
        db.execute(text("INSERT INTO deeds VALUES ('one')"))
