"""The journal: gapless and chained, closed to change, and what an attacker with the file cannot hide."""
# ruff: noqa: S608 -- the statements of an attacker, made of our own names

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from store import journal, verifying
from store.engine import Store, is_sqlite
from store.journal import Area, Line
from store.verifying import Anchor, Fault
from tests.conftest import NOW

KEY = b"a key that the site keeps elsewhere"
LINES = 40
CUT = 30
"""Where the journal is cut, or rewritten from."""


def write(store: Store, how_many: int) -> None:
    """Write some lines."""
    with store.writing() as db:
        first = journal.head(db)[0] + 1
        for number in range(first, first + how_many):
            journal.append(
                db, at=NOW + timedelta(seconds=number), area=Area.SCORES, actor="p-mehdi", act="score.recorded",
                subject=f"UC-{number:05d}/benefit", reason="Étude.", request_id=f"r{number}", before=[1.0], after=[2.5],
            )  # fmt: skip


def everything(store: Store) -> list[Line]:
    """All lines."""
    with store.reading() as db:
        return list(journal.everything(db, batch=7))


def fault(store: Store, anchors: tuple[Anchor, ...] = ()) -> Fault | None:
    """What the check finds."""
    with store.reading() as db:
        return verifying.verify(db, anchors, KEY)


def anchor(store: Store) -> Anchor:
    """The head, sealed."""
    with store.reading() as db:
        return verifying.take_anchor(db, at=NOW, key=KEY)


@pytest.fixture
def long_store(store):
    """A store with forty lines and one anchor at its head."""
    write(store, LINES - len(everything(store)))
    return store


def test_lines_follow_each_other_without_a_gap_each_holding_the_hash_of_the_one_before(long_store):
    lines = everything(long_store)
    assert [line.seq for line in lines] == list(range(1, LINES + 1))
    assert [line.prev for line in lines] == [journal.GENESIS, *(line.hash for line in lines[:-1])]
    assert all(line.hash == line.expected_hash() for line in lines)
    assert fault(long_store) is None


def test_a_stranger_can_check_a_line_with_the_standard_library(long_store):
    import hashlib
    import json

    line = everything(long_store)[20]
    content = {
        name: getattr(line, name) for name in journal.FIELDS if getattr(line, name) is not None or name != "states"
    }
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(plain.encode()).hexdigest() == line.hash


def test_a_journal_knows_the_last_line_of_each_area(long_store):
    with long_store.reading() as db:
        last = journal.revisions(db)
    assert (last[Area.PEOPLE], last[Area.SCORES], last[Area.PLAN]) == (3, LINES, 0)


COLUMNS = ", ".join((*journal.FIELDS, "hash"))
REFUSED = {
    "change": "UPDATE journal SET reason = 'x' WHERE seq = 5",
    "change of the number": "UPDATE journal SET seq = 500 WHERE seq = 5",
    "removal": "DELETE FROM journal WHERE seq = 5",
    "removal of everything": "DELETE FROM journal",
}
REFUSED_BY_SQLITE = {
    "replacement": f"INSERT OR REPLACE INTO journal ({COLUMNS}) SELECT {COLUMNS} FROM journal WHERE seq = 5",
    "replacement by the unique hash": (
        f"INSERT OR REPLACE INTO journal ({COLUMNS}) SELECT 99, at, area, actor, act, subject, 'x', NULL, before,"
        " after, prev, hash FROM journal WHERE seq = 5"
    ),
    "an upsert": (
        f"INSERT INTO journal ({COLUMNS}) SELECT {COLUMNS} FROM journal WHERE seq = 5"
        " ON CONFLICT (seq) DO UPDATE SET reason = 'x'"
    ),
}
REFUSED_BY_POSTGRESQL = {
    "emptying": "TRUNCATE journal CASCADE",
    "an upsert": (
        f"INSERT INTO journal ({COLUMNS}) SELECT {COLUMNS} FROM journal WHERE seq = 5"
        " ON CONFLICT (seq) DO UPDATE SET reason = 'x'"
    ),
}


