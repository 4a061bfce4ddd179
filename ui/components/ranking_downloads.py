"""What a reader takes away: the whole ranking step by step as a workbook, the order as CSV, all of it as JSON."""

import json
from dataclasses import dataclass

import streamlit as st

from actions import reading
from ui.components.badge import badge
from ui.components.brief_button import brief_button
from ui.components.ranking_notes import ranking_notes
from ui.exports.ranking_book import ranking_book
from ui.exports.workbook import XLSX, CellValue, ExportTable, as_csv
from ui.score_told import author_told, reason_told
from ui.sentences import place_told
from ui.shown_ranking import ShownRanking
from usecases.defence import Defence
from usecases.methods import METHODS, MethodName
from usecases.priorities import Band
from usecases.rank_sentence import rank_sentence
from usecases.ranking_told import ranking_told


@dataclass(frozen=True)
class Made:
    """Everything the files need, gathered while the rights are checked; made when somebody downloads."""

    shown: ShownRanking
    found: Defence | None
    notes: dict[str, str]

    def table(self) -> ExportTable:
        """The order with its reasons."""
        return order_table(self.shown, self.found, self.notes)

    def csv(self) -> bytes:
        """The order as CSV."""
        return as_csv(self.table())

    def xlsx(self) -> bytes:
        """Every step as a workbook."""
        visit, ranking = self.shown.visit, self.shown.ranking
        titles = {name: self.shown.title(name) for name in self.shown.lines}
        return ranking_book(
            visit.words, visit.criteria_words, ranking, self.table(), titles,
            self.found.robustness if self.found else None, _reasons(self.shown),
            right_to_left=visit.words.direction == "rtl",
        )  # fmt: skip

    def json(self) -> bytes:
        """The ranking as plain values."""
        titles = {name: self.shown.title(name) for name in self.shown.lines}
        told = ranking_told(self.shown.ranking, METHODS[MethodName.WEIGHTED_SUM], titles=titles)
        return json.dumps({**told, "notes": self.notes}, ensure_ascii=False, indent=1).encode()


def ranking_downloads(shown: ShownRanking, found: Defence | None, *, sentence: str) -> None:
    """The files, made when they are asked for; the brief once the defence is there."""
    words = shown.visit.words
    notes = ranking_notes(shown, found.robustness if found else None)
    made = Made(shown, found, notes)
    with st.container(key="am_downloads_ranking", horizontal=True):
        for kind, data, mime in (("xlsx", made.xlsx, XLSX), ("csv", made.csv, "text/csv"),
                                 ("json", made.json, "application/json")):  # fmt: skip
            st.download_button(
                words(f"download.{kind}"), data=data, file_name=f"ranking.{kind}", mime=mime, key=f"ranking_{kind}",
                on_click="ignore", type="tertiary", icon=":material/download:",
            )  # fmt: skip
        if found is not None and shown.ranking.references():
            brief_button(shown, found, sentence=sentence, notes=notes)


def order_table(shown: ShownRanking, found: Defence | None, notes: dict[str, str]) -> ExportTable:
    """The order as it stands, both bands, what the filters leave, with the reasons: a contribution for every criterion.

    Once the defence is there, each place has its sentence.
    """
    visit, ranking = shown.visit, shown.ranking
    words, names = visit.words, visit.criteria_words
    every = [one for band in Band for one in ranking.page(0, len(ranking.table), band) if shown.passes(one.reference)]
    head = [
        words("ranking.rank"), words("ranking.band"), words("catalogue.reference"), words("catalogue.case"),
        words("catalogue.administration"), words("ranking.value"), names("axis.citizen_impact"),
        names("axis.feasibility"), words("ranking.known"), words("catalogue.verdict"),
        *(names(f"{criterion}.short") for criterion in visit.criteria.ids), words("ranking.missing_column"),
        *([words("export.sentence")] if found else []),
    ]  # fmt: skip
    rows = [
        [
            one.rank if one.band is Band.RANKABLE else None,
            words("band.ranked" if one.band is Band.RANKABLE else "band.not_yet_rankable"),
            one.reference, shown.title(one.reference), shown.administration(one.reference),
            one.value, one.impact, one.feasibility, one.known, words(f"verdict.{shown.decision(one.reference)}"),
            *(one.contributions[criterion] for criterion in visit.criteria.ids),
            ", ".join(names(f"{criterion}.short") for criterion in one.missing),
            *([_sentence(shown, found, one.reference)] if found else []),
        ]
        for one in every
    ]  # fmt: skip
    return ExportTable(words("ranking.title"), head, rows, notes, words("download.notes"))


def _reasons(shown: ShownRanking) -> ExportTable:
    """Every score that was ever stated, with who stated it and why; the right is asked again."""
    visit, words, names = shown.visit, shown.visit.words, shown.visit.criteria_words
    head = [
        words("catalogue.reference"), words("cut.criterion"), words("book.low"), words("book.scores"),
        words("book.high"), words("book.origin"), words("journal.person"), words("journal.at"), words("book.reason"),
    ]  # fmt: skip
    rows: list[list[CellValue]] = [
        [
            one.reference, names(f"{one.criterion}.short"), one.low, one.likely, one.high,
            badge("origin", one.origin, words).text, author_told(visit, one), one.at, reason_told(visit, one),
        ]
        for one in visit.read(reading.stated_scores)
        if one.criterion in visit.criteria and shown.passes(one.reference)
    ]  # fmt: skip
    return ExportTable(words("book.reasons"), head, rows)


def _sentence(shown: ShownRanking, found: Defence, reference: str) -> str:
    facts = rank_sentence(shown.ranking, reference, shown.rules.first, found=found.robustness)
    return place_told(shown.visit.words, shown.visit.criteria_words, shown.title(reference), facts)
