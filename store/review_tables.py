"""Tables of the ethics review: the second part of the data dictionary."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from store.tables import Base


class ReviewRow(Base):
    """One examination of one case against one version of a framework."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed')", name="state"),
        CheckConstraint("depth IN ('light', 'standard', 'full')", name="depth"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    use_case_id: Mapped[int] = mapped_column(ForeignKey("use_cases.id"), index=True)
    framework: Mapped[str] = mapped_column(String(60))
    framework_version: Mapped[str] = mapped_column(String(20))
    framework_hash: Mapped[str] = mapped_column(String(64))
    stage: Mapped[str] = mapped_column(String(10))
    traits: Mapped[dict[str, Any]]
    depth: Mapped[str] = mapped_column(String(8))
    reviewers: Mapped[int] = mapped_column(doc="answers that each question needs, by the policy of its depth")
    follows: Mapped[int | None] = mapped_column(
        ForeignKey("reviews.id"), doc="the review whose answers it carries on, after a change of the case"
    )
    fields: Mapped[dict[str, Any]] = mapped_column(doc="fields of the case that answers rest on, as they were")
    statement: Mapped[str | None] = mapped_column(Text, doc="what the administration said of the verdict before")
    fewer: Mapped[str | None] = mapped_column(Text, doc="why it goes on with fewer reviewers than its depth asks for")
    state: Mapped[str] = mapped_column(String(8))
    opened_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class TriageRow(Base):
    """Who is to begin the examination of a case; gone once somebody has."""

    __tablename__ = "triages"
    use_case_id: Mapped[int] = mapped_column(ForeignKey("use_cases.id"), primary_key=True)
    reviewer: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    assigned_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    assigned_at: Mapped[datetime]


class AssignmentRow(Base):
    """Who examines; never the author of the case nor a person of its administration, by the table's own rules."""

    __tablename__ = "review_assignments"
    __table_args__ = (
        CheckConstraint("case_author IS NULL OR case_author <> reviewer", name="not_own_case"),
        CheckConstraint(
            "reviewer_administration = '' OR reviewer_administration <> case_administration",
            name="not_own_administration",
        ),
        CheckConstraint("interest = '' OR ended_at IS NOT NULL", name="interest_leaves"),
    )
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    reviewer: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    case_author: Mapped[str | None] = mapped_column(String(40))
    case_administration: Mapped[str] = mapped_column(Text, doc="folded")
    reviewer_administration: Mapped[str] = mapped_column(Text, doc="folded; empty for the ministry's own people")
    assigned_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    assigned_at: Mapped[datetime]
    interest: Mapped[str] = mapped_column(Text, default="", doc="what the reviewer declared; empty: none")
    declared_at: Mapped[datetime | None] = mapped_column(doc="when the reviewer said whether there is an interest")
    finished_at: Mapped[datetime | None] = mapped_column(doc="when the first, blind round was finished")
    ended_at: Mapped[datetime | None] = mapped_column(doc="replaced, absent, or kept away by an interest")


class ResponseRow(Base):
    """The answer of one reviewer to one question; earlier ones stand in the journal.

    A trigger refuses the answer of somebody who has not said whether they have an interest in the case.
    """

    __tablename__ = "responses"
    __table_args__ = (
        ForeignKeyConstraint(
            ["review_id", "author"], ["review_assignments.review_id", "review_assignments.reviewer"],
            name="fk_responses_assignment",
        ),
    )  # fmt: skip
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(80), primary_key=True)
    author: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    answer: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    evidence_link: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any] | None] = mapped_column(doc="what it was filled in with, by detail; null: nothing")
    taken_from: Mapped[int | None] = mapped_column(doc="the earlier review whose answer was confirmed here")
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class SettlementRow(Base):
    """What a second person decided: a red line left open or partly, or between reviewers who answered differently."""

    __tablename__ = "settlements"
    __table_args__ = (CheckConstraint("kind IN ('red_line', 'answer')", name="kind"),)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    upheld: Mapped[bool] = mapped_column(doc="red line: it is crossed")
    answer: Mapped[str | None] = mapped_column(String(16), doc="the answer that holds, between those given")
    whose: Mapped[str | None] = mapped_column(String(40), doc="who gave it, where others did with other details")
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(doc="version of the review at which it was decided")


