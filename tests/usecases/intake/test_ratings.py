"""Lists that state scores themselves, on scales of their own: brought onto ours, the cell kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from usecases.intake import Profile, read
from usecases.intake.rating import GradeScale

STEPS = st.sampled_from([0.5, 1.0, 5.0])
ENDS = st.tuples(st.integers(0, 100), st.integers(0, 100)).filter(lambda ends: abs(ends[0] - ends[1]) >= 5)
LEVELS = {"low": [0, 0.5, 1.5], "medium": [1, 2, 3], "high": [2.5, 3.5, 4]}
RATED = {
    "id": "rated",
    "recognised_above": 0.9,
    "columns": {
        "title": {"fr": ["Intitulé"]},
        "administration": {"fr": ["Administration"]},
        "benefit_grade": {"fr": ["Impact (1 à 5)"]},
        "risk_grade": {"fr": ["Difficulté (1 à 5)"]},
        "data_level": {"fr": ["Données disponibles"]},
    },
    "vocabulary": {"data_level": {"low": ["Faible"], "medium": ["Moyen"], "high": ["Élevé", "مرتفع"]}},
    "facts": [],
    "derivations": [],
    "ratings": [
        {"id": "rated.benefit", "column": "benefit_grade", "criterion": "benefit", "scale": {"worst": 1, "best": 5}},
        {
            "id": "rated.technical_maturity", "column": "risk_grade", "criterion": "technical_maturity",
            "scale": {"worst": 5, "best": 1},
        },
        {"id": "rated.data_readiness", "column": "data_level", "criterion": "data_readiness", "answers": LEVELS},
    ],
}  # fmt: skip
SHEET = """Intitulé;Administration;Impact (1 à 5);Difficulté (1 à 5);Données disponibles
Trier le courrier;Archives;4;5;Élevé
Orienter les appels;Usagers;3,5 / 5;١;Moyen
Prévoir les crues;Bassin;7;n/a;Excellent
Relire les actes;Justice;;2 sur 10;مرتفع
"""


@pytest.fixture
def rated(profiles) -> Profile:
    generic = next(one for one in profiles if one.id == "generic")
    return Profile.model_validate({**generic.model_dump(mode="json", by_alias=True), **RATED})


@given(ENDS, STEPS, st.floats(0, 1), st.floats(0, 1))
def test_the_ends_are_ours_the_order_is_kept_and_half_a_step_is_left_to_each_side(ends, step, one, two):
    worst, best = ends
    scale = GradeScale(worst=worst, best=best, step=step)
    assert scale.onto_ours(worst)[:2] == (0, 0)
    assert scale.onto_ours(best)[1:] == (4, 4)
    small, large = sorted((one, two))
    low, likely, high = scale.onto_ours(worst + small * (best - worst))
    assert 0 <= low <= likely <= high <= 4
    assert high - low <= 4 * step / abs(best - worst) + 1e-5
    assert likely <= scale.onto_ours(worst + large * (best - worst))[1]


@given(st.integers(1, 5))
def test_a_scale_the_other_way_round_is_the_mirror_of_itself(grade):
    low, likely, high = GradeScale(worst=1, best=5).onto_ours(grade)
    assert GradeScale(worst=5, best=1).onto_ours(grade) == (4 - high, 4 - likely, 4 - low)


def test_grades_and_words_become_scores_with_the_cell_beside_them(rated):
    report = read(SHEET.encode(), "liste.csv", profiles=[rated])
    found = [
        {one.criterion: ((one.low, one.likely, one.high), one.original, one.columns) for one in row.proposals}
        for row in report.rows
    ]
    assert found == [
        {
            "benefit": ((2.5, 3, 3.5), "4", ("Impact (1 à 5)",)),
            "technical_maturity": ((0, 0, 0.5), "5", ("Difficulté (1 à 5)",)),
            "data_readiness": ((2.5, 3.5, 4), "Élevé", ("Données disponibles",)),
        },
        {
            "benefit": ((2, 2.5, 3), "3,5 / 5", ("Impact (1 à 5)",)),
            "technical_maturity": ((3.5, 4, 4), "١", ("Difficulté (1 à 5)",)),
            "data_readiness": ((1, 2, 3), "Moyen", ("Données disponibles",)),
        },
        {},
        {"data_readiness": ((2.5, 3.5, 4), "مرتفع", ("Données disponibles",))},
    ]


def test_what_is_not_on_the_scale_is_told_and_what_answers_nothing_is_not(rated):
    report = read(SHEET.encode(), "liste.csv", profiles=[rated])
    told = [(one.row, one.column, one.values["text"]) for row in report.rows for one in row.problems]
    assert told == [(4, "C", "7"), (4, "E", "Excellent"), (5, "D", "2 sur 10")]
    assert {str(one.code) for row in report.rows for one in row.problems} == {"intake.unread_rating"}


@pytest.mark.parametrize(
    "rating",
    [
        {"column": "benefit_grade"},
        {"column": "benefit_grade", "scale": {"worst": 1, "best": 5}, "answers": LEVELS},
        {"column": "benefit_grade", "scale": {"worst": 3, "best": 3}},
        {"column": "nowhere", "scale": {"worst": 1, "best": 5}},
        {"column": "data_level", "answers": {"perfect": [4, 4, 4]}},
        {"column": "data_level", "answers": {"high": [3, 4, 5]}},
    ],
    ids=["neither way", "both ways", "no grades", "no such column", "no such answer", "beyond ours"],
)
def test_a_rating_that_cannot_be_read_is_refused_with_its_profile(rated, rating):
    whole = {**rated.model_dump(mode="json", by_alias=True)}
    whole["ratings"] = [{"id": "rated.benefit", "criterion": "benefit", **rating}]
    with pytest.raises(ValidationError, match="profile"):
        Profile.model_validate(whole)


def test_a_criterion_is_rated_or_derived_and_not_both(rated):
    whole = {**rated.model_dump(mode="json", by_alias=True)}
    whole["ratings"] = [whole["ratings"][0], {**whole["ratings"][0], "id": "rated.again"}]
    with pytest.raises(ValidationError, match="two_rules"):
        Profile.model_validate(whole)
