"""A visitor without a browser: the websocket of one tab, which moves a widget and waits until the page has settled.

Like a browser it keeps large messages for as many runs as the site says, and tells the server which ones it has.
"""

import json
import time
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import quote

from google.protobuf.message import Message
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.config import get_option
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

WAIT = 60.0
KEPT_RUNS = get_option("global.maxCachedMessageAge")
SETTLED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class VisitError(RuntimeError):
    """A page did not settle, or showed an exception."""


@dataclass
class Run:
    """What one run of the script sent, and how long the visitor waited."""

    seconds: float = 0.0
    size: int = 0
    widgets: dict[str, str] = field(default_factory=dict)
    """Id of each widget by its key, or by its kind where the page gave no key: the first of them."""


class Visitor:
    """One open tab."""

    def __init__(self, port: int, cookie: str = "") -> None:
        origin = f"http://127.0.0.1:{port}"
        self._connection: ClientConnection = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Origin": origin, **({"Cookie": cookie} if cookie else {})},
            max_size=None,
            open_timeout=WAIT,
        )
        self._kept: dict[str, int] = {}
        """The run in which each large message was last used, by its hash."""
        self._runs = 0

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def open(self, address: str = "", **query: str) -> Run:
        """Go to a page."""
        return self._run(self._message(address, query))

    def slide(self, address: str, widget: str, value: float) -> Run:
        """Move a slider."""
        message = self._message(address, {})
        moved = message.rerun_script.widget_states.widgets.add()
        moved.id = widget
        moved.double_array_value.data.append(value)
        return self._run(message)

    def tell(self, address: str, component: str, event: str, value: object) -> Run:
        """Do something in one of our own components, as its script reports it."""
        message = self._message(address, {})
        told = message.rerun_script.widget_states.widgets.add()
        told.id = _make_trigger_id(component, "events")
        told.json_trigger_value = json.dumps([{"event": event, "value": value}])
        return self._run(message)

    def type(self, address: str, widget: str, text: str, **query: str) -> Run:
        """Type into a field."""
        message = self._message(address, query)
        typed = message.rerun_script.widget_states.widgets.add()
        typed.id, typed.string_value = widget, text
        return self._run(message)

    @staticmethod
    def _message(address: str, query: dict[str, str]) -> BackMsg:
        message = BackMsg()
        asked = message.rerun_script
        asked.page_name = address
        asked.query_string = "&".join(f"{name}={quote(value)}" for name, value in query.items())
        asked.context_info.locale = "fr-MA"
        asked.context_info.color_scheme = "light"
        return message

    def _run(self, message: BackMsg) -> Run:
        run, started = Run(), time.perf_counter()
        message.rerun_script.cached_message_hashes.extend(self._kept)
        self._connection.send(message.SerializeToString())
        while True:
            got = self._connection.recv(timeout=WAIT)
            content = got if isinstance(got, bytes) else got.encode()
            run.size += len(content)
            told = ForwardMsg()
            told.ParseFromString(content)
            _note(told, run)
            self._keep(told)
            # A run that another one replaces ends early; the last one counts.
            if told.WhichOneof("type") == "script_finished" and told.script_finished in SETTLED:
                run.seconds = time.perf_counter() - started
                self._runs += 1
                self._kept = {one: last for one, last in self._kept.items() if self._runs - last <= KEPT_RUNS}
                return run

    def _keep(self, told: ForwardMsg) -> None:
        if told.metadata.cacheable:
            self._kept[told.hash] = self._runs
        elif told.ref_hash:
            self._kept[told.ref_hash] = self._runs


def _note(told: ForwardMsg, run: Run) -> None:
    if told.WhichOneof("type") != "delta" or told.delta.WhichOneof("type") != "new_element":
        return
    kind = told.delta.new_element.WhichOneof("type")
    if kind == "exception":
        raise VisitError(str(told.delta.new_element.exception)[:300])
    element: Message = getattr(told.delta.new_element, str(kind))
    if identity := getattr(element, "id", ""):
        key = identity.rpartition("-")[2]
        run.widgets.setdefault(str(kind) if key == "None" else key, identity)
