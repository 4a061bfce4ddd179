"""Whatever is done, the journal tells how things stand; whatever is changed behind its back, it shows."""
# ruff: noqa: S311, S608 -- chance that can be repeated; statements of somebody with the file, made of our own names

import random
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import JSON, Boolean, Column, Float, Integer, LargeBinary, Table, make_url, text

from actions import importing
from actions.keeping import upgrade_site
from store import Session, journal, schema, standing, use_cases, verifying
from store.engine import open_engines
from store.every_table import METADATA
from store.journal import Area
from store.tables import Instant
from tests.actions import scenes
from tests.actions.deeds import DEEDS
from tests.actions.furnished import furnish
from tests.conftest import CAST, NOW
from usecases.intake.report import Corrections
from usecases.use_case import Role
from wording.refusing import CodedError

TOLD = sorted(set(METADATA.tables) - standing.UNTOLD)
FLEETING = {"failures", "locked_until"}


@pytest.fixture
def place(models, tmp_path) -> Path:
    """A site with something in every table that the journal tells of."""
    return Path(str(make_url(models.copy("sqlite", tmp_path, name="every_deed", fill=filled)).database))


def filled(store) -> None:
    furnish(store)
    everything_done(store, random.Random(1))
    with store.writing() as db:
        report = scenes.report(scenes.sheet(("Lire", "Ministère de la santé", "Un résumé.", "prototype")), "autre.csv")
        importing.accept(
            db, CAST.amina, report, scenes.DEFINITIONS, role=Role.CANDIDATE, admit=False, now=NOW,
            settled=Corrections(vocabulary={"stage": {"prototype": "pilot"}}),
        )  # fmt: skip
        scenes.chosen(db)
    with store.writing() as db:  # scenes write into some rows themselves
        journal.append(
            db, at=NOW, area=Area.PEOPLE, actor=CAST.terminal.id, act="site.upgraded", subject="site", tells=Area,
            touched=[one.reference for one in use_cases.listing(db)],
        )  # fmt: skip


def everything_done(store, chance: random.Random) -> list[str]:
    """Every deed once, one after the other on the same site, in an order of chance; a few are refused after others."""
    names, done = sorted(DEEDS), []
    chance.shuffle(names)
    for number, name in enumerate(names):
        with suppress(CodedError), store.writing() as db:
            DEEDS[name](db)(f"deed-{number}")
            done.append(name)
    assert len(done) > 0.9 * len(names), set(names) - set(done)
    return done


@pytest.mark.parametrize("seed", range(3))
def test_after_every_deed_in_any_order_all_stands_as_the_journal_tells(store, seed):
    done = everything_done(store, random.Random(seed))
    with store.reading() as db:
        assert verifying.verify(db) is None
        assert verifying.changed_behind(db) == [], done


def changed(place: Path) -> list[str]:
    store = open_engines(f"sqlite:///{place}")
    try:
        with store.reading() as db:
            return verifying.changed_behind(db)
    finally:
        store.close()


def test_every_table_is_told_of_or_said_not_to_be():
    beside = {name for names in standing.BESIDE.values() for name in names}
    assert set(TOLD) >= beside
    assert {
        name for name in TOLD if not {"use_case_id", "review_id"} & set(METADATA.tables[name].c.keys())
    } == beside | {"use_cases"}


def other(column: Column) -> str:
    """An expression that is not what the column holds."""
    name = column.name
    match column.type:
        case Boolean():
            return f"1 - coalesce({name}, 0)"
        case JSON():
            return "'[[\"changed\"]]'"
        case Instant():
            return "'2001-02-03 04:05:06.000000'"
        case Integer() | Float():
            return f"coalesce({name}, 0) + 7"
    return f"coalesce({name}, '') || 'x'"


def columns(table: Table) -> list[Column]:
    """All but numbers of rows that others point to: a row that points nowhere is another fault."""
    return [
        one for one in table.c
        if not isinstance(one.type, LargeBinary) and one.name not in FLEETING and not one.primary_key
        and one.name not in {"use_case_id", "review_id"}
    ]  # fmt: skip


def attacks(name: str) -> list[str]:
    """The first row of a table with each of its columns changed, and without it."""
    keys = ", ".join(one.name for one in METADATA.tables[name].primary_key)
    first = f"({keys}) = (SELECT {keys} FROM {name} ORDER BY {keys} LIMIT 1)"
    cells = [f"UPDATE {name} SET {one.name} = {other(one)}" for one in columns(METADATA.tables[name])]
    return [f"{statement} WHERE {first}" for statement in (*cells, f"DELETE FROM {name}")]


def test_any_cell_that_is_changed_and_any_row_that_is_taken_shows(place):
    store = open_engines(f"sqlite:///{place}")
    with store.writer.connect() as connection:
        driver = connection.connection.driver_connection
        for switch in ("foreign_keys=OFF", "ignore_check_constraints=ON"):
            driver.execute(f"PRAGMA {switch}")
        with Session(connection) as db:
            assert verifying.changed_behind(db) == []
            before = standing.everything(db)
            for statement in (one for name in TOLD for one in attacks(name)):
                with db.begin_nested() as attack:
                    assert db.execute(text(statement)).rowcount == 1, statement
                    assert standing.everything(db) != before, statement
                    attack.rollback()
            assert standing.everything(db) == before
    store.close()


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("UPDATE use_cases SET created_at = 'never' WHERE reference = 'UC-00002'", "UC-00002"),
        ("UPDATE use_cases SET title = '[' WHERE reference = 'UC-00002'", "UC-00002"),
        ("UPDATE weightings SET at = 'never'", "weightings"),
    ],
)
def test_what_no_value_can_be_shows_by_its_case(place, statement, shown):
    with closing(sqlite3.connect(place, isolation_level=None)) as db:
        db.execute(statement)
    assert changed(place) == [shown]


def test_a_row_put_in_behind_the_journal_shows(place):
    with closing(sqlite3.connect(place, isolation_level=None)) as db:
        db.execute("INSERT INTO account_roles (account_id, role) VALUES ('p-omar', 'administrator')")
    assert changed(place) == ["account_roles"]


def test_a_store_of_an_older_version_is_told_of_once_it_is_upgraded(models, tmp_path):
    url = models.copy("sqlite", tmp_path)
    place = Path(str(make_url(url).database))
    store = open_engines(url)
    furnish(store)
    schema.migrate(store, "0010", direction="down")
    store.close()
    upgrade_site(url, now=NOW)
    assert changed(place) == []
    with closing(sqlite3.connect(place, isolation_level=None)) as db:
        db.execute("UPDATE use_cases SET sector = 'changed' WHERE reference = 'UC-00001'")
    assert changed(place) == ["UC-00001"]
