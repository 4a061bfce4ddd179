"""What a verdict leaves for later is told with its day: on the screen, in the document and as plain values."""

from datetime import date

import pytest

from actions import review_told
from ethics.triage import outline
from ethics.verdict import CLEARING
from store import reviews, verdicts
from tests.conftest import NOW
from tests.pages.test_screens import looked_at, written
from ui import opening
from wording.language import Language


@pytest.fixture
def cleared(site):
    """A case of the sample that may be chosen, and whose later stages ask more."""
    with site.store.reading() as db:
        for line in reviews.lines(db):
            given = verdicts.in_force_of(db, line.reference)
            review = reviews.get(db, line.id)
            if given and given.review_id == line.id and given.decision in CLEARING:
                framework = site.definitions.frameworks[review.framework, review.framework_version]
                if later := outline(framework, review.traits, review.stage).later:
                    return line.reference, review, framework, given, later
    pytest.fail("the sample holds no such case")


@pytest.mark.parametrize("language", list(Language))
def test_questions_of_later_stages_are_duties_with_a_day(site, visiting, cleared, language):
    reference, review, framework, given, later = cleared
    visit, words = visiting(site, "reviewer", language), opening.words(language)
    app = looked_at("review", visit, cas=reference)
    assert not app.exception
    told = words("review.duties_ahead", n=len(later), day=words.date(date.fromisoformat(given.again_on)))
    assert told in [one.label for one in app.expander]
    with site.store.reading() as db:
        plain = review_told.review_told(db, visit.actor, review.id, framework, now=NOW)
    assert [(one["question"], one["stage"]) for one in plain["later"]] == [
        (one.question.id, one.stage) for one in later
    ]
    assert plain["later_until"] == given.again_on
    assert plain["reviewers_wanted"] == review.reviewers
    assert framework.words.text(language, f"{later[0].question.id}.ask") in written(app)
