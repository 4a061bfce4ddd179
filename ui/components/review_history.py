"""What happened to a review, newest first: who did what, about which question, and what was otherwise before."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from actions import reading
from store.journal import Line
from ui.components.download_row import download_row
from ui.components.prose import plain_table
from ui.components.what_changed import field_told, value_told
from ui.exports.workbook import ExportTable
from ui.shown_review import ShownReview
from ui.words import ABSENT

LONGEST = 160


def review_history(shown: ShownReview) -> None:
    """The lines of the journal that concern the reviews of the case, as far as the reader may see them."""
    visit, words = shown.visit, shown.visit.words
    lines = visit.read(reading.review_history, shown.review.reference)
    if not lines:
        return
    with st.expander(words("review.history", n=len(lines))):
        heads = [words(key) for key in ("journal.at", "journal.person", "journal.act", "review.question",
                                        "review.before", "review.now", "review.reason")]  # fmt: skip
        plain_table([dict(zip(heads, _cells(shown, one, longest=LONGEST), strict=True)) for one in lines])
        table = ExportTable(
            words("review.history", n=len(lines)), heads, [_cells(shown, one) for one in lines], visit.notes(),
            words("download.notes"),
        )  # fmt: skip
        download_row(words, "histoire", table, key="review_history")


def _cells(shown: ShownReview, line: Line, *, longest: int | None = None) -> list[str]:
    """What a line says; on the screen texts end after so many letters, in a file they are whole."""
    words, visit = shown.visit.words, shown.visit
    before, after = (_values(text) for text in (line.before, line.after))
    question = str(after.get("question") or before.get("question") or "")
    told = [_told(shown, one) for one in (before, after)]
    reasons = [str(one.get("reason") or one.get("text") or "") for one in (before, after)]
    reason = line.reason or reasons[1]
    if reasons[0] and reasons[0] != reasons[1]:
        reason = words("review.reason_was", before=reasons[0][:longest], now=reason[:longest])
    return [
        words.instant(line.instant, short=True), visit.name_of(line.actor), words(f"act.{line.act}"),
        _question(shown, question), told[0] or (ABSENT if told[1] else ""), told[1],
        reason[: longest and 2 * longest],
    ]  # fmt: skip


def _values(text: str) -> dict[str, Any]:
    """What a line keeps of one side; nothing where there was nothing."""
    found = json.loads(text) if text else None
    return found if isinstance(found, dict) else {}


def _question(shown: ShownReview, question: str) -> str:
    """Its code and how it begins; nothing for one that this version of the framework does not have."""
    known = next((one for one in shown.framework.questions if one.id == question), None)
    return f"{known.code} · {shown.names(f'{question}.ask')[:LONGEST]}" if known else ""


def _told(shown: ShownReview, values: Mapping[str, Any]) -> str:
    """What a line says was so: an answer, a verdict, a depth, a decision."""
    words, names = shown.visit.words, shown.names
    parts = []
    for key, prefix, of in (("answer", "answer", names), ("verdict", "verdict", words), ("depth", "depth", names)):
        if (value := values.get(key)) and of.has(f"{prefix}.{value}"):
            parts.append(of(f"{prefix}.{value}"))
    if isinstance(upheld := values.get("upheld"), bool):
        parts.append(words("answer.yes" if upheld else "answer.no"))
    if due := values.get("due_on"):
        parts.append(words.date(date.fromisoformat(due)))
    for name, value in values.get("values", {}).items():
        parts.append(f"{field_told(words, name)}{words('triage.colon')}{value_told(shown.visit, name, value)}")
    if names_of := values.get("reviewers"):
        people = {name for given in names_of.values() for name in given} if isinstance(names_of, dict) else set()
        parts.append(words.join([shown.visit.name_of(one) for one in sorted(people)]))
    return " · ".join(part for part in parts if part)
