"""Several reviewers of one case, under the framework in use: what the tests of their reviews begin with."""

from actions import (
    assigning,
    importing,
    reviewing,
    signing,
    triaging,
)
from ethics.question import QuestionSeverity
from tests.actions import scenes
from tests.actions.scenes import NONE_HOLDS
from tests.conftest import CAST, NOW
from tests.ethics.strategies import enough
from usecases.use_case import Role

F = scenes.DEFINITIONS.framework
S = QuestionSeverity

STANDARD = NONE_HOLDS | {"personal_data": True}
FULL = NONE_HOLDS | {"rights_sensitive": True, "decision_about_person": True}


def imported(db, summary="Un résumé.", stage="idea", *, now=NOW):
    """The one case of a register, admitted; imported again, it changes."""
    content = f"Title,Administration,Summary,Stage,Id\nLire,Ministère de la santé,{summary},{stage},7\n".encode()
    report = scenes.report(content)
    return importing.accept(db, CAST.amina, report, scenes.DEFINITIONS, role=Role.CANDIDATE, admit=True, now=now)


def begun(db, reference, traits=None, *, by=CAST.rachid):
    return triaging.open_review(db, by, reference, F, traits=traits or STANDARD, now=NOW)


def answer(db, review_id, question, choice, *, by, version=0, reason="Vu au dossier."):
    reviewing.answer(
        db, by, review_id, question, F, choice=choice, reason=reason, evidence_link="",
        expected_version=version, now=NOW, details=enough(F.question(question)),
    )  # fmt: skip


def answered(db, review_id, *, by, but=None):
    for one in scenes.asked(db, review_id, F):
        answer(db, review_id, one.id, (but or {}).get(one.id, one.expected), by=by)


def both(db, reference, *, differs=None, finished=True):
    """Rachid and Loubna examine; Loubna differs where told."""
    review_id = begun(db, reference)
    assigning.join(db, CAST.loubna, review_id, now=NOW)
    answered(db, review_id, by=CAST.rachid)
    answered(db, review_id, by=CAST.loubna, but=differs)
    if finished:
        for who in (CAST.rachid, CAST.loubna):
            reviewing.finish(db, who, review_id, F, now=NOW)
    return review_id


def close(db, review_id, *, by=CAST.rachid, now=NOW, **more):
    return signing.close(db, by, review_id, F, expected_version=scenes.version(db, review_id), now=now, **more)


def judged(db, reference, question, choice):
    """What Rachid alone found, all as one would wish but for one question, and signed: the review and the verdict."""
    review_id = begun(db, reference, NONE_HOLDS)
    answered(db, review_id, by=CAST.rachid, but={question: choice})
    return review_id, close(db, review_id)


def first_of(db, review_id, severity):
    return scenes.first_of(db, review_id, severity, F)
