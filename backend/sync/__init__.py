"""The device protocol: raw batches, one transaction a command, signed receipts."""

from backend.sync.service import Handler

__all__ = ["Handler"]
