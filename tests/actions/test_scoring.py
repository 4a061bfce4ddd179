"""Scores: which one counts, what follows its source, and that two people never overwrite each other."""

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from actions import importing, reading, scoring
from actions.scoring import ScoringError, Stated
from store import journal, scores
from store.engine import Store
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.conftest import CAST, NOW
from tests.real_data import EXCERPT
from usecases.scores import ScoreEntry, ScoreError, ScoreOrigin, ScoreProposal, origin_code
from usecases.use_case import Amount, Draft, Role, Status

CRITERION = "benefit"


def in_force(store: Store, reference: str, criterion: str = CRITERION) -> scores.InForce | None:
    with store.reading() as db:
        return scores.in_force(db, reference).get(criterion)


def stated(store: Store, reference: str, criterion: str = CRITERION) -> list[ScoreEntry]:
    with store.reading() as db:
        return [one for one in scores.entries(db, reference) if one.criterion == criterion]


def follow(store: Store, reference: str, *proposals: ScoreProposal, now: datetime = NOW) -> None:
    """The source of a case says something new."""
    with store.writing() as db:
        scoring.follow_source(db, reference, proposals, author="profile", now=now)


def proposal(low: float, likely: float, high: float, criterion: str = CRITERION) -> ScoreProposal:
    return ScoreProposal(criterion=criterion, low=low, likely=likely, high=high, reason="rule: column")


def test_a_stated_score_counts_and_says_who_when_and_why(store, reference):
    with store.writing() as db:
        scenes.score(db, reference, value=3)
    held = in_force(store, reference)
    assert held is not None
    assert (held.low, held.likely, held.high, held.version, held.stale) == (3, 3, 3, 1, False)
    [entry] = stated(store, reference)
    assert (entry.author, entry.at, entry.reason, entry.origin) == (CAST.mehdi.id, NOW, "Étude de 2025.", "entered")
    with store.reading() as db:
        table = reading.performance_table(db, CAST.nadia, scenes.CRITERIA)
    assert table.likely[scenes.CRITERIA.ids.index(CRITERION), table.references.index(reference)] == 3


def test_a_person_outranks_a_rule_whichever_came_last(store, reference):
    follow(store, reference, proposal(0, 1, 2))
    with store.writing() as db:
        scenes.score(db, reference, value=4, expected_version=1)
    follow(store, reference, proposal(1, 2, 3), now=NOW + timedelta(days=1))
    held = in_force(store, reference)
    assert held is not None
    assert (held.likely, held.origin) == (4, origin_code(ScoreOrigin.ENTERED))
    assert [one.likely for one in stated(store, reference)] == [1, 4, 2], "the others stay visible"


def test_an_entered_score_outranks_a_confirmed_one_and_is_then_the_one_that_counts(store, reference):
    with store.writing() as db:
        scenes.score(db, reference, value=2, origin=ScoreOrigin.CONFIRMED)
        scenes.score(db, reference, value=1, expected_version=1)
        scenes.score(db, reference, value=3, expected_version=2, origin=ScoreOrigin.CONFIRMED, now=NOW + timedelta(1))
    held = in_force(store, reference)
    assert held is not None
    assert (held.likely, held.version) == (1, 3)


def test_an_unconfirmed_proposal_follows_its_source(store, reference):
    follow(store, reference, proposal(0, 1, 2))
    follow(store, reference, proposal(2, 3, 4), now=NOW + timedelta(days=1))
    held = in_force(store, reference)
    assert held is not None
    assert (held.low, held.likely, held.high, held.stale) == (2, 3, 4, False)


def test_a_source_that_repeats_itself_adds_nothing(store, reference):
    follow(store, reference, proposal(0, 1, 2))
    follow(store, reference, proposal(0, 1, 2), now=NOW + timedelta(days=1))
    assert len(stated(store, reference)) == 1


def test_a_confirmed_score_stays_and_is_marked_when_its_source_moves_on(store, reference):
    follow(store, reference, proposal(0, 1, 2))
    with store.writing() as db:
        scenes.score(
            db, reference, value=1, expected_version=1, origin=ScoreOrigin.CONFIRMED, now=NOW + timedelta(hours=1)
        )
    follow(store, reference, proposal(3, 4, 4), now=NOW + timedelta(days=1))
    held = in_force(store, reference)
    assert held is not None
    assert (held.likely, held.stale) == (1, True)
    assert [one.likely for one in stated(store, reference)] == [1, 1, 4], "the new proposal stands beside it"
    with store.writing() as db:
        scenes.score(
            db, reference, value=4, expected_version=held.version, origin=ScoreOrigin.CONFIRMED,
            now=NOW + timedelta(days=2),
        )  # fmt: skip
    renewed = in_force(store, reference)
    assert renewed is not None
    assert (renewed.likely, renewed.stale) == (4, False)


