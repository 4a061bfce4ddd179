"""Instants: always aware, always UTC inside; a screen shows them in Africa/Casablanca."""

from calendar import monthrange
from datetime import UTC, date, datetime


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


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of that month where it has no such day.

    >>> months_after(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
