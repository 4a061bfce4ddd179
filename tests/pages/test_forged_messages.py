"""What a browser can only report if somebody wrote the message by hand: nothing is done by it, and nothing breaks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState

from actions.permissions import Actor
from actions.reading import reviews_of
from store import journal
from store.engine import open_engines
from tests.pages.screens import SCREENS
from tests.serving import Server, Shown, Socket, serving
from ui import opening
from wording.language import Language

HUGE = "x" * 300_000
STRANGE: dict[str, list[object]] = {
    "double_value": [float("nan"), -1e300],
    "double_array_value": [[float("nan")], [1e300, -1e300], []],
    "int_value": [-1, 2**31 - 1],
    "int_array_value": [[999], [-1, -1]],
    "string_value": ["\x00", HUGE, "<script>hit</script> '; DROP TABLE journal; --"],
    "string_array_value": [["nowhere"], ["\x00", HUGE], []],
    "bool_value": [True],
    "json_value": ["{", '{"share": 1e999}'],
    "json_trigger_value": [
        "null", '[{"event": "event", "value": {"kind": "open", "id": "UC-99"}}]',
        '[{"event": "moved", "value": {"share": 1e9, "within": ["a"]}}, {"event": "nowhere", "value": {}}]',
    ],
}  # fmt: skip
"""By kind of state, what no widget of ours ever says."""
READS: dict[str, list[str]] = {
    "bidi_component": ["json_value", "json_trigger_value"],
    "button_group": ["string_array_value", "int_array_value"],
    "checkbox": ["bool_value", "string_value"],
    "date_input": ["string_array_value"],
    "multiselect": ["string_array_value", "int_array_value"],
    "number_input": ["double_value", "string_value"],
    "selectbox": ["string_value", "int_value"],
    "slider": ["double_array_value", "string_array_value"],
    "text_area": ["string_value"],
    "text_input": ["string_value", "double_value"],
}
"""The kinds of state that are tried on a kind of widget: its own, and one of another."""
PRESSED = frozenset({"button", "download_button"})
"""Of these only those that are disabled are pressed: pressing the others is no forgery."""
SENTENCE = opening.words(Language.FR)("error.unexpected", number="|").partition(".")[0]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("forged")) as running:
        yield running


def head_of(folder: Path) -> tuple[int, str]:
    store = open_engines(f"sqlite:///{folder / 'demonstration.sqlite'}")
    with store.reading() as db:
        head = journal.head(db)
    store.close()
    return head


def examined(folder: Path) -> str:
    """A case with a review that is open."""
    store = open_engines(f"sqlite:///{folder / 'demonstration.sqlite'}")
    with store.reading() as db:
        references = [f"UC-{number:05}" for number in range(1, 72)]
        found = next(one for one in references if reviews_of(db, Actor("d-0008"), one))
    store.close()
    return found


def widgets_of(shown: Shown) -> Iterator[tuple[str, str, bool]]:
    """Kind, id and whether disabled of each widget."""
    for element in shown.elements:
        kind = str(element.WhichOneof("type"))
        body = getattr(element, kind)
        if identity := getattr(body, "id", ""):
            yield kind, identity, bool(getattr(body, "disabled", False))


def forged(kind: str, identity: str, *, disabled: bool) -> Iterator[WidgetState]:
    """Every state that this widget cannot have."""
    if kind in PRESSED or kind == "button_group":
        if disabled:
            yield WidgetState(id=identity, trigger_value=True)
        if kind in PRESSED:
            return
    for field in READS.get(kind, ["string_value", "int_value"]):
        for value in STRANGE[field]:
            state = WidgetState(id=_make_trigger_id(identity, "events") if field == "json_trigger_value" else identity)
            if isinstance(value, list):
                getattr(state, field).data.extend(value)
                getattr(state, field).SetInParent()
            else:
                setattr(state, field, value)
            yield state


def told_too_much(shown: Shown) -> list[str]:
    """Exceptions with anything of the program in them.

    A state that Streamlit cannot read at all it answers itself, before any of our code runs, with a sentence that
    says nothing; whoever wrote the message by hand sees it.
    """
    errors = [one.exception for one in shown.elements if one.WhichOneof("type") == "exception"]
    return [str(one) for one in errors if list(one.stack_trace) or "redacted" not in one.message]


@pytest.mark.parametrize("screen", [*SCREENS, "case", "examination"])
def test_no_forged_state_of_any_widget_does_a_deed_or_shows_a_traceback(screen, server):
    """Every widget of the screen, one at a time, as the analyst who may do most."""
    query, address = "lang=fr", SCREENS.get(screen, "")
    if screen in {"case", "examination"}:
        query += f"&cas={examined(server.folder)}"
        address = SCREENS["catalogue" if screen == "case" else "review"]
    with Socket(server, server.enter(person="d-0001")) as tab:
        shown = tab.run(address, query=query)
        assert shown.tracebacks == []
        assert SENTENCE not in shown.text
        before, sent = head_of(server.folder), 0
        for kind, identity, disabled in list(widgets_of(shown)):
            for state in forged(kind, identity, disabled=disabled):
                answer, sent = tab.run(address, query=query, widgets=[state]), sent + 1
                assert told_too_much(answer) == [], (kind, identity, state)
        assert sent > 5
        assert head_of(server.folder) == before
        again = tab.run(address, query=query)
    with Socket(server, server.enter(person="d-0001")) as tab:
        assert SENTENCE not in tab.run(address, query=query).text, "whoever comes next sees the screen"
    assert told_too_much(again) == []
