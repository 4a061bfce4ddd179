"""One case in full: what it is, what it says of itself and from where, its scores, its verdict, its history."""

from collections.abc import Iterable
from functools import partial
from html import escape

import streamlit as st

from actions import reading, submitting, triaging
from actions.permissions import Permission
from ethics.stakes import Severity
from ethics.verdict import SENT_BACK
from store.journal import Line
from store.use_cases import StaleVersionError
from store.verdicts import GivenVerdict
from ui import address
from ui.components.asks_form import asks_form, resubmit_form
from ui.components.attempt import attempt
from ui.components.badge import badge, badge_html
from ui.components.conflict import conflict
from ui.components.merge_form import merge_form
from ui.components.page_header import banner, page_header, refusal, section
from ui.components.prose import pairs, pairs_html, quiet, said, said_in
from ui.components.receipt_button import receipt_button
from ui.facts import fact_told, field_told
from ui.review_sentences import conditions_told
from ui.visit import Visit
from ui.words import escape_markdown
from usecases.intake.grid import PLACE
from usecases.scores import PRECEDENCE
from usecases.use_case import (
    MOVES,
    RANKED_STATUSES,
    Amount,
    ImportedFrom,
    Role,
    StatedBy,
    Status,
    StatusError,
    UseCase,
    in_language,
)


def case_view(visit: Visit, reference: str) -> None:
    """The whole case, or a sentence when there is none to see."""
    words = visit.words
    found = visit.read(reading.case_file, reference)
    if st.button(words("case.back"), type="tertiary", icon=":material/arrow_back:", key="back_case"):
        address.put(cas=None)
        st.rerun()
    if found is None:
        banner(words("case.unknown_here", reference=reference), tone="conditions")
        return
    case = found.case
    if page_header(
        visit.title(case.title),
        f"{case.reference} · {visit.administration(case.administration)}",
        key="case",
        deed=_deed(visit, case),
    ):
        visit.go("scoring", cas=case.reference)
    st.html(f'<div class="am am-tags">{"".join(_badges(visit, case))}</div>')
    if case.merged_into:
        banner(words("case.merged_into", reference=case.merged_into), tone="conditions")
    left, right = st.columns([3, 2], gap="large")
    with left:
        summary = in_language(case.summary, visit.language)
        if summary is None:
            quiet(words("case.no_summary"))
        else:
            said_in(summary.value, summary.language)
        section(words("case.facts"), words("case.facts_caption"))
        _facts(visit, case)
        asks_form(visit, case.reference)
        resubmit_form(visit, case.reference)
    with right:
        _verdict(visit, case)
        _scores(visit, case)
        receipt_button(visit, case, found.known_since)
        _moves(visit, case)
        merge_form(visit, case)
    with st.expander(words("case.history", n=len(found.history))):
        _history(visit, found.history)
    if found.received:
        row, name, cells = found.received[0]
        place = cells.pop(PLACE, str(row))
        with st.expander(escape_markdown(words("case.received", row=place, name=name))):
            # Each value in the direction of its own script.
            pairs_html((name, f"<bdi>{escape(value)}</bdi>") for name, value in cells.items())


def _deed(visit: Visit, case: UseCase) -> str:
    scorable = case.status in RANKED_STATUSES and visit.may(Permission.RECORD_SCORE)
    return visit.words("case.score") if scorable else ""


def _badges(visit: Visit, case: UseCase) -> Iterable[str]:
    yield badge_html(badge("stage", case.stage, visit.words))
    yield badge_html(badge("status", case.status, visit.words))
    verdict = visit.verdicts().get(case.reference)
    yield badge_html(badge("verdict", verdict.decision if verdict else None, visit.words))


