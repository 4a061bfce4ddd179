"""The schema's steps: up, down, up on each engine; what fails on the way leaves nothing behind."""

import os
import sqlite3
from itertools import count, pairwise
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, inspect, make_url, text

from actions.site import open_site
from store import schema
from store.engine import Store, StoreError, open_engines
from store.every_table import METADATA
from tests.actions import scenes
from tests.actions.furnished import furnish
from tests.conftest import NOW, bare_settings

FAILING = '''
"""A step that fails half way."""
import sqlalchemy as sa
from alembic import op
revision = "0002_try"
down_revision = "{after}"
branch_labels = depends_on = None

def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO half (id) VALUES (1)")
    op.execute("UPDATE site SET value = 'lost' WHERE key = 'kind'")
    with op.batch_alter_table("weightings") as batch:
        batch.add_column(sa.Column("half", sa.Integer))
    op.execute("INSERT INTO nowhere VALUES (1)")

def downgrade():
    pass
'''


def told(store: Store) -> dict[str, tuple[list[str], list[str]]]:
    """Tables with their columns, and their triggers and indexes by name."""
    with store.reader.connect() as connection:
        inspector = inspect(connection)
        return {
            name: (
                sorted(f"{one['name']} {one['type']} {one['nullable']}" for one in inspector.get_columns(name)),
                sorted(str(one["name"]) for one in inspector.get_indexes(name)),
            )
            for name in inspector.get_table_names()
            if name != "alembic_version"
        }


@pytest.fixture
def empty(empty_url):
    opened = open_engines(empty_url)
    yield opened
    opened.close()


def test_up_down_up_gives_the_same_tables(empty):
    assert schema.current(empty) is None
    schema.migrate(empty)
    first = told(empty)
    assert set(first) == set(METADATA.tables)
    schema.migrate(empty, "base", direction="down")
    assert told(empty) == {}
    assert schema.current(empty) is None
    schema.migrate(empty)
    assert told(empty) == first
    assert schema.current(empty) == schema.latest()


def test_going_up_twice_changes_nothing(store):
    before = told(store)
    schema.migrate(store)
    assert told(store) == before


def test_models_and_migrations_agree(store):
    with store.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def with_failing_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, after: str | None) -> None:
    """Put a step that fails behind the present ones."""
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "0002_try.py").write_text(FAILING.format(after=after), encoding="utf-8")
    shipped = schema.config()

    def config() -> Config:
        settings = Config()
        folder = shipped.get_main_option("script_location")
        settings.set_main_option("script_location", str(folder))
        settings.set_main_option("path_separator", "newline")
        settings.set_main_option("version_locations", f"{folder}/versions\n{versions}")
        return settings

    monkeypatch.setattr(schema, "config", config)


def test_a_step_that_fails_leaves_the_store_as_it_was(store, tmp_path, monkeypatch):
    with store.writing() as db:
        reference = scenes.admitted(db)
    before, step, lines = told(store), schema.current(store), scenes.journal_rows(store)
    with_failing_step(tmp_path, monkeypatch, after=step)
    assert schema.latest() == "0002_try"
    with pytest.raises(Exception, match="nowhere"):
        schema.migrate(store)
    assert told(store) == before
    assert schema.current(store) == step
    with store.reading() as db:
        assert scenes.case(db, reference).status == "admitted"
        assert db.execute(text("SELECT value FROM site WHERE key = 'kind'")).scalar() == "real"
    assert scenes.journal_rows(store) == lines


def test_a_first_making_that_fails_leaves_an_empty_place(empty, tmp_path, monkeypatch):
    with_failing_step(tmp_path, monkeypatch, after=schema.latest())
    with pytest.raises(Exception, match="nowhere"):
        schema.migrate(empty)
    assert told(empty) == {}
    assert schema.current(empty) is None


def test_after_a_move_references_are_watched_again(store):
    schema.migrate(store)
    with pytest.raises(Exception, match=r"(?i)foreign key"), store.writing() as db:
        db.execute(text("INSERT INTO account_roles (account_id, role) VALUES ('p-nobody', 'analyst')"))


def test_a_store_of_a_newer_version_of_the_software_is_not_opened(store, store_url, definitions, tmp_path):
    with store.writer.connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError) as refused:
        open_site(store_url, settings=bare_settings(tmp_path), definitions=definitions, now=NOW)
    assert (refused.value.code, refused.value.values) == ("store.newer", {"step": "9999"})


def test_a_store_of_an_older_version_says_that_it_must_be_upgraded(
    store, store_url, definitions, tmp_path, monkeypatch
):
    step = schema.current(store)
    with_failing_step(tmp_path, monkeypatch, after=step)
    with pytest.raises(StoreError) as refused:
        open_site(store_url, settings=bare_settings(tmp_path), definitions=definitions, now=NOW)
    assert (refused.value.code, refused.value.values) == ("store.outdated", {"step": step})


STEPS = [one.revision for one in ScriptDirectory.from_config(schema.config()).walk_revisions()][::-1]


def everything(place: Path) -> list[str]:
    """Every table, trigger and row of a SQLite file, as statements."""
    with sqlite3.connect(place) as db:
        return list(db.iterdump())


def is_killed(url: str, step: str, nth: int) -> bool:
    """Whether a process that moves the schema met its death before its nth statement."""
    child = os.fork()
    if child == 0:
        moving = open_engines(url)
        statements = count(1)

        def die(*_: object) -> None:
            if next(statements) == nth:
                os._exit(9)

        event.listen(moving.writer, "before_cursor_execute", die)
        schema.migrate(moving, step)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, 9}
    return code == 9


@pytest.mark.parametrize(("before", "step"), list(pairwise(STEPS)))
def test_a_move_that_is_killed_at_any_statement_changes_no_row(models, tmp_path, before, step):
    url = models.copy("sqlite", tmp_path)
    place = Path(str(make_url(url).database))
    store = open_engines(url)
    furnish(store)
    schema.migrate(store, before, direction="down")
    store.close()
    was, killed = everything(place), 0
    while is_killed(url, step, killed + 1):
        killed += 1
        assert everything(place) == was, f"statement {killed}"
    assert killed > 3
    assert everything(place) != was
