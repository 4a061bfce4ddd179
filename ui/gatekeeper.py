"""The outer wall: what a stranger may reach at all, and the headers that every answer carries."""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from actions.permissions import Permission, permissions_of
from store.accounts import Person
from ui import opening, sign_in

OPEN_PATHS = (sign_in.SIGN_IN, sign_in.SIGN_OUT, "/fonts/", "/_stcore/health")
CLOSED_PATHS = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
"""Nobody needs these from outside; they tell of the server or drive it."""


UPLOADS = "/_stcore/upload_file"
UPLOADING = frozenset(
    {Permission.IMPORT_CASES, Permission.PROPOSE_CASE, Permission.RECORD_SCORE, Permission.REVIEW_CASE}
)
"""Who may bring a file: an inventory, a kit or a sheet of answers, a sheet of scores, evidence or a review sheet."""
MOST_BYTES_OF_A_FORM = 16_384


class Gatekeeper:
    """Pure ASGI: sends strangers to the form, refuses their uploads and sockets, adds the security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, send to the form, or refuse."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        if scope["type"] == "http":
            send = _with_headers(send, str(scope["path"]))
        if status := await run_in_threadpool(_refused, scope):
            if status == _TO_THE_FORM:
                await _to_the_form(scope)(scope, receive, send)
            else:
                await _refuse(scope, receive, send, status)
            return
        if scope["type"] == "websocket":
            receive = _while_signed_in(scope, receive)
        await self.app(scope, receive, send)


_TO_THE_FORM = 303


def _refused(scope: Scope) -> int:
    """The status with which a request is refused; 0 when it may go on."""
    path, connection = str(scope["path"]), HTTPConnection(scope)
    if path.startswith(CLOSED_PATHS):
        return 404
    if not _is_our_name(connection):
        return 421
    if scope["type"] == "websocket" and not sign_in.same_origin(connection):
        return 403
    if _is_open(path):
        return _too_large(connection) if scope.get("method") == "POST" else 0
    return _refused_visitor(scope, path, connection)


def _refused_visitor(scope: Scope, path: str, connection: HTTPConnection) -> int:
    """What a visitor may not reach: a stranger nothing, and only who may bring a file may upload."""
    person = sign_in.visitor_of(connection)
    if _is_stranger(person, connection):
        asks_for_page = scope.get("method") == "GET" and "text/html" in connection.headers.get("accept", "")
        return _TO_THE_FORM if asks_for_page else 403
    if path.startswith(UPLOADS) and not UPLOADING & permissions_of(person):
        return 403
    return 0


def _is_stranger(person: Person | None, connection: HTTPConnection) -> bool:
    """Whoever has no session; in a demonstration also whoever comes through a relay."""
    return person is None or (opening.site().is_demonstration and sign_in.is_relayed(connection))


def _is_our_name(connection: HTTPConnection) -> bool:
    """A demonstration answers to this machine's names only: any other name was made to point here."""
    site = opening.site()
    if not site.is_demonstration or site.settings.demo:
        return True
    return urlsplit(f"//{connection.headers.get('host', '')}").hostname in {"localhost", "127.0.0.1", "::1", None}


def _too_large(connection: HTTPConnection) -> int:
    """A form is short and says how long it is: nobody fills the disk from outside."""
    length = connection.headers.get("content-length", "")
    if not length.isdigit():
        return 411
    return 413 if int(length) > MOST_BYTES_OF_A_FORM else 0


def _to_the_form(scope: Scope) -> RedirectResponse:
    query = scope["query_string"].decode("latin-1")
    wanted = str(scope["path"]) + (f"?{query}" if query else "")
    language = re.search(r"(?:^|&)lang=(fr|ar|en)(?:&|$)", query)
    told = f"lang={language[1]}&" if language else ""
    return RedirectResponse(f"{sign_in.SIGN_IN}?{told}next={quote(wanted, safe='/')}", status_code=303)


def _while_signed_in(scope: Scope, receive: Receive) -> Receive:
    """The messages of a socket, for as long as its session lasts.

    Afterwards only the wish to see the page again goes through, which the shell answers with the way back in;
    a download or an upload prepared before ends the socket.
    """

    async def receiving() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive" or _asks_for_the_page(message.get("bytes") or b""):
            return message
        if await run_in_threadpool(_is_over, scope):
            return {"type": "websocket.disconnect", "code": 4403}
        return message

    return receiving


def _asks_for_the_page(content: bytes) -> bool:
    message = BackMsg()
    try:
        message.ParseFromString(content)
    except DecodeError:
        return False
    return message.WhichOneof("type") == "rerun_script"


def _is_over(scope: Scope) -> bool:
    return sign_in.visitor_of(HTTPConnection(scope)) is None


def _is_open(path: str) -> bool:
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in OPEN_PATHS)


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4403})
        return
    await PlainTextResponse("", status_code=status)(scope, receive, send)


def _with_headers(send: Send, path: str) -> Callable[[Message], Awaitable[None]]:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in security_headers().items():
                headers[name] = value
            if not path.startswith(("/static/", "/fonts/")):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return sending


@cache
def security_headers() -> dict[str, str]:
    """Headers of every answer; scripts run only from this host, and from blobs that components make."""
    scripts = " ".join(["'self'", "blob:", "'wasm-unsafe-eval'", *_inline_hashes()])
    policy = (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; object-src 'none'; "
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    }


def _inline_hashes() -> list[str]:
    """Hashes of the inline scripts of the page that Streamlit serves; they change with its version."""
    page: Any = files("streamlit") / "static" / "index.html"
    found = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in found]
