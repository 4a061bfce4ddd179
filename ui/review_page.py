"""A review turned into the ready texts of a document, in the reader's language."""

from collections.abc import Iterator
from datetime import date

from actions import translating
from actions.review_told import quality_of
from ethics.question import Question
from ethics.review import Response
from ethics.triage import outline
from ethics.verdict import CLEARING, SENT_BACK
from store.verdicts import GivenVerdict
from ui.exports.review_document import (
    GivenAnswer,
    ReviewDocument,
    ReviewQuestion,
    ReviewSection,
)
from ui.exports.workbook import CellValue, ExportTable
from ui.review_sentences import (
    asked_told,
    chosen_told,
    conditions_told,
    details_told,
    evidence_told,
    ground_told,
    mitigation_told,
    settled_told,
)
from ui.review_whole import coverage_lines, profile_lines
from ui.shown_review import ShownReview
from wording.spoken import spoken


def review_document(shown: ShownReview, title: str, administration: str) -> ReviewDocument:
    """Everything about one review: answers, reasons, decisions, dissents, and what still has no translation."""
    visit, names, review = shown.visit, shown.names, shown.review
    words = visit.words
    given = next((one for one in shown.given if one.review_id == review.id), None)
    verdict = shown.examination.verdict
    decision = given.decision if given else (verdict.decision.value if verdict else "pending")
    facts = [
        (words("catalogue.stage"), words(f"stage.{review.stage}")),
        (words("review.depth"), names(f"depth.{review.depth}") if shown.framework.depths else "—"),
        (words("review.by"), words.join([visit.name_of(one.reviewer) for one in review.active]) or "—"),
        (words("review.framework"), f"{names('framework.title')} {review.framework_version}"),
    ]
    if review.fewer:
        facts.append((words("review.reviewers_wanted"), words("review.fewer_told", reason=review.fewer)))
    if given:
        signature = f"{words.instant(given.at)} · {visit.name_of(given.by)} · {given.hash[:16]}"
        facts.append((words("review.signed"), signature))
        if given.again_on:
            facts.append((words("review.next"), words.date(date.fromisoformat(given.again_on))))
    return ReviewDocument(
        title=title,
        subtitle=f"{review.reference} · {administration}",
        facts=facts,
        verdict=words(f"verdict.{decision}")
        if given
        else words("review.not_given", verdict=words(f"verdict.{decision}")),
        because=list(_because(shown, given)),
        statement=_with_translation(shown, review.statement) if review.statement else "",
        dissents=[
            f"{visit.name_of(one.by)} — {_with_translation(shown, one.text)}"
            for one in (*review.dissents, *review.late_dissents)
        ],
        sections=list(_sections(shown)),
        profile=profile_lines(shown),
        coverage=[(names(f"crosswalk.{framework}"), lines) for framework, lines in coverage_lines(shown)],
        warnings=quality_lines(shown),
        untranslated=_untranslated(shown),
        notes=list(visit.notes().items()),
    )


def _because(shown: ShownReview, given: GivenVerdict | None) -> Iterator[str]:
    """What the verdict rests on, what a person decided beyond the rules, what it costs, and what would change it."""
    words, verdict = shown.visit.words, shown.examination.verdict
    if given and given.by_rules:
        rules = words(f"verdict.{given.by_rules}")
        yield words("review.made_stricter", by_rules=rules, reason=_with_translation(shown, given.reason))
    for question, severity in shown.because:
        yield ground_told(shown, question, severity)
    if told := conditions_told(words, given):
        yield told
    later = outline(shown.framework, shown.review.traits, shown.review.stage).later
    if given and given.again_on and given.decision in CLEARING and later:
        day = words.date(date.fromisoformat(given.again_on))
        yield words("review.duties_ahead", n=len(later), day=day)
    decision = given.decision if given else verdict and verdict.decision.value
    if decision in SENT_BACK:
        yield words(f"review.would_change_{decision}")


def quality_lines(shown: ShownReview) -> list[str]:
    """The quality warnings in the reader's language; what a rule is about is a question or a principle."""
    words, names = shown.visit.words, shown.names
    lines = []
    for one in quality_of(shown.review, shown.framework, shown.examination):
        about = names(f"{one.about}.ask" if "." in one.about else f"principle.{one.about}")
        lines.append(words(f"review.quality.{one.rule}", about=about, name=shown.visit.name_of(one.by)))
    return lines


