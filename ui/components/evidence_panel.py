"""Evidence of one question: what there is, with its date of validity, and the way to bring more."""

import streamlit as st

from actions import evidencing
from ethics.evidence import SIZE_LIMIT, Evidence, EvidenceError, EvidenceKind, FileType, filed, referred
from ethics.question import Question
from ethics.written import ReviewError
from store.evidence import Piece
from ui.components.attempt import attempt, refused
from ui.components.drafted import Drafted
from ui.components.prose import quiet
from ui.components.translation import translation
from ui.review_sentences import evidence_told
from ui.shown_review import ShownReview

TYPES = sorted({one.value for one in FileType} | {"jpeg", "csv", "md"})


def evidence_panel(shown: ShownReview, question: Question) -> None:
    """The pieces that serve the question, those of the case that could, and the form to bring a new one."""
    words, review = shown.visit.words, shown.review
    serving = shown.serving(question.id)
    if not serving and not shown.may_answer:
        return
    with st.expander(words("evidence.title", n=len(serving))):
        for one in serving:
            _piece(shown, one)
            if not one.serves[review.id, question.id]:
                _proposed(shown, question, one)
        if shown.may_answer:
            others = [one for one in shown.evidence if one not in serving]
            _use(shown, question, [*others, *shown.evidence_elsewhere])
            _bring(shown, question)


def _piece(shown: ShownReview, piece: Piece) -> None:
    visit, words = shown.visit, shown.visit.words
    one = piece.evidence
    quiet(evidence_told(visit, piece))
    if one.kind is EvidenceKind.LINK:
        st.link_button(words("evidence.follow"), one.body, icon=":material/open_in_new:", type="tertiary")
    if one.kind is EvidenceKind.TEXT:
        translation(shown, one.body, key=f"evidence_{piece.id}_{shown.review.id}_{len(piece.serves)}")
    if one.sha256:
        key = f"evidence_{piece.id}_{shown.review.id}_{len(piece.serves)}"
        site, actor = visit.site, visit.actor

        def content() -> bytes:
            with site.store.reading() as db:
                return evidencing.file_of(db, actor, piece.reference, piece.id)

        st.download_button(words("evidence.download"), data=content, file_name=one.label, key=key, on_click="ignore")


def _proposed(shown: ShownReview, question: Question, piece: Piece) -> None:
    """What the administration brought waits here for somebody who examines."""
    visit, review, words = shown.visit, shown.review, shown.visit.words
    quiet(words("evidence.proposed"))
    form = f"accept_{piece.id}_{review.id}_{question.id}"
    if shown.may_answer and st.button(words("evidence.accept"), key=form):
        attempt(
            visit, form,
            lambda: visit.do(
                evidencing.use, piece.id, review.id, question.id, shown.framework, request_id=visit.request_id(form)
            ),
        )  # fmt: skip


def _use(shown: ShownReview, question: Question, others: list[Piece]) -> None:
    """A piece that is there already, on the case or on another of the administration, may serve this question too."""
    visit, review, words = shown.visit, shown.review, shown.visit.words
    if not others:
        return
    form = f"use_{review.id}_{question.id}"
    with st.form(form, border=False):
        labels = {one.id: _label(shown, one) for one in others}
        picked = st.selectbox(
            words("evidence.already"), list(labels), format_func=lambda id_: labels[id_], key=f"{form}_piece"
        )
        sent = st.form_submit_button(words("evidence.use"))
    if sent and picked:
        attempt(
            visit, form,
            lambda: visit.do(
                evidencing.use, picked, review.id, question.id, shown.framework, request_id=visit.request_id(form)
            ),
        )  # fmt: skip


def _label(shown: ShownReview, piece: Piece) -> str:
    """Two pieces may bear one name: kind, day, who brought it and another case where it is tell them apart."""
    words, visit = shown.visit.words, shown.visit
    kind, day = words(f"evidence.kind.{piece.evidence.kind}"), words.date(piece.added_at.date())
    other = [piece.reference] if piece.reference != shown.review.reference else []
    return " · ".join((piece.evidence.label, kind, day, visit.name_of(piece.added_by), *other))


def _bring(shown: ShownReview, question: Question) -> None:
    visit, review, words = shown.visit, shown.review, shown.visit.words
    form = f"bring_{review.id}_{question.id}"
    fields = Drafted(visit, form)
    turn = f"turn_{form}"  # another field once a file was brought: what is in it cannot be taken out
    file = st.file_uploader(
        words("evidence.file", limit=SIZE_LIMIT // 2**20), type=TYPES,
        key=f"{form}_file_{st.session_state.get(turn, 0)}", max_upload_size=SIZE_LIMIT // 2**20,
    )  # fmt: skip
    link = fields.text("link", words("review.evidence"), lines=False)
    until = fields.day("until", words("evidence.until"), begins_with=None)
    fields.keep()
    if not st.button(words("evidence.bring"), key=f"{form}_send"):
        return
    try:
        brought: list[tuple[Evidence, bytes | None]] = []
        if file:
            brought.append((filed(file.name, file.getvalue(), until), file.getvalue()))
        if link.strip() or not file:
            brought.append((referred(link, until), None))
    except (EvidenceError, ReviewError) as error:
        refused(visit, error)
        return

    def bring() -> None:
        for number, (piece, content) in enumerate(brought):
            request = f"{form}_{number}"
            try:
                visit.do(
                    evidencing.bring, review.id, question.id, shown.framework, piece=piece, content=content,
                    request_id=visit.request_id(request),
                )  # fmt: skip
            finally:
                visit.forget_request(request)
        st.session_state[turn] = st.session_state.get(turn, 0) + 1

    fields.send(bring)
