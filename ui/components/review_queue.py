"""The queue of reviews: the reader's own, what is late, open, with an administration, waiting, or decided."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import streamlit as st

from actions import assigning, reading, renewing, review_clocks, triaging
from actions.examining import ReviewingError
from actions.permissions import Permission
from ethics.clock import Clock
from store.reviews import ReviewLine
from store.use_cases import CaseLine
from ui import address
from ui.components.attempt import refused
from ui.components.badge import badge
from ui.components.case_filters import asked as asked_filters
from ui.components.case_filters import filter_fields, left_by
from ui.components.download_row import download_row
from ui.components.page_header import notice
from ui.components.prose import quiet
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
from ui.settling import to_examine, to_settle
from ui.visit import Visit
from ui.words import ABSENT, Words
from usecases.programme import FIRST
from usecases.use_case import Status

FILTERS = ("ecrit", "administration", "secteur")
ORDERS = ("entered", "sent", "reference")
GROUPS = ("mine", "late", "open", "asked", "waiting", "decided")


def review_queue(visit: Visit, lines: Mapping[str, CaseLine]) -> None:
    """What the reader was given first, then what is late, open, waits for the administration, not begun, decided."""
    words = visit.words
    with st.expander(words("review.filter"), expanded=bool(asked_filters(FILTERS))):
        for column, name in zip(st.columns(len(FILTERS), gap="small"), FILTERS, strict=True):
            with column:
                filter_fields(visit, (name,), visit.cases())
    passes = left_by(asked_filters(FILTERS), visit.verdicts(), {})
    pending = [line for name, line in lines.items() if name not in visit.verdicts()]
    lines = {name: line for name, line in lines.items() if passes(line)}
    reviews = {one.reference: one for one in reversed(visit.read(reading.review_queue))}
    asked = {one.reference for one in visit.read(reading.asks) if one.waits}
    verdicts = visit.verdicts()
    triages = visit.read(assigning.triages)
    own = _own(visit, triages)
    groups = {name: _group(reviews.get(name), name in own, name in verdicts, name in asked) for name in lines}
    clocks = visit.read(review_clocks.clocks, visit.site.definitions.framework, now=visit.now)
    late = {name for name, one in reviews.items() if one.id in clocks and clocks[one.id].is_late}
    counts = {one: sum(group == one for group in groups.values()) for one in GROUPS} | {"late": len(late & set(lines))}
    key = address.bound("file")
    if st.session_state[key] not in GROUPS:
        st.session_state[key] = next((one for one in ("mine", "open") if counts[one]), "waiting")
    picked = st.segmented_control(
        words("review.queue"), list(GROUPS), default=st.session_state[key], key=key, label_visibility="collapsed",
        required=True,
        format_func=lambda code: words(f"review.group_{code}", n=counts[code]),
    )  # fmt: skip
    address.follow("file", picked or "waiting")
    _assigning(visit, reviews.values())
    _triages(visit)
    _renewing(visit)
    found = [name for name in lines if (name in late if picked == "late" else groups[name] == picked)]
    entered = visit.entries(FIRST) if picked != "decided" and visit.may(Permission.READ_SCORES) else {}
    if entered:
        _ordered(words, found, entered, lines)
        _shortlist(visit, [one for one in pending if one.reference in entered])
    page = address.page(len(found))
    rows = {
        name: _told(visit, reviews.get(name), name, triages.get(name))
        for name in found[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]
    }
    event = data_table(
        [
            Column("title", words("catalogue.case"), wide=True, sortable=False),
            Column("administration", words("catalogue.administration"), sortable=False),
            Column("stage", words("catalogue.stage"), sortable=False),
            *(
                [
                    Column(
                        "entered",
                        words("review.entered"),
                        numeric=True,
                        sortable=False,
                        help=words("review.entered_help"),
                    )
                ]
                if entered
                else []
            ),
            Column("depth", words("review.depth"), sortable=False),
            Column("verdict", words("catalogue.verdict"), sortable=False),
            Column("answered", words("review.answered"), numeric=True, sortable=False),
            Column("clock", words("review.clock"), sortable=False, help=words("review.clock_help")),
            Column("by", words("review.by"), sortable=False),
        ],
        [
            Row(
                name,
                {
                    "title": visit.text_cell(lines[name].title),
                    "administration": TextCell(visit.administration(lines[name].administration)),
                    "stage": BadgeCell(
                        (badge("stage", lines[name].stage, words), badge("status", lines[name].status, words))
                    ),
                    "entered": NumberCell(words.percent(entered[name]) if name in entered else ABSENT),
                    "depth": TextCell(told[0]),
                    "verdict": BadgeCell(
                        (badge("verdict", verdicts[name].decision if name in verdicts else None, words),)
                    ),
                    "answered": NumberCell(words.number(told[1])),
                    "clock": TextCell(_clock(words, clocks.get(reviews[name].id) if name in reviews else None)),
                    "by": TextCell(told[2]),
                },
            )
            for name, told in rows.items()
        ],
        key="review_queue",
        words=words,
        caption=words("review.queue"),
        total=len(found),
        page=page,
        header="title",
        leaves=True,
        empty=words(f"review.none_{picked}"),
    )
    download_row(words, "reviews", _export(visit, lines, reviews, triages, found, str(picked), entered), key="reviews")
    if event and event.kind == "open":
        address.put(cas=event.id)
        st.rerun()
    if event and event.kind == "page":
        address.put(page=event.page)
        st.rerun()


def _ordered(words: Words, found: list[str], entered: Mapping[str, float], lines: Mapping[str, CaseLine]) -> None:
    """Whoever may change the selection first, those that were sent first, or by reference; of equals by reference."""
    order = st.segmented_control(
        words("review.order"), ORDERS, default=ORDERS[0], key="review_order", required=True,
        format_func=lambda code: words(f"review.order_{code}"),
    )  # fmt: skip
    if order == "entered":
        found.sort(key=lambda name: -entered.get(name, 0.0))
    elif order == "sent":
        found.sort(key=lambda name: lines[name].status is not Status.IN_REVIEW)


def _clock(words: Words, clock: Clock | None) -> str:
    """Days taken of those allowed; a clock that stands still says so."""
    if clock is None:
        return "—"
    days = words("review.days", n=clock.days)
    if clock.limit is not None:
        days = words("review.days_of", n=clock.limit, days=clock.days)
    state = "stopped" if clock.stopped else "late" if clock.is_late else ""
    return f"{days} · {words(f'review.clock_{state}')}" if state else days


def _shortlist(visit: Visit, pending: Sequence[CaseLine]) -> None:
    """How many reviews, begun or not, stand between today and a firm head of the order; the deed that sends them all.

    Whatever filter the queue is looked at by: it changes nothing about the order.
    """
    words = visit.words
    if not pending:
        quiet(words("review.head_is_firm", first=words.number(FIRST)))
        return
    quiet(words("review.before_firm", n=len(pending), first=words.number(FIRST)))
    ready = [one.reference for one in pending if one.status is Status.ADMITTED]
    if not ready or not visit.may(Permission.ADMIT_CASES):
        return
    if st.button(words("review.send_shortlist", n=len(ready)), key="send_shortlist"):
        try:
            visit.do(triaging.send_to_review, ready, request_id=visit.request_id("send_shortlist"))
        except ReviewingError as error:
            visit.forget_request("send_shortlist")
            refused(visit, error)
            return
        visit.forget_request("send_shortlist")
        st.toast(words("review.sent", n=len(ready)))
        st.rerun()


def _own(visit: Visit, triages: Mapping[str, str]) -> frozenset[str]:
    """Cases that wait for the reader: to begin, to answer, to compare and sign; for an arbiter to decide."""
    me = visit.actor.id
    if not visit.may(Permission.REVIEW_CASE):
        return to_settle(visit)
    return to_examine(visit) | {name for name, reviewer in triages.items() if reviewer == me}


def _group(held: ReviewLine | None, is_own: bool, in_force: bool, asked: bool) -> str:  # noqa: FBT001 -- four marks
    if held is None or held.state != "open":
        waiting = "mine" if is_own else "waiting"
        return "decided" if in_force else waiting
    if is_own:
        return "mine"
    return "asked" if asked else "open"


def _told(visit: Visit, held: ReviewLine | None, reference: str, triage: str | None) -> tuple[str, int, str]:
    """Depth (proposed where nobody has confirmed the traits yet), answers, and who examines or is to begin."""
    words, names = visit.words, visit.framework_words
    if held is None:
        proposal = visit.proposed_depths().get(reference)
        depth = proposal and proposal.depth
        return (
            words("review.depth_proposed", depth=names(f"depth.{depth}")) if depth else words("review.no_depth"),
            0,
            words("review.triage_by", name=visit.name_of(triage)) if triage else "—",
        )
    people = words.join([visit.name_of(one) for one in held.active]) or "—"
    return names(f"depth.{held.depth}"), held.answered, people


def _assigning(visit: Visit, reviews: Iterable[ReviewLine]) -> None:
    """One deed of the arbiter gives every open review the reviewers that it still wants."""
    words = visit.words
    short = [one.id for one in reviews if one.state == "open" and len(one.active) < one.reviewers]
    if not short or not visit.may(Permission.ASSIGN_REVIEWERS):
        return
    if st.button(words("review.assign_all", n=len(short)), key="assign_all", help=words("review.assign_help")):
        try:
            given = visit.do(assigning.assign_by_load, short, request_id=visit.request_id("assign_all"))
        except ReviewingError as error:
            visit.forget_request("assign_all")
            refused(visit, error)
            return
        visit.forget_request("assign_all")
        st.toast(words("review.assigned", n=len(given.given)))
        if given.short:
            notice(words("review.too_few", n=len(given.short)))
        else:
            st.rerun()


def _triages(visit: Visit) -> None:
    """One deed of the arbiter tells who begins with each case that was sent, by load."""
    words = visit.words
    sent = visit.read(assigning.to_triage) if visit.may(Permission.ASSIGN_REVIEWERS) else []
    if not sent:
        return
    if st.button(words("review.give_triages", n=len(sent)), key="give_triages", help=words("review.assign_help")):
        given, short = visit.do(assigning.give_triages, sent, request_id=visit.request_id("give_triages"))
        visit.forget_request("give_triages")
        st.toast(words("review.triages_given", n=len(given)))
        if short:
            notice(words("review.triages_short", n=len(short)))
        else:
            st.rerun()


def _renewing(visit: Visit) -> None:
    """One deed opens again what time has overtaken; until then the gate refuses it."""
    words = visit.words
    ended = visit.read(renewing.overdue_cases, now=visit.now)
    if not ended or not (visit.may(Permission.REVIEW_CASE) or visit.may(Permission.ASSIGN_REVIEWERS)):
        return
    if st.button(words("review.renew", n=len(ended)), key="renew", help=words("review.renew_help")):
        opened = visit.do(
            renewing.renew, visit.site.definitions, request_id=visit.request_id("renew")
        )  # fmt: skip
        visit.forget_request("renew")
        st.toast(words("review.renewed", n=len(opened)))
        st.rerun()


def _export(
    visit: Visit,
    lines: Mapping[str, CaseLine],
    reviews: Mapping[str, ReviewLine],
    triages: Mapping[str, str],
    found: Sequence[str],
    picked: str,
    entered: Mapping[str, float],
) -> Callable[[], ExportTable]:
    words, verdicts = visit.words, visit.verdicts()

    def table() -> ExportTable:
        return ExportTable(
            words("review.queue"),
            [
                words("catalogue.reference"), words("catalogue.case"), words("catalogue.administration"),
                words("catalogue.stage"), words("catalogue.status"), words("review.entered"), words("review.depth"),
                words("catalogue.verdict"), words("review.answered"), words("review.by"),
            ],
            [
                [
                    name, visit.title(lines[name].title), visit.administration(lines[name].administration),
                    words(f"stage.{lines[name].stage}"), words(f"status.{lines[name].status}"),
                    entered.get(name), told[0],
                    words(f"verdict.{verdicts[name].decision if name in verdicts else 'pending'}"), told[1], told[2],
                ]
                for name in found
                for told in [_told(visit, reviews.get(name), name, triages.get(name))]
            ],
            visit.notes(**{words("export.filters"): words(f"review.group_{picked}", n=len(found))}),
            words("download.notes"),
        )  # fmt: skip

    return table
