"""What a reader takes away: the whole ranking step by step as a workbook, the order as CSV, all of it as JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from actions.freezing import snapshot_lines
from store.reviews import GivenVerdict
from store.use_cases import CaseLine
from ui.components.brief_button import brief_button
from ui.components.ranking_rules import Rules
from ui.components.weights import weights_told
from ui.exports.ranking_book import ranking_book
from ui.exports.workbook import ExportTable, as_csv
from ui.visit import Visit
from usecases.defence import Defence
from usecases.methods import METHODS, MethodName
from usecases.priorities import Band, Ranking
from usecases.ranking_told import ranking_told

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class _Made:
    """Everything the files need, gathered while the rights are checked; made when somebody downloads."""

    visit: Visit
    ranking: Ranking
    lines: Mapping[str, CaseLine]
    verdicts: Mapping[str, GivenVerdict]
    found: Defence | None
    notes: Mapping[str, str]

    @property
    def titles(self) -> dict[str, str]:
        return {name: self.visit.title(line.title) for name, line in self.lines.items()}

    def table(self) -> ExportTable:
        return order_table(self.visit, self.ranking, self.lines, self.verdicts, self.notes)

    def csv(self) -> bytes:
        return as_csv(self.table())

    def xlsx(self) -> bytes:
        words = self.visit.words
        return ranking_book(
            words, self.visit.criteria_words, self.ranking, self.table(), self.titles,
            self.found.robustness if self.found else None, right_to_left=words.direction == "rtl",
        )  # fmt: skip

    def json(self) -> bytes:
        told = ranking_told(self.ranking, METHODS[MethodName.WEIGHTED_SUM], titles=self.titles)
        return json.dumps({**told, "notes": dict(self.notes)}, ensure_ascii=False, indent=1).encode()


def ranking_downloads(
    visit: Visit,
    ranking: Ranking,
    lines: Mapping[str, CaseLine],
    verdicts: Mapping[str, GivenVerdict],
    found: Defence | None,
    *,
    rules: Rules,
    sentence: str,
) -> None:
    """The files, made when they are asked for; the brief once the defence is there."""
    words = visit.words
    notes = ranking_notes(visit, ranking)
    made = _Made(visit, ranking, lines, verdicts, found, notes)
    with st.container(key="am_downloads_ranking", horizontal=True):
        for kind, data, mime in (("xlsx", made.xlsx, _XLSX), ("csv", made.csv, "text/csv"),
                                 ("json", made.json, "application/json")):  # fmt: skip
            st.download_button(
                words(f"download.{kind}"), data=data, file_name=f"ranking.{kind}", mime=mime, key=f"ranking_{kind}",
                on_click="ignore", type="tertiary", icon=":material/download:",
            )  # fmt: skip
        if found is not None and ranking.references():
            brief_button(visit, ranking, lines, verdicts, found, rules=rules, sentence=sentence, notes=notes)


def ranking_notes(visit: Visit, ranking: Ranking) -> dict[str, str]:
    """What a file of this ranking says of it, with the references under which it was frozen."""
    words = visit.words
    frozen = [one.reference for one in visit.read(snapshot_lines) if one.fingerprint == ranking.fingerprint]
    return visit.notes(
        **{
            words("export.method"): words(f"method.{ranking.method}"),
            words("export.weights"): weights_told(visit, ranking.weighting),
            words("export.convention"): words(f"convention.{ranking.convention}"),
            words("export.threshold"): words.percent(ranking.threshold),
            words("export.criteria"): f"{visit.criteria.id} {visit.criteria.version}",
            words("export.fingerprint"): ranking.fingerprint,
            **({words("export.frozen"): ", ".join(frozen)} if frozen else {}),
        }
    )


def order_table(
    visit: Visit,
    ranking: Ranking,
    lines: Mapping[str, CaseLine],
    verdicts: Mapping[str, GivenVerdict],
    notes: Mapping[str, str],
) -> ExportTable:
    """The order as it stands, both bands, with the reasons: a contribution for every criterion."""
    words, names = visit.words, visit.criteria_words
    every = [one for band in Band for one in ranking.page(0, len(ranking.table), band)]
    head = [
        words("ranking.rank"), words("ranking.band"), words("catalogue.reference"), words("catalogue.case"),
        words("catalogue.administration"), words("ranking.value"), names("axis.citizen_impact"),
        names("axis.feasibility"), words("ranking.known"), words("catalogue.verdict"),
        *(names(f"{criterion}.short") for criterion in visit.criteria.ids), words("ranking.missing_column"),
    ]  # fmt: skip
    rows = [
        [
            one.rank if one.band is Band.RANKABLE else None,
            words("band.ranked" if one.band is Band.RANKABLE else "band.not_yet_rankable"),
            one.reference, visit.title(lines[one.reference].title), lines[one.reference].administration,
            one.value, one.impact, one.feasibility, one.known,
            words(f"verdict.{verdicts[one.reference].decision}" if one.reference in verdicts else "verdict.pending"),
            *(one.contributions[criterion] for criterion in visit.criteria.ids),
            ", ".join(names(f"{criterion}.short") for criterion in one.missing),
        ]
        for one in every
    ]  # fmt: skip
    return ExportTable(words("ranking.title"), head, rows, notes, words("download.notes"))
