"""Dates as people write them, by the calendar: read as exactly as they are written, or left as text."""

import pytest

from usecases.intake.dates import order_from_evidence, read_date
from usecases.use_case import PartialDate

MARCH_12 = PartialDate(year=2024, month=3, day=12)
MARCH = PartialDate(year=2024, month=3)


@pytest.mark.parametrize(
    ("text", "year"),
    [("12/03/98", 1998), ("12/03/36", 2036), ("12/03/24", 2024), ("12 mars 98", 1998), ("12/03/50", 1950)],
)
def test_two_digits_far_ahead_are_of_the_last_century(text, year):
    assert read_date(text, "dmy") == PartialDate(year=year, month=3, day=12)


def test_two_digits_of_a_time_before_any_use_of_ai_are_left():
    assert read_date("12/03/37", "dmy") == "unreadable"
    assert read_date("Nov-45", "dmy") == "unreadable"


@pytest.mark.parametrize(
    "text",
    ["12th of March 2024", "12 من مارس 2024", "يوم 12 مارس 2024", "12 آذار 2024", "12 / 03 / 2024", "12 – 03 – 2024",
     "12 mrt 2024", "45363", "45363.0", "20240312.0", "le 12/03/2024", "à partir du 12/03/2024"],
)  # fmt: skip
def test_a_day_is_read_in_other_writings(text):
    assert read_date(text, "dmy") == MARCH_12


@pytest.mark.parametrize("text", ["à partir de mars 2024", "mrt 2024", "vanaf maart 2024", "آذار 2024", "03 / 2024"])
def test_a_month_is_read_in_other_writings(text):
    assert read_date(text, "dmy") == MARCH


@pytest.mark.parametrize("text", ["2024.0", "2024,0", "mid-2024", "Mid 2024", "mi-2024", "sinds 2024", "منتصف 2024"])
def test_of_a_vague_date_the_year_is_kept(text):
    assert read_date(text, "dmy") == PartialDate(year=2024)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("juill.", 7), ("okt", 10), ("كانون الثاني", 1), ("شباط", 2), ("آذار", 3), ("نيسان", 4), ("أيار", 5),
        ("حزيران", 6), ("تموز", 7), ("آب", 8), ("أيلول", 9), ("تشرين الأول", 10), ("تشرين الثاني", 11),
        ("كانون الأول", 12), ("جانفي", 1), ("فيفري", 2), ("جويلية", 7), ("أوت", 8),
    ],
)  # fmt: skip
def test_months_of_the_levant_the_maghreb_and_in_short(name, month):
    assert read_date(f"{name} 2024", None) == PartialDate(year=2024, month=month)
    assert read_date(f"9 {name} 2024", None) == PartialDate(year=2024, month=month, day=9)


@pytest.mark.parametrize(
    "text", ["mid-12/03/2024", "45363.5", "2024.5.0", "كانون 2024", "2024 - 2025", "from March 2024 to June 2024"]
)
def test_what_is_not_one_date_stays_text(text):
    assert read_date(text, "dmy") == "unreadable"


def test_words_before_figures_do_not_settle_their_order():
    assert read_date("le 10/01/2023", None) == "ambiguous"


def test_spaces_around_the_signs_do_not_hide_the_order_of_a_column():
    assert order_from_evidence(["03 / 04 / 2025", "16 / 04 / 2025"]) == "dmy"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1er mars 2024", PartialDate(year=2024, month=3, day=1)),
        ("١٥ شتنبر ٢٠٢٤", PartialDate(year=2024, month=9, day=15)),
        ("March 15, 2024", PartialDate(year=2024, month=3, day=15)),
        ("Jul-25", PartialDate(year=2025, month=7)),
        ("2022-08 (estimated)", PartialDate(year=2022, month=8)),
        ("Q2 2024", PartialDate(year=2024)),
        ("2e trimestre 2024", PartialDate(year=2024)),
        ("7/16/1905", PartialDate(year=2024)),
        ("45200", PartialDate(year=2023, month=10, day=1)),
        ("9/24/24", PartialDate(year=2024, month=9, day=24)),
        ("12-Mar-24", PartialDate(year=2024, month=3, day=12)),
        ("le mardi 12 mars 2024", PartialDate(year=2024, month=3, day=12)),
        ("Tue Mar 12 2024", PartialDate(year=2024, month=3, day=12)),
        ("fin mars 2024", PartialDate(year=2024, month=3)),
        ("début 2024", PartialDate(year=2024)),
        ("S1 2024", PartialDate(year=2024)),
        ("1er semestre 2024", PartialDate(year=2024)),
        ("année 2024", PartialDate(year=2024)),
        ("شهر مارس 2024", PartialDate(year=2024, month=3)),
        ("فاتح يناير 2024", PartialDate(year=2024, month=1, day=1)),
        ("سنة 2024", PartialDate(year=2024)),
        ("20240312", PartialDate(year=2024, month=3, day=12)),
    ],
)
def test_dates_in_words_serials_and_quarters(text, expected):
    assert read_date(text, "mdy") == expected


@pytest.mark.parametrize(
    "text",
    ["24-Nov", "Q4FY25", "Ongoing", "10/12023", "32 mars 2024", "mars", "31/31/2024", "fin 12 mars 2024", "2024/2025"],
)
def test_what_cannot_be_resolved_stays_a_text(text):
    assert read_date(text, "mdy") == "unreadable"


def test_years_of_two_digits_that_stand_first_are_read_as_such_where_that_is_the_order():
    assert read_date("24-01-15", "ymd") == PartialDate(year=2024, month=1, day=15)
    assert read_date("24-02-28", "ymd") == PartialDate(year=2024, month=2, day=28)
    assert read_date("15/01/2024", "ymd") == PartialDate(year=2024, month=1, day=15)  # only so can it be read
    assert order_from_evidence(["98-01-15", "99-12-03"]) == "ymd"
    assert order_from_evidence(["24-01-15", "24-12-03"]) is None or order_from_evidence(["24-01-15"]) == "dmy"
