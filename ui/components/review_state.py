"""Where an examination stands: who examines, how far they are, what waits, and the verdict with its signature."""

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from actions import assigning, renewing, reviewing, settling, signing, triaging
from actions.overdue import Overdue
from actions.permissions import Permission
from actions.reviewing import unanswered_by
from ethics.panel import agreement
from ethics.record import ENDED_BY_DAY, ENDED_BY_EVIDENCE, Assignment
from ethics.triage import outline
from ethics.verdict import CLEARING, SENT_BACK, Decision, Verdict
from ui.components.attempt import attempt
from ui.components.badge import badge, badge_html
from ui.components.drafted import Drafted
from ui.components.page_header import banner, refusal, section
from ui.components.prose import quiet, said_in
from ui.components.review_outline import depth_told, duties_ahead, outline_told
from ui.components.review_sheet_panel import review_sheet_panel
from ui.components.translation import translation
from ui.components.what_changed import field_told, what_changed
from ui.review_sentences import conditions_told, ground_told
from ui.shown_review import ShownReview
from ui.words import Words
from wording.spoken import spoken

MOST_NAMED = 8
"""Questions still to answer that are named."""


def review_state(shown: ShownReview) -> None:
    """Progress and reviewers on one side, verdict and signature on the other."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        _progress(shown)
        _reviewers(shown)
        _second_reader(shown)
        _deeds(shown)
    with right:
        _verdict(shown)
        if not shown.review.is_own_view:
            _dissent(shown)


def review_side(shown: ShownReview) -> None:
    """What surrounds the questions, one click away: depth and law, interests, the sheet to answer elsewhere."""
    words = shown.visit.words
    with st.container(horizontal=True, key=f"am_review_side_{shown.review.id}"):
        if shown.framework.depths:
            with st.popover(words("review.outline")):
                told = outline(shown.framework, shown.review.traits, shown.review.stage)
                depth_told(shown.visit, shown.framework, told)
                outline_told(shown.visit, shown.framework, told)
                if shown.may_answer:
                    _traits(shown)
        if shown.may_answer:
            with st.popover(words("review.offline")), st.container(key=f"am_wide_{shown.review.id}"):
                review_sheet_panel(shown)
            with st.popover(words("review.interest")):
                _interest_form(shown)


def _traits(shown: ShownReview) -> None:
    """Confirm the traits that nobody has confirmed (any more), or add one: a review is never lightened here."""
    visit, review, words, names = shown.visit, shown.review, shown.visit.words, shown.names
    changeable = [one for one in shown.framework.traits if not review.traits.get(one, False)]
    if not changeable:
        return
    form = f"traits_{review.id}"
    with st.form(form, border=False):
        quiet(words("review.traits_open"))
        chosen = {
            trait: st.radio(
                names(f"trait.{trait}"), ["yes", "no"], horizontal=True, key=f"{form}_{trait}",
                index=None if trait not in review.traits else 1, format_func=lambda code: words(f"answer.{code}"),
            )
            for trait in changeable
        }  # fmt: skip
        sent = st.form_submit_button(words("review.traits_send"))
    if sent:
        told = {trait: value == "yes" for trait, value in chosen.items() if value}
        attempt(shown.visit, form,
            lambda: visit.do(
                triaging.confirm_traits, review.id, shown.framework, traits={**review.traits, **told},
                expected_version=shown.before_click.version, request_id=visit.request_id(form),
            ),
        )  # fmt: skip


def _progress(shown: ShownReview) -> None:
    words, examination = shown.visit.words, shown.examination
    done, total = shown.answered
    told = "review.progress_of_all" if shown.is_watched else "review.progress"
    st.progress(done / max(1, total), text=words(told, n=done, total=total))
    if examination.deferred:
        quiet(words("review.deferred", n=len(examination.deferred)))
    if (waiting := examination.undecided_red_lines) and shown.review.state == "open":
        banner(words("review.waits_second", n=len(waiting)), tone="conditions")
    open_ones = [one for one in examination.disagreements if not one.settled]
    if open_ones and shown.review.state == "open":
        banner(words("review.disagreements", n=len(open_ones)), tone="conditions")
    if shown.to_settle:
        codes = [shown.framework.question(one).code for one in shown.to_settle]
        quiet(words("review.where", questions=words.join(codes)))
    if shown.review.follows:
        quiet(words("review.follows"))
        before = next((one for one in shown.given if one.review_id == shown.review.follows), None)
        if before and before.lapsed_by:
            banner(_lapsed(words, before.lapsed_by), tone="conditions")
    what_changed(shown)
    if shown.review.statement:
        section(words("review.statement"))
        said_in(shown.review.statement, spoken(shown.review.statement))
        translation(shown, shown.review.statement, key="statement")


def _lapsed(words: Words, by: Sequence[str]) -> str:
    """What ended a verdict: time, or the fields of its case that changed, as the form calls them."""
    if by[0] in (ENDED_BY_EVIDENCE, ENDED_BY_DAY):
        return words(f"review.lapsed_{by[0]}")
    return words("review.lapsed", fields=words.join([field_told(words, one) for one in by]))


def _reviewers(shown: ShownReview) -> None:
    words, review = shown.visit.words, shown.review
    parts = [f"{shown.visit.name_of(one.reviewer)} ({words(_state_of(one))})" for one in review.active]
    quiet(words("review.reviewers", names=words.join(parts) if parts else "—", n=review.reviewers))
    if review.fewer:
        quiet(words("review.fewer_told", reason=review.fewer))
    if review.is_own_view:
        quiet(words("review.blind"))
    elif (
        review.reviewers > 1
        and review.is_disclosed
        and (coefficient := agreement(shown.examination.given.values())) is not None
    ):
        quiet(words("review.agreement", value=words.decimal(coefficient, 2)))


def _state_of(one: Assignment) -> str:
    if one.declared_at is None:
        return "review.to_declare"
    return "review.has_finished" if one.finished_at else "review.is_answering"


def _deeds(shown: ShownReview) -> None:
    """What the reader can do now about who examines."""
    visit, review, words = shown.visit, shown.review, shown.visit.words
    if review.state != "open":
        return
    own = shown.own
    if own is None:
        _without_place(shown)
    elif own.declared_at is None:
        _declaration(shown)
    elif own.finished_at is None and review.reviewers > 1:
        left = unanswered_by(review, visit.actor.id, shown.framework)
        if 0 < len(left) <= MOST_NAMED:
            codes = words.join([shown.framework.question(one).code for one in left])
            quiet(words("review.left_to_answer", questions=codes))
        key, told = f"finish_{review.id}", words("review.finish_help", n=len(left))
        if st.button(words("review.finish"), key=key, disabled=bool(left), help=told):
            attempt(shown.visit, key,
                lambda: visit.do(reviewing.finish, review.id, shown.framework, request_id=visit.request_id(key)),
            )  # fmt: skip


def _second_reader(shown: ShownReview) -> None:
    """What one person alone set aside, and the deed that makes a place for another."""
    visit, review, words = shown.visit, shown.review, shown.visit.words
    if review.state != "open" or review.is_own_view or not shown.read_alone:
        return
    principles = words.join([shown.names(f"principle.{one}") for one in shown.read_alone])
    banner(words("review.read_alone", principles=principles), tone="conditions")
    may = visit.may(Permission.REVIEW_CASE) or visit.may(Permission.ASSIGN_REVIEWERS)
    key = f"second_{review.id}"
    if review.reviewers == 1 and may and st.button(words("review.call_second"), key=key):
        attempt(visit, key,
            lambda: visit.do(
                assigning.call_second_reader, review.id, shown.framework, request_id=visit.request_id(key)
            ),
        )  # fmt: skip


def _without_place(shown: ShownReview) -> None:
    visit, review, words = shown.visit, shown.review, shown.visit.words
    free = review.reviewers - len(review.active)
    if free > 0 and visit.may(Permission.REVIEW_CASE):
        quiet(words("review.free_places", n=free))
        key = f"join_{review.id}"
        if st.button(words("review.join"), key=key, help=words("triage.no_interest")):
            attempt(shown.visit, key, lambda: visit.do(assigning.join, review.id, request_id=visit.request_id(key)))
    if not visit.may(Permission.ASSIGN_REVIEWERS):
        return
    if free > 0 and not visit.read(assigning.could_join, review.id):
        _with_fewer(shown, free)
    elif free > 0:
        key = f"assign_{review.id}"
        if st.button(words("review.assign"), key=key, help=words("review.assign_help")):
            attempt(shown.visit, key,
                lambda: visit.do(assigning.assign_by_load, [review.id], request_id=visit.request_id(key)),
            )  # fmt: skip
    if review.active:
        _replacing(shown)


def _with_fewer(shown: ShownReview, free: int) -> None:
    """Nobody may take the places that are free: without this deed the round would stay blind for good."""
    visit, review, words = shown.visit, shown.review, shown.visit.words
    banner(words("review.fewer_title", n=free), tone="conditions")
    quiet(words("review.fewer_caption"))
    if not review.active:
        return
    form = f"fewer_{review.id}"
    fields = Drafted(visit, form)
    reason = fields.text("reason", words("review.reason"), lines=False)
    fields.keep()
    if st.button(words("review.fewer_send", n=len(review.active)), key=f"{form}_send"):
        fields.send(
            lambda: visit.do(
                assigning.go_on_with_fewer, review.id, reason=reason, request_id=visit.request_id(form)
            ),
        )  # fmt: skip


def _replacing(shown: ShownReview) -> None:
    visit, review, words = shown.visit, shown.review, shown.visit.words
    form = f"replace_{review.id}"
    with st.expander(words("review.replace")):
        fields = Drafted(visit, form)
        absent = st.selectbox(
            words("review.absent"), [one.reviewer for one in review.active], format_func=visit.name_of,
            key=f"{form}_absent",
        )  # fmt: skip
        reason = fields.text("reason", words("review.reason"), lines=False)
        fields.keep()
        sent = st.button(words("review.replace_send"), key=f"{form}_send")
    if sent and absent:
        fields.send(
            lambda: visit.do(
                assigning.replace_reviewer, review.id, absent, reason=reason, request_id=visit.request_id(form)
            ),
        )  # fmt: skip


def _declaration(shown: ShownReview) -> None:
    visit, review, words = shown.visit, shown.review, shown.visit.words
    banner(words("review.declare_first"), tone="conditions")
    key = f"declare_{review.id}"
    if st.button(words("review.declare_none"), type="primary", key=key):
        attempt(shown.visit, key,
            lambda: visit.do(assigning.declare, review.id, interest="", request_id=visit.request_id(key)),
        )  # fmt: skip
    _interest_form(shown)


def _interest_form(shown: ShownReview) -> None:
    visit, review, words = shown.visit, shown.review, shown.visit.words
    form = f"interest_{review.id}"
    fields = Drafted(visit, form)
    interest = fields.text("text", words("review.interest_text"), lines=False)
    fields.keep()
    sent = st.button(words("review.interest_send"), key=f"{form}_send")
    if sent and not interest.strip():
        refusal(words("review.interest_missing"))
    elif sent:
        fields.send(
            lambda: visit.do(assigning.declare, review.id, interest=interest, request_id=visit.request_id(form)),
        )  # fmt: skip


def _verdict(shown: ShownReview) -> None:
    words, review = shown.visit.words, shown.review
    if not review.is_disclosed:
        quiet(words("review.verdict_after_blind"))
        return
    verdict = shown.examination.verdict
    given = next((one for one in shown.given if one.review_id == review.id), None)
    decision = given.decision if given else (verdict.decision.value if verdict else None)
    st.html(
        f'<p class="am am-tags">{escape(words("review.verdict_given" if given else "review.verdict_now"))} '
        f"{badge_html(badge('verdict', decision, words))}</p>"
    )
    for id_, severity in shown.because[:6]:
        quiet(ground_told(shown, id_, severity))
    if decision in SENT_BACK:
        quiet(words(f"review.would_change_{decision}"))
    if given:
        _given(shown)
    elif verdict and review.state == "open" and _may_sign(shown):
        _signature(shown, verdict)


def _given(shown: ShownReview) -> None:
    words = shown.visit.words
    given = next(one for one in shown.given if one.review_id == shown.review.id)
    quiet(words("review.closed", at=given.at, name=shown.visit.name_of(given.by)))
    if given.by_rules:
        quiet(words("review.made_stricter", by_rules=words(f"verdict.{given.by_rules}"), reason=given.reason))
    if told := conditions_told(words, given):
        quiet(told)
    if given.in_force and (ended := _ended(shown)):
        banner(words(ended.code), tone="conditions")
    elif given.again_on and given.in_force:
        day = words.date(date.fromisoformat(given.again_on))
        quiet(words("review.again_on", day=day))
        deferred = shown.examination.deferred
        if deferred and Decision(given.decision) in CLEARING:
            quiet(words("review.deferred_until", n=len(deferred), day=day))
        if Decision(given.decision) in CLEARING:
            plan = outline(shown.framework, shown.review.traits, shown.review.stage)
            duties_ahead(shown.visit, shown.framework, plan, date.fromisoformat(given.again_on))
    if given.lapsed_by:
        banner(_lapsed(words, given.lapsed_by), tone="conditions")
    quiet(words("review.signature", hash=given.hash[:16]))


def _ended(shown: ShownReview) -> Overdue | None:
    """Whether time has overtaken the verdict in force, and why."""
    found: Overdue | None = shown.visit.read(renewing.overdue_cases, now=shown.visit.now).get(shown.review.reference)
    return found


def _may_sign(shown: ShownReview) -> bool:
    return shown.may_answer or (shown.may_settle and not shown.visit.may(Permission.REVIEW_CASE))


def _signature(shown: ShownReview, verdict: Verdict) -> None:
    visit, review, words = shown.visit, shown.review, shown.visit.words
    key = f"close_{review.id}"
    if not_yet := _not_yet(shown, verdict):
        banner(not_yet, tone="conditions")
    told = not_yet or words("review.close_help")
    if st.button(words("review.close"), type="primary", key=key, help=told, disabled=bool(not_yet)):
        attempt(shown.visit, key,
            lambda: visit.do(
                signing.close, review.id, shown.framework, expected_version=shown.before_click.version,
                request_id=visit.request_id(key),
            ),
        )  # fmt: skip
    stricter = [one.value for one in Decision if one.rank > verdict.decision.rank]
    if not stricter:
        return
    form = f"stricter_{review.id}"
    with st.expander(words("review.stricter")):
        fields = Drafted(visit, form)
        wanted = st.radio(
            words("review.stricter_verdict"), stricter, format_func=lambda code: words(f"verdict.{code}"),
            key=f"{form}_decision",
        )  # fmt: skip
        reason = fields.text("reason", words("review.reason"))
        fields.keep()
        sent = st.button(words("review.stricter_send"), key=f"{form}_send")
    if sent:
        fields.send(
            lambda: visit.do(
                signing.close, review.id, shown.framework, expected_version=shown.before_click.version,
                decision=Decision(wanted), reason=reason, request_id=visit.request_id(form),
            ),
        )  # fmt: skip


def _not_yet(shown: ShownReview, verdict: Verdict) -> str:
    """Why nobody signs yet what the answers give; the deed asks it again."""
    words, today = shown.visit.words, shown.visit.now.date()
    days = [date.fromisoformat(one.due_on) for one in shown.asks if one.is_awaited(today)]
    if days:
        return words("review.asks_wait", n=len(days), day=max(days))
    if (waiting := shown.examination.undecided_red_lines) and verdict.decision is not Decision.REFUSED:
        return words("review.waits_second", n=len(waiting))
    if verdict.decision not in CLEARING:
        return ""
    if shown.read_alone:
        return words("review.second_reader")
    if without := signing.undated(shown.review, verdict.because):
        codes = [shown.framework.question(one).code for one in without]
        return words("review.conditions_undated", n=len(codes), questions=words.join(codes))
    return ""


def _may_dissent(shown: ShownReview) -> bool:
    """Whoever examines with others; after the signature those who have kept no opinion yet."""
    review, me = shown.review, shown.visit.actor.id
    if review.reviewers == 1:
        return False
    kept = {one.by for one in (*review.dissents, *review.late_dissents)}
    examined = any(one.reviewer == me and one.is_active for one in review.assignments)
    return shown.may_answer or (review.state == "closed" and examined and me not in kept)


def _dissent(shown: ShownReview) -> None:
    visit, review, words = shown.visit, shown.review, shown.visit.words
    for one in review.dissents:
        quiet(words("review.dissent_of", name=visit.name_of(one.by), text=one.text))
        translation(shown, one.text, key=f"dissent_{one.by}")
    for one in review.late_dissents:
        quiet(words("review.dissent_late", name=visit.name_of(one.by), text=one.text))
        translation(shown, one.text, key=f"dissent_{one.by}")
    if not _may_dissent(shown):
        return
    form = f"dissent_{review.id}"
    own = next((one.text for one in review.dissents if one.by == visit.actor.id), "")
    with st.expander(words("review.dissent")):
        fields = Drafted(visit, form)
        text = fields.text("text", words("review.dissent_text"), begins_with=own)
        fields.keep()
        sent = st.button(words("review.dissent_send"), key=f"{form}_send")
    if sent:
        fields.send(
            lambda: visit.do(settling.dissent, review.id, text=text, request_id=visit.request_id(form)),
        )  # fmt: skip
