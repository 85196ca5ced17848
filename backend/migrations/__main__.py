"""python -m backend.migrations: bring the database of ZSZF_DATABASE_URL to the newest schema, and
name the installation that it belongs to. Another installation's database is left as it is."""

import sys

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from backend.core import installation
from backend.core.database import open_engine
from backend.core.settings import Settings
from backend.migrations import upgrade

settings = Settings.from_environ()
engine = open_engine(settings.database_url)


def claim() -> None:
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        installation.claim(session, settings.environment)


try:
    if inspect(engine).has_table("installation"):
        claim()  # before anything is changed
    upgrade(engine)
    claim()
except installation.WrongInstallation as problem:
    details = problem.body()["details"]
    sys.exit(f"停：这是{details['database']}环境的数据库，这里是{details['here']}环境，没有动它")
