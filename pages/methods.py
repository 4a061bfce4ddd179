"""Methods: how numbers and verdicts come about, in the reader's language."""

import re
from pathlib import Path

import streamlit as st

from actions.definitions import DATA
from ui.components.download_row import download_row
from ui.components.page_header import page_header
from ui.exports.workbook import ExportTable
from ui.visit import Visit

DOCS = DATA.parent / "docs"
_REMARK = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_TABLE = re.compile(r"((?:^\|.*\n)+)", re.MULTILINE)
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def show(visit: Visit) -> None:
    """The text of docs/methods in the reader's language; each of its tables can be taken away."""
    words = visit.words
    page_header(words("methods.title"), words("methods.purpose"), key="methods")
    text = Path(DOCS, f"methods.{visit.language}.md").read_text(encoding="utf-8")
    # The page has its title already, and what is said between <!-- and --> is for those who write the file.
    title = ""
    for place, piece in enumerate(_TABLE.split(_REMARK.sub("", text.partition("\n")[2]))):
        st.markdown(piece)
        if piece.startswith("|"):
            download_row(words, f"methodes-{place // 2 + 1}", _export(visit, title, piece), key=f"methods_{place}")
        title = next(reversed(_HEADING.findall(piece)), title)


def _export(visit: Visit, title: str, table: str) -> ExportTable:
    """A table of the text as a spreadsheet takes it: without the line of dashes, and without marks of bold."""
    head, _, *rows = [_cells(line) for line in table.splitlines()]
    return ExportTable(title, head, rows, visit.notes(), visit.words("download.notes"))


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("**", "").replace("`", "") for cell in line.strip().strip("|").split("|")]
