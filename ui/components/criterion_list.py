"""Scoring one criterion for many candidates: the list, page by page, and what comes back from it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from actions import reading, scoring
from actions.scoring import ScoringError, Stated
from store.scores import InForce
from store.use_cases import CaseLine, StaleVersionError
from ui import address
from ui.components.download_row import download_row
from ui.components.page_header import banner, refusal
from ui.components.prose import quiet
from ui.components.score_list import ScoreRow, TypedScores, score_list
from ui.exports.workbook import CellValue, ExportTable
from ui.visit import Visit
from usecases.criteria import SCALE_TOP, Measure
from usecases.scores import ScoreError

ROWS = 25
_DONE = "criterion_list_done"


def criterion_list(visit: Visit, lines: Sequence[CaseLine]) -> None:
    """Choose a criterion; those candidates come first of which it is unknown."""
    words, names = visit.words, visit.criteria_words
    if told := st.session_state.pop(_DONE, None):
        banner(told, tone="accent")
    scales = [one.id for one in visit.criteria if one.measure is not Measure.NATURAL]
    key = address.bound("critere")
    if st.session_state[key] not in scales:
        st.session_state[key] = scales[0]
    criterion = st.selectbox(
        words("scoring.criterion"),
        scales,
        index=scales.index(st.session_state[key]),
        key=key,
        format_func=lambda code: names(f"{code}.label"),
    )
    address.follow("critere", criterion)
    quiet(names(f"{criterion}.ask"))
    held = visit.read(reading.scores_in_force, criterion)
    left = st.checkbox(words("scoring.list_unknown"), value=True, key="criterion_unknown")
    wanted = sorted(
        (one for one in lines if not left or one.reference not in held),
        key=lambda one: (one.reference in held, one.reference),
    )
    if not wanted:
        quiet(words("scoring.list_none"))
        return
    pages = -(-len(wanted) // ROWS)
    page = 1
    if pages > 1:
        page = int(st.number_input(words("scoring.list_page", n=pages), 1, pages, key=f"criterion_page_{criterion}"))
    shown = wanted[(page - 1) * ROWS : page * ROWS]
    turn = st.session_state.get("criterion_turn", 0)
    typed = score_list(
        words, names, criterion, [_row(visit, one, held) for one in shown], key=f"score_list_{criterion}",
        turn=f"{page}:{turn}",
    )  # fmt: skip
    download_row(words, f"notes-{criterion}", _export(visit, criterion, wanted, held), key="criterion_list")
    if typed is not None:
        _save(visit, criterion, typed, held)


def _export(visit: Visit, criterion: str, lines: Sequence[CaseLine], held: Mapping[str, InForce]) -> ExportTable:
    """The whole list as it stands, with what is known of each case."""
    words, label = visit.words, visit.criteria_words(f"{criterion}.label")
    rows: list[list[CellValue]] = []
    for line in lines:
        score = held.get(line.reference)
        three = [score.low, score.likely, score.high] if score else [None, None, None]
        rows.append([
            line.reference, visit.title(line.title), visit.administration(line.administration), *three,
        ])  # fmt: skip
    columns = [
        words("catalogue.reference"), words("catalogue.case"), words("catalogue.administration"),
        words("book.low"), words("book.scores"), words("book.high"),
    ]  # fmt: skip
    return ExportTable(label, columns, rows, visit.notes(), words("download.notes"))


def _row(visit: Visit, line: CaseLine, held: Mapping[str, InForce]) -> ScoreRow:
    words, score = visit.words, held.get(line.reference)
    told = words("scoring.now", value=score.likely, low=score.low, high=score.high) if score else ""
    return ScoreRow(line.reference, visit.title(line.title), visit.administration(line.administration), told)


def _save(visit: Visit, criterion: str, typed: TypedScores, held: Mapping[str, InForce]) -> None:
    words, form = visit.words, f"criterion_list_{criterion}"
    stated = {
        reference: (
            Stated(
                max(level - typed.doubt, 0.0), float(level), min(level + typed.doubt, float(SCALE_TOP)), typed.reason
            ),
            held[reference].version if reference in held else 0,
        )
        for reference, level in typed.levels.items()
    }
    try:
        visit.do(scoring.record_scores, criterion, visit.criteria, stated, request_id=visit.request_id(form))
    except (ScoreError, ScoringError) as error:
        values = getattr(error, "values", {})
        refusal(words.told(error.code, values))
    except StaleVersionError:
        refusal(words("conflict.list"))
    else:
        visit.forget_request(form)
        st.session_state["criterion_turn"] = st.session_state.get("criterion_turn", 0) + 1
        st.session_state[_DONE] = words("scoring.sheet_taken", n=len(stated))
        st.rerun()
    visit.forget_request(form)
