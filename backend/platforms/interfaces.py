"""What the product asks of a platform: who is this, tell them, how do they get here."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Identity:
    """Who holds the phone. (platform, tenant, user_id) is the key of an account."""

    platform: str
    tenant: str
    user_id: str
    union_id: str
    name: str
    device_id: str


@dataclass(frozen=True)
class Person:
    """A directory entry: `active` is false for whoever has not joined or has left."""

    user_id: str
    union_id: str
    name: str
    active: bool
    department_ids: tuple[int, ...]


@dataclass(frozen=True)
class Message:
    """One notification with one button. Build it in messages.py, where the limits are known."""

    user_ids: tuple[str, ...]
    title: str
    text: str  # Markdown
    button: str
    link: str


@dataclass(frozen=True)
class Sent:
    """What the platform took over. Taken over is not delivered: see Messenger.outcome."""

    sending_id: str
    user_ids: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """Who got it, who did not (with the vendor's code), and of whom nothing is known yet."""

    delivered: tuple[str, ...]
    refused: Mapping[str, str] = field(default_factory=dict)
    pending: tuple[str, ...] = ()


class IdentityProvider(Protocol):
    def exchange(self, code: str) -> Identity:
        """Who got this one-use code on their phone.

        Raises CodeRejected, NotInDirectory, PlatformUnavailable, PlatformRefused.
        """

    def person(self, user_id: str) -> Person:
        """Raises NotInDirectory, PlatformUnavailable, PlatformRefused."""


class Messenger(Protocol):
    def send(self, messages: Sequence[Message]) -> list[Sent]:
        """Hand messages over, a hundred people a call at most.

        Repeating it is harmless within a day: the platform delivers identical content once.
        Raises PlatformUnavailable, PlatformRefused.
        """

    def outcome(self, sent: Sent) -> Outcome:
        """What became of it, for 24 hours. Raises PlatformUnavailable, PlatformRefused."""


class LinkBuilder(Protocol):
    def task(self, task_id: uuid.UUID) -> str:
        """Opens the task in the mini-program."""

    def order(self, order_id: uuid.UUID) -> str:
        """Opens an order to correct in the mini-program."""

    def handover(self, handover_id: uuid.UUID) -> str:
        """Opens the hand-over in the mini-program."""

    def mine(self) -> str:
        """Opens 我的 in the mini-program."""

    def approvals(self, approval_id: uuid.UUID) -> str:
        """Opens what waits for approval in the mini-program, at this one."""

    def console_officer(self, officer_id: uuid.UUID) -> str:
        """Opens an officer of the register in the console."""

    def console_task(self, task_id: uuid.UUID) -> str:
        """Opens the task in the console, inside the workbench of the desktop client."""
