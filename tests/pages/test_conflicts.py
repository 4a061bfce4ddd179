"""Two people on one form: what was typed stays, the three are shown, and nothing is overwritten unseen."""

from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from actions import accounts, planning, reading, reviewing, scoring, settling, submitting, triaging
from actions.examining import examination_of
from actions.permissions import Actor, Role
from actions.scoring import Stated
from ethics.answer import Answer
from ethics.question import QuestionSeverity
from store import accounts as kept
from store import assignments, journal, reviews, use_cases
from tests.conftest import NOW
from tests.pages.conftest import person_of
from tests.pages.test_screens import looked_at, written
from ui import opening
from ui.visit import Visit
from usecases.criteria import Measure
from usecases.use_case import Status
from usecases.weighting import default_weighting
from wording.language import Language

WORDS = opening.words(Language.FR)


def actor(site, role: str) -> Actor:
    return Actor(person_of(site, role).id)


def three(app: AppTest) -> list[str]:
    """The lines of a conflict: the base, theirs and mine."""
    shown = [unescape(one.body) for one in app.get("html") if WORDS("conflict.base") in unescape(one.body)]
    assert len(shown) == 1
    return [part.partition("</div>")[0] for part in shown[0].split("<dd")][1:]


def weightings_open(app: AppTest) -> AppTest:
    """The tab on which weightings are saved."""
    app.session_state["defence_tab"] = "weightings"
    return app.run()


def test_a_weighting_saved_in_between_is_shown_and_not_overwritten(site, visiting):
    amina, criteria = actor(site, "analyst"), site.definitions.criteria
    shared = default_weighting(criteria).model_copy(update={"id": "shared", "name": "Équité"})
    with site.store.writing() as db:
        planning.save_weighting(db, amina, criteria, shared, expected_version=0, now=NOW)
    app = weightings_open(looked_at("ranking", visiting(site, "analyst", Language.FR), poids="shared"))
    with site.store.writing() as db:
        theirs = shared.model_copy(update={"axis_share": 0.9})
        planning.save_weighting(db, amina, criteria, theirs, expected_version=1, now=NOW)
    save = next(one for one in app.button if one.label == WORDS("ranking.save"))
    save.click().run()
    assert not app.exception
    assert WORDS("conflict.weighting") in written(app)
    assert "22,5" in three(app)[1]  # people served weighs 0.9 x 25 % by theirs
    with site.store.reading() as db:
        kept_now = next(one for one in reading.weightings(db, amina, criteria) if one.weighting.id == "shared")
    assert (kept_now.version, kept_now.weighting.axis_share) == (2, 0.9)


def test_the_name_of_another_weighting_is_not_taken_over(site, visiting):
    amina, criteria = actor(site, "analyst"), site.definitions.criteria
    other = default_weighting(criteria).model_copy(update={"id": "other", "name": "Finances", "axis_share": 0.2})
    with site.store.writing() as db:
        planning.save_weighting(db, amina, criteria, other, expected_version=0, now=NOW)
    app = weightings_open(looked_at("ranking", visiting(site, "analyst", Language.FR)))
    app.text_input(key="weighting_name_").set_value("Finances")
    next(one for one in app.button if one.label == WORDS("ranking.save")).click().run()
    assert WORDS("weights.name_taken", name="Finances") in written(app)
    with site.store.reading() as db:
        found = next(one for one in reading.weightings(db, amina, criteria) if one.weighting.id == "other")
    assert (found.version, found.weighting.axis_share) == (1, 0.2)


def open_question(site, framework, by):
    """The first open review, with a question that this reviewer has not answered."""
    with site.store.reading() as db:
        line = next(one for one in reviews.lines(db) if one.state == "open")
        review = reviews.get(db, line.id)
    asked = examination_of(review, framework).asked
    return line, review, next(framework.question(name) for name in asked if name not in review.by(by.id))


