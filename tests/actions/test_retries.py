"""A request that comes twice does its deed once: the answer was lost on the way, the person pressed again."""

import importlib
import inspect

import pytest
from sqlalchemy import update

from actions.permissions import PermissionDeniedError
from store import journal, verifying
from store.tables import AccountRow
from tests.actions.deeds import DEEDS
from tests.actions.test_rights_of_actions import ACTIONS

AGAIN = "request-1"


def carries_a_request(name: str) -> bool:
    module, function = name.split(".")
    return "request_id" in inspect.signature(getattr(importlib.import_module(f"actions.{module}"), function)).parameters


def test_every_action_that_carries_a_request_is_here():
    assert {name for name in ACTIONS if carries_a_request(name)} == set(DEEDS)


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_a_request_that_comes_again_does_its_deed_once_and_gives_the_same_answer(store, name):
    with store.writing() as db:
        deed = DEEDS[name](db)
        first = deed(AGAIN)
        head = journal.head(db)
        assert deed(AGAIN) == first
        assert journal.head(db) == head
        [line] = [line for line in journal.everything(db) if line.request_id == AGAIN]
        assert line.seq == head[0]
        assert verifying.verify(db) is None
        assert verifying.changed_behind(db) == [], "the last line comes after all that the deed changed"


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_a_request_that_comes_again_tells_nothing_to_somebody_who_lost_the_right(store, name):
    with store.writing() as db:
        deed = DEEDS[name](db)
        deed(AGAIN)
        db.execute(update(AccountRow).values(active=False))
        with pytest.raises(PermissionDeniedError):
            deed(AGAIN)
