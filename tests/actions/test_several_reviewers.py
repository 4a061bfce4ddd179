"""Several reviewers: assigned by load, blind at first, then compared and settled; what lapses when a case changes."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from actions import (
    assigning,
    discussing,
    evidencing,
    importing,
    planning,
    reading,
    review_told,
    reviewing,
    settling,
    signing,
    triaging,
)
from actions.acts import Act
from actions.examining import ReviewingError, examination_of
from actions.permissions import Actor
from ethics.answer import Answer
from ethics.evidence import filed
from ethics.question import QuestionSeverity
from ethics.review import DetailError, SecondPersonError, respond
from ethics.verdict import Decision, MoreLenientError
from ethics.written import ReasonMissingError, TextMissingError
from store import accounts, assignments, journal, reviews, verdicts
from store import planning as kept
from store.assignments import OwnCaseError
from store.review_tables import ResponseRow, VerdictRow
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.conftest import CAST, NOW
from tests.ethics.strategies import enough
from usecases.use_case import Role, Stage, Status

F = scenes.DEFINITIONS.framework
S = QuestionSeverity
NONE_HOLDS = dict.fromkeys(F.traits, False)
STANDARD = NONE_HOLDS | {"personal_data": True}
FULL = NONE_HOLDS | {"rights_sensitive": True, "decision_about_person": True}


@pytest.fixture
def reference(store):
    with store.writing() as db:
        return scenes.admitted(db)


def begun(db, reference, traits=None, *, by=CAST.rachid):
    return triaging.open_review(db, by, reference, F, traits=traits or STANDARD, now=NOW)


def answer(db, review_id, question, choice, *, by, version=0):
    reviewing.answer(
        db, by, review_id, question, F, choice=choice, reason="Vu au dossier.", evidence_link="",
        expected_version=version, now=NOW, details=enough(F.question(question)),
    )  # fmt: skip


def answered(db, review_id, *, by, but=None):
    review = scenes.must(db, review_id)
    for one in F.asked(review.traits, review.stage, F.depth(review.traits)):
        answer(db, review_id, one.id, (but or {}).get(one.id, one.expected), by=by)


def both(db, reference, *, differs=None, finished=True):
    """Rachid and Loubna examine; Loubna differs where told."""
    review_id = begun(db, reference)
    assigning.join(db, CAST.loubna, review_id, now=NOW)
    answered(db, review_id, by=CAST.rachid)
    answered(db, review_id, by=CAST.loubna, but=differs)
    if finished:
        for who in (CAST.rachid, CAST.loubna):
            reviewing.finish(db, who, review_id, F, now=NOW)
    return review_id


def close(db, review_id, *, by=CAST.rachid, **more):
    return signing.close(db, by, review_id, F, expected_version=scenes.version(db, review_id), now=NOW, **more)


def first_of(db, review_id, severity):
    review = scenes.must(db, review_id)
    asked = F.asked(review.traits, review.stage, F.depth(review.traits))
    return next(one.id for one in asked if one.severity is severity)


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
        left = reviewing.unanswered_by(scenes.must(db, review_id), CAST.rachid.id, F)
        for id_ in left:
            answer(db, review_id, id_, F.question(id_).expected, by=CAST.rachid)
        assert len(left) <= 2
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
            assigning.replace_reviewer(db, CAST.naima, review_id, CAST.rachid.id, reason="", now=NOW)


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


def test_a_person_may_be_stricter_than_the_rules_with_a_reason_and_never_milder(store, reference):
    with store.writing() as db:
        review_id = both(db, reference)
        with pytest.raises(ReasonMissingError):
            close(db, review_id, decision=Decision.REDESIGN, reason=" ")
        assert close(db, review_id, decision=Decision.REDESIGN, reason="Trop tôt.").decision is Decision.REDESIGN
        given = verdicts.in_force(db)[reference]
        assert (given.decision, given.by_rules, given.reason) == ("redesign", "cleared", "Trop tôt.")
        other = both(db, scenes.admitted(db), differs={"red_lines.manipulation": Answer.YES})
        with pytest.raises(MoreLenientError):
            close(db, other, decision=Decision.CLEARED, reason="Je le veux.")


def test_the_arbiter_signs_and_a_stranger_to_the_case_does_not(store, reference):
    with store.writing() as db:
        review_id = both(db, reference)
        close(db, review_id, by=CAST.naima)
        assert verdicts.in_force(db)[reference].by == CAST.naima.id


def test_conditions_travel_as_cost_and_months(store, reference):
    with store.writing() as db:
        partly = {"proportionality.legitimate_aim": Answer.PARTLY, "responsibility.accountable_official": Answer.PARTLY}
        review_id = both(db, reference, differs=partly)
        for (question, cost), months in zip(
            (("proportionality.legitimate_aim", 250_000), ("responsibility.accountable_official", 50_000)), (3, 5),
            strict=True,
        ):  # fmt: skip
            settling.mitigate(
                db, CAST.rachid, review_id, question, F, text="Publier la note.", owner="Secrétariat général",
                due_on=date(2026, 6, 30), cost_mad=cost, months=months, proof="Note", expected_version=0, now=NOW,
            )  # fmt: skip
        assert close(db, review_id).decision is Decision.CLEARED_WITH_CONDITIONS
        clearance = planning.clearances(db)[reference]
        assert (clearance.may_be_chosen, clearance.extra_cost_mad, clearance.not_before_months) == (True, 300_000, 5)
        planning.choose(db, CAST.salma, reference, reason="", now=NOW)


def test_a_blocker_becomes_a_condition_only_by_a_second_person(store, reference):
    with store.writing() as db:
        blocking = "proportionality.legitimate_aim"
        review_id = both(db, reference, differs={blocking: Answer.NO})
        settling.mitigate(
            db, CAST.rachid, review_id, blocking, F, text="Réécrire la note.", owner="", due_on=None, cost_mad=0,
            months=1, proof="", expected_version=0, now=NOW,
        )  # fmt: skip
        seen = scenes.must(db, review_id).mitigation_versions[blocking]
        decided = {"accepted": True, "reason": "", "expected_version": seen, "now": NOW}
        for who in (CAST.rachid, CAST.loubna):
            with pytest.raises(SecondPersonError):
                settling.decide_mitigation(db, who, review_id, blocking, F, **decided)
        settling.decide_mitigation(db, CAST.naima, review_id, blocking, F, **decided)
        assert examination_of(scenes.must(db, review_id), F).verdict.decision is Decision.CLEARED_WITH_CONDITIONS
        answer(db, review_id, blocking, Answer.NO, by=CAST.loubna, version=1)
        assert examination_of(scenes.must(db, review_id), F).verdict.decision is Decision.REDESIGN


def test_a_dissent_is_kept_and_signed(store, reference):
    with store.writing() as db:
        review_id = both(db, reference)
        settling.dissent(db, CAST.loubna, review_id, text="Je refuserais.", now=NOW)
        with pytest.raises(ReviewingError, match="not_assigned"):
            settling.dissent(db, CAST.driss, review_id, text="Moi aussi.", now=NOW)
        close(db, review_id)
        [kept_one] = scenes.must(db, review_id).dissents
    assert (kept_one.by, kept_one.text) == (CAST.loubna.id, "Je refuserais.")


def test_the_administration_is_asked_and_answers(store):
    with store.writing() as db:
        reference = scenes.admitted(db, scenes.draft("Le nôtre", "Caisse nationale de sécurité sociale"))
        review_id = begun(db, reference)
        question = first_of(db, review_id, S.RED_LINE)
        with pytest.raises(ReviewingError, match="due_in_the_past"):
            discussing.ask(
                db, CAST.rachid, review_id, {question: "Qui ?"}, F, due_on=NOW.date() - timedelta(days=1), now=NOW
            )
        discussing.ask(db, CAST.rachid, review_id, {question: "Qui ?"}, F, due_on=NOW.date(), now=NOW)
        [asked] = reading.asks(db, CAST.omar)
        discussing.reply(db, CAST.omar, asked.id, answer="Le chef de service.", link="Note 4", now=NOW)
        with pytest.raises(ReviewingError, match="ask_answered"):
            discussing.reply(db, CAST.omar, asked.id, answer="Un autre.", link="", now=NOW)
        [answered_one] = reading.asks(db, CAST.rachid, review_id=review_id)
        assert (answered_one.answer, answered_one.answered_by) == ("Le chef de service.", CAST.omar.id)
        other = begun(db, scenes.admitted(db))
        discussing.ask(db, CAST.rachid, other, {question: "Et là ?"}, F, due_on=NOW.date(), now=NOW)
        assert len(reading.asks(db, CAST.omar)) == 1
        with pytest.raises(ReviewingError, match="ask_unknown"):
            discussing.reply(db, CAST.omar, 2, answer="Indiscret.", link="", now=NOW)


HEAD = "Title,Administration,Summary,Stage,Id"


def imported(db, summary="Un résumé.", stage="idea"):
    content = f"{HEAD}\nLire,Ministère de la santé,{summary},{stage},7\n".encode()
    report = scenes.report(content)
    return importing.accept(db, CAST.amina, report, scenes.DEFINITIONS, role=Role.CANDIDATE, admit=True, now=NOW)


def judged(db):
    reference = imported(db).references[0]
    review_id = both(db, reference)
    close(db, review_id)
    planning.choose(db, CAST.salma, reference, reason="", now=NOW)
    return reference, review_id


def test_a_verdict_lapses_with_what_it_rests_on_and_only_that_is_asked_again(store):
    with store.writing() as db:
        reference, first = judged(db)
        before = len(scenes.must(db, first).responses)
        imported(db, summary="Tout autre chose.")
        assert reference not in verdicts.in_force(db)
        assert kept.selection(db) == {}
        assert scenes.case(db, reference).status is Status.IN_REVIEW
        [given] = verdicts.of_case(db, reference)
        assert given.lapsed_by == ["summary"]
        newest = scenes.must(db, reviews.of_case(db, reference)[0])
        dependent = set(given.fields["summary"]["questions"])
        assert newest.follows == first
        assert not {one.question for one in newest.responses} & dependent
        assert len(newest.responses) == before - 2 * len(dependent)
        assert set(examination_of(newest, F).open) == dependent
        [line], _ = journal.lines(db, journal.Filter(act=Act.VERDICT_LAPSED.value, reference=reference))
        assert json.loads(line.after) == {"fields": ["summary"], "questions": sorted(dependent)}


def test_a_verdict_stands_when_what_changed_has_no_part_in_it(store):
    with store.writing() as db:
        reference, first = judged(db)
        imported(db)
        assert verdicts.in_force(db)[reference].review_id == first


def test_reaching_the_next_stage_opens_the_review_again(store):
    with store.writing() as db:
        reference, _ = judged(db)
        imported(db, stage="build")
        [given] = verdicts.of_case(db, reference)
        assert given.lapsed_by == ["stage"]
        newest = scenes.must(db, reviews.of_case(db, reference)[0])
        assert newest.stage == Stage.BUILD.value
        later = {one.id for one in F.asked(STANDARD, "build", F.depth(STANDARD))}
        sooner = {one.id for one in F.asked(STANDARD, "idea", F.depth(STANDARD))}
        assert set(examination_of(newest, F).open) == later - sooner


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
        assert journal.verify(db) is None
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
        close(db, review_id)
        told = review_told.review_told(db, CAST.nadia, review_id, F, now=NOW)
    assert (told["depth"], told["verdict"]["decision"], told["verdict"]["signed"]) == (
        "standard", "cleared_with_conditions", True,
    )  # fmt: skip
    assert told["dissents"] == [{"by": CAST.loubna.id, "text": "Je refuserais."}]
    assert [one["finding"] for one in told["questions"] if one["finding"]] == ["condition"]
    assert json.loads(json.dumps(told)) == told


def test_a_signature_holds_until_somebody_changes_what_was_signed(store, reference):
    with store.writing() as db:
        review_id = both(db, reference)
        close(db, review_id)
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: True}
        altered = update(ResponseRow).where(ResponseRow.author == CAST.loubna.id)
        with db.begin_nested() as tried:
            db.execute(altered.values(reason="Réécrit."))
            assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: False}
            tried.rollback()
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: True}
        db.execute(altered.values(details={"who": ["Une autre"]}))
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: False}


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


def test_a_signature_of_an_earlier_form_is_told_apart_from_a_broken_one(store, reference):
    with store.writing() as db:
        review_id = both(db, reference)
        close(db, review_id)
        db.execute(update(VerdictRow).values(fields={}))
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: None}


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


def test_a_measure_is_found_carried_out_after_the_verdict_by_somebody_else_and_the_signature_holds(store, reference):
    harm = "proportionality.harm_assessment"
    with store.writing() as db:
        review_id = both(db, reference, differs={harm: Answer.PARTLY})
        settling.mitigate(
            db, CAST.rachid, review_id, harm, F, text="Achever.", owner="Direction", due_on=NOW.date(), cost_mad=0,
            months=1, proof="", expected_version=0, now=NOW,
        )  # fmt: skip
        close(db, review_id)
        late = NOW + timedelta(days=1)
        assert settling.overdue_mitigations(db, CAST.rachid, now=NOW) == []
        assert settling.overdue_mitigations(db, CAST.rachid, now=late) == [(reference, harm)]
        with pytest.raises(SecondPersonError):
            settling.fulfil(db, CAST.rachid, review_id, harm, proof="PV 4", now=late)
        with pytest.raises(TextMissingError):
            settling.fulfil(db, CAST.loubna, review_id, harm, proof=" ", now=late)
        settling.fulfil(db, CAST.loubna, review_id, harm, proof="PV 4", now=late)
        held = scenes.must(db, review_id).fulfilments[harm]
        assert (held.by, held.proof, held.at) == (CAST.loubna.id, "PV 4", late)
        assert settling.overdue_mitigations(db, CAST.rachid, now=late) == []
        assert review_told.signature_holds(db, CAST.nadia, reference) == {review_id: True}
        with pytest.raises(ReviewingError, match="fulfilled_before"):
            settling.fulfil(db, CAST.loubna, review_id, harm, proof="PV 5", now=late)
        with pytest.raises(ReviewingError, match="no_mitigation"):
            settling.fulfil(db, CAST.loubna, review_id, "safety.monitoring", proof="PV 4", now=late)
