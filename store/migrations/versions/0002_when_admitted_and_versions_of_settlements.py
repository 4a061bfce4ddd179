"""When a case was first admitted, and the version of what a second person decided

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("use_cases") as cases:
        cases.add_column(sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=True))
    # Stores that were made before did not note it: the case has waited since it came, at the longest.
    op.execute("UPDATE use_cases SET admitted_at = created_at WHERE status IN ('admitted', 'in_review', 'decided')")
    with op.batch_alter_table("settlements") as settlements:
        settlements.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("settlements") as settlements:
        settlements.alter_column("version", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("settlements") as settlements:
        settlements.drop_column("version")
    with op.batch_alter_table("use_cases") as cases:
        cases.drop_column("admitted_at")
