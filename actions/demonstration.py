"""The demonstration site: invented people do invented things, by the same actions as everybody else."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import make_url

from actions import scoring, submitting
from actions.definitions import Definitions
from actions.demonstration_reviews import fill_reviews
from actions.permissions import Actor
from actions.scoring import Stated
from actions.site import Site, discard, make_site, open_account, open_site
from store import Session
from store.accounts import Person
from store.engine import Store, StoreError, store_exists
from store.settings import Settings
from usecases.samples import Samples, read_samples
from usecases.use_case import Status
from wording.language import Language

_MINUTE = timedelta(minutes=1)


def open_or_make_demonstration(settings: Settings, definitions: Definitions, *, now: datetime) -> Site:
    """The demonstration store; made aside and put in its place whole, so that a half-made one is never opened.

    One that another version of the software made is made anew: nothing in it is real.
    """
    url = settings.demonstration_url
    path = Path(make_url(url).database or "")
    if store_exists(url):
        try:
            return open_site(url, settings=settings, definitions=definitions, now=now)
        except StoreError:
            discard(path)
    aside = path.with_name(f"{path.name}.new")
    discard(aside)
    made = make_site(f"sqlite:///{aside}", "demonstration", settings=settings, definitions=definitions, now=now)
    fill(made.store, definitions, now=now)
    made.store.close()
    aside.rename(path)
    return open_site(url, settings=settings, definitions=definitions, now=now)


def fill(store: Store, definitions: Definitions, *, now: datetime) -> None:
    """Let the invented people propose, score and review the sample cases, over the three weeks before now."""
    samples = read_samples(definitions.folder / "samples")
    with store.writing() as db:
        people = _people(db, samples, now)
        references = _cases(db, people, samples, definitions, now - timedelta(days=21))
        _scores(db, people, samples, references, definitions, now - timedelta(days=14))
        fill_reviews(db, people, references, definitions, now - timedelta(days=7))


def _people(db: Session, samples: Samples, now: datetime) -> dict[str, Actor]:
    people = {}
    for place, one in enumerate(samples.people, start=1):
        person = Person(
            f"d-{place:04d}", "invented", one.name[Language.FR], one.name[Language.AR],
            None, one.administration, True, frozenset(one.roles), 1,
        )  # fmt: skip
        open_account(db, person, now)
        people[one.key] = Actor(person.id)
    return people


def _cases(
    db: Session, people: Mapping[str, Actor], samples: Samples, definitions: Definitions, at: datetime
) -> dict[str, str]:
    analyst = people["amina"]
    references = {}
    for place, one in enumerate(samples.cases):
        moment = at + place * _MINUTE
        reference = submitting.propose(
            db, analyst, one.draft, definitions.criteria, now=moment, register=submitting.SAMPLES
        )
        if one.status is not Status.RECEIVED:
            reason = "Exemple inventé : un chiffre manque encore." if one.status is Status.TO_COMPLETE else ""
            submitting.move(db, analyst, {reference: 1}, one.status, reason=reason, now=moment)
        references[one.key] = reference
    return references


def _scores(
    db: Session,
    people: Mapping[str, Actor],
    samples: Samples,
    references: Mapping[str, str],
    definitions: Definitions,
    at: datetime,
) -> None:
    for place, one in enumerate(samples.scores):
        scoring.record_score(
            db, people[one.by], references[one.case], one.criterion, definitions.criteria,
            Stated(one.low, one.likely, one.high, one.reason or "Exemple inventé."),
            expected_version=0, now=at + place * _MINUTE,
        )  # fmt: skip
