"""The defence of the ranking on a page: asked for beside the server, shown when it is there, never waited for."""

import logging
from collections.abc import Callable
from typing import Any

import streamlit as st

from actions.work import Job, WorkError
from ui import opening
from ui.components.page_header import refusal
from ui.visit import Visit
from usecases.defence import defend
from usecases.fingerprint import fingerprint
from usecases.mcda.polytope import EmptyRegionError
from usecases.priorities import Ranking
from usecases.robustness import Doubt

EVERY_SECONDS = 0.6
_log = logging.getLogger("site")


def ask(visit: Visit, lane: str, work: Callable[..., Any], ranking: Ranking, doubt: Doubt, *args: Any) -> Job:
    """Work on a ranking, begun now or long ago by whoever looked at the same order; args come after the doubt.

    One reader has one job of a kind: what was asked for before the slider moved on is ended.
    """
    inputs = {"ranking": ranking.fingerprint, "region": ranking.weighting.region, "doubt": vars(doubt), "more": args}
    lane = f"{visit.request_id('lane')}_{lane}"
    key = fingerprint({"work": work.__name__, **inputs})
    return opening.workshop().ask(key, work, ranking, doubt, *args, lane=lane)


def defence_job(visit: Visit, ranking: Ranking, doubt: Doubt, first: int) -> Job:
    """The defence of the order on the page."""
    return ask(visit, "defence", defend, ranking, doubt, first)


def finished(job: Job) -> Any:
    """The result, once there is one; None where the work goes on or gave none."""
    return _ended(job)[0] if job.is_done else None


def unfinished(visit: Visit, job: Job, *, key: str, told: str) -> None:
    """How far a job without a result is, with a way to end it; or why there is none, with a way to begin anew."""
    words = visit.words
    if not job.is_done:
        _waiting(visit, job, key=key, told=told)
        return
    error = _ended(job)[1]
    if isinstance(error, EmptyRegionError):
        refusal(f"{words('region.empty')} {empty_told(visit, error)}")
    elif error is not None:
        refusal(words(error.code))
        if st.button(words("work.again"), key=f"{key}_again"):
            opening.workshop().forget(job)
            st.rerun()


def _ended(job: Job) -> tuple[Any, EmptyRegionError | WorkError | None]:
    """What the work gave, or why it gave nothing; what nobody foresaw goes to the log, and the page says it failed."""
    try:
        return job.result(), None
    except (EmptyRegionError, WorkError) as error:
        return None, error
    except (ArithmeticError, LookupError, MemoryError, RuntimeError, TypeError, ValueError):
        _log.exception("work %s", job.key[:16])
        return None, WorkError("work.failed")


def empty_told(visit: Visit, error: EmptyRegionError) -> str:
    """The constraints that contradict each other, one after the other."""
    words = visit.words
    told = []
    for one in error.constraints:
        named = [_name(visit, subject) for subject in one.subject.split()]
        told.append(words(one.code, subject=named[0], other=named[-1], value=words.percent(one.value, 1)))
    return words.join(told)


def _name(visit: Visit, subject: str) -> str:
    names = visit.criteria_words
    return next((names(key) for key in (f"{subject}.label", f"axis.{subject}") if names.has(key)), subject)


def _waiting(visit: Visit, job: Job, *, key: str, told: str) -> None:
    words = visit.words

    @st.fragment(run_every=EVERY_SECONDS)
    def look() -> None:
        if job.is_done:
            st.rerun()
        bar, end = st.columns([5, 1], vertical_alignment="center")
        bar.progress(opening.workshop().progress(job), text=told)
        if end.button(words("work.cancel"), key=f"{key}_cancel"):
            opening.workshop().cancel(job)
            st.rerun()

    look()


def follow(job: Job) -> None:
    """Run the page again, unseen, when the work is done."""

    @st.fragment(run_every=EVERY_SECONDS)
    def look() -> None:
        if job.is_done:
            st.rerun()

    if not job.is_done:
        look()
