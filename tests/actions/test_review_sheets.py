"""A review filled in away from the site: each row is checked, and a later change on the site is a conflict."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import review_sheets, reviewing
from ethics.answer import Answer
from ethics.review import respond
from ethics.sheet import COLUMNS, Fate, SheetAnswer, SheetError, compare, identity, read_sheet
from store import reviews
from store.engine import Store
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.conftest import CAST, NOW
from tests.ethics.strategies import UNESCO, details_of
from ui.exports.review_sheet import review_sheet
from ui.opening import words
from ui.words import Words
from usecases.intake.readers import read_bytes
from wording.language import Language

ASKED = [one.id for one in UNESCO.asked({}, "idea")]
FIRST, SECOND = ASKED[:2]


def sheet(*rows: tuple[str, str, str, str, str]) -> list[tuple[int, dict[int, str]]]:
    """Question, answer, reason, evidence, version; the three rows above them stand."""
    told = [(1, {0: identity(7, UNESCO)}), (2, dict(enumerate(COLUMNS))), (3, {0: "Code"})]
    for number, (question, answer, reason, evidence, version) in enumerate(rows, start=4):
        told.append((number, {0: question, 1: "…", 2: answer, 3: reason, 4: evidence, 5: version}))
    return told


@pytest.mark.parametrize("text", ["no", "Non", "NON", "لا", "No"])
def test_an_answer_is_understood_in_every_language(text: str):
    [found], problems = read_sheet(sheet((FIRST, text, "", "", "2")), 7, UNESCO, ASKED, "a")
    assert (found.response.answer, found.version, problems) == (Answer.NO, 2, ())


DETAILED = "human_oversight.override"


@pytest.mark.parametrize("channels", ["guichet ; en ligne", "الشباك؛ عبر الإنترنت", "counter;online"])
def test_details_stand_below_their_question_and_are_understood_in_every_language(channels: str):
    complaint = "responsibility.complaint_procedure"
    rows = sheet(
        (complaint, "Oui", "", "", "0"),
        (f"{complaint}#channels", channels, "", "", ""),
        (f"{complaint}#answered_within", "٣٠", "", "", ""),
    )
    [found], problems = read_sheet(rows, 7, UNESCO, [complaint], "a")
    assert problems == ()
    assert found.response.details == {"channels": ("counter", "online"), "answered_within": ("30",)}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((f"{DETAILED}#stopped_within", "bientôt", "", "", ""), "review.detail_unreadable.number"),
        ((f"{DETAILED}#last_rehearsal", "hier", "", "", ""), "review.detail_unreadable.date"),
        ((f"{DETAILED}#unheard_of", "1", "", "", ""), "sheet.unknown_question"),
        (("nowhere.nothing#who", "1", "", "", ""), "sheet.unknown_question"),
    ],
)
def test_a_detail_that_cannot_be_read_is_named_by_its_row(row, code: str):
    rows = sheet((DETAILED, "Oui", "", "", "0"), (f"{DETAILED}#who", "Chef de service", "", "", ""), row)
    [found], [problem] = read_sheet(rows, 7, UNESCO, [DETAILED], "a")
    assert (problem.row, problem.code) == (6, code)
    assert found.response.details == {"who": ("Chef de service",)}


@settings(deadline=None, max_examples=20)
@given(st.data(), st.sampled_from(Language))
def test_what_goes_out_with_details_comes_back_the_same(data: st.DataObject, language: Language):
    detailed = [one for one in UNESCO.questions if one.details]
    question = data.draw(st.sampled_from(detailed))
    held = respond(question, Answer.YES, by="a", details=data.draw(details_of(question)))
    content = review_sheet(words(language), Words(language, UNESCO.words), UNESCO, 7, detailed, {question.id: held}, {})
    rows = [(row.number, row.cells) for row in read_bytes(content).grids[0].rows]
    [found], problems = read_sheet(rows, 7, UNESCO, [one.id for one in detailed], "a")
    assert problems == ()
    files = {one.id for one in question.details if one.kind == "file"}
    assert found.response.details == {id_: value for id_, value in held.details.items() if id_ not in files}


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (("nowhere.nothing", "Non", "", "", "0"), "question", "sheet.unknown_question"),
        (("safety.monitoring", "Oui", "", "", "0"), "question", "sheet.not_asked"),
        ((FIRST, "Peut-être", "", "", "0"), "answer", "sheet.unknown_answer"),
        ((FIRST, "Oui", "", "", "0"), "reason", "review.reason_missing"),
        ((FIRST, "Sans objet", "Motif", "", "0"), "answer", "review.answer_not_offered"),
        ((FIRST, "Oui", "x" * 100_000, "", "0"), "reason", "review.text_too_long"),
        ((FIRST, "Non", "", "javascript:alert(1)", "0"), "evidence_link", "review.evidence_link"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_with_its_column(row, column, code):
    answers, [problem] = read_sheet(sheet(row, (SECOND, "Non", "", "", "0")), 7, UNESCO, ASKED, "a")
    assert (problem.row, problem.code) == (4, code)
    assert problem.column == column or code in {"review.reason_missing", "review.answer_not_offered"}
    assert [one.response.question for one in answers] == [SECOND]


def test_a_question_twice_and_an_empty_answer():
    rows = sheet((FIRST, "Non", "", "", "0"), (FIRST, "Non", "", "", "0"), (SECOND, " ", "", "", "0"))
    answers, [problem] = read_sheet(rows, 7, UNESCO, ASKED, "a")
    assert (problem.row, problem.code) == (5, "sheet.twice")
    assert [one.response.question for one in answers] == [FIRST]


@pytest.mark.parametrize("more", [("Motif", ""), ("", "https://exemple.ma/note")])
def test_a_reason_or_evidence_for_no_answer_is_told(more):
    answers, [problem] = read_sheet(sheet((SECOND, " ", *more, "0")), 7, UNESCO, ASKED, "a")
    assert (problem.row, problem.column, problem.code, answers) == (4, "answer", "sheet.answer_missing", ())


def test_a_detail_of_a_question_without_an_answer_is_told():
    rows = sheet((DETAILED, "", "", "", "0"), (f"{DETAILED}#who", "Chef de service", "", "", ""))
    answers, [problem] = read_sheet(rows, 7, UNESCO, [DETAILED], "a")
    assert (problem.row, problem.code, answers) == (4, "sheet.answer_missing", ())


def test_columns_are_found_by_their_names_wherever_they_stand():
    moved = [(number, {place + 3: text for place, text in cells.items()} | ({0: cells[0]} if number == 1 else {}))
             for number, cells in sheet((FIRST, "Non", "Vu.", "", "2"))]  # fmt: skip
    [found], problems = read_sheet(moved, 7, UNESCO, ASKED, "a")
    assert (found.response.answer, found.response.reason, found.version, problems) == (Answer.NO, "Vu.", 2, ())


def test_a_sheet_whose_columns_have_lost_their_names_is_refused():
    rows = sheet((FIRST, "Non", "", "", "0"))
    rows[1] = (2, {0: "question", 1: "ask", 2: "answer"})
    with pytest.raises(SheetError) as refused:
        read_sheet(rows, 7, UNESCO, ASKED, "a")
    assert (refused.value.code, refused.value.values["columns"]) == (
        "sheet.columns_missing", "reason, evidence_link, version",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("", "sheet.not_a_review"),
        ("Inventaire", "sheet.not_a_review"),
        (identity(8, UNESCO), "sheet.other_review"),
        (identity(7, UNESCO.model_copy(update={"version": "9.9"})), "sheet.other_framework"),
        (identity(7, UNESCO.model_copy(update={"content_hash": "0" * 64})), "sheet.other_framework"),
    ],
)
def test_a_sheet_of_something_else_is_refused_as_a_whole(first: str, code: str):
    with pytest.raises(SheetError) as refused:
        read_sheet([(1, {0: first}), *sheet()[1:]], 7, UNESCO, ASKED, "a")
    assert refused.value.code == code


@given(st.data())
def test_nothing_that_changed_here_is_overwritten_unseen(data: st.DataObject):
    question = UNESCO.question(FIRST)
    answers = st.sampled_from([Answer.YES, Answer.PARTLY, Answer.NO])
    made_with, stands = data.draw(st.integers(0, 3)), data.draw(st.integers(0, 3))
    incoming = respond(question, data.draw(answers), reason="Motif.", by="a")
    here = {FIRST: respond(question, data.draw(answers), reason="Motif.", by="a")} if stands else {}
    [found] = compare([SheetAnswer(3, incoming, made_with)], here, {FIRST: stands} if stands else {})
    if here.get(FIRST) == incoming:
        assert found.fate is Fate.SAME
    elif made_with != stands:
        assert found.fate is Fate.CONFLICT
    else:
        assert found.fate is (Fate.CHANGED if stands else Fate.NEW)


@settings(deadline=None, max_examples=5)
@given(st.sampled_from(list(Language)))
def test_a_sheet_that_goes_out_comes_back_as_it_was(language: Language):
    asked = [UNESCO.question(id_) for id_ in ASKED]
    given_ = {FIRST: respond(UNESCO.question(FIRST), Answer.PARTLY, reason="=1+1 <b>", evidence_link="Note", by="a")}
    names = Words(language, UNESCO.words)
    made = review_sheet(words(language), names, UNESCO, 7, asked, given_, {FIRST: 4})
    rows = [(row.number, row.cells) for row in read_bytes(made).grids[0].rows]
    [found], problems = read_sheet(rows, 7, UNESCO, ASKED, "a")
    assert (found.response, found.version, problems) == (given_[FIRST], 4, ())


def filled(review_id: int, *rows: tuple[str, str, str, str]) -> bytes:
    """A workbook as it comes back: question, answer, reason, version."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, identity(review_id, scenes.FRAMEWORK))
        page.write_row(1, 0, COLUMNS)
        for number, (question, answer, reason, version) in enumerate(rows, start=3):
            for column, text in enumerate((question, "", answer, reason, "", version)):
                page.write_string(number, column, text)
    return buffer.getvalue()


