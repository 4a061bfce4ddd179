"""What a review will ask, of whom, and under which law; told before it starts and beside it afterwards."""

from collections.abc import Iterable
from datetime import date
from html import escape

import streamlit as st

from ethics.framework import Framework
from ethics.triage import Outline
from ui.components.prose import quiet
from ui.visit import Visit
from ui.words import Words


def depth_told(visit: Visit, framework: Framework, outline: Outline) -> None:
    """Depth, how many questions now, how long, how many reviewers, and when again."""
    words, names = visit.words, Words(visit.language, framework.words)
    st.html(f'<p class="am-text"><strong>{escape(names(f"depth.{outline.depth}"))}</strong></p>')
    if outline.because:
        quiet(words("triage.because", traits=words.join([names(f"trait.{one}") for one in outline.because])))
    parts = [
        words("triage.questions", n=len(outline.now))
        if outline.least == len(outline.now)
        else words("triage.questions_between", n=len(outline.now), least=outline.least),
        words("triage.minutes", n=outline.minutes),
        words("triage.reviewers", n=outline.reviewers),
        words("triage.again", n=outline.again_after),
    ]
    quiet(" · ".join(parts))


def outline_told(visit: Visit, framework: Framework, outline: Outline) -> None:
    """The questions due now and later, the law that the traits call up, and the duties of the depth."""
    words, names = visit.words, Words(visit.language, framework.words)
    with st.expander(words("triage.now", n=len(outline.now))):
        for principle in dict.fromkeys(one.principle for one in outline.now):
            quiet(names(f"principle.{principle}"))
            _listed(names(f"{one.id}.ask") for one in outline.now if one.principle == principle)
    with st.expander(words("triage.law_and_duties", n=len(outline.laws) + len(outline.duties))):
        if outline.laws:
            quiet(words("triage.to_be_confirmed"))
            _listed(
                f"{names(f'crosswalk.morocco.{law.text}')}"
                + (f", {words('triage.articles', articles=law.articles)}" if law.articles else "")
                + f"{words('triage.colon')}{names(f'law.{law.id}')}"
                for law in outline.laws
            )
        quiet(words("triage.duties"))
        _listed(names(f"duty.{duty.id}") for duty in outline.duties)
    with st.expander(words("triage.later", n=len(outline.later))):
        _by_stage(words, names, outline)
        if not outline.later:
            quiet(words("triage.nothing_later"))


def duties_ahead(visit: Visit, framework: Framework, outline: Outline, until: date) -> None:
    """Once a verdict is given: the questions of later stages, which the administration has to be ready for by a day."""
    words, names = visit.words, Words(visit.language, framework.words)
    if outline.later:
        with st.expander(words("review.duties_ahead", n=len(outline.later), day=words.date(until))):
            _by_stage(words, names, outline)


def _by_stage(words: Words, names: Words, outline: Outline) -> None:
    for stage in dict.fromkeys(one.stage for one in outline.later):
        quiet(words("triage.due_at", stage=words(f"stage.{stage}")))
        _listed(names(f"{one.question.id}.ask") for one in outline.later if one.stage == stage)


def _listed(texts: Iterable[str]) -> None:
    items = "".join(f"<li>{escape(one)}</li>" for one in texts)
    st.html(f'<ul class="am-text">{items}</ul>')
