"""Intake: a spreadsheet nobody cleaned becomes drafts, score proposals and a list of problems."""

from usecases.intake.codes import CODES, How, IntakeError, Notice, Refusal, Rejection
from usecases.intake.profile import Profile, load_profiles
from usecases.intake.reading import read
from usecases.intake.reconcile import KnownRow, Match, Reconciliation, reconcile
from usecases.intake.report import (
    Corrections,
    IntakeReport,
    IntakeRow,
    Problem,
    Recognised,
    RejectedRow,
    RowKey,
    ScoreProposal,
)
from usecases.intake.summary import summary

__all__ = [
    "CODES",
    "Corrections",
    "How",
    "IntakeError",
    "IntakeReport",
    "IntakeRow",
    "KnownRow",
    "Match",
    "Notice",
    "Problem",
    "Profile",
    "Recognised",
    "Reconciliation",
    "Refusal",
    "RejectedRow",
    "Rejection",
    "RowKey",
    "ScoreProposal",
    "load_profiles",
    "read",
    "reconcile",
    "summary",
]
