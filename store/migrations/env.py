"""Alembic runs inside a connection that the store opens: one transaction for all steps, on both engines."""

from alembic import context

from store.every_table import METADATA

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Migrations are run by `python manage.py upgrade`, not by alembic alone.")
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=False,
    compare_type=True,
)
context.run_migrations()
