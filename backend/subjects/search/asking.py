"""From what an officer typed or scanned to what is looked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from backend.subjects.identifiers import Verdict, normalise, read_uscc
from backend.subjects.search.folding import fold

LONGEST = 64  # characters that anybody types
LONGEST_LINK = 1000  # of a licence, with the code anywhere in it
MOST_FRAGMENTS = 8

_USCC = re.compile(r"(?=([0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}))")
_CODE = re.compile(r"[0-9A-Z]{4,18}")
_PHONE = re.compile(r"(?:\+?86-?)?(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})")
_LETTERS = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True)
class Asked:
    """`uscc` where the whole code is in it, also inside a link; `code` where it may be the start of
    one; `phone` where it may be one; `fragments` folded, all of which must match."""

    uscc: str = ""
    code: str = ""
    phone: str = ""
    fragments: tuple[str, ...] = ()


def read(text: str) -> Asked:
    plain = normalise(text)
    if uscc := _uscc(plain) or _uscc(normalise(unquote(text))):
        return Asked(uscc=uscc)
    phone = _PHONE.fullmatch(plain)
    bare = plain.replace("-", "")
    return Asked(
        code=bare if _CODE.fullmatch(bare) and any(char.isdigit() for char in bare) else "",
        phone=phone[1].replace("-", "") if phone else "",
        fragments=fragments(text[:LONGEST]),
    )


def fragments(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for each in text.split() if (part := fold(each))))


def _uscc(plain: str) -> str:
    """The whole text, or what has the right check characters somewhere in it."""
    found = [match[1] for match in _USCC.finditer(plain)]
    right = (each for each in found if read_uscc(each).verdict is not Verdict.INVALID)
    return next(right, plain if plain in found else "")


def is_sound(fragment: str) -> bool:
    """Whether it may be initials, such as sxxy."""
    return bool(_LETTERS.fullmatch(fragment))
