"""What an officer's thumb does, step by step, on the h5 pages."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, Page, expect

FAILED_ITEM = 15  # 超过保质期, whose evidence is two photos


class Officer:
    def __init__(self, page: Page, shots: Path, name: str) -> None:
        self.page, self.shots, self.name = page, shots, name
        self.count = 0

    def at(self, test_id: str) -> Locator:
        """Of the page in front: Taro keeps the ones below it in the document."""
        return self.page.locator(f'[data-testid="{test_id}"]:visible').last

    def tap(self, test_id: str) -> None:
        self.at(test_id).click()

    def sees(self, test_id: str, words: str | re.Pattern[str] = "") -> None:
        if words:
            expect(self.at(test_id)).to_contain_text(words)
        else:
            expect(self.at(test_id)).to_be_visible()

    def shot(self, what: str) -> None:
        self.count += 1
        self.page.wait_for_timeout(250)  # the 180 ms that a page part takes to come in
        self.page.screenshot(path=self.shots / f"{self.name}-{self.count:02d}-{what}.png")

    def killed_and_back(self) -> None:
        """The tab dies without a word and is opened again."""
        context, url = self.page.context, self.page.url
        self.page.close(run_before_unload=False)
        self.page = context.new_page()
        self.page.goto(url)

    def fill(self, test_id: str, words: str) -> None:
        self.at(test_id).locator("input, textarea").fill(words)

    def open_task(self, subject: str, tab: str = "") -> None:
        if tab:
            self.tap(f"tab-{tab}")
        self.page.locator('[data-testid="task-row"]:visible', has_text=subject).first.click()
        self.sees("task", subject)

    def accept(self) -> None:
        self.tap("accept")
        self.sees("arrive")

    def write(self) -> None:
        """Sign on the pad, three strokes."""
        self.sees("sign-canvas")
        box = self.at("sign-canvas").bounding_box()
        assert box
        for place in range(3):
            left, top = box["x"] + box["width"] * 0.3, box["y"] + 60 + place * 130
            self.page.mouse.move(left, top)
            self.page.mouse.down()
            for step in range(1, 9):
                self.page.mouse.move(left + step * 14, top + (40 if step % 2 else 0), steps=3)
            self.page.mouse.up()
        self.tap("sign-done")

    def type_code(self, code: str) -> None:
        for digit in code:
            self.tap(f"key-{digit}")

    def reads(self, test_id: str) -> str:
        """What a camera makes of the QR code on this screen."""
        self.sees(test_id)
        picture = Image.open(BytesIO(self.at(test_id).screenshot()))
        found = zxingcpp.read_barcodes(picture.convert("L"))
        [text] = [each.text for each in found if each.format == zxingcpp.BarcodeFormat.QRCode]
        return str(text)

    def scan(self, text: str, button: str) -> None:
        """The preview asks for what a camera would read."""
        self.page.once("dialog", lambda dialog: dialog.accept(text))
        self.tap(button)

    def photograph(self, *photos: FilePayload, button: str = "add-photo") -> None:
        taken = self.page.locator('[data-testid="photo"]:visible')
        for number, photo in enumerate(photos, taken.count() + 1):
            with self.page.expect_file_chooser() as chooser:
                self.tap(button)
            chooser.value.set_files(photo)
            expect(taken).to_have_count(number)

    def answer_all(self, items: int, fail: int = FAILED_ITEM) -> None:
        for place in range(1, items + 1):
            expect(
                self.page.get_by_text(f"第 {place} 项").locator("visible=true").last
            ).to_be_visible()
            if place == fail:
                self.find_fault()
            else:
                self.tap("answer-pass")
            if place < items:
                self.tap("next-item")

    def go_on_answering(self, items: int) -> None:
        """From wherever the form opened to its last item."""
        while True:
            place = int(re.findall(r"第 (\d+) 项", self.at("check").inner_text())[0])
            if place == FAILED_ITEM:
                self.find_fault()
            else:
                self.tap("answer-pass")
            if place == items:
                return
            self.tap("next-item")
            expect(self.at("check")).to_contain_text(f"第 {place + 1} 项")

    def find_fault(self) -> None:
        self.tap("answer-fail")
        self.shot("finding-empty")
        self.tap("typical-1")
        self.photograph(picture("全景"), picture("标签"))
        self.sees("photo-need", "够了")
        self.shot("finding")


def picture(words: str) -> FilePayload:
    image = Image.new("RGB", (1200, 900), (120, 140, 120 + len(words)))
    pen = ImageDraw.Draw(image)
    for place, letter in enumerate(words.encode()):
        pen.line([(letter * 4, 0), (place * 90, 900)], fill=(240, 240, 240), width=12)
    out = BytesIO()
    image.save(out, "JPEG", quality=90)
    return {"name": f"{words}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def send_out(page: Page) -> None:
    """The filled form of 派任务: why one must go there, and a reason where a rule warns."""
    page.get_by_test_id("off-site").fill("要看现场的人、物和设备")
    with page.expect_navigation():
        page.get_by_test_id("assign").click()
    if page.get_by_test_id("gates").count():
        for reason in page.locator("input[name^='reason-']").all():
            reason.fill("别的单位查的是另一件事")
        with page.expect_navigation():
            page.get_by_test_id("assign").click()
