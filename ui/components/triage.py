"""Triage: the traits and the red lines of a case on one page, saved as one goes; the depth of the review follows."""

from typing import Any

import streamlit as st

from actions import assigning, reading, triaging
from actions.examining import ReviewingError
from actions.permissions import Permission
from ethics.answer import Answer
from ethics.framework import Framework
from ethics.review import answers_offered, needs_reason
from ethics.traits import TraitProposal
from ethics.triage import outline, propose_depth, triage_questions
from ethics.written import ReviewError
from store.use_cases import CaseLine
from ui.components.attempt import refused
from ui.components.page_header import banner, notice, refusal, section
from ui.components.prose import quiet
from ui.components.review_outline import depth_told, outline_told
from ui.drafts import Fields, Unsent, forget
from ui.facts import proposed_from
from ui.fields import begins, place
from ui.visit import Visit
from ui.words import Words
from usecases.use_case import UseCase

YES_OR_NO = ("yes", "no")


def triage(visit: Visit, line: CaseLine) -> None:
    """Twelve questions at most; nothing is sent before the depth that follows was shown."""
    words = visit.words
    _given_to(visit, line.reference)
    if not visit.may(Permission.REVIEW_CASE):
        banner(words("review.not_begun"))
        return
    framework = visit.framework
    names = Words(visit.language, framework.words)
    file = visit.read(reading.case_file, line.reference)
    proposed = propose_depth(framework, file.case.facts if file else {})
    known = {one.trait: one for one in proposed.traits}
    form = f"triage_{line.reference}"
    unsent = Unsent(visit, form)
    kept = unsent.fields
    asked = len(framework.traits) + len(triage_questions(framework))
    minutes = framework.triage.minutes if framework.triage else 0
    section(words("review.traits"), words("triage.caption", n=asked, minutes=minutes))
    left, right = st.columns([3, 2], gap="large")
    with left:
        traits = {
            trait: _trait(visit, names, trait, known.get(trait), kept, form, file.case if file else None)
            for trait in framework.traits
        }
        section(words("triage.red_lines"), words("triage.red_lines_caption"))
        red_lines = {id_: _red_line(visit, framework, names, id_, kept, form) for id_ in triage_questions(framework)}
    unsent.keep(_typed(traits, red_lines))
    with left:
        unsent.show_aside(_texts_of)
    confirmed = {trait: answer == "yes" for trait, answer in traits.items() if answer}
    told = outline(framework, confirmed, line.stage.value)
    with right:
        section(words("triage.outcome"))
        if unconfirmed := len(traits) - len(confirmed):
            banner(words("triage.unconfirmed", n=unconfirmed), tone="conditions")
        depth_told(visit, framework, told)
        outline_told(visit, framework, told)
        quiet(words("triage.no_interest"))
        deed = words("triage.begin_unconfirmed", n=unconfirmed) if unconfirmed else words("review.begin")
        if st.button(deed, type="secondary" if unconfirmed else "primary", key=f"{form}_send"):
            _begin(visit, line, framework, form, confirmed, red_lines)


def _given_to(visit: Visit, reference: str) -> None:
    """Who was told to begin; the arbiter gives it to somebody else."""
    words = visit.words
    name = visit.read(assigning.triages).get(reference)
    if name is None:
        return
    quiet(words("review.triage_of", name=visit.name_of(name)))
    key = f"triage_another_{reference}"
    if visit.may(Permission.ASSIGN_REVIEWERS) and st.button(words("review.triage_another"), key=key):
        given, _ = visit.do(assigning.give_triages, [reference], request_id=visit.request_id(key))
        visit.forget_request(key)
        if given:
            st.rerun()
        notice(words("review.triages_short", n=1))


def _trait(
    visit: Visit, names: Words, trait: str, proposal: TraitProposal | None, kept: dict[str, Any], form: str,
    case: UseCase | None,
) -> str | None:  # fmt: skip
    """One trait: proposed from the record and marked as such, confirmed by the choice that a person makes."""
    words, key = visit.words, f"{form}_{trait}"
    proposed = ("yes" if proposal.value else "no") if proposal else None
    chosen = st.radio(
        names(f"trait.{trait}"), YES_OR_NO, horizontal=True, key=key,
        index=place(YES_OR_NO, begins(key, kept.get(trait))),
        format_func=lambda code: words("triage.answer_proposed", answer=words(f"answer.{code}"))
        if code == proposed
        else words(f"answer.{code}"),
    )  # fmt: skip
    quiet(proposed_from(visit, proposal.because, proposal.value, case) if proposal else words("review.no_fact"))
    return chosen


def _red_line(
    visit: Visit, framework: Framework, names: Words, id_: str, kept: dict[str, Any], form: str
) -> tuple[str | None, str]:
    words, question = visit.words, framework.question(id_)
    key = f"{form}_{id_}"
    offered = [one.value for one in answers_offered(question)]
    chosen = st.radio(
        names(f"{id_}.ask"), offered, horizontal=True, key=key, index=place(offered, begins(key, kept.get(id_))),
        format_func=lambda code: names(f"answer.{code}"),
    )  # fmt: skip
    reason = ""
    if chosen and needs_reason(question, Answer(chosen)):
        told = begins(f"{key}_reason", kept.get(f"{id_}_reason", ""))
        reason = st.text_area(words("review.reason"), value=told, height=68, key=f"{key}_reason")
    return chosen, reason


def _typed(traits: dict[str, str | None], red_lines: dict[str, tuple[str | None, str]]) -> Fields:
    typed: Fields = {name: value for name, value in traits.items() if value}
    for id_, (chosen, reason) in red_lines.items():
        if chosen:
            typed |= {id_: chosen, f"{id_}_reason": reason}
    return typed


def _texts_of(fields: Fields) -> list[str]:
    """The reasons that were typed in another window."""
    return [str(text) for name, text in fields.items() if name.endswith("_reason") and str(text).strip()]


def _begin(
    visit: Visit, line: CaseLine, framework: Framework, form: str, traits: dict[str, bool],
    red_lines: dict[str, tuple[str | None, str]],
) -> None:  # fmt: skip
    given = {id_: (Answer(chosen), reason) for id_, (chosen, reason) in red_lines.items() if chosen}
    try:
        visit.do(
            triaging.open_review, line.reference, framework, traits=traits, red_lines=given,
            request_id=visit.request_id(form),
        )  # fmt: skip
    except ReviewError as error:
        about, names = f"{error.question}.ask", Words(visit.language, framework.words)
        why = visit.words.told(error.code, error.values)
        refusal(visit.words("triage.refused", question=names(about), why=why) if names.has(about) else why)
    except ReviewingError as error:
        refused(visit, error)
    else:
        visit.forget_request(form)
        forget(visit, form)
        st.session_state.pop("reopen", None)
        st.rerun()
