"""Every action, every role: each cell is called for real. An action that nobody listed here fails the first test."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import actions
from actions import accounts as people
from actions import (
    ask_sheets,
    assigning,
    discussing,
    drafting,
    earlier,
    editing,
    evidencing,
    framework_versions,
    freezing,
    importing,
    incoming,
    kits,
    panel,
    planning,
    reading,
    renewing,
    resubmitting,
    review_changes,
    review_clocks,
    review_sheets,
    review_told,
    reviewing,
    score_sheets,
    scoring,
    settling,
    signing,
    submitting,
    taking_back,
    translating,
    triaging,
)
from actions.editing import Edit
from actions.permissions import Actor, PermissionDeniedError, Role
from actions.scoring import Stated
from ethics.answer import Answer
from ethics.sheet import COLUMNS, identity
from store import Session, accounts, discussion, journal, panels, snapshots
from store.engine import Store, open_engines
from store.journal import Filter
from store.settings import ROOT
from store.snapshots import SavedScenario
from tests.actions import scenes
from tests.actions.furnished import NOTE, Scene, furnish, scene_of
from tests.conftest import CAST, HOME, NOW, Models
from usecases.case_kit import identity as kit_identity
from usecases.folding import fold
from usecases.intake import Corrections, reconcile
from usecases.panel import Vote
from usecases.priorities import Ranking
from usecases.scenario import saved
from usecases.score_sheet import identity as scores_identity
from usecases.snapshot import gathered
from usecases.use_case import Role as CaseRole
from usecases.use_case import Status
from usecases.weighting import default_weighting
from wording.language import Language

R = Role
NOT_CHECKED = {"permissions.check", "reading.may"}
"""What asks for the right itself, and what only tells somebody their own rights."""
PART_OF_ANOTHER_DEED = {
    "planning.lapse",
    "lapsing.follow_case",
    "lapsing.end_verdict",
    "examining.record",
    "submitting.put_status",
}
"""What another action calls after it has asked for the right; no screen and no command may reach it."""

ACTOR_OF = {
    R.CONTRIBUTOR: CAST.omar,
    R.ANALYST: CAST.amina,
    R.ASSESSOR: CAST.mehdi,
    R.REVIEWER: CAST.loubna,
    R.ARBITER: CAST.naima,
    R.PUBLISHER: CAST.salma,
    R.AUDITOR: CAST.nadia,
    R.ADMINISTRATOR: CAST.hicham,
    R.TERMINAL: CAST.terminal,
}
READERS = {R.ANALYST, R.ASSESSOR, R.REVIEWER, R.ARBITER, R.PUBLISHER, R.AUDITOR, R.TERMINAL}


def empty_sheet(review_id: int) -> bytes:
    """A sheet on which nothing is answered."""
    return f"{identity(review_id, F)}\n{','.join(COLUMNS)}\n".encode()


FIRST_IMPORT = 1
FRAMEWORKS = scenes.DEFINITIONS.frameworks
SHEET = scenes.sheet(("Lire", "Ministère de la santé", "Un résumé.", "idea"))


@pytest.fixture
def prepared(engine: str, models: Models, tmp_path) -> Iterator[Store]:
    url = models.copy(engine, tmp_path, name="every_state", fill=furnish)
    store = open_engines(url)
    yield store
    store.close()
    models.drop(url)


Call = Callable[[Session, Actor, Scene], Any]


@dataclass(frozen=True)
class Action:
    """One row: which roles the action is open to, and how it is called."""

    roles: set[Role]
    call: Call


C, F = scenes.CRITERIA, scenes.FRAMEWORK
ASKED = f"asks:{HOME}\n{','.join(ask_sheets.COLUMNS)}\n…\n1,,,,Le chef de service.,\n".encode()
KIT = f"{kit_identity(HOME)}\nreference,title.fr\nR,T\n,Un cas\n".encode()
SCORES = f"{scores_identity(C)}\nreference,benefit.likely\n".encode()


def ranking_of(db: Session) -> Ranking:
    """The order of the scene, by whoever may be asked for it."""
    return reading.ranking(db, CAST.amina, C)


def round_with(db: Session, at: Scene, who: Actor, *, closed: bool = False) -> int:
    """A round in which the person and somebody else are, with one score given."""
    number = panels.add(
        db, name=f"Tour de {who.id}", criteria=["benefit"], cases=[at.free], members=[who.id, CAST.mehdi.id],
        due_on="", by=CAST.amina.id, at=NOW,
    )  # fmt: skip
    panels.put_vote(db, number, Vote(at.free, "benefit", CAST.mehdi.id, 1, 2, 3, "Vu."), at=NOW)
    panels.put_vote(db, number, Vote(at.free, "benefit", CAST.soukaina.id, 1, 2, 3, "Vu."), at=NOW)
    if closed:
        panels.close(db, number, at=NOW)
    return number


def drop_one(db: Session, who: Actor) -> None:
    """A scenario is there, and the person removes it."""
    body = saved(ranking_of(db), 10).model_dump(mode="json")
    snapshots.add_scenario(db, SavedScenario("s", "Un scénario", CAST.amina.id, body, NOW))
    freezing.drop_scenario(db, who, "s", now=NOW)


def signed(db: Session, who: Actor, review_id: int) -> None:
    """Signed once the administration is waited for no longer."""
    discussion.withdraw(db, 1, by=CAST.loubna.id, at=NOW)
    signing.close(db, who, review_id, F, expected_version=scenes.version(db, review_id), now=NOW)


def with_fewer(db: Session, who: Actor, review_id: int) -> None:
    """Nobody else may examine the case, and the person lets it go on."""
    scenes.nobody_else(db, review_id)
    assigning.go_on_with_fewer(db, who, review_id, reason="Trop peu nombreux.", now=NOW)


ACTIONS: dict[str, Action] = {
    "accounts.add_person": Action(
        {R.ADMINISTRATOR, R.TERMINAL},
        lambda db, who, _: people.add_person(db, who, name="X", login="x", password_hash=None, roles=[], now=NOW),
    ),
    "accounts.change_person": Action(
        {R.ADMINISTRATOR, R.TERMINAL},
        lambda db, who, _: people.change_person(
            db, who, CAST.yassine.id, roles=[R.AUDITOR], active=True, expected_version=1, now=NOW
        ),
    ),
    "accounts.end_sessions": Action(
        {R.ADMINISTRATOR, R.TERMINAL},
        lambda db, who, _: people.end_sessions(db, who, CAST.amina.id, now=NOW),
    ),
    "drafting.keep": Action(
        READERS | {R.CONTRIBUTOR}, lambda db, who, _: drafting.keep(db, who, "proposal", {"title": "T"}, now=NOW)
    ),
    "drafting.drop": Action(
        READERS | {R.CONTRIBUTOR}, lambda db, who, _: drafting.drop(db, who, "proposal", now=NOW)
    ),
    "drafting.let_go": Action(
        READERS | {R.CONTRIBUTOR}, lambda db, who, _: drafting.let_go(db, who, "proposal", now=NOW)
    ),
    "drafting.load": Action(READERS | {R.CONTRIBUTOR}, lambda db, who, _: drafting.load(db, who, "proposal")),
    "drafting.load_all": Action(READERS | {R.CONTRIBUTOR}, lambda db, who, _: drafting.load_all(db, who, "ask_")),
    "freezing.save_scenario": Action(
        {R.ANALYST, R.PUBLISHER},
        lambda db, who, _: freezing.save_scenario(
            db, who, saved(ranking_of(db), 10), identity="s", name="Un scénario", now=NOW
        ),
    ),
    "freezing.drop_scenario": Action({R.ANALYST, R.PUBLISHER}, lambda db, who, _: drop_one(db, who)),
    "freezing.scenarios": Action(READERS, lambda db, who, _: freezing.scenarios(db, who)),
    "freezing.freeze_ranking": Action(
        {R.ANALYST, R.PUBLISHER},
        lambda db, who, _: freezing.freeze_ranking(db, who, gathered(ranking_of(db), titles={}), name="Figé", now=NOW),
    ),
    "freezing.snapshot_lines": Action(READERS, lambda db, who, _: freezing.snapshot_lines(db, who)),
    "freezing.snapshot_file": Action(READERS, lambda db, who, _: freezing.snapshot_file(db, who, "RK-00001")),
    "freezing.recorded": Action(
        {R.ANALYST, R.ARBITER, R.PUBLISHER, R.AUDITOR, R.TERMINAL},
        lambda db, who, _: freezing.recorded(db, who, "RK-00001"),
    ),
    "panel.open_round": Action(
        {R.ANALYST},
        lambda db, who, at: panel.open_round(
            db, who, C, name="Un tour", wanted=("benefit",), cases=(at.free,),
            members=(CAST.mehdi.id, CAST.soukaina.id), due_on="", now=NOW,
        ),
    ),
    "panel.vote": Action(
        {R.ANALYST, R.ASSESSOR},
        lambda db, who, at: panel.vote(
            db, who, round_with(db, at, who), at.free, "benefit", C, Stated(1, 2, 3, "Vu."), now=NOW
        ),
    ),
    "panel.close_round": Action(
        {R.ANALYST}, lambda db, who, at: panel.close_round(db, who, round_with(db, at, who), now=NOW)
    ),
    "panel.rounds": Action(READERS, lambda db, who, _: panel.rounds(db, who)),
    "panel.progress": Action(READERS, lambda db, who, at: panel.progress(db, who, round_with(db, at, who))),
    "panel.own_votes": Action(
        {R.ANALYST, R.ASSESSOR}, lambda db, who, at: panel.own_votes(db, who, round_with(db, at, who))
    ),
    "panel.assessors": Action({R.ANALYST}, lambda db, who, _: panel.assessors(db, who)),
    "panel.outcome": Action(READERS, lambda db, who, at: panel.outcome(db, who, round_with(db, at, who, closed=True))),
    "planning.choose": Action(
        {R.PUBLISHER}, lambda db, who, at: planning.choose(db, who, at.cleared, reason="", now=NOW)
    ),
    "planning.release": Action(
        {R.PUBLISHER}, lambda db, who, at: planning.release(db, who, at.chosen, reason="Budget.", now=NOW)
    ),
    "planning.save_weighting": Action(
        {R.ANALYST, R.PUBLISHER},
        lambda db, who, _: planning.save_weighting(
            db, who, C, default_weighting(C).model_copy(update={"id": "w", "name": "W"}), expected_version=0, now=NOW
        ),
    ),
    "reading.cases": Action({*READERS, R.CONTRIBUTOR}, lambda db, who, _: reading.cases(db, who)),
    "reading.case_file": Action(
        {*READERS, R.CONTRIBUTOR}, lambda db, who, at: reading.case_file(db, who, at.admitted)
    ),
    "reading.review_history": Action(READERS, lambda db, who, at: reading.review_history(db, who, at.admitted)),
    "reading.performance_table": Action(READERS, lambda db, who, _: reading.performance_table(db, who, C)),
    "reading.scores_of": Action(READERS, lambda db, who, at: reading.scores_of(db, who, at.admitted)),
    "reading.stated_scores": Action(READERS, lambda db, who, _: reading.stated_scores(db, who)),
    "reading.verdicts": Action(READERS | {R.CONTRIBUTOR}, lambda db, who, _: reading.verdicts(db, who)),
    "reading.review_queue": Action(READERS, lambda db, who, _: reading.review_queue(db, who)),
    "reading.review": Action(READERS, lambda db, who, at: reading.review(db, who, at.review)),
    "reading.discussion_of": Action(READERS, lambda db, who, at: reading.discussion_of(db, who, at.review)),
    "reading.asks": Action({*READERS, R.CONTRIBUTOR}, lambda db, who, _: reading.asks(db, who)),
    "reading.verdicts_of": Action(READERS, lambda db, who, at: reading.verdicts_of(db, who, at.admitted)),
    "reading.proposed_depths": Action(READERS, lambda db, who, _: reading.proposed_depths(db, who, F)),
    "review_sheets.preview": Action(
        {R.REVIEWER}, lambda db, who, at: review_sheets.preview(db, who, at.done, F, empty_sheet(at.done))
    ),
    "review_sheets.accept": Action(
        {R.REVIEWER},
        lambda db, who, at: review_sheets.accept(
            db, who, at.done, F, empty_sheet(at.done), consented=(), now=NOW
        ),
    ),
    "review_told.review_told": Action(
        READERS, lambda db, who, at: review_told.review_told(db, who, at.review, F, now=NOW)
    ),
    "review_told.stands_as_told": Action(
        READERS, lambda db, who, at: review_told.stands_as_told(db, who, at.cleared)
    ),
    "review_told.signature_holds": Action(
        READERS, lambda db, who, at: review_told.signature_holds(db, who, at.cleared)
    ),
    "reading.reviews_of": Action(READERS, lambda db, who, at: reading.reviews_of(db, who, at.admitted)),
    "reading.selection": Action(READERS, lambda db, who, _: reading.selection(db, who)),
    "reading.weightings": Action(READERS, lambda db, who, _: reading.weightings(db, who, C)),
    "reading.ranking": Action(READERS, lambda db, who, _: reading.ranking(db, who, C)),
    "reading.journal_page": Action(
        {R.ANALYST, R.ARBITER, R.PUBLISHER, R.AUDITOR, R.TERMINAL},
        lambda db, who, _: reading.journal_page(db, who, Filter(), offset=0, limit=5),
    ),
    "reading.people": Action(
        {R.ANALYST, R.AUDITOR, R.ADMINISTRATOR, R.TERMINAL}, lambda db, who, _: reading.people(db, who)
    ),
    "reading.names": Action({*READERS, R.CONTRIBUTOR}, lambda db, who, _: reading.names(db, who)),
    "triaging.open_review": Action(
        {R.REVIEWER}, lambda db, who, at: triaging.open_review(db, who, at.free, F, traits={}, now=NOW)
    ),
    "reviewing.answer": Action(
        {R.REVIEWER},
        lambda db, who, at: reviewing.answer(
            db, who, at.done, at.red_line, F, choice=F.question(at.red_line).expected, reason="Vu.",
            evidence_link="", expected_version=1, now=NOW,
        ),
    ),
    "triaging.send_to_review": Action(
        {R.ANALYST, R.TERMINAL}, lambda db, who, at: triaging.send_to_review(db, who, [at.free], now=NOW)
    ),
    "reading.entries": Action(READERS, lambda db, who, _: reading.entries(db, who, C, first=2, barred=())),
    "triaging.confirm_traits": Action(
        {R.REVIEWER},
        lambda db, who, at: triaging.confirm_traits(
            db, who, at.done, F, traits={}, expected_version=scenes.version(db, at.done), now=NOW
        ),
    ),
    "reviewing.finish": Action({R.REVIEWER}, lambda db, who, at: reviewing.finish(db, who, at.done, F, now=NOW)),
    "signing.close": Action(
        {R.REVIEWER, R.ARBITER},
        lambda db, who, at: signed(db, who, at.done),
    ),
    "settling.settle": Action(
        {R.REVIEWER, R.ARBITER},
        lambda db, who, at: settling.settle(
            db, who, at.to_decide, at.red_line, F, upheld=True, reason="Vu.", expected_version=0, now=NOW
        ),
    ),
    "settling.choose_answer": Action(
        {R.REVIEWER, R.ARBITER},
        lambda db, who, at: settling.choose_answer(
            db, who, at.shared, at.differs, F, choice=Answer.PARTLY, reason="Vu.", expected_version=0, now=NOW
        ),
    ),
    "settling.mitigate": Action(
        {R.REVIEWER}, lambda db, who, at: scenes.mitigate(db, at.done, at.blocking, by=who)
    ),
    "settling.decide_mitigation": Action(
        {R.REVIEWER, R.ARBITER},
        lambda db, who, at: settling.decide_mitigation(
            db, who, at.to_decide, at.blocking, F, accepted=True, reason="", now=NOW,
            expected_version=scenes.must(db, at.to_decide).mitigation_versions[at.blocking],
        ),
    ),
    "settling.dissent": Action(
        {R.REVIEWER}, lambda db, who, at: settling.dissent(db, who, at.done, text="Je refuserais.", now=NOW)
    ),
    "assigning.assign_by_load": Action(
        {R.ARBITER}, lambda db, who, at: assigning.assign_by_load(db, who, [at.review], now=NOW)
    ),
    "assigning.replace_reviewer": Action(
        {R.ARBITER},
        lambda db, who, at: assigning.replace_reviewer(db, who, at.review, CAST.rachid.id, reason="Congé.", now=NOW),
    ),
    "assigning.call_second_reader": Action(
        {R.REVIEWER, R.ARBITER},
        lambda db, who, at: assigning.call_second_reader(db, who, at.read_alone, F, now=NOW),
    ),
    "planning.lapsed_choices": Action(READERS, lambda db, who, _: planning.lapsed_choices(db, who)),
    "assigning.give_triages": Action(
        {R.ARBITER}, lambda db, who, at: assigning.give_triages(db, who, [at.free], now=NOW)
    ),
    "assigning.triages": Action(READERS, lambda db, who, _: assigning.triages(db, who)),
    "assigning.to_triage": Action({R.ARBITER}, lambda db, who, _: assigning.to_triage(db, who)),
    "assigning.could_join": Action({R.ARBITER}, lambda db, who, at: assigning.could_join(db, who, at.review)),
    "assigning.go_on_with_fewer": Action({R.ARBITER}, lambda db, who, at: with_fewer(db, who, at.review)),
    "assigning.join": Action({R.REVIEWER}, lambda db, who, at: assigning.join(db, who, at.review, now=NOW)),
    "assigning.declare": Action(
        {R.REVIEWER}, lambda db, who, at: assigning.declare(db, who, at.done, interest="", now=NOW)
    ),
    "evidencing.bring": Action(
        {R.REVIEWER, R.ARBITER, R.CONTRIBUTOR, R.ANALYST},
        lambda db, who, at: evidencing.bring(db, who, at.done, at.red_line, F, piece=NOTE, now=NOW),
    ),
    "evidencing.use": Action(
        {R.REVIEWER, R.ARBITER, R.CONTRIBUTOR, R.ANALYST},
        lambda db, who, at: evidencing.use(db, who, 1, at.done, at.blocking, F, now=NOW),
    ),
    "evidencing.pieces_of": Action(
        {*READERS, R.CONTRIBUTOR},
        lambda db, who, at: evidencing.pieces_of(db, who, scenes.must(db, at.done).reference),
    ),
    "evidencing.elsewhere": Action(
        {*READERS, R.CONTRIBUTOR},
        lambda db, who, at: evidencing.elsewhere(db, who, scenes.must(db, at.done).reference, today=NOW.date()),
    ),
    "evidencing.file_of": Action(
        {*READERS, R.CONTRIBUTOR},
        lambda db, who, at: evidencing.file_of(db, who, scenes.must(db, at.done).reference, 2),
    ),
    "discussing.say": Action(
        {R.REVIEWER, R.ARBITER},
        lambda db, who, at: discussing.say(db, who, at.done, at.red_line, F, text="Vu ?", now=NOW),
    ),
    "discussing.process": Action(
        {R.REVIEWER, R.ARBITER}, lambda db, who, at: discussing.process(db, who, at.done, 1, now=NOW)
    ),
    "discussing.ask": Action(
        {R.REVIEWER},
        lambda db, who, at: discussing.ask(
            db, who, at.done, {at.red_line: "Depuis quand ?"}, F, due_on=NOW.date(), now=NOW
        ),
    ),
    "translating.of_asks": Action(
        {*READERS, R.CONTRIBUTOR}, lambda db, who, _: translating.of_asks(db, who, Language.AR)
    ),
    "discussing.take_back": Action(
        {R.REVIEWER, R.ARBITER}, lambda db, who, _: discussing.take_back(db, who, 1, now=NOW)
    ),
    "discussing.reply": Action(
        {R.CONTRIBUTOR, R.ANALYST}, lambda db, who, _: discussing.reply(db, who, 1, answer="Le chef.", link="", now=NOW)
    ),
    "scoring.record_score": Action(
        {R.ANALYST, R.ASSESSOR}, lambda db, who, at: scenes.score(db, at.free, by=who)
    ),
    "editing.edit": Action(
        {R.ANALYST, R.TERMINAL},
        lambda db, who, at: editing.edit(
            db, who, {at.free: scenes.case(db, at.free).version}, Edit(sector="health"), scenes.DEFINITIONS,
            reason="", now=NOW,
        ),
    ),
    "editing.last_edit": Action({R.ANALYST, R.TERMINAL}, lambda db, who, _: editing.last_edit(db, who)),
    "editing.undo_edit": Action(
        {R.ANALYST, R.TERMINAL},
        lambda db, who, at: editing.undo_edit(db, who, at.edit, scenes.DEFINITIONS, now=NOW),
    ),
    "editing.merge": Action(
        {R.ANALYST, R.TERMINAL},
        lambda db, who, at: editing.merge(
            db, who, at.free, at.received, reason="Le même.", now=NOW,
            versions={one: scenes.case(db, one).version for one in (at.free, at.received)},
        ),
    ),
    "kits.kit_cases": Action(
        {R.CONTRIBUTOR, R.ANALYST}, lambda db, who, _: kits.kit_cases(db, who, HOME)
    ),
    "resubmitting.may_resubmit": Action(
        {R.CONTRIBUTOR, R.ANALYST}, lambda db, who, at: resubmitting.may_resubmit(db, who, at.sent_back)
    ),
    "resubmitting.statements": Action(
        {*READERS, R.CONTRIBUTOR}, lambda db, who, at: resubmitting.statements(db, who, at.sent_back)
    ),
    "resubmitting.resubmit": Action(
        {R.CONTRIBUTOR, R.ANALYST},
        lambda db, who, at: resubmitting.resubmit(db, who, at.sent_back, FRAMEWORKS, statement="Corrigé.", now=NOW),
    ),
    "settling.fulfil": Action(
        {R.REVIEWER, R.ARBITER},
        lambda db, who, at: settling.fulfil(db, who, at.review, at.blocking, proof="PV 4", now=NOW),
    ),
    "settling.overdue_mitigations": Action(
        READERS, lambda db, who, _: settling.overdue_mitigations(db, who, now=NOW)
    ),
    "framework_versions.touched_reviews": Action(
        READERS, lambda db, who, _: framework_versions.touched_reviews(db, who, scenes.FRAMEWORK, F)
    ),
    "review_changes.changes_under": Action(
        READERS, lambda db, who, at: review_changes.changes_under(db, who, at.admitted, at.review)
    ),
    "renewing.overdue_cases": Action(READERS, lambda db, who, _: renewing.overdue_cases(db, who, now=NOW)),
    "renewing.renew": Action(
        {R.REVIEWER, R.ARBITER}, lambda db, who, _: renewing.renew(db, who, scenes.DEFINITIONS, now=NOW)
    ),
    "translating.texts_of": Action(READERS, lambda db, who, at: translating.texts_of(db, who, at.done)),
    "translating.translations_of": Action(
        READERS, lambda db, who, at: translating.translations_of(db, who, at.done, Language.AR)
    ),
    "translating.translate": Action(
        {R.REVIEWER, R.ARBITER, R.ANALYST, R.TERMINAL},
        lambda db, who, at: translating.translate(
            db, who, at.done, of="Qui décide ?", language=Language.AR, text="من يقرر؟", expected_version=0, now=NOW
        ),
    ),
    "ask_sheets.waiting_asks": Action(
        {R.CONTRIBUTOR, R.ANALYST}, lambda db, who, _: ask_sheets.waiting_asks(db, who, HOME)
    ),
    "ask_sheets.preview": Action({R.CONTRIBUTOR, R.ANALYST}, lambda db, who, _: ask_sheets.preview(db, who, ASKED)),
    "ask_sheets.accept": Action(
        {R.CONTRIBUTOR, R.ANALYST}, lambda db, who, _: ask_sheets.accept(db, who, ASKED, now=NOW)
    ),
    "kits.preview": Action(
        {R.CONTRIBUTOR, R.ANALYST}, lambda db, who, _: kits.preview(db, who, KIT, {}, now=NOW)
    ),
    "kits.accept": Action(
        {R.CONTRIBUTOR, R.ANALYST},
        lambda db, who, _: kits.accept(db, who, KIT, {}, scenes.DEFINITIONS, consented={}, now=NOW),
    ),
    "earlier.earlier_answers": Action(
        {R.REVIEWER}, lambda db, who, at: earlier.earlier_answers(db, who, at.done, FRAMEWORKS)
    ),
    "earlier.take": Action(
        {R.REVIEWER},
        lambda db, who, at: earlier.take(
            db, who, at.done, at.red_line, FRAMEWORKS, source=at.neighbour, expected_version=1, now=NOW
        ),
    ),
    "review_clocks.clocks": Action(READERS, lambda db, who, _: review_clocks.clocks(db, who, F, now=NOW)),
    "reading.scores_in_force": Action(READERS, lambda db, who, _: reading.scores_in_force(db, who, "benefit")),
    "scoring.record_scores": Action(
        {R.ANALYST, R.ASSESSOR},
        lambda db, who, at: scoring.record_scores(
            db, who, "benefit", C, {at.free: (Stated(1, 2, 3, "Vu."), 0)}, now=NOW
        ),
    ),
    "score_sheets.sheet_lines": Action(
        {R.ANALYST, R.ASSESSOR}, lambda db, who, _: score_sheets.sheet_lines(db, who)
    ),
    "score_sheets.preview": Action(
        {R.ANALYST, R.ASSESSOR}, lambda db, who, _: score_sheets.preview(db, who, C, SCORES)
    ),
    "score_sheets.accept": Action(
        {R.ANALYST, R.ASSESSOR}, lambda db, who, _: score_sheets.accept(db, who, C, SCORES, consented={}, now=NOW)
    ),
    "importing.accept": Action(
        {R.ANALYST, R.TERMINAL},
        lambda db, who, _: importing.accept(
            db, who, scenes.report(SHEET), scenes.DEFINITIONS, role=CaseRole.CANDIDATE, admit=False, now=NOW
        ),
    ),
    "incoming.changes_of": Action(
        {R.ANALYST, R.TERMINAL},
        lambda db, who, _: incoming.changes_of(db, who, reconcile((), scenes.report(SHEET).rows)),
    ),
    "incoming.registers": Action({R.ANALYST, R.TERMINAL}, lambda db, who, _: incoming.registers(db, who)),
    "incoming.same_file": Action(
        {R.ANALYST, R.TERMINAL}, lambda db, who, _: incoming.same_file(db, who, scenes.report(SHEET))
    ),
    "incoming.in_its_register": Action(
        {R.ANALYST, R.TERMINAL}, lambda db, who, _: incoming.in_its_register(db, who, b"x", Corrections())
    ),
    "incoming.remembered": Action({R.ANALYST, R.TERMINAL}, lambda db, who, _: incoming.remembered(db, who)),
    "taking_back.imports_made": Action({R.ANALYST, R.TERMINAL}, lambda db, who, _: taking_back.imports_made(db, who)),
    "taking_back.would_take_back": Action(
        {R.ANALYST, R.TERMINAL}, lambda db, who, _: taking_back.would_take_back(db, who, FIRST_IMPORT)
    ),
    "taking_back.take_back": Action(
        {R.ANALYST, R.TERMINAL},
        lambda db, who, _: taking_back.take_back(db, who, FIRST_IMPORT, scenes.DEFINITIONS, now=NOW),
    ),
    "submitting.propose": Action(
        {R.CONTRIBUTOR, R.ANALYST},
        lambda db, who, _: submitting.propose(
            db, who, scenes.draft(administration="CAISSE NATIONALE DE SECURITE SOCIALE"), C, now=NOW
        ),
    ),
    "submitting.move": Action(
        {R.ANALYST, R.TERMINAL},
        lambda db, who, at: submitting.move(db, who, {at.received: 1}, Status.ADMITTED, reason="", now=NOW),
    ),
}  # fmt: skip
OWN_TRANSACTION = {"incoming.preview": {R.ANALYST, R.TERMINAL}}
"""Actions that open the store themselves."""


def found_actions() -> set[str]:
    """Functions of actions/ that do something in somebody's name."""
    found = set()
    for one in pkgutil.iter_modules(actions.__path__):
        module = importlib.import_module(f"actions.{one.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            ours = function.__module__ == module.__name__ and not name.startswith("_")
            if ours and "actor" in inspect.signature(function).parameters:
                found.add(f"{one.name}.{name}")
    return found


def test_every_action_has_its_row_here():
    assert found_actions() == set(ACTIONS) | set(OWN_TRANSACTION) | NOT_CHECKED | PART_OF_ANOTHER_DEED


def test_what_is_part_of_another_deed_is_reached_by_no_screen_and_no_command():
    for path in (*ROOT.glob("pages/*.py"), *ROOT.glob("ui/**/*.py"), ROOT / "manage.py"):
        source = path.read_text(encoding="utf-8")
        for name in PART_OF_ANOTHER_DEED:
            assert not re.search(rf"\b{name.split('.')[1]}\(|import.*\b{name.split('.')[1]}\b", source), path.name


def outcome(store: Store, call: Call, who: Actor) -> str:
    """Whether the call was done or refused; whatever it did is taken back, and a refusal must have done nothing."""
    with store.writing() as db:
        scene = scene_of(db)
        before = journal.head(db)
        try:
            call(db, who, scene)
        except PermissionDeniedError:
            assert journal.head(db) == before
            return "refused"
        finally:
            db.rollback()
    return "done"


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_an_action_is_open_to_exactly_its_roles_and_to_no_stranger(prepared, name):
    action = ACTIONS[name]
    expected = {role.value: "done" if role in action.roles else "refused" for role in Role}
    found = {role.value: outcome(prepared, action.call, ACTOR_OF[role]) for role in Role}
    assert found == expected
    for stranger in (CAST.yassine, CAST.stranger, Actor("")):
        assert outcome(prepared, action.call, stranger) == "refused"


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_after_revocation_and_on_a_closed_account_an_action_is_refused_at_the_next_call(prepared, name):
    action = ACTIONS[name]
    for role in sorted(action.roles):
        who = ACTOR_OF[role]
        assert outcome(prepared, action.call, who) == "done"
        set_person(prepared, who, roles=set(), active=True)
        assert outcome(prepared, action.call, who) == "refused", f"{role} was taken away"
        set_person(prepared, who, roles={role.value}, active=False)
        assert outcome(prepared, action.call, who) == "refused", f"the account of {role} was closed"
        set_person(prepared, who, roles={role.value}, active=True)


def set_person(store: Store, who: Actor, *, roles: set[str], active: bool) -> None:
    with store.writing() as db:
        person = accounts.get(db, who.id)
        assert person is not None
        accounts.update_person(db, who.id, expected_version=person.version, roles=roles, active=active)


def test_looking_at_a_sheet_asks_for_the_right_to_import(prepared):
    report = scenes.report(SHEET)
    for role in Role:
        if role in OWN_TRANSACTION["incoming.preview"]:
            assert len(incoming.preview(prepared, ACTOR_OF[role], report).new) == 1
        else:
            with pytest.raises(PermissionDeniedError):
                incoming.preview(prepared, ACTOR_OF[role], report)


def test_taking_rows_in_and_admitting_them_are_two_rights(prepared, monkeypatch):
    from actions import permissions

    only_import = {
        **permissions.ROLES,
        R.ASSESSOR: permissions.ROLES[R.ASSESSOR] | {permissions.Permission.IMPORT_CASES},
    }
    monkeypatch.setattr(permissions, "ROLES", only_import)
    report = scenes.report(SHEET)
    with prepared.writing() as db:
        importing.accept(db, CAST.mehdi, report, scenes.DEFINITIONS, role=CaseRole.CANDIDATE, admit=False, now=NOW)
        with pytest.raises(PermissionDeniedError):
            importing.accept(db, CAST.mehdi, report, scenes.DEFINITIONS, role=CaseRole.CANDIDATE, admit=True, now=NOW)


def test_a_contributor_sees_the_cases_of_their_own_administration_and_no_other(prepared):
    with prepared.writing() as db:
        own = submitting.propose(
            db, CAST.omar, scenes.draft("Le nôtre", "Caisse Nationale de Sécurité Sociale"), C, now=NOW
        )
    with prepared.reading() as db:
        every = reading.cases(db, CAST.nadia)
        theirs = {one.reference for one in every if fold(one.administration) == "caisse nationale de securite sociale"}
        assert {line.reference for line in reading.cases(db, CAST.omar)} == theirs
        assert own in theirs
        assert {one.reference for one in reading.asks(db, CAST.omar)} <= theirs
        seen = reading.case_file(db, CAST.omar, own)
        assert seen is not None
        assert seen.case.reference == own
        for line in reading.cases(db, CAST.nadia):
            if line.reference not in theirs:
                assert reading.case_file(db, CAST.omar, line.reference) is None
    with prepared.writing() as db, pytest.raises(submitting.SubmittingError) as refused:
        submitting.propose(db, CAST.omar, scenes.draft("Le leur", "Ministère de la santé"), C, now=NOW)
    assert refused.value.code == "case.other_administration"


def test_a_draft_is_its_authors_alone(prepared):
    with prepared.writing() as db:
        drafting.keep(db, CAST.omar, "proposal", {"title": "Le mien"}, now=NOW)
        assert drafting.load(db, CAST.omar, "proposal") == {"title": "Le mien"}
        assert drafting.load(db, CAST.amina, "proposal") is None
        drafting.keep(db, CAST.omar, "ask_1_x", {"text": "Qui ?"}, now=NOW)
        drafting.keep(db, CAST.omar, "ask_12_x", {"text": "Quoi ?"}, now=NOW)
        assert drafting.load_all(db, CAST.omar, "ask_1_") == {"ask_1_x": {"text": "Qui ?"}}
        assert drafting.load_all(db, CAST.amina, "ask_1_") == {}
        drafting.drop(db, CAST.amina, "proposal", now=NOW)
        assert drafting.load(db, CAST.omar, "proposal") == {"title": "Le mien"}


def test_everybody_may_know_their_own_rights(prepared):
    with prepared.reading() as db:
        assert reading.may(db, CAST.yassine) == frozenset()
        assert reading.may(db, CAST.stranger) == frozenset()
        assert "choose_case" in reading.may(db, CAST.salma)
