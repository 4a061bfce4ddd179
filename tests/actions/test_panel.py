"""A round of a panel: blind while it is open, in force when it is closed, and nobody is named."""

import json
from datetime import timedelta

import pytest

from actions import panel, submitting
from actions.panel import PanelError
from actions.permissions import PermissionDeniedError
from actions.scoring import Stated
from store import journal, scores, use_cases
from tests.actions import scenes
from tests.conftest import CAST, NOW
from usecases.scores import ScoreError, ScoreOrigin, origin_code
from usecases.use_case import Status

C = scenes.CRITERIA
LATER = NOW + timedelta(hours=1)


def begin(db, reference, *, wanted=("benefit", "equity"), members=None, name="Premier tour", **more):
    people = members if members is not None else (CAST.mehdi.id, CAST.soukaina.id)
    return panel.open_round(
        db, CAST.amina, C, name=name, wanted=wanted, cases=(reference,), members=people, due_on="2026-12-01", now=NOW,
        **more,
    )  # fmt: skip


def say(db, who, number, reference, level, criterion="benefit", width=0.0, **more):
    stated = Stated(max(0, level - width), level, min(4, level + width), "Vu au dossier.")
    panel.vote(db, who, number, reference, criterion, C, stated, now=NOW, **more)


def test_what_a_member_says_is_seen_by_that_member_alone_until_the_round_is_closed(store, reference):
    with store.writing() as db:
        number = begin(db, reference)
        say(db, CAST.mehdi, number, reference, 3)
    with store.reading() as db:
        assert [one.likely for one in panel.own_votes(db, CAST.mehdi, number)] == [3]
        assert panel.own_votes(db, CAST.soukaina, number) == []
        assert panel.own_votes(db, CAST.amina, number) == []
        with pytest.raises(PanelError) as refused:
            panel.outcome(db, CAST.amina, number)
        assert refused.value.code == "panel.still_open"
        assert panel.progress(db, CAST.amina, number).missing == {CAST.mehdi.id: 1, CAST.soukaina.id: 2}
        assert "benefit" not in scores.in_force(db, reference), "an open round counts for nothing"
        lines = journal.lines(db, journal.Filter(act="panel.voted"))[0]
    assert [json.loads(one.after) for one in lines] == [{"criterion": "benefit"}], "the journal is blind too"


def test_a_closed_round_puts_the_median_in_force_with_its_spread(store, reference):
    with store.writing() as db:
        scenes.score(db, reference, value=0)  # somebody scored alone before: the settled round goes first
        number = begin(db, reference, wanted=("benefit",), members=(CAST.mehdi.id, CAST.soukaina.id, CAST.amina.id))
        for who, level in ((CAST.mehdi, 1), (CAST.soukaina, 4), (CAST.amina, 3)):
            say(db, who, number, reference, level, width=0.5)
        outcome = panel.close_round(db, CAST.amina, number, now=LATER)
        held = scores.in_force(db, reference)["benefit"]
    assert (held.low, held.likely, held.high) == (0.5, 3.0, 4.0)
    assert held.origin == origin_code(ScoreOrigin.SETTLED_ROUND)
    assert [(one.votes, one.spread) for one in outcome.settled] == [(3, 3.0)]
    with store.reading() as db:
        assert panel.outcome(db, CAST.nadia, number) == outcome
        [line] = journal.lines(db, journal.Filter(act="panel.closed"))[0]
    assert CAST.mehdi.id not in line.after


def test_a_member_may_change_their_mind_until_the_end_and_not_after_it(store, reference):
    with store.writing() as db:
        number = begin(db, reference)
        say(db, CAST.mehdi, number, reference, 1)
        say(db, CAST.mehdi, number, reference, 2)
        say(db, CAST.soukaina, number, reference, 2)
        assert [one.likely for one in panel.own_votes(db, CAST.mehdi, number)] == [2]
        panel.close_round(db, CAST.amina, number, now=LATER)
        for late in (
            lambda: say(db, CAST.mehdi, number, reference, 4),
            lambda: panel.close_round(db, CAST.amina, number, now=LATER),
        ):
            with pytest.raises(PanelError) as refused:
                late()
            assert refused.value.code == "panel.closed"


