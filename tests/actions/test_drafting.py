"""Unsent text: of two windows of the same person neither overwrites what the other kept."""

import random

import pytest

from actions import drafting
from tests.conftest import CAST, NOW

FORM = "proposal"


def test_what_another_window_kept_is_set_aside_until_it_is_let_go(store):
    with store.writing() as db:
        one = drafting.keep(db, CAST.omar, FORM, {"title": "Trier"}, known=None, now=NOW)
        two = drafting.load(db, CAST.omar, FORM)
        one = drafting.keep(db, CAST.omar, FORM, {"title": "Trier le courrier"}, known=one, now=NOW)
        assert one == {"title": "Trier le courrier"}, "one window alone sets nothing aside"
        two = drafting.keep(db, CAST.omar, FORM, {"title": "Autre chose"}, known=two, now=NOW)
        assert two == {"title": "Autre chose", "aside": [{"title": "Trier le courrier"}]}
        assert drafting.load(db, CAST.omar, FORM) == two
        drafting.let_go(db, CAST.omar, FORM, now=NOW)
        assert drafting.load(db, CAST.omar, FORM) == {"title": "Autre chose"}


def test_two_windows_that_take_turns_hold_the_last_text_of_each_and_no_more(store):
    with store.writing() as db:
        known = {"a": None, "b": None}
        for turn in range(12):
            window = "ab"[turn % 2]
            known[window] = drafting.keep(
                db, CAST.omar, FORM, {"title": f"{window} {turn}"}, known=known[window], now=NOW
            )  # fmt: skip
    assert known["b"] == {"title": "b 11", "aside": [{"title": "a 10"}]}


def test_sending_drops_what_was_sent_and_not_what_another_window_kept_since(store):
    with store.writing() as db:
        sent = drafting.keep(db, CAST.omar, FORM, {"title": "Envoyé"}, known=None, now=NOW)
        drafting.keep(db, CAST.omar, FORM, {"title": "Encore ouvert"}, known=sent, now=NOW)
        drafting.drop(db, CAST.omar, FORM, known=sent, now=NOW)
        held = drafting.load(db, CAST.omar, FORM)
        assert held == {"title": "Encore ouvert"}
        drafting.drop(db, CAST.omar, FORM, known=held, now=NOW)
        assert drafting.load(db, CAST.omar, FORM) is None


@pytest.mark.parametrize("seed", range(10))
def test_the_last_text_of_every_window_is_always_somewhere(store, seed):
    chance = random.Random(seed)  # noqa: S311 - no secret
    known, last = dict.fromkeys("abc"), {}
    with store.writing() as db:
        for _ in range(20):
            window = chance.choice("abc")
            last[window] = {"title": f"{window}{chance.randrange(5)}"}
            known[window] = drafting.keep(db, CAST.omar, FORM, last[window], known=known[window], now=NOW)
        held = drafting.load(db, CAST.omar, FORM) or {}
    somewhere = [{name: value for name, value in held.items() if name != "aside"}, *held.get("aside", [])]
    assert all(text in somewhere for text in last.values())
