"""The cut-line: the pairs around it, the scores that swap them, and what to ask each administration next."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from ui.components.download_row import download_row
from ui.components.page_header import section
from ui.components.prose import said
from ui.components.ranking_notes import ranking_notes
from ui.components.table import AbsentCell, BarCell, Cell, Column, NumberCell, Row, TextCell, data_table
from ui.defending import ask, finished, unfinished
from ui.exports.request import request_text, request_workbook
from ui.exports.workbook import XLSX, CellValue, ExportTable
from ui.sentences import interval_told
from ui.shown_ranking import ShownRanking
from usecases.cut_line import CutPair, Question, ScoreStep, by_administration
from usecases.defence import Defence
from usecases.mcda.rank_interval import RankInterval
from usecases.standing import AroundLine, ranks_around

MOST_QUESTIONS = 15
SECONDS = 0.5
"""For each end of a certified interval; there are two of each of sixteen cases."""


def cut_line_panel(shown: ShownRanking, found: Defence) -> None:
    """What would change who is in the first ones, the smallest changes first."""
    words, rules = shown.visit.words, shown.rules
    line = found.cut_line
    said(words("cut.doubt", n=rules.first, doubt=words.decimal(line.doubt)))
    _spans(shown, found)
    section(words("cut.pairs"), words("cut.pairs_caption"))
    rows = [_pair_row(shown, place, pair) for place, pair in enumerate(line.pairs)]
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
    if line.pairs:
        download_row(words, "ligne", lambda: _pairs_export(shown, found), key="cut_pairs")
    _certified(shown)
    section(words("cut.questions"), words("cut.questions_caption"))
    largest = max((one.relief for one in line.questions), default=1.0)
    asked = [_question_row(shown, place, one, largest) for place, one in
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
    download_row(words, "questions", lambda: _questions_export(shown, found), key="questions")
    _requests(shown, line.questions)


def _spans(shown: ShownRanking, found: Defence) -> None:
    """How far each weight may move before somebody enters or leaves; the narrowest first."""
    words, names = shown.visit.words, shown.visit.criteria_words
    spans = sorted(found.cut_line.spans, key=lambda one: one.margin)
    if not spans:
        return
    section(words("cut.spans", first=shown.rules.first), words("cut.spans_caption"))
    rows = [
        Row(
            one.subject,
            {
                "weight": TextCell(
                    names(f"axis.{one.subject}" if names.has(f"axis.{one.subject}") else f"{one.subject}.label"),
                    shown.visit.language,
                ),
                "now": NumberCell(words.percent(one.now, 1)),
                "span": NumberCell(words.interval(*one.span, lambda share: words.percent(share, 1))),
            },
        )
        for one in spans
    ]  # fmt: skip
    data_table(
        [
            Column("weight", words("cut.weight"), wide=True, sortable=False),
            Column("now", words("cut.weight_now"), numeric=True, sortable=False),
            Column("span", words("cut.weight_span"), numeric=True, sortable=False),
        ],
        rows, key="cut_spans", words=words, caption=words("cut.spans", first=shown.rules.first), total=len(rows),
        opens=False, header="weight", count=" ", per_page=len(rows),
    )  # fmt: skip
    cells: list[list[CellValue]] = [[one.subject, one.now, one.span.low, one.span.high] for one in spans]
    head = [words(key) for key in ("cut.weight", "cut.weight_now", "cut.weight_low", "cut.weight_high")]
    notes = ranking_notes(shown, found.robustness)
    table = ExportTable(words("cut.spans", first=shown.rules.first), head, cells, notes, words("download.notes"))
    download_row(words, "stabilite", table, key="cut_spans")


def _certified(shown: ShownRanking) -> None:
    """Ranks that the cases around the line can have at best and at worst: looked for when somebody asks."""
    words, ranking, rules = shown.visit.words, shown.ranking, shown.rules
    section(words("cut.ranks"), words("cut.ranks_caption"))
    if not st.toggle(words("cut.ranks_wanted"), key="cut_ranks_wanted"):
        return
    job = ask(shown.visit, "line", ranks_around, ranking, rules.doubt, rules.first, SECONDS)
    found: tuple[AroundLine, ...] | None = finished(job)
    if found is None:
        unfinished(shown.visit, job, key="line", told=words("work.extremes"))
        return
    rows = [
        Row(
            one.reference,
            {
                "rank": NumberCell(words.number(ranking.rank_of(one.reference))),
                "title": shown.title_cell(one.reference),
                "weights": NumberCell(interval_told(words, one.weights)),
                "everything": AbsentCell(words("cut.scores_exact")) if one.everything is None
                else NumberCell(interval_told(words, one.everything)),
            },
        )
        for one in found
    ]  # fmt: skip
    data_table(
        [
            Column("rank", words("ranking.rank"), numeric=True, sortable=False),
            Column("title", words("catalogue.case"), wide=True, sortable=False),
            Column("weights", words("defence.ranks_weights"), numeric=True, sortable=False),
            Column("everything", words("defence.ranks_all"), numeric=True, sortable=False),
        ],
        rows, key="cut_ranks", words=words, caption=words("cut.ranks"), total=len(rows), opens=False, header="title",
        count=" ",
    )  # fmt: skip
    cells: list[list[CellValue]] = [
        [ranking.rank_of(one.reference), one.reference, shown.title(one.reference), *_ends_of(one.weights),
         *_ends_of(one.everything)]
        for one in found
    ]  # fmt: skip
    ends = [words(key) for key in ("cut.best_seen", "cut.best_certain", "cut.worst_seen", "cut.worst_certain")]
    head = [
        *(words(key) for key in ("ranking.rank", "catalogue.reference", "catalogue.case")),
        *(f"{words(key)} — {end}" for key in ("defence.ranks_weights", "defence.ranks_all") for end in ends),
    ]
    table = ExportTable(words("cut.ranks"), head, cells, ranking_notes(shown), words("download.notes"))
    download_row(words, "rangs", table, key="cut_ranks")


def _ends_of(ranks: RankInterval | None) -> list[CellValue]:
    if ranks is None:
        return [None] * 4
    return [ranks.best.seen, ranks.best.certain, ranks.worst.seen, ranks.worst.certain]


def _requests(shown: ShownRanking, questions: tuple[Question, ...]) -> None:
    """One ready request for each administration: a text to send, and a sheet to fill in."""
    visit, lines = shown.visit, shown.lines
    words = visit.words
    grouped = by_administration(questions, {name: line.administration for name, line in lines.items()})
    if not grouped:
        return
    section(words("cut.requests"), words("cut.requests_caption"))
    chosen = st.selectbox(
        words("catalogue.administration"), list(grouped), key="request_administration",
        format_func=lambda name: words("cut.request_of", name=visit.administration(name), n=len(grouped[name])),
    )  # fmt: skip
    titles = {one.reference: shown.title(one.reference) for one in grouped[chosen]}
    held = _known_of(shown, grouped[chosen])
    text = request_text(
        words, visit.criteria_words, visit.criteria, visit.administration(chosen), grouped[chosen], titles, held
    )
    with st.container(key="am_letter"):
        st.code(text, language=None, wrap_lines=True)
    right_to_left = words.direction == "rtl"
    names = visit.criteria_words
    st.download_button(
        words("cut.request_sheet"),
        data=lambda: request_workbook(
            words, names, visit.criteria, grouped[chosen], titles, held, right_to_left=right_to_left
        ),
        file_name="demande.xlsx", key="request_sheet", on_click="ignore", icon=":material/download:",
        mime=XLSX,
    )  # fmt: skip


def _known_of(shown: ShownRanking, questions: Sequence[Question]) -> dict[tuple[str, str], tuple[float, float, float]]:
    """What is known, though not exactly enough, of what is asked."""
    table = shown.ranking.table
    found = {}
    for one in questions:
        row, place = table.criteria.index(one.criterion), table.positions[one.reference]
        if not one.unknown:
            low, likely, high = (float(part[row, place]) for part in (table.low, table.likely, table.high))
            found[one.reference, one.criterion] = (low, likely, high)
    return found


def _pair_row(shown: ShownRanking, place: int, pair: CutPair) -> Row:
    words = shown.visit.words

    def change(distance: float) -> Cell:
        if distance == float("inf"):
            return AbsentCell(words("defence.never_swaps"))
        return NumberCell(words.percent(distance, 1))

    told = _step_told(shown, pair.steps[0]) if pair.steps else ""  # the one that moves most; all are in the file
    return Row(
        str(place),
        {
            "inside": replace(shown.title_cell(pair.inside), sub=pair.inside),
            "outside": replace(shown.title_cell(pair.outside), sub=pair.outside),
            "total": change(pair.total_change),
            "single": change(pair.single_change),
            "steps": TextCell(told, shown.visit.language) if told else AbsentCell(words("cut.no_step")),
        },
    )


def _step_told(shown: ShownRanking, step: ScoreStep) -> str:
    """One score and where it would have to be, in the criterion's own unit."""
    words, criterion = shown.visit.words, shown.visit.criteria[step.criterion]
    before = words("cut.unknown") if step.before is None else shown.visit.in_unit(criterion, step.before)
    return words(
        "cut.step", criterion=shown.visit.criteria_words(f"{step.criterion}.short"), reference=step.reference,
        before=before, after=shown.visit.in_unit(criterion, step.after),
    )  # fmt: skip


