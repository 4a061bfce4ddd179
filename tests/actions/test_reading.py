"""What people see of a case: a contributor the case of their administration, and not what others thought of it."""

from datetime import timedelta

from actions import reading
from store import Session, journal
from tests.actions import scenes
from tests.conftest import CAST, HOME, NOW

LATER = NOW + timedelta(hours=1)


def history_acts(db: Session, who, reference: str) -> set[str]:
    file = reading.case_file(db, who, reference)
    assert file is not None
    return {line.act for line in file.history}


def test_a_contributor_sees_the_way_of_a_case_and_not_the_reasons_of_its_scores(store):
    with store.writing() as db:
        reference = scenes.admitted(db, scenes.draft(administration=HOME))
        scenes.score(db, reference)
    with store.reading() as db:
        assert "score.recorded" in history_acts(db, CAST.amina, reference)
        assert "case.registered" in history_acts(db, CAST.omar, reference)
        assert "score.recorded" not in history_acts(db, CAST.omar, reference)


def reviewers_act(db, reference, act):
    """A hundred and fifty lines of the journal about the reviews of a case."""
    for number in range(150):
        journal.append(
            db, at=LATER, area=journal.Area.REVIEWS, actor=CAST.rachid.id, act=act, subject=f"review:{number}",
            touched=[reference],
        )  # fmt: skip


def test_many_answers_of_reviewers_do_not_push_the_way_of_a_case_out_of_its_history(store):
    with store.writing() as db:
        reference = scenes.admitted(db, scenes.draft(administration=HOME))
        reviewers_act(db, reference, "question.answered")
    with store.reading() as db:
        file = reading.case_file(db, CAST.omar, reference)
        assert file is not None
        assert [line.act for line in file.history] == ["case.moved", "case.registered"]
        assert file.known_since == NOW


def test_the_history_of_the_reviews_of_a_case_is_whole(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        reviewers_act(db, reference, "review.answered")
    with store.reading() as db:
        found = reading.review_history(db, CAST.amina, reference)
    assert [one.subject for one in found] == [f"review:{number}" for number in reversed(range(150))]


def test_an_administration_sees_the_verdict_on_its_own_cases_and_on_no_other(store):
    with store.writing() as db:
        own, _ = scenes.cleared(db, scenes.draft("Le nôtre", HOME)), scenes.cleared(db, scenes.draft("Un autre"))
    with store.reading() as db:
        assert set(reading.verdicts(db, CAST.omar)) == {own}
        assert len(reading.verdicts(db, CAST.amina)) == 2
