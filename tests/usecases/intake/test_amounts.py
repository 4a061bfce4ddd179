"""Amounts as people write them: read rightly, or left as text; the expected dirhams are worked out by hand."""

import json

import pytest

from usecases.intake import load_profiles, read
from usecases.intake.amounts import read_amount
from usecases.intake.codes import How, Notice
from usecases.intake.read_otherwise import read_otherwise
from usecases.use_case import Amount

from .conftest import ROOT

PROFILES = load_profiles(ROOT / "data" / "profiles")


def dirhams(text: str, header: str = "") -> float | str:
    amount = read_amount(text, header)
    return amount.likely if isinstance(amount, Amount) else amount


@pytest.mark.parametrize(
    ("text", "header", "expected"),
    [
        ("1 500", "Budget (en 1000 DH)", 1_500_000),
        ("1500", "Budget prévisionnel (x1000 DH)", 1_500_000),
        ("1500", "Montant (000 DH)", 1_500_000),
        ("1500", "Montant (000s MAD)", 1_500_000),
        ("1500", "Budget DH'000", 1_500_000),
        ("1500", "Montant (en milliers de DH)", 1_500_000),
        ("1500", "الكلفة (بآلاف الدراهم)", 1_500_000),
        ("2,5", "الكلفة (بملايين الدراهم)", 2_500_000),
        ("1,5", "Budget (x 1 000 000 DH)", 1_500_000),
        ("100", "Budget (MDH hors TVA)", 120_000_000),
        ("1500", "الكلفة (بالدرهم)", 1500),
        ("1500", "Marchés de plus de 1000 DH", 1500),
        ("2500", "Budget en DH pour 2 000 agents", 2500),
        ("1 500 000 DH", "Budget (en 1000 DH)", 1_500_000),
    ],
)
def test_a_header_may_state_its_thousands_in_figures_or_in_words(text, header, expected):
    assert dirhams(text, header) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (",8 MDH", 800_000),
        (".5 MDH", 500_000),
        ("2,5 miljoen dirham", 2_500_000),
        ("1,2 miljard dirham", 1_200_000_000),
        ("300 duizend dirham", 300_000),
        ("مليون ونصف درهم", 1_500_000),
        ("مليون ونصف المليون درهم", 1_500_000),
        ("un million et demi de dirhams", 1_500_000),
        ("2 millions et demi", 2_500_000),
        ("1 million 200 mille DH", 1_200_000),
        ("مليون و 500 ألف درهم", 1_500_000),
        ("1 million 200 mille centimes", 12_000),
        ("1 200 KDH (1,2 MDH)", 1_200_000),
        ("1 200 KDH soit 1,2 MDH HT", 1_440_000),
        ("2 500 000 Dhs (deux millions cinq cent mille)", 2_500_000),
        ("2 500 000 DH (deux millions cinq cent mille dirhams TTC)", 2_500_000),
        ("environ 3 MDH", 3_000_000),
        ("~3 MDH", 3_000_000),
        ("حوالي 3 ملايين درهم", 3_000_000),
        ("à hauteur de 3 MDH", 3_000_000),
        ("marché n° 12/2023 : 1,2 MDH", 1_200_000),
    ],
)
def test_what_a_person_reads_easily_is_read(text, expected):
    assert dirhams(text) == expected


@pytest.mark.parametrize(
    "text",
    ["200 000 DHHT", "200 000 DH hors TVA", "200 000 DH hors taxes", "200 000 DH sans taxes", "200 000 درهم دون رسوم",
     "200 000 درهم بدون رسوم", "200 000 درهم بدون احتساب الرسوم", "200 000 درهم غير شامل للرسوم", "200 KDH excl. VAT",
     "200 000 DH excl. btw", "200 000 DH + TVA", "200 KDHHT"],
)  # fmt: skip
def test_the_tax_is_added_to_what_is_stated_without_it(text):
    assert dirhams(text) == 240_000


@pytest.mark.parametrize(
    "text", ["200 000 DHTTC", "200 000 DH TVA comprise", "200 000 درهم شامل للرسوم", "200 000 DH incl. btw",
             "200 000 DH (hors formation)"]
)  # fmt: skip
def test_the_tax_is_not_added_to_what_holds_it_already(text):
    assert dirhams(text) == 200_000


