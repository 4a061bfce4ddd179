"""The clock of a review: the days it has taken, those not counted in which the administration was asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

Wait = tuple[datetime, datetime | None]
"""From when to when the administration was waited for; None: it still is."""


@dataclass(frozen=True)
class Clock:
    """How long a review has taken."""

    days: int
    """Whole days that count."""
    limit: int | None
    """Days after which it is late; None: never."""
    stopped: bool
    """Whether the administration is waited for at this moment."""

    @property
    def is_late(self) -> bool:
        """Whether it has taken longer than its depth allows."""
        return self.limit is not None and self.days > self.limit


def clock_of(opened_at: datetime, until: datetime, waits: Iterable[Wait], limit: int | None) -> Clock:
    """The clock at a moment; waits that overlap stop it once, and what lies outside the review not at all."""
    waited, last, stopped = timedelta(0), opened_at, False
    for start, end in sorted(waits, key=lambda one: one[0]):
        stopped = stopped or (end is None and start <= until)
        begins, ends = max(start, last), min(end or until, until)
        if ends > begins:
            waited += ends - begins
            last = ends
    return Clock(max(0, (until - opened_at - waited).days), limit, stopped)
