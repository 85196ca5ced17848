"""Without a mouse: a checklist is written, and a file of businesses goes into the register."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from backend.subjects.identifiers import compose_uscc
from tests.e2e.conftest import PATIENCE_MS

MOST = 90  # stops from one control of a page to another
KNOWN = "统一社会信用代码,名称,住所,行政区划,联系电话"


class Keys:
    """A person at a desk whose hand never leaves the keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def focus(self) -> Locator:
        return self.page.locator("*:focus")

    def at(self, name: str) -> None:
        """The focus is there, and can be seen."""
        expect(self.focus).to_have_attribute("id", name)
        expect(self.focus).to_be_in_viewport()

    def reach(self, name: str, *, back: bool = False) -> None:
        """By Tab to what has this id or test id."""
        for _ in range(MOST):
            self.press("Shift+Tab" if back else "Tab")
            here = self.page.evaluate(
                "() => [document.activeElement.id, document.activeElement.dataset.testid]"
            )
            if name in here:
                return
        raise AssertionError(f"Tab never comes to {name}")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def write(self, name: str, text: str) -> None:
        self.reach(name)
        self.page.keyboard.insert_text(text)

    def go(self, name: str, *, back: bool = False) -> None:
        self.reach(name, back=back)
        self.press("Enter")

    def said(self, words: str) -> None:
        """What a reader is told."""
        expect(self.page.locator("#live")).to_have_text(words)


def test_a_checklist_is_written_ordered_and_put_right(
    console: Callable[..., Page], shots: Path
) -> None:
    keys = Keys(console("hechunyan"))
    keys.go("nav-checklists")
    keys.page.wait_for_url("**/checklists")
    keys.go("new-checklist")
    keys.page.wait_for_url("**/checklists/new")
    for name, text in (("title", "键盘写的表"), ("object", "小餐饮店"), ("source", "试写")):
        keys.write(name, text)
    keys.go("begin")
    keys.page.wait_for_url("**/edit")
    two_items(keys)
    order = keys.page.get_by_test_id("outline-item")
    keys.reach("step_item-BD02-up")
    keys.press("Enter")
    keys.said("BD02 现在是第 1 节第 1 项")
    keys.at("step_item-BD02-down")  # it is the first: there is no further up
    expect(order.first).to_contain_text("BD02")
    keys.go("undo", back=True)
    keys.said("已撤销：移动 BD02")
    keys.at("undo")
    expect(order.first).to_contain_text("BD01")
    what_is_wrong(keys)
    keys.page.screenshot(path=shots / "keys-editor.png")


def two_items(keys: Keys) -> None:
    """From what the form still lacks to its first item, and a second one."""
    keys.go("flaws-summary")
    keys.press("Escape")
    keys.at("flaws-summary")
    keys.press("Enter")
    keys.go("flaw-1")
    keys.at("add_item-0")
    for code in ("BD01", "BD02"):
        keys.press("Enter")
        keys.said(f"已加一项 {code}")
        keys.at("i-text")
        keys.page.keyboard.insert_text(f"要查的 {code}")
        keys.press("Tab")
        expect(keys.page.get_by_test_id("saved")).to_contain_text("已保存")
        keys.press("Escape")
        keys.at(f"look-{code}")
        if code == "BD01":
            keys.reach("add_item-0")
    keys.press("ArrowUp")
    keys.at("look-BD01")


def what_is_wrong(keys: Keys) -> None:
    """A flaw leads to its field; what cannot be read is told beside it."""
    keys.go("flaws-summary")
    flaw = keys.page.get_by_role("link", name="BD02 依据：还没有填")
    keys.go(flaw.get_attribute("id") or "")
    keys.at("i-basis")
    expect(keys.page.locator("#item")).to_have_attribute("data-code", "BD02")
    keys.write("i-score", "许多")
    keys.press("Tab")
    keys.said("有 1 处没有存：“许多”不是数字")
    score = keys.page.locator("#i-score")
    expect(score).to_have_attribute("aria-invalid", "true")
    expect(keys.page.locator("#score-wrong")).to_have_text("“许多”不是数字")


def test_a_file_is_imported_and_a_row_of_it_mended(
    console: Callable[..., Page], shots: Path, tmp_path: Path
) -> None:
    rows = [
        f"{compose_uscc('92', '330602', f'MAKB{n:04d}')},绍兴市越城区键盘店{n},绍兴市越城区"
        f"府山街道键盘路{n}号,越城区府山街道,{phone}"
        for n, phone in enumerate(("13800009001", "138", "13800009003"))
    ]
    file = tmp_path / "键盘.csv"
    file.write_text("\n".join([KNOWN, *rows]), "utf-8")
    keys = Keys(console("qianlixin"))
    keys.go("nav-imports")
    keys.page.wait_for_url("**/imports")
    keys.press("Tab")
    keys.press("Enter")  # past the menu
    keys.at("main")
    keys.go("new-import")
    keys.page.wait_for_url("**/imports/new")
    keys.write("source", "键盘登记库")
    keys.reach("file")
    with keys.page.expect_file_chooser(timeout=PATIENCE_MS) as chooser:
        keys.press("Space")
    chooser.value.set_files(file)
    keys.go("upload")
    keys.page.locator("[data-state=checked]").wait_for()
    keys.go("mend")
    keys.said("第 3 行还有 1 处")
    keys.at("cell-3-phone")
    keys.press("Control+a")
    keys.page.keyboard.insert_text("13800009002")
    keys.go("mend")
    keys.said("第 3 行已改好")
    keys.at("row-3")
    keys.page.screenshot(path=shots / "keys-import.png")
    keys.go("confirm", back=True)
    keys.page.locator("[data-state=done]").wait_for()
    expect(keys.page.get_by_test_id("counts")).to_have_text("新增 3")
