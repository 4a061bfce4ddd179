"""Every deed that carries the id of a request, with the scene that it needs; two tests do them all."""

from collections.abc import Callable
from typing import Any

from actions import accounts as people
from actions import (
    ask_sheets,
    assigning,
    discussing,
    earlier,
    editing,
    evidencing,
    freezing,
    importing,
    kits,
    panel,
    planning,
    reading,
    renewing,
    resubmitting,
    review_sheets,
    reviewing,
    score_sheets,
    scoring,
    settling,
    submitting,
    taking_back,
    translating,
    triaging,
)
from actions.editing import Edit
from actions.scoring import Stated
from ethics.answer import Answer
from ethics.evidence import EvidenceKind, stated
from ethics.question import QuestionSeverity
from ethics.verdict import Decision
from store import Session
from tests.actions import scenes
from tests.actions.scenes import NONE_HOLDS
from tests.actions.test_review_sheets import filled
from tests.actions.test_rights_of_actions import ASKED, HOME, KIT
from tests.actions.test_score_sheets import filled as scored
from tests.actions.test_score_sheets import sheet_of
from tests.conftest import CAST, NOW
from usecases.scenario import saved
from usecases.snapshot import gathered
from usecases.use_case import Role as CaseRole
from usecases.use_case import Status
from usecases.weighting import default_weighting
from wording.language import Language

C, F = scenes.CRITERIA, scenes.FRAMEWORK
Deed = Callable[[str], Any]
"""Does it under the id of a request."""


def add_person(db: Session) -> Deed:
    return lambda again: people.add_person(
        db, CAST.hicham, name="X", login="x", password_hash=None, roles=[], now=NOW, request_id=again
    )


def change_person(db: Session) -> Deed:
    return lambda again: people.change_person(
        db, CAST.hicham, CAST.yassine.id, roles=[], active=True, expected_version=1, now=NOW, request_id=again
    )


def end_sessions(db: Session) -> Deed:
    return lambda again: people.end_sessions(db, CAST.hicham, CAST.amina.id, now=NOW, request_id=again)


def choose(db: Session) -> Deed:
    reference = scenes.cleared(db)
    return lambda again: planning.choose(db, CAST.salma, reference, reason="", now=NOW, request_id=again)


def release(db: Session) -> Deed:
    reference = scenes.chosen(db)
    return lambda again: planning.release(db, CAST.salma, reference, reason="Budget.", now=NOW, request_id=again)


def save_weighting(db: Session) -> Deed:
    one = default_weighting(C).model_copy(update={"id": "w", "name": "W"})
    return lambda again: planning.save_weighting(db, CAST.amina, C, one, expected_version=0, now=NOW, request_id=again)


def open_review(db: Session) -> Deed:
    reference = scenes.admitted(db)
    return lambda again: triaging.open_review(db, CAST.rachid, reference, F, traits={}, now=NOW, request_id=again)


