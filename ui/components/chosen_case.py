"""A case of the ranking: where its priority comes from, and whether it is chosen."""

from html import escape

import streamlit as st

from actions import planning, reading, renewing
from actions.overdue import Overdue
from actions.permissions import Permission
from actions.planning import PlanningError
from store.use_cases import CaseLine
from store.verdicts import GivenVerdict
from ui.charts.contributions import Contribution, ContributionLabels, contribution_bars
from ui.components.page_header import refusal
from ui.components.prose import quiet
from ui.review_sentences import conditions_told
from ui.shown_ranking import ShownRanking
from ui.visit import Visit
from usecases.criteria import Axis
from usecases.gate import GateError, choose
from usecases.priorities import RankedCase
from usecases.use_case import Stage


def contributions(shown: ShownRanking, one: RankedCase) -> None:
    """What each criterion brings to the value, of what it could bring."""
    visit = shown.visit
    words, names, derived = visit.words, visit.criteria_words, shown.derived(one.reference)
    shares = [
        Contribution(
            names(f"{criterion.id}.short"),
            "impact" if criterion.axis is Axis.CITIZEN_IMPACT else "feasibility",
            one.contributions[criterion.id],
            float(weight),
            words("ranking.unknown_filled") if criterion.id in one.missing
            else words.decimal(one.contributions[criterion.id] * 100),
            unconfirmed=criterion.id in one.missing or criterion.id in derived,
        )
        for criterion, weight in zip(visit.criteria, shown.ranking.weights, strict=True)
    ]  # fmt: skip
    labels = ContributionLabels(
        names("axis.citizen_impact"), names("axis.feasibility"), words("ranking.most"), words("ranking.value"),
        words.decimal(one.value * 100),
    )  # fmt: skip
    figure = contribution_bars(shares, labels, dark=visit.dark, right_to_left=words.direction == "rtl")
    # Our own legend: plotly puts each mark at the left of its text, which in Arabic points at the wrong one.
    axes = ((labels.impact, ""), (labels.feasibility, "second"))
    entries = "".join(f'<li><span class="am-swatch {look}"></span>{escape(text)}</li>' for text, look in axes)
    st.html(f'<ul class="am am-legend">{entries}</ul>')
    st.plotly_chart(figure, theme=None, key="contributions", config={"displayModeBar": False})


def choice(visit: Visit, line: CaseLine, verdict: GivenVerdict | None) -> None:
    """Choose or release the case, where the reader may; the gate answers with its reason."""
    words = visit.words
    if not visit.may(Permission.READ_PLAN):
        return
    chosen = visit.read(reading.selection)
    quiet(words("plan.selected_now" if chosen else "plan.selected_none", n=len(chosen)))
    if not visit.may(Permission.CHOOSE_CASE):
        return
    inside = line.reference in chosen
    ended = visit.read(renewing.overdue_cases, now=visit.now).get(line.reference)
    if ended and inside:
        quiet(words(ended.code))
    if not inside and (code := refused_by_gate(line, verdict, ended)):
        quiet(words(code, verdict=words(f"verdict.{verdict.decision}") if verdict else words("verdict.pending")))
        return
    if told := conditions_told(words, verdict):
        quiet(told)
    _choice_form(visit, line, verdict, inside=inside)


def _choice_form(visit: Visit, line: CaseLine, verdict: GivenVerdict | None, *, inside: bool) -> None:
    words = visit.words
    form = f"choose_{line.reference}_{inside}"
    needs_reason = inside or line.stage is Stage.PRODUCTION
    with st.form(form, border=False):
        asked = words("plan.reason_release" if inside else "plan.reason_choose")
        reason = st.text_input(asked, max_chars=500) if needs_reason else ""
        sent = st.form_submit_button(words("plan.release" if inside else "plan.choose"), type="primary")
    if not sent:
        return
    deed = planning.release if inside else planning.choose
    try:
        visit.do(deed, line.reference, reason=reason, request_id=visit.request_id(form))
    except GateError as error:
        for refused in error.refusals:
            what = words(f"verdict.{verdict.decision}") if verdict else words("verdict.pending")
            refusal(words(refused.code, verdict=what))
    except PlanningError as error:
        refusal(words(error.code))
    else:
        visit.forget_request(form)
        st.rerun()


def refused_by_gate(line: CaseLine, verdict: GivenVerdict | None, ended: Overdue | None = None) -> str | None:
    """Why the gate would refuse the case whatever reason were given; the deed asks it again."""
    known = {line.reference: planning.clearance_of(verdict, ended)} if verdict else {}
    try:
        choose([line.reference], known, stages={line.reference: line.stage}, extension_reasons={line.reference: "-"})
    except GateError as error:
        return error.refusals[0].code
    return None
