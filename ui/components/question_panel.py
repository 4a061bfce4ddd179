"""What stands around an answer: those of the others, what a second person decides, the discussion, the asks."""

from html import escape

import streamlit as st

from actions import discussing, reading, settling
from ethics.panel import Offer, is_ambiguous, offers
from ethics.question import Question
from ethics.review import Response, judged, may_be_settled
from store.discussion import Message
from ui.components.asks_together import ask_form, due_field
from ui.components.attempt import attempt
from ui.components.conflict import conflict
from ui.components.drafted import Drafted
from ui.components.evidence_panel import evidence_panel
from ui.components.mitigation_form import mitigation_form
from ui.components.page_header import refusal
from ui.components.prose import quiet
from ui.components.translation import translation
from ui.review_sentences import asked_told, chosen_told, details_told, settled_told
from ui.shown_review import ShownReview
from ui.visit import Visit


def question_panel(shown: ShownReview, question: Question) -> None:
    """Everything about a question that is not the reader's own answer."""
    given = list(shown.examination.given.get(question.id, ()))
    others = [one for one in given if one.by != shown.visit.actor.id or not shown.may_answer]
    if not given and not shown.may_answer:
        quiet(shown.visit.words("review.unanswered"))
    for one in others:
        _other(shown, one)
    if len({judged(question, one) for one in given}) > 1:
        _disagreement(shown, question, given)
    _red_line(shown, question, given)
    mitigation_form(shown, question)
    evidence_panel(shown, question)
    _asked(shown, question)
    if not shown.review.is_own_view:
        _discussion(shown, question)


def _other(shown: ShownReview, response: Response) -> None:
    names, visit = shown.names, shown.visit
    answer = names(f"answer.{response.answer}")
    name = escape(visit.name_of(response.by))
    # What somebody wrote keeps its own direction, whatever the reader's language.
    written = [one for one in (*details_told(shown, response), response.reason, response.evidence_link) if one]
    below = "".join(f'<br><span class="am-caption"><bdi>{escape(one)}</bdi></span>' for one in written)
    st.html(f'<p class="am-text"><strong>{name}</strong> · {escape(answer)}{below}</p>')
    for place, text in enumerate(response.texts):
        translation(shown, text, key=f"{response.question}_{response.by}_{place}")


def _disagreement(shown: ShownReview, question: Question, given: list[Response]) -> None:
    """Different answers: the stricter holds until somebody who did not answer decides."""
    words, names, review = shown.visit.words, shown.names, shown.review
    choice = review.choices.get(question.id)
    if choice:
        quiet(chosen_told(shown.visit, names, choice))
        translation(shown, choice.reason, key=f"choice_{question.id}")
    else:
        quiet(words("review.stricter_holds" if review.state == "open" else "review.stricter_held"))
    if choice is None and is_ambiguous([one.answer for one in given]):
        quiet(words("review.ambiguous"))
    if not shown.may_settle or shown.own is not None:
        return
    offered = dict(enumerate(offers(question, given)))
    form = f"choose_{review.id}_{question.id}"
    with st.expander(words("review.choose_between")):
        fields = Drafted(shown.visit, form)
        picked = st.radio(
            words("review.answer_that_holds"), list(offered), horizontal=True, index=None,
            format_func=lambda place: _offer(shown, offered[place]), key=f"{form}_answer",
        )  # fmt: skip
        reason = fields.text("reason", words("review.reason"))
        fields.keep()
        sent = st.button(words("review.decide"), key=f"{form}_send")
    if sent and picked is None:
        refusal(words("review.choose_answer"))
    elif sent and picked is not None:
        version, chosen = shown.before_click.settlements.get(("answer", question.id), 0), offered[picked]
        fields.send(
            lambda: shown.visit.do(
                settling.choose_answer, review.id, question.id, shown.framework, choice=chosen.answer,
                whose=chosen.whose, reason=reason, expected_version=version, request_id=shown.visit.request_id(form),
            ),
        )  # fmt: skip


def _offer(shown: ShownReview, offer: Offer) -> str:
    """An answer to choose, with who gave it where others gave it with other details."""
    answer = shown.names(f"answer.{offer.answer}")
    if not offer.whose:
        return answer
    return shown.visit.words("review.answer_of", answer=answer, name=shown.visit.name_of(offer.whose))


def _red_line(shown: ShownReview, question: Question, given: list[Response]) -> None:
    """A red line left open or answered partly: only somebody who did not answer decides it."""
    review, words = shown.review, shown.visit.words
    settled = review.settlements.get(question.id)
    if settled is not None:
        quiet(_settled(shown, question))
        translation(shown, settled.reason, key=f"settled_{question.id}")
    if settled is not None and settled.upheld:
        quiet(words("review.red_line_stands"))
        return
    if before := shown.crossed_before(question.id):
        quiet(words("review.crossed_before", at=before.at))
    if _may_settle(shown, question, given):
        _red_line_form(shown, question)


def _may_settle(shown: ShownReview, question: Question, given: list[Response]) -> bool:
    held = _held(shown, question)
    if not may_be_settled(question, held) or not shown.may_settle or shown.visit.actor.id in {one.by for one in given}:
        return False
    # Whoever may still answer it answers; only an arbiter decides a line that everybody left open.
    return held is not None or shown.own is None


