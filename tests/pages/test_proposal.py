"""The form for one case: what is typed is kept at once, and is there again after the browser was closed."""

import pytest
from streamlit.testing.v1 import AppTest

from actions import drafting
from actions.permissions import Actor
from store import use_cases
from tests.pages.conftest import person_of
from tests.pages.test_screens import looked_at, written
from ui import opening
from ui.components.proposal_form import FORM
from ui.visit import Visit
from usecases.use_case import Stage, Status
from wording.language import Language

FR = opening.words(Language.FR)


@pytest.fixture
def omar(site, visiting) -> Visit:
    return visiting(site, "contributor", Language.FR)


def draft_of(visit: Visit) -> dict | None:
    return visit.read(drafting.load, FORM)


def press(app: AppTest, key: str, words=FR) -> AppTest:
    return next(one for one in app.button if one.label == words(key)).click().run()


def filled(app: AppTest, turn: int = 0) -> AppTest:
    app.text_input(key=f"proposal_title_fr_{turn}").set_value("Trier le courrier")
    app.text_area(key=f"proposal_summary_fr_{turn}").set_value("Le courrier attend une semaine.")
    app.selectbox(key=f"proposal_sector_{turn}").set_value("health")
    app.selectbox(key=f"proposal_stage_{turn}").set_value("pilot")
    return app.run()


def test_looking_at_the_form_keeps_nothing_and_each_field_is_kept_once_it_is_left(omar):
    app = looked_at("intake", omar)
    assert draft_of(omar) is None
    app.text_input(key="proposal_title_fr_0").set_value("Trier").run()
    assert draft_of(omar) == {"title_fr": "Trier"}
    app.number_input(key="proposal_residents_0").set_value(1200.0).run()
    assert draft_of(omar) == {"title_fr": "Trier", "residents": 1200.0}
    assert FR("proposal.kept") in written(app)
    app.text_input(key="proposal_title_fr_0").set_value("").run()
    assert draft_of(omar) == {"residents": 1200.0}


def test_whoever_comes_back_finds_what_was_typed_and_goes_on(omar):
    filled(looked_at("intake", omar))
    again = looked_at("intake", omar)
    assert again.text_input(key="proposal_title_fr_0").value == "Trier le courrier"
    assert again.text_area(key="proposal_summary_fr_0").value == "Le courrier attend une semaine."
    assert again.selectbox(key="proposal_sector_0").value == "health"
    press(again, "proposal.send")
    assert draft_of(omar) is None


def test_a_case_is_sent_in_three_languages_and_the_form_is_empty_again(omar, site):
    with site.store.reading() as db:
        before = {one.reference for one in use_cases.listing(db)}
    app = filled(looked_at("intake", omar))
    app.text_input(key="proposal_title_ar_0").set_value("فرز البريد")
    app.text_input(key="proposal_title_en_0").set_value("Sorting the mail").run()
    press(app, "proposal.send")
    with site.store.reading() as db:
        [line] = [one for one in use_cases.listing(db) if one.reference not in before]
        case = use_cases.get(db, line.reference)
    assert {str(one.language): one.value for one in case.title} == {
        "fr": "Trier le courrier", "ar": "فرز البريد", "en": "Sorting the mail",
    }  # fmt: skip
    assert (case.sector, case.stage) == ("health", Stage.PILOT)
    assert line.status is Status.RECEIVED
    assert case.administration == person_of(site, "contributor").administration
    assert line.reference in written(app)
    assert app.text_input(key="proposal_title_fr_1").value == ""
    assert draft_of(omar) is None


def test_what_is_missing_is_named_all_at_once_and_nothing_typed_is_lost(omar):
    app = looked_at("intake", omar)
    app.text_input(key="proposal_title_fr_0").set_value("Trier")
    app.number_input(key="proposal_investment_0").set_value(5e6).run()
    press(app, "proposal.send")
    told = written(app)
    for field in ("proposal.summary", "catalogue.sector", "catalogue.stage", "proposal.assumption"):
        assert FR(field) in told
    assert draft_of(omar) == {"title_fr": "Trier", "investment": 5e6}


def test_a_draft_is_cleared_by_one_gesture(omar):
    app = press(filled(looked_at("intake", omar)), "proposal.clear")
    assert draft_of(omar) is None
    assert app.text_input(key="proposal_title_fr_1").value == ""


def test_of_two_windows_neither_overwrites_what_was_typed_in_the_other(omar):
    one, other = looked_at("intake", omar), looked_at("intake", omar)
    one.text_area(key="proposal_summary_fr_0").set_value("Un long texte.").run()
    other.text_input(key="proposal_title_fr_0").set_value("Autre").run()
    assert FR("draft.aside") in written(other)
    assert "Un long texte." in written(other)
    assert looked_at("intake", omar).text_input(key="proposal_title_fr_0").value == "Autre"
    press(other, "draft.let_go")
    assert "Un long texte." not in written(other)
    assert draft_of(omar) == {"title_fr": "Autre"}
    # The first window goes on from its own fields, and the other's text is now the one beside.
    one.text_input(key="proposal_title_fr_0").set_value("Premier").run()
    assert one.text_area(key="proposal_summary_fr_0").value == "Un long texte."
    assert draft_of(omar)["aside"] == [{"title_fr": "Autre"}]


def test_a_draft_is_its_authors_alone(omar, site, visiting):
    filled(looked_at("intake", omar))
    amina = visiting(site, "analyst", Language.FR)
    assert draft_of(amina) is None
    assert looked_at("intake", amina).text_input(key="proposal_title_fr_0").value == ""
    with site.store.reading() as db:
        assert drafting.load(db, Actor(omar.person.id), FORM)


@pytest.mark.parametrize("language", list(Language))
def test_the_readers_own_language_comes_first(language, site, visiting):
    app = looked_at("intake", visiting(site, "contributor", language))
    assert app.text_input[0].key == f"proposal_title_{language}_0"


def test_a_title_that_a_case_has_already_is_told_before_it_is_sent_again(omar, site):
    app = filled(looked_at("intake", omar))
    press(app, "proposal.send")
    with site.store.reading() as db:
        reference = max(one.reference for one in use_cases.listing(db))
    told = FR("proposal.same_title", reference=reference)
    assert told not in written(app)
    assert told in written(filled(looked_at("intake", omar)))


def test_what_was_sent_stands_with_its_receipt_until_the_next_case_is_begun(omar):
    app = filled(looked_at("intake", omar))
    press(app, "proposal.send")
    assert FR("proposal.open") in [one.label for one in app.button]
    app.text_input(key="proposal_title_fr_1").set_value("Autre chose").run()
    assert FR("proposal.open") not in [one.label for one in app.run().button]
