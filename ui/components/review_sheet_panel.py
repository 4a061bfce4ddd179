"""Answering away from the site: the sheet that goes out, and what comes back, shown before anything is taken in."""

from dataclasses import replace

import streamlit as st

from actions import review_sheets
from actions.examining import ReviewingError
from actions.review_sheets import SheetPreview
from ethics.review import Response
from ethics.sheet import Fate, SheetError
from ethics.written import ReviewError
from store.use_cases import StaleVersionError
from ui.answer_forms import begin_again, form_of
from ui.components.attempt import refused
from ui.components.page_header import refusal
from ui.components.prose import plain_table, quiet
from ui.components.returned_problems import returned_problems
from ui.exports.review_sheet import review_sheet
from ui.exports.workbook import XLSX
from ui.review_sentences import details_told
from ui.shown_review import ShownReview
from ui.turns import aside

MOST_MB = 20


def review_sheet_panel(shown: ShownReview) -> None:
    """For a reviewer of the case: take the sheet away, bring it back, agree to what changes."""
    visit, words, review = shown.visit, shown.visit.words, shown.review
    quiet(words("review.offline_caption"))
    due = {*shown.examination.asked, *shown.examination.hidden}  # away from the site nothing can be hidden
    asked = [one for one in shown.framework.questions if one.id in due]
    mine = review.by(visit.actor.id)
    versions = {name: number for (name, by), number in review.response_versions.items() if by == visit.actor.id}
    st.download_button(
        words("review.sheet_out"), file_name=f"{review.reference}-{review.id}.xlsx", mime=XLSX,
        key=f"sheet_out_{review.id}", on_click="ignore",
        data=lambda: review_sheet(words, shown.names, shown.framework, review.id, asked, mine, versions),
    )  # fmt: skip
    key = f"sheet_in_{review.id}_{st.session_state.get(f'sheet_round_{review.id}', 0)}"
    file = st.file_uploader(words("review.sheet_in"), type=["xlsx"], key=key, max_upload_size=MOST_MB)
    if file is not None:
        _looked_at(shown, file.getvalue())


def _looked_at(shown: ShownReview, content: bytes) -> None:
    visit, words = shown.visit, shown.visit.words
    try:
        found = _preview(shown, content)
    except (SheetError, ReviewingError) as error:
        refused(visit, error)
        return
    quiet(
        words(
            "review.sheet_told", new=len(found.of(Fate.NEW)), changed=len(found.of(Fate.CHANGED)),
            same=len(found.of(Fate.SAME)), conflicts=len(found.of(Fate.CONFLICT)),
        )
    )  # fmt: skip
    named = [replace(one, column=words(f"sheet.{one.column}")) for one in found.problems]
    returned_problems(visit, named, key=f"sheet_{shown.review.id}", left=words("problems.answers_left"))
    _taken_as_they_are(shown, found)
    consented = _conflicts(shown, found)
    if len(found.incoming) == len(found.of(Fate.SAME)):
        return
    if st.button(words("review.sheet_take"), type="primary", key=f"sheet_take_{shown.review.id}"):
        _take(shown, content, consented)


def _preview(shown: ShownReview, content: bytes) -> SheetPreview:
    """The sheet is read in a process of its own: only when it, or the review it is compared with, is another one."""
    key, held = (hash(content), shown.review.version), st.session_state.get(f"sheet_seen_{shown.review.id}")
    if held is None or held[0] != key:
        with aside():
            found = shown.visit.read(review_sheets.preview, shown.review.id, shown.framework, content)
        held = st.session_state[f"sheet_seen_{shown.review.id}"] = (key, found)
    preview: SheetPreview = held[1]
    return preview


def _conflicts(shown: ShownReview, found: SheetPreview) -> dict[str, int]:
    """Each answer that changed here since the sheet was made: theirs and the sheet's, one tick to overwrite.

    The version belongs to the tick: when the answer changes again, another tick stands there, not given yet.
    """
    words, names = shown.visit.words, shown.names
    consented = {}
    for one in found.of(Fate.CONFLICT):
        question = one.answer.response.question
        quiet(f"{words('review.sheet_row', row=str(one.answer.row))} {names(f'{question}.ask')}")
        here, there = _cells(shown, one.here), _cells(shown, one.answer.response)
        plain_table([
            {
                words("review.sheet_cell"): words(f"sheet.{name}"), words("review.sheet_here"): here[name] or "—",
                words("review.sheet_there"): text or "—",
            }
            for name, text in there.items() if text != here[name]
        ])  # fmt: skip
        if st.checkbox(
            words("review.sheet_overwrite"), key=f"sheet_over_{shown.review.id}_{question}_{one.version_here}"
        ):
            consented[question] = one.version_here
    return consented


def _taken_as_they_are(shown: ShownReview, found: SheetPreview) -> None:
    """What is new, and what the sheet changes: each answer as it stands here and as it will be."""
    words, names = shown.visit.words, shown.names
    coming = found.of(Fate.NEW) + found.of(Fate.CHANGED)
    if not coming:
        return
    with st.expander(words("review.sheet_coming", n=len(coming))):
        plain_table([
            {
                words("review.question"): names(f"{one.answer.response.question}.ask"),
                words("review.before"): _told(shown, one.here), words("review.now"): _told(shown, one.answer.response),
            }
            for one in sorted(coming, key=lambda one: one.answer.row)
        ])  # fmt: skip


def _cells(shown: ShownReview, response: Response | None) -> dict[str, str]:
    """An answer as the cells of the sheet hold it; empty ones where there is none."""
    if response is None:
        return dict.fromkeys(("answer", "details", "reason", "evidence_link"), "")
    return {
        "answer": shown.names(f"answer.{response.answer}"), "details": " · ".join(details_told(shown, response)),
        "reason": response.reason, "evidence_link": response.evidence_link,
    }  # fmt: skip


def _told(shown: ShownReview, response: Response | None) -> str:
    return " — ".join(text for text in _cells(shown, response).values() if text) or "—"


def _take(shown: ShownReview, content: bytes, consented: dict[str, int]) -> None:
    visit, words, review = shown.visit, shown.visit.words, shown.review
    form = f"sheet_{review.id}"
    try:
        taken = visit.do(
            review_sheets.accept, review.id, shown.framework, content, consented=consented,
            request_id=visit.request_id(form),
        )  # fmt: skip
    except (SheetError, ReviewError, ReviewingError) as error:
        visit.forget_request(form)
        refused(visit, error)
    except StaleVersionError:
        visit.forget_request(form)
        refusal(words("conflict.review"))
    else:
        visit.forget_request(form)
        _begin_again(shown)
        st.toast(words("review.sheet_taken", n=taken))
        st.rerun()


def _begin_again(shown: ShownReview) -> None:
    """The forms of the questions show what stands now, not what stood in them before; another sheet may come."""
    review_id = shown.review.id
    for question in shown.examination.asked:
        begin_again(shown.visit, form_of(review_id, question))
    st.session_state.pop(f"sheet_seen_{review_id}", None)
    turn = f"sheet_round_{review_id}"
    st.session_state[turn] = st.session_state.get(turn, 0) + 1
