"""Questions to an administration answered away from the site: out as a sheet, back row by row."""

import pytest

from actions import ask_sheets, discussing, reading
from actions.ask_sheets import AskSheetError
from actions.examining import ReviewingError
from store import discussion, journal
from tests.actions import scenes
from tests.actions.several import F, begun
from tests.conftest import CAST, NOW
from ui.exports.ask_sheet import ask_sheet
from ui.opening import words
from usecases.intake.readers import read_bytes
from wording.language import Language

HOME = "Caisse nationale de sécurité sociale"
LINES = [one.id for one in F.asked({}, "idea")[:3]]


def asked(db, title="Le nôtre", home=HOME):
    review_id = begun(db, scenes.admitted(db, scenes.draft(title, home)))
    texts = {question: f"Qui décide de {place} ?" for place, question in enumerate(LINES)}
    discussing.ask(db, CAST.rachid, review_id, texts, F, due_on=NOW.date(), now=NOW)
    return review_id


def sheet(rows, home=HOME):
    """As the reader of workbooks hands it on, written as CSV."""
    head = [f"asks:{home}", ",".join(ask_sheets.COLUMNS), "…"]
    return "\n".join([*head, *(f'{number},,,,"{answer}",{link}' for number, answer, link in rows)]).encode()


@pytest.mark.parametrize("language", list(Language))
def test_the_sheet_holds_every_question_that_waits_in_the_readers_language(store, language):
    with store.writing() as db:
        asked(db)
        waiting = ask_sheets.waiting_asks(db, CAST.omar, HOME)
        content = ask_sheet(words(language), HOME, waiting, {})
        rows = {row.number: row.cells for row in read_bytes(content).grids[0].rows}
        assert rows[1][0] == f"asks:{HOME}"
        assert [rows[number][2] for number in (4, 5, 6)] == [one.text for one in waiting]
        found = ask_sheets.preview(db, CAST.omar, content)
        assert (found.answers, found.already, found.problems) == ((), 0, ()), "what is not filled in says nothing"


def test_what_comes_back_is_sent_once_and_in_one_deed(store):
    with store.writing() as db:
        review_id = asked(db)
        content = sheet([(1, "Le chef de service.", "Note 4"), (3, "Personne, à ce jour.", "")])
        assert ask_sheets.accept(db, CAST.omar, content, now=NOW) == (1, 3)
        told = {one.id: (one.answer, one.link, one.waits) for one in reading.asks(db, CAST.rachid, review_id=review_id)}
        assert told == {
            1: ("Le chef de service.", "Note 4", False), 2: ("", "", True), 3: ("Personne, à ce jour.", "", False),
        }  # fmt: skip
        [line], _ = journal.lines(db, journal.Filter(act="review.asks_sheet"))
        assert line.actor == CAST.omar.id
        again = ask_sheets.preview(db, CAST.omar, content)
        assert (again.answers, again.already) == ((), 2)
        with pytest.raises(ReviewingError, match="nothing_answered"):
            ask_sheets.accept(db, CAST.omar, content, now=NOW)


def test_everything_that_is_wrong_is_said_with_its_row(store):
    with store.writing() as db:
        asked(db)
        found = ask_sheets.preview(
            db, CAST.omar, sheet([(1, "", "Note 4"), (2, "Oui.", "javascript:alert(1)"), (3, "x" * 6_000, "")])
        )
        assert [(one.row, one.code) for one in found.problems] == [
            (4, "review.text_missing"), (5, "review.evidence_link"), (6, "review.text_too_long"),
        ]  # fmt: skip
        assert found.answers == ()


def test_nobody_answers_for_another_administration(store):
    with store.writing() as db:
        asked(db, "Ailleurs", "Ministère de la santé")
        assert ask_sheets.waiting_asks(db, CAST.omar, "Ministère de la santé") == []
        elsewhere = sheet([(1, "Oui.", "")], "Ministère de la santé")
        with pytest.raises(AskSheetError, match="other_administration"):
            ask_sheets.preview(db, CAST.omar, elsewhere)
        # The name of one's own administration opens nobody else's questions.
        found = ask_sheets.preview(db, CAST.omar, sheet([(1, "Oui.", "")]))
        assert (found.answers, found.already) == ((), 1)
        for content in (b"Titre,Administration\nA,B\n", b"", b"\x89PNG\r\n\x1a\n"):
            with pytest.raises(AskSheetError):
                ask_sheets.preview(db, CAST.omar, content)
        assert all(one.answered_at is None for one in discussion.asks(db))
