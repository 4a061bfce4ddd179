"""Whose turn it is to write, among processes that share nothing but the store's folder.

SQLite gives its one writer's lock to whoever asks at the right moment: a process that has just written asks again
first, and in a crowd somebody else waits for ever. So whoever waits says so, by a lock on a file beside the store that
the system itself lets go of when a process ends; who comes later sees it and does not push in.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # no such locks there: turns are taken by chance
    fcntl = None  # type: ignore[assignment]

FIRST_PAUSE, LEAST_PAUSE, EAGER_AFTER = 0.05, 0.004, 2.0
"""Seconds between two looks of a writer that has just come, and of one that has waited ``EAGER_AFTER``."""


def pause(waited: float) -> float:
    """Seconds until a writer looks again, after those it has waited: who has waited longest looks most often."""
    return max(LEAST_PAUSE, FIRST_PAUSE * (1 - waited / EAGER_AFTER))


class Turns:
    """The turns at one store."""

    def __init__(self, store: Path) -> None:
        self._file = store.with_name(f"{store.name}-turns")

    def take(self, begin: Callable[[], bool], *, within: float) -> bool:
        """Begin, when it is one's turn; False where that has not come within so many seconds.

        Parameters
        ----------
        begin : callable
            Tries without waiting, and tells whether it has begun.
        """
        if not self._is_waited_for() and begin():
            return True
        came = time.monotonic()
        with self._waiting():
            while (waited := time.monotonic() - came) < within:
                time.sleep(pause(waited))
                if begin():
                    return True
        return False

    def _is_waited_for(self) -> bool:
        with self._opened() as file:
            if file is None:
                return False
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        with self._opened() as file:
            if file is not None:
                with suppress(OSError):
                    fcntl.flock(file, fcntl.LOCK_SH)
            yield

    @contextmanager
    def _opened(self) -> Iterator[int | None]:
        """The file; None where there are no such locks, or none can be made there. Closing it lets go of them."""
        try:
            file = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600) if fcntl else None
        except OSError:
            file = None
        try:
            yield file
        finally:
            if file is not None:
                os.close(file)
