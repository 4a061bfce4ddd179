"""The sample reviews stand on the shipped checklist, and their verdicts show every outcome."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ethics.answer import Answer
from ethics.depth import Depth
from ethics.examination import Examination, examine
from ethics.loading import load_framework
from ethics.mitigation import Mitigation, MitigationState
from ethics.review import Response, Settlement, respond
from ethics.traits import propose
from wording.declared import read_yaml

ROOT = Path(__file__).resolve().parents[2]
UNESCO = load_framework(ROOT / "data/frameworks/unesco-2021/1.5")
REVIEWS: list[dict[str, Any]] = read_yaml(ROOT / "data/samples/reviews.yaml")
CASES: dict[str, dict[str, Any]] = {
    case["key"]: case for path in sorted((ROOT / "data/samples/use_cases").glob("*.yaml")) for case in read_yaml(path)
}
HINTS = {
    "cleared": "cleared",
    "cleared_with_conditions": "conditions",
    "redesign": "redesign",
    "refused": "refused",
    "none": "pending",
}
every_review = pytest.mark.parametrize("review", REVIEWS, ids=lambda review: review["case"])


def depth_of(review: dict[str, Any]) -> Depth:
    return UNESCO.policy(UNESCO.depth(review["traits"]))


def examined(review: dict[str, Any]) -> Examination:
    """As the first reviewer left it; the others answer like the first, save where the file says otherwise."""
    return examine(
        UNESCO,
        review["traits"],
        CASES[review["case"]]["stage"],
        [_response(review, id_, one) for id_, one in review["responses"].items()],
        settlements=[Settlement(**one) for one in review["settlements"]],
        mitigations=[_mitigation(**one) for one in review["mitigations"]],
        depth=depth_of(review).id,
    )


def _mitigation(accepted_by: str, **one: Any) -> Mitigation:
    return Mitigation(**one, state=MitigationState.ACCEPTED, decided_by=accepted_by)


def _response(review: dict[str, Any], id_: str, one: dict[str, Any]) -> Response:
    said = {name: text for name, text in one.items() if name not in {"answer", "details"}}
    details = {name: [told] if isinstance(told, str) else told for name, told in one.get("details", {}).items()}
    return respond(UNESCO.question(id_), Answer(one["answer"]), by=review["reviewer"], details=details, **said)


def outcome(review: dict[str, Any]) -> str:
    verdict = examined(review).verdict
    return verdict.decision.value if verdict else "none"


def test_the_reviews_show_every_outcome():
    outcomes = Counter(outcome(review) for review in REVIEWS)
    assert len(REVIEWS) >= 10
    assert outcomes["refused"] == 2
    assert outcomes["redesign"] >= 1
    assert outcomes["cleared_with_conditions"] >= 3
    assert outcomes["cleared"] >= 3
    assert outcomes["none"] >= 1


def test_three_reviewers_share_them_and_no_case_is_reviewed_twice():
    assert {review["reviewer"] for review in REVIEWS} == {"rachid", "loubna", "driss"}
    assert len({review["case"] for review in REVIEWS}) == len(REVIEWS)


@every_review
def test_a_review_has_the_verdict_its_case_was_written_for(review: dict[str, Any]):
    assert HINTS[outcome(review)] == CASES[review["case"]]["ethics_hint"]


@every_review
def test_a_closed_review_has_answered_every_question_and_only_those(review: dict[str, Any]):
    examination = examined(review)
    assert set(review["responses"]) <= set(examination.asked)
    assert examination.complete == review["closed"]
    if not review["closed"]:
        assert 0 < len(review["responses"]) < len(examination.asked)


@every_review
def test_an_idea_is_asked_nothing_about_its_operation(review: dict[str, Any]):
    if CASES[review["case"]]["stage"] == "idea":
        assert all("idea" in UNESCO.question(id_).stages for id_ in examined(review).asked)


@every_review
def test_whoever_differs_differs_and_the_others_have_their_own_reason(review: dict[str, Any]):
    for answers in review.get("differs", {}).values():
        for id_, given in answers.items():
            assert given["answer"] != review["responses"][id_]["answer"]
            respond(UNESCO.question(id_), Answer(given["answer"]), reason=given.get("reason", ""), by="x")
    departing = [one for one in review["responses"].values() if one.get("reason")]
    assert not departing or depth_of(review).reviewers == 1 or not review["closed"] or review.get("agrees")


@every_review
def test_answers_stand_in_the_order_of_the_framework(review: dict[str, Any]):
    order = [question.id for question in UNESCO.questions]
    assert list(review["responses"]) == sorted(review["responses"], key=order.index)


@every_review
def test_confirmed_traits_do_not_contradict_the_facts(review: dict[str, Any]):
    for proposal in propose(CASES[review["case"]]["facts"]):
        assert review["traits"].get(proposal.trait, proposal.value) == proposal.value, proposal
    if review["closed"]:
        assert set(review["traits"]) == set(UNESCO.traits)


def test_a_settlement_and_an_accepted_mitigation_are_among_them():
    settled = [one for review in REVIEWS for one in review["settlements"]]
    accepted = [one for review in REVIEWS for one in review["mitigations"] if one["accepted_by"]]
    assert settled
    assert accepted


def test_no_reason_is_copied_from_one_review_to_another():
    reasons = [one["reason"] for review in REVIEWS for one in review["responses"].values() if "reason" in one]
    reasons += [review["agrees"] for review in REVIEWS if "agrees" in review]
    assert len(set(reasons)) == len(reasons)
