"""Details of answers, answers taken from an earlier review, measures that were carried out, translations

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("responses") as table:
        table.add_column(sa.Column("details", sa.JSON(), nullable=True))
        table.add_column(sa.Column("taken_from", sa.Integer(), nullable=True))
    with op.batch_alter_table("reviews") as table:
        table.add_column(sa.Column("statement", sa.Text(), nullable=True))
    with op.batch_alter_table("mitigations") as table:
        table.add_column(sa.Column("fulfilled_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("fulfilled_by", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("fulfilled_proof", sa.Text(), nullable=True))
    op.create_table(
        "translations",
        sa.Column("of", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["accounts.id"], name=op.f("fk_translations_by_accounts")),
        sa.PrimaryKeyConstraint("of", "language", name=op.f("pk_translations")),
    )


def downgrade() -> None:
    op.drop_table("translations")
    with op.batch_alter_table("mitigations") as table:
        table.drop_column("fulfilled_proof")
        table.drop_column("fulfilled_by")
        table.drop_column("fulfilled_at")
    with op.batch_alter_table("reviews") as table:
        table.drop_column("statement")
    with op.batch_alter_table("responses") as table:
        table.drop_column("taken_from")
        table.drop_column("details")
