"""One administration in six spellings over two scripts: the same where a name is whole, proposed where it is short."""

import pytest

from tests.usecases.intake.conftest import ROOT
from usecases.intake import Corrections, read
from usecases.intake.administrations import load_administrations, to_settle

KNOWN = load_administrations(ROOT / "data" / "reference" / "administrations.yaml")
HEALTH = "Ministère de la Santé et de la Protection sociale"
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
