"""Triage: depth from traits, what is asked now and later, and what the depth asks of people."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethics.depth import DepthName
from ethics.examination import examine
from ethics.loading import load_framework
from ethics.triage import outline, propose_depth, triage_questions

UNESCO = load_framework(Path(__file__).resolve().parents[2] / "data/frameworks/unesco-2021/1.1")
NONE = dict.fromkeys(UNESCO.traits, False)
EVERY = [dict(zip(UNESCO.traits, held, strict=True)) for held in product([False, True], repeat=len(UNESCO.traits))]
traits = st.dictionaries(st.sampled_from(UNESCO.traits), st.booleans())
stages = st.sampled_from(sorted(UNESCO.stages_due))


def test_triage_is_twelve_questions_at_most():
    assert UNESCO.triage is not None
    assert len(UNESCO.traits) + len(triage_questions(UNESCO)) <= 12
    assert UNESCO.triage.minutes <= 15


@pytest.mark.parametrize("stage", sorted(UNESCO.stages_due))
def test_no_case_is_asked_more_than_its_depth_allows(stage: str):
    limits = {one.id: one.most for one in UNESCO.depths}
    seen = set()
    for confirmed in EVERY:
        told = outline(UNESCO, confirmed, stage)
        seen.add(told.depth)
        assert len(told.now) <= (limits[told.depth] or len(UNESCO.questions))
        assert told.minutes == len(told.now) * UNESCO.minutes_per_question
    assert seen == set(DepthName)


@pytest.mark.parametrize(
    ("held", "depth"),
    [
        ((), DepthName.LIGHT),
        (("generative", "procured", "staff_impact"), DepthName.LIGHT),
        (("personal_data",), DepthName.STANDARD),
        (("public_interaction",), DepthName.STANDARD),
        (("rights_sensitive",), DepthName.STANDARD),
        (("decision_about_person",), DepthName.STANDARD),
        (("rights_sensitive", "decision_about_person"), DepthName.FULL),
        (("personal_data", "decision_about_person", "public_interaction"), DepthName.FULL),
    ],
)
def test_the_depth_by_hand(held: tuple[str, ...], depth: DepthName):
    assert UNESCO.depth(NONE | dict.fromkeys(held, True)) is depth


def test_a_case_of_which_nothing_is_confirmed_is_examined_in_full():
    assert UNESCO.depth({}) is DepthName.FULL


@given(traits, st.sampled_from(UNESCO.traits))
def test_one_more_trait_never_makes_a_review_lighter(confirmed: dict[str, bool], trait: str):
    without, having = UNESCO.depth(confirmed | {trait: False}), UNESCO.depth(confirmed | {trait: True})
    assert having.rank >= without.rank
    assert UNESCO.policy(having).reviewers >= UNESCO.policy(without).reviewers


@given(traits, stages)
def test_a_deeper_review_asks_all_that_a_lighter_one_asks(confirmed: dict[str, bool], stage: str):
    asked = [{one.id for one in UNESCO.asked(confirmed, stage, depth)} for depth in DepthName]
    assert asked[0] <= asked[1] <= asked[2]


@given(traits, stages)
def test_what_is_later_is_not_asked_now_and_its_stage_asks_it(confirmed: dict[str, bool], stage: str):
    told = outline(UNESCO, confirmed, stage)
    now = {one.id for one in told.now}
    assert not now & {one.question.id for one in told.later}
    for one in told.later:
        assert one.question in UNESCO.asked(confirmed, one.stage, told.depth)
    whole = {one.id for one in UNESCO.asked(confirmed, "production", told.depth)}
    assert whole <= now | {one.question.id for one in told.later}


@given(traits)
def test_an_idea_is_asked_nothing_that_only_operation_can_answer(confirmed: dict[str, bool]):
    for question in outline(UNESCO, confirmed, "idea").now:
        assert "idea" in question.stages


def test_the_triage_red_lines_are_asked_of_every_case():
    light = {one.id for one in outline(UNESCO, NONE, "idea").now}
    assert set(triage_questions(UNESCO)) <= light


def test_law_and_duties_follow_the_traits():
    told = outline(
        UNESCO, NONE | {"personal_data": True, "decision_about_person": True, "rights_sensitive": True}, "idea"
    )
    assert {(one.text, one.articles) for one in told.laws} >= {("law_09_08", "11"), ("law_09_08", "12, 19, 21")}
    assert {one.id for one in told.duties} >= {"register_entry", "human_decides", "independent_opinion"}
    bare = outline(UNESCO, NONE, "idea")
    assert bare.laws == ()
    assert [one.id for one in bare.duties] == ["register_entry"]
    assert (bare.reviewers, told.reviewers) == (1, 3)


def test_a_proposal_says_which_fact_calls_for_its_depth_and_what_nobody_told():
    told = propose_depth(UNESCO, {"personal_data": True, "generative": True, "impact_flag": False})
    assert told.depth is DepthName.STANDARD
    assert [(one.trait, one.because) for one in told.because] == [("personal_data", "personal_data")]
    assert set(told.unknown) == set(UNESCO.traits) - {"personal_data", "generative"}
    nothing = propose_depth(UNESCO, {})
    assert (nothing.depth, nothing.because, set(nothing.unknown)) == (None, (), set(UNESCO.traits))


@pytest.mark.parametrize("stage", UNESCO.stages_due)
def test_what_is_asked_in_any_case_is_what_hangs_on_no_answer_and_cannot_wait(stage: str):
    for traits in (NONE, dict.fromkeys(UNESCO.traits, True)):
        told = outline(UNESCO, traits, stage)
        bare = examine(UNESCO, traits, stage, [], depth=told.depth)
        assert told.least == len(bare.asked) - len(bare.deferred)
        assert told.least <= len(told.now)
