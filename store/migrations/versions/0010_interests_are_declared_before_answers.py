"""Interests are declared before answers

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_LEAVES = "ck_review_assignments_interest_leaves"
_TOLD = "whoever answers has said before whether they have an interest in the case"
_UNDECLARED = (
    "NOT EXISTS (SELECT 1 FROM review_assignments AS place WHERE place.review_id = NEW.review_id "
    "AND place.reviewer = NEW.author AND place.declared_at IS NOT NULL)"
)


def upgrade() -> None:
    with op.batch_alter_table("review_assignments") as table:
        table.create_check_constraint(op.f(_LEAVES), sa.text("interest = '' OR ended_at IS NOT NULL"))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION undeclared_refused() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {_UNDECLARED} THEN RAISE EXCEPTION '{_TOLD}' USING ERRCODE = 'check_violation'; END IF; "
            "RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER responses_of_the_declared BEFORE INSERT ON responses "
            "FOR EACH ROW EXECUTE FUNCTION undeclared_refused()"
        )
        return
    op.execute(
        f"CREATE TRIGGER responses_of_the_declared BEFORE INSERT ON responses WHEN {_UNDECLARED} "
        f"BEGIN SELECT RAISE(ABORT, '{_TOLD}'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER responses_of_the_declared ON responses")
        op.execute("DROP FUNCTION undeclared_refused()")
    else:
        op.execute("DROP TRIGGER responses_of_the_declared")
    with op.batch_alter_table("review_assignments") as table:
        table.drop_constraint(op.f(_LEAVES), type_="check")
