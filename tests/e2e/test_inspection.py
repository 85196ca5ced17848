from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from tests.e2e.conftest import Api
from tests.e2e.officer import Officer, send_out

Phone = Callable[..., Page]


def arrive(chen: Officer, shen: Officer) -> None:
    """From the open task to both officers being there and the questions asked."""
    chen.tap("arrive")
    chen.tap("check-in")
    chen.sees("checked-in", "到场")
    scan(chen, shen)
    chen.tap("means-physical")
    chen.tap("show-credentials")
    chen.tap("avoidance-none")
    chen.sees("begin-check")


def scan(chen: Officer, shen: Officer) -> None:
    """The first officer scans what the second one's phone has signed; she sees that it came."""
    shen.tap("confirm-presence")
    shen.sees("own-place", "随确认记下本人位置")
    shen.shot("own-qr")
    chen.shot("scan-first")
    chen.scan(shen.reads("own-qr"), "scan-presence")
    expect(chen.page.get_by_text("扫码已核验").locator("visible=true").last).to_be_visible()
    chen.sees("place", "离登记地址")
    shen.sees("presence-confirmed")
    shen.shot("scanned")
    shen.tap("back-to-task")
    shen.sees("task", "扫码核验")
    shen.shot("task-presence")


def confirm(chen: Officer, shen: Officer) -> None:
    """The second officer types on her own phone what the first one's shows."""
    type_presence(shen, presence_code(chen))


def presence_code(chen: Officer) -> str:
    return chen.at("presence-code").inner_text().replace(" ", "")


def type_presence(shen: Officer, code: str) -> None:
    shen.tap("confirm-presence")
    shen.tap("way-code")
    shen.type_code(code)
    shen.shot("presence")
    shen.tap("presence-submit")
    shen.sees("presence-confirmed")
    shen.shot("presence-confirmed")


def conclude(chen: Officer) -> None:
    chen.tap("finding-row")
    chen.tap("disposition-D2")
    chen.shot("disposition")
    chen.tap("finding-done")
    chen.fill("party-name", "孙小红")
    chen.tap("party-role-3")
    chen.shot("conclusion")
    chen.tap("conclude")


def sign(chen: Officer, kind: str, *, killed_after: str = "") -> None:
    chen.sees("papers")
    chen.shot(f"paper-{kind}")
    for who in ("sign-officer-1", "sign-officer-2", "sign-party"):
        chen.tap(who)
        chen.write()
        chen.sees("papers")  # the pad closes once the signature is kept
        if who == killed_after:
            chen.killed_and_back()
            chen.shot("back-after-signing")
    chen.shot(f"signed-{kind}")
    chen.tap("paper-done")


def test_one_inspection_from_the_assignment_to_the_printed_notice(
    phone: Phone, console: Callable[..., Page], shots: Path, api: Callable[[str], Api]
) -> None:
    subject = assign(console("wangmin"), shots)
    chen = Officer(phone("chenliqun"), shots, "chen")
    shen = Officer(phone("shenyuwei"), shots, "shen")
    chen.shot("inbox")
    chen.open_task(subject)
    chen.shot("task-pending")
    chen.accept()
    chen.shot("task")
    shen.killed_and_back()  # her inbox was read a moment before the acceptance
    shen.open_task(subject, tab="todo")
    shen.tap("accept")
    arrive(chen, shen)
    chen.shot("arrive-done")
    chen.tap("begin-check")
    chen.answer_all(24)
    chen.tap("to-conclude")
    conclude(chen)
    for kind in ("record", "rectification_order"):
        sign(chen, kind)
    chen.tap("to-finish")
    chen.shot("before-submit")
    chen.tap("submit")
    chen.sees("state", "待复核")
    chen.shot("submitted")
    chen.tap("print-rectification_order")
    chen.tap("find-printer")
    chen.page.locator('[data-testid="printer-row"]:visible').first.click()
    chen.tap("print")
    expect(chen.at("print-done")).to_be_visible(timeout=60_000)
    chen.shot("printed")
    check_what_the_server_has(api("chenliqun"), subject)


