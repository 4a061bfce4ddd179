"""Several reviewers and their discussion, mitigations, questions to the administration, what a verdict rests on

Revision ID: 0004
Revises: 0003
"""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("reviews") as reviews:
        reviews.add_column(sa.Column("depth", sa.String(length=8), nullable=False, server_default="full"))
        reviews.add_column(sa.Column("reviewers", sa.Integer(), nullable=False, server_default="1"))
        reviews.add_column(sa.Column("follows", sa.Integer(), nullable=True))
        reviews.add_column(sa.Column("fields", sa.JSON(), nullable=False, server_default="{}"))
        reviews.create_check_constraint(op.f("ck_reviews_depth"), "depth IN ('light', 'standard', 'full')")
        reviews.create_foreign_key(op.f("fk_reviews_follows_reviews"), "reviews", ["follows"], ["id"])
    with op.batch_alter_table("reviews") as reviews:
        reviews.alter_column("depth", server_default=None)
        reviews.alter_column("reviewers", server_default=None)
        reviews.alter_column("fields", server_default=None)
    with op.batch_alter_table("verdicts") as verdicts:
        verdicts.add_column(sa.Column("by_rules", sa.String(length=24), nullable=True))
        verdicts.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        verdicts.add_column(sa.Column("cost_mad", sa.BigInteger(), nullable=False, server_default="0"))
        verdicts.add_column(sa.Column("months", sa.Integer(), nullable=False, server_default="0"))
        verdicts.add_column(sa.Column("again_on", sa.String(length=10), nullable=True))
        verdicts.add_column(sa.Column("fields", sa.JSON(), nullable=False, server_default="{}"))
        verdicts.add_column(sa.Column("lapsed_by", sa.JSON(), nullable=True))
    with op.batch_alter_table("verdicts") as verdicts:
        for name in ("reason", "cost_mad", "months", "fields"):
            verdicts.alter_column(name, server_default=None)
    _add_tables()
    responses, settlements = _taken("responses"), _taken("settlements")
    op.drop_table("responses")
    op.drop_table("settlements")
    _add_responses(several=True)
    _add_settlements(kinds=("red_line", "answer"), several=True)
    _keep_authors(responses)
    _put("responses", responses)
    _put("settlements", [{**one, "answer": None} for one in settlements if one["kind"] == "red_line"])
    _put("mitigations", [_mitigation(one) for one in settlements if one["kind"] == "mitigation"])


def downgrade() -> None:
    responses, settlements, mitigations = _taken("responses"), _taken("settlements"), _taken("mitigations")
    for table in ("responses", "settlements", "asks", "dissents", "review_messages", "mitigations"):
        op.drop_table(table)
    op.drop_table("review_assignments")
    _add_responses(several=False)
    _add_settlements(kinds=("red_line", "mitigation"), several=False)
    first = {}
    for one in sorted(responses, key=lambda one: one["author"]):
        first.setdefault((one["review_id"], one["question"]), one)  # one reviewer's answer is all this step can hold
    _put("responses", list(first.values()))
    kept = [
        {key: value for key, value in one.items() if key != "answer"}
        for one in settlements
        if one["kind"] == "red_line"
    ]
    taken = {(one["review_id"], one["question"]) for one in kept}
    kept += [
        {
            "review_id": one["review_id"], "question": one["question"], "kind": "mitigation",
            "upheld": one["state"] in {"accepted", "done"}, "reason": one["text"], "by": one["decided_by"],
            "at": one["proposed_at"], "version": one["version"],
        }
        for one in mitigations
        if one["decided_by"] and (one["review_id"], one["question"]) not in taken
    ]  # fmt: skip
    _put("settlements", kept)
    with op.batch_alter_table("verdicts") as verdicts:
        for name in ("lapsed_by", "fields", "again_on", "months", "cost_mad", "reason", "by_rules"):
            verdicts.drop_column(name)
    with op.batch_alter_table("reviews") as reviews:
        reviews.drop_constraint(op.f("fk_reviews_follows_reviews"), type_="foreignkey")
        reviews.drop_constraint(op.f("ck_reviews_depth"), type_="check")
        for name in ("fields", "follows", "reviewers", "depth"):
            reviews.drop_column(name)


