"""What is remembered. SQLAlchemy and Alembic live here only."""

from sqlalchemy.orm import Session

__all__ = ["Session"]
