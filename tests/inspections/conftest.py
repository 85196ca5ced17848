from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.conftest import Phone
from tests.inspections.walk import Walk


@pytest.fixture
def walk(noon: object, chen: Phone, shen: Phone, cast: Cast, task: str) -> Walk:
    """At noon on a Tuesday, with the task assigned."""
    return Walk(chen, shen, cast, task)