@pytest.mark.parametrize(
    "text", ["plus de 3 MDH", "> 3 MDH", "< 1 MDH", "≥ 3 MDH", "au moins 3 MDH", "max 3 MDH", "jusqu'à 3 MDH",
             "3 MDH et plus", "3 MDH+", "less than 3 MDH", "أكثر من 3 ملايين درهم", "3 ملايين درهم على الأقل"]
)  # fmt: skip
def test_a_bound_is_no_amount(text):
    assert dirhams(text) == "unreadable"


@pytest.mark.parametrize(
    "text", ["5 ETP", "5 (ETP)", "15 j/h", "15 000 j.h", "15 To", "12 serveurs", "budget 2025", "10 agents à 3 KDH"]
)
def test_what_counts_other_things_is_no_amount(text):
    assert dirhams(text) == "unreadable"


@pytest.mark.parametrize(
    "text",
    ["-,8 MDH", "lot A,8 MDH", "2 en een half miljoen", "anderhalf miljoen dirham", "1/2 million de DH", "½ million DH",
     "1 million deux cent mille DH", "cent deux millions et demi", "vingt deux millions et demi", "2 point 5 MDH",
     "1 200 KDH (1,3 MDH)", "2 MDH et 500 KDH", "9" * 40, "9" * 4_000, "3 MDH " + "et caetera " * 40],
)  # fmt: skip
def test_a_number_that_is_read_in_part_only_is_not_read(text):
    assert dirhams(text) == "unreadable"


@pytest.mark.parametrize("text", ["15 000 MAD HT / mois", "3 KDH par mois", "200 DH/dossier", "3 KDH شهريا"])
@pytest.mark.parametrize("header", ["", "Coût annuel de fonctionnement (DH)"])
def test_a_rate_by_the_month_or_the_piece_is_no_amount(text, header):
    assert dirhams(text, header) == "unreadable"


@pytest.mark.parametrize("text", ["2 MDH/an", "2 MDH par an", "2 MDH / year", "2 مليون درهم سنويا"])
def test_so_much_a_year_is_an_amount_under_a_header_of_yearly_costs_only(text):
    assert dirhams(text, "Budget (DH)") == dirhams(text) == "unreadable"
    assert dirhams(text, "Coût de fonctionnement") == dirhams(text, "التكلفة السنوية") == 2_000_000


def test_a_header_in_another_currency_makes_a_bare_figure_foreign():
    assert dirhams("1500", "Budget (EUR)") == "foreign"
    assert dirhams("1500 DH", "Budget (EUR)") == 1500


