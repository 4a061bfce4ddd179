"""Whose answer holds, where several gave the same with other details

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("settlements", sa.Column("whose", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("settlements", "whose")
