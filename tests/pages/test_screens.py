"""Each screen in each language, on a full site and on an empty one."""

import ast
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from actions import settling
from ethics.answer import Answer
from ethics.question import QuestionSeverity
from tests.actions.scenes import FRAMEWORK, NONE_HOLDS
from tests.actions.several import answered, begun, first_of, imported
from tests.actions.test_importing import accept
from tests.conftest import CAST, NOW, account_id
from tests.pages.screens import SCREENS
from ui import opening
from ui.visit import Visit
from wording.language import Language

PAGES = Path(__file__).parents[2] / "pages"
FIRST_THING = {
    "overview": "overview.empty_text",
    "ranking": "ranking.empty_text",
    "catalogue": "catalogue.empty_text",
    "intake": "intake.first_step",
    "scoring": "ranking.empty_text",
    "review": "ranking.empty_text",
}
"""What an analyst reads on a site where nothing has been brought in yet."""


def looked_at(screen: str, visit: Visit, **where: str) -> AppTest:
    """The screen as it is shown to somebody."""

    def script(show, visit):
        show(visit)

    app = AppTest.from_function(script, args=(import_module(f"pages.{screen}").show, visit), default_timeout=60)
    for name, value in where.items():
        app.query_params[name] = value
    return app.run()


def written(app: AppTest) -> str:
    """Every text on the screen."""
    said = [one.body for one in app.get("html")]
    for kind in ("markdown", "caption", "error", "warning", "success", "info"):
        said += [one.value for one in app.get(kind)]
    said += [one.label for kind in ("button", "tab", "expander", "selectbox") for one in app.get(kind)]
    return unescape("\n".join(str(one) for one in said))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_opens_under_its_title_in_every_language(screen, language, demonstration, visiting):
    app = looked_at(screen, visiting(demonstration, "analyst", language))
    assert not app.exception
    title = opening.words(language)(f"{screen}.title")
    assert f'<h1 class="am-title">{title}</h1>' in written(app)


@pytest.mark.parametrize("language", list(Language))
def test_a_case_opens_in_full_in_every_language(language, demonstration, visiting):
    app = looked_at("catalogue", visiting(demonstration, "analyst", language), cas="UC-00001")
    assert not app.exception
    assert "UC-00001" in written(app)
    assert opening.words(language)("case.facts") in written(app)


@pytest.mark.parametrize("language", list(Language))
def test_an_examination_opens_at_its_questions_in_every_language(language, demonstration, visiting):
    visit = visiting(demonstration, "reviewer", language)
    examined = sorted(visit.verdicts())[0]
    app = looked_at("review", visit, cas=examined)
    assert not app.exception
    assert visit.words(f"verdict.{visit.verdicts()[examined].decision}") in written(app)
    assert opening.words(language)("review.back") in written(app)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("screen", FIRST_THING)
def test_an_empty_site_says_on_each_screen_the_first_thing_to_do(screen, language, empty, visiting):
    app = looked_at(screen, visiting(empty, account_id("amina"), language))
    assert not app.exception
    assert opening.words(language)(FIRST_THING[screen]) in written(app)


@pytest.mark.parametrize("language", list(Language))
def test_an_empty_site_tells_its_administrator_to_let_people_in(language, empty, visiting):
    app = looked_at("settings", visiting(empty, account_id("hicham"), language))
    assert not app.exception
    words = opening.words(language)
    assert words("settings.add") in written(app)
    assert words("settings.add_deed") in [one.label for one in app.button]


@pytest.mark.parametrize("language", list(Language))
def test_an_empty_site_has_a_journal_that_begins_with_its_making(language, empty, visiting):
    app = looked_at("journal", visiting(empty, account_id("amina"), language))
    assert not app.exception
    assert opening.words(language)("journal.title") in written(app)


def test_who_may_not_bring_cases_in_is_told_who_does(empty, visiting):
    app = looked_at("overview", visiting(empty, account_id("salma"), Language.FR))
    assert not app.exception
    assert opening.words(Language.FR)("overview.empty_wait") in written(app)


def test_a_measure_that_is_offered_for_a_blocker_waits_for_a_second_person_on_the_overview(empty, visiting):
    with empty.store.writing() as db:
        review_id = begun(db, imported(db).references[0], NONE_HOLDS)
        blocking = first_of(db, review_id, QuestionSeverity.BLOCKING)
        answered(db, review_id, by=CAST.rachid, but={blocking: Answer.NO})
    words = opening.words(Language.EN)
    waits = words("overview.to_settle", n=1)
    who = visiting(empty, account_id("naima"), Language.EN)
    assert waits not in written(looked_at("overview", who))
    with empty.store.writing() as db:
        settling.mitigate(
            db, CAST.rachid, review_id, blocking, FRAMEWORK, text="Former les agents.", owner="DSI", due_on=None,
            cost_mad=0, months=0, proof="", expected_version=0, now=NOW,
        )  # fmt: skip
    assert waits in written(looked_at("overview", visiting(empty, account_id("naima"), Language.EN)))


def test_an_old_import_is_still_found_to_be_taken_back(empty, visiting):
    with empty.store.writing() as db:
        for number in range(14):
            accept(db, ((f"Cas {number}", "Archives", "", "pilote"),))
    app = looked_at("intake", visiting(empty, account_id("amina"), Language.EN))
    keys = [str(one.key) for one in app.button if str(one.key).startswith("take_back_")]
    assert (len(keys), "take_back_1" in keys) == (12, False)
    app.button(key="imports_older").click().run()
    assert app.button(key="take_back_1").label == opening.words(Language.EN)("intake.take_back")
    assert "imports_older" not in [one.key for one in app.button]


def test_the_list_of_screens_is_the_list_of_files():
    assert {path.stem for path in PAGES.glob("*.py")} - {"__init__"} == set(SCREENS)


@pytest.mark.parametrize("screen", SCREENS)
def test_pages_stay_dark(screen):
    """A file of pages/ that is run by itself, without the shell, shows nothing and asks for nothing."""
    path = PAGES / f"{screen}.py"
    app = AppTest.from_file(str(path), default_timeout=60).run()
    assert not app.exception
    assert not app.main.children
    assert not app.sidebar.children
    assert not list(app.session_state)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_file_of_pages_only_defines(screen):
    body = ast.parse((PAGES / f"{screen}.py").read_text(encoding="utf-8")).body
    documents = [one for one in body if isinstance(one, ast.Expr)]
    assert all(isinstance(one.value, ast.Constant) and isinstance(one.value.value, str) for one in documents)
    allowed = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign | ast.Expr
    assert all(isinstance(one, allowed) for one in body)