def assign(page: Page, shots: Path) -> str:
    """The section head finds the subject in the console and gives it to two officers."""
    page.get_by_test_id("nav-assign").first.click()
    page.locator("#q").press_sequentially("越城 小吃店", delay=20)
    hit = page.get_by_test_id("hit").nth(2)
    subject = hit.locator("b").inner_text()
    hit.click()
    page.get_by_test_id("chosen-subject").wait_for()
    page.get_by_text("餐饮服务食品安全检查表").click()
    for officer in ("陈立群", "沈雨薇"):
        page.locator(f'input[name="officer_ids"][data-name="{officer}"]').check()
    page.screenshot(path=shots / "console-assign.png", full_page=True)
    send_out(page)
    expect(page.locator("h1")).to_contain_text(subject)
    page.screenshot(path=shots / "console-task.png", full_page=True)
    return subject


def check_what_the_server_has(api: Api, subject: str) -> None:
    """The record through the API, the PDF's text, the printed bytes and their QR code."""
    row = next(
        each for each in api.get("/tasks?tab=review")["items"] if each["subject"]["name"] == subject
    )
    inspection = api.get(f"/tasks/{row['id']}")["inspection"]
    assert (inspection["state"], inspection["flaws"], inspection["missing"]) == ("review", [], [])
    seen = {each["how"]: each for each in inspection["presence"].values() if "how" in each}
    assert seen["signed"]["position"]["latitude"] == "30.001200"
    assert len(inspection["answers"]) == 24
    assert [each["kind"] for each in inspection["evidence"]].count("photo") == 2
    for each in inspection["evidence"]:
        content = api.original(f"/evidence/{each['sha256']}")
        assert hashlib.sha256(content).hexdigest() == each["sha256"]
    order = next(d for d in inspection["documents"] if d["kind"] == "rectification_order")
    assert order["printed"] == 1
    text = pdf_text(api.original(f"/documents/{order['id']}/pdf"))
    for words in (order["number"], subject, "演示无效", "孙小红"):
        assert words in text
    slip, paper = api.printed("chenliqun")
    assert slip["garbled"] == ""
    lines = "".join(slip["text"]).replace(" ", "")
    assert order["number"] in lines
    assert subject in lines
    read = zxingcpp.read_barcodes(Image.open(BytesIO(paper)).convert("L"))
    assert [each.text for each in read] == [order["verify_url"]]