def answer(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    question = scenes.asked(db, review_id)[0].id
    return lambda again: scenes.answer(db, review_id, question, Answer.YES, request_id=again)


def settle(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    question = scenes.first_of(db, review_id, QuestionSeverity.RED_LINE)
    scenes.answer(db, review_id, question, Answer.PARTLY)
    return lambda again: settling.settle(
        db, CAST.loubna, review_id, question, F, upheld=True, reason="Vu.", expected_version=0, now=NOW,
        request_id=again,
    )  # fmt: skip


def confirm_traits(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    return lambda again: triaging.confirm_traits(
        db, CAST.rachid, review_id, F, traits={"generative": False}, expected_version=scenes.version(db, review_id),
        now=NOW, request_id=again,
    )  # fmt: skip


def send_to_review(db: Session) -> Deed:
    reference = scenes.admitted(db)
    return lambda again: triaging.send_to_review(db, CAST.amina, [reference], now=NOW, request_id=again)


def taken_in(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    first, second = (one.id for one in scenes.asked(db, review_id)[:2])
    content = filled(review_id, (first, "Non", "", "0"), (second, "Non", "", "0"))
    return lambda again: review_sheets.accept(
        db, CAST.rachid, review_id, F, content, consented={}, now=NOW, request_id=again
    )  # fmt: skip


def finish(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db), **NONE_HOLDS)
    scenes.answered(db, review_id)
    return lambda again: reviewing.finish(db, CAST.rachid, review_id, F, now=NOW, request_id=again)


def choose_answer(db: Session) -> Deed:
    review_id = scenes.disagreed(db, scenes.admitted(db))
    question = scenes.first_of(db, review_id, QuestionSeverity.MINOR)
    return lambda again: settling.choose_answer(
        db, CAST.naima, review_id, question, F, choice=Answer.PARTLY, reason="Vu.", expected_version=0, now=NOW,
        request_id=again,
    )  # fmt: skip


def mitigate(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    question = scenes.asked(db, review_id)[0].id
    return lambda again: scenes.mitigate(db, review_id, question, expected_version=0, request_id=again)


def decide_mitigation(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    question = scenes.asked(db, review_id)[0].id
    scenes.mitigate(db, review_id, question)
    seen = scenes.must(db, review_id).mitigation_versions[question]
    return lambda again: settling.decide_mitigation(
        db, CAST.naima, review_id, question, F, accepted=True, reason="", expected_version=seen, now=NOW,
        request_id=again,
    )  # fmt: skip


def dissent(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    return lambda again: settling.dissent(db, CAST.rachid, review_id, text="Non.", now=NOW, request_id=again)


def two_places(db: Session) -> int:
    review_id = scenes.opened(db, scenes.admitted(db))
    scenes.places(db, review_id, 2)
    return review_id


def assign_by_load(db: Session) -> Deed:
    review_id = two_places(db)
    return lambda again: assigning.assign_by_load(db, CAST.naima, [review_id], now=NOW, request_id=again)


def give_triages(db: Session) -> Deed:
    references = [scenes.admitted(db)]
    return lambda again: assigning.give_triages(db, CAST.naima, references, now=NOW, request_id=again)


def go_on_with_fewer(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    scenes.nobody_else(db, review_id)
    return lambda again: assigning.go_on_with_fewer(
        db, CAST.naima, review_id, reason="Trop peu nombreux.", now=NOW, request_id=again
    )


def replace_reviewer(db: Session) -> Deed:
    review_id = two_places(db)
    return lambda again: assigning.replace_reviewer(
        db, CAST.naima, review_id, CAST.rachid.id, reason="Congé.", now=NOW, request_id=again
    )


def join(db: Session) -> Deed:
    review_id = two_places(db)
    return lambda again: assigning.join(db, CAST.loubna, review_id, now=NOW, request_id=again)


def declare(db: Session) -> Deed:
    review_id = two_places(db)
    return lambda again: assigning.declare(db, CAST.rachid, review_id, interest="", now=NOW, request_id=again)


def ask_them(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    texts = {scenes.asked(db, review_id)[0].id: "Qui décide ?"}
    return lambda again: discussing.ask(
        db, CAST.rachid, review_id, texts, F, due_on=NOW.date(), now=NOW, request_id=again
    )


def take_ask_back(db: Session) -> Deed:
    ask_them(db)("first")
    return lambda again: discussing.take_back(db, CAST.rachid, 1, now=NOW, request_id=again)


def reply(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    texts = {scenes.asked(db, review_id)[0].id: "Qui décide ?"}
    discussing.ask(db, CAST.rachid, review_id, texts, F, due_on=NOW.date(), now=NOW)
    return lambda again: discussing.reply(db, CAST.amina, 1, answer="Le chef.", link="", now=NOW, request_id=again)


def bring(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    question, piece = scenes.asked(db, review_id)[0].id, stated(EvidenceKind.TEXT, "Note", "Page 2")
    return lambda again: evidencing.bring(
        db, CAST.rachid, review_id, question, F, piece=piece, now=NOW, request_id=again
    )


def use(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    first, second = (one.id for one in scenes.asked(db, review_id)[:2])
    piece = stated(EvidenceKind.TEXT, "Note", "Page 2")
    number = evidencing.bring(db, CAST.rachid, review_id, first, F, piece=piece, now=NOW)
    return lambda again: evidencing.use(db, CAST.rachid, number, review_id, second, F, now=NOW, request_id=again)


def say(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    question = scenes.asked(db, review_id)[0].id
    return lambda again: discussing.say(db, CAST.rachid, review_id, question, F, text="Vu ?", now=NOW, request_id=again)


def take_earlier(db: Session) -> Deed:
    scenes.cleared(db)
    review_id = scenes.opened(db, scenes.admitted(db), **NONE_HOLDS)
    question, frameworks = scenes.asked(db, review_id)[0].id, scenes.DEFINITIONS.frameworks
    return lambda again: earlier.take(
        db, CAST.rachid, review_id, question, frameworks, source=1, expected_version=0, now=NOW, request_id=again
    )


def process(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    discussing.say(db, CAST.rachid, review_id, scenes.asked(db, review_id)[0].id, F, text="Vu ?", now=NOW)
    return lambda again: discussing.process(db, CAST.rachid, review_id, 1, now=NOW, request_id=again)


def close(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db), **NONE_HOLDS)
    scenes.answered(db, review_id)
    stricter = {"decision": Decision.REDESIGN, "reason": "Revoir le but."}
    return lambda again: scenes.closed(db, review_id, request_id=again, **stricter)


def record_score(db: Session) -> Deed:
    reference = scenes.admitted(db)
    return lambda again: scenes.score(db, reference, request_id=again)


def accept(db: Session) -> Deed:
    report = scenes.report(scenes.sheet(("Lire", "Ministère de la santé", "Un résumé.", "idea")))
    return lambda again: (
        importing.accept(
            db, CAST.amina, report, scenes.DEFINITIONS, role=CaseRole.CANDIDATE, admit=True, now=NOW, request_id=again
        ).import_id
    )


def edit(db: Session) -> Deed:
    reference = scenes.proposed(db)
    wanted = Edit(sector="health")
    return lambda again: editing.edit(
        db, CAST.amina, {reference: 1}, wanted, scenes.DEFINITIONS, reason="", now=NOW, request_id=again
    )


def undo_edit(db: Session) -> Deed:
    reference = scenes.proposed(db)
    seq = editing.edit(db, CAST.amina, {reference: 1}, Edit(sector="health"), scenes.DEFINITIONS, reason="", now=NOW)
    return lambda again: editing.undo_edit(db, CAST.amina, seq, scenes.DEFINITIONS, now=NOW, request_id=again)


def merge(db: Session) -> Deed:
    kept, merged = scenes.proposed(db), scenes.proposed(db)
    return lambda again: editing.merge(
        db, CAST.amina, kept, merged, versions={kept: 1, merged: 1}, reason="Le même.", now=NOW, request_id=again
    )


def record_scores(db: Session) -> Deed:
    stated = {scenes.admitted(db): (Stated(1, 2, 3, "Vu."), 0), scenes.admitted(db): (Stated(0, 1, 2, "Vu."), 0)}
    return lambda again: scoring.record_scores(db, CAST.mehdi, "benefit", C, stated, now=NOW, request_id=again)


def translate(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    scenes.answer(db, review_id, scenes.asked(db, review_id)[0].id, Answer.YES, reason="Vu au dossier.")
    return lambda again: translating.translate(
        db, CAST.rachid, review_id, of="Vu au dossier.", language=Language.AR, text="مطابق.", expected_version=0,
        now=NOW, request_id=again,
    )  # fmt: skip


def resubmit(db: Session) -> Deed:
    reference = scenes.admitted(db, scenes.draft("Renvoyé", HOME))
    review_id = scenes.opened(db, reference, **NONE_HOLDS)
    blocking = scenes.first_of(db, review_id, QuestionSeverity.BLOCKING)
    scenes.answered(db, review_id, {blocking: scenes.opposite(blocking)})
    scenes.closed(db, review_id)
    return lambda again: resubmitting.resubmit(
        db, CAST.omar, reference, scenes.DEFINITIONS.frameworks, statement="Corrigé.", now=NOW, request_id=again
    )


def call_second_reader(db: Session) -> Deed:
    review_id = scenes.read_alone(db)
    return lambda again: assigning.call_second_reader(db, CAST.naima, review_id, F, now=NOW, request_id=again)


def renew(db: Session) -> Deed:
    scenes.cleared(db)
    years_later = NOW.replace(year=NOW.year + 6)
    return lambda again: renewing.renew(
        db, CAST.rachid, scenes.DEFINITIONS, now=years_later, request_id=again
    )  # fmt: skip


def fulfil(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db))
    question = scenes.first_of(db, review_id, QuestionSeverity.BLOCKING)
    scenes.mitigate(db, review_id, question)
    return lambda again: settling.fulfil(db, CAST.loubna, review_id, question, proof="PV 4", now=NOW, request_id=again)


def take_asks(db: Session) -> Deed:
    review_id = scenes.opened(db, scenes.admitted(db, scenes.draft("Le nôtre", HOME)))
    question = scenes.asked(db, review_id)[0].id
    discussing.ask(db, CAST.rachid, review_id, {question: "Qui ?"}, F, due_on=NOW.date(), now=NOW)
    return lambda again: ask_sheets.accept(db, CAST.omar, ASKED, now=NOW, request_id=again)


def take_kit(db: Session) -> Deed:
    return lambda again: kits.accept(
        db, CAST.amina, KIT, {}, scenes.DEFINITIONS, consented={}, now=NOW, request_id=again
    )


def take_scores(db: Session) -> Deed:
    scenes.admitted(db)
    content = scored(sheet_of(db), benefit__likely={1: 2}, benefit__reason={1: "Vu."})
    return lambda again: score_sheets.accept(db, CAST.mehdi, C, content, consented={}, now=NOW, request_id=again)


def take_back(db: Session) -> Deed:
    report = scenes.report(scenes.sheet(("Lire", "Ministère de la santé", "Un résumé.", "idea")))
    made = importing.accept(
        db, CAST.amina, report, scenes.DEFINITIONS, role=CaseRole.CANDIDATE, admit=True, now=NOW
    ).import_id
    return lambda again: taking_back.take_back(db, CAST.amina, made, scenes.DEFINITIONS, now=NOW, request_id=again)


def propose(db: Session) -> Deed:
    return lambda again: submitting.propose(db, CAST.amina, scenes.draft(), C, now=NOW, request_id=again)


def move(db: Session) -> Deed:
    reference = scenes.proposed(db)
    return lambda again: submitting.move(
        db, CAST.amina, {reference: 1}, Status.ADMITTED, reason="", now=NOW, request_id=again
    )


def save_scenario(db: Session) -> Deed:
    scenario = saved(reading.ranking(db, CAST.amina, C), 10)
    return lambda again: freezing.save_scenario(
        db, CAST.amina, scenario, identity="s", name="Prudent", now=NOW, request_id=again
    )


def drop_scenario(db: Session) -> Deed:
    scenario = saved(reading.ranking(db, CAST.amina, C), 10)
    freezing.save_scenario(db, CAST.amina, scenario, identity="s", name="Prudent", now=NOW)
    return lambda again: freezing.drop_scenario(db, CAST.amina, "s", now=NOW, request_id=again)


def freeze_ranking(db: Session) -> Deed:
    kept = gathered(reading.ranking(db, CAST.amina, C), titles={})
    return lambda again: freezing.freeze_ranking(db, CAST.amina, kept, name="Comité", now=NOW, request_id=again)


def open_round(db: Session) -> Deed:
    reference, members = scenes.admitted(db), (CAST.mehdi.id, CAST.soukaina.id)
    return lambda again: panel.open_round(
        db, CAST.amina, C, name="Tour", wanted=("benefit",), cases=(reference,), members=members, due_on="", now=NOW,
        request_id=again,
    )  # fmt: skip


def vote(db: Session) -> Deed:
    number, reference = _round(db)
    return lambda again: panel.vote(
        db, CAST.mehdi, number, reference, "benefit", C, Stated(1, 2, 3, "Vu."), now=NOW, request_id=again
    )


def close_round(db: Session) -> Deed:
    number, reference = _round(db)
    for who in (CAST.mehdi, CAST.soukaina):
        panel.vote(db, who, number, reference, "benefit", C, Stated(1, 2, 3, "Vu."), now=NOW)
    return lambda again: panel.close_round(db, CAST.amina, number, now=NOW, request_id=again)


def _round(db: Session) -> tuple[int, str]:
    reference, members = scenes.admitted(db), (CAST.mehdi.id, CAST.soukaina.id)
    number = panel.open_round(  # a name of its own: all deeds are done on one site too
        db,
        CAST.amina,
        C,
        name=f"Tour {reference}",
        wanted=("benefit",),
        cases=(reference,),
        members=members,
        due_on="",
        now=NOW,
    )
    return number, reference


DEEDS: dict[str, Callable[[Session], Deed]] = {
    "accounts.add_person": add_person,
    "accounts.change_person": change_person,
    "accounts.end_sessions": end_sessions,
    "freezing.drop_scenario": drop_scenario,
    "freezing.freeze_ranking": freeze_ranking,
    "freezing.save_scenario": save_scenario,
    "panel.close_round": close_round,
    "panel.open_round": open_round,
    "panel.vote": vote,
    "planning.choose": choose,
    "planning.release": release,
    "planning.save_weighting": save_weighting,
    "reviewing.answer": answer,
    "signing.close": close,
    "triaging.open_review": open_review,
    "triaging.confirm_traits": confirm_traits,
    "reviewing.finish": finish,
    "triaging.send_to_review": send_to_review,
    "renewing.renew": renew,
    "assigning.call_second_reader": call_second_reader,
    "settling.choose_answer": choose_answer,
    "settling.decide_mitigation": decide_mitigation,
    "settling.dissent": dissent,
    "settling.mitigate": mitigate,
    "settling.settle": settle,
    "assigning.assign_by_load": assign_by_load,
    "assigning.declare": declare,
    "assigning.join": join,
    "assigning.replace_reviewer": replace_reviewer,
    "assigning.give_triages": give_triages,
    "assigning.go_on_with_fewer": go_on_with_fewer,
    "discussing.ask": ask_them,
    "discussing.take_back": take_ask_back,
    "earlier.take": take_earlier,
    "discussing.process": process,
    "discussing.reply": reply,
    "discussing.say": say,
    "evidencing.bring": bring,
    "evidencing.use": use,
    "review_sheets.accept": taken_in,
    "scoring.record_score": record_score,
    "editing.edit": edit,
    "editing.undo_edit": undo_edit,
    "editing.merge": merge,
    "scoring.record_scores": record_scores,
    "ask_sheets.accept": take_asks,
    "settling.fulfil": fulfil,
    "resubmitting.resubmit": resubmit,
    "translating.translate": translate,
    "kits.accept": take_kit,
    "score_sheets.accept": take_scores,
    "importing.accept": accept,
    "taking_back.take_back": take_back,
    "submitting.move": move,
    "submitting.propose": propose,
}