def _facts(visit: Visit, case: UseCase) -> None:
    """Every fact with where it comes from."""
    words = visit.words
    people = [
        (
            words(f"beneficiaries.{one.kind}"),
            _told(visit, case, "beneficiaries", _amount(visit, one.per_year)),
        )
        for one in case.beneficiaries
    ]
    money = [
        (words(f"case.{name}"), _told(visit, case, name, _money(visit, amount)))
        for name in ("investment_mad", "running_mad_per_year")
        if (amount := getattr(case, name)) is not None
    ]
    months, administration = case.months_to_benefit, visit.administration(case.administration)
    entries = [
        (words("catalogue.sector"), _told(visit, case, "sector", words(f"sector.{case.sector}"))),
        (words("catalogue.administration"), _told(visit, case, "administration", administration)),
        *([(words("case.bureau"), _told(visit, case, "bureau", case.bureau))] if case.bureau else []),
        (words("case.regions"), _told(visit, case, "regions", _regions(visit, case))),
        *([(words("case.services"), escape(" · ".join(case.services)))] if case.services else []),
        *people,
        *money,
        *([(words("case.months_to_benefit"), _told(visit, case, "months_to_benefit", _amount(visit, months)))]
          if months else []),
        *[
            (words(f"fact.{key}"), _told(visit, case, f"facts.{key}", fact_told(visit, value)))
            for key, value in case.facts.items()
        ],
        *[
            (field_told(visit, field), _told(visit, case, field, words("answer.not_applicable")))
            for field in case.provenance
            if not case.applies(field) and field not in {"sector", "stage"}
        ],
        (words("catalogue.register"), escape(case.source_register)),
    ]  # fmt: skip
    pairs_html(entries)


def _told(visit: Visit, case: UseCase, field: str, value: str) -> str:
    """A value with its source below it: the cell it was read from, or the assumption of who stated it."""
    origin = case.provenance.get(field)
    shown = escape(value)
    if isinstance(origin, ImportedFrom):
        told = visit.words("case.from_row", row=origin.row, column=origin.column, original=origin.original[:120])
    elif isinstance(origin, StatedBy) and (origin.reason or origin.original):
        written = [visit.words("case.as_written", original=origin.original[:120])] if origin.original else []
        told = " · ".join([*written, *([origin.reason] if origin.reason else [])])
    else:
        return shown
    return f'{shown}<br><span class="am-caption">{escape(told)}</span>'


def _amount(visit: Visit, amount: Amount) -> str:
    return f"{visit.words.number(amount.likely)} ({visit.words.interval(amount.low, amount.high)})"


def _money(visit: Visit, amount: Amount) -> str:
    words = visit.words
    return f"{words.money_mad(amount.likely)} ({words.interval(amount.low, amount.high, words.money_mad)})"


def _regions(visit: Visit, case: UseCase) -> str:
    if case.national:
        return visit.words("case.national")
    if not case.regions:
        return visit.words("case.regions_unknown")
    return visit.words.join([f"{visit.region(one.region)} ({visit.words.percent(one.share)})" for one in case.regions])


def _verdict(visit: Visit, case: UseCase) -> None:
    """What the ethics review said, by whom, on which grounds, and the way to it for whoever may read it."""
    words = visit.words
    if case.role is not Role.CANDIDATE:
        return
    section(words("catalogue.verdict"))
    verdict = visit.verdicts().get(case.reference)
    if verdict is None:
        quiet(words("case.no_verdict"))
    else:
        _given(visit, verdict)
    if not visit.may(Permission.READ_REVIEWS):
        return
    if case.status in RANKED_STATUSES and st.button(words("case.to_review"), key="to_review"):
        visit.go("review", cas=case.reference)
    key = f"send_{case.reference}"
    may_send = case.status is Status.ADMITTED and visit.may(Permission.ADMIT_CASES)
    if may_send and st.button(words("case.send_to_review"), key=key, help=words("case.send_to_review_help")):
        attempt(
            visit, key,
            lambda: visit.do(triaging.send_to_review, [case.reference], request_id=visit.request_id(key)),
        )  # fmt: skip