def _question_row(shown: ShownRanking, place: int, one: Question, largest: float) -> Row:
    visit = shown.visit
    words, names = visit.words, visit.criteria_words
    state = words("cut.unknown" if one.unknown else "cut.wide")
    return Row(
        str(place),
        {
            "case": shown.title_cell(one.reference),
            "criterion": TextCell(
                names(f"{one.criterion}.label"), visit.language, sub=state, sub_language=visit.language
            ),
            "administration": TextCell(shown.administration(one.reference)),
            "relief": BarCell(one.relief / largest, words.decimal(one.relief, 2), unconfirmed=one.unknown),
        },
    )


def _pairs_export(shown: ShownRanking, found: Defence) -> ExportTable:
    words = shown.visit.words
    head = [
        *(f"{words(key, first=shown.rules.first)} ({part})" for key in ("cut.inside", "cut.outside")
          for part in (words("catalogue.reference"), words("catalogue.case"))),
        words("cut.total"), words("cut.single"), words("cut.steps"),
    ]  # fmt: skip
    rows: list[list[CellValue]] = [
        [
            pair.inside, shown.title(pair.inside), pair.outside, shown.title(pair.outside), _finite(pair.total_change),
            _finite(pair.single_change), " · ".join(_step_told(shown, step) for step in pair.steps),
        ]
        for pair in found.cut_line.pairs
    ]  # fmt: skip
    notes = ranking_notes(shown, found.robustness)
    return ExportTable(words("cut.pairs"), head, rows, notes, words("download.notes"))


def _questions_export(shown: ShownRanking, found: Defence) -> ExportTable:
    words, names = shown.visit.words, shown.visit.criteria_words
    head = [
        words("catalogue.administration"), words("catalogue.reference"), words("catalogue.case"),
        words("cut.criterion"), words("cut.state"), words("cut.relief"),
    ]  # fmt: skip
    rows: list[list[CellValue]] = [
        [
            shown.administration(one.reference), one.reference, shown.title(one.reference),
            names(f"{one.criterion}.label"), words("cut.unknown" if one.unknown else "cut.wide"), one.relief,
        ]
        for one in found.cut_line.questions
    ]  # fmt: skip
    notes = ranking_notes(shown, found.robustness)
    return ExportTable(words("cut.questions"), head, rows, notes, words("download.notes"))


def _finite(change: float) -> float | None:
    return change if change != float("inf") else None
