"""The ranking page keeps what was settled, opens what a link names, and refuses with a sentence."""

import io
from concurrent.futures import Future

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from actions import freezing, planning, reading
from actions.work import Job, WorkError
from store import planning as store_planning
from store.planning import SavedWeighting
from tests.conftest import NOW
from tests.pages.test_screens import looked_at, written
from ui import opening
from ui.components.ranking_downloads import Made
from ui.shown_ranking import ShownRanking
from usecases.defence import defend
from usecases.mcda.polytope import EmptyRegionError
from usecases.methods import METHODS, MethodName
from usecases.performance import Convention
from usecases.priorities import rank
from usecases.robustness import Doubt
from usecases.scenario import saved
from usecases.weighting import BoxRegion, Scope, ShareBounds, Weighting, default_weighting
from wording.language import Language

WORDS = opening.words(Language.EN)


@pytest.fixture
def analyst(site, visiting):
    return visiting(site, "analyst", Language.EN)


class AtOnce:
    """A workshop whose work is done before the page goes on, and once for each key, as in the workshop itself."""

    def __init__(self):
        self.done = {}

    def __call__(self, key, work, *args, lane=""):
        if key not in self.done:
            self.done[key] = Future()
            try:
                self.done[key].set_result(work(*args, progress=lambda _: None))
            except EmptyRegionError as error:
                self.done[key].set_exception(error)
        return Job(key, 0, self.done[key])


def on_tab(app: AppTest, name: str) -> AppTest:
    app.session_state["defence_tab"] = name
    return app.run()


def button(app: AppTest, key: str):
    """A button by the beginning of its label's key."""
    return next(one for one in app.button if one.label == WORDS(key))


def test_rules_stay_as_they_were_settled_on_another_tab_on_the_stage_and_back(analyst):
    app = on_tab(looked_at("ranking", analyst), "rules")
    app.radio(key="convention").set_value("worst").run()
    app.slider(key="threshold").set_value(30).run()
    app.number_input(key="cut_first").set_value(7).run()
    on_tab(app, "waiting")
    app.query_params["vue"] = "presente"
    app.run()
    app.run()
    del app.query_params["vue"]
    on_tab(app, "rules")
    assert not app.exception
    rules = app.session_state["ranking_rules"]
    assert (rules.convention, rules.threshold, rules.first) == (Convention.WORST, 0.3, 7)
    assert (app.radio(key="convention").value, app.slider(key="threshold").value) == ("worst", 30)
    assert app.number_input(key="cut_first").value == 7


def test_the_link_of_a_scenario_puts_its_weights_and_rules_on_the_table(site, analyst):
    weighting = default_weighting(analyst.criteria).model_copy(update={"axis_share": 0.85})
    ranking = rank(analyst.table(), analyst.criteria, weighting, convention=Convention.WORST, threshold=0.4)
    kept = saved(ranking, 6, Doubt(tolerance=0.1, seed=3))
    with site.store.writing() as db:
        freezing.save_scenario(db, analyst.actor, kept, identity="abc", name="Prudent", now=NOW)
    app = looked_at("ranking", analyst, scenario="abc")
    assert not app.exception
    rules = app.session_state["ranking_rules"]
    assert (rules.convention, rules.threshold, rules.first, rules.doubt) == (Convention.WORST, 0.4, 6, kept.doubt)
    assert app.session_state["weighting_base"].weighting.axis_share == 0.85
    assert "Prudent" in written(app), "its tab is open"
    assert WORDS("scenario.same") in written(app)
    app.query_params["scenario"] = "nobody"
    app.run()
    assert not app.exception
    assert WORDS("scenario.unknown") in written(app)


def test_two_scenarios_are_compared_with_the_criterion_that_explains_each_move(site, analyst):
    base = default_weighting(analyst.criteria)
    with site.store.writing() as db:
        for identity, name, share in (("a", "Impact", 1.0), ("b", "Means", 0.0)):
            ranking = rank(analyst.table(), analyst.criteria, base.model_copy(update={"axis_share": share}))
            freezing.save_scenario(db, analyst.actor, saved(ranking, 10), identity=identity, name=name, now=NOW)
    app = on_tab(looked_at("ranking", analyst), "scenarios")
    app.selectbox(key="compare_0").set_value("a").run()
    app.selectbox(key="compare_1").set_value("b").run()
    assert not app.exception
    assert app.selectbox(key="compare_1").options == [WORDS("scenario.on_page"), "Impact", "Means"]


