"""Many scores by one sheet: three hundred candidates on twelve criteria, conflicts cell by cell, none overwritten."""

import io

import openpyxl
import pytest

from actions import score_sheets, scoring
from actions.scoring import Stated
from store import journal, scores
from store.use_cases import StaleVersionError
from tests.actions import scenes
from tests.conftest import CAST, NOW
from ui import opening
from ui.exports.score_sheet import score_sheet
from ui.words import Words
from usecases.returned_sheet import Fate
from usecases.score_sheet import ScoreSheetError, columns
from wording.language import Language

C = scenes.CRITERIA
PLACES = {name: place for place, name in enumerate(columns(C), start=1)}


def sheet_of(db, by=CAST.mehdi, language=Language.FR) -> bytes:
    return score_sheet(opening.words(language), Words(language, C.words), C, score_sheets.sheet_lines(db, by))


def filled(content: bytes, **cells) -> bytes:
    """The sheet with values in it: row of the case (from 1) and column name, as ``benefit.likely`` -> {1: 3}."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    for name, by_row in cells.items():
        for row, value in by_row.items():
            sheet.cell(row + 3, PLACES[name.replace("__", ".")], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken(db, content, consented=None, by=CAST.mehdi, **more):
    return score_sheets.accept(db, by, C, content, consented=consented or {}, now=NOW, **more)


def test_three_hundred_candidates_are_scored_on_twelve_criteria_from_one_sheet(store):
    with store.writing() as db:
        references = [scenes.proposed(db, scenes.draft(f"Cas {number}")) for number in range(300)]
        scenes.move(db, references, scenes.Status.ADMITTED)
        cells = {}
        for place, criterion in enumerate(C):
            value = 3 if criterion.measure.value == "scale" else 12
            cells[f"{criterion.id}__likely"] = dict.fromkeys(range(1, 301), value)
            cells[f"{criterion.id}__reason"] = dict.fromkeys(range(1, 301), f"Vu au point {place}.")
        content = filled(sheet_of(db), **cells)
        found = score_sheets.preview(db, CAST.mehdi, C, content)
        assert (len(found.of(Fate.NEW)), found.problems) == (3600, ())
        assert taken(db, content) == 3600
        table = scores.table(db, C.ids)
        assert table.origins.size == 3600
        assert not (table.origins < 0).any()
        assert score_sheets.preview(db, CAST.mehdi, C, content).of(Fate.SAME) != ()


def test_what_somebody_scored_meanwhile_is_a_conflict_and_stays_without_consent(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        content = filled(sheet_of(db), benefit__likely={1: 1}, benefit__reason={1: "À distance."})
        scenes.score(db, reference)
        held = scores.in_force(db, reference)["benefit"]
        [conflict] = score_sheets.preview(db, CAST.mehdi, C, content).of(Fate.CONFLICT)
        assert conflict.here.version == held.version
        assert taken(db, content) == 0
        assert scores.in_force(db, reference)["benefit"] == held
        with pytest.raises(StaleVersionError):
            taken(db, content, {(reference, "benefit"): held.version + 1})
        assert taken(db, content, {(reference, "benefit"): held.version}) == 1
        assert scores.in_force(db, reference)["benefit"].likely == 1


def test_low_and_high_default_to_the_likely_value_and_empty_cells_erase_nothing(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        scenes.score(db, reference)
        before = scores.in_force(db, reference)
        content = filled(sheet_of(db), equity__likely={1: "2,5"}, equity__low={1: 1}, equity__reason={1: "Vu."})
        assert taken(db, content) == 1
        after = scores.in_force(db, reference)
        assert (after["equity"].low, after["equity"].likely, after["equity"].high) == (1, 2.5, 2.5)
        assert after["benefit"] == before["benefit"]


def test_every_wrong_cell_is_told_and_the_right_ones_are_taken(store):
    with store.writing() as db:
        for name in ("Un", "Deux", "Trois", "Quatre"):
            scenes.admitted(db, scenes.draft(name))
        content = filled(
            sheet_of(db),
            benefit__likely={1: 5, 2: "beaucoup", 3: 2, 4: 3},
            benefit__reason={1: "Trop.", 2: "Mot.", 4: "Bien."},
        )
        found = score_sheets.preview(db, CAST.mehdi, C, content)
        told = {(one.row, one.code) for one in found.problems}
        assert told == {(4, "score.off_scale"), (5, "sheet.no_number"), (6, "score.reason_missing")}
        assert taken(db, content) == 1


def test_a_figure_of_the_case_is_not_overruled_by_a_sheet(store):
    from usecases.use_case import Amount

    with store.writing() as db:
        amount = Amount(low=6, likely=6, high=6)
        reference = scenes.admitted(db, scenes.draft().model_copy(update={"months_to_benefit": amount}))
        content = filled(
            sheet_of(db),
            time_to_value__likely={1: 24},
            time_to_value__high={1: 24},
            time_to_value__reason={1: "Plus long."},
        )
        [problem] = score_sheets.preview(db, CAST.mehdi, C, content).problems
        assert problem.code == "score.own_field"
        assert taken(db, content) == 0
        assert scores.in_force(db, reference)["time_to_value"].likely == 6


def test_a_sheet_comes_twice_and_is_taken_once(store):
    with store.writing() as db:
        scenes.admitted(db)
        content = filled(sheet_of(db), benefit__likely={1: 2}, benefit__reason={1: "Vu."})
        assert taken(db, content, request_id="r1") == taken(db, content, request_id="r1") == 1
        assert journal.lines(db, journal.Filter(act="score.sheet"))[1] == 1


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04nothing"])
def test_another_file_is_refused(store, content):
    with store.writing() as db, pytest.raises(ScoreSheetError):
        score_sheets.preview(db, CAST.mehdi, C, content)


def test_a_sheet_of_other_criteria_is_refused(store):
    with store.writing() as db:
        scenes.admitted(db)
        book = openpyxl.load_workbook(io.BytesIO(sheet_of(db)))
        book.active["A1"] = "scores:autres 1 0123456789abcdef"
        out = io.BytesIO()
        book.save(out)
        with pytest.raises(ScoreSheetError, match="other_criteria"):
            score_sheets.preview(db, CAST.mehdi, C, out.getvalue())


def test_the_sheet_reads_from_right_to_left_in_arabic_and_hides_what_is_for_machines(store):
    with store.writing() as db:
        scenes.admitted(db)
        sheet = openpyxl.load_workbook(io.BytesIO(sheet_of(db, language=Language.AR))).active
    assert sheet.sheet_view.rightToLeft
    assert sheet.row_dimensions[1].hidden
    assert sheet.row_dimensions[2].hidden
    assert sheet.column_dimensions[openpyxl.utils.get_column_letter(PLACES["benefit.version"])].hidden


def test_what_was_scored_one_by_one_is_in_the_next_sheet(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        scoring.record_score(
            db, CAST.mehdi, reference, "benefit", C, Stated(1, 2, 3, "De près."), expected_version=0, now=NOW
        )
        sheet = openpyxl.load_workbook(io.BytesIO(sheet_of(db))).active
    row = [sheet.cell(4, PLACES[f"benefit.{part}"]).value for part in ("likely", "low", "high", "reason", "version")]
    assert row == [2, 1, 3, "De près.", "1"]


def test_what_nobody_touched_in_a_sheet_owes_no_reason(store):
    """Scores that follow from the record of a case stand in the sheet without one."""
    from usecases.use_case import Amount

    with store.writing() as db:
        for _ in range(3):
            amount = Amount(low=6, likely=6, high=9)
            scenes.admitted(db, scenes.draft().model_copy(update={"months_to_benefit": amount}))
        content = filled(sheet_of(db), benefit__likely={1: 3}, benefit__reason={1: "Vu."}, equity__likely={2: 4})
        found = score_sheets.preview(db, CAST.mehdi, C, content)
        assert [(one.row, one.code) for one in found.problems] == [(5, "score.reason_missing")]
        assert [one.score.criterion for one in found.of(Fate.NEW)] == ["benefit"]
        assert taken(db, content) == 1


def test_another_reason_for_the_same_score_is_a_change_unless_somebody_scored_since(store):
    with store.writing() as db:
        reference = scenes.admitted(db)
        stated = Stated(1, 2, 3, "De près.")
        scoring.record_score(db, CAST.mehdi, reference, "benefit", C, stated, expected_version=0, now=NOW)
        untouched = sheet_of(db)
        content = filled(untouched, benefit__reason={1: "De plus près."})
        assert len(score_sheets.preview(db, CAST.mehdi, C, untouched).of(Fate.SAME)) == 1
        assert len(score_sheets.preview(db, CAST.mehdi, C, content).of(Fate.CHANGED)) == 1
        assert taken(db, content) == 1
        assert scores.entries(db, reference)[-1].reason == "De plus près."
        assert len(score_sheets.preview(db, CAST.mehdi, C, untouched).of(Fate.SAME)) == 1, "it was made before"


def test_a_reason_without_a_score_says_what_is_missing(store):
    with store.writing() as db:
        scenes.admitted(db)
        found = score_sheets.preview(db, CAST.mehdi, C, filled(sheet_of(db), benefit__reason={1: "Vu."}))
    assert [(one.row, one.code) for one in found.problems] == [(4, "sheet.likely_missing")]