def test_a_sheet_says_which_of_its_amounts_were_left_as_text():
    rows = ["Titre;Administration;Budget (en 1000 DH)", "Tri;Archives;1 500", "Appels;Archives;5 ETP",
            "Relances;Archives;> 3 MDH"]  # fmt: skip
    report = read("\n".join(rows).encode(), "x", profiles=PROFILES)
    amounts = [row.draft.investment_mad for row in report.rows]
    assert [one and one.likely for one in amounts] == [1_500_000, None, None]
    assert [(one.row, str(one.code)) for one in report.problems] == [
        (3, "intake.unread_amount"), (4, "intake.unread_amount")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "header", "expected"),
    [
        ("1,5 M DH", "", 1.5e6),
        ("1.500.000 DH", "", 1.5e6),
        ("1 500 000,50 DH TTC", "", 1_500_000.5),
        ("١٫٥ مليون درهم", "", 1.5e6),
        ("12.5 millions de dirhams HT", "", 15e6),
        ("250", "Budget (KDH)", 250e3),
        ("1,200", "Coût (MDH HT)", 1.44e6),
        ("1,200", "Coût", 1200),
        ("3 MMDH", "", 3e9),
        ("0,8 Mrd DH", "", 0.8e9),
        ("1,2 Mds DH", "", 1.2e9),
        ("5 MDHS", "", 5e6),
        ("300 Kdhs", "", 300e3),
        ("1,5M", "", 1.5e6),
        ("300K", "Budget", 300e3),
        ("2 M", "Budget (DH)", 2e6),
        ("10 M.DH H.T.", "", 12e6),
        ("5 K dirhams", "", 5e3),
        ("2 mille DH", "", 2e3),
        ("5 millions de centimes", "", 50e3),
        ("15 مليون سنتيم", "", 150e3),
        ("مليون درهم", "", 1e6),
        ("مليوني درهم", "", 2e6),
        ("خمسة ملايين درهم", "", 5e6),
        ("نصف مليون درهم", "", 5e5),
        ("deux millions de dirhams", "", 2e6),
        ("500", "Budget en milliers de DH", 500e3),
        ("2,5", "Coût (en millions de dirhams)", 2.5e6),
        ("350 000 HT", "Coût TTC", 420e3),
        ("1 800 000 TTC", "Budget HT", 1.8e6),
        ("1 500 000 DH HT soit 1 800 000 DH TTC", "", 1.8e6),
        ("2025 : 3 MDH", "", 3e6),
        ("3 MDH (2025)", "", 3e6),
        ("Phase 1 : 2 MDH", "", 2e6),
        ("3 ans, 1 MDH", "", 1e6),
        ("1 MDH sur 3 ans", "", 1e6),
        ("2 MDH + 1 MDH", "", 3e6),
        ("1.5E+06", "", 1.5e6),
        ("1'500'000", "", 1.5e6),
    ],
)
def test_money_is_read_in_dirhams_with_all_taxes(text, header, expected):
    assert dirhams(text, header) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("800 KDH - 1,2 MDH", (800e3, 1.2e6)),
        ("500 KDH à 1 MDH", (500e3, 1e6)),
        ("entre 2 et 3 MDH", (2e6, 3e6)),
        ("de 500 000 à 1 000 000 DH", (500e3, 1e6)),
        ("3 à 5 MDH TTC", (3e6, 5e6)),
        ("entre 3 et 5 MDH TTC", (3e6, 5e6)),
        ("3-5 MDH TTC", (3e6, 5e6)),
        ("800 à 900 KDH TTC", (800e3, 900e3)),
        ("1 000 000 DH HT - 1 200 000 DH TTC", (1.2e6, 1.2e6)),
    ],
)
def test_each_end_of_a_range_has_its_own_unit_or_that_of_the_other(text, ends):
    read = read_amount(text)
    assert (read.low, read.high) == ends


@pytest.mark.parametrize(
    "text",
    ["200 k€", "$ 3 million", "à déterminer", "30 %", "", "12/03/2024", "-5", "(1 500)", "N°12/2024", "3 ans",
     "1 200 000 (2024) + 300 000 (2025)", "2 MDH et 1 MDH", "deux millions cinq cent mille dirhams",
     "entre un et deux millions de dirhams", "half a million", "مليون ومائتا ألف درهم",
     "300 à 500 000 DH", "entre 300 et 500 000 DH", "1.500 MDH", "1.500 MDH - 2.500 MDH", "2 lots de 5 MDH",
     "3 tranches et 2 lots de 1,5 MDH"],
)  # fmt: skip
def test_what_is_no_amount_in_dirhams_is_not_guessed(text):
    assert isinstance(read_amount(text), str)


def test_a_number_of_a_spreadsheet_keeps_its_decimals_under_a_header_with_a_large_unit():
    assert read_amount("12.345", "Budget (MDH)").likely == 12_345_000
    assert read_amount("3 ans de 2024 à 2026 : 5 MDH").likely == 5e6


@pytest.mark.parametrize(
    ("text", "dirhams"),
    [
        ("MDH 1,5", 1.5e6), ("KDH 500", 5e5), ("KMAD 500", 5e5), ("MMAD 2", 2e6), ("DH : 1500", 1500),
        ("milliard de centimes", 1e7), ("مليار سنتيم", 1e7), ("million de centimes", 1e4),
        ("1 234 567,891", 1_234_567.89), ("12 500,000 DH", 12_500), ("1.25 MDH HT/1.5 TTC", 1.5e6),
        ("3 MDH + TVA", 3.6e6),
    ],
)  # fmt: skip
def test_a_unit_before_its_figure_centimes_and_parted_thousands_are_read_as_they_are_meant(text, dirhams):
    assert read_amount(text).likely == dirhams


