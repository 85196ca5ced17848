"""The WSGI application, built from the environment; backend/serving.py says how it is served."""

import gc

gc.disable()  # nothing of what is imported becomes garbage: looking for it took a third of the time

from backend.app import create_app  # noqa: E402
from backend.core import logs  # noqa: E402
from backend.core.settings import Settings  # noqa: E402

settings = Settings.from_environ()
logs.set_up(settings.log_level)
app = create_app(settings)
gc.enable()
