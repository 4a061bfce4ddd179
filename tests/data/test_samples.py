"""The samples are whole: every candidate is a valid draft, spread like real life, and says it is invented."""

import re
import shutil
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from usecases.fingerprint import fingerprint
from usecases.folding import fold
from usecases.samples import EthicsHint, SampleCase, read_samples
from usecases.use_case import Origin, StatedBy, Status, Texts, in_language
from wording.declared import DeclaredFileError, read_yaml
from wording.language import Language

DATA = Path(__file__).parents[2] / "data"
FOLDER = DATA / "samples"
FILES = [FOLDER / "people.yaml", FOLDER / "scores.yaml", *sorted((FOLDER / "use_cases").glob("*.yaml"))]
SAMPLES = read_samples(FOLDER)
CASES = pytest.mark.parametrize("case", SAMPLES.cases, ids=lambda case: case.key)
ANCHORED = {
    "benefit",
    "equity",
    "service_quality",
    "strategy",
    "data_readiness",
    "technical_maturity",
    "organisation_maturity",
    "infrastructure",
    "legal_readiness",
}
FIGURES = ("beneficiaries", "investment_mad", "running_mad_per_year", "months_to_benefit")
ARABIC = re.compile("[\u0621-\u064a]")


def value(texts: Texts, language: Language) -> str:
    text = in_language(texts, language)
    assert text is not None
    assert text.language is language
    return text.value


def scored_criteria() -> dict[str, set[str]]:
    criteria: dict[str, set[str]] = {case.key: set() for case in SAMPLES.cases}
    for score in SAMPLES.scores:
        criteria[score.case].add(score.criterion)
    return criteria


# -- the cases -----------------------------------------------------------------------------------------------


def test_there_are_enough_candidates_from_enough_administrations():
    names = [entry["fr"] for entry in read_yaml(DATA / "reference" / "administrations.yaml")]
    owners = {case.draft.administration for case in SAMPLES.cases}
    assert len(SAMPLES.cases) >= 64
    assert len(owners) >= 25
    assert owners <= set(names)


def test_every_sector_but_other_has_a_candidate():
    sectors = set(read_yaml(DATA / "reference" / "sectors.yaml")) - {"other"}
    assert {case.draft.sector for case in SAMPLES.cases} == sectors


def test_every_region_has_a_candidate_of_its_own():
    codes = {entry["code"] for entry in read_yaml(DATA / "reference" / "regions.yaml")}
    assert {share.region for case in SAMPLES.cases for share in case.draft.regions} == codes


def test_most_are_admitted_and_a_few_still_wait_at_the_door():
    statuses = Counter(case.status for case in SAMPLES.cases)
    assert statuses[Status.RECEIVED] == 3
    assert statuses[Status.TO_COMPLETE] == 2
    assert statuses[Status.ADMITTED] == len(SAMPLES.cases) - 5


