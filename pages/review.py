"""The ethics review: the queue, then one examination by principle, its findings and its verdict."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from actions import reading, reviewing
from actions.permissions import Permission
from actions.reviewing import ReviewingError
from ethics.verdict import Examination
from store.reviews import Review
from store.use_cases import CaseLine, StaleVersionError
from ui import address
from ui.components.badge import badge, badge_html
from ui.components.download_row import download_row
from ui.components.empty_state import empty_state
from ui.components.page_header import banner, notice, page_header, refusal
from ui.components.prose import quiet
from ui.components.question_form import question_form
from ui.components.review_opening import review_opening
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
    if reference:
        notice(words("case.unknown_here", reference=reference))
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
    key = address.bound("file")
    if st.session_state[key] not in groups:
        st.session_state[key] = "open" if counts["open"] else "waiting"
    picked = st.segmented_control(
        words("review.queue"), list(groups), key=key, label_visibility="collapsed", required=True,
        format_func=lambda code: words(f"review.group_{code}", n=counts[code]),
    )  # fmt: skip
    address.follow("file", picked or "waiting")
    found = [name for name in lines if group(name) == picked]
    page = address.page(len(found))
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
        review_opening(visit, line)
        return
    try:
        examination = reviewing.examination_of(newest, visit.framework)
    except ReviewingError as error:
        banner(words(error.code, version=newest.framework_version), tone="conditions")
        return
    _outcome(visit, newest, examination)
    _questions(visit, newest, examination)


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
        if waiting := set(examination.waiting_for_second_person) & set(review.responses):
            banner(words("review.waits_second", n=len(waiting)), tone="conditions")
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
    key = address.bound("principe")
    if st.session_state[key] not in outcomes:
        st.session_state[key] = principles[0]
    chosen = st.pills(
        words("review.principle"), principles, key=key, required=True,
        format_func=lambda code: words(
            "review.principle_option",
            name=names(f"principle.{code}"),
            n=outcomes[code].answered,
            total=outcomes[code].asked,
        ),
    )  # fmt: skip
    if chosen != principles[0] or address.asked("principe"):
        # Only a choice stands in the address: opening a review must be one step back away from the queue.
        address.follow("principe", chosen or principles[0])
    editable = review.state == "open" and visit.may(Permission.REVIEW_CASE)
    for question_id in examination.asked:
        question = visit.framework.question(question_id)
        if question.principle == chosen:
            question_form(visit, review, question, editable=editable)
