"""The demo platform on a free port, and its cast: Chen leads, Shen goes along, Yu assigns."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from backend.platforms import DingTalkSettings, MemoryCache
from backend.platforms.demo import create_app
from backend.platforms.demo_state import AGENT_ID, APP_KEY, APP_SECRET, CORP_ID, Fault, State
from backend.platforms.dingtalk import DingTalk

DIRECTORY = Path(__file__).parent / "directory.json"


@dataclass
class Clock:
    """Seconds that stand still until a test moves them."""

    at: float = 1_795_000_000.0  # 2026-11-18 in China

    def __call__(self) -> float:
        return self.at


@dataclass
class Platform:
    """The fake at its address, with what a test may ask of it."""

    base: str
    state: State
    clock: Clock
    settings: DingTalkSettings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = DingTalkSettings(
            dingtalk_api_base=self.base,
            dingtalk_app_key=APP_KEY,
            dingtalk_app_secret=APP_SECRET,
            dingtalk_corp_id=CORP_ID,
            dingtalk_agent_id=str(AGENT_ID),
            dingtalk_mini_app_id="5000000000000001",
            base_url="https://zszf.example",
            cache=MemoryCache(clock=self.clock),
        )

    def code(self, user_id: str = "chen") -> str:
        """What dd.getAuthCode gives on that person's phone."""
        answer = requests.post(f"{self.base}/_demo/code", json={"userid": user_id}, timeout=5)
        code: str = answer.json()["code"]
        return code

    def client(self, **changes: Any) -> DingTalk:
        return DingTalk(replace(self.settings, **changes))

    def disturb(self, kind: str, **more: Any) -> None:
        self.state.set_fault(Fault(kind, **more))

    def count(self, path: str) -> int:
        return self.state.calls.count(path)


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay open, as with the vendor

    def log(self, type: str, message: str, *args: Any) -> None:
        """The test server's access log would hold tokens; it is not what is tested."""


@pytest.fixture
def demo_app() -> tuple[Flask, Clock]:
    clock = Clock()
    return create_app(DIRECTORY, now=clock), clock


@pytest.fixture
def platform(demo_app: tuple[Flask, Clock]) -> Iterator[Platform]:
    app, clock = demo_app
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield Platform(f"http://127.0.0.1:{server.port}", app.extensions["demo"], clock)
    server.shutdown()
    server.server_close()
