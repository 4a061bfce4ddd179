"""The house: what may know what, and that nothing is said on a screen but in words of three languages."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from actions.acts import Act
from actions.permissions import Permission, Role
from store.settings import ROOT
from usecases.intake import CODES
from wording.catalogue import Catalogue, load_catalogue
from wording.language import Language

WORDS = ROOT / "data" / "words"
FOLDERS = {"screens": WORDS, "kit": WORDS / "kit", "builtin": WORDS / "builtin"}
CATALOGUES: dict[str, Catalogue] = {name: load_catalogue(folder) for name, folder in FOLDERS.items()}
KNOWN = {key for catalogue in CATALOGUES.values() for key in catalogue.entries[Language.FR]}
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
SCREENS = sorted([*ROOT.glob("pages/*.py"), *ROOT.glob("ui/**/*.py")])
TERMINAL = [ROOT / "manage.py", *ROOT.glob("terminal/*.py")]
SPEAKING = [*SCREENS, *TERMINAL]
DOMAIN = [
    path for name in ("actions", "store", "usecases", "ethics", "wording") for path in ROOT.glob(f"{name}/**/*.py")
]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def imported(path: Path) -> Iterator[str]:
    """Modules that a file imports."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def constants(node: ast.AST) -> Iterator[ast.Constant]:
    return (one for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))


def docstrings(tree: ast.Module) -> set[int]:
    """The nodes of a file that only explain it: every text that stands alone as a statement."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def called(node: ast.Call) -> str:
    """Name of what is called, without what it belongs to."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


# Who knows whom


def test_the_launcher_is_short():
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= 60


def test_the_terminal_reaches_the_store_only_to_open_it():
    found = {name for path in TERMINAL for name in imported(path)}
    elsewhere = {name for name in found if name.split(".")[0] in {"store", "ui", "pages", "benchmarks", "tests"}}
    assert elsewhere == {"store.engine", "store.settings"}


@pytest.mark.parametrize("folder", ["usecases", "ethics", "wording"])
def test_what_we_know_is_neither_remembered_nor_shown(folder):
    for path in ROOT.glob(f"{folder}/**/*.py"):
        found = {name.split(".")[0] for name in imported(path)}
        assert not found & {"sqlalchemy", "alembic", "streamlit", "plotly", "store", "actions", "ui", "pages"}, path


def test_no_screen_runs_anything_when_it_is_imported():
    """A page is functions: what stands outside them defines, and calls nothing of Streamlit."""
    for path in ROOT.glob("pages/*.py"):
        for node in parsed(path).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
                continue
            assert isinstance(node, (ast.Assign, ast.AnnAssign, ast.Expr)), place(path, node)
            assert "st." not in ast.unparse(node), place(path, node)


def test_no_folder_is_named_after_nothing():
    for path in (*SCREENS, *DOMAIN):
        assert path.stem not in {"utils", "helpers", "common", "misc"}, path


# Words


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_every_text_stands_in_three_languages_and_follows_its_french(name):
    assert list(CATALOGUES[name].problems()) == []


def texts_of(catalogue: Catalogue, language: Language) -> Iterator[tuple[str, str]]:
    for key, entry in catalogue.entries[language].items():
        for text in [entry] if isinstance(entry, str) else entry.values():
            yield key, text


# In the folder of Streamlit's own texts the English is what is looked for on the page, so it is not compared.
@pytest.mark.parametrize("name", ["kit", "screens"])
def test_a_translation_has_the_same_places_for_values(name):
    catalogue = CATALOGUES[name]
    for language in (Language.AR, Language.EN):
        for key, entry in catalogue.entries[language].items():
            french = catalogue.entries[Language.FR].get(key)
            if french is None:
                continue
            # A plural may say its number in words ("one line"), so forms are compared by what they name at most.
            wanted, found = places(french), places(entry)
            assert found <= wanted | {"n"}, f"{language} {key}"
            assert wanted - {"n"} <= found, f"{language} {key}"


def places(entry: object) -> set[str]:
    forms = [entry] if isinstance(entry, str) else list(entry.values())  # type: ignore[attr-defined]
    return {name for text in forms for name in re.findall(r"\{(\w+)\}", text)}


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_arabic_is_written_in_arabic_letters(name):
    bare = {
        key
        for key, text in texts_of(CATALOGUES[name], Language.AR)
        if not re.search(r"[\u0600-\u06ff]", text) and re.search(r"[A-Za-z]{2}", re.sub(r"\{\w+\}", "", text))
    }
    assert bare == set()


