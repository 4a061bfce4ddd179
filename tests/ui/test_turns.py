"""One page at a time, and nobody waits for one that waits for something else."""

from threading import Event, Thread

import pytest

from ui import turns
from ui.turns import aside, in_turn


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 20.0)


def running(block) -> Thread:
    thread = Thread(target=block, daemon=True)
    thread.start()
    return thread


def test_a_page_waits_until_the_one_before_it_is_made():
    inside, leave, second = Event(), Event(), Event()

    def first_page():
        with in_turn():
            inside.set()
            leave.wait(20)

    def second_page():
        with in_turn():
            second.set()

    one = running(first_page)
    assert inside.wait(20)
    other = running(second_page)
    assert not second.wait(0.2)
    leave.set()
    assert second.wait(20)
    one.join(20)
    other.join(20)


def test_whoever_steps_aside_holds_nobody_up_and_comes_back():
    waiting, leave, second = Event(), Event(), Event()

    def first_page():
        with in_turn(), aside():
            waiting.set()
            leave.wait(20)

    def second_page():
        with in_turn():
            second.set()

    one = running(first_page)
    assert waiting.wait(20)
    other = running(second_page)
    assert second.wait(20)
    leave.set()
    one.join(20)
    other.join(20)
    assert not turns._turn.locked()


def test_patience_ends_and_the_turn_of_the_other_is_left_to_it(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    inside, leave = Event(), Event()

    def first_page():
        with in_turn():
            inside.set()
            leave.wait(20)

    one = running(first_page)
    assert inside.wait(20)
    with in_turn():
        assert turns._turn.locked()
    assert turns._turn.locked()
    leave.set()
    one.join(20)
    assert not turns._turn.locked()


def test_a_page_that_ends_with_an_error_gives_its_turn_back():
    with pytest.raises(RuntimeError), in_turn(), aside():
        raise RuntimeError
    assert not turns._turn.locked()
    with aside():
        pass
    assert not turns._turn.locked()
