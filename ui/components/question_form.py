"""One question of an examination: its guidance beside it, the answer, and what only a second person decides."""

from html import escape
from typing import Any

import streamlit as st

from actions import drafting, reading, reviewing
from actions.permissions import Permission
from actions.reviewing import ReviewingError
from ethics.framework import Answer, Question, QuestionSeverity
from ethics.review import Response, ReviewError, answers_offered, may_be_settled, needs_reason
from store.reviews import Review
from store.use_cases import StaleVersionError
from ui.components.conflict import conflict
from ui.components.page_header import refusal
from ui.components.prose import quiet, said
from ui.visit import Visit


def question_form(visit: Visit, review: Review, question: Question, *, editable: bool) -> None:
    """The question, its guidance beside it, and the answer."""
    words, names = visit.words, visit.framework_words
    response = review.responses.get(question.id)
    with st.container(border=True):
        left, right = st.columns([3, 2], gap="large")
        with right:
            paragraphs = words.join([str(one) for one in question.unesco])
            quiet(names(f"{question.id}.guide"))
            source = words("review.source", code=question.code, paragraphs=paragraphs, n=len(question.unesco))
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
    words = visit.words
    response = review.responses.get(question.id)
    form = f"answer_{review.id}_{question.id}"
    version, base = st.session_state.setdefault(
        f"base_{form}", (review.response_versions.get(question.id, 0), response)
    )
    offered = [one.value for one in answers_offered(question)]
    typed = _typed(visit, question, response, form, offered)
    if not st.button(words("review.save_answer"), key=f"{form}_send"):
        return
    choice, reason, link = typed["choice"], typed["reason"], typed["link"]
    if choice is None:
        refusal(words("review.choose_answer"))
        return
    if needs_reason(question, Answer(choice)) and not reason.strip():
        refusal(words("review.reason_missing"))
        return
    try:
        visit.do(
            reviewing.answer, review.id, question.id, visit.framework, choice=Answer(choice), reason=reason,
            evidence_link=link, expected_version=version, request_id=visit.request_id(form),
        )  # fmt: skip
    except (ReviewError, ReviewingError) as error:
        refusal(words(error.code, **{key: str(value) for key, value in error.values.items()}))
    except StaleVersionError:
        _conflict(visit, review, question, form, base=base, mine=(choice, reason))
    else:
        visit.forget_request(form)
        visit.do(drafting.drop, form)
        for name in (f"base_{form}", f"latest_{form}"):
            st.session_state.pop(name, None)
        st.toast(words("review.saved"))
        st.rerun()


def _typed(
    visit: Visit, question: Question, response: Response | None, form: str, offered: list[str]
) -> dict[str, Any]:
    """What stands in the fields; it is kept for its author as soon as a field is left, sent or not."""
    words, names = visit.words, visit.framework_words
    latest = f"latest_{form}"
    if latest not in st.session_state:
        answered = {
            "choice": response.answer.value if response else None,
            "reason": response.reason if response else "",
            "link": response.evidence_link if response else "",
        }
        st.session_state[latest] = visit.read(drafting.load, form) or answered
    before: dict[str, Any] = st.session_state[latest]
    for name, value in before.items():
        # Streamlit forgets the fields of a principle that was left: they begin where they were left.
        st.session_state.setdefault(f"{form}_{name}", value)
    typed = {
        "choice": st.radio(
            names(f"{question.id}.ask"), offered, index=None, format_func=lambda code: names(f"answer.{code}"),
            horizontal=True, label_visibility="collapsed", key=f"{form}_choice",
        ),
        "reason": st.text_area(
            words("review.reason"), max_chars=5000, height=68, key=f"{form}_reason",
            help=words("review.reason_help", expected=names(f"answer.{question.expected}")),
        ),
        "link": st.text_input(words("review.evidence"), max_chars=500, key=f"{form}_link"),
    }  # fmt: skip
    if typed != before:
        visit.do(drafting.keep, form, typed)
        st.session_state[latest] = typed
    return typed


def _conflict(
    visit: Visit, review: Review, question: Question, form: str, *, base: Response | None, mine: tuple[str, str]
) -> None:
    """Somebody answered in between: the three are shown, mine stays in the form."""
    words, names = visit.words, visit.framework_words
    fresh = visit.read(reading.review, review.id)
    theirs = fresh.responses.get(question.id) if fresh else None

    def told(answer: str, reason: str) -> str:
        return " — ".join(part for part in (names(f"answer.{answer}"), reason) if part)

    conflict(
        words,
        words("conflict.answer", name=visit.name_of(theirs.by) if theirs else "—"),
        base=told(base.answer, base.reason) if base else words("review.unanswered"),
        theirs=told(theirs.answer, theirs.reason) if theirs else words("review.unanswered"),
        mine=told(*mine),
    )
    st.session_state[f"base_{form}"] = (fresh.response_versions.get(question.id, 0) if fresh else 0, theirs)
    visit.forget_request(form)


def _settlement(visit: Visit, review: Review, question: Question) -> None:
    """What only a second person may decide: a red line left open or partly, or the mitigation of a blocker."""
    words = visit.words
    if question.id in review.settlement_versions:
        quiet(_decided(visit, review, question))
    kind = _settleable(review, question)
    if kind is None or review.state != "open" or not visit.may(Permission.SETTLE_REVIEW):
        return
    if question.id not in review.responses and visit.may(Permission.REVIEW_CASE):
        # Whoever may still answer it answers; only an arbiter decides a line that everybody left open.
        return
    form = f"settle_{review.id}_{question.id}"
    version, base = st.session_state.setdefault(
        f"base_{form}", (review.settlement_versions.get(question.id, 0), _decided(visit, review, question))
    )
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
            expected_version=version, request_id=visit.request_id(form),
        )  # fmt: skip
    except (ReviewError, ReviewingError) as error:
        refusal(words(error.code))
    except StaleVersionError:
        fresh = visit.read(reading.review, review.id) or review
        theirs = _decided(visit, fresh, question)
        mine = " — ".join(part for part in (words(f"review.{kind}_{'yes' if yes else 'no'}"), reason) if part)
        conflict(words, words("conflict.settlement"), base=base, theirs=theirs, mine=mine)
        st.session_state[f"base_{form}"] = (fresh.settlement_versions.get(question.id, 0), theirs)
        visit.forget_request(form)
    else:
        visit.forget_request(form)
        st.session_state.pop(f"base_{form}", None)
        st.rerun()


def _decided(visit: Visit, review: Review, question: Question) -> str:
    """What a second person has decided of the question so far, in one line."""
    words = visit.words
    if settled := review.settlements.get(question.id):
        key = "review.settled_crossed" if settled.upheld else "review.settled_not"
        return words(key, name=visit.name_of(settled.by), reason=settled.reason)
    if mitigated := review.mitigations.get(question.id):
        key = "review.mitigation_accepted" if mitigated.accepted else "review.mitigation_refused"
        return words(key, reason=mitigated.text)
    return words("review.undecided")


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
