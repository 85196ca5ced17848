"""setup.cfg names every slice where import-linter needs it."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

BACKEND = Path(__file__).parents[2] / "backend"
NOT_SLICES = {"core", "demo", "migrations"}  # demo and migrations know all slices by their nature


def test_every_slice_stands_in_both_lists() -> None:
    settings = ConfigParser()
    settings.read(BACKEND.parent / "setup.cfg", encoding="utf-8")
    roots = settings["importlinter:contract:roots"]
    slices = {each.parent.name for each in BACKEND.glob("*/__init__.py")} - NOT_SLICES
    assert roots["source_modules"].split() == sorted(f"backend.{each}" for each in slices)
    assert roots["forbidden_modules"].split() == sorted(f"backend.{each}.*" for each in slices)
