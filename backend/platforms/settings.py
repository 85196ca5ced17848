from __future__ import annotations

from dataclasses import dataclass, field

from backend.platforms.cache import Cache, MemoryCache


@dataclass(frozen=True, eq=False)  # each stands for itself: its client and token hang on it
class DingTalkSettings:
    """One application of one organization on 钉钉. The demo platform differs by values alone."""

    dingtalk_app_key: str
    dingtalk_app_secret: str = field(repr=False)
    dingtalk_corp_id: str
    dingtalk_agent_id: str
    dingtalk_mini_app_id: str
    base_url: str
    dingtalk_api_base: str = "https://oapi.dingtalk.com"
    cache: Cache = field(default_factory=MemoryCache, repr=False)
