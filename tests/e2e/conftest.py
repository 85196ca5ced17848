"""The whole product as `make demo` runs it, in Debian's Chromium: two phones and a console."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

PROJECT = Path(__file__).parents[2]
READY_SECONDS = 240  # the stories of the demo take half a minute on a quiet machine
PATIENCE_MS = 30_000  # for a machine that has other things to do
expect.set_options(timeout=PATIENCE_MS)
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the demo answers; it is stopped at the end and leaves nothing behind."""
    assert (PROJECT / "miniapp/dist/h5/index.html").exists(), "先构建 h5：.ci/prepare h5"
    folder, port = tmp_path_factory.mktemp("demo"), _free_pair()
    command = [sys.executable, "-m", "backend.demo.run", "--port", str(port)]
    log = (folder / "run.log").open("w")
    process = subprocess.Popen(
        [*command, "--folder", str(folder / "data")], cwd=PROJECT, stdout=log, stderr=log
    )
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", process, folder / "run.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _free_pair() -> int:
    """A port whose next one is free as well; the fake 钉钉 takes that."""
    for port in range(8420, 8480, 2):
        with socket.socket() as one, socket.socket() as two:
            try:
                one.bind(("127.0.0.1", port))
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise AssertionError("no two free ports")


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text("utf-8")
        try:
            ready = fetch(url)
            if (ready.get("worker"), ready.get("search")) == ("ok", "fresh"):
                return
        except (OSError, ValueError):
            pass
        time.sleep(0.2)
    raise AssertionError(log.read_text("utf-8"))


def fetch(url: str, data: Any = None) -> Any:
    body = json.dumps(data).encode() if data is not None else None
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        assert path, "没有 chromium：apt-get install chromium"
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


# An old phone reads what it keeps late: answers of its database come after so many milliseconds.
SLOW_STORAGE = """(() => {
  const given = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'onsuccess')
  const late = (told) => function (event) { setTimeout(() => told.call(this, event), %d) }
  const set = function (told) { given.set.call(this, told && late(told)) }
  Object.defineProperty(IDBRequest.prototype, 'onsuccess', { ...given, set })
})()"""

Opener = Callable[..., BrowserContext]
FAILED = pytest.StashKey[bool]()
OPEN = pytest.StashKey[list[BrowserContext]]()
SAID = pytest.StashKey[list[str]]()
MOST_SAID = 60


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, Any]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
        for page in [page for one in item.stash.get(OPEN, []) for page in one.pages]:
            report.sections.append((page.url, page.locator("body").inner_text()[-2_000:]))
        said = item.stash.get(SAID, [])
        report.sections.append(("what went wrong in the windows", "\n".join(said[-MOST_SAID:])))
    return report


def _listen(context: BrowserContext, said: list[str]) -> None:
    """What a window's console would show in red, and what was asked for in vain."""
    context.on("weberror", lambda wrong: said.append(f"thrown: {wrong.error}"))
    context.on(
        "console",
        lambda line: said.append(f"{line.type}: {line.text}") if line.type != "log" else None,
    )
    context.on("requestfailed", lambda lost: said.append(f"{lost.failure}: {lost.url}"))
    context.on(
        "response",
        lambda got: said.append(f"{got.status}: {got.url}") if got.status >= 400 else None,
    )


@pytest.fixture
def opened(
    browser: Browser, address: str, shots: Path, request: pytest.FixtureRequest
) -> Iterator[Opener]:
    """A browser window with storage of its own; any request that leaves the machine fails it."""
    contexts = request.node.stash[OPEN] = []
    said: list[str] = []
    request.node.stash[SAID] = said
    strangers: list[str] = []

    def open_(**options: Any) -> BrowserContext:
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", lambda request: _note(request.url, address, strangers))
        _listen(context, said)
        contexts.append(context)
        return context

    yield open_
    for number, context in enumerate(contexts):
        for page in context.pages if request.node.stash.get(FAILED, False) else []:
            page.screenshot(path=shots / f"failed-{request.node.name}-{number}.png")
        context.close()
    assert strangers == [], "a page asked another host"


def _note(url: str, address: str, strangers: list[str]) -> None:
    if not url.startswith((address, "data:", "blob:", "about:")):
        strangers.append(url)


@pytest.fixture
def phone(opened: Opener, address: str) -> Callable[..., Page]:
    """phone("chenliqun"): that officer's phone, signed in, on the inbox. `slow`: how many
    milliseconds late it reads what it keeps."""

    def open_(person: str, width: int = 390, height: int = 844, slow: int = 0) -> Page:
        context = opened(
            viewport={"width": width, "height": height},
            has_touch=True,
            is_mobile=True,
            geolocation={"latitude": 30.0012, "longitude": 120.5721, "accuracy": 12},
            permissions=["geolocation"],
        )
        if slow:
            context.add_init_script(SLOW_STORAGE % slow)
        page = context.new_page()
        page.goto(f"{address}/h5/index.html?phone={person}")
        return page

    return open_


@pytest.fixture
def console(opened: Opener, address: str) -> Callable[..., Page]:
    """console("wangmin"): the console, signed in as that person."""

    def open_(person: str, width: int = 1280, height: int = 800) -> Page:
        page = opened(viewport={"width": width, "height": height}).new_page()
        page.goto(f"{address}/console/")
        page.get_by_test_id(f"person-{person}").click()
        page.get_by_test_id("me").wait_for()
        return page

    return open_


class Api:
    """The product's API as one officer, beside the pages."""

    def __init__(self, address: str, person: str) -> None:
        self.address, self.device = address, f"e2e-{person}"
        code = fetch(f"{address}/demo/auth-code", {"person": person})["authCode"]
        given = {"platform": "dingtalk", "code": code, "device": self.device}
        self.token = fetch(f"{address}/api/v1/session", given)["token"]

    def original(self, path: str) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}", "X-Device": self.device}
        request = urllib.request.Request(f"{self.address}/api/v1{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            content: bytes = answer.read()
            return content

    def get(self, path: str) -> Any:
        return json.loads(self.original(path))

    def printed(self, person: str) -> tuple[dict[str, Any], bytes]:
        """What the simulated printer of that person's phone says, and its paper as PNG."""
        printer = f"{self.address}/demo/printer/{person}"
        with urllib.request.urlopen(f"{printer}/paper.png", timeout=10) as answer:
            return fetch(f"{printer}/status"), answer.read()


@pytest.fixture
def api(address: str) -> Callable[[str], Api]:
    return lambda person: Api(address, person)


@pytest.fixture
def shots() -> Path:
    """Where pictures go when SHOTS names a folder; else a folder that git does not see."""
    folder = Path(os.environ.get("SHOTS", PROJECT / "var/shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
