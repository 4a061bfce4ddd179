"""The outer wall: what a stranger may reach at all, and the headers that every answer carries."""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import sign_in

OPEN_PATHS = (sign_in.SIGN_IN, sign_in.SIGN_OUT, "/fonts/", "/_stcore/health")
CLOSED_PATHS = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
"""Nobody needs these from outside; they tell of the server or drive it."""


class Gatekeeper:
    """Pure ASGI: sends strangers to the form, refuses their uploads and sockets, adds the security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, send to the form, or refuse."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        path = str(scope["path"])
        if scope["type"] == "http":
            send = _with_headers(send, path)
        if path.startswith(CLOSED_PATHS):
            await _refuse(scope, receive, send, 404)
        elif _is_open(path) or await run_in_threadpool(_has_session, scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "GET" and "text/html" in _header(scope, "accept"):
            query = scope["query_string"].decode("latin-1")
            wanted = path + (f"?{query}" if query else "")
            language = re.search(r"(?:^|&)lang=(fr|ar|en)(?:&|$)", query)
            told = f"lang={language[1]}&" if language else ""
            answer = RedirectResponse(f"{sign_in.SIGN_IN}?{told}next={quote(wanted, safe='/')}", status_code=303)
            await answer(scope, receive, send)
        else:
            await _refuse(scope, receive, send, 403)


def _is_open(path: str) -> bool:
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in OPEN_PATHS)


def _has_session(scope: Scope) -> bool:
    return sign_in.visitor(sign_in.cookie_of(_header(scope, "cookie"))) is not None


def _header(scope: Scope, name: str) -> str:
    return Headers(scope=scope).get(name, "")


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
