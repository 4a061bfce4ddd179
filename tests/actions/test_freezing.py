"""Scenarios and frozen rankings: kept with their line in the journal, which binds a reference to a fingerprint."""

import hashlib

import pytest

from actions import freezing, reading
from actions.planning import PlanningError
from store import journal
from tests.actions import scenes
from tests.conftest import CAST, NOW
from usecases.scenario import saved
from usecases.snapshot import check, gathered

C = scenes.CRITERIA


@pytest.fixture
def ranking(store):
    with store.writing() as db:
        for place in range(3):
            reference = scenes.admitted(db, scenes.draft(f"Cas {place}"))
            scenes.score(db, reference, value=place + 1)
        return reading.ranking(db, CAST.amina, C)


def test_a_frozen_ranking_is_computed_again_and_the_journal_knows_its_fingerprint(store, ranking):
    with store.writing() as db:
        kept = gathered(ranking, titles={})
        first = freezing.freeze_ranking(db, CAST.amina, kept, name="Comité", now=NOW)
        second = freezing.freeze_ranking(db, CAST.salma, kept, name="Comité", now=NOW)
    assert (first, second) == ("RK-00001", "RK-00002")
    with store.reading() as db:
        content = freezing.snapshot_file(db, CAST.nadia, first)
        recorded = freezing.recorded(db, CAST.nadia, first)
        assert freezing.recorded(db, CAST.nadia, "RK-00009") is None
        assert [one.reference for one in freezing.snapshot_lines(db, CAST.nadia)] == ["RK-00002", "RK-00001"]
    found = check(content)
    assert found.holds
    assert recorded == freezing.Recorded(ranking.fingerprint, hashlib.sha256(content).hexdigest())
    assert found.fingerprint == ranking.fingerprint
    assert found.reference == first


def test_a_scenario_is_kept_and_forgotten_and_what_it_was_stays_in_the_journal(store, ranking):
    with store.writing() as db:
        freezing.save_scenario(db, CAST.amina, saved(ranking, 2), identity="a", name="Prudent", now=NOW)
        [(held, scenario)] = freezing.scenarios(db, CAST.salma)
        assert (held.name, scenario) == ("Prudent", saved(ranking, 2))
        for name, code in (("Prudent", "scenario.name_taken"), (" ", "scenario.name_missing")):
            with pytest.raises(PlanningError) as refused:
                freezing.save_scenario(db, CAST.amina, saved(ranking, 2), identity="b", name=name, now=NOW)
            assert refused.value.code == code
        freezing.drop_scenario(db, CAST.salma, "a", now=NOW)
        assert freezing.scenarios(db, CAST.salma) == []
        with pytest.raises(PlanningError):
            freezing.drop_scenario(db, CAST.salma, "a", now=NOW)
        [line] = journal.lines(db, journal.Filter(act="scenario.dropped"))[0]
    assert ranking.fingerprint in line.before


def test_a_ranking_without_a_name_is_not_frozen(store, ranking):
    with pytest.raises(PlanningError) as refused, store.writing() as db:
        freezing.freeze_ranking(db, CAST.amina, gathered(ranking, titles={}), name=" ", now=NOW)
    assert refused.value.code == "snapshot.name_missing"
