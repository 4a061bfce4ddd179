"""What will be done about a finding: offered by a reviewer, accepted by a second person, with its cost and months."""

import streamlit as st

from actions import reading, settling
from actions.permissions import Permission
from ethics.finding import Finding
from ethics.mitigation import COST_LIMIT, MONTHS_LIMIT, Mitigation, MitigationState
from ethics.question import Question
from ethics.stakes import Severity
from ui.components.conflict import conflict
from ui.components.drafted import Drafted
from ui.components.prose import quiet
from ui.components.translation import translation
from ui.review_sentences import mitigation_told
from ui.shown_review import ShownReview


def mitigation_form(shown: ShownReview, question: Question) -> None:
    """The mitigation as it stands, the form to offer or change it, and the second person's decision."""
    held = shown.review.mitigations.get(question.id)
    if held:
        quiet(mitigation_told(shown.visit.words, held))
        translation(shown, held.text, key=f"mitigation_{question.id}")
        translation(shown, held.reason, key=f"mitigation_{question.id}_reason")
        _fulfilment(shown, question, held)
    finding = next((one for one in shown.examination.findings if one.question == question.id), None)
    if finding is None or finding.severity not in {Severity.CONDITION, Severity.BLOCKER}:
        return
    if shown.may_answer:
        _offer(shown, question, finding, held)
    if held and held.state is MitigationState.PROPOSED and _may_decide(shown, question, held):
        _decide(shown, question)


def _fulfilment(shown: ShownReview, question: Question, held: Mitigation) -> None:
    """That the measure was carried out, by whom it was found and on what proof; or the form to find it."""
    visit, review, words = shown.visit, shown.review, shown.visit.words
    if done := review.fulfilments.get(question.id):
        quiet(words("review.fulfilled", name=visit.name_of(done.by), at=done.at, proof=done.proof))
        return
    may = visit.may(Permission.REVIEW_CASE) or visit.may(Permission.SETTLE_REVIEW)
    if review.state != "closed" or held.state is MitigationState.REFUSED or not may:
        return
    if visit.actor.id == held.proposed_by:
        return
    form = f"fulfil_{review.id}_{question.id}"
    with st.expander(words("review.fulfil")):
        fields = Drafted(visit, form)
        proof = fields.text("proof", words("review.fulfil_proof"), lines=False)
        fields.keep()
        sent = st.button(words("review.fulfil_send"), key=f"{form}_send")
    if sent:
        fields.send(
            lambda: visit.do(
                settling.fulfil, review.id, question.id, proof=proof, request_id=visit.request_id(form)
            ),
        )  # fmt: skip


def _may_decide(shown: ShownReview, question: Question, held: Mitigation) -> bool:
    me = shown.visit.actor.id
    answered = {one.by for one in shown.review.responses if one.question == question.id}
    return shown.may_settle and me != held.proposed_by and me not in answered


def _offer(shown: ShownReview, question: Question, finding: Finding, held: Mitigation | None) -> None:
    visit, review = shown.visit, shown.review
    words = visit.words
    form = f"mitigate_{review.id}_{question.id}"
    label = words("review.mitigate_blocker" if finding.severity is Severity.BLOCKER else "review.mitigate_condition")
    # What the fields began with: a run that shows a newer offer does not change what stands in them.
    version, base = st.session_state.setdefault(f"{form}_base", (review.mitigation_versions.get(question.id, 0), held))
    with st.expander(label):
        fields = Drafted(visit, form)
        text = fields.text("text", words("review.mitigation_text"), begins_with=held.text if held else "")
        first, second = st.columns(2)
        with first:
            owner = fields.text(
                "owner", words("review.mitigation_owner"), begins_with=held.owner if held else "", lines=False
            )
            cost = fields.number(
                "cost", words("review.mitigation_cost"), begins_with=held.cost_mad if held else 0, most=COST_LIMIT,
                step=10_000,
            )  # fmt: skip
        with second:
            due = fields.day("due", words("review.mitigation_due"), begins_with=held.due_on if held else None)
            months = fields.number(
                "months", words("review.mitigation_months"), begins_with=held.months if held else 0, most=MONTHS_LIMIT
            )
        proof = fields.text(
            "proof", words("review.mitigation_proof"), begins_with=held.proof if held else "", lines=False
        )
        fields.keep()
        sent = st.button(words("review.mitigation_send"), key=f"{form}_send")
    if not sent:
        return

    def on_conflict() -> None:
        fresh = visit.read(reading.review, review.id)
        theirs = fresh.mitigations.get(question.id) if fresh else None
        st.session_state[f"{form}_base"] = (fresh.mitigation_versions.get(question.id, 0) if fresh else 0, theirs)
        told = [mitigation_told(words, one) if one else "—" for one in (base, theirs)]
        conflict(words, words("conflict.review"), base=told[0], theirs=told[1], mine=f"{text} · {owner}")

    fields.send(
        lambda: visit.do(
            settling.mitigate, review.id, question.id, shown.framework, text=text, owner=owner, due_on=due,
            cost_mad=cost, months=months, proof=proof, expected_version=version,
            request_id=visit.request_id(form),
        ),
        on_conflict=on_conflict,
    )  # fmt: skip


def _decide(shown: ShownReview, question: Question) -> None:
    visit, review = shown.visit, shown.review
    words = visit.words
    form = f"decide_{review.id}_{question.id}"
    with st.expander(words("review.settle_mitigation"), expanded=True):
        fields = Drafted(visit, form)
        reason = fields.text("reason", words("review.reason"))
        fields.keep()
        deeds = st.container(horizontal=True)
        yes = deeds.button(words("review.mitigation_yes"), key=f"{form}_yes")
        no = deeds.button(words("review.mitigation_no"), key=f"{form}_no")
    if not yes and not no:
        return
    version = shown.before_click.mitigations.get(question.id, 0)
    fields.send(
        lambda: visit.do(
            settling.decide_mitigation, review.id, question.id, shown.framework, accepted=yes, reason=reason,
            expected_version=version, request_id=visit.request_id(form),
        ),
    )  # fmt: skip
