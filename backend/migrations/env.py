"""Alembic's way in: the engine of the caller, or ZSZF_DATABASE_URL from the command line."""

import os

from alembic import context

from backend.core.database import Base, open_engine

engine = context.config.attributes.get("engine") or open_engine(os.environ["ZSZF_DATABASE_URL"])
with engine.execution_options(writes=True).connect() as connection:
    context.configure(connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