class MitigationRow(Base):
    """What will be done about a finding: owner, date, cost, proof; a second person accepts it."""

    __tablename__ = "mitigations"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'accepted', 'refused', 'done')", name="state"),
        CheckConstraint("cost_mad >= 0 AND months >= 0", name="amounts"),
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="second_person"),
    )
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(80), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[str | None] = mapped_column(String(10))
    cost_mad: Mapped[int] = mapped_column(BigInteger)
    months: Mapped[int]
    proof: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    proposed_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(Text, doc="of whoever decided")
    version: Mapped[int] = mapped_column(doc="version of the review at which it was written")
    fulfilled_at: Mapped[datetime | None] = mapped_column(doc="when somebody found that it was carried out")
    fulfilled_by: Mapped[str | None] = mapped_column(String(40), doc="never who offered it")
    fulfilled_proof: Mapped[str | None] = mapped_column(Text)


class MessageRow(Base):
    """The discussion of a question between reviewers, each message marked once it has been dealt with."""

    __tablename__ = "review_messages"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    question: Mapped[str] = mapped_column(String(80))
    author: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    processed_by: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    processed_at: Mapped[datetime | None]


class DissentRow(Base):
    """A reviewer's opinion against the decision, kept with it."""

    __tablename__ = "dissents"
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    reviewer: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class TranslationRow(Base):
    """What somebody wrote, put into another language by a person; the text itself stands where it was written."""

    __tablename__ = "translations"
    of: Mapped[str] = mapped_column(String(64), primary_key=True, doc="SHA-256 of the text")
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class AskRow(Base):
    """A question put to the administration of the case, with its due date and what came back."""

    __tablename__ = "asks"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    question: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(40), doc="the reviewer who needs no answer any more")
    withdrawn_at: Mapped[datetime | None]


class VerdictRow(Base):
    """Verdicts given, the latest in force; the hash binds it to everything it rests on."""

    __tablename__ = "verdicts"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    use_case_id: Mapped[int] = mapped_column(ForeignKey("use_cases.id"), index=True)
    decision: Mapped[str] = mapped_column(String(24))
    by_rules: Mapped[str | None] = mapped_column(
        String(24), doc="what the rules alone decide, where a person was stricter"
    )
    reason: Mapped[str] = mapped_column(Text, default="", doc="why a person was stricter")
    because: Mapped[list[Any]]
    cost_mad: Mapped[int] = mapped_column(BigInteger, default=0, doc="of its conditions, taxes included")
    months: Mapped[int] = mapped_column(default=0, doc="before the case may start")
    again_on: Mapped[str | None] = mapped_column(String(10), doc="day of the next review")
    fields: Mapped[dict[str, Any]] = mapped_column(doc="fields of the case it rests on, each by its fingerprint")
    hash: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    in_force: Mapped[bool] = mapped_column(default=True)
    lapsed_by: Mapped[list[Any] | None] = mapped_column(doc="fields whose change ended it")


class EvidenceFileRow(Base):
    """A file of evidence, stored once by its SHA-256 however often it is given."""

    __tablename__ = "evidence_files"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class EvidenceRow(Base):
    """One piece of evidence on a case: a file, a link or a text, with its date of validity."""

    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint("kind IN ('file', 'link', 'text')", name="kind"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    use_case_id: Mapped[int] = mapped_column(ForeignKey("use_cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(4))
    label: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("evidence_files.sha256"))
    file_type: Mapped[str | None] = mapped_column(String(4))
    valid_until: Mapped[str | None] = mapped_column(String(10))
    added_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]


class EvidenceUseRow(Base):
    """Which questions a piece of evidence serves; one piece may serve many."""

    __tablename__ = "evidence_uses"
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(80), primary_key=True)
    accepted: Mapped[bool] = mapped_column(server_default=true())
    """Brought or used by somebody who examines; what an administration brings waits for one of them."""
