"""Thumbs and phones that misbehave: what the officer did is still there, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Request, expect

from tests.e2e.conftest import Api
from tests.e2e.officer import Officer, picture

FULL = """() => { const put = IDBObjectStore.prototype.put
  IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError') }
  window.makeRoom = () => { IDBObjectStore.prototype.put = put } }"""

Phone = Callable[..., Page]


def on_site(officer: Officer, api: Api, subject: str) -> str:
    """Checked in, with the checklist open. The id of the task."""
    officer.open_task(subject, tab="todo")
    officer.tap("arrive")
    officer.tap("check-in")
    officer.sees("checked-in")
    officer.tap("means-physical")
    officer.tap("show-credentials")
    officer.tap("avoidance-none")
    officer.sees("avoidance-answer")
    task = next(
        each["id"]
        for tab in ("todo", "active")
        for each in api.get(f"/tasks?tab={tab}")["items"]
        if each["subject"]["name"] == subject
    )
    officer.page.goto(officer.page.url.split("#")[0] + f"#/pages/check/index?task={task}")
    officer.sees("check")
    return str(task)


def twice(officer: Officer, test_id: str) -> None:
    officer.at(test_id).dblclick(delay=5)


def commands(page: Page) -> list[str]:
    """Fills with the kinds of what the phone sends, each command once."""
    kinds: dict[str, str] = {}
    said: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/sync/commands"):
            for each in json.loads(request.post_data or "[]"):
                if each["id"] not in kinds:
                    kinds[each["id"]] = each["kind"]
                    said.append(each["kind"])

    page.on("request", note)
    return said


def test_what_is_written_while_a_photo_is_taken_stays_and_so_does_the_photo(
    phone: Phone, shots: Path, api: Callable[[str], Api]
) -> None:
    xu, server = Officer(phone("xuzhigang"), shots, "late-photo"), api("xuzhigang")
    task = on_site(xu, server, "绍兴越景酒店管理有限公司")
    xu.tap("answer-fail")
    with xu.page.expect_file_chooser() as chooser:
        xu.tap("add-photo")
    xu.fill("facts", "二楼疏散通道堆了六箱酒")
    xu.tap("skip-item")
    expect(xu.at("check")).to_contain_text("第 2 项")
    xu.tap("answer-pass")
    chooser.value.set_files(picture("通道"))
    expect(xu.at("check")).to_contain_text("第 2 项")  # it does not jump back
    xu.tap("previous-item")
    expect(xu.page.locator('[data-testid="photo"]:visible')).to_have_count(1)
    expect(xu.at("facts").locator("textarea")).to_have_value("二楼疏散通道堆了六箱酒")
    xu.tap("skip-item")
    expect(xu.at("progress")).to_contain_text("2/")
    expect(xu.page.get_by_text("已送达").locator("visible=true")).to_be_visible()
    for _ in range(75):  # the photo's own command may be the last to arrive
        answers = list(server.get(f"/tasks/{task}")["inspection"]["answers"].values())
        findings = [each["finding"] for each in answers if each["value"] == "fail"]
        if findings[0]["photos"]:
            break
        xu.page.wait_for_timeout(200)
    assert [each["facts"] for each in findings] == ["二楼疏散通道堆了六箱酒"]
    assert [len(each["photos"]) for each in findings] == [1]
    assert [each["value"] for each in answers].count("pass") == 1


def test_a_full_phone_double_taps_and_paper_change_nothing_of_what_arrives(
    phone: Phone, shots: Path, api: Callable[[str], Api]
) -> None:
    jin, server = Officer(phone("jinguoping"), shots, "mishaps"), api("jinguoping")
    task = on_site(jin, server, "绍兴镜湖物业服务有限公司")
    said = commands(jin.page)
    jin.page.evaluate(FULL)
    jin.tap("answer-pass")
    jin.sees("toast", "手机存储已满")
    jin.shot("full")
    jin.page.evaluate("window.makeRoom()")
    items = jin.at("progress").inner_text().split("/")[1]
    jin.answer_all(int(items), fail=0)
    twice(jin, "to-conclude")
    jin.sees("conclusion")
    jin.fill("party-name", "傅国良")
    jin.tap("party-role-1")
    twice(jin, "conclude")
    on_paper(jin)
    jin.tap("to-finish")
    twice(jin, "submit")
    expect(jin.at("state")).to_contain_text("待复核", timeout=60_000)
    inspection: dict[str, Any] = server.get(f"/tasks/{task}")["inspection"]
    assert len(inspection["answers"]) == int(items)
    [record] = inspection["documents"]
    assert (record["mode"], record["printed"]) == ("paper", 1)
    for kind in ("inspection.conclude", "document.sign", "document.printed", "inspection.submit"):
        assert said.count(kind) == 1, said


def on_paper(officer: Officer) -> None:
    """Printed before anybody has signed, signed by hand, photographed."""
    officer.sees("papers")
    officer.tap("paper-path")
    officer.tap("paper-print")
    officer.tap("find-printer")
    officer.page.locator('[data-testid="printer-row"]:visible').first.click()
    officer.tap("print")
    expect(officer.at("print-done")).to_be_visible(timeout=60_000)
    officer.tap("back")
    officer.sees("paper-sheet")
    officer.photograph(picture("签好的"), button="paper-photo")
    officer.tap("paper-keep")
