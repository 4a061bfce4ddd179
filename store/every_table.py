"""All rooms of the data dictionary together: whoever migrates or copies a store must know every table."""

from sqlalchemy import MetaData

from store import plan_tables, review_tables, tables

ROOMS = (tables, review_tables, plan_tables)
METADATA: MetaData = tables.Base.metadata
