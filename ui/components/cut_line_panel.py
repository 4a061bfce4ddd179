"""The cut-line: the pairs around it, the scores that swap them, and what to ask each administration next."""

from collections.abc import Mapping

import streamlit as st

from store.use_cases import CaseLine
from ui.components.download_row import download_row
from ui.components.page_header import section
from ui.components.prose import said
from ui.components.ranking_rules import Rules
from ui.components.table import AbsentCell, BarCell, Cell, Column, NumberCell, Row, TextCell, data_table
from ui.exports.request import request_text, request_workbook
from ui.exports.workbook import CellValue, ExportTable
from ui.visit import Visit
from usecases.cut_line import CutPair, Question, by_administration
from usecases.defence import Defence
from usecases.priorities import Ranking

MOST_QUESTIONS = 15


def cut_line_panel(
    visit: Visit, ranking: Ranking, lines: Mapping[str, CaseLine], found: Defence, *, rules: Rules
) -> None:
    """What would change who is in the first ones, the smallest changes first."""
    words = visit.words
    line = found.cut_line
    said(words("cut.doubt", n=rules.first, doubt=words.decimal(line.doubt)))
    section(words("cut.pairs"), words("cut.pairs_caption"))
    rows = [_pair_row(visit, lines, place, pair) for place, pair in enumerate(line.pairs)]
    data_table(
        [
            Column("inside", words("cut.inside", first=rules.first), wide=True, sortable=False),
            Column("outside", words("cut.outside"), wide=True, sortable=False),
            Column("total", words("cut.total"), numeric=True, sortable=False, help=words("cut.total_help")),
            Column("single", words("cut.single"), numeric=True, sortable=False, help=words("cut.single_help")),
            Column("steps", words("cut.steps"), sortable=False, wide=True),
        ],
        rows, key="cut_pairs", words=words, caption=words("cut.pairs"), total=len(rows), opens=False, header="inside",
        empty=words("cut.no_pairs"), count=" ",
    )  # fmt: skip
    section(words("cut.questions"), words("cut.questions_caption"))
    largest = max((one.relief for one in line.questions), default=1.0)
    asked = [_question_row(visit, lines, place, one, largest) for place, one in
             enumerate(line.questions[:MOST_QUESTIONS])]  # fmt: skip
    data_table(
        [
            Column("case", words("catalogue.case"), wide=True, sortable=False),
            Column("criterion", words("cut.criterion"), sortable=False),
            Column("administration", words("catalogue.administration"), sortable=False),
            Column("relief", words("cut.relief"), sortable=False, help=words("cut.relief_help")),
        ],
        asked, key="cut_questions", words=words, caption=words("cut.questions"), total=len(asked), opens=False,
        header="case", empty=words("cut.no_questions"), count=words("cut.count", n=len(line.questions)),
    )  # fmt: skip
    notes = visit.notes(**{words("export.fingerprint"): found.robustness.fingerprint})
    download_row(words, "questions", lambda: _export(visit, lines, line.questions, notes), key="questions")
    _requests(visit, lines, line.questions)


def _requests(visit: Visit, lines: Mapping[str, CaseLine], questions: tuple[Question, ...]) -> None:
    """One ready request for each administration: a text to send, and a sheet to fill in."""
    words = visit.words
    grouped = by_administration(questions, {name: line.administration for name, line in lines.items()})
    if not grouped:
        return
    section(words("cut.requests"), words("cut.requests_caption"))
    chosen = st.selectbox(
        words("catalogue.administration"), list(grouped), key="request_administration",
        format_func=lambda name: words("cut.request_of", name=visit.administration(name), n=len(grouped[name])),
    )  # fmt: skip
    titles = {one.reference: visit.title(lines[one.reference].title) for one in grouped[chosen]}
    text = request_text(
        words, visit.criteria_words, visit.criteria, visit.administration(chosen), grouped[chosen], titles
    )
    st.code(text, language=None, wrap_lines=True)
    right_to_left = words.direction == "rtl"
    names = visit.criteria_words
    st.download_button(
        words("cut.request_sheet"),
        data=lambda: request_workbook(
            words, names, visit.criteria, grouped[chosen], titles, right_to_left=right_to_left
        ),
        file_name="demande.xlsx", key="request_sheet", on_click="ignore", icon=":material/download:",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )  # fmt: skip


def _pair_row(visit: Visit, lines: Mapping[str, CaseLine], place: int, pair: CutPair) -> Row:
    words, names = visit.words, visit.criteria_words

    def change(distance: float) -> Cell:
        if distance == float("inf"):
            return AbsentCell(words("defence.never_swaps"))
        return NumberCell(words.percent(distance, 1))

    told = [
        words(
            "cut.step_up" if step.up else "cut.step_down", criterion=names(f"{step.criterion}.short"),
            reference=step.reference,
        )
        for step in pair.steps
    ]  # fmt: skip
    steps: Cell = TextCell(" · ".join(told), visit.language) if told else AbsentCell(words("cut.no_step"))
    return Row(
        str(place),
        {
            "inside": visit.text_cell(lines[pair.inside].title),
            "outside": visit.text_cell(lines[pair.outside].title),
            "total": change(pair.total_change),
            "single": change(pair.single_change),
            "steps": steps,
        },
    )


def _question_row(visit: Visit, lines: Mapping[str, CaseLine], place: int, one: Question, largest: float) -> Row:
    words, names = visit.words, visit.criteria_words
    line = lines[one.reference]
    state = words("cut.unknown" if one.unknown else "cut.wide")
    return Row(
        str(place),
        {
            "case": visit.text_cell(line.title),
            "criterion": TextCell(
                names(f"{one.criterion}.label"), visit.language, sub=state, sub_language=visit.language
            ),
            "administration": TextCell(visit.administration(line.administration)),
            "relief": BarCell(one.relief / largest, words.decimal(one.relief, 2), unconfirmed=one.unknown),
        },
    )


def _export(
    visit: Visit, lines: Mapping[str, CaseLine], questions: tuple[Question, ...], notes: dict[str, str]
) -> ExportTable:
    words, names = visit.words, visit.criteria_words
    head = [
        words("catalogue.administration"), words("catalogue.reference"), words("catalogue.case"),
        words("cut.criterion"), words("cut.state"), words("cut.relief"),
    ]  # fmt: skip
    rows: list[list[CellValue]] = [
        [
            lines[one.reference].administration, one.reference, visit.title(lines[one.reference].title),
            names(f"{one.criterion}.label"), words("cut.unknown" if one.unknown else "cut.wide"), one.relief,
        ]
        for one in questions
    ]  # fmt: skip
    return ExportTable(words("cut.questions"), head, rows, notes, words("download.notes"))
