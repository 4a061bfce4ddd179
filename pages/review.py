"""The ethics review: the queue, then one examination by principle, its findings and its verdict."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from actions import reading, reviewing
from actions.permissions import Permission
from actions.reviewing import ReviewingError
from ethics.framework import Answer, Question, QuestionSeverity
from ethics.review import ReviewError, answers_offered, may_be_settled, needs_reason
from ethics.traits import propose
from ethics.verdict import Examination
from store.reviews import Review
from store.use_cases import CaseLine, StaleVersionError
from ui import address
from ui.components.badge import badge, badge_html
from ui.components.download_row import download_row
from ui.components.empty_state import empty_state
from ui.components.page_header import banner, notice, page_header, refusal, section
from ui.components.prose import pairs, quiet, said
from ui.components.table import (
    ROWS_PER_PAGE,
    BadgeCell,
    Column,
    NumberCell,
    Row,
    TextCell,
    data_table,
)
from ui.exports.workbook import ExportTable
from ui.visit import Visit
from usecases.use_case import RANKED_STATUSES, Role


def show(visit: Visit) -> None:
    """The queue, or the examination of the case that the address names."""
    words = visit.words
    lines = {
        one.reference: one for one in visit.cases() if one.role is Role.CANDIDATE and one.status in RANKED_STATUSES
    }
    reference = address.asked("cas")
    if reference in lines:
        _examination(visit, lines[reference])
        return
    page_header(words("review.title"), words("review.purpose"), key="review")
    if not lines:
        if empty_state(
            words("review.empty_title"),
            words("ranking.empty_text"),
            key="review",
            deed=words("ranking.empty_deed"),
        ):
            visit.go("catalogue")
        return
    _queue(visit, lines)


def _queue(visit: Visit, lines: Mapping[str, CaseLine]) -> None:
    """Open examinations first, then the cases that wait, then those decided."""
    words = visit.words
    reviews = {}
    for one in reversed(visit.read(reading.review_queue)):
        reviews[one.reference] = one
    verdicts = visit.verdicts()
    groups = {"open": 0, "waiting": 1, "decided": 2}

    def group(reference: str) -> str:
        held = reviews.get(reference)
        if held and held.state == "open":
            return "open"
        return "decided" if reference in verdicts else "waiting"

    counts = dict.fromkeys(groups, 0)
    for name in lines:
        counts[group(name)] += 1
    picked = st.segmented_control(
        words("review.queue"), list(groups), default=address.asked("file", "waiting" if not counts["open"] else "open"),
        format_func=lambda code: words(f"review.group_{code}", n=counts[code]), key=f"queue_{words.language}",
        label_visibility="collapsed",
    ) or "waiting"  # fmt: skip
    address.put(file=picked)
    found = [name for name in lines if group(name) == picked]
    page = max(1, address.asked_number("page", 1))
    event = data_table(
        [
            Column("title", words("catalogue.case"), wide=True, sortable=False),
            Column("administration", words("catalogue.administration"), sortable=False),
            Column("stage", words("catalogue.stage"), sortable=False),
            Column("verdict", words("catalogue.verdict"), sortable=False),
            Column("answered", words("review.answered"), numeric=True, sortable=False),
            Column("by", words("review.by"), sortable=False),
        ],
        [
            Row(
                name,
                {
                    "title": visit.text_cell(lines[name].title),
                    "administration": TextCell(visit.administration(lines[name].administration)),
                    "stage": BadgeCell((badge("stage", lines[name].stage, words),)),
                    "verdict": BadgeCell(
                        (badge("verdict", verdicts[name].decision if name in verdicts else None, words),)
                    ),
                    "answered": NumberCell(words.number(reviews[name].answered) if name in reviews else "0"),
                    "by": TextCell(visit.name_of(reviews[name].opened_by) if name in reviews else "—"),
                },
            )
            for name in found[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]
        ],
        key="review_queue",
        words=words,
        caption=words("review.queue"),
        total=len(found),
        page=page,
        header="title",
        empty=words(f"review.none_{picked}"),
    )
    table = ExportTable(
        words("review.queue"),
        [
            words("catalogue.reference"), words("catalogue.case"), words("catalogue.administration"),
            words("catalogue.stage"), words("catalogue.verdict"), words("review.answered"), words("review.by"),
        ],
        [
            [
                name, visit.title(lines[name].title), lines[name].administration, words(f"stage.{lines[name].stage}"),
                words(f"verdict.{verdicts[name].decision if name in verdicts else 'pending'}"),
                reviews[name].answered if name in reviews else 0,
                visit.name_of(reviews[name].opened_by) if name in reviews else "",
            ]
            for name in found
        ],
        visit.notes(**{words("export.filters"): words(f"review.group_{picked}", n=len(found))}),
        words("download.notes"),
    )  # fmt: skip
    download_row(words, "reviews", table, key="reviews")
    if event and event.kind == "open":
        address.put(cas=event.id)
        st.rerun()
    if event and event.kind == "page":
        address.put(page=event.page)
        st.rerun()


def _examination(visit: Visit, line: CaseLine) -> None:
    words = visit.words
    if st.button(words("review.back"), type="tertiary", icon=":material/arrow_back:", key="back_review"):
        address.put(cas=None)
        st.rerun()
    if page_header(
        visit.title(line.title),
        f"{line.reference} · {visit.administration(line.administration)}",
        key="examination",
        deed=words("review.open_case"),
    ):
        visit.go("catalogue", cas=line.reference)
    known = visit.read(reading.reviews_of, line.reference)
    newest = visit.read(reading.review, known[0]) if known else None
    if newest is None or (newest.state == "closed" and st.session_state.get("reopen") == line.reference):
        _opening(visit, line)
        return
    try:
        examination = reviewing.examination_of(newest, visit.framework)
    except ReviewingError as error:
        banner(words(error.code, version=newest.framework_version), tone="conditions")
        return
    _outcome(visit, newest, examination)
    _questions(visit, newest, examination)


def _opening(visit: Visit, line: CaseLine) -> None:
    """Traits first: proposed from the facts, confirmed by a person."""
    words, names = visit.words, visit.framework_words
    if not visit.may(Permission.REVIEW_CASE):
        banner(words("review.not_begun"))
        return
    file = visit.read(reading.case_file, line.reference)
    proposals = {one.trait: one for one in propose(file.case.facts)} if file else {}
    section(words("review.traits"), words("review.traits_caption"))
    with st.form(f"open_{line.reference}"):
        traits = {}
        for trait in visit.framework.traits:
            proposed = proposals.get(trait)
            source = (
                words("review.proposed", fact=words(f"fact.{proposed.because}"))
                if proposed
                else words("review.no_fact")
            )
            chosen = st.radio(
                names(f"trait.{trait}"), ["yes", "no"], horizontal=True, key=f"trait_{line.reference}_{trait}",
                index=1 if proposed and not proposed.value else 0, format_func=lambda code: words(f"answer.{code}"),
                captions=None,
            )  # fmt: skip
            quiet(source)
            traits[trait] = chosen == "yes"
        sent = st.form_submit_button(words("review.begin"), type="primary")
    asked = visit.framework.asked(traits, line.stage.value)
    quiet(words("review.asked", n=len(asked)))
    if not sent:
        return
    form = f"open_{line.reference}"
    try:
        visit.do(
            reviewing.open_review,
            line.reference,
            visit.framework,
            traits=traits,
            request_id=visit.request_id(form),
        )
    except ReviewingError as error:
        refusal(words(error.code))
    else:
        visit.forget_request(form)
        st.session_state.pop("reopen", None)
        st.rerun()


def _outcome(visit: Visit, review: Review, examination: Examination) -> None:
    """Where the examination stands, and the deed that closes it."""
    words, names = visit.words, visit.framework_words
    done = len(examination.asked) - len(examination.open)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.progress(
            done / max(1, len(examination.asked)),
            text=words("review.progress", n=done, total=len(examination.asked)),
        )
        if examination.waiting_for_second_person:
            banner(words("review.waits_second", n=len(examination.waiting_for_second_person)), tone="conditions")
    with right:
        decision = examination.verdict.decision.value if examination.verdict else None
        st.html(
            f'<p class="am am-tags">{escape(words("review.verdict_now"))} '
            f"{badge_html(badge('verdict', decision, words))}</p>"
        )
        for finding in (examination.verdict.because if examination.verdict else ())[:6]:
            severity, principle = words(f"severity.{finding.severity}"), names(f"principle.{finding.principle}")
            quiet(f"{severity} — {principle} : {names(f'{finding.question}.ask')}")
        if review.state == "closed":
            _closed(visit, review)
        elif (
            examination.verdict
            and visit.may(Permission.REVIEW_CASE)
            and st.button(words("review.close"), type="primary", help=words("review.close_help"))
        ):
            _close(visit, review)


def _closed(visit: Visit, review: Review) -> None:
    words = visit.words
    if review.closed_at:
        quiet(words("review.closed", at=review.closed_at, name=_who_gave(visit, review)))
    if visit.may(Permission.REVIEW_CASE) and st.button(words("review.again"), help=words("review.again_help")):
        st.session_state["reopen"] = review.reference
        st.rerun()


def _who_gave(visit: Visit, review: Review) -> str:
    """Who gave the verdict of a closed review; who opened it where the verdict has lapsed since."""
    verdict = visit.verdicts().get(review.reference)
    return visit.name_of(verdict.by if verdict and verdict.review_id == review.id else review.opened_by)


def _close(visit: Visit, review: Review) -> None:
    try:
        visit.do(
            reviewing.close, review.id, visit.framework, expected_version=review.version,
            request_id=visit.request_id(f"close_{review.id}"),
        )  # fmt: skip
    except (ReviewingError, StaleVersionError) as error:
        refusal(visit.words(getattr(error, "code", "conflict.review")))
    else:
        visit.forget_request(f"close_{review.id}")
        st.rerun()


def _questions(visit: Visit, review: Review, examination: Examination) -> None:
    """One principle at a time, its questions below each other."""
    words, names = visit.words, visit.framework_words
    outcomes = {one.principle: one for one in examination.by_principle}
    principles = list(outcomes)
    asked = address.asked("principe")
    chosen = st.pills(
        words("review.principle"), principles, default=asked if asked in outcomes else principles[0],
        format_func=lambda code: words(
            "review.principle_option",
            name=names(f"principle.{code}"),
            n=outcomes[code].answered,
            total=outcomes[code].asked,
        ),
        key=f"principle_{review.id}_{words.language}",
    ) or principles[0]  # fmt: skip
    address.put(principe=chosen)
    editable = review.state == "open" and visit.may(Permission.REVIEW_CASE)
    for question_id in examination.asked:
        question = visit.framework.question(question_id)
        if question.principle == chosen:
            _question(visit, review, question, editable=editable)


def _question(visit: Visit, review: Review, question: Question, *, editable: bool) -> None:
    """The question, its guidance beside it, and the answer."""
    words, names = visit.words, visit.framework_words
    response = review.responses.get(question.id)
    with st.container(border=True):
        left, right = st.columns([3, 2], gap="large")
        with right:
            paragraphs = ", ".join(str(one) for one in question.unesco)
            quiet(names(f"{question.id}.guide"))
            source = words("review.source", code=question.code, paragraphs=paragraphs)
            quiet(f"{source} · {names(f'severity.{question.severity}')}")
        with left:
            st.html(f'<h3 class="am-section">{escape(names(f"{question.id}.ask"))}</h3>')
            if editable:
                _answer_form(visit, review, question)
            elif response is None:
                quiet(words("review.unanswered"))
            else:
                said(f"{names(f'answer.{response.answer}')}. {response.reason}")
                quiet(" · ".join(part for part in (response.evidence_link, visit.name_of(response.by)) if part))
            _settlement(visit, review, question)


def _answer_form(visit: Visit, review: Review, question: Question) -> None:
    words, names = visit.words, visit.framework_words
    response = review.responses.get(question.id)
    form = f"answer_{review.id}_{question.id}"
    base = st.session_state.setdefault(f"base_{form}", review.response_versions.get(question.id, 0))
    offered = [one.value for one in answers_offered(question)]
    with st.form(form, border=False):
        choice = st.radio(
            names(f"{question.id}.ask"), offered, index=offered.index(response.answer.value) if response else None,
            format_func=lambda code: names(f"answer.{code}"), horizontal=True, label_visibility="collapsed",
            key=f"{form}_choice",
        )  # fmt: skip
        reason = st.text_area(
            words("review.reason"), value=response.reason if response else "", max_chars=5000, height=68,
            help=words("review.reason_help", expected=names(f"answer.{question.expected}")), key=f"{form}_reason",
        )  # fmt: skip
        link = st.text_input(
            words("review.evidence"),
            value=response.evidence_link if response else "",
            max_chars=500,
            key=f"{form}_link",
        )
        sent = st.form_submit_button(words("review.save_answer"))
    if not sent:
        return
    if choice is None:
        refusal(words("review.choose_answer"))
        return
    if needs_reason(question, Answer(choice)) and not reason.strip():
        refusal(words("review.reason_missing"))
        return
    try:
        visit.do(
            reviewing.answer, review.id, question.id, visit.framework, choice=Answer(choice), reason=reason,
            evidence_link=link, expected_version=base, request_id=visit.request_id(form),
        )  # fmt: skip
    except (ReviewError, ReviewingError) as error:
        refusal(words(error.code, **{key: str(value) for key, value in error.values.items()}))
    except StaleVersionError:
        _conflict(visit, review, question, form)
    else:
        visit.forget_request(form)
        st.session_state.pop(f"base_{form}", None)
        st.toast(words("review.saved"))
        st.rerun()


def _conflict(visit: Visit, review: Review, question: Question, form: str) -> None:
    """Somebody answered in between: theirs is shown, mine stays in the form."""
    words, names = visit.words, visit.framework_words
    fresh = visit.read(reading.review, review.id)
    theirs = fresh.responses.get(question.id) if fresh else None
    mine_before = review.responses.get(question.id)
    notice(words("conflict.answer", name=visit.name_of(theirs.by) if theirs else "—"))
    rows = [(words("conflict.base"), mine_before), (words("conflict.theirs"), theirs)]
    shown = [(label, f"{names(f'answer.{one.answer}')} — {one.reason}" if one else "—") for label, one in rows]
    pairs([*shown, (words("conflict.mine"), words("conflict.still_in_form"))])
    st.session_state[f"base_{form}"] = fresh.response_versions.get(question.id, 0) if fresh else 0
    visit.forget_request(form)


def _settlement(visit: Visit, review: Review, question: Question) -> None:
    """What only a second person may decide: a red line left open or partly, or the mitigation of a blocker."""
    words = visit.words
    settled = review.settlements.get(question.id)
    mitigated = review.mitigations.get(question.id)
    if settled:
        key = "review.settled_crossed" if settled.upheld else "review.settled_not"
        quiet(words(key, name=visit.name_of(settled.by), reason=settled.reason))
    if mitigated:
        key = "review.mitigation_accepted" if mitigated.accepted else "review.mitigation_refused"
        quiet(words(key, reason=mitigated.text))
    kind = _settleable(review, question)
    if kind is None or review.state != "open" or not visit.may(Permission.SETTLE_REVIEW):
        return
    form = f"settle_{review.id}_{question.id}"
    with st.expander(words(f"review.settle_{kind}")), st.form(form, border=False):
        reason = st.text_area(words("review.reason"), max_chars=5000, height=68, key=f"{form}_reason")
        deeds = st.container(horizontal=True)
        yes = deeds.form_submit_button(words(f"review.{kind}_yes"))
        no = deeds.form_submit_button(words(f"review.{kind}_no"))
    if not yes and not no:
        return
    try:
        visit.do(
            reviewing.settle, review.id, question.id, visit.framework, kind=kind, upheld=yes, reason=reason,
            request_id=visit.request_id(form),
        )  # fmt: skip
    except (ReviewError, ReviewingError) as error:
        refusal(words(error.code))
    else:
        visit.forget_request(form)
        st.rerun()


def _settleable(review: Review, question: Question) -> str | None:
    response = review.responses.get(question.id)
    if may_be_settled(question, response):
        return "red_line"
    against = response is not None and response.answer not in {
        question.expected,
        Answer.PARTLY,
        Answer.NOT_APPLICABLE,
    }
    return "mitigation" if against and question.severity is QuestionSeverity.BLOCKING else None
