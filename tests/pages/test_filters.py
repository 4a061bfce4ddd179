"""Filters keep what is typed, one change after the other, and the address says what the list shows."""

from streamlit.testing.v1 import AppTest

from actions import planning
from tests.pages.test_screens import looked_at
from usecases.weighting import default_weighting
from wording.language import Language


def _asked(app: AppTest, name: str) -> str:
    value = app.query_params.get(name, "")
    return value[0] if isinstance(value, list) else value


def test_a_second_search_counts_as_much_as_the_first(demonstration, visiting):
    app = looked_at("catalogue", visiting(demonstration, "analyst", Language.FR))
    for typed in ("tuberculose", "recolte", "barrage", ""):
        app.text_input(key="address_q").set_value(typed).run()
        assert app.text_input(key="address_q").value == typed
        assert _asked(app, "q") == typed


def test_a_filter_changed_twice_holds_the_second_value(demonstration, visiting):
    app = looked_at("catalogue", visiting(demonstration, "analyst", Language.FR))
    for status in ("received", "admitted", "ranked"):
        app.selectbox(key="address_statut").set_value(status).run()
        assert _asked(app, "statut") == status


def test_an_address_with_unknown_values_shows_the_screen_all_the_same(demonstration, visiting):
    for screen, where in (
        ("catalogue", {"region": "99", "statut": "x", "page": "99999999999999999999"}),
        ("review", {"file": "zzz"}),
        ("review", {"cas": "UC-99999"}),
        ("scoring", {"cas": "UC-99999"}),
        ("ranking", {"cas": "UC-99999", "page": "900", "poids": "x", "impact": "900"}),
        ("journal", {"acte": "x", "personne": "y", "page": "-1"}),
    ):
        assert not looked_at(screen, visiting(demonstration, "analyst", Language.FR), **where).exception, (
            screen,
            where,
        )


def test_a_saved_weighting_comes_back_as_it_was_saved(demonstration, visiting):
    visit = visiting(demonstration, "analyst", Language.FR)
    base = default_weighting(visit.criteria)
    # Proportions, as sliders give them: they need not sum to 1, let alone to 100.
    within = {**dict.fromkeys(visit.criteria.ids, 5.0), "reach": 45.0}
    saved = base.model_copy(update={"id": "population", "name": "Population d’abord", "within": within})
    visit.do(planning.save_weighting, visit.criteria, saved, expected_version=0)
    app = looked_at("ranking", visit, poids="population", impact="70", vue="simple")
    assert not app.exception
    assert app.selectbox(key="weighting_id").value == "population"
    assert app.slider(key="weight_reach").value == round(100 * 45 / (45 + 4 * 5))
    assert app.slider(key="axis_share").value == 70
