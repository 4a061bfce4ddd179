"""The main job in a real browser: coming in, a sheet taken in, an order that answers, a case led to its verdict."""

import re

import pytest
from sqlalchemy import make_url

from actions.definitions import Definitions
from ethics.answer import Answer, DetailKind
from ethics.depth import DepthName
from ethics.question import Question, QuestionSeverity
from ethics.triage import propose_depth
from store import use_cases
from store.engine import open_engines
from tests.browser.conftest import Reader
from tests.conftest import PASSWORD
from tests.pages.screens import SCREENS
from tests.pages.test_screens import FIRST_THING
from tests.real_data import EXCERPT
from ui import opening
from ui.words import Words
from wording.language import Language

WORDS = opening.words(Language.FR)
FRAMEWORK = Definitions().framework
NAMES = Words(Language.FR, FRAMEWORK.words)


def said(text: str) -> str:
    """A text without its isolates, its spaces made ordinary."""
    return re.sub(r"\s+", " ", re.sub("[\u2060\u2066-\u2069\u200f]", "", text)).strip()


def order(reader: Reader) -> list[str]:
    """Titles of the ranking, in order."""
    return [said(one) for one in reader.main.locator("table tbody tr a.open").all_inner_texts()]


def live_order(reader: Reader) -> list[str]:
    """Titles of the order that follows the hand."""
    return [said(one) for one in reader.main.locator("tbody th.case button").all_inner_texts()]


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
    analyst.main.locator("input[type=file]").first.set_input_files(EXCERPT)
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
    assert len(live_order(analyst)) == 10
    analyst.fine()

    analyst.see("intake")
    analyst.main.locator("input[type=file]").first.set_input_files(EXCERPT)
    analyst.page.get_by_text(WORDS("intake.counts")).wait_for()
    analyst.settle()
    again = said(analyst.main.locator("dl.am-counts").inner_text())
    assert f"{WORDS('intake.new')} 0" in again
    assert f"{WORDS('intake.unchanged')} 197" in again


def test_an_import_made_by_mistake_is_taken_back_by_one_gesture(real, reading):
    analyst = reading(real).sign_in("amina").see("intake")
    analyst.main.locator("input[type=file]").first.set_input_files(EXCERPT)
    analyst.page.get_by_text(WORDS("intake.counts")).wait_for()
    analyst.settle()
    analyst.main.get_by_role("button", name=said(WORDS("intake.accept", n=197))).click()
    analyst.main.get_by_text(re.compile("^" + WORDS("intake.done", new="|").split("|")[0])).wait_for()
    analyst.see("intake")
    analyst.main.get_by_role("button", name=WORDS("intake.take_back")).click()
    dialog = analyst.page.get_by_role("dialog")
    told = said(WORDS("intake.would_take_back", withdrawn=197, restored=0, kept=0))
    dialog.get_by_text(re.compile("^" + re.escape(told[:14]))).wait_for()  # the dialog opens before it says anything
    assert told in said(dialog.inner_text())
    dialog.get_by_role("button", name=WORDS("intake.take_back")).click()
    told = said(WORDS("intake.taken_back", withdrawn=197, restored=0, kept=0))
    analyst.main.get_by_text(re.compile("^" + re.escape(told[:14]))).wait_for()
    assert told in said(analyst.text())
    analyst.fine()


def test_one_criterion_is_scored_down_the_list_by_keyboard_alone(demonstration, reading):
    analyst = reading(demonstration).choose("Amina").see("scoring", mode="list")
    page, rows = analyst.page, analyst.main.locator("tr[data-row]")
    before = rows.count()
    assert before > 1
    rows.first.locator("button.level").first.focus()
    page.keyboard.press("3")
    page.keyboard.press("1")
    assert [rows.nth(place).locator("button.chosen").inner_text() for place in (0, 1)] == ["3", "1"]
    analyst.main.locator("#doubt").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Vu en réunion.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    analyst.main.get_by_text(WORDS("scoring.sheet_taken", n=2)).wait_for()
    analyst.settle()
    assert rows.count() == before - 2
    analyst.fine()


BRINGERS = {
    "the kit of an administration": ("Omar", "intake", {}, "kit_out", "kit.told"),
    "a sheet of scores": ("Yasmine", "scoring", {"mode": "sheet"}, "score_sheet_out", "review.sheet_told"),
}


