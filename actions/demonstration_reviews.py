"""The ethics reviews of the demonstration: several invented reviewers answer, disagree, settle and sign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from actions import assigning, reviewing, settling, signing, triaging
from actions.definitions import Definitions
from actions.examining import must_get
from actions.permissions import Actor
from ethics.answer import Answer
from ethics.framework import Framework
from ethics.review import needs_reason
from store import Session
from wording.declared import read_yaml

_MINUTE = timedelta(minutes=1)
ARBITER = "naima"


def fill_reviews(
    db: Session,
    people: Mapping[str, Actor],
    references: Mapping[str, str],
    definitions: Definitions,
    at: datetime,
) -> None:
    """Let the sample reviews happen, an hour apart."""
    for place, one in enumerate(read_yaml(definitions.folder / "samples" / "reviews.yaml")):
        _Enacted(db, people, definitions.framework, one, at + place * 60 * _MINUTE).run(references[one["case"]])


@dataclass
class _Enacted:
    """One sample review as it happens."""

    db: Session
    people: Mapping[str, Actor]
    framework: Framework
    sample: Mapping[str, Any]
    at: datetime

    def run(self, reference: str) -> None:
        first = self.people[self.sample["reviewer"]]
        review_id = triaging.open_review(
            self.db, first, reference, self.framework, traits=self.sample["traits"], now=self.at
        )
        for question, given in self.sample["responses"].items():
            self._answer(review_id, first, question, given)
        others = self._others(review_id)
        if not self.sample["closed"]:
            return
        for name in others:
            self._follow(review_id, name)
        for actor in (first, *(self.people[name] for name in others)):
            reviewing.finish(self.db, actor, review_id, self.framework, now=self.at + 20 * _MINUTE)
        self._decide(review_id)
        seen = must_get(self.db, review_id).version
        signing.close(self.db, first, review_id, self.framework, expected_version=seen, now=self.at + 30 * _MINUTE)

    def _others(self, review_id: int) -> Sequence[str]:
        """The arbiter gives the other places by load; each says that they have no interest in the case."""
        given = assigning.assign_by_load(
            self.db, self.people[ARBITER], [review_id], now=self.at + 5 * _MINUTE
        ).given.get(review_id, ())
        names = [name for name, actor in self.people.items() if actor.id in given]
        for name in names:
            assigning.declare(self.db, self.people[name], review_id, interest="", now=self.at + 6 * _MINUTE)
        return names

    def _follow(self, review_id: int, name: str) -> None:
        differs = self.sample.get("differs", {}).get(name, {})
        for question, given in self.sample["responses"].items():
            departs = needs_reason(self.framework.question(question), Answer(given["answer"]))
            agrees = self.sample.get("agrees", "") if departs else ""
            details = {"details": given.get("details", {})}
            same = {"answer": given["answer"], "reason": agrees}
            self._answer(review_id, self.people[name], question, details | differs.get(question, same))

    def _answer(self, review_id: int, actor: Actor, question: str, given: Mapping[str, Any]) -> None:
        details = {id_: [told] if isinstance(told, str) else told for id_, told in given.get("details", {}).items()}
        reviewing.answer(
            self.db, actor, review_id, question, self.framework, choice=Answer(given["answer"]),
            reason=given.get("reason", ""), evidence_link=given.get("evidence_link", ""), expected_version=0,
            now=self.at + 10 * _MINUTE, details=details,
        )  # fmt: skip

    def _decide(self, review_id: int) -> None:
        moment = self.at + 25 * _MINUTE
        for one in self.sample["settlements"]:
            settling.settle(
                self.db, self.people[one["by"]], review_id, one["question"], self.framework, upheld=one["upheld"],
                reason=one["reason"], expected_version=0, now=moment,
            )  # fmt: skip
        for one in self.sample.get("choices", ()):
            settling.choose_answer(
                self.db, self.people[one["by"]], review_id, one["question"], self.framework,
                choice=Answer(one["answer"]), reason=one["reason"], expected_version=0, now=moment,
            )  # fmt: skip
        for one in self.sample["mitigations"]:
            self._mitigate(review_id, one, moment)
        for name, text in self.sample.get("dissents", {}).items():
            settling.dissent(self.db, self.people[name], review_id, text=text, now=moment)

    def _mitigate(self, review_id: int, one: Mapping[str, Any], moment: datetime) -> None:
        settling.mitigate(
            self.db, self.people[one["proposed_by"]], review_id, one["question"], self.framework, text=one["text"],
            owner=one["owner"], due_on=date.fromisoformat(one["due_on"]), cost_mad=one["cost_mad"],
            months=one["months"], proof=one["proof"], expected_version=0, now=moment,
        )  # fmt: skip
        version = must_get(self.db, review_id).mitigation_versions[one["question"]]
        settling.decide_mitigation(
            self.db, self.people[one["accepted_by"]], review_id, one["question"], self.framework, accepted=True,
            reason="", expected_version=version, now=moment,
        )  # fmt: skip