@pytest.mark.parametrize("text", ["entre 3 MDH et 5", "3 MDH à 5", "3 à 5 MDH"])
def test_the_second_end_of_a_range_goes_on_in_the_unit_of_the_first(text):
    assert (read_amount(text).low, read_amount(text).high) == (3e6, 5e6)


@pytest.mark.parametrize(
    "text",
    ["3+ MDH", "1 5OO", "12,000,00", "2,5,0 MDH", "1.5.0", "trois fois 1,5 MDH", "1,5 MDH par lot",
     "moins d'un million", "ne dépasse pas 3 MDH", "maximaal 3 mln DH", "Art. 24", "Budget MDH 3 en 2025"],
)  # fmt: skip
def test_bounds_rates_slips_and_numbers_of_something_else_are_no_amounts(text):
    assert read_amount(text) == "unreadable"


def test_a_header_of_one_letter_counts_and_a_figure_too_large_for_its_header_is_doubted():
    assert read_amount("5", "Budget (M)").likely == 5e6
    assert read_amount("500", "Budget (K)").likely == 5e5
    assert read_amount("500000", "Budget (MDH)") == "unreadable"
    assert read_amount("5000", "Budget (MDH)").likely == 5e9
    assert read_amount("25000000000", "Budget (DH)").likely == 25e9  # the header multiplies nothing
    assert read_amount("3", "Budget par projet (MDH)").likely == 3e6


HEAD = "Intitulé du projet;Organisme;Statut;"
AROUND = {
    "a column of units": (
        f"{HEAD}Montant;Devise\nChatbot IA;A;Pilote;2,5;MDH\nVision IA;A;Pilote;20000;EUR\nLire IA;A;Idée;300;KDH\n",
        [2_500_000, None, 300_000],
    ),
    "a column that another header could be taken for": (
        f"{HEAD}Budget;Unité\nChatbot IA;ADD;Pilote;2,5;millions DH\nVision IA;ADD;Pilote;200000;DH\n",
        [2_500_000, 200_000],
    ),
    "a line above the table, which a cell may contradict": (
        f"Inventaire IA 2025 (montants en KDH)\n{HEAD}Budget\nChatbot IA;A;Pilote;2500\nVision IA;A;Pilote;1,5 MDH\n",
        [2_500_000, 1_500_000],
    ),
    "a row under the header": (
        f"{HEAD}Budget;Date de début\n;;;en KDH;jj/mm/aa\nChatbot IA;ADD;Pilote;2500;01/02/25\n", [2_500_000],
    ),
    "one amount for each year, none of which is the whole": (
        f"{HEAD}Budget 2024 (MDH);Budget 2025 (MDH)\nChatbot IA;ADD;Pilote;1;2\n", [None],
    ),
}  # fmt: skip


@pytest.mark.parametrize("where", AROUND)
def test_a_unit_that_stands_around_an_amount_is_read_or_the_amount_is_not(where):
    content, expected = AROUND[where]
    report = read(content.encode(), "liste.csv", profiles=PROFILES)
    assert [one.draft.investment_mad and one.draft.investment_mad.likely for one in report.rows] == expected
    assert not any(one.draft.bureau for one in report.rows)


def test_the_unit_inside_an_amount_of_json_is_read():
    rows = [{"titre": f"Assistant IA {unit}", "administration": "ADD", "budget": {"montant": 2.5, "devise": unit}}
            for unit in ("MDH", "KDH")]  # fmt: skip
    report = read(json.dumps(rows).encode(), "liste.json", profiles=PROFILES)
    assert [one.draft.investment_mad.likely for one in report.rows] == [2_500_000, 2_500]


def test_yearly_amounts_and_a_list_without_ai_are_told():
    content = f"{HEAD}Coût 2024 (MDH);Coût 2025 (MDH);Linéaire (km)\nPont du Sebou;Direction des routes;Pilote;1;2;1\n"
    codes = {one.code for one in read(content.encode(), "routes.csv", profiles=PROFILES).recognised.why}
    assert {How.NOTHING_SPEAKS, How.YEARLY_AMOUNTS} <= codes


