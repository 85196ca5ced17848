"""The README's table of settings is the one that the program prints."""

from __future__ import annotations

import re
from pathlib import Path

from backend.core import settings

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text("utf-8")


def test_every_setting_stands_in_the_readme() -> None:
    shown = README.split("<!-- settings -->\n")[1].split("<!-- /settings -->")[0]
    assert shown.strip() == settings.table(), "paste: python -m backend.core.settings"


def test_every_place_that_the_readme_names_exists() -> None:
    named = re.findall(r"`((?:backend|miniapp|docs|print_templates|tests)/[\w./]*)`", README)
    assert [each for each in named if not (PROJECT / each).exists()] == []
    assert len(named) > 15
