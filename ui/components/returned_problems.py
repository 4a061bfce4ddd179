"""What cannot be taken of a sheet that came back: every cell with its reason, page by page, and as a file."""

from collections.abc import Sequence

import streamlit as st

from ui.components.download_row import download_row
from ui.components.page_header import notice
from ui.components.problem_table import Problem, problem_table
from ui.exports.workbook import CellValue, ExportTable
from ui.visit import Visit


def returned_problems(visit: Visit, problems: Sequence[Problem], *, key: str, left: str) -> None:
    """Nothing where there is nothing wrong; ``left`` says what is not taken because of it."""
    if not problems:
        return
    words, page = visit.words, f"{key}_problems_page"
    notice(f"{words('problems.found', n=len(problems))} {left}")
    event = problem_table(problems, key=f"{key}_problems", words=words, page=st.session_state.get(page, 1))
    if event and event.kind == "page":
        st.session_state[page] = event.page
        st.rerun()
    head = [words(name) for name in ("problems.row", "problems.column", "problems.problem")]
    rows: list[list[CellValue]] = [[one.row, one.column, words.told(one.code, one.values)] for one in problems]
    table = ExportTable(words("problems.caption"), head, rows, visit.notes(), words("download.notes"))
    download_row(words, "problemes", table, key=f"{key}_problems")
