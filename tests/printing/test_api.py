from __future__ import annotations

from flask import Flask

from backend.printing import load_profiles
from tests.conftest import Phone


def test_the_phone_gets_every_profile_as_it_stands_in_its_file(chen: Phone) -> None:
    answer = chen.get("/printers")
    assert answer.status_code == 200
    assert answer.get_json() == [each.as_json() for each in load_profiles().values()]


def test_nobody_else_does(app: Flask) -> None:
    assert app.test_client().get("/api/v1/printers").status_code == 401
