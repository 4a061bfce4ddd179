"""The defence of the ranking on a page: asked for beside the server, shown when it is there, never waited for."""

from collections.abc import Callable

import streamlit as st

from actions.work import Job, WorkError
from ui import opening
from ui.components.page_header import refusal
from ui.visit import Visit
from ui.words import Words
from usecases.defence import Defence, defend
from usecases.fingerprint import fingerprint
from usecases.mcda.polytope import EmptyRegionError
from usecases.priorities import Ranking
from usecases.robustness import Doubt

EVERY_SECONDS = 0.6


def defence_job(ranking: Ranking, doubt: Doubt, first: int) -> Job:
    """The work on these inputs, begun now or long ago by whoever looked at the same order."""
    key = fingerprint(
        {"ranking": ranking.fingerprint, "region": ranking.weighting.region, "doubt": vars(doubt), "first": first}
    )
    return opening.workshop().ask(key, defend, ranking, doubt, first)


def defence_of(visit: Visit, job: Job) -> Defence | None:
    """The result, if it is there; why there is none is said in the reader's words."""
    if not job.is_done:
        return None
    try:
        found: Defence = job.result()
    except EmptyRegionError as error:
        refusal(f"{visit.words('region.empty')} {empty_told(visit, error)}")
    except WorkError as error:
        refusal(visit.words(error.code))
    else:
        return found
    return None


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


def waiting(words: Words, job: Job, *, key: str, told: str) -> None:
    """Progress of a job, with a way to end it; the page is run again when there is something to show."""

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


def when_done(visit: Visit, job: Job, show: Callable[[Defence], None], *, key: str) -> None:
    """Show what was found, or how far the work is."""
    found = defence_of(visit, job)
    if found is not None:
        show(found)
    elif not job.is_done:
        waiting(visit.words, job, key=key, told=visit.words("work.defending"))
    elif st.button(visit.words("work.again"), key=f"{key}_again"):
        opening.workshop().forget(job)
        st.rerun()
