"""A page of the console as a test reads it: by data-testid."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from werkzeug.test import TestResponse

VOID = {"input", "img", "meta", "link", "br", "hr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)
    around: list[Element] = field(default_factory=list, repr=False)  # the outermost first

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())


class Page(HTMLParser):
    """`page["testid"]` is the first such element, `all` gives every one."""

    def __init__(self, answer: TestResponse, status: int = 200) -> None:
        super().__init__()
        self.html = answer.get_data(as_text=True)
        assert answer.status_code == status, self.html
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(self.html)
        assert not self._open, f"<{self._open[-1].tag}> is never closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(
            tag, {name: value or "" for name, value in attrs}, around=list(self._open)
        )
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, attributes, around=list(self._open)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop().tag == tag, f"</{tag}> closes another"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.parts.append(data)

    def __getitem__(self, testid: str) -> Element:
        return self.all(testid)[0]

    def __contains__(self, testid: str) -> bool:
        return bool(self.all(testid))

    def all(self, testid: str) -> list[Element]:
        return [each for each in self.elements if each.attributes.get("data-testid") == testid]

    def named(self, name: str) -> list[Element]:
        return [each for each in self.elements if each.attributes.get("name") == name]
