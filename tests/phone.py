"""An officer's phone, as the tests hold it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from backend.core import clock, sessions
from backend.core.database import perform


@dataclass
class Phone:
    """With a session, numbering its commands."""

    app: Flask
    account_id: uuid.UUID
    device: str = field(default_factory=lambda: uuid.uuid4().hex)
    token: str = ""
    seq: int = 0

    def __post_init__(self) -> None:
        if self.token:
            return
        with self.app.app_context():
            self.token, _ = perform(
                sessions.start,
                account_id=self.account_id,
                version=1,
                device=self.device,
                console=False,
            )

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "X-Device": self.device}

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.app.test_client().get(
            f"/api/v1{path}", headers=self.headers, query_string=query
        )

    def post(self, path: str, **options: Any) -> TestResponse:
        return self.app.test_client().post(f"/api/v1{path}", headers=self.headers, **options)

    def command(self, kind: str, /, **payload: Any) -> dict[str, Any]:
        self.seq += 1
        return {
            "id": str(clock.uuid7()),
            "device": self.device,
            "seq": self.seq,
            "at": clock.now().astimezone(clock.CHINA).isoformat(timespec="seconds"),
            "kind": kind,
            "payload": payload,
        }

    def send(self, *commands: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.post("/sync/commands", json=list(commands))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        found: list[dict[str, Any]] = answer.get_json()["answers"]
        return found

    def do(self, kind: str, /, **payload: Any) -> dict[str, Any]:
        """Send one command that must be accepted; its result."""
        [answer] = self.send(self.command(kind, **payload))
        assert answer["outcome"] == "accepted", answer
        result: dict[str, Any] = answer["result"]
        return result
