"""Several reviewers: assigned by load, blind at first, then compared and settled; what lapses when a case changes."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError

from actions import (
    assigning,
    discussing,
    evidencing,
    reading,
    review_told,
    reviewing,
    settling,
    triaging,
)
from actions.acts import Act
from actions.examining import ReviewingError, examination_of
from actions.permissions import Actor
from ethics.answer import Answer
from ethics.evidence import filed
from ethics.panel import NotGivenError
from ethics.review import DetailError, SecondPersonError, respond
from ethics.verdict import Decision
from store import accounts, assignments, journal, reviews, verdicts, verifying
from store.assignments import OwnCaseError
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.actions.scenes import NONE_HOLDS
from tests.actions.several import FULL, STANDARD, F, S, answer, answered, begun, both, close, first_of
from tests.conftest import CAST, NOW
from usecases.use_case import Stage, Status


def test_the_depth_decides_how_many_must_answer(store, reference):
    with store.writing() as db:
        for traits, depth, wanted in ((NONE_HOLDS, "light", 1), (STANDARD, "standard", 2), (FULL, "full", 3)):
            review_id = begun(db, scenes.admitted(db), traits)
            review = scenes.must(db, review_id)
            assert (review.depth.value, review.reviewers) == (depth, wanted)


def test_triage_alone_clears_a_light_case(store, reference):
    red_lines = dict.fromkeys(F.triage.red_lines, (Answer.NO, ""))
    with store.writing() as db:
        review_id = triaging.open_review(db, CAST.rachid, reference, F, traits=NONE_HOLDS, red_lines=red_lines, now=NOW)
        assert not [one for one in scenes.must(db, review_id).responses if one.question not in F.triage.red_lines]
        assert close(db, review_id).decision is Decision.CLEARED
        assert verdicts.in_force(db)[reference].again_on == "2029-03-02"


def test_no_verdict_before_all_have_answered(store, reference):
    with store.writing() as db:
        review_id = begun(db, reference)
        answered(db, review_id, by=CAST.rachid)
        reviewing.finish(db, CAST.rachid, review_id, F, now=NOW)
        with pytest.raises(ReviewingError, match="still_blind"):
            close(db, review_id)
        assert examination_of(scenes.must(db, review_id), F).verdict is None


def test_the_first_round_is_blind(store, reference):
    with store.writing() as db:
        review_id = both(db, reference, finished=False)
        reviewing.finish(db, CAST.rachid, review_id, F, now=NOW)
    with store.reading() as db:
        for who in (CAST.rachid, CAST.loubna, CAST.driss):
            seen = reading.review(db, who, review_id)
            assert {one.by for one in seen.responses} <= {who.id}
            history = reading.case_file(db, who, reference).history
            assert {one.actor for one in history if one.act == "review.answered"} <= {who.id}
            whole = reading.review_history(db, who, reference)
            assert {one.actor for one in whole if one.act == "review.answered"} <= {who.id}
        assert {one.by for one in reading.review(db, CAST.naima, review_id).responses} == {
            CAST.rachid.id, CAST.loubna.id,
        }  # fmt: skip
    with store.writing() as db:
        with pytest.raises(ReviewingError, match="still_blind"):
            discussing.say(
                db, CAST.rachid, review_id, first_of(db, review_id, S.RED_LINE), F, text="Et vous ?", now=NOW
            )
        reviewing.finish(db, CAST.loubna, review_id, F, now=NOW)
        assert len({one.by for one in reading.review(db, CAST.rachid, review_id).responses}) == 2


def test_nobody_finishes_with_a_question_open(store, reference):
    with store.writing() as db:
        review_id = begun(db, reference)
        with pytest.raises(ReviewingError, match="not_complete"):
            reviewing.finish(db, CAST.rachid, review_id, F, now=NOW)


def test_the_stricter_answer_holds_until_somebody_else_decides(store, reference):
    with store.writing() as db:
        blocking = "proportionality.legitimate_aim"
        review_id = both(db, reference, differs={blocking: Answer.NO})
        assert examination_of(scenes.must(db, review_id), F).verdict.decision is Decision.REDESIGN
        chosen = {"choice": Answer.YES, "reason": "La note le dit.", "expected_version": 0, "now": NOW}
        for who in (CAST.rachid, CAST.loubna):
            with pytest.raises(SecondPersonError):
                settling.choose_answer(db, who, review_id, blocking, F, **chosen)
        settling.choose_answer(db, CAST.naima, review_id, blocking, F, **chosen)
        with pytest.raises(StaleVersionError):
            settling.choose_answer(db, CAST.driss, review_id, blocking, F, **chosen)
        assert close(db, review_id).decision is Decision.CLEARED
        lines, _ = journal.lines(db, journal.Filter(act="review.settled"))
    assert '"answer":"yes"' in lines[0].after


def test_a_choice_falls_with_the_answers_it_was_about(store, reference):
    with store.writing() as db:
        blocking = "proportionality.legitimate_aim"
        review_id = both(db, reference, differs={blocking: Answer.NO})
        settling.choose_answer(
            db, CAST.naima, review_id, blocking, F, choice=Answer.YES, reason="Vu.", expected_version=0, now=NOW
        )
        answer(db, review_id, blocking, Answer.PARTLY, by=CAST.loubna, version=1)
        assert scenes.must(db, review_id).choices == {}
        assert examination_of(scenes.must(db, review_id), F).verdict.decision is Decision.CLEARED_WITH_CONDITIONS


def test_reviewers_are_assigned_by_load_in_one_deed_and_never_one_with_a_tie(store):
    with store.writing() as db:
        cases = [scenes.admitted(db, scenes.draft(f"Cas {number}")) for number in range(3)]
        opened = [begun(db, one, FULL if number == 0 else STANDARD) for number, one in enumerate(cases)]
        done = assigning.assign_by_load(db, CAST.naima, opened, now=NOW)
        assert done.short == ()
        assert set(done.given[opened[0]]) == {CAST.loubna.id, CAST.driss.id}
        for review_id in opened:
            review = scenes.must(db, review_id)
            assert len(review.active) == review.reviewers
        _, total = journal.lines(db, journal.Filter(act="review.assigned"))
    assert total == 1


def test_whoever_has_an_interest_leaves_and_their_place_is_given_again(store, reference):
    with store.writing() as db:
        review_id = begun(db, reference)
        [second] = assigning.assign_by_load(db, CAST.naima, [review_id], now=NOW).given[review_id]
        who = CAST.loubna if second == CAST.loubna.id else CAST.driss
        with pytest.raises(ReviewingError, match="not_declared"):
            answer(db, review_id, first_of(db, review_id, S.RED_LINE), Answer.NO, by=who)
        assigning.declare(db, who, review_id, interest="Mon frère dirige le projet.", now=NOW)
        assert [one.reviewer for one in scenes.must(db, review_id).active] == [CAST.rachid.id]
        with pytest.raises(ReviewingError, match="interest_declared"):
            answer(db, review_id, first_of(db, review_id, S.RED_LINE), Answer.NO, by=who)
        again = assigning.assign_by_load(db, CAST.naima, [review_id], now=NOW)
        assert again.given[review_id]
        assert second not in again.given[review_id]


def test_an_absent_reviewer_is_replaced_and_what_they_answered_counts_no_longer(store, reference):
    with store.writing() as db:
        blocking = "proportionality.legitimate_aim"
        review_id = both(db, reference, differs={blocking: Answer.NO})
        name = assigning.replace_reviewer(db, CAST.naima, review_id, CAST.loubna.id, reason="Congé.", now=NOW)
        assert name == CAST.driss.id
        assigning.declare(db, CAST.driss, review_id, interest="", now=NOW)
        assert examination_of(scenes.must(db, review_id), F).verdict is None
        answered(db, review_id, by=CAST.driss)
        assert examination_of(scenes.must(db, review_id), F).verdict.decision is Decision.CLEARED
        with pytest.raises(ReviewingError, match="nobody_left"):
            assigning.replace_reviewer(db, CAST.naima, review_id, CAST.rachid.id, reason="Congé.", now=NOW)


def test_only_a_reviewer_of_the_case_answers_and_a_place_is_taken_once(store, reference):
    with store.writing() as db:
        review_id = begun(db, reference)
        with pytest.raises(ReviewingError, match="not_assigned"):
            answer(db, review_id, first_of(db, review_id, S.RED_LINE), Answer.NO, by=CAST.driss)
        assigning.join(db, CAST.loubna, review_id, now=NOW)
        for who, code in ((CAST.driss, "no_place"), (CAST.loubna, "no_place")):
            with pytest.raises(ReviewingError, match=code):
                assigning.join(db, who, review_id, now=NOW)


def test_the_author_of_a_case_does_not_review_it(store):
    with store.writing() as db:
        from store.accounts import update_person

        update_person(db, CAST.amina.id, expected_version=1, roles=["analyst", "reviewer"], active=True)
        reference = scenes.admitted(db)
        with pytest.raises(ReviewingError, match="own_case"):
            begun(db, reference, by=CAST.amina)
        review_id = begun(db, reference)
        assert CAST.amina.id not in assigning.assign_by_load(db, CAST.naima, [review_id], now=NOW).given[review_id]


def test_the_table_itself_refuses_ones_own_case_and_ones_own_administration(store, reference):
    with store.writing() as db:
        review_id = begun(db, reference)
        for author, administrations in ((CAST.driss.id, ("a", "b")), (None, ("meme", "meme"))):
            with pytest.raises(OwnCaseError):
                assignments.assign(
                    db, review_id, CAST.driss.id, case_author=author, administrations=administrations,
                    by=CAST.naima.id, at=NOW,
                )  # fmt: skip
    stranger = respond(F.questions[0], Answer.NO, by=CAST.driss.id)
    with pytest.raises(IntegrityError), store.writing() as db:
        reviews.put_response(db, review_id, stranger, expected_version=0, at=NOW)


def test_the_table_itself_refuses_an_answer_before_the_declaration_and_an_interest_that_stays(store, reference):
    with store.writing() as db:
        review_id = begun(db, reference)
        assignments.assign(
            db, review_id, CAST.driss.id, case_author=None, administrations=("a", "b"), by=CAST.naima.id, at=NOW
        )
    undeclared = respond(F.questions[0], Answer.NO, by=CAST.driss.id)
    with pytest.raises(IntegrityError, match="interest"), store.writing() as db:
        reviews.put_response(db, review_id, undeclared, expected_version=0, at=NOW)
    with pytest.raises(IntegrityError), store.writing() as db:
        assignments.change(db, review_id, CAST.driss.id, interest="Mon frère y travaille.", declared_at=NOW)
    with store.writing() as db:
        assignments.change(db, review_id, CAST.driss.id, declared_at=NOW)
        reviews.put_response(db, review_id, undeclared, expected_version=0, at=NOW)


def test_twenty_reviewers_at_once_lose_nothing_and_overwrite_nothing(store, reference):
    """Twenty people answer the same questions of the same review at the same time; each answer is one line more."""
    people = [Actor(f"p-{number:02}") for number in range(20)]
    with store.writing() as db:
        for who in people:
            person = accounts.Person(who.id, "person", who.id, "", who.id, "", True, frozenset({"reviewer"}), 1)
            accounts.add(db, person, at=NOW)
        review_id = triaging.open_review(db, people[0], reference, F, traits=STANDARD, now=NOW)
        scenes.places(db, review_id, len(people))
        for who in people[1:]:
            assigning.join(db, who, review_id, now=NOW)
        review = scenes.must(db, review_id)
        asked = F.asked(review.traits, review.stage, F.depth(review.traits))[:5]
    lines = scenes.journal_rows(store)

    def answer_all(who):
        for one in asked:
            with store.writing() as db:
                answer(db, review_id, one.id, one.expected, by=who)

    with ThreadPoolExecutor(len(people)) as crowd:
        list(crowd.map(answer_all, people))
    with store.reading() as db:
        review = reviews.get(db, review_id)
        assert verifying.verify(db) is None
    assert {(one.question, one.by) for one in review.responses} == {(one.id, who.id) for one in asked for who in people}
    assert scenes.journal_rows(store) == lines + len(asked) * len(people)


def test_two_windows_of_one_reviewer_do_not_overwrite_each_other(store, reference):
    with store.writing() as db:
        review_id = begun(db, reference)
        question = first_of(db, review_id, S.RED_LINE)
        answer(db, review_id, question, Answer.NO, by=CAST.rachid)
    with pytest.raises(StaleVersionError), store.writing() as db:
        answer(db, review_id, question, Answer.PARTLY, by=CAST.rachid)


def test_a_deed_that_dies_in_the_middle_leaves_nothing(store, reference, monkeypatch):
    """The process ends between the answer and its journal line: neither is there afterwards."""
    with store.writing() as db:
        review_id = begun(db, reference)
        question = first_of(db, review_id, S.RED_LINE)
    lines = scenes.journal_rows(store)

    def killed(*_, **__):
        raise SystemExit(9)

    monkeypatch.setattr(reviewing, "record", killed)
    with pytest.raises(SystemExit), store.writing() as db:
        answer(db, review_id, question, Answer.NO, by=CAST.rachid)
    monkeypatch.undo()
    with store.reading() as db:
        assert reviews.get(db, review_id).responses == ()
    assert scenes.journal_rows(store) == lines
    with store.writing() as db:
        answer(db, review_id, question, Answer.NO, by=CAST.rachid)


def test_a_review_is_told_whole_and_blind_while_it_is(store, reference):
    with store.writing() as db:
        review_id = both(db, reference, differs={"proportionality.legitimate_aim": Answer.PARTLY}, finished=False)
        for who, authors in ((CAST.rachid, 1), (CAST.naima, 2)):
            told = review_told.review_told(db, who, review_id, F, now=NOW)
            assert {len(one["answers"]) for one in told["questions"]} == {authors}
        for who in (CAST.rachid, CAST.loubna):
            reviewing.finish(db, who, review_id, F, now=NOW)
        settling.dissent(db, CAST.loubna, review_id, text="Je refuserais.", now=NOW)
        scenes.mitigate(db, review_id, "proportionality.legitimate_aim")
        close(db, review_id)
        told = review_told.review_told(db, CAST.nadia, review_id, F, now=NOW)
    assert (told["depth"], told["verdict"]["decision"], told["verdict"]["signed"]) == (
        "standard", "cleared_with_conditions", True,
    )  # fmt: skip
    assert told["dissents"] == [{"by": CAST.loubna.id, "text": "Je refuserais."}]
    assert [one["finding"] for one in told["questions"] if one["finding"]] == ["condition"]
    assert json.loads(json.dumps(told)) == told


def test_details_are_kept_and_a_file_among_them_is_evidence_of_the_case(store, reference):
    harm = "proportionality.harm_assessment"
    filled = {"finished_on": ["31/01/2026"]}
    with store.writing() as db:
        review_id = begun(db, reference)
        report = filed("rapport.txt", b"Rapport.")
        evidencing.bring(db, CAST.rachid, review_id, harm, F, piece=report, content=b"Rapport.", now=NOW)
        given = {"expected_version": 0, "reason": "", "evidence_link": "", "now": NOW, "choice": Answer.YES}
        other = {**filled, "report": ["0" * 64]}
        with pytest.raises(DetailError):
            reviewing.answer(db, CAST.rachid, review_id, harm, F, details=other, **given)
        reviewing.answer(db, CAST.rachid, review_id, harm, F, details={**filled, "report": [report.sha256]}, **given)
        [held] = [one for one in scenes.must(db, review_id).responses if one.question == harm]
        assert held.details == {"finished_on": ("2026-01-31",), "report": (report.sha256,)}


def test_a_shortlist_is_sent_whole_or_not_at_all(store):
    with store.writing() as db:
        ready = [scenes.admitted(db, scenes.draft(f"Cas {number}")) for number in range(3)]
        begun(db, ready[2])
    with pytest.raises(ReviewingError, match="not_a_candidate"), store.writing() as db:
        triaging.send_to_review(db, CAST.amina, ready, now=NOW)
    with store.writing() as db:
        assert scenes.case(db, ready[0]).status is Status.ADMITTED
        triaging.send_to_review(db, CAST.amina, ready[:2], now=NOW)
        assert {scenes.case(db, one).status for one in ready} == {Status.IN_REVIEW}
        _, total = journal.lines(db, journal.Filter(act="review.sent"))
    assert total == 1


def test_an_arbiter_settles_between_reviewers_who_say_the_same_with_other_details(store):
    """All say that staff is trained: one of three in ten, which is less than what is wanted."""
    asked, shares = "awareness.staff_training", {CAST.rachid: "90", CAST.loubna: "30", CAST.driss: "85"}

    def held(db):
        return examination_of(scenes.must(db, review_id), F).held[asked]

    with store.writing() as db:
        case = scenes.admitted(db, scenes.draft(stage=Stage.PRODUCTION))
        review_id = begun(db, case, FULL)
        for who, share in shares.items():
            if who is not CAST.rachid:
                assigning.join(db, who, review_id, now=NOW)
            for one in scenes.asked(db, review_id, F):
                if one.id != asked:
                    answer(db, review_id, one.id, one.expected, by=who)
            reviewing.answer(
                db, who, review_id, asked, F, choice=Answer.YES, reason="Vu.", evidence_link="",
                expected_version=0, now=NOW, details={"share_trained": [share]},
            )  # fmt: skip
        for who in shares:
            reviewing.finish(db, who, review_id, F, now=NOW)
        assert held(db).by == CAST.loubna.id  # until it is settled the stricter holds
        chosen = {"choice": Answer.YES, "reason": "Le registre de formation.", "expected_version": 0, "now": NOW}
        with pytest.raises(NotGivenError):
            settling.choose_answer(db, CAST.naima, review_id, asked, F, whose=CAST.amina.id, **chosen)
        settling.choose_answer(db, CAST.naima, review_id, asked, F, whose=CAST.driss.id, **chosen)
        assert held(db).by == CAST.driss.id
        [disagreement] = examination_of(scenes.must(db, review_id), F).disagreements
        assert (disagreement.question, disagreement.settled) == (asked, True)
        assert close(db, review_id).decision is Decision.CLEARED
        assert all(review_told.signature_holds(db, CAST.naima, case).values())
    with store.reading() as db:
        [line], _ = journal.lines(db, journal.Filter(act=Act.QUESTION_SETTLED.value))
        assert json.loads(line.after)["whose"] == CAST.driss.id
