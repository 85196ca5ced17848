"""A form with every type of question, answered on a small phone, and the console's view of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Dialog, Page, expect

from tests.e2e.conftest import Api, fetch
from tests.e2e.officer import Officer, picture, send_out
from tests.e2e.test_inspection import arrive, conclude, sign

FORM = "冷链食品经营检查表（题型示范）"


def assign(page: Page) -> str:
    page.get_by_test_id("nav-assign").first.click()
    page.locator("#q").press_sequentially("越城 面馆", delay=20)
    hit = page.get_by_test_id("hit").first
    subject = hit.locator("b").inner_text()
    hit.click()
    page.get_by_test_id("chosen-subject").wait_for()
    page.get_by_text(FORM).click()
    for officer in ("陈立群", "沈雨薇"):
        page.locator(f'input[name="officer_ids"][data-name="{officer}"]').check()
    send_out(page)
    expect(page.locator("h1")).to_contain_text(subject)
    return subject


def test_every_type_of_question(
    phone: Callable[..., Page],
    console: Callable[..., Page],
    shots: Path,
    api: Callable[[str], Api],
) -> None:
    desk = console("wangmin")
    subject = assign(desk)
    task = desk.url.split("?")[0].rsplit("/", 1)[-1]
    chen = Officer(phone("chenliqun", 360, 640), shots, "types")
    shen = Officer(phone("shenyuwei"), shots, "types-shen")
    chen.page.goto(f"{chen.page.url.split('#')[0]}#/pages/task/index?id={task}")
    chen.sees("task", subject)
    chen.accept()
    shen.page.goto(f"{shen.page.url.split('#')[0]}#/pages/task/index?id={task}")
    shen.tap("accept")
    arrive(chen, shen)
    chen.tap("begin-check")
    first_section(chen)
    storage(chen)
    ending(chen)
    chen.tap("overview")
    chen.sees("score", "得 17.5 分，应得 30 分，标化分 58.33；有重点项不符合，整体不合格")
    chen.shot("overview")
    chen.tap("sheet-close")
    chen.tap("to-conclude")
    chen.shot("conclusion")
    conclude(chen)
    for kind in ("record", "rectification_order"):
        sign(chen, kind)
    chen.tap("to-finish")
    chen.tap("submit")
    chen.sees("state", "待复核")
    inspection = api("chenliqun").get(f"/tasks/{task}")["inspection"]
    assert (inspection["missing"], inspection["flaws"]) == ([], [])
    assert inspection["answers"]["LL06"]["value"] == "-12.5"
    shown_at_the_desk(desk, inspection, shots)


def first_section(chen: Officer) -> None:
    chen.shot("single")
    chen.tap("option-both")
    chen.tap("next-item")
    chen.tap("option-cabinet")
    chen.tap("option-room")
    chen.shot("multi")
    chen.tap("next-item")
    number(chen, "1.5")
    chen.sees("number-wrong", "应填：0 到 500，整数")
    chen.shot("number-wrong")
    number(chen, "8")
    chen.tap("next-item")
    chen.tap("today")
    chen.shot("date")
    chen.tap("next-item")
    chen.page.once("dialog", lambda dialog: scanned(dialog))
    chen.tap("scan")
    expect(chen.at("scanned").locator("input")).to_have_value("https://example.invalid/t/1")
    chen.shot("scan")
    chen.tap("next-item")


def scanned(dialog: Dialog) -> None:
    dialog.accept("https://example.invalid/t/1")


def number(chen: Officer, text: str) -> None:
    chen.at("number").locator("input").fill(text)


def storage(chen: Officer) -> None:
    number(chen, "-12.5")
    chen.tap("typical-1")
    chen.photograph(picture("读数"))
    chen.shot("number-problem")
    chen.tap("next-item")
    chen.tap("answer-basic")
    chen.shot("grade3")
    chen.tap("next-item")
    chen.tap("answer-absent")
    chen.shot("national")
    chen.tap("next-item")
    chen.fill("cell-name", "虾仁")
    chen.fill("cell-count", "12")
    chen.shot("table")
    chen.tap("add-row")
    chen.fill("cell-name", "鸡排")
    chen.tap("row-head-2")
    chen.shot("table-closed")
    chen.tap("next-item")
    chen.tap("answer-no")
    chen.shot("yes-no")
    chen.tap("next-item")
    chen.photograph(picture("全景"), picture("货架"), button="answer-photo")
    chen.sees("photo-answer", "够了")
    chen.shot("photo")
    chen.tap("next-item")


def ending(chen: Officer) -> None:
    chen.fill("text", "门封条新换过。")
    chen.shot("text")
    chen.tap("next-item")
    chen.tap("locate")
    chen.sees("located", "纬度30.0012")
    chen.shot("location")
    chen.tap("next-item")
    chen.tap("sign-answer")
    chen.shot("sign-pad")
    chen.write()
    chen.sees("signed-image")
    chen.shot("signature")
    chen.tap("next-item")
    chen.tap("answer-pass")
    chen.shot("last")


def shown_at_the_desk(desk: Page, inspection: dict[str, Any], shots: Path) -> None:
    root = desk.url.split("/console")[0]
    desk.goto(f"{root}/console/inspections/{inspection['id']}")
    expect(desk.get_by_test_id("score")).to_contain_text("得 17.5 分，应得 30 分，标化分 58.33")
    for section in desk.get_by_test_id("section").all()[1:]:
        section.locator("summary").first.click()
    desk.screenshot(path=shots / "types-console.png", full_page=True)
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.screenshot(path=shots / "types-console-390.png", full_page=True)


def test_a_form_handed_over_by_the_editor_is_walked_without_a_session(
    opened: Callable[..., Any], address: str, shots: Path, api: Callable[[str], Api]
) -> None:
    listed = api("chenliqun").get("/checklists")["items"]
    form = next(each for each in listed if each["title"] == FORM)
    whole = api("chenliqun").get(f"/checklists/{form['id']}")
    page = opened(viewport={"width": 800, "height": 900}).new_page()
    page.goto(f"{address}/console/sign-in")
    page.evaluate(
        """([url, form]) => new Promise((ready) => {
            const frame = document.createElement('iframe')
            frame.width = 360; frame.height = 640
            addEventListener('message', ({data, source}) => {
              if (data.kind !== 'checklist-preview-ready') return
              const told = {kind: 'checklist-preview', form, current: 'LL07'}
              source.postMessage(told, location.origin)
              ready()
            })
            frame.src = url
            document.body.replaceChildren(frame)
        })""",
        [f"{address}/h5/index.html#/pages/check/index?preview=1", whole],
    )
    inside = page.frame_locator("iframe")
    expect(inside.get_by_test_id("question")).to_contain_text("库房整洁")
    inside.get_by_test_id("answer-basic").click()
    inside.get_by_test_id("next-item").click()
    expect(inside.get_by_test_id("question")).to_contain_text("温度记录")
    page.screenshot(path=shots / "preview.png")
    assert fetch(f"{address}/readyz")["worker"] == "ok"