def test_the_journal_refuses_change_removal_and_replacement(long_store):
    before = everything(long_store)
    own = REFUSED_BY_SQLITE if is_sqlite(long_store.url) else REFUSED_BY_POSTGRESQL
    for name, statement in (REFUSED | own).items():
        with pytest.raises(DBAPIError), long_store.writing() as db:
            db.execute(text(statement))
        assert everything(long_store) == before, name


def test_which_cases_a_line_touched_cannot_be_changed_either(long_store):
    with long_store.writing() as db:
        db.execute(text("INSERT INTO touched (seq, reference) VALUES (5, 'UC-00001')"))
    for statement in ("DELETE FROM touched", "UPDATE touched SET reference = 'UC-00002'"):
        with pytest.raises(DBAPIError, match="append-only"), long_store.writing() as db:
            db.execute(text(statement))


def test_the_chain_cannot_fork(long_store):
    fork = f"INSERT INTO journal ({COLUMNS}) SELECT 99, at, area, actor, act, subject, reason, NULL, before, after, "
    with pytest.raises(DBAPIError, match=r"(?i)unique"), long_store.writing() as db:
        db.execute(text(fork + "states, prev, hash FROM journal WHERE seq = 5"))


# What somebody does who has the file, or the rights of the database's owner: the guard goes first.