def test_what_comes_back_is_taken_in_and_a_conflict_only_with_consent(store: Store):
    with store.writing() as db:
        review_id = scenes.opened(db, scenes.admitted(db))
        first, second, third = (one.id for one in scenes.asked(db, review_id)[:3])
        scenes.answer(db, review_id, second, Answer.NO)
        scenes.answer(db, review_id, third, Answer.NO)
        scenes.answer(db, review_id, third, Answer.PARTLY, expected_version=1)
        content = filled(
            review_id, (first, "Non", "", "0"), (second, "En partie", "Vu.", "1"), (third, "Oui", "Vu.", "1")
        )
        seen = review_sheets.preview(db, CAST.rachid, review_id, scenes.FRAMEWORK, content)
        assert [one.fate for one in seen.incoming] == [Fate.NEW, Fate.CHANGED, Fate.CONFLICT]
        taken = review_sheets.accept(db, CAST.rachid, review_id, scenes.FRAMEWORK, content, consented={}, now=NOW)
        assert taken == 2
        held = scenes.must(db, review_id).by(CAST.rachid.id)
        assert [held[one].answer for one in (first, second, third)] == [Answer.NO, Answer.PARTLY, Answer.PARTLY]
        with pytest.raises(StaleVersionError):
            review_sheets.accept(db, CAST.rachid, review_id, scenes.FRAMEWORK, content, consented={third: 1}, now=NOW)
        assert scenes.must(db, review_id).by(CAST.rachid.id)[third].answer is Answer.PARTLY
        consented = {third: seen.of(Fate.CONFLICT)[0].version_here}
        again = review_sheets.accept(
            db, CAST.rachid, review_id, scenes.FRAMEWORK, content, consented=consented, now=NOW
        )
        assert (again, reviews.get(db, review_id).by(CAST.rachid.id)[third].answer) == (1, Answer.YES)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet.unreadable"),
        (b"a;b\n1;2\n", "sheet.not_a_review"),
        (b"%PDF-1.7", "sheet.unreadable"),
        (b"PK\x03\x04broken", "sheet.unreadable"),
    ],
)
def test_what_is_no_sheet_is_refused_by_its_code(store: Store, content: bytes, code: str):
    with store.writing() as db:
        review_id = scenes.opened(db, scenes.admitted(db))
        with pytest.raises(SheetError) as refused:
            review_sheets.preview(db, CAST.rachid, review_id, scenes.FRAMEWORK, content)
    assert refused.value.code == code


def test_a_row_that_somebody_else_may_not_write_leaves_nothing_behind(store: Store):
    with store.writing() as db:
        review_id = scenes.opened(db, scenes.admitted(db))
        first = scenes.asked(db, review_id)[0].id
    content = filled(review_id, (first, "Non", "", "0"))
    with pytest.raises(reviewing.ReviewingError), store.writing() as db:
        review_sheets.accept(db, CAST.loubna, review_id, scenes.FRAMEWORK, content, consented={}, now=NOW)
    with store.reading() as db:
        assert reviews.get(db, review_id).responses == ()
