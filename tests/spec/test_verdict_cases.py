"""From answer to verdict, as an official would check it: one file of tests/spec/verdict per rule."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ethics.answer import Answer
from ethics.examination import examine
from ethics.framework import Framework
from ethics.loading import load_framework
from ethics.mitigation import Mitigation, MitigationState
from ethics.panel import Choice
from ethics.question import Question
from ethics.review import Response, Settlement, respond
from ethics.verdict import Decision, MoreLenientError, Verdict, stricter
from tests.ethics.strategies import enough
from tools import verdict_cases
from wording.declared import read_yaml
from wording.language import Language

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "tests/spec/verdict").glob("*.yaml"))
KEYS = {
    "title",
    "arabic",
    "rule",
    "framework",
    "stage",
    "confirmed",
    "unconfirmed",
    "answers",
    "left_open",
    "reviewers",
}
KEYS |= {"expired", "others", "alone", "choices", "settlements", "mitigations", "stricter", "expect"}
FIRST = "rachid"


@cache
def framework_of(version: str) -> Framework:
    return load_framework(ROOT / f"data/frameworks/unesco-2021/{version}")


def _mitigation(question: str, text: str, accepted_by: str = "") -> Mitigation:
    state = MitigationState.ACCEPTED if accepted_by else MitigationState.PROPOSED
    return Mitigation(question, text, state=state, decided_by=accepted_by or None)


def test_there_are_cases_and_no_two_say_the_same():
    titles = [read_yaml(path)["title"] for path in CASES]
    assert len(titles) >= 40
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_verdict_is_the_one_an_official_expects(path: Path):
    case = read_yaml(path)
    assert set(case) <= KEYS
    framework = framework_of(case.get("framework", "1.0"))
    traits = _traits(framework, case)
    examination = examine(
        framework,
        traits,
        case.get("stage", "idea"),
        _responses(framework, case),
        settlements=[Settlement(**one) for one in case.get("settlements", [])],
        mitigations=[_mitigation(**one) for one in case.get("mitigations", [])],
        choices=[Choice(**{**one, "answer": Answer(one["answer"])}) for one in case.get("choices", [])],
        expired=case.get("expired", []),
        depth=framework.depth(traits),
        reviewers=case.get("reviewers", 1),
    )

    expected = case["expect"]
    assert {one.question: one.severity.value for one in examination.findings} == expected.get("findings", {})
    left = list(examination.asked) if expected.get("open") == "every" else expected.get("open", [])
    assert list(examination.open) == left
    assert list(examination.deferred) == expected.get("deferred", [])
    assert list(examination.waiting_for_second_person) == expected.get("waiting", [])
    verdict = _by_a_person(examination.verdict, case.get("stricter"))
    assert (verdict.decision.value if verdict else "none") == expected["verdict"]
    if verdict:
        because = expected.get("because", list(expected.get("findings", {})))
        assert [one.question for one in verdict.because] == because


def _by_a_person(verdict: Verdict | None, wanted: dict[str, Any] | None) -> Verdict | None:
    if wanted is None or verdict is None:
        return verdict
    if wanted.get("refused"):
        with pytest.raises(MoreLenientError):
            stricter(verdict, Decision(wanted["decision"]), wanted["reason"])
        return verdict
    return stricter(verdict, Decision(wanted["decision"]), wanted["reason"])


def _traits(framework: Framework, case: dict[str, Any]) -> dict[str, bool]:
    unconfirmed = case.get("unconfirmed", [])
    return {trait: trait in case.get("confirmed", []) for trait in framework.traits if trait not in unconfirmed}


def _responses(framework: Framework, case: dict[str, Any]) -> list[Response]:
    """The first reviewer's answers, then those of the others, who answer like the first save where the case says."""
    answers = {FIRST: case.get("answers", {})}
    if not case.get("alone"):
        answers |= {name: case.get("answers", {}) | differs for name, differs in case.get("others", {}).items()}
    return [one for name, given in answers.items() for one in _of_one(framework, case, name, given)]


def _of_one(framework: Framework, case: dict[str, Any], name: str, given: dict[str, Any]) -> list[Response]:
    skipped = {*given, *case.get("left_open", [])}
    traits = _traits(framework, case)
    asked = framework.asked(traits, case.get("stage", "idea"), framework.depth(traits))
    assert set(case.get("left_open", [])) <= {question.id for question in asked}
    expected = [
        respond(one, Answer(one.expected), by=name, details=enough(one)) for one in asked if one.id not in skipped
    ]
    stated = [_stated(framework.question(id_), one, name) for id_, one in given.items()]
    return [*stated, *expected]


def _stated(question: Question, told: dict[str, Any], name: str) -> Response:
    """An answer as the case gives it; where it speaks of no details, they are filled in and suffice."""
    details = told.get("details", enough(question))
    return respond(question, Answer(told["answer"]), reason=told.get("reason", ""), by=name, details=details)


@pytest.mark.parametrize("language", list(Language))
def test_the_book_of_methods_shows_every_case(language: Language):
    assert verdict_cases.table(language) in verdict_cases.place(language).read_text(encoding="utf-8")