@pytest.mark.parametrize("who", BRINGERS)
def test_a_sheet_that_was_taken_away_comes_back_by_the_hand_of_whoever_it_is_for(who, demonstration, reading, tmp_path):
    person, screen, where, out, told = BRINGERS[who]
    reader = reading(demonstration).choose(person).see(screen, **where)
    if screen == "intake":
        reader.main.get_by_role("tab", name=WORDS("intake.by_kit")).click()
    with reader.page.expect_download() as begun:
        reader.main.locator(f".st-key-{out} button").click()
    begun.value.save_as(tmp_path / "sheet.xlsx")
    reader.main.locator("input[type=file]").set_input_files(tmp_path / "sheet.xlsx")
    start = WORDS(told, new=0, changed=0, same=0, conflicts=0).split()[0]
    reader.main.get_by_text(re.compile("^" + re.escape(start))).wait_for()
    assert reader.main.locator(".am-banner.am-tone-refused").count() == 0
    reader.fine()


@pytest.mark.parametrize("language", list(Language))
def test_a_file_beyond_the_limit_is_refused_in_the_readers_language_before_it_is_sent(
    language, real, reading, tmp_path
):
    large, sent = tmp_path / "grand.csv", []
    with large.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    reader = reading(real).sign_in("amina", lang=language.value).see("intake", lang=language.value)
    reader.page.on("request", lambda asked: sent.append(asked.url) if asked.method == "PUT" else None)
    reader.main.locator("input[type=file]").first.set_input_files(large)
    told = opening.builtin_words().text(language, "builtin.upload_too_large").replace("{size}", "50.0")
    sentence = reader.main.get_by_text(told)
    sentence.wait_for()
    assert sentence.bounding_box()["height"] > 12, "a sentence that only a pointer brings out is none"
    assert sent == []
    reader.fine()


