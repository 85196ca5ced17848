"""Reads the law copies in docs/laws. Pure: no database, no web; each copy is parsed once.

A copy is quoted only while its bytes have the SHA-256 that index.csv names, so that a slip of an
editor never becomes law. 款 are the paragraphs of an article, 项 belong to the paragraph before
them; both are counted in the copy and never guessed.
"""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "laws"
DIGITS = "零一二三四五六七八九"
CHINESE = "〇零一二三四五六七八九十百千"
NUMBER = rf"[{CHINESE}0-9]+"
HEADING = re.compile(rf"^第([{CHINESE}]+)条[ 　]+(?=\S)")
ITEM = re.compile(rf"^[（(]([{CHINESE}]+)[）)]")
CITATION = re.compile(
    rf"^第({NUMBER})条(?:第({NUMBER})款)?(?:第(?:[（(]({NUMBER})[）)]|({NUMBER}))项)?$"
)


class NotInCopy(LookupError):
    """The law, the version, the article, the paragraph or the item is not in docs/laws."""


class CopyChanged(ValueError):
    """The file is not the one that was read and entered in index.csv."""


@dataclass(frozen=True, slots=True)
class Law:
    """One copy. `complete` is False where the copy breaks off after its last article."""

    name: str
    title: str
    version: str
    articles: int
    complete: bool
    sha256: str
    file: str


@dataclass(frozen=True, slots=True)
class Article:
    """What a citation points at: the whole article, one 款 or one 项, in the words of the copy."""

    law: str
    title: str
    version: str
    article: str
    text: str
    sha256: str

    @property
    def citation(self) -> str:
        """《…》第…条 as documents print it."""
        return f"《{self.title}》{self.article}"


@dataclass(frozen=True, slots=True)
class Citation:
    article: int
    paragraph: int | None = None
    item: int | None = None

    def __str__(self) -> str:
        text = f"第{to_chinese(self.article)}条"
        text += f"第{to_chinese(self.paragraph)}款" if self.paragraph else ""
        return text + (f"第{to_chinese(self.item)}项" if self.item else "")


# An article is its paragraphs, each the lines of it: the paragraph itself, then its items.
Paragraphs = tuple[tuple[str, ...], ...]


def to_number(text: str) -> int:
    """一百五十四 -> 154; digits are taken as they are. Raises ValueError."""
    if text.isascii() and text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text.replace("〇", "零"):
        if char in DIGITS:
            digit = DIGITS.index(char)
        elif char in "十百千":
            total += (digit or 1) * 10 ** ("十百千".index(char) + 1)
            digit = 0
        else:
            raise ValueError(f"{text} is no number")
    if not 0 < total + digit < 10_000 or to_chinese(total + digit) != text.replace("〇", "零"):
        raise ValueError(f"{text} is no number")
    return total + digit


def to_chinese(number: int) -> str:
    """154 -> 一百五十四, as articles are counted. Raises ValueError outside 1…9999."""
    if not 0 < number < 10_000:
        raise ValueError(f"{number} cannot be written")
    text, gap = "", False
    for unit, power in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // power % 10
        if digit:
            text += ("零" if gap else "") + DIGITS[digit] + unit
        gap = digit == 0 and bool(text)
    return text.removeprefix("一") if 10 <= number < 20 else text


def parse_citation(text: str) -> Citation:
    """第五十五条第二款第（三）项, also with 第三项 or digits. Raises ValueError."""
    found = CITATION.match(text.replace(" ", ""))
    if found is None:
        raise ValueError(f"{text} is no citation")
    article, paragraph, bracketed, item = found.groups()
    item = bracketed or item
    return Citation(
        to_number(article),
        to_number(paragraph) if paragraph else None,
        to_number(item) if item else None,
    )