def review_table(shown: ShownReview) -> ExportTable:
    """A line for each answer, as a spreadsheet takes it."""
    words, names, visit = shown.visit.words, shown.names, shown.visit
    rows: list[list[CellValue]] = []
    for id_ in shown.examination.asked:
        question = shown.framework.question(id_)
        finding = next((one.severity.value for one in shown.examination.findings if one.question == id_), None)
        head = [question.code, names(f"principle.{question.principle}"), names(f"{id_}.ask")]
        told = words(f"severity.{finding}") if finding else ""
        answers = _answers(shown, id_)
        rows += [
            [
                *head,
                visit.name_of(one.by),
                names(f"answer.{one.answer}"),
                "\n".join(details_told(shown, one)),
                one.reason,
                one.evidence_link,
                told,
            ]
            for one in answers
        ]
        if not answers:
            rows.append([*head, "", "", "", "", "", told])
    return ExportTable(
        shown.review.reference,
        [
            words("review.code"), words("review.principle"), words("review.question"), words("review.by"),
            words("review.answer"), words("review.details"), words("review.reason"), words("review.evidence"),
            words("review.finding"),
        ],
        rows,
        visit.notes(),
        words("download.notes"),
    )  # fmt: skip


def _sections(shown: ShownReview) -> Iterator[ReviewSection]:
    names = shown.names
    for outcome in shown.examination.by_principle:
        asked = [shown.framework.question(id_) for id_ in shown.examination.asked]
        questions = [_question(shown, one) for one in asked if one.principle == outcome.principle]
        yield ReviewSection(names(f"principle.{outcome.principle}"), questions)


def _question(shown: ShownReview, question: Question) -> ReviewQuestion:
    names, visit = shown.names, shown.visit
    return ReviewQuestion(
        question.code,
        names(f"{question.id}.ask"),
        [
            GivenAnswer(
                visit.name_of(one.by),
                names(f"answer.{one.answer}"),
                _details(shown, one),
                _with_translation(shown, one.reason),
                _with_translation(shown, one.evidence_link),
            )
            for one in _answers(shown, question.id)
        ],
        list(_notes(shown, question)),
        [
            (visit.name_of(one.author), _with_translation(shown, one.text))
            for one in shown.messages
            if one.question == question.id
        ],
    )


def _details(shown: ShownReview, response: Response) -> list[str]:
    """What an answer was filled in with, each text with its translation below."""
    told = list(details_told(shown, response))
    written = {text for texts in response.details.values() for text in texts if text in shown.translations}
    return [
        next((_with_translation(shown, text, told=line) for text in written if line.endswith(text)), line)
        for line in told
    ]


def _answers(shown: ShownReview, question: str) -> list[Response]:
    return [one for one in shown.review.responses if one.question == question]


def _notes(shown: ShownReview, question: Question) -> Iterator[str]:
    words = shown.visit.words
    for finding in shown.examination.findings:
        if finding.question == question.id:
            yield words(f"severity.{finding.severity}")
    yield from _decided(shown, question)
    if held := shown.review.mitigations.get(question.id):
        yield _with_translation(shown, held.text, told=mitigation_told(words, held))
    yield from (evidence_told(shown.visit, one) for one in shown.serving(question.id))
    for ask in shown.asks:
        if ask.question == question.id:
            yield from asked_told(shown.visit, ask)


def _decided(shown: ShownReview, question: Question) -> Iterator[str]:
    if settled := shown.review.settlements.get(question.id):
        yield settled_told(shown.visit, settled)
    if choice := shown.review.choices.get(question.id):
        yield chosen_told(shown.visit, shown.names, choice)


def _untranslated(shown: ShownReview) -> list[str]:
    """Texts in another language than the reader's that nobody has translated yet."""
    language = shown.visit.language
    texts = shown.visit.read(translating.texts_of, shown.review.id)
    return [one for one in texts if spoken(one) is not language and one not in shown.translations]


def _with_translation(shown: ShownReview, text: str, *, told: str = "") -> str:
    """A text, as it is or as it is ``told``, and below it what somebody made of it in the reader's language."""
    held = shown.translations.get(text)
    if held is None:
        return told or text
    name = shown.visit.name_of(held.by)
    return f"{told or text}\n{shown.visit.words('translation.told', text=held.text, name=name)}"
