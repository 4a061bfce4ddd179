"""One case by form: what is typed is kept as a draft at once, and sending gives a reference."""

from typing import Any

import streamlit as st
from pydantic import ValidationError

from actions import reading, submitting
from actions.submitting import SubmittingError
from ui.components.page_header import done, notice, refusal, section
from ui.components.prose import quiet
from ui.components.receipt_button import receipt_button
from ui.drafts import Unsent, forget
from ui.fields import begins, place
from ui.visit import Visit
from usecases.folding import fold, readable
from usecases.use_case import (
    Amount,
    Beneficiaries,
    BeneficiaryKind,
    Draft,
    Stage,
    StatedBy,
    Text,
    Texts,
)
from wording.language import Language

FORM = "proposal"
FIGURES = ("residents", "investment", "running", "months")
_TURN, _SENT = "proposal_turn", "proposal_sent"

Typed = dict[str, Any]


def proposal_form(visit: Visit) -> None:
    """Propose one case."""
    words = visit.words
    unsent = Unsent(visit, FORM)
    section(words("proposal.title"), words("proposal.caption"))
    if unsent.fields:
        st.session_state.pop(_SENT, None)  # the next case is under way
    elif reference := st.session_state.get(_SENT):
        _sent(visit, reference)
    turn = st.session_state.get(_TURN, 0)
    typed = _typed(visit, unsent.fields, turn)
    unsent.keep(typed)
    unsent.show_aside(_texts_of)
    if same := _same_title(visit, typed):
        notice(words("proposal.same_title", reference=same))
    with st.container(horizontal=True, vertical_alignment="center"):
        sent = st.button(words("proposal.send"), type="primary", key=f"proposal_send_{turn}")
        cleared = bool(typed) and st.button(words("proposal.clear"), type="tertiary", key=f"proposal_clear_{turn}")
        if typed:
            quiet(words("proposal.kept"))
    if cleared:
        _begin_anew(visit)
    if sent:
        _send(visit, typed)


def _same_title(visit: Visit, typed: Typed) -> str | None:
    """The reference of a case that has one of the titles already: it may have been sent from another window."""
    titles = {fold(str(text)) for name, text in typed.items() if name.startswith("title_")}
    known = ((one.reference, fold(text.value)) for one in visit.cases() for text in one.title)
    return next((reference for reference, title in known if title in titles), None)


def _texts_of(fields: Typed) -> list[str]:
    """The texts that were typed in another window; codes and figures are chosen again sooner than read."""
    codes = {"sector", "stage"}
    return [text for name, text in fields.items() if isinstance(text, str) and name not in codes]


def _send(visit: Visit, typed: Typed) -> None:
    words = visit.words
    draft, missing = _draft(visit, typed)
    if draft is None:
        refusal(words("proposal.missing", fields=words.join([_label(visit, name) for name in missing])))
        return
    try:
        reference = visit.do(submitting.propose, draft, visit.criteria, request_id=visit.request_id(FORM))
    except SubmittingError as error:
        refusal(words.told(error.code, error.values))
        return
    st.session_state[_SENT] = reference
    _begin_anew(visit)


def _sent(visit: Visit, reference: str) -> None:
    """What was sent last: its reference, its receipt, and the way to it."""
    words = visit.words
    done(words("proposal.sent", reference=reference))
    found = visit.read(reading.case_file, reference)
    if found is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        receipt_button(visit, found.case, found.known_since)
        opened = st.button(words("proposal.open"), type="tertiary", key="proposal_open", icon=":material/open_in_new:")
    if opened:
        visit.go("catalogue", cas=reference)


def _begin_anew(visit: Visit) -> None:
    """Empty fields, and no draft."""
    visit.forget_request(FORM)
    forget(visit, FORM)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.rerun()


