"""What a review waits for: asks that are taken back, triages that are given, reviewers that there are not

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("asks", sa.Column("withdrawn_by", sa.String(length=40), nullable=True))
    op.add_column("asks", sa.Column("withdrawn_at", INSTANT, nullable=True))
    op.add_column("reviews", sa.Column("fewer", sa.Text(), nullable=True))
    op.create_table(
        "triages",
        sa.Column("use_case_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(length=40), nullable=False),
        sa.Column("assigned_by", sa.String(length=40), nullable=False),
        sa.Column("assigned_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["assigned_by"], ["accounts.id"], name=op.f("fk_triages_assigned_by_accounts")),
        sa.ForeignKeyConstraint(["reviewer"], ["accounts.id"], name=op.f("fk_triages_reviewer_accounts")),
        sa.ForeignKeyConstraint(["use_case_id"], ["use_cases.id"], name=op.f("fk_triages_use_case_id_use_cases")),
        sa.PrimaryKeyConstraint("use_case_id", name=op.f("pk_triages")),
    )
    op.create_index(op.f("ix_triages_reviewer"), "triages", ["reviewer"])


def downgrade() -> None:
    op.drop_table("triages")
    op.drop_column("reviews", "fewer")
    op.drop_column("asks", "withdrawn_at")
    op.drop_column("asks", "withdrawn_by")
