"""Pages are made one after the other: threads that compute at once only take the interpreter from each other.

Fifty people on one site had their pages made at the same time, and each took twice the work it takes alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local

PATIENCE = 2.0
"""Seconds that a page waits for its turn before it is made all the same."""

_turn = Lock()
_here = local()


@contextmanager
def in_turn() -> Iterator[None]:
    """A block that runs while no other thread's does, unless patience runs out."""
    if getattr(_here, "is_mine", False):
        yield
        return
    _here.is_mine = _turn.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        _leave()


@contextmanager
def aside() -> Iterator[None]:
    """A block that waits for something else, a file that is read beside the server: the turn is the next one's."""
    was_mine = getattr(_here, "is_mine", False)
    _leave()
    try:
        yield
    finally:
        if was_mine:
            _here.is_mine = _turn.acquire(timeout=PATIENCE)


def _leave() -> None:
    if getattr(_here, "is_mine", False):
        _here.is_mine = False
        _turn.release()
