"""A real browser, and the sites it is led through. Where no Chromium is found these tests are left out and say so."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, sync_playwright

from tests.conftest import PASSWORD
from tests.not_here import not_here
from tests.pages.screens import SCREENS
from tests.serving import ROOT, Server, serving

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1366, "height": 768}
# Streamlit's own client looks for its server below the address that was typed, finds none, and goes one step up.
GUESSED = re.compile(rf"/(?:{'|'.join(SCREENS.values())})/_stcore/(?:health|host-config)$")
QUIET = "[data-testid=stApp][data-test-script-state=notRunning]"
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


def chromium() -> str | None:
    """The Chromium of this machine."""
    named = os.environ.get("CHROMIUM", "")
    if named:
        return named
    usual = Path("/usr/bin/chromium")
    return str(usual) if usual.exists() else shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    found = chromium()
    if found is None:
        not_here("no Chromium here: install one, or name it in CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def demonstration(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demonstration, made by its first start; the browser is asked for first, so that without one nothing starts."""
    with serving(tmp_path_factory.mktemp("demonstration")) as running:
        yield running


@pytest.fixture
def real(browser: Browser, tmp_path: Path) -> Iterator[Server]:
    """A real site as its keeper makes one: an empty store, an administrator and an analyst, and nothing else."""
    manage(tmp_path, "init")
    for login, name, role in (("hicham", "Hicham", "administrator"), ("amina", "Amina", "analyst")):
        manage(tmp_path, "people", "add", login, "--name", name, "--role", role, typed=PASSWORD)
    with serving(tmp_path) as running:
        yield running


def manage(folder: Path, *arguments: str, typed: str = "") -> None:
    """A command of the terminal."""
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "SITE_DIR": str(folder)},
        input=f"{typed}\n",
        text=True,
        encoding="utf-8",
        check=True,
        capture_output=True,
    )


@dataclass
class Reader:
    """Somebody in front of a browser; writes down what goes wrong and whom the pages talk to."""

    server: Server
    page: Page
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda asked: self._note(asked.url))
        self.page.on("websocket", lambda opened: self._note(opened.url))

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not GUESSED.search(said.location.get("url", "")):
            self.complaints.append(f"{said.text} {said.location.get('url', '')}")

    def _note(self, url: str) -> None:
        told = urlsplit(url)
        if told.scheme not in {"data", "blob"} and told.netloc != f"127.0.0.1:{self.server.port}":
            self.elsewhere.append(url)

    def visit(self, path: str) -> "Reader":
        """Type an address."""
        self.page.goto(f"{self.server.url}{path}")
        return self

    def choose(self, name: str, *, lang: str = "fr") -> "Reader":
        """Enter a demonstration as one of its people."""
        self.visit(f"/entrer?lang={lang}&next=/methodes")
        self.page.locator("button[name=person]", has=self.page.locator("strong", has_text=name)).click()
        self.settle()
        return self

    def sign_in(self, login: str, *, lang: str = "fr") -> "Reader":
        """Enter a real site."""
        self.visit(f"/entrer?lang={lang}&next=/cas-usage")
        self.page.locator("input[name=login]").fill(login)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("button.main").click()
        self.settle()
        return self

    def see(self, screen: str, *, lang: str = "fr", **where: str) -> "Reader":
        """Open a screen by its address."""
        more = "".join(f"&{name}={value}" for name, value in where.items())
        self.visit(f"/{SCREENS[screen]}?lang={lang}{more}")
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until the screen has said all it has to say."""
        page = self.page
        page.wait_for_selector(QUIET, timeout=60_000)
        page.wait_for_selector(".am-title, .am-banner, .am-empty", timeout=60_000)
        still = 0
        while still < 3:
            page.wait_for_timeout(150)
            busy = page.locator("[data-testid=stSkeleton], [data-testid=stSpinner], [aria-busy=true]").count()
            empty = page.locator("[data-testid=stPlotlyChart]:not(:has(.main-svg))").count()
            quiet = page.locator(QUIET).count()
            still = still + 1 if quiet and not busy and not empty else 0

    @property
    def main(self) -> Locator:
        return self.page.locator("[data-testid=stMain]")

    def text(self) -> str:
        """Everything that can be read, shadow roots included."""
        return str(self.page.evaluate(READ))

    def fine(self) -> None:
        """Nothing went wrong so far, and nobody else was asked for anything."""
        assert self.complaints == []
        assert self.elsewhere == []
        told = self.text()
        for trace in ("Traceback (most recent", 'File "/', "sqlalchemy."):
            assert trace not in told
        assert not re.search(r"\wError:", told)  # the name of an exception; Streamlit itself says "Error:" in English


READ = """
() => {
  const said = []
  const walk = (node) => {
    if (node.nodeType === 3) { said.push(node.nodeValue); return }
    if (node.nodeType !== 1 || ["STYLE", "SCRIPT", "NOSCRIPT"].includes(node.tagName)) return
    if (node.shadowRoot) node.shadowRoot.childNodes.forEach(walk)
    node.childNodes.forEach(walk)
    said.push("\\n")
  }
  walk(document.body)
  return said.join("")
}
"""


def window(browser: Browser, *, width: int = WIDE["width"], height: int = WIDE["height"]) -> BrowserContext:
    """A new window: another person."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR", color_scheme="light")
    context.set_default_timeout(30_000)
    return context


@pytest.fixture
def reading(browser: Browser) -> Iterator[Callable[..., Reader]]:
    """Somebody in a window of their own on a server; as many as a test asks for."""
    opened: list[BrowserContext] = []

    def begin(server: Server, **size: int) -> Reader:
        opened.append(window(browser, **size))
        return Reader(server, opened[-1].new_page())

    yield begin
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def arabic(browser: Browser, demonstration: Server) -> Iterator[Reader]:
    """Amina, reading in Arabic."""
    context = window(browser)
    yield Reader(demonstration, context.new_page()).choose("أمينة", lang="ar")
    context.close()
