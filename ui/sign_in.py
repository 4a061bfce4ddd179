"""Signing in and out, outside Streamlit: a form, a cookie that scripts cannot read, a session row behind it."""

import html
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

from anyio import CapacityLimiter, to_thread
from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import HTTPConnection, Request, cookie_parser
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from actions import accounts
from actions.accounts import AccountError
from store.accounts import Person
from ui import opening
from ui.style.sheet import stylesheet
from ui.words import Words
from wording.language import SOURCE, Language

COOKIE = "session"
SIGN_IN, SIGN_OUT = "/entrer", "/sortir"
FORWARDING = (
    "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-server", "x-forwarded", "forwarded",
    "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip", "x-original-host", "via",
)  # fmt: skip
MOST_WAITING = 20
_comparing = CapacityLimiter(2)


def visitor(cookie: str | None) -> Person | None:
    """Whose session a cookie's value opens now."""
    token = _token(cookie)
    return accounts.person_of(opening.site().store, token, now=opening.now()) if token else None


def visitor_of(connection: HTTPConnection) -> Person | None:
    """Whose session a request carries."""
    return visitor(connection.cookies.get(COOKIE))


def cookie_of(headers: str) -> str | None:
    """The session cookie in a raw Cookie header."""
    return cookie_parser(headers).get(COOKIE)


def show_form(request: Request) -> Response:
    """The form; who is in already goes on."""
    if visitor_of(request):
        return RedirectResponse(_next(request), status_code=303)
    return _page(request, problem="")


async def enter(request: Request) -> Response:
    """Check what was sent; open a session or show the form again with the reason.

    Passwords are compared in threads of their own, two at a time: each takes 64 MB for a moment, and the pages of
    everybody else must not wait for a stranger's guesses.
    """
    if not same_origin(request):
        return Response(status_code=403)
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return Response(status_code=415)
    form = {name: str(value) for name, value in (await request.form()).items()}
    if _comparing.statistics().tasks_waiting >= MOST_WAITING:
        return Response(status_code=503, headers={"Retry-After": "10"})
    return await to_thread.run_sync(_entered, request, form, limiter=_comparing)