SAME_IN_BOTH = 25
"""Words that French and English write alike (Distribution, Production, Justice ...)."""


def test_english_is_not_french_left_as_it_was():
    same = {
        key
        for catalogue in CATALOGUES.values()
        for key, entry in catalogue.entries[Language.EN].items()
        if entry == catalogue.entries[Language.FR].get(key) and re.search(r"[a-z]{3}", str(entry))
    }
    assert len(same) <= SAME_IN_BOTH, sorted(same)
    french = {key: text for catalogue in CATALOGUES.values() for key, text in texts_of(catalogue, Language.FR)}
    assert {key for key in same if len(french[key].split()) > 3} == set()


SPEAKS = {"words", "_words", "_sentence", "_tell"}


def asked_keys(path: Path) -> Iterator[tuple[ast.AST, str, bool]]:
    """Keys that a file asks words for: the node, the key or a pattern of it, and whether it is whole."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and called(node) in SPEAKS and node.args:
            yield from ((node, key, whole) for key, whole in keys_in(node.args[0]))


def keys_in(node: ast.AST) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, True
    elif isinstance(node, ast.JoinedStr):
        yield pattern_of(node), False
    elif isinstance(node, ast.IfExp):
        yield from keys_in(node.body)
        yield from keys_in(node.orelse)


def pattern_of(node: ast.JoinedStr) -> str:
    return "".join(re.escape(str(one.value)) if isinstance(one, ast.Constant) else ".+" for one in node.values)


def test_every_key_that_a_screen_or_the_terminal_asks_for_exists():
    asked = 0
    wrong = []
    for path in SPEAKING:
        for node, key, whole in asked_keys(path):
            asked += 1
            if key not in KNOWN if whole else not any(re.fullmatch(key, one) for one in KNOWN):
                wrong.append(f"{place(path, node)}: {key}")
    assert asked > 200
    assert wrong == []


def mentioned() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every key written whole anywhere in the code, and the patterns of those put together."""
    whole: set[str] = set()
    patterns = set()
    for path in (*SPEAKING, *DOMAIN):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr) and re.match(
                r"[a-z_]+\\?\.|[a-z_]+(\\?\.[a-z_]+)*_", pattern_of(node)
            ):
                patterns.add(pattern_of(node))
        patterns |= {key for _, key, is_whole in asked_keys(path) if not is_whole}
    return whole, [re.compile(one) for one in patterns]


def test_every_text_is_said_somewhere():
    whole, patterns = mentioned()
    silent = {
        key
        for name, catalogue in CATALOGUES.items()
        if name != "builtin"  # those replace Streamlit's own, by name
        for key in catalogue.entries[Language.FR]
        if key not in whole and not any(one.fullmatch(key) for one in patterns)
    }
    assert silent == set()


@pytest.mark.parametrize("language", Language)
def test_every_act_permission_and_role_has_its_name(language):
    entries = {key for catalogue in CATALOGUES.values() for key in catalogue.entries[language]}
    wanted = {
        *(f"act.{one}" for one in Act),
        *(f"permission.{one}" for one in Permission),
        *(f"role.{one}" for one in Role),
        *(str(one) for one in CODES),
    }
    assert wanted - entries == set()


ABOUT_DEFINITIONS = re.compile(
    r"(criteria|criterion|framework|profile|samples?|region|regions|amount|words|mcda|table|priorities|performance|arrays|value)\."
)
"""Codes of errors in declared files, and of misuse by a programmer: they are told with their place, in English."""


def raised_codes() -> dict[str, str]:
    """Codes of the errors that deeds and rules raise, with where."""
    found: dict[str, str] = {}
    for path in (
        *ROOT.glob("actions/*.py"),
        *ROOT.glob("store/*.py"),
        *ROOT.glob("usecases/**/*.py"),
        *ROOT.glob("ethics/*.py"),
    ):
        for node in ast.walk(parsed(path)):
            for code in codes_of(node):
                if KEY.fullmatch(code) and not ABOUT_DEFINITIONS.match(code):
                    found.setdefault(code, place(path, node))
    return found


def codes_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
        yield from (one.value for one in constants(node.exc.args[0]))
    elif isinstance(node, ast.Assign) and any("code" in ast.unparse(one).split(".") for one in node.targets):
        yield from (one.value for one in constants(node.value))
    elif isinstance(node, ast.Call) and called(node) == "Fault" and node.args:
        yield from (f"journal.{one.value}" for one in constants(node.args[0]))