def test_an_answer_given_in_between_is_shown_with_what_was_there_at_first(site, visiting):
    visit = visiting(site, "reviewer", Language.FR)
    framework, rachid = site.definitions.framework, visit.actor
    line, review, question = open_question(site, framework, rachid)
    form = f"answer_{review.id}_{question.id}"
    app = looked_at("review", visit, cas=line.reference, principe=question.principle)
    app.radio(key=f"{form}_choice").set_value("partly")
    app.text_area(key=f"{form}_reason").set_value("Pas partout.").run()
    with site.store.writing() as db:
        reviewing.answer(
            db, rachid, review.id, question.id, framework, choice=Answer(question.expected), reason="Vu.",
            evidence_link="", expected_version=0, now=NOW,
        )  # fmt: skip
    app.button(key=f"{form}_send").click().run()
    assert not app.exception
    base, theirs, mine = three(app)
    assert WORDS("review.unanswered") in base
    assert "Vu." in theirs
    assert "Pas partout." in mine
    assert app.text_area(key=f"{form}_reason").value == "Pas partout."
    app.button(key=f"{form}_send").click().run()
    with site.store.reading() as db:
        held = reviews.get(db, review.id)
    version = held.response_versions[question.id, rachid.id]
    assert (held.by(rachid.id)[question.id].answer, version) == (Answer.PARTLY, 2)


def test_a_window_left_open_overwrites_nothing_by_itself(site, visiting):
    visit = visiting(site, "reviewer", Language.FR)
    framework, rachid = site.definitions.framework, visit.actor
    line, review, question = open_question(site, framework, rachid)

    def answered() -> tuple[Answer, int]:
        with site.store.reading() as db:
            held = reviews.get(db, review.id)
        return held.by(rachid.id)[question.id].answer, held.response_versions[question.id, rachid.id]

    form = f"answer_{review.id}_{question.id}"
    app = looked_at("review", visit, cas=line.reference, principe=question.principle)
    app.radio(key=f"{form}_choice").set_value(question.expected.value).run()
    assert answered() == (question.expected, 1)
    with site.store.writing() as db:
        reviewing.answer(
            db, rachid, review.id, question.id, framework, choice=Answer.PARTLY, reason="Vu ailleurs.",
            evidence_link="", expected_version=1, now=NOW,
        )  # fmt: skip
    app.run()
    app.text_input(key=f"{form}_link").set_value("Note 4").run()
    assert answered() == (Answer.PARTLY, 2)


@pytest.mark.parametrize(
    ("question_id", "choice", "fields"),
    [
        ("responsibility.accountable_official", "yes", {"who": " Directrice du service "}),
        ("responsibility.accountable_official", "yes", {}),
        ("human_oversight.override", "yes", {"who": "Chef de service", "stopped_within": "٢٫٥٠"}),
        ("human_oversight.override", "yes", {"who": "Chef de service", "stopped_within": "bientôt"}),
    ],
)
def test_what_is_filled_in_is_saved_once_however_it_was_typed(site, visiting, question_id, choice, fields):
    """A page that saves what it has just saved never comes to rest."""
    visit = visiting(site, "reviewer", Language.FR)
    framework, rachid = site.definitions.framework, visit.actor
    question = framework.question(question_id)
    with site.store.writing() as db:
        reference = next(
            one.reference for one in use_cases.listing(db) if one.stage == "build" and one.status == "admitted"
        )
        review_id = triaging.open_review(db, rachid, reference, framework, traits={}, now=NOW)

    def versions() -> int:
        with site.store.reading() as db:
            return reviews.get(db, review_id).response_versions.get((question.id, rachid.id), 0)

    form = f"answer_{review_id}_{question.id}"
    app = looked_at("review", visit, cas=reference, principe=question.principle)
    app.radio(key=f"{form}_choice").set_value(choice).run()
    for name, text in fields.items():
        app.text_input(key=f"{form}_detail_{name}").set_value(text).run()
    assert not app.exception
    seen = versions()
    readable = [name for name, text in fields.items() if text != "bientôt"]
    assert seen == 1 + len(readable)
    for _ in range(3):
        app.run()
    assert versions() == seen


