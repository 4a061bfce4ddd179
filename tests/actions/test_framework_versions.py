"""What a new version asks of past reviews: the newest of each case, with the questions it would have to answer."""

from actions import framework_versions
from ethics.versions import compare
from tests.actions import scenes
from tests.conftest import CAST

OLD, NEW = scenes.FRAMEWORK, scenes.DEFINITIONS.framework


def test_the_newest_review_of_each_case_on_the_old_version_is_told_with_what_it_lacks(store):
    with store.writing() as db:
        reference = scenes.cleared(db)
        scenes.opened(db, scenes.admitted(db, scenes.draft("Un autre")), **scenes.NONE_HOLDS)
        found = framework_versions.touched_reviews(db, CAST.rachid, OLD, NEW)
        assert len(found) == 2
        one = next(one for one in found if one.reference == reference)
        review = scenes.must(db, one.review)
        due = {asked.id for asked in NEW.asked(review.traits, review.stage, NEW.depth(review.traits))}
        changed = {*compare(OLD, NEW).reworded, *compare(OLD, NEW).detailed}
        answered = {given.question for given in review.responses}
        assert set(one.questions) == (due - answered) | (due & changed)


def test_reviews_on_another_version_are_not_touched(store):
    with store.writing() as db:
        scenes.cleared(db)
        assert framework_versions.touched_reviews(db, CAST.rachid, NEW, NEW) == []
