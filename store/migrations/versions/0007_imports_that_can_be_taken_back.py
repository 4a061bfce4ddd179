"""Imports that can be taken back, and corrections that are remembered

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("imports") as table:
        table.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("taken_back_by", sa.String(length=40), nullable=True))
    with op.batch_alter_table("import_rows") as table:
        table.add_column(sa.Column("version", sa.Integer(), nullable=True))
        table.add_column(sa.Column("before", sa.Text(), nullable=True))
    op.create_table(
        "intake_corrections",
        sa.Column("source_register", sa.String(length=80), nullable=False),
        sa.Column("settled", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["accounts.id"], name=op.f("fk_intake_corrections_by_accounts")),
        sa.PrimaryKeyConstraint("source_register", name=op.f("pk_intake_corrections")),
    )


def downgrade() -> None:
    op.drop_table("intake_corrections")
    with op.batch_alter_table("import_rows") as table:
        table.drop_column("before")
        table.drop_column("version")
    with op.batch_alter_table("imports") as table:
        table.drop_column("taken_back_by")
        table.drop_column("taken_back_at")
