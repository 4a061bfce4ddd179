"""The main job in a real browser: coming in, a sheet taken in, an order that answers, a case examined to its verdict."""

import re

import pytest

from tests.conftest import EXCERPT, PASSWORD
from tests.pages.screens import SCREENS
from tests.pages.test_screens import FIRST_THING
from ui import opening
from wording.language import Language

WORDS = opening.words(Language.FR)


def said(text: str) -> str:
    """A text without its isolates, its spaces made ordinary."""
    return re.sub(r"\s+", " ", re.sub("[\u2060\u2066-\u2069\u200f]", "", text)).strip()


def order(reader) -> list[str]:
    """Titles of the ranking, in order."""
    return [said(one) for one in reader.main.locator("table tbody tr a.open").all_inner_texts()]


def test_the_first_start_opens_a_demonstration_without_a_question(demonstration, reading):
    reader = reading(demonstration).visit("/")
    assert "/entrer" in reader.page.url
    reader.page.get_by_role("button", name="Amina Berrada").click()
    reader.settle()
    assert reader.main.locator("h1").inner_text() == WORDS("overview.title")
    assert WORDS("demonstration.notice") in reader.text()
    assert reader.main.locator("dl .figure").count() == 5
    assert reader.main.locator("[data-testid=stPlotlyChart] .point").count() > 30
    reader.fine()


def test_a_stranger_is_led_to_the_form_and_then_to_the_page_that_was_asked_for(demonstration, reading):
    reader = reading(demonstration)
    for address in SCREENS.values():
        reader.visit(f"/{address}?lang=fr")
        assert "/entrer" in reader.page.url
        assert reader.page.get_by_role("heading", name=WORDS("sign_in.pick")).is_visible()
    reader.visit(f"/{SCREENS['review']}?lang=fr")
    reader.page.get_by_role("button", name="Rachid Amghar").click()
    reader.settle()
    assert reader.main.locator("h1").inner_text() == WORDS("review.title")
    reader.page.get_by_role("button", name=WORDS("sign_in.leave")).click()
    reader.page.wait_for_url("**/entrer**")
    reader.page.go_back()
    reader.page.wait_for_load_state()
    assert WORDS("review.queue") not in reader.text()
    reader.visit(f"/{SCREENS['review']}?lang=fr")
    assert "/entrer" in reader.page.url


def test_a_tab_left_open_says_that_the_session_is_over(demonstration, reading):
    reader = reading(demonstration).choose("Amina").see("ranking")
    other = reader.page.context.new_page()
    other.goto(f"{demonstration.url}/{SCREENS['methods']}?lang=fr")
    other.get_by_role("button", name=WORDS("sign_in.leave")).click()
    other.wait_for_url("**/entrer**")
    thumb = reader.main.get_by_role("slider").first
    thumb.focus()
    reader.page.keyboard.press("ArrowRight")
    reader.page.get_by_text(WORDS("sign_in.ended")).wait_for()
    assert reader.page.get_by_role("link", name=WORDS("sign_in.again")).is_visible()


def test_whoever_has_no_role_is_told_so_and_sees_nothing(demonstration, reading):
    reader = reading(demonstration).choose("Yassine")
    told = reader.text()
    assert WORDS("role.none") in told
    assert "UC-" not in told
    assert reader.main.locator("h1").count() == 0
    reader.fine()


def test_an_empty_real_site_leads_from_its_first_sheet_to_its_accepted_rows(real, reading):
    analyst = reading(real).sign_in("amina")
    for screen, key in FIRST_THING.items():
        analyst.see(screen)
        assert WORDS(key) in analyst.text(), screen
        analyst.fine()
    keeper = reading(real).sign_in("hicham").see("settings")
    assert WORDS("settings.add") in keeper.text()
    keeper.fine()

    analyst.see("intake")
    analyst.main.locator("input[type=file]").set_input_files(EXCERPT)
    analyst.page.get_by_text(WORDS("intake.counts")).wait_for()
    analyst.settle()
    counts = said(analyst.main.locator("dl.am-counts").inner_text())
    assert f"{WORDS('intake.rows_read')} 200" in counts
    assert f"{WORDS('intake.repeated')} 3" in counts
    assert f"{WORDS('intake.new')} 197" in counts
    analyst.main.get_by_text(WORDS("intake.admit"), exact=True).click()
    analyst.main.get_by_role("button", name=said(WORDS("intake.accept", n=197))).click()
    analyst.main.get_by_text(re.compile("^" + WORDS("intake.done", new="|").split("|")[0])).wait_for()
    analyst.fine()

    analyst.see("catalogue")
    assert "197" in said(analyst.text())
    assert analyst.main.locator("table tbody tr").count() == 25
    analyst.see("ranking")
    assert len(order(analyst)) == 25
    analyst.fine()

    analyst.see("intake")
    analyst.main.locator("input[type=file]").set_input_files(EXCERPT)
    analyst.page.get_by_text(WORDS("intake.counts")).wait_for()
    analyst.settle()
    again = said(analyst.main.locator("dl.am-counts").inner_text())
    assert f"{WORDS('intake.new')} 0" in again
    assert f"{WORDS('intake.unchanged')} 197" in again


