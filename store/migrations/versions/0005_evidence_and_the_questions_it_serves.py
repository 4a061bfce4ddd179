"""Evidence, its files, and the questions it serves

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence_files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_evidence_files_size")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_evidence_files")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("use_case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_type", sa.String(length=4), nullable=True),
        sa.Column("valid_until", sa.String(length=10), nullable=True),
        sa.Column("added_by", sa.String(length=40), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('file', 'link', 'text')", name=op.f("ck_evidence_kind")),
        sa.ForeignKeyConstraint(["use_case_id"], ["use_cases.id"], name=op.f("fk_evidence_use_case_id_use_cases")),
        sa.ForeignKeyConstraint(["sha256"], ["evidence_files.sha256"], name=op.f("fk_evidence_sha256_evidence_files")),
        sa.ForeignKeyConstraint(["added_by"], ["accounts.id"], name=op.f("fk_evidence_added_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_use_case_id"), "evidence", ["use_case_id"])
    op.create_table(
        "evidence_uses",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_uses_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_evidence_uses_review_id_reviews")),
        sa.PrimaryKeyConstraint("evidence_id", "review_id", "question", name=op.f("pk_evidence_uses")),
    )


def downgrade() -> None:
    for table in ("evidence_uses", "evidence", "evidence_files"):
        op.drop_table(table)
