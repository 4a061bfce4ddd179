"""What people see of a case: a contributor the case of their administration, and not what others thought of it."""

from actions import reading
from store import Session
from tests.actions import scenes
from tests.conftest import CAST, HOME


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