def without_guard(store: Store, attack: Callable[[Connection], None]) -> None:
    """Take the guard away, attack."""
    with store.writer.connect() as connection, connection.begin():
        if is_sqlite(store.url):
            guards = ("journal_refuses_update", "journal_refuses_delete", "journal_refuses_replace")
            for name in (*guards, "touched_refuses_update", "touched_refuses_delete"):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in ("journal", "touched"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        attack(connection)


def run(*statements: str) -> Callable[[Connection], None]:
    def attack(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    return attack


def put(connection: Connection, line: Line) -> None:
    marks = ", ".join(f":{name}" for name in (*journal.FIELDS, "hash"))
    connection.execute(text(f"INSERT INTO journal ({COLUMNS}) VALUES ({marks})"), vars(line))


def taken(connection: Connection, first: int) -> list[Line]:
    """Take all lines from one on out of the journal."""
    rows = connection.execute(text(f"SELECT {COLUMNS} FROM journal WHERE seq >= {first} ORDER BY seq")).all()
    connection.execute(text(f"DELETE FROM journal WHERE seq >= {first}"))
    return [Line(*row) for row in rows]


def put_back_chained(connection: Connection, lines: list[Line], first: int) -> None:
    """Put lines back under new numbers, each with a hash that is right."""
    prev = connection.execute(text(f"SELECT hash FROM journal WHERE seq = {first - 1}")).scalar() or journal.GENESIS
    for seq, line in enumerate(lines, start=first):
        bare = replace(line, seq=seq, prev=prev, hash="")
        sealed = replace(bare, hash=bare.expected_hash())
        put(connection, sealed)
        prev = sealed.hash


def edit_and_fix_own_hash(connection: Connection) -> None:
    row = connection.execute(text(f"SELECT {COLUMNS} FROM journal WHERE seq = 17")).one()
    line = replace(Line(*row), after="[4.0,4.0,4.0]")
    connection.execute(
        text("UPDATE journal SET after = :after, hash = :hash WHERE seq = 17"),
        {"after": line.after, "hash": line.expected_hash()},
    )


def delete_renumber_rehash(connection: Connection) -> None:
    lines = taken(connection, 17)
    put_back_chained(connection, lines[1:], 17)


def rewrite_from(connection: Connection) -> None:
    lines = taken(connection, CUT)
    put_back_chained(connection, [replace(line, actor="p-amina") for line in lines], CUT)


def insert_in_the_middle_rehashed(connection: Connection) -> None:
    lines = taken(connection, 17)
    forged = replace(lines[0], actor="p-salma", act="plan.chosen", request_id=None)
    put_back_chained(connection, [forged, *lines], 17)


def insert_before_the_first(connection: Connection) -> None:
    row = connection.execute(text(f"SELECT {COLUMNS} FROM journal WHERE seq = 2")).one()
    bare = replace(Line(*row), seq=0, prev="f" * 64, request_id=None, hash="")
    put(connection, replace(bare, hash=bare.expected_hash()))


def insert_at_the_end_off_the_chain(connection: Connection) -> None:
    row = connection.execute(text(f"SELECT {COLUMNS} FROM journal WHERE seq = 2")).one()
    bare = replace(Line(*row), seq=LINES + 1, prev="f" * 64, request_id=None, hash="")
    put(connection, replace(bare, hash=bare.expected_hash()))


@dataclass(frozen=True)
class Tamper:
    """One attack, and the fault that the chain alone and the chain with an anchor at the head name."""

    name: str
    attack: Callable[[Connection], None]
    chain: Fault | None
    anchored: Fault


def seen(name: str, attack: Callable[[Connection], None], code: str, seq: int) -> Tamper:
    return Tamper(name, attack, Fault(code, seq), Fault(code, seq))


def seen_with_anchor(name: str, attack: Callable[[Connection], None], code: str, seq: int) -> Tamper:
    return Tamper(name, attack, None, Fault(code, seq))


TAMPERS = [
    seen("a field is edited", run("UPDATE journal SET after = '[4.0]' WHERE seq = 17"), "line.altered", 17),
    seen("the person is edited", run("UPDATE journal SET actor = 'p-amina' WHERE seq = 17"), "line.altered", 17),
    seen("the moment is edited", run("UPDATE journal SET at = '2020-01-01' WHERE seq = 17"), "line.altered", 17),
    seen("the request is edited", run("UPDATE journal SET request_id = NULL WHERE seq = 17"), "line.altered", 17),
    seen("a field is edited and its hash mended", edit_and_fix_own_hash, "line.inserted", 18),
    seen("a line is deleted", run("DELETE FROM journal WHERE seq = 17"), "line.removed", 17),
    seen("the first line is deleted", run("DELETE FROM journal WHERE seq = 1"), "line.removed", 1),
    seen(
        "two lines are swapped",
        run(
            "UPDATE journal SET seq = -1 WHERE seq = 17",
            "UPDATE journal SET seq = 17 WHERE seq = 18",
            "UPDATE journal SET seq = 18 WHERE seq = -1",
        ),
        "line.altered",
        17,
    ),
    seen("a line is put before the first", insert_before_the_first, "line.inserted", 0),
    seen("a line is put at the end, off the chain", insert_at_the_end_off_the_chain, "line.inserted", LINES + 1),
    seen_with_anchor("a line is deleted, the rest renumbered and chained", delete_renumber_rehash, "anchor.cut", LINES),
    seen_with_anchor("the tail is cut", run(f"DELETE FROM journal WHERE seq >= {CUT}"), "anchor.cut", CUT),
    seen_with_anchor("everything from a line on is rewritten", rewrite_from, "anchor.rewritten", LINES),
    seen_with_anchor("a line is put in, the rest chained", insert_in_the_middle_rehashed, "anchor.rewritten", LINES),
    seen_with_anchor("the journal is emptied", run("DELETE FROM journal"), "anchor.cut", 1),
]  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda tamper: tamper.name)
def test_the_check_names_the_first_line_that_is_not_what_it_was(long_store, tamper):
    held = anchor(long_store)
    without_guard(long_store, tamper.attack)
    assert fault(long_store) == tamper.chain
    assert fault(long_store, (held,)) == tamper.anchored


def test_anchors_at_several_places_name_the_first_that_no_longer_holds(store):
    write(store, 10 - len(everything(store)))
    early = anchor(store)
    write(store, CUT)
    middle = anchor(store)
    write(store, 5)
    late = anchor(store)
    assert fault(store, (early, middle, late)) is None
    without_guard(store, rewrite_from)
    assert fault(store) is None
    assert fault(store, (early,)) is None
    assert fault(store, (early, middle, late)) == Fault("anchor.rewritten", middle.seq)


def test_a_later_anchor_of_the_same_line_hides_no_earlier_one(store):
    write(store, CUT + 5 - len(everything(store)))
    early = anchor(store)
    without_guard(store, rewrite_from)
    late = anchor(store)
    assert late.seq == early.seq
    assert fault(store, (late,)) is None
    for order in ((early, late), (late, early)):
        assert fault(store, order) == Fault("anchor.rewritten", early.seq)


def test_an_anchor_that_was_not_sealed_with_the_key_is_itself_the_fault(long_store):
    held = anchor(long_store)
    for forged in (
        replace(held, hash="0" * 64),
        replace(held, seq=3),
        replace(held, at="2020-01-01T00:00:00+00:00"),
        replace(held, mac=""),
    ):
        assert fault(long_store, (held, forged)) == Fault("anchor.forged", forged.seq)
    with long_store.reading() as db:
        assert verifying.verify(db, (held,), b"another key") == Fault("anchor.forged", held.seq)


def test_what_is_written_after_an_anchor_is_nobodys_fault(long_store):
    held = anchor(long_store)
    write(long_store, 3)
    assert fault(long_store, (held,)) is None


def test_an_empty_journal_can_be_anchored_too(store):
    without_guard(store, run("DELETE FROM touched", "DELETE FROM journal"))
    held = anchor(store)
    assert (held.seq, held.hash) == (0, journal.GENESIS)
    assert fault(store, (held,)) is None


def test_a_line_forged_at_the_head_is_only_pinned_by_what_was_witnessed_before(long_store):
    """The known limit: whoever holds the file may add; an anchor taken earlier shows from where on to doubt."""
    held = anchor(long_store)

    def forge(connection: Connection) -> None:
        last = Line(*connection.execute(text(f"SELECT {COLUMNS} FROM journal WHERE seq = {LINES}")).one())
        put_back_chained(connection, [replace(last, actor="p-salma", request_id=None)], LINES + 1)

    without_guard(long_store, forge)
    assert fault(long_store, (held,)) is None
    with long_store.reading() as db:
        assert journal.head(db)[0] == held.seq + 1


def test_anchors_are_read_back_as_they_were_written(long_store):
    from dataclasses import asdict

    from usecases.fingerprint import canonical_json

    held = anchor(long_store)
    assert verifying.read_anchors(canonical_json(asdict(held)) + "\n\n") == [held]
    for wrong in ("not an anchor", '{"seq": 1}', "[1]"):
        with pytest.raises(ValueError):  # noqa: PT011 -- json's own and ours
            verifying.read_anchors(wrong)


def test_the_filters_of_the_journal_find_what_they_name(long_store):
    with long_store.writing() as db:
        journal.append(
            db, at=NOW + timedelta(days=2), area=Area.PLAN, actor="p-salma", act="plan.chosen", subject="UC-00007",
            touched=["UC-00007", "UC-00008"],
        )  # fmt: skip
    with long_store.reading() as db:
        for wanted in (
            journal.Filter(actor="p-salma"),
            journal.Filter(reference="UC-00008"),
            journal.Filter(act="plan.chosen"),
            journal.Filter(since=(NOW + timedelta(days=1)).isoformat()),
        ):
            lines, total = journal.lines(db, wanted)
            assert (total, [line.seq for line in lines]) == (1, [LINES + 1])
        _, before = journal.lines(db, journal.Filter(until=(NOW + timedelta(days=1)).isoformat()))
        page, every = journal.lines(db, journal.Filter(), offset=0, limit=5)
    assert before == LINES
    assert (every, [line.seq for line in page]) == (LINES + 1, list(range(LINES + 1, LINES - 4, -1)))