def _add_tables() -> None:
    op.create_table(
        "review_assignments",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(length=40), nullable=False),
        sa.Column("case_author", sa.String(length=40), nullable=True),
        sa.Column("case_administration", sa.Text(), nullable=False),
        sa.Column("reviewer_administration", sa.Text(), nullable=False),
        sa.Column("assigned_by", sa.String(length=40), nullable=False),
        sa.Column("assigned_at", INSTANT, nullable=False),
        sa.Column("interest", sa.Text(), nullable=False),
        sa.Column("declared_at", INSTANT, nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "case_author IS NULL OR case_author <> reviewer", name=op.f("ck_review_assignments_not_own_case")
        ),
        sa.CheckConstraint(
            "reviewer_administration = '' OR reviewer_administration <> case_administration",
            name=op.f("ck_review_assignments_not_own_administration"),
        ),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_assignments_review_id_reviews")),
        sa.ForeignKeyConstraint(["reviewer"], ["accounts.id"], name=op.f("fk_review_assignments_reviewer_accounts")),
        sa.ForeignKeyConstraint(
            ["assigned_by"], ["accounts.id"], name=op.f("fk_review_assignments_assigned_by_accounts")
        ),
        sa.PrimaryKeyConstraint("review_id", "reviewer", name=op.f("pk_review_assignments")),
    )
    op.create_index(op.f("ix_review_assignments_reviewer"), "review_assignments", ["reviewer"])
    op.create_table(
        "mitigations",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=True),
        sa.Column("cost_mad", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'accepted', 'refused', 'done')", name=op.f("ck_mitigations_state")),
        sa.CheckConstraint("cost_mad >= 0 AND months >= 0", name=op.f("ck_mitigations_amounts")),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by", name=op.f("ck_mitigations_second_person")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_mitigations_review_id_reviews")),
        sa.ForeignKeyConstraint(["proposed_by"], ["accounts.id"], name=op.f("fk_mitigations_proposed_by_accounts")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_mitigations_decided_by_accounts")),
        sa.PrimaryKeyConstraint("review_id", "question", name=op.f("pk_mitigations")),
    )
    op.create_table(
        "review_messages",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("processed_by", sa.String(length=40), nullable=True),
        sa.Column("processed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_messages_review_id_reviews")),
        sa.ForeignKeyConstraint(["author"], ["accounts.id"], name=op.f("fk_review_messages_author_accounts")),
        sa.ForeignKeyConstraint(
            ["processed_by"], ["accounts.id"], name=op.f("fk_review_messages_processed_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_messages")),
    )
    op.create_index(op.f("ix_review_messages_review_id"), "review_messages", ["review_id"])
    op.create_table(
        "dissents",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_dissents_review_id_reviews")),
        sa.ForeignKeyConstraint(["reviewer"], ["accounts.id"], name=op.f("fk_dissents_reviewer_accounts")),
        sa.PrimaryKeyConstraint("review_id", "reviewer", name=op.f("pk_dissents")),
    )
    op.create_table(
        "asks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=40), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_asks_review_id_reviews")),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_asks_asked_by_accounts")),
        sa.ForeignKeyConstraint(["answered_by"], ["accounts.id"], name=op.f("fk_asks_answered_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
    )
    op.create_index(op.f("ix_asks_review_id"), "asks", ["review_id"])


def _add_responses(*, several: bool) -> None:
    key = ["review_id", "question", "author"] if several else ["review_id", "question"]
    assigned = sa.ForeignKeyConstraint(
        ["review_id", "author"], ["review_assignments.review_id", "review_assignments.reviewer"],
        name="fk_responses_assignment",
    )  # fmt: skip
    op.create_table(
        "responses",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence_link", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["accounts.id"], name=op.f("fk_responses_author_accounts")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_responses_review_id_reviews")),
        *([assigned] if several else []),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_responses")),
    )


def _add_settlements(*, kinds: tuple[str, str], several: bool) -> None:
    key = ["review_id", "question", "kind"] if several else ["review_id", "question"]
    answer = [sa.Column("answer", sa.String(length=16), nullable=True)] if several else []
    op.create_table(
        "settlements",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=False),
        *answer,
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind IN ('{kinds[0]}', '{kinds[1]}')", name=op.f("ck_settlements_kind")),
        sa.ForeignKeyConstraint(["by"], ["accounts.id"], name=op.f("fk_settlements_by_accounts")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_settlements_review_id_reviews")),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_settlements")),
    )


def _reflected(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())


def _taken(name: str) -> list[dict[str, Any]]:
    return [dict(one) for one in op.get_bind().execute(sa.select(_reflected(name))).mappings()]


def _put(name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        op.bulk_insert(_reflected(name), rows)


def _keep_authors(responses: Iterable[Mapping[str, Any]]) -> None:
    """Whoever answered before was a reviewer of that review; what is true of the case is noted without comparing."""
    db = op.get_bind()
    opened = {one["id"]: one for one in _taken("reviews")}
    cases = {one.id: one.administration_folded for one in db.execute(sa.select(_reflected("use_cases")))}
    pairs = {(one["review_id"], one["author"]) for one in responses}
    pairs |= {(id_, one["opened_by"]) for id_, one in opened.items()}
    _put(
        "review_assignments",
        [
            {
                "review_id": review_id, "reviewer": author, "case_author": None,
                "case_administration": cases[opened[review_id]["use_case_id"]], "reviewer_administration": "",
                "assigned_by": opened[review_id]["opened_by"], "assigned_at": opened[review_id]["opened_at"],
                "interest": "", "declared_at": opened[review_id]["opened_at"],
                "finished_at": opened[review_id]["closed_at"], "ended_at": None,
            }
            for review_id, author in sorted(pairs)
        ],
    )  # fmt: skip


def _mitigation(row: Mapping[str, Any]) -> dict[str, Any]:
    """A mitigation was a sentence that a second person accepted; who proposed it was not noted."""
    db = op.get_bind()
    reviews = _reflected("reviews")
    opened_by = db.execute(sa.select(reviews.c.opened_by).where(reviews.c.id == row["review_id"])).scalar_one()
    return {
        "review_id": row["review_id"], "question": row["question"], "text": row["reason"], "owner": "",
        "due_on": None, "cost_mad": 0, "months": 0, "proof": "", "state": "accepted" if row["upheld"] else "refused",
        "proposed_by": opened_by, "proposed_at": row["at"],
        "decided_by": None if row["by"] == opened_by else row["by"], "reason": "", "version": row["version"],
    }  # fmt: skip
