"""The PostgreSQL of the tests' own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
READ_VERSION = """
import os, sqlalchemy
engine = sqlalchemy.create_engine(os.environ["TEST_DATABASE_URL"])
with engine.connect() as connection:
    print(connection.exec_driver_sql("SHOW fsync").scalar())
raise SystemExit(7)
"""


def test_it_serves_the_command_and_is_taken_away_though_that_failed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    command = [str(PROJECT / ".ci/postgres"), sys.executable, "-c", READ_VERSION]
    answer = subprocess.run(
        command, env=os.environ | {"TMPDIR": "/tmp"}, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stdout) == (7, "off\n"), answer.stderr
