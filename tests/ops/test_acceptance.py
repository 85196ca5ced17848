"""docs/acceptance.md names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
NAMED = re.findall(
    r"`((?:tests|miniapp)/[\w./-]+)` `([^`]+)`",
    (PROJECT / "docs/acceptance.md").read_text("utf-8"),
)


def test_every_test_that_bears_witness_is_there() -> None:
    def stands(path: str, name: str) -> bool:
        said = (PROJECT / path).read_text("utf-8")
        return f"def {name}(" in said if path.endswith(".py") else f"'{name}'" in said

    assert [each for each in NAMED if not stands(*each)] == []
    assert len(NAMED) > 50
