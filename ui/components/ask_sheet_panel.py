"""Questions that wait for an administration, all at once: taken away as a sheet, brought back with the answers."""

import streamlit as st

from actions import ask_sheets
from actions.ask_sheets import AskPreview, AskSheetError
from actions.examining import ReviewingError
from actions.permissions import Permission
from ethics.written import ReviewError
from ui.components.attempt import refused
from ui.components.page_header import banner, section
from ui.components.prose import plain_table, quiet
from ui.components.returned_problems import returned_problems
from ui.exports.ask_sheet import ask_sheet
from ui.exports.workbook import XLSX
from ui.turns import aside
from ui.visit import Visit

MOST_MB = 20
_TURN, _DONE = "asks_turn", "asks_done"


def ask_sheet_panel(visit: Visit) -> None:
    """For somebody of an administration that was asked something; nothing for everybody else."""
    own = visit.person.administration
    if not own or not visit.may(Permission.PROPOSE_CASE):
        return
    words = visit.words
    if told := st.session_state.pop(_DONE, None):
        banner(told, tone="accent")
    waiting = visit.read(ask_sheets.waiting_asks, own)
    if not waiting:
        return
    section(words("asks.title", n=len(waiting)), words("asks.caption"))
    titles = {line.reference: visit.title(line.title) for line in visit.cases()}
    with st.expander(words("asks.offline")):
        st.download_button(
            words("asks.out"), file_name="questions.xlsx", mime=XLSX, key="asks_out", on_click="ignore",
            data=lambda: ask_sheet(words, own, waiting, titles),
        )  # fmt: skip
        key = f"asks_in_{st.session_state.get(_TURN, 0)}"
        file = st.file_uploader(words("asks.in"), type=["xlsx", "xls", "ods"], key=key, max_upload_size=MOST_MB)
        if file is not None:
            _looked_at(visit, file.getvalue())


def _looked_at(visit: Visit, content: bytes) -> None:
    words = visit.words
    try:
        with aside():
            found: AskPreview = visit.read(ask_sheets.preview, content)
    except AskSheetError as error:
        refused(visit, error)
        return
    plain_table([
        {
            words("catalogue.reference"): one.ask.reference, words("asks.question"): one.ask.text[:160],
            words("review.reply_text"): one.answer[:160], words("review.evidence"): one.link[:160],
        }
        for one in found.answers
    ])  # fmt: skip
    returned_problems(visit, found.problems, key="asks", left=words("problems.answers_left"))
    if found.already:
        quiet(words("asks.already", n=found.already))
    if found.answers and st.button(words("asks.take", n=len(found.answers)), type="primary", key="asks_take"):
        _take(visit, content)


def _take(visit: Visit, content: bytes) -> None:
    try:
        numbers = visit.do(ask_sheets.accept, content, request_id=visit.request_id("asks"))
    except (AskSheetError, ReviewError, ReviewingError) as error:
        visit.forget_request("asks")
        refused(visit, error)
        return
    visit.forget_request("asks")
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state[_DONE] = visit.words("asks.taken", n=len(numbers))
    st.rerun()