def _given(visit: Visit, verdict: GivenVerdict) -> None:
    """A verdict in force: by whom, on which grounds, what would change it, what its conditions cost."""
    words, names = visit.words, visit.framework_words
    said(words("review.closed", at=verdict.at, name=visit.name_of(verdict.by)))
    for ground in verdict.because[:5]:
        lifted = ground["severity"] == Severity.BLOCKER and ground.get("mitigation_accepted")
        severity = words("review.blocker_lifted" if lifted else f"severity.{ground['severity']}")
        question = names(f"{ground['question']}.ask")
        quiet(f"{severity} — {question}")
    if verdict.decision in SENT_BACK:
        quiet(words(f"review.would_change_{verdict.decision}"))
    if told := conditions_told(words, verdict):
        quiet(told)


def _scores(visit: Visit, case: UseCase) -> None:
    words = visit.words
    if not visit.may(Permission.READ_SCORES):
        return
    held, _ = visit.read(reading.scores_of, case.reference)
    section(words("case.scores"), words("case.scores_caption", n=len(held), total=len(visit.criteria)))
    entries = []
    for criterion in visit.criteria:
        name = visit.criteria_words(f"{criterion.id}.short")
        if criterion.id not in held:
            entries.append((name, f'<span class="am-caption">{escape(words("case.unknown"))}</span>'))
            continue
        score = held[criterion.id]
        mark = badge_html(badge("origin", "stale" if score.stale else PRECEDENCE[score.origin], words))
        show = partial(visit.in_unit, criterion)
        text = f"{show(score.likely)} ({words.interval(score.low, score.high, show)})"
        entries.append((name, f'<bdi class="am-whole">{escape(text)}</bdi> {mark}'))
    pairs_html(entries)


def _moves(visit: Visit, case: UseCase) -> None:
    """What the reader may do with the status of the case."""
    words = visit.words
    turn = f"move_turn_{case.reference}"  # a move that was made leaves an empty form
    form = f"move_{case.reference}_{st.session_state.get(turn, 0)}"
    if f"{form}_to" not in st.session_state:  # opened anew
        st.session_state[f"base_{form}"] = (case.version, case.status)
    version, status = st.session_state[f"base_{form}"]
    # What was offered when the form was opened stays offered: another's move must not take a choice away unseen.
    chosen = st.session_state.get(f"{form}_to")
    offered = [one.value for one in submitting.OFFERED_MOVES if one in MOVES[status] or one.value == chosen]
    if not offered or not visit.may(Permission.ADMIT_CASES):
        return
    section(words("case.moves"))
    with st.form(form, border=False):
        wanted = st.segmented_control(
            words("case.move_to"), offered,
            format_func=lambda code: words(f"move.{code}"), key=f"{form}_to",
        )  # fmt: skip
        reason = st.text_input(words("case.reason"), max_chars=500, key=f"{form}_reason")
        sent = st.form_submit_button(words("case.move"))
    if not sent:
        return
    if not wanted:
        refusal(words("case.choose_move"))
        return
    try:
        visit.do(
            submitting.move, {case.reference: version}, Status(wanted), reason=reason, request_id=visit.request_id(form)
        )
    except (StatusError, submitting.SubmittingError) as error:
        refusal(words(error.code))
    except StaleVersionError:
        conflict(
            words,
            words("conflict.case"),
            base=words(f"status.{status}"),
            theirs=words(f"status.{case.status}"),
            mine=words(f"move.{wanted}"),
        )
        st.session_state[f"base_{form}"] = (case.version, case.status)
        visit.forget_request(form)
    else:
        visit.forget_request(form)
        st.session_state[turn] = st.session_state.get(turn, 0) + 1
        st.rerun()


def _history(visit: Visit, history: list[Line]) -> None:
    words = visit.words
    pairs(
        (
            words.instant(line.instant),
            " · ".join(
                part
                for part in (words(f"act.{line.act}"), visit.name_of(line.actor), words.inserted(line.reason))
                if part
            ),
        )
        for line in history
    )
