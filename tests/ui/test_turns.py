"""One page at a time, and nobody waits for one that waits for something else."""

from contextlib import ExitStack
from threading import Event, Thread

import pytest

from ui import turns
from ui.turns import aside, in_turn


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 20.0)


class Page:
    """A page in a thread of its own: it begins, and stays until it is let go."""

    def __init__(self, *entered) -> None:
        self.begun, self._leave = Event(), Event()
        self._entered = entered
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with ExitStack() as stack:
            for one in self._entered:
                stack.enter_context(one())
            self.begun.set()
            self._leave.wait(20)

    def end(self) -> None:
        self._leave.set()
        self._thread.join(20)


def test_a_page_waits_until_the_one_before_it_is_made():
    first = Page(in_turn)
    assert first.begun.wait(20)
    second = Page(in_turn)
    assert not second.begun.wait(0.2)
    first.end()
    assert second.begun.wait(20)
    second.end()


def test_whoever_steps_aside_holds_nobody_up_and_comes_back():
    first = Page(in_turn, aside)
    assert first.begun.wait(20)
    second = Page(in_turn)
    assert second.begun.wait(20)
    second.end()
    first.end()
    assert not turns._turn.locked()


def test_a_turn_within_a_turn_waits_for_nobody_and_ends_with_the_outer_one():
    with in_turn():
        with in_turn():
            pass
        assert turns._turn.locked()
    assert not turns._turn.locked()


def test_patience_ends_and_the_turn_of_the_other_is_left_to_it(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    first = Page(in_turn)
    assert first.begun.wait(20)
    with in_turn():
        pass
    assert turns._turn.locked()
    first.end()
    assert not turns._turn.locked()


def test_a_page_that_ends_with_an_error_gives_its_turn_back():
    with pytest.raises(RuntimeError), in_turn(), aside():
        raise RuntimeError
    assert not turns._turn.locked()
    with aside():
        pass
    assert not turns._turn.locked()
