"""Rows without the detour over objects: a few by their table, many by the driver itself, in the same transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import DeclarativeBase, Session


def insert_values(db: Session, row: type[DeclarativeBase], values: Mapping[str, Any] | list[dict[str, Any]]) -> None:
    """Insert one row or a few by column names; the ORM takes more than twice as long for the same statement."""
    db.execute(insert(row.__table__), values)  # type: ignore[arg-type]


def copy_rows(
    db: Session, row: type[DeclarativeBase], where: Mapping[str, Any], changed: Mapping[str, Any],
    *, without: Collection[str] = (),
) -> None:  # fmt: skip
    """Copy the rows that hold these values, with other ones in some columns; save those about some questions."""
    columns = row.__table__.c
    query = select(*columns).where(*(columns[name] == value for name, value in where.items()))
    copies = [dict(one) | dict(changed) for one in db.execute(query).mappings() if one.get("question") not in without]
    if copies:
        insert_values(db, row, copies)


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
