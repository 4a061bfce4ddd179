"""Scoring: one candidate, one criterion after the other, the scale's own sentences beside each choice."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from actions import reading, scoring
from actions.permissions import Permission
from actions.scoring import ScoringError, Stated
from store.scores import InForce
from store.use_cases import CaseLine, StaleVersionError
from ui import address
from ui.components.badge import badge, badge_html
from ui.components.conflict import conflict
from ui.components.criterion_list import criterion_list
from ui.components.empty_state import empty_state
from ui.components.page_header import notice, page_header, refusal
from ui.components.panel_rounds import panel_rounds
from ui.components.prose import quiet, said_in
from ui.components.score_fields import score_fields
from ui.components.score_sheet_panel import score_sheet_panel
from ui.score_told import author_told, reason_told
from ui.visit import Visit
from ui.words import escape_markdown
from usecases.criteria import Axis, Criterion, Measure
from usecases.scores import PRECEDENCE, ScoreEntry, ScoreError, ScoreOrigin
from usecases.use_case import RANKED_STATUSES, Role, in_language


def show(visit: Visit) -> None:
    """Choose a candidate, then state or confirm its scores."""
    words = visit.words
    modes = ("alone", "list", "sheet", "panel") if visit.may(Permission.RECORD_SCORE) else ("alone", "panel")
    key = address.bound("mode")
    if st.session_state[key] not in modes:
        st.session_state[key] = "alone"
    page_header(words("scoring.title"), words(f"scoring.purpose_{st.session_state[key]}"), key="scoring")
    lines = [one for one in visit.cases() if one.role is Role.CANDIDATE and one.status in RANKED_STATUSES]
    if not lines:
        deed = words("ranking.empty_deed")
        if empty_state(words("scoring.empty_title"), words("ranking.empty_text"), key="scoring", deed=deed):
            visit.go("catalogue")
        return
    mode = st.segmented_control(
        words("panel.mode"), modes, default=st.session_state[key], key=key,
        format_func=lambda code: words(f"panel.mode_{code}"), required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    address.follow("mode", mode if mode in {"panel", "list", "sheet"} else "")
    if mode == "list":
        criterion_list(visit, lines)
        return
    if mode == "sheet":
        score_sheet_panel(visit)
        return
    if mode == "panel":
        panel_rounds(visit, {line.reference: line for line in lines})
        return
    _alone(visit, lines)


def _alone(visit: Visit, lines: Sequence[CaseLine]) -> None:
    """One candidate, criterion by criterion."""
    words = visit.words
    line = _candidate(visit, lines)
    held, entries = visit.read(reading.scores_of, line.reference)
    st.progress(
        len(held) / len(visit.criteria),
        text=words("scoring.progress", n=len(held), total=len(visit.criteria)),
    )
    file = visit.read(reading.case_file, line.reference)
    summary = in_language(file.case.summary, visit.language) if file else None
    if summary:
        with st.expander(words("scoring.summary"), expanded=True):
            said_in(summary.value, summary.language)
    tabs = st.tabs([visit.criteria_words(f"axis.{axis}") for axis in Axis])
    for tab, axis in zip(tabs, Axis, strict=True):
        with tab:
            for criterion in visit.criteria.of_axis(axis):
                _criterion(visit, line, criterion, held.get(criterion.id), entries)


def _candidate(visit: Visit, lines: Sequence[CaseLine]) -> CaseLine:
    """The candidate the address names, else the one of which least is known."""
    table = visit.table()
    known = {name: int((table.origins[:, place] >= 0).sum()) for name, place in table.positions.items()}
    order = sorted(lines, key=lambda one: (known.get(one.reference, 0), one.reference))
    by_reference = {one.reference: one for one in order}
    names = list(by_reference)
    key = address.bound("cas")
    if st.session_state[key] not in by_reference:
        if st.session_state[key]:
            notice(visit.words("case.unknown_here", reference=st.session_state[key]))
        st.session_state[key] = names[0]
    chosen = st.selectbox(
        visit.words("scoring.candidate"),
        names,
        index=names.index(st.session_state[key]),
        key=key,
        format_func=lambda name: visit.words(
            "scoring.option", reference=name, title=visit.title(by_reference[name].title), n=known.get(name, 0)
        ),
    )
    address.follow("cas", chosen)
    return by_reference[chosen]


def _criterion(
    visit: Visit, line: CaseLine, criterion: Criterion, held: InForce | None, entries: Sequence[ScoreEntry]
) -> None:
    words, names = visit.words, visit.criteria_words
    with st.container(border=True, key=f"criterion_{criterion.id}"):
        mark = badge_html(badge("origin", "stale" if held.stale else PRECEDENCE[held.origin], words)) if held else ""
        now = words("scoring.now", value=held.likely, low=held.low, high=held.high) if held else words("case.unknown")
        st.html(
            f'<h3 class="am-section">{escape(names(f"{criterion.id}.label"))}</h3>'
            f'<p class="am-text">{escape(names(f"{criterion.id}.ask"))}</p>'
            f'<p class="am-caption">{escape(now)} {mark}</p>'
        )
        if criterion.measure is Measure.NATURAL:
            quiet(names(f"{criterion.id}.explain"))
        else:
            _form(visit, line, criterion, held)
        _others(visit, criterion, entries)


def _form(visit: Visit, line: CaseLine, criterion: Criterion, held: InForce | None) -> None:
    words, names = visit.words, visit.criteria_words
    form = f"score_{line.reference}_{criterion.id}"
    base = st.session_state.setdefault(f"base_{form}", held)
    before = Stated(base.low, base.likely, base.high, "") if base else None
    with st.form(form, border=False):
        fields = score_fields(words, names, criterion.id, key=form, base=before)
        sent = fields.deeds.form_submit_button(words("scoring.record"), type="primary")
        confirmed = (
            held is not None
            and scoring.is_confirmable(held)
            and fields.deeds.form_submit_button(words("scoring.confirm"), help=words("scoring.confirm_help"))
        )
    if confirmed and held is not None:
        stated = Stated(held.low, held.likely, held.high, fields.reason)
        _send(visit, line, criterion, stated, base, form, ScoreOrigin.CONFIRMED)
    elif sent and (given := fields.stated()) is not None:
        _send(visit, line, criterion, given, base, form, ScoreOrigin.ENTERED)


def _send(
    visit: Visit,
    line: CaseLine,
    criterion: Criterion,
    stated: Stated,
    base: InForce | None,
    form: str,
    origin: ScoreOrigin,
) -> None:
    words = visit.words
    try:
        visit.do(
            scoring.record_score, line.reference, criterion.id, visit.criteria, stated,
            expected_version=base.version if base else 0, origin=origin, request_id=visit.request_id(form),
        )  # fmt: skip
    except (ScoreError, ScoringError) as error:
        refusal(words(error.code))
    except StaleVersionError:
        _conflict(visit, line, criterion, stated, base, form)
    else:
        visit.forget_request(form)
        st.session_state.pop(f"base_{form}", None)
        st.toast(words("scoring.recorded", criterion=visit.criteria_words(f"{criterion.id}.short")))
        st.rerun()


def _conflict(
    visit: Visit, line: CaseLine, criterion: Criterion, mine: Stated, base: InForce | None, form: str
) -> None:
    """Somebody saved in between: mine, theirs and the base beside each other; nothing typed is lost."""
    words = visit.words
    held, entries = visit.read(reading.scores_of, line.reference)
    theirs = held.get(criterion.id)
    author = next((one.author for one in reversed(entries) if one.criterion == criterion.id), "")

    def told(three: InForce | Stated | None) -> str:
        return words("scoring.now", low=three.low, value=three.likely, high=three.high) if three else "—"

    sentence = words("conflict.score", name=visit.name_of(author) if author else "—")
    conflict(words, sentence, base=told(base), theirs=told(theirs), mine=told(mine))
    # The next sending is made on what was just shown.
    st.session_state[f"base_{form}"] = theirs
    visit.forget_request(form)


def _others(visit: Visit, criterion: Criterion, entries: Sequence[ScoreEntry]) -> None:
    """Everything that was ever stated stays visible."""
    words = visit.words
    stated = [one for one in reversed(entries) if one.criterion == criterion.id]
    if not stated:
        return
    with st.expander(words("scoring.stated", n=len(stated))):
        for one in stated:
            who, why = author_told(visit, one), words.inserted(reason_told(visit, one))
            text = words("scoring.now", value=one.likely, low=one.low, high=one.high)
            st.markdown(escape_markdown(f"{text} · {who} · {words.instant(one.at, short=True)} — {why}"))
