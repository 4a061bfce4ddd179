"""What changed of a case, told to whoever reads in another language than the one that was changed."""

from actions.review_changes import Change
from ui.components.prose import marked_changes
from ui.components.what_changed import _rows
from ui.facts import told_apart
from usecases.intake.changes import changes
from usecases.use_case import Draft, Origin, Text
from wording.language import Language


def texts(**said):
    return [{"language": language, "value": value, "origin": "typed"} for language, value in said.items()]


def test_a_text_is_shown_in_the_language_in_which_it_changed(site, visiting):
    before = {"title": texts(fr="Tri", ar="فرز"), "summary": texts(fr="Il trie.", ar="يفرز.")}
    after = {"title": texts(fr="Tri", ar="فرز"), "summary": texts(fr="Il trie tout.", ar="يفرز.", en="It sorts.")}
    for language, names in (
        (Language.FR, ["Description (français)", "Description (anglais)"]),
        (Language.AR, ["الوصف (الفرنسية)", "الوصف (الإنجليزية)"]),
    ):
        rows = list(_rows(visiting(site, "analyst", language), Change("summary", before, after)))
        assert [name for name, *_ in rows] == names
        assert [sides for _, *sides in rows] == [["Il trie.", "Il trie tout."], ["—", "It sorts."]]


def test_two_wordings_are_shown_where_they_part(site, visiting):
    same = "Le service lit chaque demande et propose un ordre de traitement aux agents du guichet. " * 3
    held, row = (
        Draft(
            title=(Text(language=Language.FR, value="Tri", origin=Origin.TYPED),), administration="ADD",
            summary=(
                Text(language=Language.AR, value="يفرز.", origin=Origin.TYPED),
                Text(language=Language.FR, value=same + end, origin=Origin.TYPED),
            ),
        )
        for end in ("Un agent décide.", "Le programme décide.")
    )  # fmt: skip
    [change] = changes(held, row)
    before, after = told_apart(visiting(site, "analyst", Language.AR), change)
    assert before != after
    assert "Un agent décide." in before
    assert "Le programme décide." in after
    assert "يفرز" not in before + after
    assert "<del>" in marked_changes(before, after)[0]
