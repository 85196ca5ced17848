"""Tiles come through the server, within bounds, and its key stays there."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from flask import Flask

from backend.checkmap import tiles
from backend.checkmap.tiles import Source
from tests.conftest import Phone, problem

PNG = b"\x89PNG\r\n\x1a\n" + b"tile"


class Office(BaseHTTPRequestHandler):
    """What a map service would be: answers by the column that is asked for."""

    asked: list[str]
    answers = {"1": (200, PNG), "2": (200, b"<html>"), "3": (500, PNG), "4": (302, PNG)}  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, body = self.answers[self.path.split("x=")[1].split("&")[0]]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The paths that a map service on this machine was asked for."""
    Office.asked = []
    server = HTTPServer(("127.0.0.1", 0), Office)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/?x={{x}}&y={{y}}&z={{z}}&tk={{key}}"
    monkeypatch.setitem(tiles.SOURCES, "tianditu", Source("WGS84", {"ground": address}, 3, 18))
    monkeypatch.setattr(tiles, "_kept", OrderedDict())
    settings = replace(app.extensions["settings"], map_tiles="tianditu", map_key="our-secret")
    app.extensions["settings"] = settings
    yield Office.asked
    server.shutdown()
    server.server_close()


def test_a_tile_is_fetched_once_with_the_key_that_no_phone_sees(
    chen: Phone, asked: list[str]
) -> None:
    for _ in range(2):
        answer = chen.get("/map/tiles/ground/10/1/2")
        assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/png", PNG)
    assert asked == ["/?x=1&y=2&z=10&tk=our-secret"]
    base = chen.get("/map/base").get_json()
    assert (base["ground"], base["layers"]) == ("tiles", ["ground"])
    assert "our-secret" not in str(base)


@pytest.mark.parametrize("column", [2, 3, 4])
def test_what_is_no_tile_is_not_passed_on(chen: Phone, asked: list[str], column: int) -> None:
    body = problem(chen.get(f"/map/tiles/ground/10/{column}/2"), 502, "tile-missing")
    assert "our-secret" not in str(body)


@pytest.mark.parametrize(
    "path",
    ["ground/2/1/1", "ground/19/1/1", "ground/10/1024/1", "ground/10/1/1024", "roads/10/1/1"],
)
def test_nothing_beyond_the_bounds_is_asked_for(chen: Phone, asked: list[str], path: str) -> None:
    problem(chen.get(f"/map/tiles/{path}"), 404, "not-found")
    assert asked == []


def test_without_a_setting_there_are_none(chen: Phone) -> None:
    problem(chen.get("/map/tiles/ground/10/1/2"), 404, "not-found")