@cache
def laws() -> tuple[Law, ...]:
    """Every copy that index.csv lists, each checked against its hash. Raises CopyChanged."""
    with (FOLDER / "index.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_law(row) for row in csv.DictReader(file))


def law(name: str, version: str | None = None) -> Law:
    """The copy of that version, the newest without one. Raises NotInCopy."""
    found = [each for each in laws() if each.name == name and version in (None, each.version)]
    if not found:
        raise NotInCopy(f"《{name}》{version or ''}")
    return max(found, key=lambda each: each.version)


def article(
    law_name: str, citation: str, paragraph: int | None = None, version: str | None = None
) -> Article:
    """The cited text. `paragraph` narrows a citation that names the article alone.

    An item needs no 款 where the article lists items under one 款 only.
    Raises ValueError for what is no citation, NotInCopy for what the copy does not have.
    """
    cited = parse_citation(citation)
    if paragraph is not None:
        cited = Citation(cited.article, paragraph, cited.item)
    copy = law(law_name, version)
    text = _cut(_articles(copy).get(cited.article, ()), cited)
    if text is None:
        raise NotInCopy(f"《{law_name}》{copy.version} {cited}")
    return Article(copy.name, copy.title, copy.version, str(cited), text, copy.sha256)


def articles(law_name: str, version: str | None = None) -> list[Article]:
    """Every article of the copy in its order. Raises NotInCopy."""
    copy = law(law_name, version)
    return [
        article(law_name, f"第{to_chinese(number)}条", version=copy.version)
        for number in _articles(copy)
    ]


def search(words: str, most: int) -> tuple[list[Article], int]:
    """Articles in which every word stands, in the text or in the citation, and how many there are.

    The laws in the order of the index; words are parted by blanks.
    """
    wanted = words.split()
    found = [
        one
        for one in _all()
        if wanted and all(word in one.text or word in one.citation for word in wanted)
    ]
    return found[:most], len(found)


@cache
def _all() -> tuple[Article, ...]:
    newest = {copy.name: law(copy.name) for copy in laws()}
    return tuple(one for name in newest for one in articles(name))


def paragraphs(law_name: str, citation: str, version: str | None = None) -> list[list[str]]:
    """The 款 of an article, each as [its own line, its 项 …]. Raises ValueError, NotInCopy."""
    cited = parse_citation(citation)
    found = _articles(law(law_name, version)).get(cited.article)
    if found is None:
        raise NotInCopy(f"《{law_name}》{cited}")
    return [list(lines) for lines in found]


def _law(row: dict[str, str]) -> Law:
    data = _bytes(row["file"], row["sha256"])
    title = data.decode("utf-8").split("\n", 1)[0].removeprefix("# ").strip()
    return Law(
        name=row["law"],
        title=title,
        version=row["version"],
        articles=int(row["articles"]),
        complete=row["complete"] == "yes",
        sha256=row["sha256"],
        file=row["file"],
    )


def _bytes(file: str, sha256: str) -> bytes:
    data = (FOLDER / file).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise CopyChanged(file)
    return data


@cache
def _articles(copy: Law) -> dict[int, Paragraphs]:
    body = _bytes(copy.file, copy.sha256).decode("utf-8").split("<!-- INFO END -->", 1)[1]
    found: dict[int, list[list[str]]] = {}
    current: list[list[str]] | None = None
    for line in (each.strip() for each in body.splitlines()):
        heading = HEADING.match(line)
        if heading:
            current = found[to_number(heading[1])] = [[line[heading.end() :]]]
        elif line.startswith("#"):
            current = None
        elif line and current is not None:
            if ITEM.match(line):
                current[-1].append(line)
            else:
                current.append([line])
    return {number: tuple(map(tuple, lines)) for number, lines in found.items()}


def _cut(found: Paragraphs, cited: Citation) -> str | None:
    if cited.paragraph is not None:
        found = found[cited.paragraph - 1 : cited.paragraph]
    if not found:
        return None
    if cited.item is None:
        return "\n".join("\n".join(lines) for lines in found)
    items = [
        line
        for lines in found
        for line in lines[1:]
        if (mark := ITEM.match(line)) and to_number(mark[1]) == cited.item
    ]
    return items[0] if len(items) == 1 else None
