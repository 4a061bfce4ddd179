"""Spellings folded onto the values of their columns: never wrong, and where nothing fits a person is asked."""

import csv
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.real_data import here
from usecases.intake import read
from usecases.intake.__main__ import main
from usecases.intake.options import Options
from usecases.intake.spelling import forms, repaired
from usecases.intake.vocabulary import Vocabulary
from usecases.use_case import Stage

ROOT = Path(__file__).resolve().parents[3]
STAGES = ["a) Pre-deployment – being built.", "b) Pilot – in a limited test.", "c) Deployed – in use."]
GROUPS = ["a) Race/Ethnicity", "b) Sex", "c) Age", "l) Other"]


def test_the_published_recodings_are_followed_and_none_is_contradicted(capsys):
    pairs = here("oracles", "omb_2025_value_recodings_dev.csv")
    assert main(["fold", str(pairs), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["of"] == 97
    assert told["wrong"] == 0
    assert told["right"] >= 90


PAIRS = [
    ("stage", "Déployé", "production"), ("stage", "مرحلة تجريبية", "pilot"), ("stage", "En cours d'étude", "idea"),
    ("sector", "Santé publique", "health"), ("sector", "العدل", "justice"), ("secteur", "Éducation", "education"),
    ("administration", "وزارة العدل", "Ministère de la Justice"),
    ("administration", "MIN DE LA JUSTICE", "Ministère de la Justice"),
    ("ministère", "Ministere de la justice (une direction)", "Ministère de la Justice"),
    ("personal_data", "Oui", "yes"), ("données personnelles", "نعم", "yes"), ("hébergé ?", "Non", "no"),
    ("starts_on", "12 mars 2024", "2024-03-12"), ("starts_on", "13/02/2025", "2025-02-13"),
    ("starts_on", "05/06/2025", "2025-06-05"), ("starts_on", "S1 2024", "2024"), ("starts_on", "mai 2023", "2023-05"),
]  # fmt: skip
"""Columns of our own, as people fill them in; the last column is what our fields hold."""


@pytest.mark.parametrize("pair", [
    ("stage", "Deployed: no", "production"), ("administration", "Ministère", "Ministère de la Justice"),
    ("sector", "à préciser", "health"), ("starts_on", "bientôt", "2024"), ("starts_on", "05/06/2025", "2025-06-05"),
])  # fmt: skip
def test_what_nothing_decides_is_left_to_a_person(tmp_path, capsys, pair):
    """A day and a month that could be either are told apart by the other rows of their column, or not at all."""
    assert _folded(tmp_path, capsys, [pair])["undecided"] == 1


def test_columns_of_our_own_are_folded_by_what_they_hold(tmp_path, capsys):
    told = _folded(tmp_path, capsys, PAIRS)
    assert (told["right"], told["of"]) == (len(PAIRS), len(PAIRS)), told["pairs"]


def _folded(tmp_path, capsys, pairs):
    file = tmp_path / "pairs.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([("column", "original", "value"), *pairs])
    main(["fold", str(file), "--json"])
    return json.loads(capsys.readouterr().out)


def test_what_is_declared_is_enough_without_the_values_of_the_table(tmp_path, capsys):
    pairs = here("oracles", "omb_2025_value_recodings_dev.csv")
    rows = list(csv.DictReader(pairs.open(encoding="utf-8")))
    one_by_one = 0
    for row in rows:
        alone = tmp_path / "one.csv"
        with alone.open("w", encoding="utf-8", newline="") as file:
            written = csv.writer(file)
            written.writerow(["column", "original", "value"])
            written.writerow([row["column"], row["original"], row["new"]])
        main(["fold", str(alone), "--json"])
        told = json.loads(capsys.readouterr().out)
        assert told["wrong"] == 0, row
        one_by_one += told["right"]
    assert one_by_one >= 90


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Pilot", STAGES[1]),
        ("c)  deployed - in use", STAGES[2]),
        ("C) Deployed ñ in use.", STAGES[2]),
        ("a) a) Pre-Deployment – being built", STAGES[0]),
        ("Deploied – in use", STAGES[2]),
        ("n/a", ""),
        ("Abandoned", None),
        ("Pilot or deployed", None),
    ],
)
def test_a_spelling_goes_where_only_one_value_fits(text, value):
    proposal = Options(STAGES).propose(text)
    assert (proposal.value if proposal else None) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('["Age", "Race/Ethnicity"]', "a) Race/Ethnicity; c) Age"),
        ("c) Age l) Other", "c) Age; l) Other"),
        ("Sex, Age", "b) Sex; c) Age"),
        ("a) Race/Ethnicity, b) Sex, c) Age", "a) Race/Ethnicity; b) Sex; c) Age"),
        ("b) Sex, c) Age", "b) Sex; c) Age"),
        ("Age; nothing we know", None),
    ],
)
def test_a_cell_of_several_values_is_folded_whole_or_not_at_all(text, value):
    proposal = Options(GROUPS, several=True).propose(text)
    assert (proposal.value if proposal else None) == value


