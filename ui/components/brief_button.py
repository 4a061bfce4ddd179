"""The brief of the ranking on the screen, gathered from what the screen shows."""

from collections.abc import Mapping

import streamlit as st

from store.reviews import GivenVerdict
from store.use_cases import CaseLine
from ui.components.ranking_rules import Rules
from ui.exports.brief import Brief, BriefCase, BriefFigure, BriefPoint, brief_pdf
from ui.sentences import edge_told
from ui.style.palette import TONES, VERDICTS
from ui.visit import Visit
from usecases.criteria import Axis
from usecases.defence import Defence
from usecases.priorities import Band, Ranking
from usecases.rank_sentence import rank_sentence

MOST_POINTS, MOST_CASES, MOST_LINES, MOST_LETTERS = 300, 10, 4, 90


def brief_button(
    visit: Visit,
    ranking: Ranking,
    lines: Mapping[str, CaseLine],
    verdicts: Mapping[str, GivenVerdict],
    found: Defence,
    *,
    rules: Rules,
    sentence: str,
    notes: Mapping[str, str],
) -> None:
    """Offer the page; it is set when somebody asks for it."""
    words, names = visit.words, visit.criteria_words

    def made() -> bytes:
        brief = _brief(visit, ranking, lines, verdicts, found, rules, sentence, notes)
        return brief_pdf(words, names, brief, first=rules.first)

    st.download_button(
        words("brief.download"), data=made, file_name="note.pdf", mime="application/pdf", key="ranking_brief",
        on_click="ignore", type="tertiary", icon=":material/picture_as_pdf:",
    )  # fmt: skip


def _brief(  # noqa: PLR0917 -- gathers what the screen has at hand
    visit: Visit,
    ranking: Ranking,
    lines: Mapping[str, CaseLine],
    verdicts: Mapping[str, GivenVerdict],
    found: Defence,
    rules: Rules,
    sentence: str,
    notes: Mapping[str, str],
) -> Brief:
    words, names = visit.words, visit.criteria_words
    shares = found.robustness.share_in_first(rules.first)
    top = ranking.top(min(rules.first, MOST_CASES))
    decided = {name: verdict.decision for name, verdict in verdicts.items()}

    def title_of(reference: str) -> str:
        title = visit.title(lines[reference].title)
        return title if len(title) <= MOST_LETTERS else f"{title[: MOST_LETTERS - 1]}…"

    def verdict_of(reference: str) -> str:
        return words(f"verdict.{decided.get(reference, 'pending')}")

    cases = [
        BriefCase(
            words.number(one.rank), title_of(one.reference), words.decimal(one.value * 100),
            words.percent(float(shares[found.robustness.positions[one.reference]])), verdict_of(one.reference),
        )
        for one in top
    ]  # fmt: skip
    unknown = [
        words("brief.asked", title=title_of(one.reference), criterion=names(f"{one.criterion}.label"))
        for one in found.cut_line.questions[:MOST_LINES]
    ] or [words("cut.no_questions")]
    changes = [
        words("brief.change", title=title_of(one.reference), edge=_edge(visit, ranking, one.reference, rules))
        for one in top[:MOST_LINES]
    ]
    return Brief(
        title=words("brief.title"), at=words.instant(visit.now, short=True), sentence=sentence,
        figures=_figures(visit, ranking, found, decided, rules), cases=cases,
        points=_points(ranking, decided, rules.first, visit), unknown=unknown, changes=changes,
        notes=[f"{name} : {text}" for name, text in notes.items()],
    )  # fmt: skip


def _edge(visit: Visit, ranking: Ranking, reference: str, rules: Rules) -> str:
    return edge_told(visit.words, visit.criteria_words, rank_sentence(ranking, reference, rules.first))


def _figures(
    visit: Visit, ranking: Ranking, found: Defence, decided: Mapping[str, str], rules: Rules
) -> list[BriefFigure]:
    words = visit.words
    references = ranking.table.references
    open_ones = sum(decided.get(one, "") in {"cleared", "cleared_with_conditions"} for one in references)
    waiting = sum(one not in decided for one in references)
    refused = len(references) - open_ones - waiting
    always = int((found.robustness.share_in_first(rules.first) > 0.9).sum())
    rankable = len(ranking.references())
    return [
        BriefFigure(words("overview.admitted"), words.number(len(references)),
                    words("overview.rankable", share=words.percent(rankable / max(1, len(references))))),
        BriefFigure(words("overview.cleared"), words.number(open_ones),
                    words("overview.waiting_refused", waiting=waiting, refused=refused)),
        BriefFigure(words("brief.firm", first=rules.first), words.number(always), words("brief.firm_sub")),
        BriefFigure(words("brief.doubt"), words.decimal(found.cut_line.doubt),
                    words("brief.doubt_sub", first=rules.first)),
        BriefFigure(words("brief.filled"), words.number(ranking.filled_in_all),
                    words(f"convention.{ranking.convention}")),
    ]  # fmt: skip


def _points(ranking: Ranking, decided: Mapping[str, str], first: int, visit: Visit) -> list[BriefPoint]:
    impact, feasibility = (ranking.axis_values[axis] for axis in Axis)
    points = []
    for place, position in enumerate(ranking.placed[Band.RANKABLE][:MOST_POINTS].tolist()):
        if not ranking.has_point[position]:
            continue
        mark = VERDICTS[decided.get(ranking.table.references[position], "pending")]
        points.append(
            BriefPoint(
                float(feasibility[position]), float(impact[position]), TONES[mark.tone].ink.on(dark=False),
                place < first, visit.words.number(place + 1) if place < first else "",
            )
        )  # fmt: skip
    return points[::-1]  # the first ones are drawn last, on top
