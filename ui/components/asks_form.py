"""Questions that reviewers put to the administration of a case, and the form in which it answers."""

from collections.abc import Mapping

import streamlit as st

from actions import discussing, reading, resubmitting, translating
from actions.permissions import Permission
from ethics.evidence import SIZE_LIMIT
from store.discussion import Ask
from store.translations import Translation
from ui.components.drafted import Drafted
from ui.components.evidence_panel import TYPES
from ui.components.page_header import section
from ui.components.prose import quiet, said_as_typed
from ui.review_sentences import asked_told
from ui.visit import Visit


def asks_form(visit: Visit, reference: str) -> None:
    """What was asked about this case, answered or not; nothing where nothing was asked."""
    asks = [one for one in visit.read(reading.asks) if one.reference == reference]
    if not asks:
        return
    words = visit.words
    waits = any(one.waits for one in asks)
    section(words("review.asks"), words("review.asks_caption" if waits else "review.asks_answered"))
    translated: Mapping[str, Translation] = visit.read(translating.of_asks, visit.language)
    for one in asks:
        if words_of_question := _about(visit, one):
            quiet(words("review.ask_about", question=words_of_question))
        for told in asked_told(visit, one):
            quiet(told)
        for text in (one.text, one.answer):
            if held := translated.get(text):
                quiet(words("translation.told", text=held.text, name=visit.name_of(held.by)))
        if one.waits and visit.may(Permission.PROPOSE_CASE):
            _reply(visit, one)


def _about(visit: Visit, ask: Ask) -> str:
    """The question of the framework that the answer helps to judge; empty where the framework in use has it no more."""
    names = visit.framework_words
    return names(f"{ask.question}.ask") if names.has(f"{ask.question}.ask") else ""


def resubmit_form(visit: Visit, reference: str) -> None:
    """The administration's answer to a verdict that sent its case back, given or still to give; else nothing."""
    _statements(visit, reference)
    if not visit.may(Permission.PROPOSE_CASE) or not visit.read(resubmitting.may_resubmit, reference):
        return
    words, form = visit.words, f"resubmit_{reference}"
    section(words("review.resubmit"), words("review.resubmit_caption"))
    quiet(words("review.resubmit_kit"))
    fields = Drafted(visit, form)
    statement = fields.text("text", words("review.resubmit_text"))
    fields.keep()
    if st.button(words("review.resubmit_send"), key=f"{form}_send"):
        fields.send(
            lambda: visit.do(
                resubmitting.resubmit, reference, visit.site.definitions.frameworks, statement=statement,
                request_id=visit.request_id(form),
            ),
        )  # fmt: skip


def _statements(visit: Visit, reference: str) -> None:
    said = visit.read(resubmitting.statements, reference)
    if not said:
        return
    words = visit.words
    section(words("review.resubmitted"), words("review.resubmitted_caption"))
    for one in said:
        quiet(words("review.resubmitted_by", name=visit.name_of(one.by), at=one.at))
        said_as_typed(one.text)


def _reply(visit: Visit, ask: Ask) -> None:
    words, form = visit.words, f"reply_{ask.id}"
    fields = Drafted(visit, form)
    answer = fields.text("text", words("review.reply_text"))
    link = fields.text("link", words("review.evidence"), lines=False)
    fields.keep()
    file = st.file_uploader(
        words("evidence.file", limit=SIZE_LIMIT // 2**20), type=TYPES, key=f"{form}_file",
        max_upload_size=SIZE_LIMIT // 2**20,
    )  # fmt: skip
    if not st.button(words("review.reply_send"), help=words("review.reply_help"), key=f"{form}_send"):
        return
    brought = (file.name, file.getvalue()) if file else None
    fields.send(
        lambda: visit.do(
            discussing.reply, ask.id, answer=answer, link=link, file=brought, request_id=visit.request_id(form)
        ),
    )  # fmt: skip
