"""Laws of importing again, on any list."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from usecases.intake import KnownRow, Reconciliation, load_profiles, read, reconcile

from .conftest import ROOT
from .sheets import as_text, chance

PROFILES = load_profiles(ROOT / "data" / "profiles")
HEADER = ["Titre", "Administration", "Identifiant", "Description"]
cells = st.tuples(
    st.sampled_from(["Tri", "tri ", "Accueil", "Prévision", ""]),
    st.sampled_from(["Archives", "ARCHIVES", "Usagers", "N/A"]),
    st.sampled_from(["", "TBD", "7", "8"]),
    st.sampled_from(["un", "deux", "trois", "quatre"]),
)
lists = st.lists(cells, min_size=1, max_size=12)
law = settings(deadline=None, max_examples=60)


def imported(rows):
    return read(as_text([HEADER, *rows]), "x", profiles=PROFILES)


def kept(known: list[KnownRow], outcome: Reconciliation) -> list[KnownRow]:
    """What a store knows after an import: nothing leaves, changed rows take their new content."""
    content = {match.reference: match.row.content_hash for match in outcome.changed}
    moved = [
        KnownRow(row.key, row.occurrence, content.get(row.reference, row.content_hash), row.reference) for row in known
    ]
    start = len(known)
    return moved + [
        KnownRow(row.key, row.occurrence, row.content_hash, f"UC-{start + place:05d}")
        for place, row in enumerate(outcome.new, 1)
    ]


@law
@given(lists, lists)
def test_every_row_read_is_new_changed_unchanged_repeated_or_rejected(first, second):
    known = kept([], reconcile([], imported(first).rows))
    report = imported(second)
    outcome = reconcile(known, report.rows)
    counted = len(outcome.new) + len(outcome.changed) + len(outcome.unchanged) + len(outcome.repeated)
    assert counted + len(report.rejected) == report.rows_read == len(second)
    touched = [match.reference for match in (*outcome.changed, *outcome.unchanged)]
    owners = {row.key.administration for row in report.rows}
    spoken_of = [row for row in known if len(owners) != 1 or row.key.administration in owners]
    assert Counter([*touched, *outcome.missing]) == Counter(row.reference for row in spoken_of)


@law
@given(lists, st.integers())
def test_the_same_list_in_any_order_changes_nothing(rows, seed):
    known = kept([], reconcile([], imported(rows).rows))
    again = list(rows)
    chance(seed).shuffle(again)
    outcome = reconcile(known, imported(again).rows)
    assert not outcome.new
    assert not outcome.changed
    assert not outcome.missing


@law
@given(lists, lists)
def test_no_two_known_rows_ever_share_a_place(first, second):
    known = kept([], reconcile([], imported(first).rows))
    known = kept(known, reconcile(known, imported(second).rows))
    places = [(row.key, row.occurrence) for row in known]
    assert len(set(places)) == len(places)


@law
@given(lists)
def test_differing_rows_are_stored_each_and_equal_rows_once(rows):
    report = imported(rows)
    outcome = reconcile([], report.rows)
    refused = {row.row for row in report.rejected}
    distinct = {row for place, row in enumerate(rows, start=2) if place not in refused}
    assert len(outcome.new) == len(distinct)


def test_a_row_that_was_edited_is_changed_and_the_others_are_left_alone():
    rows = [
        ("Tri", "Archives", "", "un"),
        ("Tri", "Archives", "", "deux"),
        ("Accueil", "Usagers", "", "trois"),
    ]
    known = kept([], reconcile([], imported(rows).rows))
    edited = [rows[1], ("Tri", "Archives", "", "un, corrigé"), ("Prévision", "Bassin", "", "neuf")]
    outcome = reconcile(known, imported(edited).rows)
    assert [match.reference for match in outcome.unchanged] == ["UC-00002"]
    assert [match.reference for match in outcome.changed] == ["UC-00001"]
    assert [row.draft.title[0].value for row in outcome.new] == ["Prévision"]
    assert outcome.missing == ("UC-00003",)


def test_the_same_number_in_two_administrations_is_two_cases():
    report = imported([("Tri", "Archives", "7", "un"), ("Tri", "Usagers", "7", "un")])
    assert len({row.key for row in report.rows}) == 2


def test_a_number_still_to_be_given_is_no_number():
    report = imported([("Tri", "Archives", "TBD", "un"), ("Accueil", "Archives", "TBD", "un")])
    assert [row.key.by for row in report.rows] == ["title", "title"]


def test_a_changed_row_takes_the_place_of_its_case_and_never_that_of_another():
    a, b, c = (["Tri", "Archives", "", text] for text in ("un", "deux", "trois"))
    known = kept([], reconcile([], imported([a, b]).rows))
    found = reconcile(known, imported([b, c]).rows)
    places = {row.reference: (row.key, row.occurrence) for row in known}
    assert [(one.row.key, one.row.occurrence) for one in found.changed] == [places["UC-00001"]]
    assert [one.reference for one in found.unchanged] == ["UC-00002"]


NUMBERED = [
    ("Tri", "Archives", "7", "un"),
    ("Accueil", "Usagers", "8", "deux"),
    ("Prévision", "Archives", "9", "trois"),
]


def test_a_row_that_changed_its_administration_is_the_same_case_by_its_identifier():
    known = kept([], reconcile([], imported(NUMBERED).rows))
    moved = [NUMBERED[0], ("Accueil", "Archives", "8", "deux"), ("Prévision", "Usagers", "9", "trois")]
    first = reconcile(known, imported(moved).rows)
    assert [match.reference for match in first.changed] == ["UC-00002", "UC-00003"]
    assert (first.new, first.missing) == ((), ())
    again = reconcile(kept(known, first), imported(moved).rows)
    assert (len(again.unchanged), again.changed) == (3, ())


def test_where_each_administration_counts_its_own_rows_a_number_alone_says_nothing():
    own = [*NUMBERED, ("Guichet", "Usagers", "7", "quatre")]
    known = kept([], reconcile([], imported(own).rows))
    other = [*own[:3], ("Guichet", "Ponts", "7", "quatre")]
    outcome = reconcile(known, imported(other).rows)
    assert len(outcome.new) == 1
    assert outcome.missing == ("UC-00004",)


def test_two_lists_that_name_nobody_are_not_one_because_both_count_from_one(profiles):
    def rows(*titles):
        lines = "".join(f"{n};{title};Texte {title};pilote\n" for n, title in enumerate(titles, 1))
        return read(f"N°;Titre;Description;Stade\n{lines}".encode(), "x.csv", profiles=profiles).rows

    first = reconcile([], rows("Louer", "Garer"))
    known = [KnownRow(one.key, one.occurrence, one.content_hash, f"UC-{n:05d}") for n, one in enumerate(first.new, 1)]
    found = reconcile(known, rows("Naître", "Garer"))
    assert [one.draft.title[0].value for one in found.new] == ["Naître"]
    assert ([one.reference for one in found.unchanged], found.changed) == (["UC-00002"], ())
