"""The brief of the ranking on the screen, gathered from what the screen shows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from ethics.verdict import CLEARING
from ui.exports.brief import Brief, BriefCase, BriefFigure, BriefPoint, brief_pdf
from ui.exports.label_places import label_places
from ui.sentences import edge_told
from ui.shown_ranking import PENDING, ShownRanking
from ui.style.palette import TONES, VERDICTS
from usecases.defence import Defence
from usecases.priorities import Band
from usecases.rank_sentence import rank_sentence

MOST_POINTS, MOST_CASES, MOST_LINES, MOST_LETTERS = 300, 10, 4, 90


def brief_button(shown: ShownRanking, found: Defence, *, sentence: str, notes: Mapping[str, str]) -> None:
    """Offer the page; it is set when somebody asks for it."""
    words, names = shown.visit.words, shown.visit.criteria_words

    def made() -> bytes:
        return brief_pdf(words, names, _brief(shown, found, sentence, notes), first=shown.rules.first)

    st.download_button(
        words("brief.download"), data=made, file_name="note.pdf", mime="application/pdf", key="ranking_brief",
        on_click="ignore", type="tertiary", icon=":material/picture_as_pdf:",
    )  # fmt: skip


def _brief(shown: ShownRanking, found: Defence, sentence: str, notes: Mapping[str, str]) -> Brief:
    visit, ranking, rules = shown.visit, shown.ranking, shown.rules
    words, names = visit.words, visit.criteria_words
    shares = found.robustness.share_in_first(rules.first)
    top = ranking.top(min(rules.first, MOST_CASES))

    def title_of(reference: str) -> str:
        title = shown.title(reference)
        return title if len(title) <= MOST_LETTERS else f"{title[: MOST_LETTERS - 1]}…"

    cases = [
        BriefCase(
            words.number(one.rank), title_of(one.reference), words.decimal(one.value * 100),
            words.share_of_draws(float(shares[found.robustness.positions[one.reference]])),
            words(f"verdict.{shown.decision(one.reference)}"),
        )
        for one in top
    ]  # fmt: skip
    unknown = [
        words("brief.asked", title=title_of(one.reference), criterion=names(f"{one.criterion}.label"))
        for one in found.cut_line.questions[:MOST_LINES]
    ] or [words("cut.no_questions")]
    changes = [
        words("brief.change", title=title_of(one.reference), edge=_edge(shown, one.reference))
        for one in top[:MOST_LINES]
    ]
    return Brief(
        title=words("brief.title"), at=words.instant(visit.now, short=True), sentence=sentence,
        figures=_figures(shown, found), cases=cases,
        points=_points(shown), unknown=unknown, changes=changes,
        notes=[words("brief.note", name=name, text=text) for name, text in notes.items()],
    )  # fmt: skip


def _edge(shown: ShownRanking, reference: str) -> str:
    facts = rank_sentence(shown.ranking, reference, shown.rules.first)
    return edge_told(shown.visit.words, shown.visit.criteria_words, facts)


def _figures(shown: ShownRanking, found: Defence) -> list[BriefFigure]:
    words, ranking, first = shown.visit.words, shown.ranking, shown.rules.first
    references = ranking.table.references
    decisions = Counter(shown.decision(one) for one in references)
    cleared, waiting = sum(decisions[one] for one in CLEARING), decisions[PENDING]
    held = int((found.robustness.share_in_first(first) > 0.9).sum())
    rankable = len(ranking.references())
    return [
        BriefFigure(words("overview.admitted"), words.number(len(references)),
                    words("overview.rankable", share=words.percent(rankable / max(1, len(references))))),
        BriefFigure(words("overview.cleared"), words.number(cleared),
                    words("overview.waiting_refused", waiting=waiting, refused=len(references) - cleared - waiting)),
        BriefFigure(words("brief.firm", first=first), words.number(held), words("brief.firm_sub")),
        BriefFigure(words("brief.doubt"), words.decimal(found.cut_line.doubt), words("brief.doubt_sub", first=first)),
        BriefFigure(words("brief.filled"), words.number(ranking.filled_in_all),
                    words(f"convention.{ranking.convention}")),
    ]  # fmt: skip


def _points(shown: ShownRanking) -> list[BriefPoint]:
    points = []
    for place, position in enumerate(shown.ranking.placed[Band.RANKABLE][:MOST_POINTS].tolist()):
        if not shown.ranking.has_point[position]:
            continue
        reference, inside = shown.ranking.table.references[position], place < shown.rules.first
        ink = TONES[VERDICTS[shown.decision(reference)].tone].ink.on(dark=False)
        number = shown.visit.words.number(place + 1) if inside else ""
        points.append(BriefPoint(*shown.point(reference), ink, inside, number))
    named = [one for one in points if one.first]
    places = label_places([(one.x, one.y) for one in named], [(one.x, one.y) for one in named])
    told = [replace(one, label_x=x, label_y=y) for one, (x, y) in zip(named, places, strict=True)]
    points = told + [one for one in points if not one.first]
    return points[::-1]  # the first ones are drawn last, on top