def _red_line_form(shown: ShownReview, question: Question) -> None:
    visit, review, words = shown.visit, shown.review, shown.visit.words
    form = f"settle_{review.id}_{question.id}"
    version, base = st.session_state.setdefault(
        f"base_{form}", (review.settlement_versions.get(("red_line", question.id), 0), _settled(shown, question))
    )
    with st.expander(words("review.settle_red_line")):
        quiet(words("review.red_line_final"))
        fields = Drafted(visit, form)
        reason = fields.text("reason", words("review.reason"))
        fields.keep()
        deeds = st.container(horizontal=True)
        yes = deeds.button(words("review.red_line_yes"), key=f"{form}_yes")
        no = deeds.button(words("review.red_line_no"), key=f"{form}_no")
    if not yes and not no:
        return

    def settle() -> None:
        visit.do(
            settling.settle, review.id, question.id, shown.framework, upheld=yes, reason=reason,
            expected_version=version, request_id=visit.request_id(form),
        )  # fmt: skip
        st.session_state.pop(f"base_{form}", None)

    def between() -> None:
        fresh = visit.read(reading.review, review.id) or review
        theirs = _settled(ShownReview(visit, fresh, shown.framework, shown.examination), question)
        mine = " — ".join(part for part in (words(f"review.red_line_{'yes' if yes else 'no'}"), reason) if part)
        conflict(words, words("conflict.settlement"), base=base, theirs=theirs, mine=mine)
        st.session_state[f"base_{form}"] = (fresh.settlement_versions.get(("red_line", question.id), 0), theirs)

    fields.send(settle, on_conflict=between)


def _held(shown: ShownReview, question: Question) -> Response | None:
    return shown.examination.held.get(question.id)


def _settled(shown: ShownReview, question: Question) -> str:
    words = shown.visit.words
    settled = shown.review.settlements.get(question.id)
    if settled is None:
        return words("review.undecided")
    return settled_told(shown.visit, settled)


def _asked(shown: ShownReview, question: Question) -> None:
    """What the administration was asked about this question, and the form to ask it."""
    visit, review = shown.visit, shown.review
    words = visit.words
    for one in shown.asks:
        if one.question != question.id:
            continue
        for told in asked_told(visit, one):
            quiet(told)
        translation(shown, one.text, key=f"ask_{one.id}")
        translation(shown, one.answer, key=f"ask_{one.id}_answer")
        if one.waits and shown.may_answer:
            _take_back(visit, one.id)
    if not shown.may_answer:
        return
    form = ask_form(review.id, question.id)
    with st.expander(words("review.ask_them")):
        fields = Drafted(visit, form)
        text = fields.text("text", words("review.ask_text"))
        due = due_field(visit, form)
        fields.keep()
        sent = st.button(words("review.ask_send"), key=f"{form}_send")
    if sent:
        fields.send(
            lambda: visit.do(
                discussing.ask, review.id, {question.id: text}, shown.framework, due_on=due,
                request_id=visit.request_id(form),
            ),
        )  # fmt: skip


def _take_back(visit: Visit, ask: int) -> None:
    key = f"ask_back_{ask}"
    if st.button(visit.words("review.ask_take_back"), key=key, type="tertiary"):
        attempt(visit, key, lambda: visit.do(discussing.take_back, ask, request_id=visit.request_id(key)))


def _discussion(shown: ShownReview, question: Question) -> None:
    """Messages about the question, each with its mark."""
    visit, review = shown.visit, shown.review
    words = visit.words
    messages = [one for one in shown.messages if one.question == question.id]
    may_write = review.state == "open" and review.reviewers > 1 and (shown.own is not None or shown.may_settle)
    if not messages and not may_write:
        return
    waiting = sum(one.processed_at is None for one in messages)
    with st.expander(words("review.discussion", n=len(messages), waiting=waiting)):
        for one in messages:
            st.html(
                f'<p class="am-text"><strong>{escape(visit.name_of(one.author))}</strong> · '
                f'<span class="am-caption">{escape(words.instant(one.at))}</span><br><bdi>{escape(one.text)}</bdi></p>'
            )
            translation(shown, one.text, key=f"message_{one.id}")
            if one.processed_at:
                quiet(words("review.processed_by", name=visit.name_of(one.processed_by or "")))
            elif may_write and st.button(words("review.mark_processed"), key=f"processed_{one.id}"):
                _process(shown, one)
        if may_write:
            _message_form(shown, question)


def _process(shown: ShownReview, message: Message) -> None:
    key = f"processed_{message.id}"
    attempt(shown.visit, key,
        lambda: shown.visit.do(
            discussing.process, shown.review.id, message.id, request_id=shown.visit.request_id(key)
        ),
    )  # fmt: skip


def _message_form(shown: ShownReview, question: Question) -> None:
    visit, review = shown.visit, shown.review
    form = f"say_{review.id}_{question.id}"
    fields = Drafted(visit, form)
    text = fields.text("text", visit.words("review.message"))
    fields.keep()
    if st.button(visit.words("review.send_message"), key=f"{form}_send"):
        fields.send(
            lambda: visit.do(
                discussing.say, review.id, question.id, shown.framework, text=text, request_id=visit.request_id(form)
            ),
        )  # fmt: skip
