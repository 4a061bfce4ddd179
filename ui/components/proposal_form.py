"""One case by form: what is typed is kept as a draft until it is sent, and sending gives a reference."""

from typing import Any

import streamlit as st
from pydantic import ValidationError

from actions import drafting, submitting
from actions.submitting import SubmittingError
from ui.components.page_header import done, refusal, section
from ui.visit import Visit
from usecases.folding import readable
from usecases.use_case import (
    Amount,
    Beneficiaries,
    BeneficiaryKind,
    Draft,
    Stage,
    StatedBy,
    Text,
)

FORM = "proposal"
FIELDS = (
    "title",
    "summary",
    "administration",
    "services",
    "sector",
    "stage",
    "residents",
    "investment",
    "running",
    "months",
    "assumption",
)


def proposal_form(visit: Visit) -> None:
    """Propose one case."""
    words = visit.words
    kept = visit.read(drafting.load, FORM) or {}
    section(words("proposal.title"), words("proposal.caption"))
    with st.form(FORM, border=False):
        typed = _typed(visit, kept)
        deeds = st.container(horizontal=True)
        sent = deeds.form_submit_button(words("proposal.send"), type="primary")
        saved = deeds.form_submit_button(words("proposal.keep"))
    if not sent and not saved:
        return
    visit.do(drafting.keep, FORM, typed)
    if saved:
        done(words("proposal.kept"))
        return
    draft, missing = _draft(visit, typed)
    if draft is None:
        refusal(words("proposal.missing", fields=words.join([words(f"proposal.{name}") for name in missing])))
        return
    try:
        reference = visit.do(submitting.propose, draft, visit.criteria, request_id=visit.request_id(FORM))
    except SubmittingError as error:
        refusal(words.told(error.code, error.values))
        return
    visit.forget_request(FORM)
    visit.do(drafting.drop, FORM)
    done(words("proposal.sent", reference=reference))


def _typed(visit: Visit, kept: dict[str, Any]) -> dict[str, Any]:
    words = visit.words
    typed: dict[str, Any] = {}
    typed["title"] = st.text_input(words("proposal.title_field"), value=kept.get("title", ""), max_chars=300)
    typed["summary"] = st.text_area(
        words("proposal.summary"),
        value=kept.get("summary", ""),
        max_chars=4000,
        help=words("proposal.summary_help"),
    )
    left, right = st.columns(2, gap="large")
    with left:
        typed["administration"] = st.text_input(
            words("proposal.administration"), max_chars=300, disabled=bool(visit.person.administration),
            value=visit.person.administration or kept.get("administration", ""),
        )  # fmt: skip
        sectors = visit.sectors()
        typed["sector"] = st.selectbox(
            words("catalogue.sector"), sectors, format_func=lambda code: words(f"sector.{code}"),
            index=sectors.index(kept["sector"]) if kept.get("sector") in sectors else 0,
        )  # fmt: skip
        stages = [stage.value for stage in Stage]
        typed["stage"] = st.selectbox(
            words("catalogue.stage"), stages, format_func=lambda code: words(f"stage.{code}"),
            index=stages.index(kept["stage"]) if kept.get("stage") in stages else 0,
        )  # fmt: skip
    with right:
        for name in ("residents", "investment", "running", "months"):
            typed[name] = st.number_input(
                words(f"proposal.{name}"),
                min_value=0.0,
                max_value=1e12,
                value=kept.get(name),
                step=1.0,
                placeholder=words("proposal.unknown"),
            )
    typed["assumption"] = st.text_area(
        words("proposal.assumption"), value=kept.get("assumption", ""), max_chars=1000, height=68,
        help=words("proposal.assumption_help"),
    )  # fmt: skip
    return typed


def _draft(visit: Visit, typed: dict[str, Any]) -> tuple[Draft | None, list[str]]:
    """The case as typed, or the fields that are still missing; a figure needs its assumption."""
    typed = {name: readable(value) if isinstance(value, str) else value for name, value in typed.items()}
    missing = [name for name in ("title", "summary", "administration") if not typed[name]]
    figures = {
        "beneficiaries": typed["residents"],
        "investment_mad": typed["investment"],
        "running_mad_per_year": typed["running"],
        "months_to_benefit": typed["months"],
    }
    stated = {name: value for name, value in figures.items() if value is not None}
    if stated and not typed["assumption"]:
        missing.append("assumption")
    if missing:
        return None, [{"title": "title_field"}.get(name, name) for name in missing]
    language = visit.language
    amounts: dict[str, Any] = {name: Amount(low=value, likely=value, high=value) for name, value in stated.items()}
    if people := amounts.pop("beneficiaries", None):
        amounts["beneficiaries"] = (Beneficiaries(kind=BeneficiaryKind.RESIDENTS, per_year=people),)
    origin = StatedBy(person=visit.person.id, at=visit.now, reason=typed["assumption"])
    try:
        return Draft(
            title=(Text(language=language, value=typed["title"]),),
            summary=(Text(language=language, value=typed["summary"]),),
            administration=typed["administration"],
            sector=typed["sector"],
            stage=Stage(typed["stage"]),
            provenance=dict.fromkeys(stated, origin),
            price_year=visit.now.year if {"investment_mad", "running_mad_per_year"} & set(stated) else None,
            **amounts,
        ), []
    except ValidationError as error:
        return None, [str(problem["loc"][0]) for problem in error.errors()]
