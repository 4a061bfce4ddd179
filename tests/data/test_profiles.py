"""The import profiles that ship: they load, agree with the reference lists and speak three languages."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from usecases.intake import Profile, load_profiles
from usecases.intake.profile import header_key
from usecases.use_case import TEXT_FACTS
from wording.declared import read_yaml
from wording.language import Language

DATA = Path(__file__).parents[2] / "data"
PROFILES = load_profiles(DATA / "profiles")
FACTS = {fact["key"]: fact for fact in read_yaml(DATA / "reference" / "facts.yaml")}
SECTORS = set(read_yaml(DATA / "reference" / "sectors.yaml"))
CRITERIA = {
    "reach", "benefit", "equity", "service_quality", "strategy", "data_readiness", "technical_maturity",
    "organisation_maturity", "infrastructure", "legal_readiness", "cost", "time_to_value",
}  # fmt: skip
every_profile = pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)


def changed(profile: Profile, **fields) -> dict:
    return {**profile.model_dump(mode="json", by_alias=True), **fields}


def us_2024() -> Profile:
    return next(profile for profile in PROFILES if profile.id == "us_2024")


def test_the_two_profiles_are_there_and_one_takes_what_no_other_knows():
    assert [profile.id for profile in PROFILES] == ["generic", "us_2024"]
    assert [profile.id for profile in PROFILES if profile.recognised_above is None] == ["generic"]


@every_profile
def test_facts_and_sectors_are_those_of_the_reference_lists(profile: Profile):
    assert set(profile.vocabulary.get("sector", {})) <= SECTORS
    for rule in profile.facts:
        for case in rule.cases:
            allowed = FACTS[rule.fact].get("values", [True, False])
            assert case.value in allowed
            assert isinstance(case.value, bool) is (FACTS[rule.fact]["kind"] == "yes_no")
    for name in profile.columns:
        if name.startswith("facts."):
            if FACTS[name.removeprefix("facts.")]["kind"] == "text":
                assert name.removeprefix("facts.") in TEXT_FACTS
                continue
            assert FACTS[name.removeprefix("facts.")]["kind"] == "yes_no"
            assert set(profile.vocabulary[name]) == {"yes", "no"}


@every_profile
def test_no_header_has_two_meanings(profile: Profile):
    claims: dict[str, set[str]] = {}
    for name, by_language in profile.columns.items():
        for header in (header for headers in by_language.values() for header in headers):
            claims.setdefault(header_key(header), set()).add(name)
    assert {header: names for header, names in claims.items() if len(names) > 1} == {}


@every_profile
def test_no_spelling_has_two_answers(profile: Profile):
    for name, answers in profile.vocabulary.items():
        spellings = [header_key(spelling) + spelling[-1:] for found in answers.values() for spelling in set(found)]
        folded = {answer: {header_key(spelling) for spelling in found} for answer, found in answers.items()}
        seen: dict[str, str] = {}
        for answer, found in folded.items():
            for spelling in found:
                assert seen.setdefault(spelling, answer) == answer, (name, spelling)
        assert spellings


def test_the_derivations_reach_six_criteria_from_six_columns():
    rules = us_2024().derivations
    assert {rule.criterion for rule in rules} <= CRITERIA
    assert len({rule.criterion for rule in rules}) >= 6
    assert len({name for rule in rules for case in rule.cases for name in case.columns()}) >= 6
    assert {rule.criterion for rule in rules if rule.unit == "months"} == {"time_to_value"}


def test_every_derivation_says_why_in_three_languages():
    for rule in us_2024().derivations:
        assert re.search("[\u0600-\u06ff]{3}", rule.because[Language.AR])
        assert not re.search("[A-Za-z]{3}", rule.because[Language.AR])
        assert rule.because[Language.EN] != rule.because[Language.FR]


def test_the_hash_moves_with_every_word_and_not_with_the_order_of_the_keys():
    profile = us_2024()
    same = Profile.model_validate(dict(reversed(changed(profile).items())))
    assert same.hash == profile.hash
    assert Profile.model_validate(changed(profile, version="9.9")).hash != profile.hash


@pytest.mark.parametrize(
    "fields",
    [
        {"columns": {"title": {"en": ["Title"]}}},
        {"vocabulary": {"stage": {"somewhere": ["x"]}}},
        {"vocabulary": {"no_such_column": {"yes": ["x"]}}},
        {"colour": "green"},
        {"date_order": "ydm"},
        {"facts": [{"fact": "generative", "cases": [{"when": {"stage": ["no such answer"]}, "value": True}]}]},
        {"facts": [{"fact": "generative", "cases": [{"when": {}, "value": True}]}]},
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(fields):
    with pytest.raises(ValidationError):
        Profile.model_validate(changed(us_2024(), **fields))


@pytest.mark.parametrize("score", [(3, 2, 4), (-1, 0, 1), (0, 1, 5), (0, float("nan"), 4)])
def test_a_score_off_its_scale_is_refused(score):
    rule = us_2024().derivations[0].model_dump(mode="json")
    rule["cases"] = [{**rule["cases"][0], "score": list(score)}]
    with pytest.raises(ValidationError):
        Profile.model_validate(changed(us_2024(), derivations=[rule]))


def test_two_rules_for_one_criterion_are_refused():
    first = us_2024().derivations[0].model_dump(mode="json")
    with pytest.raises(ValidationError):
        Profile.model_validate(changed(us_2024(), derivations=[first, {**first, "id": "us_2024.again"}]))
