"""The two downloads below every table: our own bytes, made when they are asked for."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from ui.exports.workbook import XLSX, ExportTable, as_csv, as_xlsx
from ui.words import Words


def download_row(words: Words, name: str, table: ExportTable | Callable[[], ExportTable], key: str) -> None:
    """Offer the table as it stands in CSV and XLSX; a callable is only called when somebody downloads.

    The callable runs outside the script: it may not touch Streamlit, and the right to read is checked
    before it is made.
    """
    right_to_left = words.direction == "rtl"
    with st.container(key=f"am_downloads_{key}", horizontal=True):
        st.download_button(
            words("download.xlsx"),
            data=partial(_xlsx, table, right_to_left=right_to_left),
            file_name=f"{name}.xlsx",
            mime=XLSX,
            key=f"{key}_xlsx",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )
        st.download_button(
            words("download.csv"),
            data=partial(_csv, table),
            file_name=f"{name}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )


def _made(table: ExportTable | Callable[[], ExportTable]) -> ExportTable:
    return table if isinstance(table, ExportTable) else table()


def _csv(table: ExportTable | Callable[[], ExportTable]) -> bytes:
    return as_csv(_made(table))


def _xlsx(table: ExportTable | Callable[[], ExportTable], *, right_to_left: bool) -> bytes:
    return as_xlsx(_made(table), right_to_left=right_to_left)
