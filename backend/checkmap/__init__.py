"""检查地图."""

from backend.checkmap.keeper import keep_up

__all__ = ["keep_up"]
