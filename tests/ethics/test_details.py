"""Details of an answer, and questions that hang on earlier ones: by hand, and by laws."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ethics.answer import Answer, Detail, asked_of
from ethics.examination import examine
from ethics.framework import Framework, FrameworkFile
from ethics.profile import profile_of
from ethics.question import visible
from ethics.review import DetailError, Response, answers_offered, judged, missing, respond, shortfalls
from ethics.stakes import Severity
from ethics.verdict import Decision
from tests.ethics.strategies import UNESCO, Review, details_of, enough, finding_in, response_to, reviews

A = Answer
OVERRIDE = UNESCO.question("human_oversight.override")
FORMALITY = UNESCO.question("privacy.cndp_formality")
DENIED = dict.fromkeys(UNESCO.traits, False)


def number(**more: object) -> Detail:
    return Detail.model_validate({"id": "n", "part": "done", "kind": "number", "unit": "days", **more})


@pytest.mark.parametrize(
    ("kind", "texts", "read"),
    [
        ("number", ["2,5"], ("2.5",)),
        ("number", ["٣٠"], ("30",)),
        ("number", ["1 200"], ("1200",)),
        ("number", ["٢٫٥"], ("2.5",)),
        ("number", ["-1"], None),
        ("number", ["1e13"], None),
        ("number", ["nan"], None),
        ("number", ["deux"], None),
        ("date", ["31/01/2026"], ("2026-01-31",)),
        ("date", ["2026-02-30"], None),
        ("date", ["٣١/٠١/٢٠٢٦"], ("2026-01-31",)),
        ("text", ["  deux  "], ("deux",)),
        ("text", ["  "], ()),
        ("person", ["A", "B"], None),
        ("file", ["a" * 64], ("a" * 64,)),
        ("file", ["rapport.pdf"], None),
    ],
)
def test_what_is_filled_in_has_one_form(kind: str, texts: list[str], read: tuple[str, ...] | None):
    unit = {"unit": "days"} if kind == "number" else {}
    assert Detail.model_validate({"id": "d", "part": "done", "kind": kind, **unit}).read(texts) == read


def test_options_are_those_of_the_detail_in_its_order():
    several = Detail.model_validate({"id": "d", "part": "done", "kind": "several", "options": ["a", "b", "c"]})
    assert several.read(["c", "a", "c"]) == ("a", "c")
    assert several.read(["c", "x"]) is None
    choice = Detail.model_validate({"id": "d", "part": "done", "kind": "choice", "options": ["a", "b"]})
    assert (choice.read(["b"]), choice.read(["x"]), choice.read(["a", "b"])) == (("b",), None, None)


def test_bounds_and_wanted_options_by_hand():
    assert [number(at_most=60).falls_short([value]) for value in ("59", "60", "60.5")] == [False, False, True]
    assert [number(at_least=80).falls_short([value]) for value in ("79", "80")] == [True, False]
    offered = UNESCO.question("fairness.languages").details[0]
    assert offered.falls_short(["arabic"])
    assert not offered.falls_short(["arabic", "amazigh"])
    assert not offered.falls_short(["arabic", "amazigh", "french"])
    assert not offered.falls_short([]), "what is missing leaves the question open; it is no finding"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"kind": "choice"}, "options belong to a choice"),
        ({"kind": "text", "options": ["a"]}, "options belong to a choice"),
        ({"kind": "choice", "options": ["a"], "wanted": ["b"]}, "b is no option"),
        ({"kind": "choice", "options": ["a", "a"]}, "stands twice"),
        ({"kind": "number"}, "a unit belongs to a number"),
        ({"kind": "date", "at_most": 3}, "only a number has bounds"),
        ({"kind": "number", "unit": "days", "at_least": 4, "at_most": 3}, "no number lies"),
    ],
)
def test_a_detail_that_does_not_fit_its_kind_is_refused(told: dict[str, object], why: str):
    with pytest.raises(ValidationError, match=why):
        Detail.model_validate({"id": "d", "part": "done", **told})


def test_what_is_not_of_its_kind_is_refused_and_says_where():
    with pytest.raises(DetailError) as refused:
        respond(OVERRIDE, A.YES, details={"stopped_within": ["bientôt"]})
    assert refused.value.values == {"detail": "stopped_within", "kind": "number"}
    with pytest.raises(DetailError):
        respond(OVERRIDE, A.YES, details={"unheard_of": ["1"]})


def test_an_answer_as_expected_whose_details_fall_short_holds_in_part():
    slow = respond(OVERRIDE, A.YES, details={"who": ["Chef de service"], "stopped_within": ["90"]})
    assert (shortfalls(OVERRIDE, slow), judged(OVERRIDE, slow)) == (("stopped_within",), A.PARTLY)
    found = finding_in(OVERRIDE, slow)
    assert found is not None
    assert (found.severity, found.answer, found.shortfalls) == (Severity.CONDITION, A.YES, ("stopped_within",))
    assert finding_in(OVERRIDE, replace(slow, details={**slow.details, "stopped_within": ("5",)})) is None


def test_a_detail_hangs_on_the_one_before():
    declared = respond(FORMALITY, A.YES, details={"formality": ["declaration"]})
    assert missing(FORMALITY, declared) == ("receipt_number", "receipt_date")
    assert missing(FORMALITY, respond(FORMALITY, A.YES, details={"formality": ["exempt"]})) == ("exemption",)
    assert missing(FORMALITY, respond(FORMALITY, A.NO, reason="Motif.")) == ()


def test_a_question_is_open_until_its_details_are_there():
    asked = UNESCO.asked(DENIED, "build")
    held = [respond(one, one.expected, by="rachid", details=enough(one)) for one in asked]
    assert examine(UNESCO, DENIED, "build", held).complete
    bare = [replace(one, details={}) if one.question == OVERRIDE.id else one for one in held]
    found = examine(UNESCO, DENIED, "build", bare)
    assert (found.open, found.verdict) == ((OVERRIDE.id,), None)


@settings(deadline=None)
@given(st.data())
def test_what_does_not_go_with_the_answer_changes_nothing(data: st.DataObject):
    question = data.draw(st.sampled_from([one for one in UNESCO.questions if one.details]))
    answer = data.draw(st.sampled_from(answers_offered(question)))
    response = respond(question, answer, reason="Motif.", details=data.draw(details_of(question)))
    asked = {one.id for one in question.details_asked(answer, response.details)}
    alone = replace(response, details={id_: value for id_, value in response.details.items() if id_ in asked})
    assert {one.id for one in question.details_asked(answer, alone.details)} == asked
    assert finding_in(question, response) == finding_in(question, alone)
    assert missing(question, response) == missing(question, alone)


def _hidden(review: Review) -> tuple[set[str], tuple[Response, ...]]:
    shown = set(review.examined().asked)
    return shown, tuple(one for one in review.responses if one.question not in shown)


@settings(deadline=None)
@given(reviews())
def test_a_hidden_answer_never_counts(review: Review):
    shown, hidden = _hidden(review)
    found = review.examined()
    without = replace(review, responses=tuple(one for one in review.responses if one.question in shown)).examined()
    assert found == without
    assert shown.isdisjoint(one.question for one in hidden)


@settings(deadline=None)
@given(reviews(), st.data())
def test_the_most_a_principle_can_come_to_is_counted_over_what_is_seen(review: Review, data: st.DataObject):
    asked = [UNESCO.question(id_) for id_ in review.examined().asked]
    held = review.examined().held
    for one in profile_of(asked, held).principles:
        own = [question for question in asked if question.principle == one.principle]
        aside = [question for question in own if question.id in held and held[question.id].answer is A.NOT_APPLICABLE]
        assert one.attainable == len(own) - len(aside)
        assert one.points <= one.attainable
    # The bound is reached: answer all that is seen as expected, and what that shows, until nothing new is seen.
    seen: dict[str, Response] = {}
    due = UNESCO.asked(review.traits, review.stage)
    for question in due:
        seen[question.id] = respond(question, question.expected, by="rachid", details=enough(question))
    best = profile_of(visible(due, {id_: one.answer for id_, one in seen.items()}), seen)
    assert all(one.points == one.attainable == one.asked for one in best.principles)


@settings(deadline=None)
@given(reviews(), st.data())
def test_hiding_a_question_never_improves_a_verdict(review: Review, data: st.DataObject):
    parents = sorted({id_ for one in UNESCO.questions for id_ in one.asked_when})
    id_ = data.draw(st.sampled_from(parents))
    if id_ not in review.examined().asked:
        return
    question = UNESCO.question(id_)
    others = tuple(one for one in review.responses if one.question != id_)

    def rank(answer: Answer) -> int:
        given_ = respond(question, answer, reason="Motif.", by="rachid", details=enough(question))
        verdict = replace(review, responses=(*others, given_)).examined().verdict
        return verdict.decision.rank if verdict else -1

    assert rank(A.NO) >= rank(A.YES)


def test_a_question_that_hangs_on_another_is_hidden_by_a_plain_no():
    consultation, heard = UNESCO.question("governance.consultation"), UNESCO.question("governance.rarely_heard")
    assert heard in visible((consultation, heard), {consultation.id: A.YES})
    assert heard not in visible((consultation, heard), {consultation.id: A.NO})
    assert heard not in visible((consultation, heard), {}), "as long as the first is open, so is what hangs on it"


@pytest.mark.parametrize(
    ("question", "change", "why"),
    [
        ("governance.rarely_heard", {"asked_when": {"governance.results_measured": ["yes"]}}, "no earlier question"),
        ("governance.rarely_heard", {"asked_when": {"fairness.outcomes_compared": ["yes"]}}, "not always asked"),
        ("governance.rarely_heard", {"asked_when": {"governance.consultation": ["yes"]}}, "costs less"),
        ("privacy.legal_basis", {"asked_when": {"privacy.legal_basis": ["yes"]}}, "no earlier question"),
        (
            "responsibility.accountable_official",
            {"asked_when": {"proportionality.legitimate_aim": ["yes", "partly", "not_applicable"]}},
            "costs less",
        ),
        ("red_lines.manipulation", {"details": [{"id": "d", "part": "done", "kind": "text"}]}, "has no details"),
    ],
)
def test_a_condition_that_nobody_could_follow_is_refused(question: str, change: dict[str, object], why: str):
    with pytest.raises(ValidationError, match=why):
        _changed(UNESCO, question, change)


def _changed(framework: Framework, question: str, change: dict[str, object]) -> FrameworkFile:
    told = framework.model_dump(mode="json", exclude={"words", "content_hash"})
    told["questions"] = [{**one, **change} if one["id"] == question else one for one in told["questions"]]
    return FrameworkFile.model_validate(told)


def test_the_shipped_framework_uses_every_kind():
    assert {detail.kind.value for one in UNESCO.questions for detail in one.details} == {
        "choice", "several", "number", "date", "text", "file", "person",
    }  # fmt: skip
    assert any(one.asked_when for one in UNESCO.questions)


@given(st.data())
def test_the_order_of_filling_in_is_irrelevant(data: st.DataObject):
    question = data.draw(st.sampled_from([one for one in UNESCO.questions if one.details]))
    filled = data.draw(details_of(question))
    backwards = dict(reversed(filled.items()))
    assert respond(question, A.YES, details=filled) == respond(question, A.YES, details=backwards)
    assert asked_of(question.details, A.YES, {}) == question.details_asked(A.YES, {})


def test_a_complete_review_of_the_shipped_framework_is_cleared():
    asked = UNESCO.asked(DENIED, "production")
    found = examine(UNESCO, DENIED, "production", [respond(one, one.expected, details=enough(one)) for one in asked])
    assert found.verdict is not None
    assert found.verdict.decision is Decision.CLEARED


@given(st.sampled_from(UNESCO.questions).flatmap(response_to))
def test_a_response_reads_back_as_it_was_given(response: Response):
    question = UNESCO.question(response.question)
    again = respond(
        question, response.answer, reason=response.reason, by=response.by, details=response.details
    )  # fmt: skip
    assert again == response
