from __future__ import annotations

import pytest

from tests.conftest import Phone
from tests.inspections.walk import Walk
from tests.rectification.steps import ordered


@pytest.fixture
def order(walk: Walk) -> str:
    """What the inspection of the cast ended in where it was handed in; due on 2026-12-01."""
    return ordered(walk)


@pytest.fixture
def fan(walk: Walk) -> Phone:
    """An officer of the same agency who had no part in it."""
    from tests.cast import named

    return Phone(walk.chen.app, named("account fan"))
