"""Tables as administrations lay them out: what stands in each case is what a careful reader would say."""

import json

import pytest
import xlsxwriter

from usecases.intake import IntakeError, read
from usecases.intake.codes import Rejection

TWO = [("Ciblage IA", "Ministère de la Justice", "pilot"), ("Codage IA", "Ministère de la Santé", "production")]
ROWS = "Ciblage IA;Ministère de la Justice;Pilote\nCodage IA;Ministère de la Santé;Production\n"
JUSTICE, HEALTH = ("Ministère de la Justice", "Ministère de la Santé")
LISTS = {
    "a second header in another language": f"Projet IA;Ministère;Stade\nعنوان المشروع;المؤسسة;المرحلة\n{ROWS}",
    "letters of the columns": f"Projet IA;Ministère;Stade\na;b;c\n{ROWS}",
    "closing lines": f"Projet IA;Ministère;Stade\n{ROWS}Visa du contrôleur;;Signé\nRabat, le 3 juin 2025;;Cachet\n",
    "a number of projects": f"Projet IA;Ministère;Stade\n{ROWS}Nombre de projets : 2;;\n",
    "headers with their numbers": f"1. Projet IA;2. Ministère;3. Stade\n{ROWS}",
    "questions with their numbers": f"Q1: Projet IA;Q2: Ministère;Q3: Stade\n{ROWS}",
    "headers in one piece": f"projectName;publishing-body;developmentStage\n{ROWS}",
    "spaces as dots": f"Nom.du.projet;Nom.de.l.organisme;Stade.du.projet\n{ROWS}",
    "slips of the pen": f"Intitullé du projet;Adminstration;Stade\n{ROWS}",
    "headers decoded twice": f"IntitulÃ© du projet;MinistÃ¨re;Stade\n{ROWS}",
    "a stage of last year beside this year's": (
        "Projet IA;Ministère;Stade au 31/12/2024;Stade au 31/12/2023\n"
        "Ciblage IA;Ministère de la Justice;Pilote;Idée\nCodage IA;Ministère de la Santé;Production;Pilote\n"
    ),
    "a part of a name beside a project": (
        "RESP. PROJET;INTITULE PROJET;DEPT;ETAT AVCT\nX;Ciblage IA;Ministère de la Justice;Pilote\n"
        "Y;Codage IA;Ministère de la Santé;Production\n"
    ),
    "stacked tables": (
        "Ministère de la Justice;;\nProjet IA;Stade;Budget\nCiblage IA;Pilote;2 MDH\n"
        "Ministère de la Santé;;\nProjet IA;Stade;Budget\nCodage IA;Production;3 MDH\n"
    ),
    "numbered bands": (
        "Projet IA;Stade;Budget\nA - Ministère de la Justice;;\nCiblage IA;Pilote;2 MDH\n"
        "B - Ministère de la Santé;;\nCodage IA;Production;3 MDH\n"
    ),
}  # fmt: skip


def told(report):
    return [(row.draft.title[0].value, row.draft.administration, str(row.draft.stage)) for row in report.rows]


@pytest.mark.parametrize("how", LISTS)
def test_a_list_says_the_same_however_it_is_laid_out(how, profiles):
    assert told(read(LISTS[how].encode(), "liste.csv", profiles=profiles)) == TWO


def grouped(folder, *, group, halves):
    """A workbook whose first header row is merged downwards but for one group of two columns."""
    path = folder / "liste.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for column, text in enumerate(("N°", "Ministère", "Intitulé du projet IA", "Stade")):
            sheet.merge_range(0, column, 1, column, text)
        sheet.merge_range(0, 4, 0, 5, group)
        sheet.write_row(1, 4, halves)
        sheet.write_row(2, 0, (1, JUSTICE, "Ciblage IA", "Pilote", 1000, 1200))
        sheet.write_row(3, 0, (2, HEALTH, "Codage IA", "Production", 500, 600))
    return path.read_bytes()


@pytest.mark.parametrize(("group", "halves", "amounts"), [
    ("Montant (KDH)", ("HT", "TTC"), [1_200_000, 600_000]),
    ("Budget (KDH)", ("2025", "2026"), [None, None]),
])  # fmt: skip
def test_a_group_of_columns_gives_its_name_to_what_stands_below_it(group, halves, amounts, tmp_path, profiles):
    report = read(grouped(tmp_path, group=group, halves=halves), "liste.xlsx", profiles=profiles)
    assert told(report) == TWO
    assert [row.draft.investment_mad and row.draft.investment_mad.likely for row in report.rows] == amounts


def test_a_subtotal_behind_its_body_is_no_case_and_a_case_of_a_body_is(profiles):
    content = (
        f"Ministère;Projet IA;Stade;Budget (MDH)\n{JUSTICE};Sous-total;;3\n"
        f"{JUSTICE};Total des flux;Pilote;3\n;Dont 2025;;1\n"
    )
    report = read(content.encode(), "liste.csv", profiles=profiles)
    assert told(report) == [("Total des flux", JUSTICE, "pilot")]
    assert {one.code for one in report.problems} >= {Rejection.TOTAL_ROW}


