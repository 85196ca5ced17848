"""The WSGI application, built from the environment; backend/serving.py says how it is served."""

from backend.app import create_app
from backend.core import logs
from backend.core.settings import Settings

settings = Settings.from_environ()
logs.set_up(settings.log_level)
app = create_app(settings)