def test_a_formula_that_failed_is_told_and_says_nothing():
    content = f"{HEAD}Budget\nChatbot IA;ADD;#N/A;#REF!\n"
    report = read(content.encode(), "liste.csv", profiles=PROFILES)
    told = [(one.column, one.values["text"]) for one in report.problems if one.code is Notice.FAILED_FORMULA]
    assert told == [("C", "#N/A"), ("D", "#REF!")]
    assert report.rows[0].draft.investment_mad is None


@pytest.mark.parametrize(("text", "answer"), [
    ("Non", False), ("Non, sauf nom", None), ("Non mais prénom", None), ("لا، باستثناء الاسم", None),
    ("No, except e-mail", None), ("Oui, sauf adresse", True),
])  # fmt: skip
def test_a_no_with_an_exception_is_no_no(text, answer):
    content = f'{HEAD}Données personnelles\nChatbot IA;ADD;Pilote;"{text}"\n'
    [row] = read(content.encode(), "liste.csv", profiles=PROFILES).rows
    assert row.draft.facts.get("personal_data") is answer


def test_of_two_columns_of_units_each_amount_has_the_one_behind_it():
    content = f"{HEAD}Investissement;Unité;Budget de fonctionnement;Unité\nChatbot IA;A;Pilote;2,5;MDH;300;KDH\n"
    [row] = read(content.encode(), "liste.csv", profiles=PROFILES).rows
    assert row.draft.investment_mad.likely == 2_500_000
    assert row.draft.running_mad_per_year.likely == 300_000


@pytest.mark.parametrize(("headers", "cells", "expected"), [
    ("Budget HT (KDH);Budget TTC (KDH)", "100;120", 120_000),
    ("Budget TTC (KDH);Budget HT (KDH)", "120;100", 120_000),
    ("Budget HT (KDH);Observations sur le coût", "100;à voir", 120_000),
    ("Budget K.DH", "250", 250_000),
    ("Coût en K DHS", "250", 250_000),
])  # fmt: skip
def test_of_an_amount_without_and_with_tax_the_one_with_it_is_taken(headers, cells, expected):
    content = f"{HEAD}{headers}\nChatbot IA;ADD;Pilote;{cells}\n"
    [row] = read(content.encode(), "liste.csv", profiles=PROFILES).rows
    assert row.draft.investment_mad.likely == expected


def test_running_costs_by_their_unit_are_read_and_a_description_of_how_it_runs_is_not():
    content = f"{HEAD}Fonctionnement (KDH/an);Fonctionnement\nChatbot IA;ADD;Pilote;40;sur tablette\n"
    report = read(content.encode(), "liste.csv", profiles=PROFILES)
    assert report.rows[0].draft.running_mad_per_year.likely == 40_000
    assert report.recognised.unused == ("Fonctionnement",)


@pytest.mark.parametrize(("text", "header", "expected"), [
    ("2025", "Budget", "unreadable"), ("2025", "Budget (DH)", "unreadable"), ("2025 DH", "Budget", 2025),
    ("2 025", "Budget", 2025), ("2025", "Budget (KDH)", 2_025_000),
])  # fmt: skip
def test_a_year_alone_is_no_budget(text, header, expected):
    assert dirhams(text, header) == expected


def test_what_is_read_otherwise_than_written_is_told_with_its_rows_and_what_is_not_is_not():
    content = (
        f"{HEAD}Budget HT (KDH);Date\nChatbot IA;A;Pilote;250;45000\nVision IA;A;Pilote;250;T2 2025\n"
        "Tri IA;A;Idée;1 500 000 DH TTC;12/03/2024\nLire IA;A;Idée;;2024\n"
    )
    found = read_otherwise(read(content.encode(), "liste.csv", profiles=PROFILES))
    assert [(one.field, one.column, one.original, one.read, one.rule, n) for one, n in found] == [
        ("investment_mad", "Budget HT (KDH)", "250", "300000", "amount_with_tax_added", 2),
        ("starts_on", "Date", "45000", "2023-03-15", "date", 1),
        ("starts_on", "Date", "T2 2025", "2025", "date", 1),
    ]
