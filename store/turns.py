"""Whose turn it is to write, among processes that share nothing but the store's folder.

SQLite gives its one writer's lock to whoever asks at the right moment: a process that has just written asks again
first, and in a crowd somebody else waits for ever. So one alone is next, by a lock on a file beside the store that the
system itself lets go of when a process ends; only who is next asks SQLite, and who comes later waits to be next.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # no such locks there: turns are taken by chance
    fcntl = None  # type: ignore[assignment]

FIRST_PAUSE, LEAST_PAUSE, PATIENCE = 0.04, 0.001, 0.5
"""Seconds between two looks of one that has just come; at least; and after which one looks twice as often."""
NEXT_PAUSE = 0.002
"""Seconds between two looks of the one that is next."""


def pause(waited: float) -> float:
    """Seconds until one looks again, after those it has waited.

    Who has waited twice as long looks about four times as often: so turns come nearly in the order of coming, and no
    list has to be kept that a killed process would leave wrong.
    """
    return max(LEAST_PAUSE, FIRST_PAUSE / (1 + (waited / PATIENCE) ** 2))


class Turns:
    """The turns at one store."""

    def __init__(self, store: Path) -> None:
        self._file = store.with_name(f"{store.name}-turns")

    def take(self, begin: Callable[[], bool], *, within: float) -> bool:
        """Begin, when it is one's turn; False where that has not come within so many seconds.

        Parameters
        ----------
        begin : callable
            Tries without waiting, and tells whether it has begun; it is tried once at least.
        """
        came = time.monotonic()
        with self._opened() as file:
            is_next = _is_next(file)
            while not (is_next and begin()):
                waited = time.monotonic() - came
                if waited > within:
                    return not is_next and begin()
                time.sleep(NEXT_PAUSE if is_next and file is not None else pause(waited))
                is_next = is_next or _is_next(file)
        return True

    @contextmanager
    def _opened(self) -> Iterator[int | None]:
        """The file; None where there are no such locks, or none can be made there. Closing it lets the next one on."""
        try:
            file = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600) if fcntl else None
        except OSError:
            file = None
        try:
            yield file
        finally:
            if file is not None:
                os.close(file)


def _is_next(file: int | None) -> bool:
    """Whether nobody else is next; without such locks everybody is."""
    if file is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