def test_a_scenario_somebody_else_removed_is_refused_with_its_reason(site, analyst):
    ranking = rank(analyst.table(), analyst.criteria, default_weighting(analyst.criteria))
    with site.store.writing() as db:
        freezing.save_scenario(db, analyst.actor, saved(ranking, 10), identity="a", name="Prudent", now=NOW)
    app = on_tab(looked_at("ranking", analyst), "scenarios")
    with site.store.writing() as db:
        freezing.drop_scenario(db, analyst.actor, "a", now=NOW)
    button(app, "scenario.drop").click().run()
    assert not app.exception
    assert WORDS("scenario.unknown") in written(app)


def test_sliders_that_leave_an_axis_without_weight_are_refused_and_the_order_stays(analyst):
    app = looked_at("ranking", analyst, vue="simple")
    for slider in app.slider:
        if str(slider.key).startswith("weight_"):
            slider.set_value(0)
    app.run()
    app.run()
    assert not app.exception
    assert WORDS("weights.sum_zero", subject="Citizen impact") in written(app)


def test_another_weighting_takes_the_plain_fields_with_it(site, analyst):
    other = default_weighting(analyst.criteria).model_copy(update={"id": "other", "name": "Other", "axis_share": 0.2})
    with site.store.writing() as db:
        planning.save_weighting(db, analyst.actor, analyst.criteria, other, expected_version=0, now=NOW)
    app = looked_at("ranking", analyst, vue="simple")
    app.slider(key="axis_share").set_value(90).run()
    app.selectbox(key="weighting_id").set_value("other").run()
    assert not app.exception
    assert app.slider(key="axis_share").value == 20
    assert app.session_state["weights_typed"].share == 20


def test_what_was_saved_for_other_criteria_is_left_out_and_breaks_nothing(site, analyst):
    foreign = Weighting(id="old", name="Old", author=analyst.person.id, axis_share=0.5, within={"gone": 1.0})
    ranking = rank(analyst.table(), analyst.criteria, default_weighting(analyst.criteria))
    with site.store.writing() as db:
        body = foreign.model_dump(mode="json")
        store_planning.put_weighting(
            db, SavedWeighting("old", "Old", analyst.person.id, body, 1, NOW), expected_version=0
        )
        scenario = saved(ranking, 10).model_copy(update={"weighting": foreign})
        freezing.save_scenario(db, analyst.actor, scenario, identity="a", name="Old scenario", now=NOW)
    with site.store.reading() as db:
        assert [one.weighting.id for one in reading.weightings(db, analyst.actor, analyst.criteria)][:1] == ["default"]
        assert "old" not in {one.weighting.id for one in reading.weightings(db, analyst.actor, analyst.criteria)}
    for tab in ("scenarios", "weightings"):
        app = on_tab(looked_at("ranking", analyst), tab)
        assert not app.exception
    app = looked_at("ranking", analyst, scenario="a")
    assert not app.exception
    assert WORDS("scenario.other_criteria") in written(app)


@pytest.mark.parametrize("method", list(MethodName))
def test_every_step_of_every_method_is_on_a_screen(analyst, method, monkeypatch):
    monkeypatch.setattr(opening.workshop(), "ask", AtOnce())
    app = on_tab(looked_at("ranking", analyst), "methods")
    app.selectbox(key="method_steps").set_value(method).run()
    assert not app.exception
    assert WORDS("methods_of.steps") in written(app)
    for step in METHODS[method].steps:
        assert WORDS.has(f"step.{step}")
    compromise = WORDS("methods_of.compromise").partition(":")[0]
    assert (compromise in written(app)) is (method is MethodName.VIKOR)


@pytest.mark.parametrize("error", [WorkError("work.too_long"), ValueError("nobody foresaw this")])
def test_work_that_gave_nothing_is_told_and_the_order_stays(analyst, monkeypatch, error):
    def failing(key, work, *args, lane=""):
        ended = Future()
        ended.set_exception(error)
        return Job(key, 0, ended)

    monkeypatch.setattr(opening.workshop(), "ask", failing)
    first = rank(analyst.table(), analyst.criteria, default_weighting(analyst.criteria)).references()[0]
    app = looked_at("ranking", analyst, cas=first)
    assert not app.exception
    assert WORDS("ranking.third_none") in written(app)
    assert WORDS(getattr(error, "code", "work.failed")) in written(app)
    assert button(app, "work.again")


