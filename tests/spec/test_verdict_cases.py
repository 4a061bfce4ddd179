"""From answer to verdict, as an official would check it: one file of tests/spec/verdict per rule."""

from pathlib import Path
from typing import Any

import pytest

from ethics.framework import Framework, load_framework
from ethics.review import Answer, Mitigation, Response, Settlement, respond
from ethics.verdict import examine
from wording.declared import read_yaml

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "tests/spec/verdict").glob("*.yaml"))
KEYS = {"title", "rule", "stage", "confirmed", "unconfirmed", "answers", "left_open"}
KEYS |= {"settlements", "mitigations", "expect"}


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(ROOT / "data/frameworks/unesco-2021/1.0")


def test_there_are_cases_and_no_two_say_the_same():
    titles = [read_yaml(path)["title"] for path in CASES]
    assert len(titles) >= 20
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_verdict_is_the_one_an_official_expects(path: Path, framework: Framework):
    case = read_yaml(path)
    assert set(case) <= KEYS

    examination = examine(
        framework,
        _traits(framework, case),
        case.get("stage", "idea"),
        _responses(framework, case),
        settlements=[Settlement(**one) for one in case.get("settlements", [])],
        mitigations=[Mitigation(**one) for one in case.get("mitigations", [])],
    )

    expected = case["expect"]
    assert {one.question: one.severity.value for one in examination.findings} == expected.get("findings", {})
    assert list(examination.open) == expected.get("open", [])
    assert list(examination.waiting_for_second_person) == expected.get("waiting", [])
    verdict = examination.verdict
    assert (verdict.decision.value if verdict else "none") == expected["verdict"]
    if verdict:
        because = expected.get("because", list(expected.get("findings", {})))
        assert [one.question for one in verdict.because] == because


def _traits(framework: Framework, case: dict[str, Any]) -> dict[str, bool]:
    unconfirmed = case.get("unconfirmed", [])
    return {trait: trait in case.get("confirmed", []) for trait in framework.traits if trait not in unconfirmed}


def _responses(framework: Framework, case: dict[str, Any]) -> list[Response]:
    given = case.get("answers", {})
    skipped = {*given, *case.get("left_open", [])}
    asked = framework.asked(_traits(framework, case), case.get("stage", "idea"))
    assert set(case.get("left_open", [])) <= {question.id for question in asked}
    expected = [respond(one, Answer(one.expected), by="rachid") for one in asked if one.id not in skipped]
    stated = [
        respond(framework.question(id_), Answer(one["answer"]), reason=one.get("reason", ""), by="rachid")
        for id_, one in given.items()
    ]
    return [*stated, *expected]
