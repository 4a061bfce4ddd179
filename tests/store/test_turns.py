"""Turns at writing: nobody pushes in, nobody waits for ever, and whoever dies while waiting holds nobody up."""

import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest

from store import turns
from store.settings import ROOT
from store.turns import FIRST_PAUSE, LEAST_PAUSE, PATIENCE, Turns, pause

WAITER = """
import sys, time
from pathlib import Path
from store.turns import Turns
def begin():
    print("waits", flush=True)
    return False
Turns(Path(sys.argv[1])).take(begin, within=60)
"""


@pytest.fixture
def store_file(tmp_path):
    return tmp_path / "site.sqlite"


@pytest.fixture
def somebody_waits(store_file):
    """Another process whose turn never comes."""
    waiter = subprocess.Popen(
        [sys.executable, "-c", WAITER, str(store_file)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert waiter.stdout.readline() == "waits\n"
    yield waiter
    waiter.kill()
    waiter.wait()
    waiter.stdout.close()


def looks_of(store_file, answers, *, within=5.0):
    """Each look of a writer, in seconds since it came, and whether its turn came."""
    began, seen = time.monotonic(), []

    def begin():
        seen.append(time.monotonic() - began)
        return answers[len(seen) - 1]

    return Turns(store_file).take(begin, within=within), seen


def test_where_nobody_waits_the_turn_comes_at_once(store_file):
    taken, seen = looks_of(store_file, [True])
    assert taken
    assert len(seen) == 1
    assert seen[0] < FIRST_PAUSE


def test_who_comes_while_somebody_is_next_does_not_push_in(store_file, somebody_waits):
    taken, seen = looks_of(store_file, [False], within=0.3)
    assert not taken
    assert len(seen) == 1, "once, when there is no more time"
    assert seen[0] >= 0.3


def test_who_died_while_waiting_is_waited_for_no_longer(store_file, somebody_waits):
    somebody_waits.kill()
    somebody_waits.wait()
    _, seen = looks_of(store_file, [True])
    assert seen[0] < FIRST_PAUSE


def test_a_turn_that_does_not_come_in_time_is_told(store_file):
    taken, seen = looks_of(store_file, [False] * 1000, within=0.3)
    assert not taken
    assert len(seen) >= 3


def test_who_has_waited_longest_looks_most_often():
    waits = [pause(step / 10) for step in range(60)]
    assert waits == sorted(waits, reverse=True)
    assert (waits[0], waits[-1]) == (FIRST_PAUSE, LEAST_PAUSE)
    assert pause(PATIENCE) == FIRST_PAUSE / 2


@pytest.mark.parametrize("broken", ["no locks here", "no file can be made"])
def test_without_such_locks_turns_are_taken_all_the_same(tmp_path, monkeypatch, broken):
    if broken == "no locks here":
        monkeypatch.setattr(turns, "fcntl", None)
    place = tmp_path / "away" / "site.sqlite" if broken == "no file can be made" else tmp_path / "site.sqlite"
    taken, seen = looks_of(place, [False, False, True])
    assert (taken, len(seen)) == (True, 3)


def test_everybody_has_every_turn_they_ask_for_and_no_two_at_once(store_file):
    place, inside, turns_had = Lock(), [], []

    def write(name):
        for _ in range(12):
            assert Turns(store_file).take(lambda: place.acquire(blocking=False), within=20)
            inside.append(name)
            assert inside == [name]
            time.sleep(0.003)
            turns_had.append(inside.pop())
            place.release()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(write, range(10)))
    assert Counter(turns_had) == dict.fromkeys(range(10), 12)