def test_two_cross_a_red_line_although_they_look_attractive():
    refused = [case for case in SAMPLES.cases if case.ethics_hint is EthicsHint.REFUSED]
    reach = sorted(largest_reach(case) for case in SAMPLES.cases)
    assert len(refused) == 2
    assert all(largest_reach(case) > reach[len(reach) * 3 // 4] for case in refused)


def largest_reach(case: SampleCase) -> float:
    return max((served.per_year.likely for served in case.draft.beneficiaries), default=0)


def test_the_other_outcomes_of_a_review_are_all_to_be_expected():
    hints = Counter(case.ethics_hint for case in SAMPLES.cases)
    assert 1 <= hints[EthicsHint.REDESIGN] <= 2
    assert hints[EthicsHint.CONDITIONS] >= 5
    assert hints[EthicsHint.CLEARED] >= 5
    assert hints[EthicsHint.PENDING] >= 5


def test_investments_and_delays_spread_over_orders_of_magnitude():
    investments = [case.draft.investment_mad.likely for case in SAMPLES.cases if case.draft.investment_mad]
    months = [amount.likely for case in SAMPLES.cases if (amount := case.draft.months_to_benefit)]
    assert min(investments) <= 500_000
    assert max(investments) >= 150_000_000
    assert min(months) <= 4
    assert max(months) >= 36


def test_several_are_only_partly_known():
    partly = [case for case in SAMPLES.cases if not all(getattr(case.draft, field) for field in FIGURES)]
    assert 6 <= len(partly) <= 12


@CASES
def test_a_candidate_speaks_three_languages(case):
    for texts in (case.draft.title, case.draft.summary):
        french, arabic, english = (value(texts, language) for language in Language)
        assert len(ARABIC.findall(arabic)) > len(arabic) / 2
        assert not ARABIC.search(french + english)
        assert fold(french) != fold(english)
        translations = [text for text in texts if text.origin is Origin.TRANSLATED]
        assert {text.of for text in translations} == {fingerprint(french)}
        assert len(translations) == 2


@CASES
def test_a_summary_is_a_short_paragraph(case):
    lengths = {language: len(value(case.draft.summary, language)) for language in Language}
    assert all(200 <= length <= 500 for length in lengths.values()), lengths


@CASES
def test_every_figure_says_what_it_rests_on(case):
    given = {field for field in (*FIGURES, "regions") if getattr(case.draft, field)}
    assert set(case.draft.provenance) == given
    for stated in case.draft.provenance.values():
        assert isinstance(stated, StatedBy)
        assert stated.reason.endswith(".")


@CASES
def test_every_fact_is_one_the_house_knows(case):
    known = {entry["key"]: entry for entry in read_yaml(DATA / "reference" / "facts.yaml")}
    for key, fact in case.draft.facts.items():
        assert fact in known[key].get("values", [True, False])


def test_money_has_a_price_year():
    for case in SAMPLES.cases:
        has_money = bool(case.draft.investment_mad or case.draft.running_mad_per_year)
        assert (case.draft.price_year == 2026) is has_money, case.key


def test_no_two_summaries_say_the_same_thing():
    grams = {case.key: four_grams(value(case.draft.summary, Language.FR)) for case in SAMPLES.cases}
    for (one, left), (two, right) in combinations(grams.items(), 2):
        overlap = len(left & right) / len(left | right)
        assert overlap <= 0.4, (one, two, overlap)


def four_grams(text: str) -> set[str]:
    folded = fold(text)
    return {folded[start : start + 4] for start in range(len(folded) - 3)}


# -- the people ----------------------------------------------------------------------------------------------


def test_the_cast_has_everybody_a_decision_needs_and_one_who_may_see_nothing():
    roles = {person.key: person.roles for person in SAMPLES.people}
    held = Counter(role for own in roles.values() for role in own)
    assert held == {
        "analyst": 1,
        "assessor": 3,
        "reviewer": 4,
        "arbiter": 1,
        "publisher": 2,
        "contributor": 1,
        "auditor": 1,
        "administrator": 1,
    }
    assert roles["yassine"] == ()


def test_omar_proposes_for_an_administration_that_has_a_candidate():
    omar = next(person for person in SAMPLES.people if person.key == "omar")
    assert omar.administration in {case.draft.administration for case in SAMPLES.cases}


def test_every_name_is_written_in_both_scripts():
    for person in SAMPLES.people:
        assert not ARABIC.search(person.name[Language.FR])
        assert ARABIC.search(person.name[Language.AR])


# -- the scores ----------------------------------------------------------------------------------------------


def test_scores_spread_from_none_to_all_criteria():
    counts = Counter(
        "none" if not criteria else "all" if criteria == ANCHORED else "some" for criteria in scored_criteria().values()
    )
    assert counts["all"] >= 45
    assert counts["some"] >= 10
    assert counts["none"] >= 6


def test_only_assessors_score_and_only_anchored_criteria():
    assessors = {person.key for person in SAMPLES.people if "assessor" in person.roles}
    assert {score.by for score in SAMPLES.scores} == assessors
    assert {score.criterion for score in SAMPLES.scores} == ANCHORED


def test_a_criterion_of_a_case_is_judged_once_so_that_nobody_overwrites_a_colleague():
    judged = Counter((score.case, score.criterion) for score in SAMPLES.scores)
    assert max(judged.values()) == 1


def test_the_three_share_each_case_between_them():
    judges: dict[str, set[str]] = {}
    for score in SAMPLES.scores:
        judges.setdefault(score.case, set()).add(score.by)
    assert min(len(people) for people in judges.values()) >= 2
    assert sum(len(people) == 3 for people in judges.values()) >= 45


def test_doubt_is_an_interval_of_at_most_two_points():
    widths = {score.high - score.low for score in SAMPLES.scores}
    assert min(widths) == 0
    assert max(widths) == 2


def test_the_whole_scale_is_used():
    for criterion in ANCHORED:
        likely = [score.likely for score in SAMPLES.scores if score.criterion == criterion]
        assert max(likely) - min(likely) >= 2, criterion


# -- the files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_says_at_its_head_that_it_is_invented(path):
    head = [line for line in path.read_text(encoding="utf-8").splitlines()[:4] if line.startswith("#")]
    assert "invented" in " ".join(head)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_file_is_too_long_to_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 900


def test_administrations_have_unique_codes_and_names_in_three_languages():
    entries = read_yaml(DATA / "reference" / "administrations.yaml")
    for field in ("code", "fr", "ar", "en"):
        assert len({entry[field] for entry in entries}) == len(entries), field
    for entry in entries:
        assert set(entry) == {"code", "fr", "ar", "en", "kind"}
        assert entry["kind"] in {"ministry", "agency", "office", "local"}
        assert re.fullmatch(r"[a-z][a-z_]*", entry["code"])
        assert ARABIC.search(entry["ar"])


# -- the reader refuses --------------------------------------------------------------------------------------


ONE_SCORE = {"criterion": "benefit", "by": "mehdi", "low": 1, "likely": 2, "high": 2.5, "reason": ""}


@pytest.fixture
def copied(tmp_path):
    """One file of cases, the cast and one score: small enough to be read many times."""
    (tmp_path / "use_cases").mkdir()
    shutil.copy(FOLDER / "people.yaml", tmp_path)
    shutil.copy(FOLDER / "use_cases" / "justice_and_security.yaml", tmp_path / "use_cases")
    scores = [{"case": "judgment_anonymisation", "scores": [ONE_SCORE]}]
    (tmp_path / "scores.yaml").write_text(yaml.safe_dump(scores), encoding="utf-8")
    return tmp_path


def rewritten(path, change):
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(entries)
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")


def test_a_small_copy_is_read_as_it_stands(copied):
    samples = read_samples(copied)
    assert [(score.case, score.by, score.high) for score in samples.scores] == [
        ("judgment_anonymisation", "mehdi", 2.5)
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda entries: entries[0]["assumptions"].popitem(), "samples.assumption_per_figure"),
        (lambda entries: entries[0].update(colour="green"), "colour"),
        (lambda entries: entries[1].update(key=entries[0]["key"]), "key written twice"),
        (lambda entries: entries[0]["title"].pop("ar"), "title.ar"),
    ],
    ids=["a figure without its assumption", "an unknown key", "a key used twice", "a language missing"],
)
def test_a_slip_in_a_case_is_an_error_and_never_a_default(copied, change, said):
    rewritten(copied / "use_cases" / "justice_and_security.yaml", change)
    with pytest.raises(DeclaredFileError, match=re.escape(said)):
        read_samples(copied)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda entries: entries[0].update(case="nobody_knows_it"), "nobody_knows_it"),
        (lambda entries: entries[0]["scores"][0].update(by="a_stranger"), "a_stranger"),
        (lambda entries: entries[0]["scores"][0].update(high=4.5), "high"),
        (lambda entries: entries[0]["scores"][0].update(low=4, likely=1, high=4), "samples.score_order"),
    ],
    ids=["an unknown case", "an unknown person", "off the scale", "low above likely"],
)
def test_a_score_that_cannot_be_is_refused(copied, change, said):
    rewritten(copied / "scores.yaml", change)
    with pytest.raises(DeclaredFileError, match=re.escape(said)):
        read_samples(copied)


def test_a_missing_file_is_named(copied):
    (copied / "people.yaml").unlink()
    with pytest.raises(DeclaredFileError, match=r"people\.yaml"):
        read_samples(copied)
