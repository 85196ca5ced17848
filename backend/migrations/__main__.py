"""python -m backend.migrations: bring the database of ZSZF_DATABASE_URL to the newest schema."""

from backend.core.database import open_engine
from backend.core.settings import Settings
from backend.migrations import upgrade

upgrade(open_engine(Settings.from_environ().database_url))
