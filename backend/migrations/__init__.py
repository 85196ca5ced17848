"""The only source of the schema, on every database. Never run at start-up: `make demo` and the
deployment run `python -m backend.migrations` as a step of its own."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from backend.core.crypto import Keys


def config(engine: Engine, keys: Keys | None = None) -> Config:
    """`keys` open and seal what is kept sealed; without them those of the environment do."""
    found = Config(attributes={"engine": engine, "keys": keys})
    found.set_main_option("script_location", str(Path(__file__).parent))
    return found


def upgrade(engine: Engine, to: str = "head", keys: Keys | None = None) -> None:
    command.upgrade(config(engine, keys), to)


def downgrade(engine: Engine, to: str = "base", keys: Keys | None = None) -> None:
    command.downgrade(config(engine, keys), to)
