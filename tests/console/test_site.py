"""What holds for every page: no script in the pages, words for every action, self-hosted files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from backend.console import actions, words
from tests.cast import Cast
from tests.console.conftest import Desk
from tests.console.page import Page
from tests.inspections.walk import Walk
from tests.stages import begins

BACKEND = Path(words.__file__).parents[1]
STATIC = BACKEND / "console/static"


@pytest.fixture
def every_page(desk: Desk, walk: Walk, cast: Cast) -> Iterator[Page]:
    paths = (
        *(
            "/sign-in",
            "/tasks",
            "/inspections",
            "/tasks/new",
            f"/tasks/new?subject_id={cast.subject}",
        ),
        *("/nowhere", f"/inspections/{walk.inspection}"),
    )
    return iter([Page(desk.ask(path), 404 if path == "/nowhere" else 200) for path in paths])


@begins("signed")
def test_pages_hold_no_script_and_load_nothing_from_elsewhere(every_page: Iterator[Page]) -> None:
    for page in every_page:
        for element in page.elements:
            handlers = [name for name in element.attributes if name.startswith(("on", "hx-on"))]
            assert handlers == []
            assert not (element.tag == "script" and element.text)
            source = element.attributes.get("src", "")
            assert source == "" or source.startswith("/")
            if element.tag == "link":
                assert element.attributes["href"].startswith("/static/")


@begins("signed")
def test_controls_have_names_and_ids_are_used_once(every_page: Iterator[Page]) -> None:
    for page in every_page:
        ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
        assert len(ids) == len(set(ids)), ids
        labelled = {e.attributes.get("for") for e in page.elements if e.tag == "label"}
        for e in page.elements:
            if e.tag not in ("input", "select", "textarea"):
                continue
            if e.attributes.get("type") in ("hidden", "checkbox", "radio"):
                continue
            assert "aria-label" in e.attributes or e.attributes.get("id") in labelled, e
        for e in page.elements:
            for described in e.attributes.get("aria-describedby", "").split():
                assert described in ids
        assert [e.tag for e in page.elements].count("h1") == 1
        live = [e for e in page.elements if e.attributes.get("id") == "live"]
        assert [e.attributes["aria-live"] for e in live] == ["polite"]


@begins("signed")
def test_what_pages_ask_for_is_there(app: Flask, every_page: Iterator[Page]) -> None:
    client = app.test_client()
    wanted = {
        e.attributes.get("src") or e.attributes["href"]
        for page in every_page
        for e in page.elements
        if e.tag in ("script", "link")
    }
    sprite = (STATIC / "icons.svg").read_text("utf-8")
    for address in wanted:
        with client.get(address) as answer:
            assert answer.status_code == 200, address
    templates = [p.read_text("utf-8") for p in BACKEND.glob("console/templates/console/**/*.html")]
    named = {n for text in templates for n in re.findall(r'ui\.icon\("(\w+)"', text)}
    named |= {icon for _, icon in {*words.TASK_CHIPS.values(), *words.INSPECTION_CHIPS.values()}}
    for name in named:
        assert f'id="{name}"' in sprite, name


def test_the_policy_allows_only_our_own(desk: Desk) -> None:
    policy = desk.ask("/tasks").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert '"allowEval": false' in desk.ask("/tasks").get_data(as_text=True)


def test_vendored_files_are_those_that_are_noted() -> None:
    noted = (STATIC / "vendor/README.md").read_text("utf-8")
    for path in STATIC.glob("vendor/*.js"):
        assert path.name in noted
        assert hashlib.sha256(path.read_bytes()).hexdigest() in noted
    assert (STATIC / "vendor/htmx-LICENSE").exists()


def test_every_audited_action_has_words() -> None:
    written = set()
    for path in BACKEND.glob("*/*.py"):
        for name in re.findall(r'audit\(\s*session, by, "([\w.]+)"', path.read_text("utf-8")):
            written.add(name)
    for name in re.findall(r'_act\("([\w.]+)"', (BACKEND / "inspections/commands.py").read_text()):
        written.add(name)
    told = {name for name in written if not name.startswith("session.")}
    assert told <= set(actions.ACTIONS)
    assert words.action("x.y") == ("其他操作 x.y", "idle")


def test_every_command_has_words(app: Flask) -> None:
    assert set(app.extensions["commands"]) <= set(actions.COMMANDS)


def test_an_unforeseen_error_is_a_page_with_its_number(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("backend.console.lists.tasks.listed", break_down)
    page = Page(desk.ask("/tasks"), 500)
    assert page["problem"].attributes["data-code"] == "internal-error"
    assert "secret" not in page.html
    part = desk.ask("/tasks", part=True)
    assert part.headers["HX-Retarget"] == "#notice"
