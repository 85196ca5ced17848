"""The device protocol: raw batches, one transaction a command, signed receipts."""

from backend.sync.listing import answers_about
from backend.sync.service import Handler

__all__ = ["Handler", "answers_about"]
