"""The schema's steps: where the store stands, and moving it; all steps of one move stay or none."""

from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from store.engine import Store, StoreError, is_sqlite
from store.settings import ROOT


def config() -> Config:
    """Alembic's configuration; there is no ini file, the store gives the connection."""
    settings = Config()
    settings.set_main_option("script_location", str(ROOT / "store" / "migrations"))
    settings.set_main_option("path_separator", "os")
    return settings


def latest() -> str:
    """The newest step known to this version of the software."""
    newest = ScriptDirectory.from_config(config()).get_current_head()
    assert newest is not None  # noqa: S101 -- the first migration is part of the project
    return newest


def current(store: Store) -> str | None:
    """The step at which a store stands; None when it is empty. StoreError when it does not answer or is none."""
    try:
        with store.reader.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        code = "store.unreadable" if is_sqlite(store.url) else "store.unreachable"
        raise StoreError(code, place=store.url.render_as_string(hide_password=True)) from error


def knows(step: str) -> bool:
    """Whether this version of the software knows a step; a newer one may have made it."""
    return any(one.revision == step for one in ScriptDirectory.from_config(config()).walk_revisions())


def migrate(store: Store, target: str = "head", *, direction: Literal["up", "down"] = "up") -> None:
    """Move the schema; on failure everything is as it was."""
    settings = config()
    with store.writer.connect() as connection:
        if is_sqlite(store.url):
            # A table is rebuilt by copy, drop and rename: references must not be followed meanwhile,
            # and this switch only works outside a transaction.
            driver = connection.connection.driver_connection
            assert driver is not None  # noqa: S101 -- an open connection has its driver's
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                settings.attributes["connection"] = connection
                move = command.upgrade if direction == "up" else command.downgrade
                move(settings, target)
        finally:
            connection.invalidate()