def _entered(request: Request, form: Mapping[str, str]) -> Response:
    site = opening.site()
    try:
        if site.is_demonstration:
            if is_relayed(request):
                raise AccountError("account.demonstration_forwarded")  # noqa: TRY301 -- shown like the others
            with site.store.writing() as db:
                token = accounts.sign_in_as(db, form.get("person", ""), now=opening.now())
        else:
            token = accounts.sign_in(
                site.store, form.get("login", "")[:120], form.get("password", "")[:400], now=opening.now()
            )
    except AccountError as error:
        return _page(request, problem=_words(request).told(error.code, error.values), login=form.get("login", ""))
    answer = RedirectResponse(_next(request), status_code=303)
    value = _signer().dumps(token)
    answer.set_cookie(COOKIE, value, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/")
    return answer


def leave(request: Request) -> Response:
    """End the session and go back to the form."""
    if not same_origin(request):
        return Response(status_code=403)
    if token := _token(request.cookies.get(COOKIE)):
        with opening.site().store.writing() as db:
            accounts.sign_out(db, token, now=opening.now())
    answer = RedirectResponse(f"{SIGN_IN}?lang={_words(request).language}", status_code=303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def stay(request: Request) -> Response:
    """A link signs nobody out: it leads to the form, and from there back in."""
    return RedirectResponse(f"{SIGN_IN}?lang={_words(request).language}", status_code=303)


ROUTES = [
    Route(SIGN_IN, show_form, methods=["GET"]),
    Route(SIGN_IN, enter, methods=["POST"]),
    Route(SIGN_OUT, stay, methods=["GET"]),
    Route(SIGN_OUT, leave, methods=["POST"]),
]


def _token(cookie: str | None) -> str | None:
    if not cookie:
        return None
    try:
        return str(_signer().loads(cookie))
    except BadSignature:
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(opening.cookie_secret(), salt="session")


def same_origin(connection: HTTPConnection) -> bool:
    """Whether a form or a socket comes from a page of this host; without an origin, fetch metadata decides."""
    origin = connection.headers.get("origin")
    if origin:
        return urlsplit(origin).netloc == connection.headers.get("host")
    return connection.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


def is_relayed(connection: HTTPConnection) -> bool:
    """Whether somebody else stands between the browser and us: a demonstration is for this machine only."""
    return not opening.site().settings.demo and any(name in connection.headers for name in FORWARDING)


def _next(request: Request) -> str:
    wanted = request.query_params.get("next", "/")
    local = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and "\n" not in wanted
    path = wanted if local else "/"
    joint = "&" if "?" in path else "?"
    return path if "lang=" in path else f"{path}{joint}lang={_words(request).language}"


def _words(request: Request) -> Words:
    wanted = request.query_params.get("lang", "")
    if wanted in set(Language):
        return opening.words(Language(wanted))
    accepted = request.headers.get("accept-language", "")[:2].lower()
    return opening.words(Language(accepted) if accepted in set(Language) else SOURCE)


def _page(request: Request, *, problem: str, login: str = "") -> HTMLResponse:
    words = _words(request)
    escape = html.escape
    demonstration = opening.site().is_demonstration
    body = _cast(words) if demonstration else _account_form(words, login)
    notice = f'<p class="notice">{escape(words("sign_in.demonstration"))}</p>' if demonstration else ""
    refusal = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    target = quote(request.query_params.get("next", "/"), safe="/")
    switch = " ".join(
        f'<a href="{SIGN_IN}?lang={one}&amp;next={target}" lang="{one}"'
        f"{' aria-current=true' if one is words.language else ''}>{escape(opening.words(one)('language.own'))}</a>"
        for one in Language
    )
    return HTMLResponse(
        f"""<!doctype html><html lang="{words.language}" dir="{words.direction}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(words("sign_in.title"))}</title>
<link rel="icon" href="{_icon()}"><style>{stylesheet()}</style></head><body><main>
<nav aria-label="{escape(words("language.choose"))}">{switch}</nav>
<h1>{escape(words("app.title"))}</h1><p class="purpose">{escape(words("app.purpose"))}</p>
{notice}{refusal}<form method="post" action="{SIGN_IN}?lang={words.language}&amp;next={target}">{body}</form>
</main></body></html>""",
        status_code=401 if problem else 200,
        headers={"Cache-Control": "no-store"},
    )


@cache
def _icon() -> str:
    """The mark of the site as a data address: a stranger may ask for nothing else."""
    return "data:image/svg+xml," + quote(
        Path(__file__).with_name("style").joinpath("mark.svg").read_text(encoding="utf-8")
    )


def _cast(words: Words) -> str:
    with opening.site().store.reading() as db:
        people = accounts.cast(db)
    order = {"analyst": 0, "publisher": 1, "reviewer": 2}
    people.sort(key=lambda one: (min((order.get(role, 3) for role in one.roles), default=9), one.name))
    buttons = []
    for one in people:
        name = one.name_ar if words.language is Language.AR and one.name_ar else one.name
        roles = words.join([words(f"role.{role}") for role in sorted(one.roles)]) or words("role.none")
        buttons.append(
            f'<button name="person" value="{html.escape(one.id)}"><strong>{html.escape(name)}</strong>'
            f"<span>{html.escape(roles)}</span></button>"
        )
    return f'<h2>{html.escape(words("sign_in.pick"))}</h2><div class="cast">{"".join(buttons)}</div>'


def _account_form(words: Words, login: str) -> str:
    escape = html.escape
    return (
        f'<label>{escape(words("sign_in.login"))}<input name="login" autocomplete="username" required '
        f'maxlength="120" dir="ltr" value="{escape(login[:120])}"></label>'
        f'<label>{escape(words("sign_in.password"))}<input name="password" type="password" required '
        f'autocomplete="current-password" maxlength="400" dir="ltr"></label>'
        f'<button class="main">{escape(words("sign_in.enter"))}</button>'
        f'<p class="help">{escape(words("sign_in.help"))}</p>'
    )