def pdf_text(content: bytes) -> str:
    pages = PdfReader(BytesIO(content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_killed_and_cut_off_in_the_middle_it_goes_on_where_it_was(
    phone: Phone, shots: Path, api: Callable[[str], Api]
) -> None:
    subject = "绍兴市越城区鑫源餐饮店"
    chen = Officer(phone("chenliqun", 360, 640), shots, "small")
    shen = Officer(phone("shenyuwei"), shots, "other")
    chen.open_task(subject, tab="todo")
    shen.open_task(subject, tab="todo")
    chen.tap("arrive")
    chen.tap("check-in")
    chen.sees("checked-in")
    chen.killed_and_back()
    chen.sees("checked-in", "到场")
    confirm(chen, shen)
    chen.tap("means-electronic")
    chen.tap("show-credentials")
    chen.tap("avoidance-none")
    chen.tap("begin-check")
    for _ in range(9):
        chen.tap("answer-pass")
        chen.tap("next-item")
    chen.tap("answer-pass")
    chen.killed_and_back()
    chen.sees("check")
    context: BrowserContext = chen.page.context
    cut_off(context)
    chen.go_on_answering(24)
    chen.sees("unsent-bar")
    chen.shot("offline-check")
    chen.tap("to-conclude")
    conclude(chen)
    sign(chen, "record", killed_after="sign-officer-1")
    sign(chen, "rectification_order")
    chen.tap("to-finish")
    chen.tap("submit")
    chen.sees("go-home")  # kept on the phone
    chen.shot("offline-submitted")
    chen.killed_and_back()
    chen.shot("offline-back")
    context.unroute("**/api/v1/**")
    chen.killed_and_back()
    expect(chen.at("state")).to_contain_text("待复核", timeout=60_000)
    chen.shot("sent")
    row = next(
        each
        for each in api("chenliqun").get("/tasks?tab=review")["items"]
        if each["subject"]["name"] == subject
    )
    inspection = api("chenliqun").get(f"/tasks/{row['id']}")["inspection"]
    assert (inspection["missing"], inspection["flaws"]) == ([], [])
    assert {each["value"] for each in inspection["answers"].values()} == {"pass", "fail"}


def test_without_a_signal_and_without_the_partys_signature(
    phone: Phone, shots: Path, api: Callable[[str], Api]
) -> None:
    subject = "绍兴市越城区稽山幼儿园"
    wang = Officer(phone("wanghaifeng"), shots, "refusal")
    zhou = Officer(phone("zhouxiaolan"), shots, "zhou")
    wang.open_task(subject, tab="todo")
    zhou.open_task(subject, tab="todo")
    wang.sees("arrive")
    zhou.tap("confirm-presence")
    zhou.tap("way-code")
    cut_off(wang.page.context)
    wang.tap("arrive")
    wang.tap("check-in")
    wang.tap("presence-receipt")
    wang.type_code(zhou.at("own-code").inner_text().replace(" ", ""))
    wang.shot("receipt")
    wang.tap("receipt-confirm")
    wang.tap("means-physical")
    wang.tap("show-credentials")
    wang.tap("avoidance-none")
    wang.tap("begin-check")
    wang.answer_all(24, fail=0)
    wang.tap("to-conclude")
    wang.fill("party-name", "何园长")
    wang.tap("party-role-2")
    wang.tap("conclude")
    for who in ("sign-officer-1", "sign-officer-2"):
        wang.tap(who)
        wang.write()
        wang.sees("papers")
    wang.tap("refuse")
    wang.tap("refusal-state-1")
    wang.tap("refusal-reason-1")
    wang.shot("refusal")
    wang.tap("refusal-keep")
    wang.tap("paper-done")
    wang.tap("to-finish")
    wang.tap("submit")
    wang.sees("go-home")  # kept on the phone
    wang.sees("unsent-bar")
    wang.page.context.unroute("**/api/v1/**")
    wang.killed_and_back()
    expect(wang.at("state")).to_contain_text("待复核", timeout=60_000)
    officer = api("wanghaifeng")
    rows = officer.get("/tasks?tab=review")["items"]
    [row] = [each for each in rows if each["subject"]["name"] == subject][:1]  # the newest first
    inspection = officer.get(f"/tasks/{row['id']}")["inspection"]
    assert {each["state"] for each in inspection["presence"].values()} == {"confirmed"}
    assert [flaw["rule"] for flaw in inspection["flaws"]] == ["L7"]
    assert inspection["documents"][0]["signatures"][-1]["state"] == "refused"


def cut_off(context: BrowserContext) -> None:
    """The server is out of reach; the page itself was kept by the phone, as a mini-program is."""
    context.route("**/api/v1/**", lambda route: route.abort("internetdisconnected"))


@pytest.mark.parametrize("size", [(360, 640), (390, 844)])
def test_no_page_is_wider_than_the_phone(phone: Phone, shots: Path, size: tuple[int, int]) -> None:
    officer = Officer(phone("wanghaifeng", *size), shots, f"wide-{size[0]}")
    officer.sees("inbox")
    for tab in ("map", "search", "mine", "inbox"):
        officer.tap(f"tab-{tab}")
        officer.shot(tab)
        width = officer.page.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0]
