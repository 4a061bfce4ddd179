"""The figures of an import as plain values for the terminal and the preview."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from usecases.intake.reconcile import Reconciliation
from usecases.intake.report import IntakeReport, Problem
from usecases.use_case import Stage


def summary(
    report: IntakeReport, reconciliation: Reconciliation, *, sentence: Callable[[Problem], str]
) -> dict[str, Any]:
    """Counts, administrations, stages and problems; ``sentence`` says a problem in the reader's language.

    Administrations, stages and the impact flag count every accepted row, repeated ones included.
    """
    administrations = Counter(row.draft.administration for row in report.rows)
    stages = Counter(row.draft.stage for row in report.rows)
    return {
        "rows_read": report.rows_read,
        "accepted": len(report.rows),
        "new": len(reconciliation.new),
        "changed": len(reconciliation.changed),
        "unchanged": len(reconciliation.unchanged),
        "missing": len(reconciliation.missing),
        "repeated": len(reconciliation.repeated),
        "rejected": len(report.rejected),
        "administrations": sorted(administrations),
        "rows_by_administration": dict(sorted(administrations.items())),
        "stages": {str(stage): stages[stage] for stage in Stage if stages[stage]},
        "impact_flag": sum(1 for row in report.rows if row.draft.facts.get("impact_flag") is True),
        "problems": [
            {
                **report.recognised.told_place(problem.row),
                "column": problem.column,
                "code": str(problem.code),
                "message": sentence(problem),
            }
            for problem in report.problems
        ],
    }