def test_a_picture_renamed_as_a_sheet_is_refused_with_a_sentence(real, reading):
    reader = reading(real).sign_in("amina").see("intake")
    picture = {"name": "cas.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20}
    reader.main.locator("input[type=file]").set_input_files(picture)  # type: ignore[arg-type]
    reader.main.get_by_text(WORDS("intake.not_a_table", kind="|").split("(")[0].strip()).wait_for()
    reader.fine()


def test_a_wrong_password_is_answered_at_the_form(real, reading):
    reader = reading(real).visit("/entrer?lang=fr")
    reader.page.locator("input[name=login]").fill("amina")
    reader.page.locator("input[name=password]").fill(PASSWORD[::-1])
    reader.page.locator("button.main").click()
    assert reader.page.get_by_role("alert").inner_text() == WORDS("account.wrong")


def test_moving_the_slider_changes_the_order(demonstration, reading):
    reader = reading(demonstration).choose("Amina").see("ranking")
    before = order(reader)
    thumb = reader.main.get_by_role("slider").first
    thumb.focus()
    reader.page.keyboard.press("Home")
    reader.page.wait_for_timeout(400)
    reader.settle()
    feasible = order(reader)
    thumb.focus()
    reader.page.keyboard.press("End")
    reader.page.wait_for_timeout(400)
    reader.settle()
    useful = order(reader)
    assert len(before) == 25
    assert before != feasible != useful != before
    values = [
        float(said(one).replace(",", ".")) for one in reader.main.locator("table tbody .measure .n").all_inner_texts()
    ]
    assert values == sorted(values, reverse=True)
    reader.fine()


def test_a_click_on_a_bubble_chooses_that_case(demonstration, reading):
    reader = reading(demonstration).choose("Amina").see("ranking")
    chart = reader.main.locator("[data-testid=stPlotlyChart]").first
    chart.scroll_into_view_if_needed()
    wanted, x, y = chart.evaluate(TOPMOST)
    reader.page.mouse.click(x, y)
    reader.page.wait_for_url(f"**cas={wanted}**")
    reader.settle()
    told = reader.main.locator(".am-caption", has_text=wanted)
    assert told.first.is_visible()
    assert reader.main.get_by_role("button", name=WORDS("ranking.open_case")).is_visible()
    reader.main.get_by_role("button", name=WORDS("ranking.open_case")).click()
    reader.page.wait_for_url(f"**/{SCREENS['catalogue']}**cas={wanted}**")
    reader.settle()
    assert wanted in said(reader.main.locator(".am-purpose").inner_text())
    reader.fine()


TOPMOST = """
(chart) => {
  const plot = chart.querySelector(".js-plotly-plot")
  for (const trace of plot.querySelectorAll(".scatterlayer .trace")) {
    for (const point of trace.querySelectorAll(".point")) {
      const box = point.getBoundingClientRect()
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      const data = point.__data__
      const others = [...plot.querySelectorAll(".point")].filter((one) => one !== point).map((one) => one.getBoundingClientRect())
      const alone = others.every((one) => Math.hypot(one.left + one.width / 2 - x, one.top + one.height / 2 - y) > 14)
      if (alone && y > 0 && y < window.innerHeight) return [data.data || data.customdata, x, y]
    }
  }
  return null
}
"""
"""A bubble that stands apart from the others: its case and where it is on the screen."""


def answer(reader, question, choice: str, reason: str = "") -> None:
    """One answer of the examination."""


@pytest.fixture
def rachid(demonstration, reading):
    return reading(demonstration).choose("Rachid").see("review", file="waiting")
