"""A site in which every deed can be tried: cases in every state, reviews open and closed, evidence, questions asked."""

from dataclasses import dataclass

from actions import (
    discussing,
    editing,
    evidencing,
    importing,
)
from actions.editing import Edit
from ethics.answer import Answer
from ethics.evidence import EvidenceKind, filed, stated
from ethics.question import QuestionSeverity
from store import Session, journal, reviews, use_cases
from store.engine import Store
from store.journal import Filter
from tests.actions import scenes
from tests.conftest import CAST, HOME, NOW
from usecases.use_case import Role as CaseRole

F = scenes.FRAMEWORK
PDF = b"%PDF-1.7 note"


NOTE = stated(EvidenceKind.TEXT, "Note", "Page 2")


IMPORTED = scenes.sheet(("Importé", "Ministère de la santé", "Un résumé.", "idea"))


@dataclass(frozen=True)
class Scene:
    """What the cells find: made once, every cell is taken back."""

    received: str
    admitted: str
    free: str
    chosen: str
    cleared: str
    review: int
    red_line: str
    blocking: str
    to_decide: int
    done: int
    shared: int
    differs: str
    edit: int
    neighbour: int
    sent_back: str
    read_alone: int


def furnish(store: Store) -> None:
    """Cases in every state; Rachid examines one and left a red line half open."""
    with store.writing() as db:
        importing.accept(
            db, CAST.amina, scenes.report(IMPORTED), scenes.DEFINITIONS, role=CaseRole.CANDIDATE, admit=False, now=NOW
        )
        scenes.proposed(db, scenes.draft("Reçu"))
        corrected = scenes.proposed(db, scenes.draft("Corrigé"))
        editing.edit(db, CAST.amina, {corrected: 1}, Edit(sector="justice"), scenes.DEFINITIONS, reason="", now=NOW)
        admitted = scenes.admitted(db, scenes.draft("Admis"))
        scenes.admitted(db, scenes.draft("Libre"))
        scenes.chosen(db)
        scenes.cleared(db, scenes.draft("À choisir"))
        scenes.score(db, admitted)
        review = scenes.opened(db, admitted, **scenes.NONE_HOLDS)
        red_line = scenes.first_of(db, review, QuestionSeverity.RED_LINE)
        blocking = scenes.first_of(db, review, QuestionSeverity.BLOCKING)
        scenes.answered(db, review, {red_line: Answer.PARTLY, blocking: scenes.opposite(blocking)})
        scenes.mitigate(db, review, blocking)
        scenes.places(db, review, 2)
        to_decide = scenes.opened(db, scenes.admitted(db, scenes.draft("À trancher")), **scenes.NONE_HOLDS)
        scenes.answered(db, to_decide, {red_line: Answer.PARTLY, blocking: scenes.opposite(blocking)})
        scenes.mitigate(db, to_decide, blocking)
        case = scenes.draft("À clore", "Caisse nationale de sécurité sociale")
        second = scenes.opened(db, scenes.admitted(db, case), by=CAST.loubna)
        scenes.answered(db, second, by=CAST.loubna)
        texts = {red_line: "Qui décide ?"}
        discussing.ask(db, CAST.loubna, second, texts, F, due_on=NOW.date(), now=NOW)
        discussing.say(db, CAST.loubna, second, red_line, F, text="À relire.", now=NOW)
        evidencing.bring(db, CAST.loubna, second, red_line, F, piece=NOTE, now=NOW)
        evidencing.bring(db, CAST.loubna, second, red_line, F, piece=filed("n.pdf", PDF), content=PDF, now=NOW)
        back = scenes.opened(db, scenes.admitted(db, scenes.draft("Renvoyé", HOME)), **scenes.NONE_HOLDS)
        scenes.answered(db, back, {blocking: scenes.opposite(blocking)})
        scenes.closed(db, back)
        scenes.cleared(db, scenes.draft("Voisin", "Caisse nationale de sécurité sociale"))
        scenes.disagreed(db, scenes.admitted(db, scenes.draft("Partagé")))
        scenes.read_alone(db)


def scene_of(db: Session) -> Scene:
    by_title = {line.title[0].value: line.reference for line in use_cases.listing(db)}
    [review] = reviews.of_case(db, by_title["Admis"])
    [done] = reviews.of_case(db, by_title["À clore"])
    [to_decide] = reviews.of_case(db, by_title["À trancher"])
    [shared] = reviews.of_case(db, by_title["Partagé"])
    return Scene(
        by_title["Reçu"], by_title["Admis"], by_title["Libre"], by_title["Lire les courriers"], by_title["À choisir"],
        review, scenes.first_of(db, review, QuestionSeverity.RED_LINE),
        scenes.first_of(db, review, QuestionSeverity.BLOCKING), to_decide, done, shared,
        scenes.first_of(db, shared, QuestionSeverity.MINOR),
        journal.lines(db, Filter(act="cases.edited"))[0][0].seq, reviews.of_case(db, by_title["Voisin"])[0],
        by_title["Renvoyé"], reviews.of_case(db, by_title["Lu par une seule personne"])[0],
    )  # fmt: skip
