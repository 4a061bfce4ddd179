"""Rachid answers, Loubna decides what he may not decide alone."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethics.answer import Answer
from ethics.loading import load_framework
from ethics.mitigation import Mitigation, MitigationState
from ethics.review import (
    AnswerNotOfferedError,
    Progress,
    RepeatedError,
    Response,
    SecondPersonError,
    Settlement,
    answers_offered,
    by_question,
    check_second_person,
    may_be_settled,
    needs_reason,
    progress,
    respond,
)
from ethics.written import (
    EVIDENCE_LINK_LIMIT,
    REASON_LIMIT,
    EvidenceLinkError,
    ReasonMissingError,
    ReviewError,
    TextMissingError,
    TextTooLongError,
    TextUnreadableError,
)

UNESCO = load_framework(Path(__file__).resolve().parents[2] / "data/frameworks/unesco-2021/1.0")
RED_LINE = UNESCO.question("red_lines.social_scoring")
LEGAL_BASIS = UNESCO.question("privacy.legal_basis")


def test_the_expected_answer_needs_no_reason():
    assert respond(LEGAL_BASIS, Answer.YES) == Response("privacy.legal_basis", Answer.YES)
    assert respond(RED_LINE, Answer.NO) == Response("red_lines.social_scoring", Answer.NO)


@pytest.mark.parametrize("answer", [Answer.NO, Answer.PARTLY, Answer.NOT_APPLICABLE])
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_any_other_answer_says_why(answer: Answer, reason: str):
    assert needs_reason(LEGAL_BASIS, answer)
    with pytest.raises(ReasonMissingError) as caught:
        respond(LEGAL_BASIS, answer, reason=reason)
    assert (caught.value.code, caught.value.question) == ("review.reason_missing", "privacy.legal_basis")
    assert respond(LEGAL_BASIS, answer, reason=" Base légale en cours. ").reason == "Base légale en cours."


def test_a_crossed_red_line_says_why():
    with pytest.raises(ReasonMissingError):
        respond(RED_LINE, Answer.YES)


def test_a_red_line_cannot_be_set_aside():
    assert Answer.NOT_APPLICABLE not in answers_offered(RED_LINE)
    assert Answer.NOT_APPLICABLE in answers_offered(LEGAL_BASIS)
    with pytest.raises(AnswerNotOfferedError) as caught:
        respond(RED_LINE, Answer.NOT_APPLICABLE, reason="Hors sujet.")
    assert caught.value.code == "review.answer_not_offered"


def test_texts_have_limits_and_reach_them():
    assert len(respond(LEGAL_BASIS, Answer.NO, reason="م" * REASON_LIMIT).reason) == REASON_LIMIT == 5_000
    with pytest.raises(TextTooLongError) as caught:
        respond(LEGAL_BASIS, Answer.NO, reason="م" * 5_001)
    assert caught.value.values == {"field": "reason", "limit": 5_000, "length": 5_001}
    assert respond(LEGAL_BASIS, Answer.YES, evidence_link="a" * EVIDENCE_LINK_LIMIT).evidence_link
    with pytest.raises(TextTooLongError):
        respond(LEGAL_BASIS, Answer.YES, evidence_link="a" * 501)


def test_a_reason_may_have_paragraphs_but_nothing_invisible():
    assert respond(LEGAL_BASIS, Answer.NO, reason="Un motif.\n\tUn autre.").reason
    with pytest.raises(TextUnreadableError):
        respond(LEGAL_BASIS, Answer.NO, reason="nul\x00")


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://www.cndp.ma/recepisse/123",
        "http://intranet.gov.ma/dossier?id=4&v=2",
        "Note n° 2026/14, annexe 3",
        "Avis juridique : page 4",
        "محضر اللجنة رقم 12، الصفحة 3",
    ],
)
def test_evidence_is_an_address_or_a_document(link: str):
    assert respond(LEGAL_BASIS, Answer.YES, evidence_link=link).evidence_link == link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org/note",
        "https://",
        "https://[",
        "https://www.cndp.ma@example.org/",
        "https://exa mple.org/",
        "note <b>1</b>",
        "note \u202e1",
    ],
)
def test_nothing_that_runs_or_deceives_passes_for_evidence(link: str):
    with pytest.raises(EvidenceLinkError) as caught:
        respond(LEGAL_BASIS, Answer.YES, evidence_link=link)
    assert caught.value.code == "review.evidence_link"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_link_that_passes_has_no_scheme_but_the_web(link: str):
    try:
        kept = respond(LEGAL_BASIS, Answer.YES, evidence_link=link).evidence_link
    except ReviewError:
        return
    scheme, colon, _ = kept.partition(":")
    is_scheme = bool(colon) and scheme[:1].isascii() and scheme[:1].isalpha()
    is_scheme = is_scheme and all(letter.isascii() and (letter.isalnum() or letter in "+.-") for letter in scheme)
    assert not is_scheme or scheme.lower() in {"http", "https"}


def test_a_settlement_is_reasoned_and_signed():
    with pytest.raises(ReasonMissingError):
        Settlement("red_lines.social_scoring", upheld=True, reason=" ", by="loubna")
    with pytest.raises(SecondPersonError):
        Settlement("red_lines.social_scoring", upheld=True, reason="Motif.", by=" ")
    with pytest.raises(TextTooLongError):
        Settlement("red_lines.social_scoring", upheld=True, reason="x" * 5_001, by="loubna")


def test_a_mitigation_says_what_will_be_done_and_counts_once_accepted():
    with pytest.raises(TextMissingError):
        Mitigation("privacy.legal_basis", "  ")
    with pytest.raises(TextTooLongError):
        Mitigation("privacy.legal_basis", "x" * 5_001)
    assert not Mitigation("privacy.legal_basis", "Déclaration déposée.").accepted
    assert not Mitigation("privacy.legal_basis", "Déclaration déposée.", state=MitigationState.ACCEPTED).accepted
    assert Mitigation(
        "privacy.legal_basis", "Déclaration déposée.", state=MitigationState.ACCEPTED, decided_by="loubna"
    ).accepted


def test_rachid_is_not_his_own_second_person():
    with pytest.raises(SecondPersonError) as caught:
        check_second_person("red_lines.social_scoring", "rachid", ["driss", "rachid"])
    assert caught.value.values == {"by": "rachid"}
    check_second_person("red_lines.social_scoring", "loubna", ["driss", "rachid", ""])


def test_only_a_red_line_open_or_partly_goes_to_a_second_person():
    partly = respond(RED_LINE, Answer.PARTLY, reason="Motif.")
    assert may_be_settled(RED_LINE, None)
    assert may_be_settled(RED_LINE, partly)
    assert not may_be_settled(RED_LINE, respond(RED_LINE, Answer.NO))
    assert not may_be_settled(RED_LINE, respond(RED_LINE, Answer.YES, reason="Motif."))
    assert not may_be_settled(LEGAL_BASIS, None)


def test_what_is_left_and_how_far_each_principle_is():
    asked = UNESCO.asked(dict.fromkeys(UNESCO.traits, False), "idea")
    responses = [respond(one, Answer(one.expected)) for one in asked if one.principle == "red_lines"][1:]
    by_principle = progress(asked, responses)
    assert by_principle[:2] == (Progress("red_lines", 7, 6), Progress("proportionality", 2, 0))
    assert sum(one.asked for one in by_principle) == len(asked)


def test_one_question_has_one_answer():
    twice = [respond(LEGAL_BASIS, Answer.YES), respond(LEGAL_BASIS, Answer.NO, reason="Motif.")]
    with pytest.raises(RepeatedError) as caught:
        by_question(twice)
    assert caught.value.code == "review.repeated"


def test_every_error_of_a_review_has_a_code_of_its_own():
    codes = [error.code for error in ReviewError.__subclasses__()]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("review.") for code in codes)
    assert str(ReasonMissingError("privacy.legal_basis")) == "review.reason_missing: privacy.legal_basis"


@pytest.mark.parametrize("reason", ["", "  ", "\u200b\u200b", "\u2060", "\ufeff \u200d"])
def test_a_reason_that_nobody_sees_is_none(reason: str):
    question = UNESCO.question("awareness.staff_training")
    with pytest.raises(ReasonMissingError):
        respond(question, Answer.NO, reason=reason, by="a")
