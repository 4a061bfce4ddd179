"""The case that was clicked on in the ranking: why it stands where it stands, and whether it is chosen."""

from html import escape

import streamlit as st

from actions import planning, reading
from actions.permissions import Permission
from actions.planning import PlanningError
from store.reviews import GivenVerdict
from store.use_cases import CaseLine
from ui.charts.contributions import Contribution, ContributionLabels, contribution_bars
from ui.components.page_header import refusal, section
from ui.components.prose import quiet, said
from ui.visit import Visit
from usecases.criteria import Axis
from usecases.gate import GateError
from usecases.priorities import Ranking


def chosen_case(visit: Visit, ranking: Ranking, line: CaseLine, verdict: GivenVerdict | None) -> None:
    """The case that was clicked on: why it stands where it stands, and what may be done with it."""
    words, names = visit.words, visit.criteria_words
    one = ranking.row(line.reference)
    section(visit.title(line.title), f"{line.reference} · {visit.administration(line.administration)}")
    left, right = st.columns([3, 2], gap="large")
    with left:
        shares = [
            Contribution(
                names(f"{criterion.id}.short"),
                "impact" if criterion.axis is Axis.CITIZEN_IMPACT else "feasibility",
                one.contributions[criterion.id],
                float(weight),
                words("ranking.unknown_filled") if criterion.id in one.missing
                else words.decimal(one.contributions[criterion.id] * 100),
                unconfirmed=criterion.id in one.missing,
            )
            for criterion, weight in zip(visit.criteria, ranking.weights, strict=True)
        ]  # fmt: skip
        labels = ContributionLabels(names("axis.citizen_impact"), names("axis.feasibility"), words("ranking.most"))
        figure = contribution_bars(shares, labels, dark=visit.dark, right_to_left=words.direction == "rtl")
        # Our own legend: plotly puts each mark at the left of its text, which in Arabic points at the wrong one.
        axes = ((labels.impact, ""), (labels.feasibility, "second"))
        entries = "".join(f'<li><span class="am-swatch {look}"></span>{escape(text)}</li>' for text, look in axes)
        st.html(f'<ul class="am am-legend">{entries}</ul>')
        st.plotly_chart(figure, theme=None, key="contributions", config={"displayModeBar": False})
    with right:
        if one.missing:
            missing = words.join([names(f"{criterion}.short") for criterion in one.missing])
            said(words("ranking.missing", criteria=missing))
        if st.button(words("ranking.open_case"), icon=":material/open_in_new:", type="tertiary"):
            visit.go("catalogue", cas=line.reference)
        _choice(visit, line, verdict)


def _choice(visit: Visit, line: CaseLine, verdict: GivenVerdict | None) -> None:
    """Choose or release the case, where the reader may; the gate answers with its reason."""
    words = visit.words
    if not visit.may(Permission.READ_PLAN):
        return
    chosen = visit.read(reading.selection)
    quiet(words("plan.selected_now" if chosen else "plan.selected_none", n=len(chosen)))
    if not visit.may(Permission.CHOOSE_CASE):
        return
    inside = line.reference in chosen
    form = f"choose_{line.reference}_{inside}"
    with st.form(form, border=False):
        reason = st.text_input(words("plan.reason_release" if inside else "plan.reason_choose"), max_chars=500)
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