def test_what_its_source_no_longer_says_is_unknown_again_unless_somebody_confirmed_it(store, reference):
    follow(store, reference, proposal(0, 1, 2), proposal(1, 2, 3, "equity"))
    with store.writing() as db:
        scenes.score(db, reference, "equity", 2, expected_version=1, origin=ScoreOrigin.CONFIRMED)
    follow(store, reference, now=NOW + timedelta(days=1))
    assert in_force(store, reference) is None
    assert in_force(store, reference, "equity") is not None


def rewritten(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("cp1252")


def test_a_register_that_comes_again_moves_its_proposals_and_marks_what_was_confirmed(store):
    """The whole way, by two files of one real register: two systems were retired since the first."""
    rows = list(csv.reader(io.StringIO(EXCERPT.read_bytes().decode("cp1252"), newline="")))
    stage, maturity = 9, "technical_maturity"
    first = [rows[0], *[row for row in rows[1:] if "Operation" in row[stage]][:2]]
    early = next(row[stage] for row in rows[1:] if "Initiated" in row[stage])

    def take(content: list[list[str]], now: datetime) -> None:
        report = scenes.report(rewritten(content), "inventory.csv")
        with store.writing() as db:
            importing.accept(db, CAST.amina, report, scenes.DEFINITIONS, role=Role.CANDIDATE, admit=True, now=now)

    take(first, NOW)
    confirmed, followed = "UC-00001", "UC-00002"
    held = in_force(store, confirmed, maturity)
    assert held is not None
    with store.writing() as db:
        scoring.record_score(
            db, CAST.mehdi, confirmed, maturity, scenes.CRITERIA,
            Stated(held.low, held.likely, held.high, "Vu sur place."), expected_version=1,
            now=NOW + timedelta(days=1), origin=ScoreOrigin.CONFIRMED,
        )  # fmt: skip
    take([rows[0], *[[*row[:stage], early, *row[stage + 1 :]] for row in first[1:]]], NOW + timedelta(days=30))
    kept, moved = in_force(store, confirmed, maturity), in_force(store, followed, maturity)
    assert kept is not None
    assert moved is not None
    assert (kept.likely, kept.origin, kept.stale) == (held.likely, origin_code(ScoreOrigin.CONFIRMED), True)
    assert (moved.origin, moved.stale) == (origin_code(ScoreOrigin.DERIVED), False)
    assert moved.likely < held.likely
    assert stated(store, confirmed, maturity)[-1].likely == moved.likely, "the new proposal stands beside it"


def test_the_second_of_two_people_who_score_at_once_is_told_and_nothing_is_lost(store, reference):
    """Both opened the form when nothing was stated (version 0)."""
    with store.writing() as db:
        scenes.score(db, reference, value=1, by=CAST.mehdi)
    lines = scenes.journal_rows(store)
    with pytest.raises(StaleVersionError), store.writing() as db:
        scenes.score(db, reference, value=4, by=CAST.soukaina)
    held = in_force(store, reference)
    assert held is not None
    assert (held.likely, held.version) == (1, 1)
    assert [one.author for one in stated(store, reference)] == [CAST.mehdi.id]
    assert scenes.journal_rows(store) == lines
    # Having seen theirs, the second person says it again, knowing.
    with store.writing() as db:
        scenes.score(db, reference, value=4, by=CAST.soukaina, expected_version=held.version)
    assert [one.author for one in stated(store, reference)] == [CAST.mehdi.id, CAST.soukaina.id]


def test_a_form_filled_on_a_score_that_somebody_has_replaced_since_is_told(store, reference):
    with store.writing() as db:
        first = scenes.score(db, reference, value=1, by=CAST.mehdi)
        later = NOW + timedelta(minutes=1)
        second = scenes.score(db, reference, value=2, by=CAST.mehdi, expected_version=first.version, now=later)
    with pytest.raises(StaleVersionError), store.writing() as db:
        scenes.score(db, reference, value=4, by=CAST.soukaina, expected_version=first.version)
    held = in_force(store, reference)
    assert held is not None
    assert (held.likely, held.version) == (2, second.version)


def test_two_people_who_save_in_the_same_instant_cannot_both_win(store, reference):
    from concurrent.futures import ThreadPoolExecutor

    def save(who) -> str:
        try:
            with store.writing() as db:
                scenes.score(db, reference, value=2, by=who)
        except StaleVersionError:
            return "told"
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(save, [CAST.mehdi, CAST.soukaina])) == ["saved", "told"]
    assert len(stated(store, reference)) == 1


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("three", "reason", "code"),
    [
        ((5, 5, 5), "x", "score.off_scale"),
        ((-1, 0, 0), "x", "score.off_scale"),
        ((3, 2, 4), "x", "score.order"),
        ((NAN, NAN, NAN), "x", "score.not_a_number"),
        ((0, 1, INF), "x", "score.not_a_number"),
        ((0, "2", 3), "x", "score.not_a_number"),
        ((0, True, 3), "x", "score.not_a_number"),
        ((1, 2, 3), "  ", "score.reason_missing"),
    ],
)
def test_what_is_no_score_leaves_no_trace(store, reference, three, reason, code):
    lines = scenes.journal_rows(store)
    with pytest.raises(ScoreError) as refused, store.writing() as db:
        scoring.record_score(
            db, CAST.mehdi, reference, CRITERION, scenes.CRITERIA, Stated(*three, reason), expected_version=0, now=NOW
        )
    assert refused.value.code == code
    assert in_force(store, reference) is None
    assert stated(store, reference) == []
    assert scenes.journal_rows(store) == lines