def test_the_place_of_hosting_is_proposed_from_the_record_and_confirmed_by_a_person(site, visiting):
    visit = visiting(site, "reviewer", Language.FR)
    framework = site.definitions.framework
    question = framework.question("privacy.hosting_and_transfer")
    with site.store.writing() as db:
        lines = [one for one in use_cases.listing(db) if one.stage in {"build", "pilot"} and one.status == "admitted"]
        case = next(
            case for one in lines if (case := use_cases.get(db, one.reference)).facts.get("hosting") == "own_servers"
        )
        review_id = triaging.open_review(db, visit.actor, case.reference, framework, traits={}, now=NOW)
    form = f"answer_{review_id}_{question.id}"
    app = looked_at("review", visit, cas=case.reference, principe=question.principle)
    app.radio(key=f"{form}_choice").set_value("yes").run()
    assert not app.exception
    proposed = WORDS("review.proposed", fact=WORDS("fact.hosting"), value=WORDS("fact_value.own_servers"))
    assert proposed in written(app)
    with site.store.reading() as db:
        answered = reviews.get(db, review_id).by(visit.actor.id)[question.id]
    assert "place" not in answered.details, "a proposal is no answer"


def test_the_roles_that_were_ticked_stay_ticked_when_somebody_else_changes_the_account(site, visiting):
    hicham = actor(site, "administrator")
    app = looked_at("settings", visiting(site, "administrator", Language.FR))
    chosen = person_of(site, app.selectbox[0].value)
    form = f"person_{chosen.id}"
    app.multiselect(key=f"{form}_roles").set_value(["auditor"])
    with site.store.writing() as db:
        accounts.change_person(
            db, hicham, chosen.id, roles=[Role.ASSESSOR], active=True, expected_version=chosen.version, now=NOW
        )
    next(one for one in app.button if one.label == WORDS("settings.save")).click().run()
    assert not app.exception
    _, theirs, mine = three(app)
    assert WORDS("role.assessor") in theirs
    assert WORDS("role.auditor") in mine
    assert app.multiselect(key=f"{form}_roles").value == ["auditor"]
    next(one for one in app.button if one.label == WORDS("settings.save")).click().run()
    with site.store.reading() as db:
        assert kept.get(db, chosen.id).roles == {"auditor"}


def test_a_case_moved_in_between_keeps_the_choice_that_was_made(site, visiting):
    visit = visiting(site, "analyst", Language.FR)
    line = next(one for one in visit.cases() if one.status is Status.RECEIVED)
    form = f"move_{line.reference}_0"
    app = looked_at("catalogue", visit, cas=line.reference)
    app.button_group(key=f"{form}_to").set_value("withdrawn")
    app.text_input(key=f"{form}_reason").set_value("À la demande de l’administration.")
    with site.store.writing() as db:
        submitting.move(
            db, actor(site, "analyst"), {line.reference: line.version}, Status.TO_COMPLETE, reason="Il manque le coût.",
            now=NOW,
        )  # fmt: skip
    next(one for one in app.button if one.label == WORDS("case.move")).click().run()
    assert not app.exception
    base, theirs, mine = three(app)
    assert WORDS("status.received") in base
    assert WORDS("status.to_complete") in theirs
    assert WORDS("move.withdrawn") in mine
    assert app.text_input(key=f"{form}_reason").value == "À la demande de l’administration."


def test_a_case_is_moved_and_moved_back_on_the_screen(site, visiting):
    """The screen stands after each move, with what may follow it."""
    visit = visiting(site, "analyst", Language.FR)
    line = next(one for one in visit.cases() if one.status is Status.RECEIVED)
    app = looked_at("catalogue", visit, cas=line.reference)
    for turn, (move, status) in enumerate((("withdrawn", Status.WITHDRAWN), ("received", Status.RECEIVED))):
        form = f"move_{line.reference}_{turn}"
        assert app.button_group(key=f"{form}_to").value in (None, [])
        app.button_group(key=f"{form}_to").set_value(move)
        app.text_input(key=f"{form}_reason").set_value("À la demande de l’administration.")
        next(one for one in app.button if one.label == WORDS("case.move")).click().run()
        assert not app.exception
        assert not app.error
        with site.store.reading() as db:
            assert use_cases.get(db, line.reference).status is status
    assert app.text_input(key=f"move_{line.reference}_2_reason").value == ""


