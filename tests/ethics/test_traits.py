"""Traits proposed from facts: only from what is known, and the stricter where facts disagree."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ethics.loading import load_framework
from ethics.traits import RULES, TraitProposal, propose
from wording.declared import read_yaml

ROOT = Path(__file__).resolve().parents[2]
FACTS = {fact["key"]: fact for fact in read_yaml(ROOT / "data/reference/facts.yaml")}
TRAITS = load_framework(ROOT / "data/frameworks/unesco-2021/1.0").traits


def test_the_rules_read_declared_facts_and_speak_of_declared_traits():
    assert all(FACTS[rule.fact]["kind"] == "yes_no" for rule in RULES)
    assert {rule.trait for rule in RULES} == set(TRAITS)


def test_a_case_without_facts_has_no_proposal():
    assert propose({}) == ()


def test_a_fact_proposes_its_trait_either_way_and_says_so():
    assert propose({"personal_data": True, "generative": False}) == (
        TraitProposal("personal_data", value=True, because="personal_data"),
        TraitProposal("generative", value=False, because="generative"),
    )


def test_a_commercial_product_was_procured_but_the_contrary_says_nothing():
    assert propose({"commercial_product": True}) == (TraitProposal("procured", True, "commercial_product"),)
    assert propose({"commercial_product": False}) == ()


def test_a_declared_impact_makes_a_case_rights_sensitive_but_its_absence_says_nothing():
    assert propose({"impact_flag": True}) == (TraitProposal("rights_sensitive", True, "impact_flag"),)
    assert propose({"impact_flag": False}) == ()


def test_where_facts_disagree_the_stricter_is_proposed():
    stricter = TraitProposal("rights_sensitive", True, "impact_flag")
    assert propose({"rights_sensitive": False, "impact_flag": True}) == (stricter,)


def test_a_fact_that_is_no_yes_or_no_proposes_nothing():
    assert propose({"personal_data": "oui", "generative": 1, "hosting": "own_servers"}) == ()


facts = st.dictionaries(st.sampled_from(sorted(FACTS)), st.booleans())


@settings(deadline=None)
@given(facts)
def test_every_proposal_rests_on_a_fact_that_says_the_same(known: dict[str, bool]):
    proposals = propose(known)
    assert len({one.trait for one in proposals}) == len(proposals)
    for one in proposals:
        assert known[one.because] is one.value


@settings(deadline=None)
@given(facts, st.sampled_from(sorted(FACTS)))
def test_learning_that_something_holds_never_withdraws_a_trait(known: dict[str, bool], fact: str):
    before = {one.trait for one in propose(known) if one.value}
    after = {one.trait for one in propose({**known, fact: True}) if one.value}
    assert before <= after
