"""The WSGI application, built from the environment; backend/serving.py says how it is served."""

from backend.app import create_app
from backend.core.settings import Settings

app = create_app(Settings.from_environ())
