"""One administration in six spellings over two scripts: the same where a name is whole, proposed where it is short."""

import pytest

from tests.usecases.intake.conftest import ROOT
from usecases.intake import Corrections, KnownRow, read, reconcile
from usecases.intake.administrations import load_administrations, to_settle

KNOWN = load_administrations(ROOT / "data" / "reference" / "administrations.yaml")
HEALTH = "Ministère de la Santé et de la Protection sociale"
JUSTICE = "Ministère de la Justice"
SPELLINGS = [
    HEALTH, "MINISTERE DE LA SANTE ET DE LA PROTECTION SOCIALE", "وزارة الصحة والحماية الاجتماعية",
    "Ministry of Health and Social Protection", "Min. de la Santé", "وزارة الصحة",
]  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS[:4])
def test_a_whole_name_in_any_language_or_script_is_the_same_body(text):
    assert KNOWN.same(text) == HEALTH


@pytest.mark.parametrize(
    ("text", "body", "rule"),
    [
        ("Min. de la Santé", HEALTH, "words"),
        ("وزارة الصحة", HEALTH, "words"),
        ("MINISTERE DE LA SANTE", HEALTH, "words"),
        ("Ministère de l'Agriculture", KNOWN.canonical[6], "words"),
        ("DGI", "Direction générale des Impôts", "initials"),
        ("Ministère", None, None),
        ("Ministère de la Protection", None, None),
        ("Ministère du Développement", None, None),  # of two of them
        ("Agence de la Santé", None, None),
        ("Ministère de la Santé animale", None, None),
        ("Archives", None, None),
        ("MSPS", HEALTH, "initials"),
        ("M.S.P.S.", HEALTH, "initials"),
        ("CNSS", "Caisse nationale de sécurité sociale", "initials"),
        ("MENPS", KNOWN.canonical[2], "initials"),
        ("ANSS", "Agence nationale du soutien social", "initials"),
        ("AMMPS", "Agence marocaine du médicament et des produits de santé", "initials"),
        ("MJ", None, None),  # two letters may be anybody's
        ("Ministère de la Justice / وزارة العدل", JUSTICE, "part"),
        ("Ministère de la Justice - وزارة العدل", JUSTICE, "part"),
        ("وزارة العدل (MJ)", JUSTICE, "part"),
        ("ministère de la justice (DSI)", JUSTICE, "part"),
        ("Ministère de la Justice / Ministère de l'Intérieur", None, None),
        ("Minstère de la santé", HEALTH, "slip"),
        ("Ministry of Justce", JUSTICE, "slip"),
        ("Agence nationale des routes", None, None),
    ],
)
def test_a_shorter_name_is_proposed_with_its_reason_where_only_one_body_fits(text, body, rule):
    proposal = KNOWN.propose(text)
    assert (proposal.value if proposal else None, proposal.rule if proposal else None) == (body, rule)


def listed(*names: str) -> bytes:
    return "\n".join(["Intitulé;Administration", *(f"Cas {at};{one}" for at, one in enumerate(names))]).encode()


def test_six_spellings_become_one_once_a_person_has_settled_the_short_ones(profiles):
    content = listed(*SPELLINGS)
    found = read(content, "x.csv", profiles=profiles, administrations=KNOWN)
    assert len({row.draft.administration for row in found.rows}) == 3
    proposals = to_settle(KNOWN, [row.draft.administration for row in found.rows])
    settled = Corrections(vocabulary={"administration": {text: one.value for text, one in proposals.items()}})
    again = read(content, "x.csv", profiles=profiles, administrations=KNOWN, corrections=settled)
    assert {row.draft.administration for row in again.rows} == {HEALTH}
    assert [row.draft.provenance["administration"].original for row in again.rows] == SPELLINGS
    assert [row.key for row in again.rows] == [row.key for row in found.rows]


def test_without_known_bodies_every_name_is_its_own(profiles):
    assert len({row.draft.administration for row in read(listed(*SPELLINGS), "x", profiles=profiles).rows}) == 5


def two_cases(owner: str, ending: str = "") -> bytes:
    return f"N°;Projet IA;Administration;Stade\n1;Tri;{owner};Pilote{ending}\n2;Accueil;{owner};Idée{ending}\n".encode()


def taken(content, profiles, **settled):
    return read(content, "x.csv", profiles=profiles, administrations=KNOWN, corrections=Corrections(**settled)).rows


def known_of(rows):
    return [KnownRow(row.key, row.occurrence, row.content_hash, f"UC-{row.row}") for row in reconcile((), rows).new]


@pytest.mark.parametrize("pair", [(JUSTICE, "وزارة العدل"), ("وزارة العدل", JUSTICE), ("Ministry of Justice", JUSTICE)])
def test_a_list_that_names_its_owner_in_the_other_script_next_time_brings_nothing_new(pair, profiles):
    first, second = (taken(two_cases(owner), profiles) for owner in pair)
    known = known_of(first)
    found = reconcile(known, second)
    assert (found.new, found.missing, [match.reference for match in found.changed]) == ((), (), ["UC-2", "UC-3"])
    assert [match.row.key for match in found.changed] == [one.key for one in known]  # what is stored stays as it is


