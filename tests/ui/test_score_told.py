"""Why a score is what it is, in the reader's language."""

from types import SimpleNamespace

import pytest

from tests.conftest import NOW
from ui import opening
from ui.score_told import reason_told
from usecases.intake.rating import GradeScale, Rating
from usecases.scores import ScoreEntry, ScoreOrigin
from wording.language import Language

RATING = Rating(id="own.benefit", column="grade", criterion="benefit", scale=GradeScale(worst=1, best=5))


@pytest.mark.parametrize("language", list(Language))
def test_a_score_of_the_list_names_the_column_and_the_cell(language):
    entry = ScoreEntry(
        reference="UC-00001", criterion="benefit", author="rule", low=2.5, likely=3, high=3.5, at=NOW,
        reason="own.benefit: Impact = note: de 1 à 5 = 4", origin=ScoreOrigin.DERIVED,
    )  # fmt: skip
    profile = SimpleNamespace(derivations=(), ratings=(RATING,))
    site = SimpleNamespace(definitions=SimpleNamespace(profiles=(profile,)))
    told = reason_told(SimpleNamespace(site=site, words=opening.words(language), language=language), entry)
    assert "Impact = note: de 1 à 5" in told
    assert "\u20684\u2069" in told
