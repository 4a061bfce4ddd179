"""Triage proposed for a whole real inventory: no case that declares an impact is light, and most of the others are."""

import csv
import io
import warnings
from collections.abc import Sequence

import pytest

from actions.definitions import Definitions
from ethics.depth import DepthName
from ethics.triage import DepthProposal, propose_depth
from tests.real_data import Inventory
from usecases.intake import IntakeRow, read

IMPACT = "Is the AI use case rights-impacting, safety-impacting, both, or neither?"


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    return Definitions()


def rows(content: bytes, definitions: Definitions) -> tuple[IntakeRow, ...]:
    return read(content, "inventory.csv", profiles=definitions.profiles).rows


def proposals(found: Sequence[IntakeRow], definitions: Definitions) -> list[DepthProposal]:
    return [propose_depth(definitions.framework, one.draft.facts) for one in found]


def test_an_inventory_is_sorted_by_depth(inventory: Inventory, definitions: Definitions):
    found = rows(inventory.content, definitions)
    told = proposals(found, definitions)
    flagged = [one for row, one in zip(found, told, strict=True) if row.draft.facts.get("impact_flag") is True]
    neither = [one for row, one in zip(found, told, strict=True) if row.draft.facts.get("impact_flag") is False]
    assert {one.depth for one in flagged} <= {DepthName.STANDARD, DepthName.FULL}
    light = sum(one.depth is DepthName.LIGHT for one in neither)
    assert light * 2 >= len(neither)
    if inventory.whole:
        assert (len(found), len(flagged), len(neither)) == (2133, 351, 1722)


def test_each_proposal_names_its_rule_and_its_column(inventory: Inventory, definitions: Definitions):
    found = rows(inventory.content, definitions)
    for row, one in zip(found, proposals(found, definitions), strict=True):
        assert (one.depth is None) == (not one.traits), "nothing is proposed on no fact at all"
        if one.depth not in {DepthName.LIGHT, None}:
            assert one.because
        for proposal in one.traits:
            source = row.draft.provenance[f"facts.{proposal.because}"]
            assert source.column
            fact, _, place = source.rule.partition(".")
            assert (fact, place.isdigit() or not place) == (proposal.because, True) or source.rule in {"copy", "fold"}


def test_without_the_declared_impact_most_of_those_cases_are_still_not_light(
    inventory: Inventory, definitions: Definitions
):
    text = inventory.content.decode("utf-8-sig", errors="replace")
    table = list(csv.reader(io.StringIO(text)))
    place = table[0].index(IMPACT)
    without = io.StringIO()
    csv.writer(without).writerows(line[:place] + line[place + 1 :] for line in table)
    flagged = {
        one.row for one in rows(text.encode(), definitions) if one.draft.facts.get("impact_flag") is True
    }  # fmt: skip
    bare = [one for one in rows(without.getvalue().encode(), definitions) if one.row in flagged]
    assert not any("impact_flag" in one.draft.facts for one in bare)
    kept = sum(one.depth in {DepthName.STANDARD, DepthName.FULL} for one in proposals(bare, definitions))
    warnings.warn(f"not light without the declared impact: {kept} of {len(bare)}", stacklevel=1)
    assert len(bare) == len(flagged)
    assert kept >= 0.8 * len(bare)