def _typed(visit: Visit, kept: Typed, turn: int) -> Typed:
    """What stands in the fields; what is blank is left out."""
    words, own = visit.words, visit.person.administration
    typed = _texts_typed(visit, kept, turn, visit.language)
    others = [one for one in Language if one is not visit.language]
    is_used = any(f"{name}_{one}" in kept for one in others for name in ("title", "summary"))
    with st.expander(words("proposal.other_languages"), expanded=is_used):
        for language in others:
            typed |= _texts_typed(visit, kept, turn, language)
    left, right = st.columns(2, gap="large")
    with left:
        if own:
            st.text_input(words("proposal.administration"), value=visit.administration(own), disabled=True)
        else:
            typed["administration"] = st.text_input(
                words("proposal.administration"), max_chars=300, **_held(kept, turn, "administration", "")
            )
        for name, options in (("sector", visit.sectors()), ("stage", [one.value for one in Stage])):
            held = _held(kept, turn, name)
            typed[name] = st.selectbox(
                words(f"catalogue.{name}"), options, index=place(options, held["value"]), key=held["key"],
                format_func=lambda code, name=name: words(f"{name}.{code}"), placeholder=words("proposal.choose"),
            )  # fmt: skip
    with right:
        for name in FIGURES:
            typed[name] = st.number_input(
                words(f"proposal.{name}"), min_value=0.0, max_value=1e12, step=1.0,
                placeholder=words("proposal.unknown"), **_held(kept, turn, name),
            )  # fmt: skip
    typed["assumption"] = st.text_area(
        words("proposal.assumption"), max_chars=1000, height=68, help=words("proposal.assumption_help"),
        **_held(kept, turn, "assumption", ""),
    )  # fmt: skip
    return {name: value for name, value in typed.items() if value not in {None, ""}}


def _held(kept: Typed, turn: int, name: str, blank: str | None = None) -> dict[str, Any]:
    """The key of a field and what it begins with: what was kept of it."""
    key = f"proposal_{name}_{turn}"
    return {"key": key, "value": begins(key, kept.get(name, blank))}


def _texts_typed(visit: Visit, kept: Typed, turn: int, language: Language) -> Typed:
    """Title and description in one language, written in its direction."""
    help_told = visit.words("proposal.summary_help")
    title, summary = f"title_{language}", f"summary_{language}"
    with st.container(key=f"am_in_{language}_proposal"):
        return {
            title: st.text_input(_label(visit, title), max_chars=300, **_held(kept, turn, title, "")),
            summary: st.text_area(
                _label(visit, summary), max_chars=4000, help=help_told, **_held(kept, turn, summary, "")
            ),
        }


def _label(visit: Visit, name: str) -> str:
    """What a field is called; a text in a language that is not the reader's says so."""
    words = visit.words
    field, _, language = name.partition("_")
    if field in {"title", "summary"}:
        called = words(f"proposal.{'title_field' if field == 'title' else field}")
        if language in {"", visit.language}:
            return called
        return words("proposal.in_language", field=called, language=words(f"language.{language}"))
    return words(f"catalogue.{name}" if name in {"sector", "stage"} else f"proposal.{name}")


def _draft(visit: Visit, typed: Typed) -> tuple[Draft | None, list[str]]:
    """The case as typed, or the fields that are still missing; a figure needs its assumption."""
    typed = {name: readable(value) if isinstance(value, str) else value for name, value in typed.items()}
    titles, summaries = (_texts(typed, name) for name in ("title", "summary"))
    administration = visit.person.administration or typed.get("administration", "")
    missing = [
        name
        for name, given in (
            ("title", titles), ("summary", summaries), ("administration", administration),
            ("sector", typed.get("sector")), ("stage", typed.get("stage")),
        )
        if not given
    ]  # fmt: skip
    figures = dict(
        zip(("beneficiaries", "investment_mad", "running_mad_per_year", "months_to_benefit"), FIGURES, strict=True)
    )
    stated = {field: typed[name] for field, name in figures.items() if name in typed}
    if stated and not typed.get("assumption"):
        missing.append("assumption")
    if missing:
        return None, missing
    amounts: dict[str, Any] = {name: Amount(low=value, likely=value, high=value) for name, value in stated.items()}
    if people := amounts.pop("beneficiaries", None):
        amounts["beneficiaries"] = (Beneficiaries(kind=BeneficiaryKind.RESIDENTS, per_year=people),)
    origin = StatedBy(person=visit.person.id, at=visit.now, reason=typed["assumption"]) if stated else None
    try:
        return Draft(
            title=titles,
            summary=summaries,
            administration=administration,
            sector=typed["sector"],
            stage=Stage(typed["stage"]),
            provenance={} if origin is None else dict.fromkeys(stated, origin),
            price_year=visit.now.year if {"investment_mad", "running_mad_per_year"} & set(stated) else None,
            **amounts,
        ), []
    except ValidationError as error:
        return None, [str(problem["loc"][0]) for problem in error.errors()]


def _texts(typed: Typed, name: str) -> Texts:
    return tuple(
        Text(language=language, value=typed[f"{name}_{language}"])
        for language in Language
        if typed.get(f"{name}_{language}")
    )
