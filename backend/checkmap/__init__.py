"""检查地图."""

from backend.checkmap.service import viewport

__all__ = ["viewport"]
