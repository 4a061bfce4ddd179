"""Instants: always aware, always UTC inside; a screen shows them in Africa/Casablanca."""

from datetime import UTC, datetime


def as_utc(value: datetime, *, naive_is_utc: bool = False) -> datetime:
    """The same instant in UTC.

    Raises
    ------
    ValueError
        If the instant has no zone and ``naive_is_utc`` is not set.
    """
    if value.tzinfo is None:
        if not naive_is_utc:
            raise ValueError("an instant needs its zone")
        return value.replace(tzinfo=UTC)
    return value.astimezone(UTC)
