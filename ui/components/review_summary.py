"""A review as a whole: profile by principle, what it covers of other texts, what is worth a second look, files."""

import json

import streamlit as st

from actions import review_told
from ethics.profile import Profile
from ui.charts.principle_radar import principle_radar
from ui.components.download_row import download_row
from ui.components.page_header import section
from ui.components.prose import quiet
from ui.components.table import AbsentCell, Cell, Column, NumberCell, Row, TextCell, data_table
from ui.exports.review_document import review_docx, review_pdf
from ui.exports.workbook import XLSX, CellValue, ExportTable, as_xlsx
from ui.review_page import quality_lines, review_document, review_table
from ui.review_whole import coverage_lines, lowest_told, profile_shown
from ui.shown_review import ShownReview

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_PLACES = 12
"""Places of another text told on the screen; all of them stand in the file."""


def review_summary(shown: ShownReview, title: str, administration: str) -> None:
    """One step further than the questions: made only when somebody wants it."""
    words = shown.visit.words
    if shown.review.is_own_view or not st.toggle(words("review.summary"), key=f"summary_{shown.review.id}"):
        return
    with st.expander(words("review.profile")):
        _profile(shown)
    if lines := quality_lines(shown):
        with st.expander(f"{words('review.quality')} ({words.number(len(lines))})"):
            quiet(words("review.quality_help"))
            for line in lines:
                quiet(line)
    with st.expander(words("review.coverage")):
        _coverage(shown)
    with st.expander(words("review.export")):
        _downloads(shown, title, administration)


def _profile(shown: ShownReview) -> None:
    words, names = shown.visit.words, shown.names
    profile = profile_shown(shown)
    quiet(words("review.profile_caption"))
    if lowest := lowest_told(shown, profile):
        quiet(lowest)
    titles = [names(f"principle.{one.principle}") for one in profile.principles]
    shares = [one.met for one in profile.principles]
    told = [words.percent(one) if one is not None else "—" for one in shares]
    left, right = st.columns(2, gap="large")
    with left:
        figure = principle_radar(titles, shares, told, dark=shown.visit.dark, right_to_left=words.direction == "rtl")
        st.plotly_chart(figure, theme=None, key=f"radar_{shown.review.id}", config={"displayModeBar": False})
    with right:
        _profile_table(shown, profile)


def _profile_table(shown: ShownReview, profile: Profile) -> None:
    words, names = shown.visit.words, shown.names
    known = sorted(profile.principles, key=lambda one: 2.0 if one.met is None else one.met)
    rows = []
    for one in known:
        met: Cell = AbsentCell("—") if one.met is None else NumberCell(words.percent(one.met))
        cells: dict[str, Cell] = {
            "name": TextCell(names(f"principle.{one.principle}")),
            "met": met,
            "aside": NumberCell(words.number(one.not_applicable)),
        }
        rows.append(Row(one.principle, cells))
    data_table(
        [
            Column("name", words("review.principle"), wide=True, sortable=False),
            Column("met", words("review.profile_met"), numeric=True, sortable=False),
            Column("aside", words("review.profile_aside"), numeric=True, sortable=False),
        ],
        rows, key=f"profile_{shown.review.id}", words=words, caption=words("review.profile"), total=len(rows),
        per_page=max(1, len(rows)), opens=False, header="name", count=words("review.profile"),
    )  # fmt: skip
    columns = [
        words("review.principle"), words("review.profile_met"), words("review.profile_points"),
        words("review.profile_attainable"), words("review.profile_aside"),
    ]  # fmt: skip
    told: list[list[CellValue]] = [
        [names(f"principle.{one.principle}"), one.met, one.points, one.attainable, one.not_applicable] for one in known
    ]
    table = ExportTable(words("review.profile"), columns, told, shown.visit.notes(), words("download.notes"))
    download_row(words, f"profil-{shown.review.reference}", table, key=f"profile_{shown.review.id}")


def _coverage(shown: ShownReview) -> None:
    words, names = shown.visit.words, shown.names
    quiet(words("review.coverage_caption"))
    for framework, lines in coverage_lines(shown, most=MOST_PLACES):
        section(names(f"crosswalk.{framework}"), names(f"crosswalk.{framework}.note"))
        for line in lines:
            quiet(line)


def _downloads(shown: ShownReview, title: str, administration: str) -> None:
    """Files are made when somebody asks for them: PDF, DOCX, XLSX and JSON of the review as it stands."""
    visit, words, review = shown.visit, shown.visit.words, shown.review
    document = review_document(shown, title, administration)
    table = review_table(shown)
    told = visit.read(review_told.review_told, review.id, shown.framework, now=visit.now)
    name = f"{review.reference}-{review.id}"
    right_to_left = words.direction == "rtl"
    with st.container(horizontal=True):
        st.download_button(
            words("review.export_pdf"), data=lambda: review_pdf(words, document), file_name=f"{name}.pdf",
            mime="application/pdf", key=f"pdf_{name}", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            words("review.export_docx"), data=lambda: review_docx(words, document), file_name=f"{name}.docx",
            mime=_DOCX, key=f"docx_{name}", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            words("download.xlsx"), data=lambda: as_xlsx(table, right_to_left=right_to_left),
            file_name=f"{name}.xlsx", mime=XLSX, key=f"xlsx_{name}", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            words("review.export_json"),
            data=lambda: json.dumps(told, ensure_ascii=False, indent=2).encode(),
            file_name=f"{name}.json", mime="application/json", key=f"json_{name}", on_click="ignore",
        )  # fmt: skip
