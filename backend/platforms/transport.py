"""HTTP as dingtalk-sdk uses it, with what it lacks: limits, one session a process, checked answers.

It stands in for the SDK's shared `requests.Session`. Whatever is not a proper answer raises here,
before the SDK could log it with the token in its address.
"""

from __future__ import annotations

import json
import logging
import os
import time
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from backend.platforms.errors import PlatformProblem, PlatformUnavailable, problem_for
from backend.platforms.redaction import redact

CONNECT_SECONDS = 3.0
READ_SECONDS = 8.0
LARGEST = 4 * 1024 * 1024  # bytes; a directory page of 100 people is some 100 kB

log = logging.getLogger(__name__)


class Answer(dict[str, Any]):
    """A checked answer with errcode 0. The SDK takes a dict for one that is read already."""

    def raise_for_status(self) -> None:
        """The status was looked at before; the SDK asks again."""


class Transport:
    """Speaks with one host. Safe between threads, and after a fork."""

    def __init__(self, base_url: str) -> None:
        self._is_local = urlsplit(base_url).hostname in ("127.0.0.1", "localhost", "::1")
        self._owned = (os.getpid(), self._open())

    def request(self, method: str, url: str, **kwargs: Any) -> Answer:
        """Raises a PlatformProblem for everything but a JSON object with errcode 0."""
        began, path = time.monotonic(), urlsplit(url).path
        known = [str(value) for value in (kwargs.get("params") or {}).values()]
        outcome = "broken off"
        try:
            answer = _read(*self._fetch(method, url, **kwargs), known)
            outcome = "0"
        except PlatformProblem as problem:
            outcome = str(problem)
            raise
        else:
            return answer
        finally:
            level = logging.INFO if outcome == "0" else logging.WARNING
            spent = (time.monotonic() - began) * 1000
            log.log(level, "dingtalk %s %s: %s in %d ms", method, path, outcome, spent)

    def _fetch(self, method: str, url: str, **kwargs: Any) -> tuple[int, bytes]:
        kwargs |= {"timeout": (CONNECT_SECONDS, READ_SECONDS), "stream": True}
        deadline = time.monotonic() + CONNECT_SECONDS + READ_SECONDS
        try:
            with self._session.request(method, url, allow_redirects=False, **kwargs) as response:
                return response.status_code, _read_all(response, deadline)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            reason = type(error).__name__
        # Raised out here, so that the error with the whole address in it is not chained to ours.
        raise PlatformUnavailable("network", reason)

    @property
    def _session(self) -> requests.Session:
        if self._owned[0] != os.getpid():  # a fork shares sockets with its parent
            self._owned = (os.getpid(), self._open())
        return self._owned[1]

    def _open(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = not self._is_local  # no proxy between us and the demo platform
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.headers["Accept-Encoding"] = "identity"
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(pool_maxsize=32))
        return session


def _read_all(response: requests.Response, deadline: float) -> bytes:
    """The read timeout begins anew with each packet; this one does not."""
    body = bytearray()
    while chunk := response.raw.read1(65536):
        body += chunk
        if time.monotonic() > deadline:
            raise requests.Timeout
        if len(body) > LARGEST:
            raise requests.exceptions.ContentDecodingError
    return bytes(body)


def _read(status: int, body: bytes, known: list[str]) -> Answer:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise PlatformUnavailable("unreadable", f"HTTP {status}, {len(body)} bytes")
    if answer.get("source") == "x5" or "errcode" not in answer:  # the throttle of the whole host
        raise PlatformUnavailable("throttled", f"HTTP {status}")
    code, text = str(answer["errcode"]), answer.get("errmsg", "")
    if code == "88":
        code, text = str(answer.get("sub_code", code)), answer.get("sub_msg", text)
    if code != "0":
        raise problem_for(code, redact(str(text), known)[:200])
    if status != 200:
        raise PlatformUnavailable("unreadable", f"HTTP {status} with errcode 0")
    return Answer(answer)