def test_every_error_that_a_deed_or_a_rule_raises_has_a_sentence():
    codes = raised_codes()
    assert {"account.wrong", "plan.not_chosen", "review.already_open", "score.off_scale", "weights.sum_zero"} <= set(
        codes
    )
    assert {code: where for code, where in codes.items() if code not in KNOWN} == {}


def test_every_reason_of_the_gate_has_a_sentence():
    codes = {
        one.value for one in constants(parsed(ROOT / "usecases" / "gate.py")) if str(one.value).startswith("gate.")
    }
    assert len(codes) >= 5
    assert codes <= KNOWN


# Literal text


SAYING = re.compile(r"[^\W\d_]{2,}\s+[^\W\d_]+")
"""Two words with a space between them."""
NOT_SHOWN = {"key", "icon", "format", "width", "gap", "look", "type", "language", "tone", "class_", "style", "height"}
TECHNICAL: set[str] = set()


def shown_calls(path: Path) -> Iterator[ast.Call]:
    """Calls of Streamlit (also on a container) and of our components."""
    tree = parsed(path)
    components = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ui.components")
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            streamlit = isinstance(node.func, ast.Attribute) and hasattr_of_streamlit(node.func)
            if streamlit or called(node) in components:
                yield node


def hasattr_of_streamlit(function: ast.Attribute) -> bool:
    import streamlit
    from streamlit.delta_generator import DeltaGenerator

    owner = ast.unparse(function.value)
    if owner == "st" or owner.startswith("st."):
        return hasattr(streamlit, function.attr)
    return function.attr in vars(DeltaGenerator) and function.attr not in {"table", "empty", "form"}


def said_in(node: ast.AST) -> Iterator[str]:
    """Text that would be shown: constants without their tags, f-strings as wholes; what is asked of words is not."""
    if isinstance(node, ast.Call) and called(node) in SPEAKS | {"has", "names", "criteria_words", "framework_words"}:
        return
    if isinstance(node, ast.JoinedStr):
        joined = "".join(str(one.value) if isinstance(one, ast.Constant) else "0" for one in node.values)
        yield without_tags(joined)
        for one in node.values:
            if isinstance(one, ast.FormattedValue):
                yield from said_in(one.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield without_tags(node.value)
    else:
        for child in ast.iter_child_nodes(node):
            yield from said_in(child)


def without_tags(text: str) -> str:
    return re.sub(r"<style.*?</style>|<[^>]*>?", " ", text, flags=re.DOTALL)


def literal(arguments: Iterable[ast.AST]) -> Iterator[str]:
    for argument in arguments:
        yield from (text for text in said_in(argument) if SAYING.search(text) and text not in TECHNICAL)


def test_no_sentence_is_written_in_a_screen():
    found = []
    for path in SCREENS:
        for call in shown_calls(path):
            keywords = [one.value for one in call.keywords if one.arg not in NOT_SHOWN]
            found += [f"{place(path, call)}: {text!r}" for text in literal([*call.args, *keywords])]
    assert found == []


ACCENTED = re.compile(r"[À-ÖØ-öø-ÿœŒ\u0600-\u06ff]{1}[^\W\d_]|[^\W\d_][À-ÖØ-öø-ÿœŒ\u0600-\u06ff]")


def test_no_french_and_no_arabic_word_stands_in_the_code_of_a_screen():
    found = []
    for path in SCREENS:
        tree = parsed(path)
        explained = docstrings(tree)
        found += [
            f"{place(path, one)}: {one.value!r}"
            for one in constants(tree)
            if id(one) not in explained and ACCENTED.search(str(one.value))
        ]
    assert found == []


def test_the_search_for_sentences_finds_one(tmp_path, monkeypatch):
    """The tests above are worth what they find."""
    monkeypatch.setattr("tests.test_house.ROOT", tmp_path)
    page = tmp_path / "page.py"
    page.write_text(
        "import streamlit as st\nfrom ui.components.prose import quiet\n"
        'def show(words, x):\n    st.button("Send it now")\n    quiet(f"{x} cases are left")\n'
        '    st.text(words("a.b c"))\n'
        '    st.html("<p class=\'am text\'>" + x + "</p>")\n',
        encoding="utf-8",
    )
    found = [text for call in shown_calls(page) for text in literal(call.args)]
    assert found == ["Send it now", "0 cases are left"]