def test_a_criterion_nobody_declared_is_refused(store, reference):
    with pytest.raises(ScoreError) as refused, store.writing() as db:
        scenes.score(db, reference, "charm")
    assert refused.value.code == "score.unknown_criterion"


def test_a_criterion_in_natural_units_follows_the_field_and_is_never_typed_twice(store):
    with store.writing() as db:
        amount = Amount(low=3, likely=6, high=9)
        reference = scenes.admitted(db, scenes.draft(months_to_benefit=amount))
    held = in_force(store, reference, "time_to_value")
    assert held is not None
    assert (held.low, held.likely, held.high, held.origin) == (3, 6, 9, origin_code(ScoreOrigin.DERIVED))
    with pytest.raises(ScoringError) as refused, store.writing() as db:
        scenes.score(db, reference, "time_to_value", 1, expected_version=1)
    assert refused.value.code == "score.own_field"
    with store.writing() as db:
        confirmed = scenes.score(db, reference, "time_to_value", 6, expected_version=1, origin=ScoreOrigin.CONFIRMED)
    assert confirmed.origin == origin_code(ScoreOrigin.CONFIRMED)


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.TO_COMPLETE, Status.WITHDRAWN, Status.DECLINED])
def test_only_an_admitted_candidate_is_scored(store, status):
    with store.writing() as db:
        reference = scenes.proposed(db)
        if status is not Status.RECEIVED:
            scenes.move(db, [reference], status, reason="Motif.")
    with pytest.raises(ScoringError) as refused, store.writing() as db:
        scenes.score(db, reference)
    assert refused.value.code == "score.not_a_candidate"


def test_another_administrations_practice_is_not_scored_nor_a_case_nobody_knows(store):
    with store.writing() as db:
        report = scenes.report(scenes.sheet(("Lire", "Ministère de la santé", "Un résumé.", "idea")))
        done = importing.accept(db, CAST.amina, report, scenes.DEFINITIONS, role=Role.PEER, admit=True, now=NOW)
    for reference in (done.references[0], "UC-99999"):
        with pytest.raises(ScoringError), store.writing() as db:
            scenes.score(db, reference)


def test_the_journal_shows_a_score_before_and_after(store, reference):
    with store.writing() as db:
        scenes.score(db, reference, value=1)
        scenes.score(db, reference, value=2, expected_version=1)
        [last, first], total = journal.lines(db, journal.Filter(act="score.recorded"))
    assert total == 2
    assert (first.before, first.after) == ("null", "[1.0,1.0,1.0]")
    assert (last.before, last.after) == ("[1.0,1.0,1.0]", "[2.0,2.0,2.0]")
    assert last.actor == CAST.mehdi.id


def test_first_scores_keep_the_moment_they_were_read_wherever_the_clock_stands(store):
    in_casablanca = datetime.fromisoformat("2026-07-01T23:30:00+01:00")
    draft: Draft = scenes.draft(months_to_benefit=Amount(low=1, likely=1, high=1))
    with store.writing() as db:
        reference = scenes.admitted(db, draft, now=in_casablanca)
    [entry] = stated(store, reference, "time_to_value")
    assert entry.at == in_casablanca


def test_a_score_in_force_is_confirmable_only_while_it_is_a_proposal(store, reference):
    follow(store, reference, proposal(0, 1, 2))
    held = in_force(store, reference)
    assert held is not None
    assert scoring.is_confirmable(held)
    assert not scoring.is_confirmable(replace(held, origin=origin_code(ScoreOrigin.CONFIRMED)))