def test_what_is_stored_twice_by_now_is_found_by_its_own_name_first(profiles):
    french, arabic = (taken(two_cases(owner), profiles) for owner in (JUSTICE, "وزارة العدل"))
    known = [*known_of(french), *(KnownRow(row.key, 1, row.content_hash, f"AR-{row.row}") for row in arabic)]
    found = reconcile(known, taken(two_cases(JUSTICE, " "), profiles))
    assert [match.reference for match in (*found.changed, *found.unchanged)] == ["UC-2", "UC-3"]
    assert found.missing == ("AR-2", "AR-3")
    both = reconcile(known, [*arabic, *french])
    assert (both.new, both.changed, both.missing, len(both.unchanged)) == ((), (), (), 4)


def test_a_short_name_that_a_person_settled_is_the_body_it_was_settled_as(profiles):
    settled = {"vocabulary": {"administration": {"MJ": JUSTICE}}}
    known = known_of(taken(two_cases("MJ"), profiles, **settled))
    found = reconcile(known, taken(two_cases("وزارة العدل"), profiles, **settled))
    assert (found.new, found.missing, len(found.changed)) == ((), (), 2)
    assert len(reconcile(known, taken(two_cases("وزارة العدل"), profiles)).new) == 2  # nobody said so


def test_a_known_name_that_a_person_settled_as_another_body_is_no_name_of_the_first(profiles):
    settled = {"vocabulary": {"administration": {"وزارة العدل": "Archives"}}}
    known = known_of(taken(two_cases("وزارة العدل"), profiles, **settled))
    assert len(reconcile(known, taken(two_cases(JUSTICE), profiles, **settled)).new) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Administration : وزارة العدل\n\nN°;Projet IA;Stade;Date de début\n1;Tri;Pilote;2024\n",
        "وزارة العدل\nProjet IA;Stade;Date de début\nTri;Pilote;2024\n\nوزارة الداخلية\nAccueil;Pilote;2024\n",
    ],
)
def test_owners_in_lines_of_their_own_are_known_by_their_names_too(text, profiles):
    rows = taken(text.encode(), profiles)
    assert rows[0].draft.administration == JUSTICE
    assert rows[0].key.administration == "وزاره العدل"


LETTER = "Royaume du Maroc;;\nMinistère de la Santé et de la Protection sociale - Projets IA 2025;;\n;;\n"
BESIDE = {
    "a letterhead and a column of its parts": (f"{LETTER}Projet IA;Direction;Statut\nTri;DSI;Pilote\n", HEALTH, "DSI"),
    "a named line and a column of its parts": (
        f"Ministère : {JUSTICE};;\nProjet IA;Structure;Statut\nTri;DSI;Pilote\n", JUSTICE, "DSI",
    ),
    "a letterhead alone": ("Ministère de la Justice;;\nProjet IA;Stade;Date\nTri;Pilote;2024\n", JUSTICE, ""),
    "two columns": (f"Projet IA;Ministère;Direction\nTri;{JUSTICE};DSI\n", JUSTICE, "DSI"),
    "two columns, the part first": (f"Projet IA;Direction;Ministère\nTri;DSI;{JUSTICE}\n", JUSTICE, "DSI"),
    "a column of bodies below another body": (f"{LETTER}Projet IA;Organisme;Statut\nTri;ADD;Pilote\n", "ADD", ""),
    "two letterheads": (
        f"{LETTER}Agence nationale des ports;;\nProjet IA;Direction;Statut\nTri;DSI;Pilote\n", "DSI", "",
    ),
    "a title that names a body and a year": (
        "Ministère de la Justice 2025;;\nProjet IA;Direction;Statut\nTri;DSI;Pilote\n", "DSI", "",
    ),
    "only a column of parts": ("Projet IA;Direction;Statut\nTri;DSI;Pilote\n", "DSI", ""),
}  # fmt: skip


@pytest.mark.parametrize("where", BESIDE)
def test_a_part_of_a_body_is_its_bureau_where_the_body_is_named(where, profiles):
    content, owner, bureau = BESIDE[where]
    report = read(content.encode(), "x.csv", profiles=profiles, administrations=KNOWN)
    assert (report.rows[0].draft.administration, report.rows[0].draft.bureau) == (owner, bureau)


def test_what_a_person_chose_for_a_column_of_parts_stays(profiles):
    content = BESIDE["a letterhead and a column of its parts"][0].encode()
    chosen = Corrections(mapping={1: "administration"})
    [row] = read(content, "x.csv", profiles=profiles, administrations=KNOWN, corrections=chosen).rows
    assert row.draft.administration == "DSI"
