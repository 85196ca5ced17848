"""What the phone may do to alerts."""

from __future__ import annotations

from backend.alerts import service
from backend.alerts.schemas import AlertStateSchema, CloseCommand
from backend.sync import Handler

HANDLERS = {"alert.close": Handler(CloseCommand, service.close, AlertStateSchema)}