def test_what_one_member_alone_said_is_not_in_force_and_nothing_else_is_no_round(store, reference):
    with store.writing() as db:
        number = begin(db, reference)
        say(db, CAST.mehdi, number, reference, 1)
        with pytest.raises(PanelError) as refused:
            panel.close_round(db, CAST.amina, number, now=LATER)
        assert refused.value.code == "panel.no_votes"
        for who in (CAST.mehdi, CAST.soukaina):
            say(db, who, number, reference, 3, "equity")
        outcome = panel.close_round(db, CAST.amina, number, now=LATER)
        held = scores.in_force(db, reference)
        [line] = journal.lines(db, journal.Filter(act="panel.closed"))[0]
    assert {one.criterion: one.is_shared for one in outcome.settled} == {"benefit": False, "equity": True}
    assert "benefit" not in held
    assert held["equity"].likely == 3
    assert json.loads(line.after)["scores"] == 1
    assert outcome.settled[1].reasons == ("Vu au dossier.",), "the reasons are told, and nobody's name"


def test_a_case_that_was_withdrawn_meanwhile_gets_no_score(store, reference):
    with store.writing() as db:
        other = scenes.admitted(db, scenes.draft("Autre"))
        people = (CAST.mehdi.id, CAST.soukaina.id)
        number = panel.open_round(
            db, CAST.amina, C, name="Deux cas", wanted=("benefit",), cases=(reference, other), members=people,
            due_on="", now=NOW,
        )  # fmt: skip
        for who in (CAST.mehdi, CAST.soukaina):
            for case in (reference, other):
                say(db, who, number, case, 3)
        version = use_cases.get(db, other).version
        submitting.move(db, CAST.amina, {other: version}, Status.WITHDRAWN, reason="Retiré.", now=NOW)
        panel.close_round(db, CAST.amina, number, now=LATER)
        assert "benefit" in scores.in_force(db, reference)
        assert "benefit" not in scores.in_force(db, other)


@pytest.mark.parametrize(("change", "code"), [
    ({"name": "  "}, "panel.name_missing"), ({"wanted": ()}, "panel.no_criteria"),
    ({"wanted": ("reach",)}, "panel.own_field"), ({"wanted": ("nothing",)}, "panel.own_field"),
    ({"members": (CAST.mehdi.id,)}, "panel.two_members"),
    ({"members": (CAST.mehdi.id, CAST.mehdi.id)}, "panel.two_members"),
    ({"members": (CAST.mehdi.id, CAST.omar.id)}, "panel.not_an_assessor"),
])  # fmt: skip
def test_a_round_that_cannot_be_blind_or_scored_is_refused(store, reference, change, code):
    lines = scenes.journal_rows(store)
    with pytest.raises(PanelError) as refused, store.writing() as db:
        begin(db, reference, **change)
    assert refused.value.code == code
    assert scenes.journal_rows(store) == lines


def test_two_rounds_of_one_name_and_a_case_that_is_no_candidate_are_refused(store, reference):
    with store.writing() as db:
        begin(db, reference)
        with pytest.raises(PanelError) as refused:
            begin(db, reference)
        assert refused.value.code == "panel.name_taken"
        received = scenes.proposed(db, scenes.draft("Reçu"))
        with pytest.raises(PanelError) as refused:
            begin(db, received, name="Autre")
        assert refused.value.code == "panel.not_a_candidate"


def test_only_members_score_and_only_what_is_in_the_round(store, reference):
    with store.writing() as db:
        number = begin(db, reference, wanted=("benefit",))
        for who, criterion, code in (
            (CAST.amina, "benefit", "panel.not_a_member"),
            (CAST.mehdi, "equity", "panel.not_in_round"),
        ):
            with pytest.raises(PanelError) as refused:
                say(db, who, number, reference, 1, criterion)
            assert refused.value.code == code
        with pytest.raises(ScoreError):
            say(db, CAST.mehdi, number, reference, 9)
        with pytest.raises(PermissionDeniedError):
            panel.close_round(db, CAST.mehdi, number, now=NOW)
        with pytest.raises(PanelError) as refused:
            panel.close_round(db, CAST.amina, number, now=NOW)
        assert refused.value.code == "panel.no_votes"
