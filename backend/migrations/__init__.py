"""The only source of the schema, on every database. Never run at start-up: `make demo` and the
deployment run `python -m backend.migrations` as a step of its own."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def config(engine: Engine) -> Config:
    found = Config(attributes={"engine": engine})
    found.set_main_option("script_location", str(Path(__file__).parent))
    return found


def upgrade(engine: Engine, to: str = "head") -> None:
    command.upgrade(config(engine), to)


def downgrade(engine: Engine, to: str = "base") -> None:
    command.downgrade(config(engine), to)
