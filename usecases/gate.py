"""The gate: what may be chosen at all. Nothing here knows a score, so no score can open it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, StrictBool

from usecases.use_case import Frozen, Stage


class Clearance(Frozen):
    """What the ethics verdict on one case allows; made from the verdict, never by hand."""

    reference: str
    may_be_chosen: StrictBool
    not_before_months: Annotated[int, Field(ge=0)] = 0
    extra_cost_mad: Annotated[int, Field(ge=0)] = 0
    reason: str = ""
    verdict_hash: str
    overdue: str = ""
    """Why time has overtaken the verdict (gate.review_due, gate.evidence_expired); empty while it has not."""


@dataclass(frozen=True)
class Refusal:
    """A case that cannot be chosen, and why (gate.no_clearance, gate.not_cleared, gate.retired, ...)."""

    reference: str
    code: str


class GateError(ValueError):
    """Some of the wanted cases cannot be chosen; all of them are named, and none is chosen."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.code = "gate.refused"
        self.refusals = tuple(refusals)
        super().__init__(", ".join(f"{refusal.reference}: {refusal.code}" for refusal in refusals))


@dataclass(frozen=True)
class Selection:
    """Cases that may be chosen, in the wanted order, with the clearances it rests on."""

    references: tuple[str, ...]
    clearances: Mapping[str, Clearance]
    extension_reasons: Mapping[str, str]


def choose(
    wanted: Sequence[str],
    clearances: Mapping[str, Clearance],
    *,
    stages: Mapping[str, Stage],
    extension_reasons: Mapping[str, str],
) -> Selection:
    """The wanted cases as a selection, if every one of them may be chosen. There is no way past it.

    Raises
    ------
    GateError
        With every refused reference and its code: gate.no_clearance, gate.not_cleared, gate.review_due,
        gate.evidence_expired, gate.no_stage, gate.retired, gate.extension_without_reason (a case in production is
        chosen as an extension only).
    """
    references = tuple(dict.fromkeys(wanted))
    reasons = {name: reason.strip() for name, reason in extension_reasons.items()}
    verdicts = [
        (name, _refusal_code(clearances.get(name), name, stages.get(name), reasons.get(name, "")))
        for name in references
    ]
    if refusals := [Refusal(name, code) for name, code in verdicts if code is not None]:
        raise GateError(refusals)
    return Selection(
        references,
        {name: clearances[name] for name in references},
        {name: reasons[name] for name in references if stages[name] is Stage.PRODUCTION},
    )


def _refusal_code(
    clearance: Clearance | None, reference: str, stage: Stage | None, extension_reason: str
) -> str | None:
    overdue = clearance.overdue if clearance is not None else ""
    rules = (
        # A clearance filed under another case's reference clears nothing.
        ("gate.no_clearance", clearance is None or clearance.reference != reference),
        ("gate.not_cleared", clearance is not None and not clearance.may_be_chosen),
        (overdue, bool(overdue)),
        ("gate.no_stage", stage is None),
        ("gate.retired", stage is Stage.RETIRED),
        ("gate.extension_without_reason", stage is Stage.PRODUCTION and not extension_reason),
    )
    return next((code for code, holds in rules if holds), None)
