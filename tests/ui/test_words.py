"""The reader's words: plurals, formats, isolates, and text that stays text."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui import opening
from ui.words import Words, escape_markdown, isolate
from wording.catalogue import Catalogue, joined, load_catalogue
from wording.language import Language

WORDS = Path(__file__).parents[2] / "data" / "words"
KIT = load_catalogue(WORDS / "kit")
OWN = Catalogue(
    {
        Language.FR: {"cases": {"one": "{n} cas", "other": "{n} cas"}, "hello": "Bonjour {name}, le {on}"},
        Language.AR: {
            "cases": {
                "zero": "لا حالات",
                "one": "حالة واحدة",
                "two": "حالتان",
                "few": "{n} حالات",
                "many": "{n} حالة",
                "other": "{n} حالة",
            },
            "hello": "مرحبا {name}",
        },
        Language.EN: {"cases": {"one": "{n} case", "other": "{n} cases"}, "hello": "Hello {name}, on {on}"},
    }
)
FR, AR, EN = (Words(language, joined(KIT, OWN)) for language in Language)


def shown(text: str) -> str:
    """The text without its isolates and with ordinary spaces."""
    return re.sub("[\u2066-\u2069]", "", text).replace("\u00a0", " ").replace("\u200f", "")


@pytest.mark.parametrize("folder", ["kit", "builtin"])
def test_no_word_is_missing_stale_or_short_of_a_plural(folder):
    catalogue = load_catalogue(WORDS / folder)
    assert len(catalogue.entries[Language.FR]) > 40
    assert list(catalogue.problems()) == []


@pytest.mark.parametrize("folder", ["kit", "builtin"])
def test_every_arabic_text_is_written_in_arabic(folder):
    for key, entry in load_catalogue(WORDS / folder).entries[Language.AR].items():
        for text in [entry] if isinstance(entry, str) else entry.values():
            assert re.search(r"[\u0600-\u06ff]", text), key


def test_a_placeholder_of_the_french_is_in_each_translation():
    for folder in ("kit", "builtin"):
        catalogue = load_catalogue(WORDS / folder)
        for key in catalogue.entries[Language.FR]:
            wanted = {*re.findall(r"\{\w+\}", catalogue.text(Language.FR, key))}
            for language in (Language.AR, Language.EN):
                assert wanted <= {*re.findall(r"\{\w+\}", catalogue.text(language, key))}, (key, language)


@pytest.mark.parametrize(
    ("n", "text"),
    [(0, "لا حالات"), (1, "حالة واحدة"), (2, "حالتان"), (3, "3 حالات"), (11, "11 حالة"), (100, "100 حالة")],
)
def test_arabic_counts_in_six_ways(n, text):
    assert shown(AR("cases", n=n)) == text


def test_english_and_french_count_in_two_ways():
    assert (EN("cases", n=1), EN("cases", n=0)) == ("1 case", "0 cases")
    assert FR("cases", n=1234) == "1\u00a0234 cas"


def test_a_key_nobody_wrote_shows_itself_and_breaks_nothing():
    for words in (FR, AR, EN):
        assert words("nobody.wrote.this", n=3, name="x") == "nobody.wrote.this"


def test_a_placeholder_without_a_value_stays_visible():
    assert FR("hello", name="Amina") == "Bonjour Amina, le {on}"


def test_values_are_formatted_by_what_they_are():
    assert shown(FR("hello", name="Amina", on=date(2026, 11, 22))) == "Bonjour Amina, le 22 novembre 2026"
    assert EN("hello", name=None, on=date(2026, 11, 2)) == "Hello —, on 2 November 2026"


def test_a_latin_name_is_isolated_in_arabic_and_an_arabic_one_in_french():
    assert AR("hello", name="ONEE 2") == "مرحبا \u2068ONEE 2\u2069"
    assert "\u2068أمينة\u2069" in FR("hello", name="أمينة")
    assert "\u2068" not in FR("hello", name="Amina")


def test_a_value_already_isolated_is_not_isolated_twice():
    assert AR("hello", name=AR.number(5)) == "مرحبا \u20665\u2069"


def test_numbers_follow_moroccan_usage():
    assert [shown(words.number(1234567.5)) for words in (FR, AR, EN)] == [
        "1 234 567,5",
        "1 234 567,5",
        "1,234,567.5",
    ]
    assert shown(FR.number(-3)) == "-3"
    assert [shown(words.decimal(0.5, 2)) for words in (FR, AR, EN)] == ["0,50", "0,50", "0.50"]
    assert [shown(words.percent(0.256)) for words in (FR, AR, EN)] == ["26 %", "26%", "26%"]
    assert shown(FR.percent(0.256, 1)) == "25,6 %"


def test_the_spaces_of_french_numbers_never_break_a_line():
    assert " " not in FR.number(1234567.5) + FR.percent(0.2)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
@settings(deadline=None, max_examples=60)
def test_every_arabic_number_stands_between_isolates(x):
    for text in (AR.number(x), AR.decimal(x, 2)):
        assert text[0] == "\u2066"
        assert text[-1] == "\u2069"


def test_money_is_short_on_screens_and_exact_on_request():
    assert [shown(words.money_mad(12_400_000)) for words in (FR, AR, EN)] == [
        "12,4 MDH",
        "12,4 مليون درهم",
        "MAD 12.4 M",
    ]
    assert [shown(FR.money_mad(x)) for x in (850, 25_000, 184_500_000, 2_100_000_000)] == [
        "850 DH",
        "25 kDH",
        "184 MDH",
        "2,1 MMDH",
    ]
    assert shown(FR.money_mad(12_400_001, exact=True)) == "12 400 001 DH"


def test_months_agree_with_their_number():
    assert [shown(FR.months(n)) for n in (1, 2.5)] == ["1 mois", "2,5 mois"]
    assert [shown(AR.months(n)) for n in (1, 2, 3, 11)] == ["شهر واحد", "شهران", "3 أشهر", "11 شهرا"]
    assert [EN.months(n) for n in (1, 6)] == ["1 month", "6 months"]


def test_an_instant_is_told_at_the_clock_of_casablanca():
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert [shown(words.instant(at)) for words in (FR, EN)] == [
        "23 novembre 2026 à 00:30",
        "23 November 2026, 00:30",
    ]
    assert "نونبر" in AR.instant(at)


def test_an_instant_without_its_zone_is_refused():
    with pytest.raises(ValueError, match=r"words\.naive_instant"):
        FR.instant(datetime(2026, 11, 22))  # noqa: DTZ001 -- the naive instant is the subject


def test_a_date_is_told_as_exactly_as_it_is_known():
    assert [
        shown(FR.partial_date(2026)),
        shown(FR.partial_date(2026, 11)),
        shown(FR.partial_date(2026, 11, 2)),
    ] == [
        "2026",
        "novembre 2026",
        "2 novembre 2026",
    ]


def test_an_interval_names_both_ends_unless_they_are_one():
    assert shown(FR.interval(3, 7)) == "3 – 7"
    assert FR.interval(3, 3) == "3"
    assert AR.interval(3, 7)[0] == "\u2067"  # read from the right, the low bound comes first
    assert "MDH" in FR.interval(1e6, 2e6, FR.money_mad)


def test_a_list_is_joined_as_the_language_joins():
    assert [shown(words.join(["a", "b", "c"])) for words in (FR, EN)] == ["a, b et c", "a, b and c"]
    assert FR.join([]) == ""


def test_two_catalogues_may_not_hold_the_same_key():
    with pytest.raises(ValueError, match="cases"):
        joined(OWN, OWN)


def test_isolates_name_their_direction():
    assert [isolate("x", d) for d in ("ltr", "rtl", "auto")] == [
        "\u2066x\u2069",
        "\u2067x\u2069",
        "\u2068x\u2069",
    ]


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=150)
def test_escaped_text_reads_the_same_once_markdown_has_taken_its_backslashes(text):
    flat = re.sub(r"^[ \t]+", "", text.replace("\r\n", "\n").replace("\r", "\n"), flags=re.MULTILINE)
    read = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escape_markdown(text))
    assert read.replace("\u2060", "") == flat.replace("\u2060", "")


@given(st.text(alphabet="![]()<>*_`$:#~|\\-+=.ab1 \n", max_size=40))
@settings(deadline=None, max_examples=150)
def test_no_mark_of_markdown_survives_unescaped(text):
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", escape_markdown(text)))


@pytest.mark.parametrize(
    "late", [":smile:", ":material/home:", ":+1:", "->", "<-", "--", "www.example.org", "a@b.ma", ">="]
)
def test_what_is_read_after_markdown_is_broken_up_too(late):
    plain = escape_markdown(late).replace("\\", "")
    assert late not in plain
    assert plain.replace("\u2060", "") == late


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("share", "digits", "least"), [(0.0001, 0, 0.01), (0.9999, 0, 0.99), (0.0004, 1, 0.001),
                                                        (0.9996, 1, 0.999)])  # fmt: skip
def test_a_share_of_draws_is_never_rounded_to_none_or_all(language, share, digits, least):
    words = opening.words(language)
    told = words.share_of_draws(share, digits)
    assert words.percent(least, digits) in told
    assert told != words.percent(round(share), digits)
    assert words.share_of_draws(0.0, digits) == words.percent(0.0, digits)
    assert words.share_of_draws(1.0, digits) == words.percent(1.0, digits)
    assert words.share_of_draws(0.42, digits) == words.percent(0.42, digits)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (Language.FR, ["au premier rang", "parmi les 2 premiers", "parmi les 10 premiers"]),
        (Language.EN, ["in first place", "in the first 2", "in the first 10"]),
        (Language.AR, ["ضمن الرتبة الأولى", "ضمن الرتبتين الأوليين", "ضمن الرتب 10 الأولى"]),
    ],
)
def test_how_many_count_as_the_first_ones_agrees_with_their_number(language, told):
    words = opening.words(language)
    for key in ("place.inside", "place.among"):
        said = [shown(words(key, first=first, title="T", rank=1)) for first in (1, 2, 10)]
        assert all(expected in one for expected, one in zip(told, said, strict=True)), said
