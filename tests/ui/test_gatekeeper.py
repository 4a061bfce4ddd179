"""The outer wall, asked of a running demonstration: what a stranger reaches, and what every answer carries."""

import base64
import hashlib
import re
from collections import deque
from collections.abc import Iterator
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.serving import Answer, Server, serving

CLOSED = ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent", "/_stcore/script-health-check")
STRANGERS_TRY = (
    "/",
    "/classement",
    "/ranking",
    "/_stcore/host-config",
    "/_stcore/allowed-message-origins",
    "/media/abc.xlsx",
    "/component/x/y.js",
    "/static/js/index.js",
    "/app/static/x",
    "/favicon.png",
    "/fonts",
    "/_stcore/health/../metrics",
    "/entrer/../_stcore/metrics",
)
DETOURS = (
    "//_stcore/metrics",
    "/_stcore//metrics",
    "/_stcore/./metrics",
    "/fonts/../_stcore/metrics",
    "/x/../_stcore/metrics",
)
OTHER_FILES = (
    "/fonts/../../../../../../etc/passwd",
    "/fonts/%2e%2e/%2e%2e/%2e%2e/__init__.py",
    "/fonts/..%2f__init__.py",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("gate")) as running:
        yield running


@pytest.fixture(scope="module")
def cookie(server: Server) -> str:
    return server.enter(person="d-0001")


@pytest.fixture(scope="module")
def answers(server: Server, cookie: str) -> dict[str, Answer]:
    """One answer of each kind."""
    page = server.open_page("/classement", cookie=cookie)
    script = re.search(r'src="\.?(/static/[^"]+\.js)"', page.text)
    assert script, "the page was to load a script"
    return {
        "the form": server.open_page("/entrer"),
        "a wrong choice": server.ask("POST", "/entrer", form={"person": "d-9999"}),
        "a redirection": server.open_page("/classement"),
        "a refusal": server.ask("GET", "/classement"),
        "a closed path": server.ask("GET", "/_stcore/metrics"),
        "a refused upload": server.ask("PUT", "/_stcore/upload_file/a/b"),
        "health": server.ask("GET", "/_stcore/health"),
        "a font": server.ask("GET", "/fonts/IBMPlexSansArabic-Regular.ttf"),
        "no such font": server.ask("GET", "/fonts/none.ttf"),
        "a page": page,
        "a script": server.ask("GET", script[1], headers={"Cookie": cookie}),
        "no such media": server.ask("GET", "/media/none.xlsx", headers={"Cookie": cookie}),
    }


def policy(answer: Answer) -> dict[str, list[str]]:
    rules = answer.headers["content-security-policy"].split(";")
    return {words[0]: words[1:] for rule in rules if (words := rule.split())}


def test_the_answers_are_of_the_kinds_they_should_be(answers):
    assert {name: one.status for name, one in answers.items()} == {
        "the form": 200,
        "a wrong choice": 401,
        "a redirection": 303,
        "a refusal": 403,
        "a closed path": 404,
        "a refused upload": 403,
        "health": 200,
        "a font": 200,
        "no such font": 404,
        "a page": 200,
        "a script": 200,
        "no such media": 404,
    }


def test_every_answer_carries_the_security_headers(answers):
    for name, answer in answers.items():
        headers = answer.headers
        assert headers["x-content-type-options"] == "nosniff", name
        assert headers["referrer-policy"] == "same-origin", name
        assert headers["cross-origin-opener-policy"] == "same-origin", name
        assert "camera=()" in headers["permissions-policy"], name
        assert "content-security-policy" in headers, name


def test_scripts_come_from_this_host_only_and_never_from_the_page_itself(answers):
    for name, answer in answers.items():
        rules = policy(answer)
        assert rules["default-src"] == ["'self'"], name
        scripts = rules["script-src"]
        assert "'unsafe-inline'" not in scripts, name
        assert "'unsafe-eval'" not in scripts, name
        assert not [one for one in scripts if "*" in one or "//" in one or one in {"http:", "https:", "data:"}], name
        assert rules["object-src"] == ["'none'"], name
        assert rules["frame-ancestors"] == ["'none'"], name
        assert rules["base-uri"] == ["'self'"], name
        assert rules["form-action"] == ["'self'"], name


def test_the_policy_knows_each_inline_script_of_the_page_that_is_served(answers):
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", answers["a page"].text, re.DOTALL)
    assert scripts
    known = policy(answers["a page"])["script-src"]
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in known


def test_the_form_runs_no_script_at_all(answers):
    assert "<script" not in answers["the form"].text
    assert not re.search(r"\son\w+=", answers["the form"].text)