APPEALS = [
    "a) Yes, an appropriate appeal process has been established",
    "b) Not applicable",
    "c) Appeal process is in-progress",
]
MAKING = [
    "a) Purchased from a vendor",
    "b) Developed in-house",
    "c) Developed with both contracting and in-house resources",
]
IMPACTS = ["a) High-impact", "b) Presumed high-impact, but determined not high-impact", "c) Not high-impact"]
TOPICS = [
    "Human Resources",
    "Emergency Management",
    "Natural Language Processing: AI that reads",
    "Transportation",
    "Science",
]


@pytest.mark.parametrize(
    ("values", "text", "value"),
    [
        (APPEALS, "No appropriate appeal process has been established", None),
        (APPEALS, "An appropriate appeal process has not been established", None),
        (APPEALS, "Not in progress", None),
        (APPEALS, "In progress", APPEALS[2]),
        (APPEALS, "N/A", APPEALS[1]),
        (["Yes", "No"], "N/A", ""),
        (["Yes", "No"], "N/A (not yet)", None),
        (["Yes", "No"], "N/A - not deployed", None),
        (["Yes", "No"], "Yes/No", None),
        (["Yes", "No"], "Yes, no", None),
        (["Yes", "No"], "No/Unknown", None),
        (["Yes", "No"], "No - research only", "No"),
        (["Yes", "No"], "No (yes in some cases)", None),
        (["Yes", "No"], "No, but may", None),
        (["Yes", "No"], "b) ", None),
        (STAGES, "c)", None),
        (STAGES, " ", ""),
        ([*STAGES, "d) Retired – no longer used."], "Deployed - retired in 2024", None),
        (STAGES, "Deployed (pilot)", None),
        (STAGES, "Deployed - since 2024", STAGES[2]),
        (MAKING, "Developed", None),
        (MAKING, "Purchased", MAKING[0]),
        (IMPACTS, "Not presumed high-impact", None),
        (IMPACTS, "Not high-impact", IMPACTS[2]),
        (["Employment Status", "Age"], "Unemployment status", None),
        (["Generative AI: makes", "Computer Vision: sees"], "Non-generative AI", None),
        (["Generative AI: makes", "Computer Vision: sees"], "Computer-aided dispatch", None),
        (["Generative AI: makes", "Computer Vision: sees"], "Generative AI; Computer Vision", None),
        (["High-impact", "Not high-impact"], "High-impact: No", None),
        (["Deployed – in use", "Pilot – tried"], "Deployed: no", None),
        (["Deployed – in use", "Pilot – tried"], "Pilot; Deployed", None),
        (TOPICS, "Human trafficking", None),
        (TOPICS, "Emergency room triage", None),
        (TOPICS, "Image processing", None),
        (TOPICS, "Political science", None),
        (TOPICS, "All except science", None),
        (TOPICS, "NLP", TOPICS[2]),
        (TOPICS, "Transport", TOPICS[3]),
        (TOPICS, "Emergency-management", TOPICS[1]),
    ],
)  # fmt: skip
def test_what_denies_or_only_resembles_a_value_is_left_to_a_person(values, text, value):
    proposal = Options(values).propose(text)
    assert (proposal.value if proposal else None) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("Age and sex", "b) Sex; c) Age"), ("Age, sex, disability", None), ("None of these; Age", None)],
)
def test_a_list_with_a_part_that_is_unknown_or_contradicts_it_is_left_to_a_person(text, value):
    proposal = Options([*GROUPS, "k) None of these"], several=True).propose(text)
    assert (proposal.value if proposal else None) == value


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_pairs_are_read_whatever_signs_part_them_and_however_the_columns_are_written(tmp_path, capsys, sign):
    pairs = tmp_path / "pairs.csv"
    pairs.write_bytes(sign.join(["Column", "Original", "Value"]).encode() + b"\r\n" + sign.join("aYY").encode())
    assert main(["fold", str(pairs)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "right 1, wrong 0, undecided 0 of 1"


@given(st.sampled_from(STAGES + GROUPS))
def test_a_value_is_itself(value):
    assert Options(STAGES + GROUPS).propose(value).value == value


@given(st.text(max_size=60))
def test_any_text_gives_a_value_of_the_column_or_nothing(text):
    options = Options(STAGES)
    proposal = options.propose(text)
    assert proposal is None or proposal.value in {"", *STAGES}
    assert all(form == form.strip() for form in forms(text))


def test_what_a_person_settled_is_remembered():
    assert Options(STAGES, {"Abandoned for now": STAGES[0]}).propose("abandoned, for now").rule == "settled"


def test_two_equal_values_decide_nothing():
    assert Options(["b) Yes", "c) Yes"]).propose("Yes") is None


@given(st.text(alphabet="abc éèàçêôîûù’–", max_size=40))
def test_a_text_decoded_twice_is_repaired_and_another_is_left(text):
    assert repaired(text) == text
    try:
        twice = text.encode("utf-8").decode("cp1252")
    except UnicodeDecodeError:
        return  # a byte that the page does not have: such a text cannot have been decoded by it
    assert repaired(twice) == text


def test_inspect_says_what_was_found_and_how_surely(tmp_path, capsys):
    file = tmp_path / "liste.csv"
    file.write_bytes("Nom du projet;Structure;X\nTri;Archives;pilote\nAccueil;Usagers;pilote\n".encode("cp1252"))
    assert main(["inspect", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["encoding"], told["delimiter"], told["header_row"], told["accepted"]) == ("utf-8", ";", 1, 2)
    assert told["mapping"] == {"Nom du projet": "title", "Structure": "administration"}
    assert [one["confidence"] for one in told["columns"]] == [1.0, 1.0, None]


def test_a_column_without_a_known_header_is_known_by_its_cells(tmp_path, capsys):
    rows = "".join(f"Projet {n};Archives;{stage}\n" for n, stage in enumerate(["pilote", "en service", "idée"] * 4))
    file = tmp_path / "liste.csv"
    file.write_text(f"Projet;Organisme;Où en est-on\n{rows}", encoding="utf-8")
    main(["inspect", str(file), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["columns"][2] | {"header": ""} == {
        "letters": "C", "header": "", "field": "stage", "confidence": 0.5, "how": "content"
    }  # fmt: skip
    assert told["stages"] == {"idea": 4, "pilot": 4, "production": 4}


def test_the_terminal_refuses_with_a_reason_and_two(tmp_path, capsys):
    file = tmp_path / "produits.csv"
    file.write_text("Produit,Version\nA,1\n", encoding="utf-8")
    assert main(["inspect", str(file)]) == 2
    told = capsys.readouterr().err
    assert "Produit, Version" in told
    assert "produits" in told
    assert main(["fold", str(file)]) == 2
    assert main(["inspect", str(tmp_path / "nowhere.csv")]) == 2


def test_the_module_is_a_program():
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "usecases.intake", "--help"], cwd=ROOT, capture_output=True, check=True
    )
    assert b"inspect" in done.stdout


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Déployée", "production"),
        ("En prod", "production"),
        ("en phase de production", "production"),
        ("POC en cours", "pilot"),
        ("Phase pilote en cours", "pilot"),
        ("en cours d'expérimentation", "pilot"),
        ("En cours d'étude", "idea"),
        ("في مرحلة الدراسة", "idea"),
        ("قيد التنفيذ", "build"),
        ("تم الإنجاز", "production"),
        ("Uit gebruik", "retired"),
        ("Pilot – tried in one town", "pilot"),
        ("Pilote / تجريبي", "pilot"),
        ("تجريبي | Pilote", "pilot"),
        ("Pilote / Production", None),
        ("Pilote / inconnu", None),
        ("Deployed - retired in 2024", None),
        ("Non déployé", None),
        ("Pas encore en production", None),
        ("Not in production", None),
        ("Deployed: no", None),
        ("Pilot (ended)", None),
        ("In production (pilot)", None),
        ("Testé mais non déployé", None),
        ("غير منجز", None),
    ],
)
def test_a_stage_is_read_in_its_usual_forms_and_never_against_what_is_denied(profiles, text, stage):
    vocabulary = Vocabulary(next(one for one in profiles if one.id == "generic"))
    assert vocabulary.answer("stage", text) == stage


@pytest.mark.parametrize(
    ("text", "answer", "applies"),
    [
        ("Oui, données de santé", "yes", True),
        ("نعم، أسماء", "yes", True),
        ("Non, aucune", "no", True),
        ("✓", "yes", True),
        ("Oui / نعم", "yes", True),
        ("No (yes in some cases)", None, True),
        ("Oui/Non", None, True),
        ("O/N", None, True),
        ("", None, True),
        ("N/A", None, False),
        ("N/A - not deployed", None, False),
        ("N/A (pas encore)", None, False),
        ("غير منطبق", None, False),
        ("SO", None, False),
        ("n.v.t.", None, False),
        ("n/d", None, True),
        ("-", None, True),
        ("غير متوفر", None, True),
    ],
)
def test_blank_not_applicable_and_no_stay_three_things(profiles, text, answer, applies):
    vocabulary = Vocabulary(next(one for one in profiles if one.id == "generic"))
    assert vocabulary.answer("facts.personal_data", text) == answer
    assert vocabulary.not_applicable(text) is not applies


@pytest.mark.parametrize("text", ["-", "n/d", "غير متوفر", "Non renseigné", "TBD"])
def test_what_nobody_answered_is_neither_no_nor_not_applicable_nor_a_problem(profiles, text):
    file = f"Titre;Administration;Stade;Données personnelles\nTri;Archives;{text};{text}\n"
    report = read(file.encode(), "a.csv", profiles=profiles)
    draft = report.rows[0].draft
    assert (draft.stage, draft.facts, report.problems) == (Stage.UNKNOWN, {}, ())
    assert draft.provenance["stage"].rule in {"unanswered", "fold"}  # a stage may be declared as unknown
    assert draft.provenance["facts.personal_data"].rule == "unanswered"
    assert draft.provenance["facts.personal_data"].original == text


@pytest.mark.parametrize(
    "text",
    ["Pre-deployment (cancelled)", "Deployed (planned 2026)", "Deployed?", "Pilot - partially", "Déployé (annulé)"],
)
def test_few_words_behind_a_value_that_take_it_back_are_left_to_a_person(text):
    assert Options(STAGES).propose(text) is None


@pytest.mark.parametrize("text", [
    "oui (partiellement)", "Yes (removed)", "Yes, partly", "Oui ?", "Yes, expired", "Yes (in progress)",
    "Oui (en cours)",
])  # fmt: skip
def test_a_yes_that_is_half_taken_back_is_left_to_a_person(text):
    assert Options(["Yes", "No"]).propose(text) is None


@pytest.mark.parametrize("text", ["Production (prévue 2026)", "Production ?", "En service (annulé)", "Pilot (planned)"])
def test_a_stage_that_is_taken_back_is_no_stage_of_a_list(profiles, text):
    vocabulary = Vocabulary(next(one for one in profiles if one.id == "generic"))
    assert vocabulary.answer("stage", text) is None
    assert vocabulary.answer("stage", "En service – depuis l’été, comme prévu au plan") == "production"


def test_half_of_a_value_that_takes_itself_back_is_not_the_value():
    values = Options(["High impact", "Determined at first, but not any more", "Low impact"])
    assert values.propose("not any more") is None
    assert values.propose("any more") is None
