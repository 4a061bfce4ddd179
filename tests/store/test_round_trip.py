"""What is saved is what is loaded: cases with anything a person may type, reviews, weightings, definitions."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import reading
from actions.planning import read_weighting
from store import planning, reviews, site, use_cases
from store.engine import Store
from store.planning import SavedWeighting
from store.use_cases import RowIdentity, StaleVersionError
from tests.actions import scenes
from tests.conftest import CAST, NOW
from usecases.intake import RowKey
from usecases.use_case import (
    Amount,
    Beneficiaries,
    BeneficiaryKind,
    ImportedFrom,
    Origin,
    PartialDate,
    RegionShare,
    Role,
    Stage,
    StatedBy,
    Status,
    Text,
    UseCase,
)
from usecases.weighting import (
    BoxRegion,
    IntersectionRegion,
    OrderRegion,
    PointRegion,
    ShareBounds,
    Weighting,
    default_weighting,
)
from wording.language import Language

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)
fragments = st.sampled_from(["المعطيات", "é̀ à", "=1+1", "'; DROP TABLE use_cases; --", "\u202e", "\n", "🇲🇦", " "])
typed = words | fragments
numbers = st.floats(0, 1e12) | st.integers(0, 10**9).map(float)
amounts = st.tuples(numbers, numbers, numbers).map(
    lambda three: Amount(**dict(zip(("low", "likely", "high"), sorted(three), strict=True)))
)
texts = st.lists(
    st.builds(
        Text,
        language=st.sampled_from(Language),
        value=typed,
        origin=st.sampled_from(Origin),
        of=st.none() | st.just("a" * 64),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
provenance = st.dictionaries(
    st.sampled_from(["title", "stage", "facts.procured"]),
    st.builds(ImportedFrom, row=st.integers(1, 10**6), column=words, original=typed, rule=words)
    | st.builds(StatedBy, person=words, at=st.none() | st.datetimes(timezones=st.just(UTC)), reason=typed),
)
regions = st.sampled_from(
    [
        (False, ()),
        (True, ()),
        (False, (RegionShare(region="06", share=1.0),)),
        (False, (RegionShare(region="01", share=0.25), RegionShare(region="12", share=0.75))),
    ]
)


@st.composite
def cases(draw: st.DrawFn) -> UseCase:
    """Any case that the domain accepts."""
    national, shares = draw(regions)
    return UseCase(
        reference=f"UC-{draw(st.integers(1, 999_999)):05d}",
        source_register=draw(words),
        role=draw(st.sampled_from(Role)),
        status=draw(st.sampled_from(Status)),
        version=draw(st.integers(1, 50)),
        title=draw(texts),
        summary=draw(st.just(()) | texts),
        administration=draw(typed.filter(bool)),
        bureau=draw(st.just("") | typed),
        sector="health",
        stage=draw(st.sampled_from(Stage)),
        national=national,
        regions=shares,
        services=draw(st.lists(typed, max_size=3).map(tuple)),
        beneficiaries=draw(
            st.lists(st.builds(Beneficiaries, kind=st.sampled_from(BeneficiaryKind), per_year=amounts), max_size=3).map(
                tuple
            )
        ),
        investment_mad=draw(st.none() | amounts),
        running_mad_per_year=draw(st.none() | amounts),
        price_year=draw(st.none() | st.integers(2000, 2100)),
        months_to_benefit=draw(st.none() | amounts),
        starts_on=draw(st.none() | st.builds(PartialDate, year=st.integers(1900, 2100))),
        facts=draw(st.dictionaries(words, st.booleans() | typed, max_size=4)),
        provenance=draw(provenance),
    )


# Each example works in a transaction that is taken back, so one store serves them all.
EXAMPLES = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(case=cases())
@EXAMPLES
def test_a_case_comes_back_as_it_was_saved(store: Store, case: UseCase):
    identity = RowIdentity(RowKey("r", "a", "title", "t"), 1, "h" * 64)
    with store.writing() as db:
        use_cases.add(db, [(case, identity)], at=NOW)
        db.expunge_all()
        assert use_cases.get(db, case.reference) == case
        [line] = use_cases.listing(db)
        assert (line.title, line.stage, line.status, line.version) == (
            case.title, case.stage, case.status, case.version,
        )  # fmt: skip
        db.rollback()


@given(case=cases(), other=cases())
@EXAMPLES
def test_a_case_saved_anew_is_the_next_version_and_nothing_of_the_old_one_stays(store, case, other):
    after = other.model_copy(update={"reference": case.reference})
    with store.writing() as db:
        use_cases.add(db, [(case, None)], at=NOW)
        use_cases.save(db, after, expected_version=case.version, at=NOW)
        db.expunge_all()
        assert use_cases.get(db, case.reference) == after.model_copy(update={"version": case.version + 1})
        with pytest.raises(StaleVersionError):
            use_cases.save(db, after, expected_version=case.version, at=NOW)
        db.rollback()


def test_a_case_is_found_by_its_letters_whatever_marks_they_carry(store):
    from usecases.folding import fold

    with store.writing() as db:
        arabic = Text(language=Language.AR, value="تَوْجيه المُكالَمات الإستعجالية")
        scenes.proposed(
            db, scenes.draft("Prédire les Crues", "Agence du bassin").model_copy(update={"summary": (arabic,)})
        )
    with store.reading() as db:
        [line] = use_cases.listing(db)
    for typed_by_somebody in ("predire", "CRUES", "bassin", "توجيه", "الاستعجاليه", "uc-00001"):
        assert fold(typed_by_somebody) in line.search


def test_a_review_comes_back_as_it_was_answered_and_settled(store):
    from ethics.answer import Answer
    from ethics.question import QuestionSeverity

    with store.writing() as db:
        reference = scenes.admitted(db)
        review_id = scenes.opened(db, reference, personal_data=True, generative=False)
        red_line = scenes.first_of(db, review_id, QuestionSeverity.RED_LINE)
        blocking = scenes.first_of(db, review_id, QuestionSeverity.BLOCKING)
        scenes.answer(db, review_id, red_line, Answer.PARTLY, reason="À moitié ; voir la pièce « 12 ».")
        scenes.answer(db, review_id, blocking, scenes.opposite(blocking))
        for question, kind, upheld in ((red_line, "red_line", False), (blocking, "mitigation", True)):
            settle(db, review_id, question, kind, upheld=upheld)
    with store.reading() as db:
        review = reviews.get(db, review_id)
    assert review is not None
    assert (review.reference, review.traits, review.opened_at) == (
        reference,
        {"personal_data": True, "generative": False},
        NOW,
    )
    answers = review.by(CAST.rachid.id)
    assert answers[red_line].answer is Answer.PARTLY
    assert answers[red_line].reason == "À moitié ; voir la pièce « 12 »."
    assert review.settlements[red_line].by == CAST.loubna.id
    assert not review.settlements[red_line].upheld
    mitigation = review.mitigations[blocking]
    assert (mitigation.decided_by, mitigation.proposed_by) == (CAST.loubna.id, CAST.rachid.id)
    assert (mitigation.due_on, mitigation.cost_mad, mitigation.months) == (date(2026, 9, 30), 40_000, 2)
    assert (mitigation.owner, mitigation.proof, mitigation.state.value) == ("Pôle « données »", "Note 7", "accepted")


def settle(db, review_id: int, question: str, kind: str, *, upheld: bool) -> None:
    from actions import settling

    if kind == "red_line":
        settling.settle(
            db, CAST.loubna, review_id, question, scenes.FRAMEWORK, upheld=upheld, reason="Vu.", expected_version=0,
            now=NOW,
        )  # fmt: skip
        return
    due = date(2026, 9, 30)
    scenes.mitigate(
        db, review_id, question, due_on=due, cost_mad=40_000, months=2, owner="Pôle « données »", proof="Note 7"
    )
    seen = scenes.must(db, review_id).mitigation_versions[question]
    settling.decide_mitigation(
        db, CAST.loubna, review_id, question, scenes.FRAMEWORK, accepted=upheld, reason="", expected_version=seen,
        now=NOW,
    )  # fmt: skip


NAMES = scenes.CRITERIA.ids
REGIONS = [
    PointRegion(),
    BoxRegion(bounds={NAMES[0]: ShareBounds(low=0.1, high=0.3)}, axis_share=ShareBounds(low=0.4, high=0.6)),
    OrderRegion(groups=((NAMES[0],), (NAMES[1], NAMES[2]))),
    IntersectionRegion(of=(PointRegion(), OrderRegion(groups=((NAMES[1],), (NAMES[0],))))),
]


@given(
    axis_share=st.floats(0, 1),
    weights=st.lists(st.floats(0, 1e6), min_size=len(NAMES), max_size=len(NAMES)),
    region=st.sampled_from(REGIONS),
    name=typed,
)
@EXAMPLES
def test_a_weighting_comes_back_as_it_was_saved(store, axis_share, weights, region, name):
    wanted = Weighting(
        id="try", name=name, author=CAST.amina.id, axis_share=axis_share,
        within=dict(zip(NAMES, weights, strict=True)), region=region,
    )  # fmt: skip
    saved = SavedWeighting("try", name, CAST.amina.id, wanted.model_dump(mode="json"), 1, NOW)
    with store.writing() as db:
        planning.put_weighting(db, saved, expected_version=0)
        db.expunge_all()
        [row] = planning.weightings(db)
        assert (read_weighting(row), row.version) == (wanted, 1)
        declared, *others = reading.weightings(db, CAST.amina, scenes.CRITERIA)
        assert declared.weighting == default_weighting(scenes.CRITERIA)
        assert [one.weighting for one in others] == ([wanted] if wanted.fits(scenes.CRITERIA) else [])
        db.rollback()


def test_an_instant_comes_back_in_universal_time_and_one_without_a_zone_is_refused(store):
    casablanca_evening = datetime.fromisoformat("2026-07-01T23:30:00.123456+01:00")
    with store.writing() as db:
        reference = scenes.admitted(db, now=casablanca_evening)
    with store.reading() as db:
        [line] = use_cases.listing(db)
    assert (line.reference, line.admitted_at) == (reference, casablanca_evening)
    assert line.admitted_at.tzinfo is UTC
    with pytest.raises(Exception, match="needs its zone"), store.writing() as db:
        scenes.proposed(db, now=datetime(2026, 7, 1))  # noqa: DTZ001 -- the mistake under test


def test_a_definition_that_was_used_keeps_its_first_hash(store):
    key = ("profile", "ours", "1")
    with store.writing() as db:
        site.use_definition(db, key, "a" * 64, at=NOW, body={"columns": ["Titre"]})
        site.use_definition(db, key, "b" * 64, at=NOW)
    with store.reading() as db:
        assert site.used_definitions(db)[key] == "a" * 64