def test_no_page_is_kept_by_a_cache_but_scripts_and_fonts_may_be(answers):
    for name in ("the form", "a page", "a redirection", "a refusal", "no such media", "health"):
        assert answers[name].headers["cache-control"] == "no-store", name
    for name in ("a script", "a font"):
        assert answers[name].headers.get("cache-control") != "no-store", name


@pytest.mark.parametrize("path", STRANGERS_TRY)
def test_a_stranger_is_sent_to_the_form_or_refused(path, server):
    assert server.open_page(path).status in {303, 404}
    assert server.open_page(path).body == b""
    assert server.ask("GET", path).status in {403, 404}
    for method in ("POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"):
        assert server.ask(method, path, headers={"Accept": "text/html"}).status in {403, 404}


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_stranger_cannot_upload(method, server):
    path = "/_stcore/upload_file/0123/4567"
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Origin": server.url}
    assert server.ask(method, path, headers=headers).status == 403
    assert server.ask(method, path, headers={**headers, "Cookie": "session=forged"}).status == 403


@pytest.mark.parametrize("path", CLOSED)
def test_what_tells_of_the_server_or_drives_it_is_closed_to_everybody(path, server, cookie):
    assert server.ask("GET", path).status == 404
    assert server.ask("GET", path, headers={"Cookie": cookie}).status == 404
    assert server.ask("GET", path.replace("_", "%5F"), headers={"Cookie": cookie}).status == 404


@pytest.mark.parametrize("path", DETOURS)
def test_no_detour_leads_to_the_figures_of_the_server(path, server, cookie):
    for headers in ({}, {"Cookie": cookie}):
        assert "# TYPE" not in server.ask("GET", path, headers=headers).text


@pytest.mark.parametrize("path", OTHER_FILES)
def test_the_fonts_lead_to_no_other_file(path, server):
    assert server.ask("GET", path).status in {400, 404}


def test_a_socket_opened_by_another_site_is_refused_even_with_the_cookie(server, cookie):
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    for origin, headers in (("https://ailleurs.example", {"Cookie": cookie}), (server.url, {})):
        with pytest.raises(InvalidStatus) as refusal:
            connect(address, origin=origin, additional_headers=headers, subprotocols=["streamlit"])
        assert refusal.value.response.status_code == 403
    with connect(address, origin=server.url, additional_headers={"Cookie": cookie}, subprotocols=["streamlit"]) as tab:
        assert tab.subprotocol == "streamlit"


def test_only_who_may_bring_a_file_may_upload(server):
    """Yassine is in and has no role: the server keeps no file of his."""
    path, headers = "/_stcore/upload_file/0123/4567", {"Origin": server.url}
    for person, status in (("d-0014", 403), ("d-0012", 403)):
        assert server.ask("PUT", path, headers={**headers, "Cookie": server.enter(person=person)}).status == status
        assert b"XSRF" not in server.ask("PUT", path, headers={**headers, "Cookie": server.enter(person=person)}).body
    # An analyst, an assessor, a reviewer and a contributor come through to Streamlit, which asks for its own token.
    for person in ("d-0001", "d-0002", "d-0005", "d-0011"):
        let_in = server.ask("PUT", path, headers={**headers, "Cookie": server.enter(person=person)})
        assert b"XSRF" in let_in.body


def test_a_socket_ends_with_its_session(server):
    """A window that stays open after signing out is no way in: the next message ends it."""
    cookie = server.enter(person="d-0002")
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    with connect(address, origin=server.url, additional_headers={"Cookie": cookie}, subprotocols=["streamlit"]) as tab:
        assert server.ask("POST", "/sortir", headers={"Cookie": cookie, "Origin": server.url}, form={}).status == 303
        tab.send(b"\x00")
        with suppress(ConnectionClosed):
            deque(tab, maxlen=0)
        assert tab.close_code is not None


def test_a_stray_cookie_of_a_neighbour_locks_nobody_out(server, cookie):
    for stray in ("a@b=1", "foo/bar=1", "path=/", "a[b]=1", '{"a":1}', "bare"):
        assert server.open_page("/classement", cookie=f"{stray}; {cookie}").status == 200, stray


def test_a_demonstration_answers_to_the_names_of_this_machine_only(server, cookie):
    for host in ("ailleurs.example", f"ailleurs.example:{server.port}"):
        assert server.ask("GET", "/entrer", headers={"Host": host}).status == 421
        assert server.ask("GET", "/classement", headers={"Host": host, "Cookie": cookie}).status == 421
