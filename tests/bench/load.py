"""Users in a closed loop: each asks, waits for the answer, thinks, and asks again.

One thread and one kept-alive connection a user, http.client only, so that the client takes
little of the cores that it shares with the server.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

TIMEOUT = 30.0  # seconds


@dataclass
class User:
    """Somebody signed in, with the figures of what they waited for."""

    port: int
    token: str
    device: str
    facts: dict[str, Any] = field(default_factory=dict)
    connection: http.client.HTTPConnection = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)

    def send(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Status and the JSON answer."""
        content = None if body is None else json.dumps(body).encode()
        return self._exchange(method, path, content, "application/json")

    def upload(self, path: str, meta: str, content: bytes) -> tuple[int, Any]:
        """One file with its description, as multipart/form-data."""
        edge = "bench-edge"
        part = f'--{edge}\r\nContent-Disposition: form-data; name="'
        body = f'{part}meta"\r\n\r\n{meta}\r\n{part}file"; filename="evidence"\r\n\r\n'.encode()
        body += content + f"\r\n--{edge}--\r\n".encode()
        return self._exchange("POST", path, body, f"multipart/form-data; boundary={edge}")

    def _exchange(
        self, method: str, path: str, body: bytes | None, media_type: str
    ) -> tuple[int, Any]:
        headers = {"X-Device": self.device, "Content-Type": media_type}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            answer = self._ask(method, path, body, headers)
        except ConnectionError:  # kept alive too long; a phone opens a new one, too
            self.connection.close()
            answer = self._ask(method, path, body, headers)
        text = answer.read()
        is_json = "json" in (answer.headers.get("Content-Type") or "")
        return answer.status, json.loads(text) if is_json else text

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        self.connection.request(method, path, body=body, headers=headers)
        return self.connection.getresponse()


# What a user does once; true when it went as it should.
Act = Callable[[User], bool]


@dataclass
class Figures:
    seconds: float
    waits: list[float] = field(default_factory=list)  # seconds
    failures: int = 0

    def percentile(self, share: float) -> float:
        """In milliseconds, the nearest rank."""
        ordered = sorted(self.waits)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(users: Sequence[User], act: Act, *, seconds: float, think: float) -> Figures:
    """Let all users act for some seconds; they begin spread over the first time of thinking."""
    figures = Figures(seconds)
    guard = threading.Lock()
    end = time.monotonic() + seconds
    over = threading.Event()

    def live(user: User) -> None:
        over.wait(random.uniform(0, think))
        waits, failures = [], 0
        while time.monotonic() < end:
            began = time.perf_counter()
            try:
                well = act(user)
            except (OSError, http.client.HTTPException):
                well = False
                user.connection.close()
            waits.append(time.perf_counter() - began)
            failures += not well
            over.wait(think * random.uniform(0.9, 1.1))
        with guard:
            figures.waits += waits
            figures.failures += failures

    threads = [threading.Thread(target=live, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return figures
