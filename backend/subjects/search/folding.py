"""Names and words as they are compared: what differs only in writing becomes the same.

Full width becomes half, traditional simplified (character by character, so that places in the text
are kept), capitals small; blanks and punctuation go. Each character is looked up once and kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache

import opencc

from backend import organization
from backend.subjects.identifiers import HALF_WIDTH

PROVINCE = "330000"
# As these are read in names of businesses and places, where the dictionary reads another way first.
HEARD = {"行": "h", "长": "c", "乐": "l", "厦": "x", "重": "c", "都": "d", "朝": "c", "曾": "z"}


class _Folded(dict[int, "str | None"]):
    """For str.translate; None takes a character out."""

    def __missing__(self, code: int) -> str | None:
        char = chr(HALF_WIDTH.get(code, code))
        folded = _simplified().convert(char).lower() if char.isalnum() else None
        self[code] = char if folded and len(folded) != 1 else folded
        return self[code]


class _Heard(dict[int, str]):
    """The first letter of a character's sound; itself where it has none."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        letter = HEARD.get(char) or _first_letter(char)
        self[code] = letter if len(letter) == 1 else char
        return self[code]


_FOLDED = _Folded()
_HEARD = _Heard()


def _first_letter(char: str) -> str:
    """Read one by one, so the 50 MB of phrases stay where they are; and only where it is asked."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    return str(pinyin(char, style=Style.FIRST_LETTER)[0][0])


@cache
def _simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    return text.translate(_FOLDED)


def places(text: str, fragments: Iterable[str], heard: Iterable[range] = ()) -> list[list[int]]:
    """[start, end) in `text` of what the folded fragments match, in order, not overlapping; and of
    places in the folded text that are `heard`.
    """
    folded = fold(text)
    sounding = [each for each in heard if each]
    pieces = []
    for fragment in fragments:
        at = folded.find(fragment)
        while at >= 0:
            pieces.append((at, at + len(fragment) - 1))
            at = folded.find(fragment, at + len(fragment))
    if not (pieces or sounding):
        return []
    kept = [at for at, char in enumerate(text) if _FOLDED[ord(char)] is not None]
    marked = {kept[at] for each in sounding for at in each}
    for first, last in pieces:
        marked.update(range(kept[first], kept[last] + 1))
    found: list[list[int]] = []
    for at in sorted(marked):
        if found and found[-1][1] == at:
            found[-1][1] = at + 1
        else:
            found.append([at, at + 1])
    return found


def sounds(name: str, region_code: str) -> list[str]:
    """Initials of the folded name by which people ask for it: 绍兴市越城区鑫源餐饮店 is
    sxsycqxycyd, without the place xycyd, and with the city alone sxxycyd.
    """
    whole, begins, city = _parts(name, region_code)
    if not begins:
        return [whole]
    return list(dict.fromkeys([whole, whole[begins:], city + whole[begins:]]))


def heard(name: str, region_code: str, fragment: str) -> range:
    """Where in the folded name initials are heard; empty where they are not."""
    whole, begins, city = _parts(name, region_code)
    if whole.startswith(fragment):
        return range(len(fragment))
    if begins and whole.startswith(fragment, begins):
        return range(begins, begins + len(fragment))
    if begins and (city + whole[begins:]).startswith(fragment):
        return range(begins, begins + max(0, len(fragment) - len(city)))
    return range(0)


def _parts(name: str, region_code: str) -> tuple[str, int, str]:
    """All initials, where the name itself begins behind its place (0: there is no place), and the
    city's initials."""
    city, places_first = _places_first(region_code)
    match = places_first.match(name)
    begins = match.end() if match else 0
    return name.translate(_HEARD), begins if begins < len(name) else 0, city


@cache
def _places_first(region_code: str) -> tuple[str, re.Pattern[str]]:
    """The city's initials, and what names begin with before they come to themselves."""
    names = _region_names()
    codes = (PROVINCE, region_code[:4] + "00", region_code[:6], region_code)
    steps = [names[code] for code in dict.fromkeys(codes) if code in names]
    pattern = "".join(f"(?:{_long_or_short(fold(step))})?" for step in steps)
    city = fold(names.get(codes[1], ""))
    return city.removesuffix("市").translate(_HEARD), re.compile(pattern)


@cache
def _region_names() -> dict[str, str]:
    return {each["code"]: each["name"] for each in organization.regions()}


def _long_or_short(name: str) -> str:
    """越城区 or 越城, 府山街道 or 府山."""
    short = re.sub(r"(省|市|区|县|街道|镇|乡)$", "", name)
    return "|".join(re.escape(each) for each in (name, short) if len(each) > 1)
