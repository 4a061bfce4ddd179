"""Rows without the detour over objects: a few by their table, many by the driver itself, in the same transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import DeclarativeBase, Session


def insert_values(db: Session, row: type[DeclarativeBase], values: Mapping[str, Any] | list[dict[str, Any]]) -> None:
    """Insert one row or a few by column names; the ORM takes more than twice as long for the same statement."""
    db.execute(insert(row.__table__), values)  # type: ignore[arg-type]


def insert_rows(db: Session, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert tuples that follow the order of the columns; the values must already be what the driver takes."""
    connection = db.connection()
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 -- an open connection has its driver's
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        driver.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608 -- our own names
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
