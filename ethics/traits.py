"""Traits: what the known facts of a case suggest about the questions to ask; a person confirms each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

FactValue = bool | int | float | str


@dataclass(frozen=True)
class TraitProposal:
    """A suggested trait, and the fact it rests on."""

    trait: str
    value: bool
    because: str


@dataclass(frozen=True)
class _Rule:
    fact: str
    trait: str
    both_ways: bool = True
    """Whether a fact that is false proposes that the trait is false."""


# A product that is not bought as it stands may still be run by a third party, and a source that declares no
# impact on rights has not said that its field is harmless: these two speak only when they are true.
RULES: tuple[_Rule, ...] = (
    _Rule("personal_data", "personal_data"),
    _Rule("decision_about_person", "decision_about_person"),
    _Rule("public_interaction", "public_interaction"),
    _Rule("generative", "generative"),
    _Rule("procured", "procured"),
    _Rule("commercial_product", "procured", both_ways=False),
    _Rule("rights_sensitive", "rights_sensitive"),
    _Rule("impact_flag", "rights_sensitive", both_ways=False),
    _Rule("staff_impact", "staff_impact"),
)


def propose(facts: Mapping[str, FactValue]) -> tuple[TraitProposal, ...]:
    """Traits that the facts suggest, at most one proposal each, in the order of the rules.

    A fact that is unknown proposes nothing. Where two facts disagree the stricter, true, is proposed.

    >>> propose({"commercial_product": True, "procured": False})
    (TraitProposal(trait='procured', value=True, because='commercial_product'),)
    """
    proposals: dict[str, TraitProposal] = {}
    for proposal in _suggestions(facts):
        held = proposals.get(proposal.trait)
        if held is None or (proposal.value and not held.value):
            proposals[proposal.trait] = proposal
    return tuple(proposals.values())


def _suggestions(facts: Mapping[str, FactValue]) -> Iterator[TraitProposal]:
    for rule in RULES:
        value = facts.get(rule.fact)
        # A number or a text in the place of a yes or no is not understood, hence unknown.
        if isinstance(value, bool) and (value or rule.both_ways):
            yield TraitProposal(rule.trait, value, rule.fact)