def test_several_cases_are_withdrawn_by_one_deed_with_a_reason(site, visiting):
    visit = visiting(site, "analyst", Language.FR)
    chosen = [one.reference for one in visit.cases() if one.status is Status.RECEIVED][:2]
    app = looked_at("catalogue", visit)
    app.multiselect(key="bulk_cases").set_value(chosen)
    app.selectbox(key="bulk_to").set_value("withdrawn")
    send = lambda: next(one for one in app.button if one.label == WORDS("case.move")).click().run()  # noqa: E731
    send()
    with site.store.reading() as db:  # without a reason nothing is withdrawn
        assert {use_cases.get(db, one).status for one in chosen} == {Status.RECEIVED}
    app.text_input(key="bulk_move_reason").set_value("Doublons d’un ancien envoi.")
    send()
    assert not app.exception
    with site.store.reading() as db:
        assert {use_cases.get(db, one).status for one in chosen} == {Status.WITHDRAWN}
        [moved, *_], _ = journal.lines(db, journal.Filter(act="case.moved"))
    assert (moved.subject, moved.reason) == ("2 cases", "Doublons d’un ancien envoi.")


def test_a_score_given_in_between_is_shown_and_the_reason_that_was_typed_stays(site, visiting):
    visit = visiting(site, "analyst", Language.FR)
    reference = next(one.reference for one in visit.cases() if one.status is Status.ADMITTED)
    form = f"score_{reference}_benefit"
    app = looked_at("scoring", visit, cas=reference)
    app.radio(key=f"{form}_likely").set_value(4)
    app.button_group(key=f"{form}_doubt").set_value(0.5)
    app.text_area(key=f"{form}_reason").set_value("Vu sur place.")
    with site.store.reading() as db:
        before = reading.scores_of(db, visit.actor, reference)[0].get("benefit")
    with site.store.writing() as db:
        scoring.record_score(
            db, actor(site, "assessor"), reference, "benefit", site.definitions.criteria,
            Stated(1, 1, 1, "Vu au dossier."), expected_version=before.version if before else 0, now=NOW,
        )  # fmt: skip
    recorded = [one for one in app.button if one.label == WORDS("scoring.record")]
    place = [one.id for one in site.definitions.criteria if one.measure is Measure.SCALE].index("benefit")
    recorded[place].click().run()
    assert not app.exception
    _, theirs, mine = three(app)
    assert WORDS("scoring.now", value=1.0, low=1.0, high=1.0) in theirs
    assert WORDS("scoring.now", value=4.0, low=3.5, high=4.0) in mine
    assert app.text_area(key=f"{form}_reason").value == "Vu sur place."


def test_a_settlement_made_in_between_is_shown_and_the_reason_that_was_typed_stays(site, visiting):
    visit, framework = visiting(site, "reviewer", Language.FR), site.definitions.framework
    with site.store.reading() as db:
        line = next(one for one in reviews.lines(db) if one.state == "open")
        review = reviews.get(db, line.id)
        asked = [framework.question(name) for name in examination_of(review, framework).asked]
    taken = {one.question for one in review.responses}
    question = next(one for one in asked if one.severity is QuestionSeverity.RED_LINE and one.id not in taken)
    with site.store.writing() as db:
        reviewing.answer(
            db, visit.actor, review.id, question.id, framework, choice=Answer.PARTLY, reason="Pas partout.",
            evidence_link="", expected_version=0, now=NOW,
        )  # fmt: skip
        for one in review.active:
            assignments.change(db, review.id, one.reviewer, finished_at=NOW)
        held = reviews.get(db, review.id)
        reviews.change(db, review.id, expected_version=held.version, reviewers=len(held.active))
    [arbiter] = accounts_of(site, "arbiter")
    answering = {visit.actor.id, *(one.by for one in review.responses)}
    second = next(one for one in accounts_of(site, "reviewer") if one.id not in answering)
    other = Visit(site, arbiter, opening.words(Language.FR), {})
    app = looked_at("review", other, cas=line.reference, principe=question.principle)
    form = f"settle_{review.id}_{question.id}"
    app.text_area(key=f"{form}_reason").set_value("La ligne est franchie.")
    with site.store.writing() as db:
        settling.settle(
            db, Actor(second.id), review.id, question.id, framework, upheld=False, reason="Elle ne l’est pas.",
            expected_version=0, now=NOW,
        )  # fmt: skip
    app.button(key=f"{form}_yes").click().run()
    assert not app.exception
    _, theirs, mine = three(app)
    assert "Elle ne l’est pas." in theirs
    assert "La ligne est franchie." in mine
    assert app.text_area(key=f"{form}_reason").value == "La ligne est franchie."


def accounts_of(site, role: str):
    with site.store.reading() as db:
        return [one for one in kept.everybody(db) if role in one.roles]
