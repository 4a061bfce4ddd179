"""Cases that are one

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("use_cases") as table:
        table.add_column(sa.Column("merged_into", sa.String(length=20), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("use_cases") as table:
        table.drop_column("merged_into")