def test_a_picture_renamed_as_a_sheet_is_refused_with_a_sentence(real, reading):
    reader = reading(real).sign_in("amina").see("intake")
    picture = {"name": "cas.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20}
    reader.main.locator("input[type=file]").first.set_input_files(picture)  # type: ignore[arg-type]
    reader.main.get_by_text(WORDS("intake.not_a_table", kind="|").split("(")[0].strip()).wait_for()
    reader.fine()


def test_a_wrong_password_is_answered_at_the_form(real, reading):
    reader = reading(real).visit("/entrer?lang=fr")
    reader.page.locator("input[name=login]").fill("amina")
    reader.page.locator("input[name=password]").fill(PASSWORD[::-1])
    reader.page.locator("button.main").click()
    assert reader.page.get_by_role("alert").inner_text() == WORDS("account.wrong")


def test_the_order_and_the_map_follow_the_slider_before_it_is_let_go(demonstration, reading):
    reader = reading(demonstration).choose("Amina").see("ranking")
    slider = reader.main.locator("input#share")
    slider.wait_for()
    before, mark = live_order(reader), reader.main.locator("svg .mark").first
    place = mark.get_attribute("transform")
    assert len(before) == 10
    # Only moved, not let go: the browser alone answers.
    slider.evaluate("(one) => { one.value = 5; one.dispatchEvent(new Event('input', { bubbles: true })) }")
    reader.page.wait_for_timeout(300)
    during = live_order(reader)
    assert during != before
    assert "impact" not in reader.page.url
    slider.evaluate("(one) => one.dispatchEvent(new Event('change', { bubbles: true }))")
    reader.page.wait_for_url("**impact=5**")
    reader.settle()
    assert live_order(reader) == during, "the server gives the order that the hand has seen"
    assert int(slider.input_value()) == 5
    assert mark.get_attribute("transform") == place, "a point stays: its coordinates are those of each axis alone"
    told = WORDS("ranking.moved")
    assert told in reader.text()
    values = [said(one).replace(",", ".") for one in reader.main.locator("tbody td.value bdi").all_inner_texts()]
    assert [float(one) for one in values] == sorted(map(float, values), reverse=True)
    reader.fine()


def test_the_keyboard_moves_the_live_slider_step_by_step_and_none_is_lost(demonstration, reading):
    reader = reading(demonstration).choose("Amina").see("ranking")
    slider = reader.main.locator("input#share")
    slider.focus()
    for _ in range(12):
        reader.page.keyboard.press("ArrowRight")
    reader.page.wait_for_url("**impact=62**")
    reader.settle()
    assert int(slider.input_value()) == 62
    reader.fine()


def test_the_plain_view_ranks_with_ordinary_fields(demonstration, reading):
    reader = reading(demonstration).choose("Amina").see("ranking", vue="simple")
    before = order(reader)
    thumb = reader.main.get_by_role("slider").first
    thumb.focus()
    reader.page.keyboard.press("Home")
    reader.page.wait_for_timeout(600)
    reader.settle()
    feasible = order(reader)
    thumb.focus()
    reader.page.keyboard.press("End")
    reader.page.wait_for_timeout(600)
    reader.settle()
    useful = order(reader)
    assert len(before) >= 25
    assert before != feasible != useful != before
    reader.fine()


def test_a_click_on_a_bubble_chooses_that_case_and_says_how_firm_it_is(demonstration, reading):
    reader = reading(demonstration).choose("Amina").see("ranking")
    chart = reader.main.locator("div.map > svg")
    chart.scroll_into_view_if_needed()
    wanted, x, y = chart.evaluate(TOPMOST)
    reader.page.mouse.click(x, y)
    reader.page.wait_for_url(f"**cas={wanted}**")
    reader.settle()
    told = reader.main.locator(".am-caption", has_text=wanted)
    assert told.first.is_visible()
    reader.page.get_by_text(WORDS("defence.ranks_all")).wait_for()
    assert reader.main.get_by_role("button", name=WORDS("ranking.open_case")).is_visible()
    reader.main.get_by_role("button", name=WORDS("ranking.open_case")).click()
    reader.page.wait_for_url(f"**/{SCREENS['catalogue']}**cas={wanted}**")
    reader.settle()
    assert wanted in said(reader.main.locator(".am-purpose").inner_text())
    reader.fine()


def test_every_tab_of_the_defence_opens_and_the_brief_and_the_workbook_come_down(demonstration, reading, tmp_path):
    reader = reading(demonstration).choose("Amina").see("ranking")
    reader.main.locator(".st-key-ranking_brief button").wait_for(timeout=60_000)
    for name in ("firm", "cut", "methods", "weightings", "scenarios", "selections", "waiting", "rules"):
        reader.main.locator(".st-key-defence_tab").get_by_text(WORDS(f"defence.tab_{name}"), exact=True).click()
        reader.settle()
        reader.fine()
    for key, start in (("ranking_brief", b"%PDF"), ("ranking_xlsx", b"PK"), ("ranking_json", b"{")):
        with reader.page.expect_download() as begun:
            reader.main.locator(f".st-key-{key} button").click()
        begun.value.save_as(tmp_path / key)
        assert (tmp_path / key).read_bytes().startswith(start)
    for language in ("ar", "en"):
        reader.see("ranking", lang=language)
        reader.main.locator(".st-key-ranking_brief button").wait_for(timeout=60_000)
        with reader.page.expect_download() as begun:
            reader.main.locator(".st-key-ranking_brief button").click()
        begun.value.save_as(tmp_path / language)
        assert (tmp_path / language).read_bytes().startswith(b"%PDF")
        reader.fine()


def test_a_presentation_shows_the_ranking_alone_and_leads_back(demonstration, reading):
    reader = reading(demonstration).choose("Salma").see("ranking")
    reader.main.get_by_role("button", name=WORDS("ranking.present"), exact=True).click()
    reader.page.wait_for_url("**vue=presente**")
    reader.settle()
    assert not reader.page.locator("[data-testid=stSidebar]").is_visible()
    assert reader.main.locator("input#share").is_visible()
    assert reader.main.locator(".st-key-defence_tab").count() == 0
    reader.main.get_by_role("button", name=WORDS("ranking.present_end")).click()
    reader.main.locator(".st-key-defence_tab").get_by_text(WORDS("defence.tab_firm")).wait_for()
    reader.fine()


TOPMOST = """
(map) => {
  const marks = [...map.querySelectorAll(".mark")]
  const centre = (one) => {
    const box = one.getBoundingClientRect()
    return [box.left + box.width / 2, box.top + box.height / 2]
  }
  for (const mark of marks) {
    const [x, y] = centre(mark)
    const alone = marks.every((one) => one === mark || Math.hypot(centre(one)[0] - x, centre(one)[1] - y) > 16)
    const reference = mark.querySelector("title").textContent.match(/UC-\\d+/)[0]
    if (alone && y > 0 && y < window.innerHeight) return [reference, x, y]
  }
  return null
}
"""
"""A bubble that stands apart from the others: its case and where it is on the screen."""


def begin(reader: Reader, reference: str, **traits: bool) -> None:
    """Open the examination of a case: its traits as given, every other trait denied."""
    reader.see("review", cas=reference)
    for trait in FRAMEWORK.traits:
        group = reader.main.get_by_role("radiogroup", name=said(NAMES(f"trait.{trait}")))
        # What the record suggests is marked as proposed beside the answer.
        wanted = WORDS("answer.yes" if traits.get(trait) else "answer.no")
        group.get_by_text(re.compile(rf"^{wanted}( \(.*\))?$")).click()
        reader.page.wait_for_timeout(100)
    reader.main.get_by_role("button", name=WORDS("review.begin")).click()
    reader.main.get_by_text(WORDS("review.verdict_now")).wait_for()
    reader.settle()


def answer(reader: Reader, question: Question, choice: Answer, reason: str = "") -> None:
    """Give one answer and wait until it is kept."""
    group = reader.page.get_by_role("radiogroup", name=said(NAMES(f"{question.id}.ask")))
    save = reader.page.get_by_role("button", name=WORDS("review.save_answer"))
    # The innermost block that holds both is the last of those around them.
    place = reader.main.locator("[data-testid=stVerticalBlock]").filter(has=group).filter(has=save).last
    group.get_by_text(NAMES(f"answer.{choice}"), exact=True).click()
    reader.page.wait_for_timeout(200)
    reader.settle()
    for detail in question.details_asked(choice, {}):
        if detail.kind is DetailKind.PERSON:
            name = NAMES(f"{question.id}.detail.{detail.id}")
            place.get_by_role("textbox", name=name).fill("Chef de service")
    if reason:
        place.locator("textarea").first.fill(reason)
    place.get_by_role("button", name=WORDS("review.save_answer")).first.click()
    reader.page.wait_for_timeout(200)
    reader.settle()


def waiting(reader: Reader, **where: str) -> list[str]:
    """References of admitted candidates that nobody has begun to examine."""
    reader.see("catalogue", avis="pending", statut="admitted", **where)
    return [said(one) for one in reader.main.locator("table tbody .reference").all_inner_texts()]


def light(reader: Reader, **where: str) -> str:
    """The first of them whose record calls for a light review: one person may end it."""
    store = open_engines(make_url(f"sqlite:///{reader.server.folder}/demonstration.sqlite"))
    with store.reading() as db:
        facts = use_cases.facts(db)
    store.close()
    return next(
        one for one in waiting(reader, **where) if propose_depth(FRAMEWORK, facts[one]).depth is DepthName.LIGHT
    )


def verdict_of(reader: Reader) -> str:
    return said(reader.main.locator("p.am-tags").first.inner_text())


def select(reader: Reader, reference: str) -> None:
    """Ask for a case to be selected, on the ranking."""
    reader.see("ranking", cas=reference)
    reader.main.get_by_role("button", name=WORDS("plan.choose"), exact=True).click()
    reader.page.wait_for_timeout(300)
    reader.settle()


def test_a_review_answered_as_expected_ends_in_a_favourable_verdict_and_the_case_may_be_selected(
    demonstration, reading
):
    rachid = reading(demonstration).choose("Rachid")
    reference = light(rachid, stade="idea")
    begin(rachid, reference)
    asked = asked_of_a_light_case()
    for principle in dict.fromkeys(question.principle for question in asked):
        pill = rachid.main.get_by_role("radio", name=re.compile("^" + re.escape(said(NAMES(f"principle.{principle}")))))
        pill.or_(rachid.main.locator("button", has_text=NAMES(f"principle.{principle}"))).first.click()
        rachid.settle()
        for question in asked:
            if question.principle == principle:
                answer(rachid, question, question.expected)
    assert said(WORDS("review.progress", n=len(asked), total=len(asked))) in said(rachid.text())
    assert WORDS("verdict.cleared") in verdict_of(rachid)
    rachid.main.get_by_role("button", name=WORDS("review.close"), exact=True).click()
    rachid.main.get_by_role("button", name=WORDS("review.again")).wait_for()
    rachid.settle()
    rachid.see("catalogue", cas=reference)
    assert WORDS("verdict.cleared") in said(rachid.main.locator("div.am-tags").first.inner_text())
    rachid.fine()

    salma = reading(demonstration).choose("Salma")
    select(salma, reference)
    assert salma.main.get_by_role("button", name=WORDS("plan.release"), exact=True).is_visible()
    assert said(WORDS("plan.selected_now", n=1)) in said(salma.text())
    salma.fine()


def asked_of_a_light_case():
    """What is asked of an idea of which every trait was denied."""
    return FRAMEWORK.asked(dict.fromkeys(FRAMEWORK.traits, False), "idea", DepthName.LIGHT)


def test_a_red_line_refuses_the_case_and_no_selection_takes_it(demonstration, reading):
    rachid = reading(demonstration).choose("Rachid")
    reference = light(rachid, stade="build")
    begin(rachid, reference)
    red = next(one for one in asked_of_a_light_case() if one.severity is QuestionSeverity.RED_LINE)
    crossed = Answer.YES if red.expected is Answer.NO else Answer.NO
    answer(rachid, red, crossed, reason="Le cahier des charges le demande.")
    assert WORDS("verdict.refused") in verdict_of(rachid)
    rachid.main.get_by_role("button", name=WORDS("review.close"), exact=True).click()
    rachid.main.get_by_role("button", name=WORDS("review.again")).wait_for()
    rachid.fine()

    salma = reading(demonstration).choose("Salma").see("ranking", cas=reference)
    assert WORDS("gate.not_cleared", verdict="|").split("(")[0].strip() in salma.text()
    for deed in ("plan.choose", "plan.release"):
        assert salma.main.get_by_role("button", name=WORDS(deed), exact=True).count() == 0
    salma.fine()


def test_an_answer_that_is_not_the_expected_one_asks_for_its_reason(demonstration, reading):
    rachid = reading(demonstration).choose("Rachid")
    begin(rachid, light(rachid))
    red = next(one for one in asked_of_a_light_case() if one.severity is QuestionSeverity.RED_LINE)
    answer(rachid, red, Answer.YES if red.expected is Answer.NO else Answer.NO)
    assert WORDS("review.reason_missing") in rachid.text()
    assert WORDS("verdict.refused") not in verdict_of(rachid)


def test_a_reviewer_answers_by_keyboard_alone(demonstration, reading):
    """1 to 4 choose the answer of the question in hand, N goes to the next open one, on the next principle too."""
    loubna = reading(demonstration).choose("Loubna")
    begin(loubna, light(loubna, stade="idea"))
    loubna.page.keyboard.press("n")
    for done, question in enumerate(asked_of_a_light_case(), 1):
        loubna.page.locator(f"[class*=st-key-am_question_][class*={question.code}] input:focus").wait_for()
        loubna.page.keyboard.press("1" if question.expected is Answer.YES else "3")
        if any(one.required for one in question.details_asked(question.expected, {})):
            loubna.page.locator(f"[class*={question.code}] .am-missing").wait_for()  # still asked: N comes back to it
        else:
            loubna.page.get_by_text(re.compile(f"^{done} réponses? sur ")).wait_for()
        loubna.settle()
        loubna.page.keyboard.press("n")
    loubna.fine()


def test_a_shortlist_goes_to_the_arbiter_and_each_reviewer_finds_what_to_begin(demonstration, reading):
    amina = reading(demonstration).choose("Amina").see("review", file="waiting")
    amina.main.locator(".st-key-send_shortlist button").first.click()
    amina.main.locator(".st-key-send_shortlist").wait_for(state="detached")
    amina.fine()
    naima = reading(demonstration).choose("Naïma").see("review", file="waiting")
    naima.main.locator(".st-key-give_triages button").first.click()
    naima.main.locator(".st-key-give_triages").wait_for(state="detached")
    naima.fine()
    kenza = reading(demonstration).choose("Kenza").see("overview")
    begun = kenza.main.get_by_role("button", name=re.compile("attend(?:ent)? vos réponses"))
    begun.click()
    kenza.settle()
    assert said(WORDS("review.triage_by", name="Kenza Lahlou")) in said(kenza.text())
    kenza.fine()


def test_what_was_typed_and_not_sent_is_there_again(demonstration, reading):
    """The field is never left: the hand rests, goes on where it was, and rests again; then the page is closed."""
    loubna = reading(demonstration).choose("Loubna")
    begin(loubna, light(loubna))
    loubna.page.keyboard.press("2")
    loubna.settle()
    reason = loubna.main.locator("textarea").first
    reason.click()
    for typed in ("Le guichet reste", " ouvert"):
        loubna.page.keyboard.type(typed, delay=30)
        loubna.page.wait_for_timeout(1500)
        loubna.settle()
    assert reason.input_value() == "Le guichet reste ouvert"
    loubna.page.reload()
    loubna.settle()
    assert loubna.main.locator("textarea").first.input_value() == "Le guichet reste ouvert"
    loubna.fine()
