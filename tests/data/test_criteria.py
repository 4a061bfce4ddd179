"""The criteria set that is shipped: complete in three languages, anchored, with its sources."""

import re
from datetime import date
from pathlib import Path

import pytest

from usecases.criteria import Axis, Direction, LogarithmicValue, Measure, criteria_set, load_criteria
from usecases.weighting import default_weighting
from wording.declared import read_yaml
from wording.language import Language

DATA = Path(__file__).parents[2] / "data"
SHIPPED = load_criteria(DATA / "criteria" / "2026.yaml")
SAME_WORD = {"cost.unit", "infrastructure.short", "organisation_maturity.short"}
"""Dirhams, infrastructure and organisation are the same word in French and English."""
ARABIC = re.compile("[\u0620-\u064a]")


def test_no_word_is_missing_orphaned_or_stale():
    assert list(SHIPPED.words.problems()) == []


def test_the_words_are_those_of_the_criteria_and_no_others():
    wanted = {f"axis.{axis}" for axis in Axis} | {key for one in SHIPPED for key in one.word_keys()}
    assert set(SHIPPED.words.entries[Language.FR]) == wanted


@pytest.mark.parametrize("key", sorted(SHIPPED.words.entries[Language.FR]))
def test_each_text_is_in_its_language(key):
    french, arabic, english = (SHIPPED.words.text(language, key) for language in Language)
    assert ARABIC.search(arabic)
    assert not re.search("[A-Za-z]{3}", arabic)
    assert not ARABIC.search(french + english)
    assert english != french or key in SAME_WORD


@pytest.mark.parametrize("language", list(Language))
def test_the_five_sentences_of_a_scale_all_differ(language):
    for criterion in SHIPPED:
        if criterion.measure is Measure.SCALE:
            assert len({SHIPPED.words.text(language, f"{criterion.id}.{level}") for level in range(5)}) == 5


def test_the_set_has_the_twelve_criteria_of_the_two_axes():
    assert [one.id for one in SHIPPED.of_axis(Axis.CITIZEN_IMPACT)] == [
        "reach", "benefit", "equity", "service_quality", "strategy",
    ]  # fmt: skip
    assert [one.id for one in SHIPPED.of_axis(Axis.FEASIBILITY)] == [
        "data_readiness", "technical_maturity", "organisation_maturity", "infrastructure", "legal_readiness",
        "cost", "time_to_value",
    ]  # fmt: skip


def test_what_costs_money_or_time_is_minimised_and_nothing_else():
    assert {one.id for one in SHIPPED if one.direction is Direction.MINIMISE} == {"cost", "time_to_value"}


def test_each_natural_quantity_is_read_in_the_case_and_no_scale_is():
    assert {one.id for one in SHIPPED if one.field is not None} == {"reach", "cost", "time_to_value"}


def test_reaching_everybody_is_reaching_the_population_of_the_census():
    regions = read_yaml(DATA / "reference" / "regions.yaml")
    reach = SHIPPED["reach"].value
    assert isinstance(reach, LogarithmicValue)
    assert reach.high == sum(region["population_2024"] for region in regions)


def test_the_explained_years_are_those_that_count():
    assert SHIPPED.cost_years == 5
    for language, five in {Language.FR: "cinq", Language.AR: "خمس", Language.EN: "five"}.items():
        assert five in SHIPPED.words.text(language, "cost.explain").lower()


def test_the_default_weights_give_each_axis_half():
    weights = dict(zip(SHIPPED.ids, default_weighting(SHIPPED).global_weights(SHIPPED), strict=True))
    assert sum(weights[one.id] for one in SHIPPED.of_axis(Axis.CITIZEN_IMPACT)) == pytest.approx(0.5)
    assert sum(weights.values()) == pytest.approx(1)


def test_every_criterion_names_its_source_and_a_date_to_look_again():
    for criterion in SHIPPED:
        assert len(criterion.source) > 5
        assert criterion.review_by > date(2026, 1, 1)


def test_the_same_set_kept_elsewhere_is_the_same_set():
    again = criteria_set(SHIPPED.document.model_dump(mode="json"), SHIPPED.words)
    assert again.content_hash == SHIPPED.content_hash