@pytest.mark.parametrize("mark", ['"', "\u2033", "idem", "//", "نفس الإدارة", "ditto"])
def test_a_mark_of_repetition_names_the_body_above(mark, profiles):
    content = f"Projet IA;Ministère;Stade\nCiblage;{JUSTICE};Pilote\nTri;'{mark}';Idée\n".replace("'", "")
    content = content.replace(';";', ';"""";')
    report = read(content.encode(), "liste.csv", profiles=profiles)
    assert [row.draft.administration for row in report.rows] == [JUSTICE, JUSTICE]
    assert report.rows[1].received["Ministère"] == mark


def test_a_blank_owner_beside_a_bureau_stays_open(profiles):
    content = f"Ministère;Direction;Projet IA;Stade\n{HEALTH};DELM;Triage;Pilote\n;DHSA;Codage;Idée\n"
    first, second = read(content.encode(), "liste.csv", profiles=profiles).rows
    assert (first.draft.administration, first.draft.bureau, second.draft.bureau) == (HEALTH, "DELM", "DHSA")
    assert second.draft.administration != "DHSA"


@pytest.mark.parametrize(("header", "cell", "field"), [
    ("Estimated Cost Savings", "1200000 MAD", "investment_mad"),
    ("Montant estimé des gains (MDH)", "140", "investment_mad"),
    ("Analyse d'impact sur les données personnelles réalisée", "Non", "facts"),
    ("Is personal data anonymised?", "No", "facts"),
    ("Date de lancement de l'appel d'offres", "01/02/2026", "starts_on"),
])  # fmt: skip
def test_a_header_of_something_else_that_begins_alike_is_not_taken(header, cell, field, profiles):
    content = f"Projet IA;Ministère;Stade;{header}\nCiblage;{JUSTICE};Pilote;{cell}\n"
    [row] = read(content.encode(), "liste.csv", profiles=profiles).rows
    assert not getattr(row.draft, field)


def test_what_is_done_in_part_is_not_in_production(profiles):
    content = f"Projet IA;Ministère;Stade\nCiblage;{JUSTICE};Réalisé à 80%\nTri;{JUSTICE};Réalisé à 100%\n"
    rows = read(content.encode(), "liste.csv", profiles=profiles).rows
    assert [str(row.draft.stage) for row in rows] == ["unknown", "production"]


def test_dutch_dates_have_the_day_first_and_english_ones_in_doubt_none(profiles):
    dutch = "Naam algoritme;Gemeente;Status;Startdatum\nParkeren AI;Utrecht;In gebruik;03-04-2022\n"
    [row] = read(dutch.encode(), "x.csv", profiles=profiles).rows
    assert (row.draft.starts_on.month, row.draft.starts_on.day) == (4, 3)
    english = "Use case name;Agency;Status;Start date\nParking AI;City;In use;03-04-2022\n"
    assert read(english.encode(), "x.csv", profiles=profiles).rows[0].draft.starts_on is None


DOCUMENTS = {
    "an owner at the root": {"agencyName": JUSTICE, "useCases": [
        {"name": "AI triage", "developmentStage": "Pilot"}, {"name": "AI notes", "developmentStage": "Idea"},
    ]},
    "columns by the number of their rows": {
        "nom_du_projet": {"0": "AI triage", "1": "AI notes"}, "organisme": {"0": JUSTICE, "1": JUSTICE},
        "statut": {"0": "Pilote", "1": "Idée"},
    },
}  # fmt: skip


@pytest.mark.parametrize("how", DOCUMENTS)
def test_a_document_is_read_by_its_columns_and_with_what_its_root_says(how, profiles):
    report = read(json.dumps(DOCUMENTS[how]).encode(), "liste.json", profiles=profiles)
    assert told(report) == [("AI triage", JUSTICE, "pilot"), ("AI notes", JUSTICE, "idea")]


def test_a_list_of_something_else_that_names_ai_in_a_row_is_refused_by_its_headers(profiles):
    rows = ";".join(["N° facture", "Objet", "Fournisseur", "Date de facture", "Mode de paiement", "Ministère"])
    content = f"{rows}\n1;Licence plateforme IA;X;01/02/2025;Virement;Justice\n"
    with pytest.raises(IntakeError) as refused:
        read(content.encode(), "x.csv", profiles=profiles)
    assert refused.value.values["kind"] == "expenses"


@pytest.mark.parametrize(("row", "kept"), [
    ("Signature électronique;ADD;", True), ("Visa du pilote;;Pilote", True), ("Signature et cachet;;", False),
    ("Visa du contrôleur;;Le secrétaire", False), ("Rabat, le 3 juin 2025;;Signature", False),
])  # fmt: skip
def test_a_case_about_signatures_is_no_signature(row, kept, profiles):
    content = f"Projet IA;Ministère;Stade\nCiblage;{JUSTICE};Pilote\n{row}\n"
    report = read(content.encode(), "liste.csv", profiles=profiles)
    assert len(report.rows) == 1 + kept
    assert len(report.rejected) == (not kept)
