"""Scoring away from the site: the sheet that goes out, and what comes back, shown before anything is taken in."""

import streamlit as st

from actions import score_sheets
from actions.score_sheets import SheetPreview
from actions.scoring import ScoringError
from store.use_cases import StaleVersionError
from ui.components.download_row import download_row
from ui.components.page_header import refusal
from ui.components.prose import plain_table, quiet
from ui.components.returned_problems import returned_problems
from ui.exports.score_sheet import score_sheet
from ui.exports.workbook import XLSX, ExportTable
from ui.turns import aside
from ui.visit import Visit
from usecases.returned_sheet import Fate
from usecases.score_sheet import Incoming, ScoreSheetError
from usecases.scores import ScoreError

MOST_MB = 20
SHOWN = 12
"""Conflicts that are shown at once; the others follow when these are settled."""
_TURN = "score_sheet_turn"


def score_sheet_panel(visit: Visit) -> None:
    """Take every candidate away in one sheet, bring it back, agree to what changes."""
    words = visit.words
    quiet(words("scoring.sheet_caption"))
    lines = visit.read(score_sheets.sheet_lines)
    st.download_button(
        words("scoring.sheet_out", n=len(lines)), file_name="scores.xlsx", mime=XLSX, key="score_sheet_out",
        on_click="ignore", data=lambda: score_sheet(words, visit.criteria_words, visit.criteria, lines),
    )  # fmt: skip
    turn = st.session_state.get(_TURN, 0)
    file = st.file_uploader(
        words("scoring.sheet_in"), type=["xlsx", "xls", "ods"], key=f"score_sheet_in_{turn}", max_upload_size=MOST_MB
    )
    if file is not None:
        _looked_at(visit, file.getvalue())


def _looked_at(visit: Visit, content: bytes) -> None:
    words = visit.words
    try:
        with st.spinner(words("intake.storing")), aside():
            found = visit.read(score_sheets.preview, visit.criteria, content)
    except ScoreSheetError as error:
        refusal(words.told(error.code, error.values))
        return
    counts = {name: len(found.of(fate)) for name, fate in (
        ("new", Fate.NEW), ("changed", Fate.CHANGED), ("same", Fate.SAME), ("conflicts", Fate.CONFLICT)
    )}  # fmt: skip
    quiet(words("review.sheet_told", **counts))
    returned_problems(visit, found.problems, key="score_sheet", left=words("problems.scores_left"))
    _changes(visit, found)
    consented = _conflicts(visit, found)
    taken = counts["new"] + counts["changed"] + len(consented)
    if taken and st.button(words("scoring.sheet_take", n=taken), type="primary", key="score_sheet_take"):
        _take(visit, content, consented)


def _changes(visit: Visit, found: SheetPreview) -> None:
    """The scores that would be taken, each with what stands here; all of them in the download."""
    words = visit.words
    rows = [_line(visit, one) for one in (*found.of(Fate.CHANGED), *found.of(Fate.NEW))]
    if not rows:
        return
    plain_table(rows[:SHOWN])
    if len(rows) > SHOWN:
        quiet(words("intake.changes_more", n=len(rows) - SHOWN))
    cells = [list(row.values()) for row in rows]
    table = ExportTable(words("scoring.sheet_name"), list(rows[0]), cells, visit.notes(), words("download.notes"))
    download_row(words, "scores-changes", table, key="score_sheet_changes")


def _conflicts(visit: Visit, found: SheetPreview) -> dict[tuple[str, str], int]:
    """Each score that changed here since the sheet was made, with what stands there; one tick to overwrite."""
    words, names = visit.words, visit.criteria_words
    consented = {}
    for one in found.of(Fate.CONFLICT)[:SHOWN]:
        score, version = one.score, one.here.version if one.here else 0
        plain_table([_line(visit, one)])
        label = words("scoring.sheet_overwrite", reference=score.reference, criterion=names(f"{score.criterion}.label"))
        if st.checkbox(label, key=f"score_over_{score.reference}_{score.criterion}_{version}"):
            consented[score.reference, score.criterion] = version
    return consented


def _line(visit: Visit, one: Incoming) -> dict[str, str]:
    words, score = visit.words, one.score
    here = one.here.interval if one.here else None
    return {
        words("catalogue.reference"): score.reference,
        words("scoring.criterion"): visit.criteria_words(f"{score.criterion}.label"),
        words("intake.before"): " – ".join(words.number(part) for part in here) if here else "—",
        words("intake.after"): " – ".join(words.number(part) for part in score.interval),
        words("catalogue.edit_reason"): score.reason[:160] or "—",
    }


def _take(visit: Visit, content: bytes, consented: dict[tuple[str, str], int]) -> None:
    words, form = visit.words, "score_sheet"
    try:
        with st.spinner(words("intake.storing")):
            taken = visit.do(
                score_sheets.accept, visit.criteria, content, consented=consented, request_id=visit.request_id(form)
            )
    except StaleVersionError:
        visit.forget_request(form)
        refusal(words("conflict.sheet"))
        return
    except (ScoreSheetError, ScoreError, ScoringError) as error:
        visit.forget_request(form)
        refusal(words(error.code))
        return
    visit.forget_request(form)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.toast(words("scoring.sheet_taken", n=taken))
    st.rerun()
