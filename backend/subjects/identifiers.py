"""Numbers by which a subject is known, and their check characters. Pure.

统一社会信用代码 (GB 32100-2015), 组织机构代码 (GB 11714), 居民身份证号 (GB 11643-1999) and the
registration numbers of before 2015 (15 digits, ISO 7064 MOD 11,10). A reading never corrects what
was typed: it says what is wrong and, where one mistyped letter explains it, what may be meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import mul

USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_VALUES = {char: value for value, char in enumerate(USCC_CHARACTERS)}
USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
USCC = re.compile(f"[{USCC_CHARACTERS}]{{2}}[0-9]{{6}}[{USCC_CHARACTERS}]{{10}}")
ORGANISATION_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_VALUES = {char: value for value, char in enumerate(ORGANISATION_CHARACTERS)}
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# The same as tables of bytes: a sum over them takes a fifth of the time, for a million codes.
USCC_TABLE = bytes(USCC_VALUES.get(chr(byte), 0) for byte in range(256))
ORGANISATION_TABLE = bytes(ORGANISATION_VALUES.get(chr(byte), 0) for byte in range(256))
RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS = "10X98765432"
# The first two digits: provinces, 港澳台居民居住证 (81–83) and 外国人永久居留身份证 (9…).
RESIDENT_REGIONS = frozenset(
    str(first)
    for part in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for first in range(part[0], part[1] + 1)
)
# Codes that Fujian gave out in its trial carry another last character and are still in use.
TRIAL_REGION, TRIAL_SERIAL = "9135", "M000"
MISTYPED = str.maketrans({"O": "0", "I": "1", "S": "5", "Z": "2"})
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
BLANKS = dict.fromkeys(map(ord, " \t\r\n\v\f\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"))
BLANKS |= dict.fromkeys(range(0x2000, 0x2010))


class Verdict(StrEnum):
    VALID = "valid"
    WARN_LEGACY = "warn_legacy"  # real codes of old times; an admin accepts them with a reason
    INVALID = "invalid"


class Flaw(StrEnum):
    LENGTH = "length"
    CHARACTERS = "characters"
    REGION = "region"
    DATE = "date"
    ORGANISATION_CHECK = "organisation_check"
    CHECK = "check"


IN_WORDS = {
    Flaw.LENGTH: "位数不对",
    Flaw.CHARACTERS: "含有不会出现的字符",
    Flaw.REGION: "行政区划不对",
    Flaw.DATE: "出生日期不对",
    Flaw.ORGANISATION_CHECK: "主体标识码（组织机构代码）的校验位不对",
    Flaw.CHECK: "校验位不对",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` is the normalised number; `suggestion` what may have been meant, never applied."""

    value: str
    verdict: Verdict = Verdict.VALID
    flaw: Flaw | None = None
    suggestion: str | None = None

    @property
    def in_words(self) -> str:
        """What a form says beside the field; empty where nothing is wrong."""
        if self.verdict is Verdict.WARN_LEGACY:
            return "历史赋码，与现行规则不符，请核对后说明"
        said = IN_WORDS[self.flaw] if self.flaw else ""
        return f"{said}，是不是 {self.suggestion}" if self.suggestion else said


