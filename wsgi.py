"""The WSGI application, built from the environment: `gunicorn -c python:backend.serving wsgi:app`."""

from backend.app import create_app
from backend.core.settings import Settings

app = create_app(Settings.from_environ())
