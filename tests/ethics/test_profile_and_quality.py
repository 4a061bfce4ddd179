"""Profile, coverage and quality warnings: by hand, and by laws."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethics.answer import Answer
from ethics.loading import load_framework
from ethics.mitigation import Mitigation, MitigationState
from ethics.profile import coverage, profile_of
from ethics.quality import RULES, Answered, warnings_of
from ethics.question import QuestionSeverity
from ethics.review import Response, answers_offered, respond
from tests.conftest import NOW
from wording.language import Language

ROOT = Path(__file__).resolve().parents[2]
UNESCO = load_framework(ROOT / "data/frameworks/unesco-2021/1.5")
SAFETY = tuple(one for one in UNESCO.questions if one.principle == "safety")
IDS = [one.id for one in UNESCO.questions]
A = Answer


def said(question_id: str, answer: Answer, by: str = "a", reason: str = "Motif.", link: str = "") -> Response:
    return respond(UNESCO.question(question_id), answer, reason=reason, evidence_link=link, by=by)


def test_the_share_of_a_principle_by_hand():
    # Seven questions: yes, yes, partly, no, not applicable, two open: (1 + 1 + 0.5 + 0) / 4.
    answers = (A.YES, A.YES, A.PARTLY, A.NO, A.NOT_APPLICABLE)
    held = {one.id: said(one.id, answer) for one, answer in zip(SAFETY, answers, strict=False)}
    [found] = profile_of(SAFETY, held).principles
    assert (found.asked, found.answered, found.not_applicable, found.met) == (7, 5, 1, 0.625)


def test_the_lowest_stands_beside_the_mean():
    asked = (*SAFETY, *(one for one in UNESCO.questions if one.principle == "fairness"))
    held = {one.id: said(one.id, A.YES if one.principle == "safety" else A.NO) for one in asked}
    profile = profile_of(asked, held)
    assert profile.lowest is not None
    assert (profile.lowest.principle, profile.lowest.met, profile.mean) == ("fairness", 0.0, 0.5)
    assert profile_of((), {}).mean is None


@given(st.data())
def test_an_answer_to_a_question_that_is_not_asked_never_counts(data: st.DataObject):
    asked = tuple(UNESCO.question(id_) for id_ in data.draw(st.lists(st.sampled_from(IDS), unique=True, min_size=1)))
    held = {one.id: said(one.id, data.draw(st.sampled_from(answers_offered(one)))) for one in UNESCO.questions}
    visible = {id_: one for id_, one in held.items() if id_ in {question.id for question in asked}}
    assert profile_of(asked, held) == profile_of(asked, visible)
    assert coverage(UNESCO, asked, held) == coverage(UNESCO, asked, visible)


@given(st.data())
def test_places_of_another_text_are_told_once_and_none_is_lost(data: st.DataObject):
    asked = tuple(UNESCO.question(id_) for id_ in data.draw(st.lists(st.sampled_from(IDS), unique=True)))
    answered = data.draw(st.sets(st.sampled_from(IDS)))
    held = {id_: said(id_, UNESCO.question(id_).expected) for id_ in answered}
    for one in coverage(UNESCO, asked, held):
        groups = (one.whole, one.part, one.asked_not_answered, one.not_asked)
        every = {place for question in UNESCO.questions for place in question.crosswalk.get(one.framework, ())}
        assert sum(len(group) for group in groups) == len(set().union(*groups)) == len(every)


def test_what_no_question_points_to_is_told():
    canada = next(one for one in coverage(UNESCO, UNESCO.questions, {}) if one.framework == "canada_aia")
    assert canada.unmapped == ("decisionSector",)


def told(responses: list[Response], *, minutes: float = 5) -> set[tuple[str, str, str]]:
    at = {(one.question, one.by): NOW + place * timedelta(minutes=minutes) for place, one in enumerate(responses)}
    review = Answered(UNESCO.questions, responses, at)
    return {(one.rule, one.about, one.by) for one in warnings_of(review)}


def test_a_blocking_yes_with_nothing_behind_it_is_told():
    blocking = next(one.id for one in UNESCO.questions if one.severity is QuestionSeverity.BLOCKING)
    assert told([said(blocking, A.YES, reason="")]) == {("no_evidence", blocking, "a")}
    assert told([said(blocking, A.YES, reason="", link="Note 4")]) == set()
    assert told([said(blocking, A.YES, reason="La note 4 le dit.")]) == {("no_evidence", blocking, "a")}
    assert told([said(blocking, A.NO)]) == set()


def test_a_reason_copied_from_one_answer_to_another_is_told_on_both():
    first, second, third = (one.id for one in SAFETY[:3])
    reason = "Voir le dossier de projet, annexe 3."
    copied = [said(first, A.NO, reason=reason), said(second, A.NO, reason=reason.upper())]
    copied.append(said(third, A.NO, "b", reason))
    assert told(copied) == {("copied_reason", first, "a"), ("copied_reason", second, "a")}
    assert told([said(first, A.NO, reason="Idem."), said(second, A.NO, reason="Idem.")]) == set()


@pytest.mark.parametrize(("minutes", "quick"), [(0.4, True), (0.5, False), (2, False)])
def test_a_principle_answered_in_under_a_minute_is_told(minutes: float, quick: bool):
    answers = [said(one.id, A.PARTLY) for one in SAFETY[:3]]
    assert (("quick", "safety", "a") in told(answers, minutes=minutes)) is quick
    assert told(answers[:2], minutes=0.1) == set()


def test_more_than_a_third_set_aside_asks_for_a_second_reader():
    aside = [said(one.id, A.NOT_APPLICABLE) for one in SAFETY[:2]]
    rest = [said(one.id, A.PARTLY) for one in SAFETY[2:6]]
    assert told([*aside, *rest]) == set()
    assert told([*aside, *rest[:3]]) == {("set_aside", "safety", "a")}


def test_a_condition_without_a_measure_that_has_an_owner_and_a_day_is_told():
    major = next(one.id for one in UNESCO.questions if one.severity is QuestionSeverity.MAJOR)
    [warning] = warnings_of(Answered(UNESCO.questions, [said(major, A.NO)], {}, undated={major}))
    assert (warning.rule, warning.about, warning.by) == ("undated_condition", major, "")
    measure = Mitigation(major, "Publier la notice.", owner="Service juridique", due_on=NOW.date())
    assert [
        one.is_dated
        for one in (
            measure, replace(measure, owner=""), replace(measure, due_on=None),
            replace(measure, state=MitigationState.REFUSED),
        )
    ] == [True, False, False, False]  # fmt: skip


def test_every_rule_says_what_it_looks_for():
    assert all(rule.__doc__ for rule in RULES.values())


def test_evidence_that_serves_is_evidence_and_expired_evidence_is_told():
    blocking = next(one.id for one in UNESCO.questions if one.severity is QuestionSeverity.BLOCKING)
    bare = [said(blocking, A.YES, reason="")]
    assert warnings_of(Answered(UNESCO.questions, bare, {}, evidenced={blocking})) == ()
    [warning] = warnings_of(Answered(UNESCO.questions, bare, {}, evidenced={blocking}, expired={blocking}))
    assert (warning.rule, warning.about) == ("expired_evidence", blocking)


def test_a_sheet_that_answers_everything_at_once_is_not_quick():
    answers = [said(one.id, A.PARTLY) for one in SAFETY[:3]]
    assert ("quick", "safety", "a") not in told(answers, minutes=0)


def test_every_place_that_another_text_declares_is_met_or_listed_as_unmapped():
    texts = {one.id: one for one in UNESCO.crosswalk_frameworks}
    controls = [one for one in texts["iso_42001"].sections if one.startswith("A.")]
    assert (len(texts["nist_ai_rmf"].sections), len(controls)) == (72, 38)
    for one in coverage(UNESCO, UNESCO.questions, {}):
        other = texts[one.framework]
        met = {other.section_of(place) for place in (*one.asked_not_answered, *one.not_asked)}
        assert met <= set(other.sections)
        assert met.isdisjoint(one.unmapped)
        assert met | set(one.unmapped) == set(other.sections)
    unmapped = {one.framework: one.unmapped for one in coverage(UNESCO, UNESCO.questions, {})}
    assert {"MEASURE 3.2", "GOVERN 1.3"} <= set(unmapped["nist_ai_rmf"])
    assert {"A.2.2", "A.2.4", "A.10.4"} <= set(unmapped["iso_42001"])
    assert unmapped["canada_aia"] == ("decisionSector",)


@pytest.mark.parametrize("language", Language)
def test_the_rules_are_public_in_every_language(language):
    book = (ROOT / f"docs/methods.{language}.md").read_text(encoding="utf-8")
    assert [name for name in RULES if f"| `{name}` |" not in book] == []