def normalise(text: str) -> str:
    """Half width, no blanks, upper case. Letters are never turned into digits."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return text.translate(HALF_WIDTH).translate(BLANKS).upper()


def read_uscc(text: str) -> Reading:
    """Both check characters, and the trial codes that warn."""
    value = normalise(text)
    if not USCC.fullmatch(value):
        if len(value) != 18:
            return _wrong(value, Flaw.LENGTH)
        if USCC_VALUES.keys() >= set(value):
            return _wrong(value, Flaw.REGION)
        return Reading(value, Verdict.INVALID, Flaw.CHARACTERS, _meant(value))
    if value[16] != organisation_check(value[8:16]):
        return _wrong(value, Flaw.ORGANISATION_CHECK)
    if value[17] != uscc_check(value[:17]):
        trial = value.startswith(TRIAL_REGION) and value[8:].startswith(TRIAL_SERIAL)
        return Reading(value, Verdict.WARN_LEGACY if trial else Verdict.INVALID, Flaw.CHECK)
    return Reading(value)


def read_organisation_code(text: str) -> Reading:
    """Nine characters, with or without the hyphen; `value` is without."""
    value = normalise(text).replace("-", "")
    if len(value) != 9:
        return _wrong(value, Flaw.LENGTH)
    if not ORGANISATION_VALUES.keys() >= set(value):
        return _wrong(value, Flaw.CHARACTERS)
    if value[8] != organisation_check(value[:8]):
        return _wrong(value, Flaw.ORGANISATION_CHECK)
    return Reading(value, Verdict.VALID)


def read_registration_number(text: str) -> Reading:
    """注册号 of before 2015: 6 digits of region, 8 of serial, 1 check."""
    value = normalise(text)
    if len(value) != 15:
        return _wrong(value, Flaw.LENGTH)
    if not _digits(value):
        return _wrong(value, Flaw.CHARACTERS)
    if value[14] != registration_check(value[:14]):
        return _wrong(value, Flaw.CHECK)
    return Reading(value, Verdict.VALID)


def read_resident_id(text: str, *, today: date) -> Reading:
    """A number of 15 digits (before October 1999) warns; its `value` is the one of 18."""
    value = normalise(text)
    if len(value) == 15 and _digits(value):
        first = value[:6] + "19" + value[6:]
        read = read_resident_id(first + resident_check(first), today=today)
        legacy = read.verdict is Verdict.VALID
        return Reading(read.value, Verdict.WARN_LEGACY) if legacy else _wrong(value, read.flaw)
    if len(value) != 18:
        return _wrong(value, Flaw.LENGTH)
    if not _digits(value[:17]) or value[17] not in RESIDENT_CHECKS:
        return _wrong(value, Flaw.CHARACTERS)
    if value[:2] not in RESIDENT_REGIONS and value[0] != "9":
        return _wrong(value, Flaw.REGION)
    born = _date(value[6:14])
    if born is None or born > today:
        return _wrong(value, Flaw.DATE)
    if value[17] != resident_check(value[:17]):
        return _wrong(value, Flaw.CHECK)
    return Reading(value, Verdict.VALID)


def uscc_check(first: str) -> str:
    """The 18th character for the first 17 (GB 32100-2015)."""
    total = sum(map(mul, first.encode().translate(USCC_TABLE), USCC_WEIGHTS))
    return USCC_CHARACTERS[-total % 31]


def organisation_check(serial: str) -> str:
    """The ninth character for the first eight (GB 11714); the 17th of a USCC."""
    total = sum(map(mul, serial.encode().translate(ORGANISATION_TABLE), ORGANISATION_WEIGHTS))
    return "0123456789X0"[11 - total % 11]


def registration_check(first: str) -> str:
    """The 15th digit for the first 14 (ISO 7064 MOD 11,10)."""
    product = 10
    for digit in first:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def resident_check(first: str) -> str:
    """The 18th character for the first 17 (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(first, RESIDENT_WEIGHTS, strict=True))
    return RESIDENT_CHECKS[total % 11]


def compose_uscc(kind: str, region: str, serial: str) -> str:
    """18 characters from 登记管理部门和机构类别 (2), 区划 (6) and an organisation's serial (8)."""
    first = kind + region + serial + organisation_check(serial)
    return first + uscc_check(first)


def _meant(value: str) -> str | None:
    meant = value.translate(MISTYPED)
    good = meant != value and read_uscc(meant).verdict is not Verdict.INVALID
    return meant if good else None


def _wrong(value: str, flaw: Flaw | None) -> Reading:
    return Reading(value, Verdict.INVALID, flaw)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _date(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None
