"""钉钉, and the demo platform that speaks like it: sign-in, messages, links.

    provider = identity_provider(settings)
    who = provider.exchange(code)

Importing this package imports neither dingtalk-sdk nor requests.
"""

from functools import lru_cache

from backend.platforms.cache import Cache, MemoryCache
from backend.platforms.dingtalk import DingTalk
from backend.platforms.errors import (
    CodeRejected,
    NotInDirectory,
    PlatformProblem,
    PlatformRefused,
    PlatformUnavailable,
)
from backend.platforms.interfaces import (
    Identity,
    IdentityProvider,
    LinkBuilder,
    Message,
    Messenger,
    Outcome,
    Person,
    Sent,
)
from backend.platforms.links import DingTalkLinks
from backend.platforms.messages import (
    approval_asked,
    approval_decided,
    avoidance_declared,
    certificate_ending,
    deadline_tomorrow,
    handover_moved,
    rectification_due,
    task_declined,
    task_received,
)
from backend.platforms.settings import DingTalkSettings

__all__ = [
    "Cache",
    "CodeRejected",
    "DingTalkSettings",
    "Identity",
    "IdentityProvider",
    "LinkBuilder",
    "MemoryCache",
    "Message",
    "Messenger",
    "NotInDirectory",
    "Outcome",
    "Person",
    "PlatformProblem",
    "PlatformRefused",
    "PlatformUnavailable",
    "Sent",
    "approval_asked",
    "approval_decided",
    "avoidance_declared",
    "certificate_ending",
    "deadline_tomorrow",
    "handover_moved",
    "identity_provider",
    "link_builder",
    "messenger",
    "rectification_due",
    "task_declined",
    "task_received",
]


def identity_provider(settings: DingTalkSettings) -> IdentityProvider:
    return _dingtalk(settings)


def messenger(settings: DingTalkSettings) -> Messenger:
    return _dingtalk(settings)


def link_builder(settings: DingTalkSettings) -> LinkBuilder:
    return DingTalkLinks(settings)


@lru_cache(maxsize=8)
def _dingtalk(settings: DingTalkSettings) -> DingTalk:
    """One client for each settings object, so that its connections outlive a request."""
    return DingTalk(settings)
