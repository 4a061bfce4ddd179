"""The slider of the ranking in a real browser, from letting go to the settled page, beside that of an empty page."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from benchmarks import empty_page
from benchmarks.figures import ROUNDS, Figure, told
from benchmarks.serving import LOGIN, PASSWORD, PRODUCTION, RANKING, site
from tests.browser.conftest import ARGUMENTS, QUIET, chromium
from tests.serving import serving

MOVES = 12
PLAIN, LIVE = "[data-testid=stSlider] input[type=range]", "input#share"
# When something arrives it is noted once it is drawn: after the frame that shows it and what that frame set going.
LISTEN = """
window.drawn = []
window.pressed = 0
addEventListener("keydown", () => { pressed = performance.now() }, true)
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given)
    this.addEventListener("message", () => requestAnimationFrame(() => setTimeout(() => drawn.push(performance.now()))))
  }
}
"""
WAIT = """
async () => {
  while (!drawn.some((at) => at > pressed) || performance.now() - drawn.at(-1) < 400) {
    if (performance.now() - pressed > 20000) return null
    await new Promise((done) => setTimeout(done, 50))
  }
  return drawn.at(-1) - pressed
}
"""


def figures(*, quick: bool) -> Iterator[Figure]:
    """Waiting of a person who lets a slider go, the median of many; the best round of each."""
    found = chromium()
    if found is None:
        yield Figure("the slider in the browser", "no Chromium here")
        return
    with (
        site() as folder,
        TemporaryDirectory() as empty_folder,
        serving(folder, environment=PRODUCTION) as server,
        serving(Path(empty_folder), script=empty_page.write(Path(empty_folder))) as empty,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        nobody, ranking = browser.new_page(), browser.new_page()
        for page in (nobody, ranking):
            page.add_init_script(LISTEN)
        nobody.goto(empty.url)
        nobody.wait_for_selector("[data-testid=stSlider]")
        ranking.goto(f"{server.url}/entrer?lang=fr&next=/{RANKING}")
        ranking.locator("input[name=login]").fill(LOGIN)
        ranking.locator("input[name=password]").fill(PASSWORD)
        ranking.locator("button.main").click()
        ranking.wait_for_selector(LIVE)
        for page in (nobody, ranking):
            page.wait_for_selector(QUIET)
            page.wait_for_timeout(5_000)
        floor, waited = float("inf"), float("inf")
        for _ in range(2 if quick else ROUNDS):
            floor = min(floor, median(_let_go(nobody, PLAIN, place) for place in range(MOVES)))
            waited = min(waited, median(_let_go(ranking, LIVE, place) for place in range(MOVES)))
        browser.close()
    limit = 1.3 * floor + 0.1
    yield Figure(
        "a slider of the ranking let go in Chromium, 2,133 cases, until the page has settled",
        f"{told(waited)} of waiting",
        f"an empty page: {told(floor)} of waiting",
        goal=f"at most 1.3 × the floor + 100 ms = {told(limit)}",
        met=waited <= limit,
    )


def _let_go(page: Page, slider: str, turn: int) -> float:
    """Seconds from a key to when the last of what came back is drawn."""
    page.wait_for_selector(QUIET)
    page.locator(slider).first.focus()
    page.keyboard.press("ArrowRight" if turn % 2 else "ArrowLeft")
    waited: float | None = page.evaluate(WAIT)
    if waited is None:
        raise TimeoutError(f"nothing arrived after {slider} was moved")
    return waited / 1000
