"""What .ci/prepare makes again, and what not."""

from __future__ import annotations

import subprocess
from pathlib import Path

PROJECT = Path(__file__).parents[2]
READ_SOURCES = """source <(grep -v '^main ' .ci/prepare); sources_of_miniapp"""


def sources() -> str:
    command = ["bash", "-c", READ_SOURCES, ".ci/prepare"]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout


def test_what_a_build_leaves_behind_is_no_reason_to_build_again() -> None:
    before = sources()
    assert len(before.strip()) == 64
    left = PROJECT / "miniapp/.swc/left-by-a-build"
    left.parent.mkdir(exist_ok=True)
    left.write_text("cache")
    try:
        assert sources() == before
    finally:
        left.unlink()
