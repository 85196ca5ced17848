"""预警提示: what people are warned of before it is too late, and what they are to do."""

from backend.alerts import listing, rules, service
from backend.alerts.jobs import handover_moved
from backend.alerts.models import Alert, AlertReader, Threshold, Unsent

__all__ = [
    "Alert",
    "AlertReader",
    "Threshold",
    "Unsent",
    "handover_moved",
    "listing",
    "rules",
    "service",
]
