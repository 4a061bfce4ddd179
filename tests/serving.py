"""A real server of the site in a process of its own, asked by HTTP and by the websocket that a browser would open."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from urllib.parse import urlencode

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Navigation_pb2 import Navigation
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parent.parent
OURS = ("SITE_DIR", "DATABASE_URL", "DEMO", "COOKIE_SECRET", "ANCHOR_KEY", "PRODUCTION")
CODE = ("js_content", "css_content", "html_content")
STARTING = 90  # seconds; two cores are shared with other tests


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def cookie(self) -> str:
        """The cookie that was set, as the browser will send it back."""
        return self.headers.get("set-cookie", "").partition(";")[0]


@dataclass
class Server:
    """A running server."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None
    ) -> Answer:
        """One request, no redirection followed, no cookie kept."""
        sent = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        body = None
        if form is not None:
            body = urlencode(form).encode()
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body=body, headers=sent)
            got = connection.getresponse()
            return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
        finally:
            connection.close()

    def open_page(self, path: str, *, cookie: str = "") -> Answer:
        """What a browser gets that types an address."""
        return self.ask("GET", path, headers={"Accept": "text/html", **({"Cookie": cookie} if cookie else {})})

    def enter(self, **form: str) -> str:
        """Sign in; the session cookie."""
        answer = self.ask("POST", "/entrer?next=/", headers={"Origin": self.url}, form=form)
        assert answer.status == 303, answer.text[-400:]
        return answer.cookie

    def told(self) -> str:
        """What the server wrote on its terminal."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def serving(
    folder: Path, *, script: Path = ROOT / "app.py", environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server whose site lies in `folder`; gone when the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"server-{port}.log"
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--server.address", "127.0.0.1", "--server.headless", "true"],
            cwd=ROOT,
            env={**kept, "SITE_DIR": str(folder), "PYTHONIOENCODING": "utf-8", **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    server = Server(port, folder, process, log)
    try:
        _await(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _await(server: Server) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        if server.process.poll() is not None:
            raise AssertionError(f"the server stopped:\n{server.told()[-3000:]}")
        try:
            if server.ask("GET", "/_stcore/health").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not answer within {STARTING} s:\n{server.told()[-3000:]}")


@dataclass
class Shown:
    """What one run of the script sent to the browser."""

    messages: list[ForwardMsg] = field(default_factory=list)

    @property
    def elements(self) -> list[Element]:
        """The elements, without the blocks that hold them."""
        deltas = [one.delta for one in self.messages if one.WhichOneof("type") == "delta"]
        return [one.new_element for one in deltas if one.WhichOneof("type") == "new_element"]

    @property
    def text(self) -> str:
        """Every text of every element, one a line; scripts and style sheets left out."""
        told = (line for one in self.elements for line in _texts(one))
        return "\n".join(line for line in told if not line.startswith("<style>"))

    @property
    def addresses(self) -> set[str]:
        """Addresses of the screens that stand in the menu."""
        menus = [one.navigation for one in self.messages if one.WhichOneof("type") == "navigation"]
        if not menus or menus[-1].position == Navigation.HIDDEN:
            return set()
        return {page.url_pathname for page in menus[-1].app_pages if not page.is_hidden}

    @property
    def page_not_found(self) -> bool:
        return any(one.WhichOneof("type") == "page_not_found" for one in self.messages)

    @property
    def tracebacks(self) -> list[str]:
        """Exceptions that reached the reader."""
        return [str(one) for one in self.elements if one.WhichOneof("type") == "exception"]


def _texts(message: Message) -> Iterator[str]:
    for told, value in message.ListFields():
        if told.name in CODE:
            continue
        for one in value if told.is_repeated and not isinstance(value, Mapping) else [value]:
            if isinstance(one, Message):
                yield from _texts(one)
            elif isinstance(one, str) and one:
                yield one


class Socket:
    """The websocket of one open tab."""

    def __init__(self, server: Server, cookie: str = "") -> None:
        headers = {"Origin": server.url, **({"Cookie": cookie} if cookie else {})}
        self._connection = connect(
            f"ws://127.0.0.1:{server.port}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers=headers,
            max_size=None,
            open_timeout=60,
        )

    def __enter__(self) -> "Socket":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def run(
        self, address: str = "", *, query: str = "", wait: float = 90, widgets: Iterable[WidgetState] = ()
    ) -> Shown:
        """Ask for a page as the browser does when somebody types its address; what its run sent.

        ``widgets`` are states that the browser reports; nobody has looked at whether they can be true.
        """
        message = BackMsg()
        message.rerun_script.widget_states.widgets.extend(widgets)
        message.rerun_script.page_name = address
        message.rerun_script.query_string = query
        message.rerun_script.context_info.locale = "fr-MA"
        message.rerun_script.context_info.color_scheme = "light"
        self._connection.send(message.SerializeToString())
        shown = Shown()
        while True:
            got = self._connection.recv(timeout=wait)
            told = ForwardMsg()
            told.ParseFromString(got if isinstance(got, bytes) else got.encode())
            shown.messages.append(told)
            # A run that another one replaces ends early; the last one counts.
            if told.WhichOneof("type") == "script_finished":
                if told.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    shown.messages.clear()
                else:
                    return shown
