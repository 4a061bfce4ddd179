"""Sheets that must be taken in and files that must be refused; the file name says why."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from usecases.intake import CODES, Corrections, IntakeError, Refusal, read, reconcile
from wording.catalogue import load_catalogue
from wording.declared import read_yaml
from wording.language import Language

from .conftest import GOLDEN, ROOT
from .sheets import outcome

PASS, FAIL = GOLDEN / "should_pass", GOLDEN / "should_fail"
EXPECTED = read_yaml(PASS / "expected.yaml")
MADE_IN_TESTS = {
    Refusal.TOO_LARGE,
    Refusal.TOO_LARGE_HERE,
    Refusal.EMPTY_SHEET,
    Refusal.UNKNOWN_PROFILE,
    Refusal.UNKNOWN_SHEET,
    Refusal.UNKNOWN_HEADER_ROW,
    Refusal.UNKNOWN_COLUMN,
    Refusal.TWO_COLUMNS,
}


def sheet(name, profiles, **options):
    return read((PASS / name).read_bytes(), name, profiles=profiles, **options)


def test_every_sheet_has_its_expectation():
    assert {path.name for path in PASS.iterdir()} - {"expected.yaml"} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sheet_that_passes_is_understood_as_declared(name, profiles):
    report = sheet(name, profiles)
    assert {
        "rows_read": report.rows_read,
        "rejected": len(report.rejected),
        "encoding": report.recognised.encoding,
        "codes": sorted({str(problem.code) for problem in report.problems}),
    } == {**EXPECTED[name], "codes": sorted(EXPECTED[name]["codes"])}
    assert report.rows_read == len(report.rows) + len(report.rejected)


@pytest.mark.parametrize("path", sorted(FAIL.iterdir()), ids=lambda path: path.name)
def test_a_file_that_is_no_inventory_is_refused_for_its_reason(path: Path, profiles):
    with pytest.raises(IntakeError) as refused:
        read(path.read_bytes(), path.name, profiles=profiles)
    assert refused.value.code == "intake." + path.name.partition("__")[0]


def test_every_reason_to_refuse_a_file_has_its_file():
    shown = {"intake." + path.name.partition("__")[0] for path in FAIL.iterdir()}
    assert {str(code) for code in Refusal} - shown == {str(code) for code in MADE_IN_TESTS}
    assert shown <= CODES


def test_a_rejected_row_comes_back_with_what_it_holds(profiles):
    report = sheet("one_row_longer_one_shorter.csv", profiles)
    (rejected,) = report.rejected
    assert rejected.row == 3
    assert list(rejected.received.values()) == ["Accueil", " bureau", "Usagers", "pilote"]
    assert [problem.code for problem in rejected.problems] == ["intake.row_too_long"]


def test_cells_that_look_like_formulas_are_kept_letter_by_letter(profiles):
    rows = sheet("cells_that_look_like_formulas.csv", profiles).rows
    assert [row.draft.title[0].value for row in rows] == ["=1+1", "@SUM(A1)", "-cmd"]
    assert [row.draft.summary[0].value for row in rows] == ["-12", "+33 calls", '=HYPERLINK("x")']


def test_markup_in_a_title_stays_the_text_it_is(profiles):
    report = sheet("html_in_titles.csv", profiles)
    assert report.rows[0].draft.title[0].value == "<script>alert(1)</script>"
    assert [problem.row for problem in report.problems] == [2, 3]


def test_addresses_are_masked_wherever_they_stand(profiles):
    row, other = sheet("e_mail_addresses.csv", profiles).rows
    assert row.draft.summary[0].value == "écrire à [e-mail] pour voir"
    assert row.received["Contact"] == "[e-mail]"
    assert other.draft.summary[0].value == "rien @ signaler"


def test_lost_letters_are_counted(profiles):
    report = sheet("lost_letters_and_marks_of_direction.csv", profiles)
    (lost,) = [problem for problem in report.problems if problem.code == "intake.lost_text"]
    assert (lost.row, lost.column, lost.values["cells"], lost.values["letters"]) == (2, "C", 2, 4)


def test_a_date_nobody_can_order_stays_text_and_an_unambiguous_one_is_read(profiles):
    rows = sheet("dates_nobody_can_order.csv", profiles).rows
    starts = [row.draft.starts_on for row in rows]
    assert starts[0] is None
    assert starts[3] is None
    assert (starts[1].year, starts[1].month, starts[1].day) == (2025, 5, 5)
    assert (starts[2].year, starts[2].month, starts[2].day) == (2025, 6, None)
    assert rows[0].received["Start date"] == "03/04/2025"
    settled = sheet("dates_nobody_can_order.csv", profiles, corrections=Corrections(date_order="dmy")).rows
    assert (settled[0].draft.starts_on.month, settled[0].draft.starts_on.day) == (4, 3)


def test_headers_written_twice_are_numbered_and_blank_ones_named_by_their_column(profiles):
    recognised = sheet("headers_twice_and_blank.csv", profiles).recognised
    assert recognised.headers == ("Titre *", "Administration :", "Remarque", "[D]", "Remarque (2)")


def test_lines_inside_cells_do_not_move_the_row_numbers(profiles):
    rows = sheet("cells_of_several_lines.csv", profiles).rows
    assert [row.row for row in rows] == [2, 4]
    assert rows[0].draft.summary[0].value == "une\ndeux\ntrois"
    assert rows[1].draft.title[0].value == "Accueil du public"


def test_an_arabic_sheet_gives_arabic_texts_and_one_office_in_two_spellings(profiles):
    report = sheet("arabic_cp1256.csv", profiles)
    assert [row.draft.title[0].language for row in report.rows] == [Language.AR, Language.AR, Language.FR]
    assert [row.draft.stage for row in report.rows] == ["build", "pilot", "production"]
    assert [row.draft.facts.get("personal_data") for row in report.rows] == [True, False, None]
    assert len({row.key.administration for row in report.rows}) == 2
    assert len({row.draft.administration for row in report.rows}) == 2
    assert report.rows[2].draft.provenance["facts.personal_data"].rule == "not_applicable"


def test_a_french_sheet_from_a_spreadsheet_program_keeps_its_letters(profiles):
    rows = sheet("french_semicolons_cp1252.csv", profiles).rows
    assert rows[1].draft.title[0].value == "« Répondeur » des usagers – été"
    assert rows[0].draft.starts_on.day == 16
    assert [row.key.by for row in rows] == ["id", "id", "id"]


def test_what_a_person_corrects_replaces_what_was_found(profiles):
    corrections = Corrections(
        mapping={0: "summary", 2: "title"},
        vocabulary={"stage": {"presque fini": "pilot"}},
        register="registre-du-test",
    )
    report = sheet("stage_and_sector_in_words_of_our_own.csv", profiles, corrections=corrections)
    assert report.rows[0].draft.title[0].value == "presque fini"
    assert report.recognised.register == "registre-du-test"
    taught = Corrections(vocabulary={"stage": {"Presque fini": "pilot"}})
    report = sheet("stage_and_sector_in_words_of_our_own.csv", profiles, corrections=taught)
    assert report.rows[0].draft.stage == "pilot"
    assert report.rows[0].draft.provenance["stage"].original == "presque fini"


def test_a_line_that_names_nobody_we_know_ends_the_one_before_it(profiles):
    lines = ["Cas d’usage;Description;Statut", "Ministère de la Santé", "Orienter;Un.;Pilote", "ONEE",
             "Prévoir;Deux.;Idée", "Agence du bassin", "Relire;Trois.;Idée"]  # fmt: skip
    rows = read("\n".join(lines).encode(), "x.csv", profiles=profiles).rows
    owners = {row.draft.title[0].value: row.draft.administration for row in rows}
    assert owners["Orienter"] == "Ministère de la Santé"
    assert owners["Relire"] == "Agence du bassin"
    assert owners["Prévoir"] not in {"Ministère de la Santé", "Agence du bassin"}


@pytest.mark.parametrize(
    "last", ["Total;;9 MDH", "Total DGR;DGR;9 MDH", "Sous-total;12 cas;9 MDH", "المجموع;;9 مليون درهم"]
)
def test_a_row_that_adds_up_is_no_case_and_a_case_that_begins_like_one_is(last, profiles):
    head = "Intitulé;Administration;Investissement\nLire;Office;1 MDH\nTotal traffic prediction;DGR;2 MDH\n"
    report = read((head + last).encode(), "x.csv", profiles=profiles)
    assert [row.draft.title[0].value for row in report.rows] == ["Lire", "Total traffic prediction"]
    assert [one.row for one in report.rejected] == [4]


@pytest.mark.parametrize("word", ["Exemple :", "Example:", "مثال:", "Ex. :", "Exemple 1 - "])
def test_a_row_that_explains_the_columns_and_an_example_under_it_are_no_cases(word, profiles):
    header = "Intitulé;Administration;Stade;Date de début;Budget"
    helping = "Nom court du cas d’usage;Ministère ou établissement;Idée / Pilote / Production;jj/mm/aaaa;en MDH TTC"
    rows = [f"{word} Robot;Archives;Pilote;01/01/2024;1,5", "Tri;Archives;Pilote;01/03/2024;1,5"]
    report = read("\n".join([header, helping, *rows]).encode(), "x", profiles=profiles)
    assert [one.row for one in report.rows] == [4]
    assert [(one.row, one.problems[0].code) for one in report.rejected] == [
        (2, "intake.help_row"), (3, "intake.help_row"),
    ]  # fmt: skip
    assert report.rejected[1].received["Intitulé"] == f"{word} Robot"  # it stays to be seen


@pytest.mark.parametrize("title", ["Example-based translation", "Exemples de jurisprudence", "مثالية الخدمات"])
def test_a_case_whose_title_only_begins_like_an_example_is_a_case(title, profiles):
    text = f"Intitulé;Administration;Stade\n{title};Archives;Pilote\nTri;Archives;Pilote\nExemple : x;Archives;Pilote"
    assert [one.row for one in read(text.encode(), "x", profiles=profiles).rows] == [2, 3, 4]


def test_a_lone_return_is_part_of_its_cell_where_line_feeds_end_the_records(profiles):
    rows = [f"Cas {n};Archives;Pilote;texte" for n in range(6)]
    rows[2] = "Cas 2;Archives;Pilote;une ligne\rune autre"
    text = "\n".join(["Intitulé;Administration;Stade;Description", *rows]) + "\n"
    report = read(text.encode(), "x", profiles=profiles)
    assert (report.rows_read, len(report.rows)) == (6, 6)
    assert report.rows[2].received["Description"] == "une ligne\nune autre"


@pytest.mark.parametrize("last", ["", "\n"])
def test_where_returns_end_the_records_they_still_do(last, profiles):
    rows = ["Intitulé;Administration;Stade;Description", *(f"Cas {n};Archives;Pilote;texte" for n in range(6))]
    rows[3] = 'Cas 2;Archives;Pilote;"une ligne\nune autre"'
    report = read(("\r".join(rows) + last).encode(), "x", profiles=profiles)
    assert (report.rows_read, report.rows[2].received["Description"]) == (6, "une ligne\nune autre")


@pytest.mark.parametrize("language", list(Language))
def test_rows_sent_back_corrected_belong_to_their_list_whatever_we_wrote_before_them(language, profiles):
    words = load_catalogue(ROOT / "data" / "words" / "kit")
    added = [words.text(language, key) for key in ("problems.row", "problems.problem")]
    whole = read(b"id;titre;administration;stade\nP1;Tri IA;ANAPEC;Pilote\nP2;;ANAPEC;Pilote\n", "x", profiles=profiles)
    text = f"{';'.join(added)};id;titre;administration;stade\n3;raison;P2;Accueil IA;ANAPEC;Pilote\n"
    back = read(text.encode(), "y", profiles=profiles)
    assert back.recognised.register == whole.recognised.register
    assert len(reconcile([], back.rows).new) == 1


def test_a_column_of_ones_own_that_is_called_like_ours_counts(profiles):
    texts = [b"id;titre;administration\n1;Tri IA;ANAPEC\n", b"Ligne;id;titre;administration\n3;1;Tri IA;ANAPEC\n"]
    found = {read(text, "x", profiles=profiles).recognised.register for text in texts}
    assert len(found) == 2


def test_a_header_row_may_be_named_by_a_person(profiles):
    content = b"Titre;Administration;\nTitre;Administration;Stade\nTri;Archives;\nAccueil;Usagers;\n"
    assert read(content, "x", profiles=profiles).recognised.header_row == 2
    report = read(content, "x", profiles=profiles, corrections=Corrections(header_row=1))
    assert (report.recognised.header_row, report.rows_read) == (1, 3)
    with pytest.raises(IntakeError) as refused:
        read(content, "x", profiles=profiles, corrections=Corrections(header_row=9))
    assert refused.value.code == Refusal.UNKNOWN_HEADER_ROW


def test_unmapping_the_title_is_refused(profiles):
    with pytest.raises(IntakeError) as refused:
        sheet("arabic_cp1256.csv", profiles, corrections=Corrections(mapping={1: None}))
    assert refused.value.code == Refusal.MISSING_COLUMNS
    assert refused.value.values["missing"] == ["title"]


def test_a_profile_that_is_asked_for_by_name_is_taken(excerpt, profiles):
    report = read(excerpt.content, "x", profiles=profiles, profile="generic")
    assert report.recognised.profile_id == "generic"
    assert report.recognised.register.startswith("list-")
    with pytest.raises(IntakeError) as refused:
        read(excerpt.content, "x", profiles=profiles, profile="no_such_list")
    assert refused.value.code == Refusal.UNKNOWN_PROFILE


def test_the_register_of_a_plain_list_is_its_set_of_headers_in_any_order(profiles):
    def register(text: str) -> str:
        return read(text.encode(), "x", profiles=profiles).recognised.register

    first = register("Titre;Administration;Stade\nTri;Archives;pilote\n")
    assert first == register("stade ;ADMINISTRATION;Titre:\nidée;Usagers;Accueil\n")
    assert first != register("Titre;Administration\nTri;Archives\n")


def test_too_many_cells_or_columns_are_refused_before_anything_is_built(profiles):
    wide = ",".join(f"c{place}" for place in range(5_001))
    with pytest.raises(IntakeError) as refused:
        read(f"Title,Agency,{wide}\nA,B,{wide}\n".encode(), "x", profiles=profiles)
    assert refused.value.code == Refusal.TOO_LARGE
    assert refused.value.values["what"] == "columns"


def test_everything_that_was_found_says_how(profiles):
    recognised = sheet("arabic_cp1256.csv", profiles).recognised
    assert {str(why.code).rpartition(".")[2] for why in recognised.why} == {
        "encoding_arabic",
        "delimiter_equal_counts",
        "header_known_words",
        "nothing_speaks",
        "profile_fallback",
        "register_headers",
        "dates_language",
    }


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_but_never_breaks_anything(profiles, data):
    names = [*(PASS / name for name in EXPECTED), *sorted(FAIL.iterdir())]
    content = bytearray(data.draw(st.sampled_from(names)).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content)))
        content[place : place + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    found = outcome(bytes(content), profiles)
    if isinstance(found, str):
        assert found in set(Refusal)
    else:
        assert found.rows_read == len(found.rows) + len(found.rejected)


def test_beyond_the_rows_of_a_screen_the_terminal_is_named(profiles):
    content = "Projet IA;Administration\n" + "".join(f"Tri {n};DGI\n" for n in range(5))
    with pytest.raises(IntakeError) as refused:
        read(content.encode(), "x.csv", profiles=profiles, most_rows=4)
    assert (refused.value.code, refused.value.values["limit"]) == (Refusal.TOO_LARGE_HERE, 4)
    assert len(read(content.encode(), "x.csv", profiles=profiles, most_rows=5).rows) == 5