def test_weights_that_contradict_each_other_are_named(site, analyst, monkeypatch):
    monkeypatch.setattr(opening.workshop(), "ask", AtOnce())
    bounds = {name: ShareBounds(low=0.6) for name in ("reach", "benefit")}
    region = BoxRegion(scope=Scope.AXIS, bounds=bounds, axis_share=ShareBounds(low=0.4, high=0.6))
    torn = default_weighting(analyst.criteria).model_copy(update={"id": "torn", "name": "Torn", "region": region})
    with site.store.writing() as db:
        planning.save_weighting(db, analyst.actor, analyst.criteria, torn, expected_version=0, now=NOW)
    app = looked_at("ranking", analyst, poids="torn")
    assert not app.exception
    assert WORDS("region.empty") in written(app)
    assert analyst.criteria_words("reach.label") in written(app)


def test_every_tab_opens_in_every_language_and_a_case_beside_it(site, visiting, monkeypatch):
    monkeypatch.setattr(opening.workshop(), "ask", AtOnce())
    for language in Language:
        visit, words = visiting(site, "analyst", language), opening.words(language)
        first = rank(visit.table(), visit.criteria, default_weighting(visit.criteria)).references()[0]
        for tab in ("firm", "cut", "methods", "weightings", "scenarios", "waiting", "rules"):
            app = looked_at("ranking", visit, cas=first)
            app.session_state["defence_tab"] = tab
            app.run()
            assert not app.exception, (language, tab, app.exception)
            assert words("defence.always") in written(app)
            if tab == "cut":
                app.toggle(key="cut_ranks_wanted").set_value(True).run()
                assert not app.exception
                assert words("cut.ranks") in written(app)


def test_the_workbook_has_every_step_and_every_reason(site, analyst):
    ranking = rank(analyst.table(), analyst.criteria, default_weighting(analyst.criteria))
    lines = {line.reference: line for line in analyst.cases()}
    with site.store.reading() as db:
        every = reading.stated_scores(db, analyst.actor)
        own = reading.scores_of(db, analyst.actor, ranking.references()[0])[1]
    assert [one for one in every if one.reference == ranking.references()[0]] == own
    assert {one.reference for one in every} == set(ranking.table.references)
    defence = defend(ranking, Doubt(draws=64), 10, progress=lambda _: None)
    made = Made(ShownRanking(analyst, ranking, lines, analyst.verdicts()), defence, {"a": "b"})
    book = openpyxl.load_workbook(io.BytesIO(made.xlsx()))
    assert WORDS("book.reasons") in book.sheetnames
    rows = list(book[WORDS("book.reasons")].values)
    assert len(rows) == 1 + len([one for one in every if one.criterion in analyst.criteria])
    assert all(row[8] for row in rows[1:]), "each with its reason"
    order = list(book[book.sheetnames[0]].values)
    assert order[0][-1] == WORDS("export.sentence")
    first = order[1]
    assert first[2] == ranking.references()[0]
    assert shown_title(analyst, lines, ranking.references()[0]) in first[-1]


def shown_title(visit, lines, reference):
    return visit.title(lines[reference].title)


def test_a_ranking_is_frozen_from_its_tab_and_its_file_is_offered(site, analyst, monkeypatch):
    monkeypatch.setattr(opening.workshop(), "ask", AtOnce())
    app = on_tab(looked_at("ranking", analyst), "scenarios")
    field = next(one for one in app.text_input if str(one.key).startswith("snapshot_name"))
    field.set_value("Committee")
    button(app, "snapshot.freeze").click().run()
    assert not app.exception
    assert WORDS("snapshot.done", reference="RK-00001") in written(app)
    with site.store.reading() as db:
        [line] = freezing.snapshot_lines(db, analyst.actor)
    assert (line.reference, line.name) == ("RK-00001", "Committee")
    assert not any(one.value for one in app.text_input if str(one.key).startswith("snapshot_name")), (
        "taken: a new field"
    )
