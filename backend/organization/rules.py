"""Who may go, with which certificate, and who must keep away. Pure.

The same questions are asked when a team is put together, when officers are drawn, and on site.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

THRESHOLDS = (90, 30, 7)  # days before a certificate ends at which people are told
NUMBER = re.compile(r"[\u4e00-\u9fff]?[0-9A-Z-]{6,20}")
RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
PHONE = re.compile(r"1[3-9][0-9]{9}")


class Held(Protocol):
    """What the rules look at in a certificate. An empty scope covers all of the agency's."""

    valid_from: date
    valid_to: date
    revoked_on: date | None
    matters: list[str]


class Span(Protocol):
    from_day: date
    to_day: date


H = TypeVar("H", bound=Held)
S = TypeVar("S", bound=Span)


class Standing(StrEnum):
    """How a certificate stands on a day."""

    VALID = "valid"
    SOON = "soon"
    EXPIRED = "expired"
    REVOKED = "revoked"
    EARLY = "early"
    NONE = "none"


IN_WORDS_OF_STANDING = {
    Standing.VALID: "有效",
    Standing.SOON: "快到期",
    Standing.EXPIRED: "已到期",
    Standing.REVOKED: "已注销",
    Standing.EARLY: "还没生效",
    Standing.NONE: "没有执法证",
}


class Declared(NamedTuple):
    """An officer's tie to a subject, as declared."""

    officer_id: uuid.UUID
    subject_id: uuid.UUID
    reason: str


def plain_number(text: str) -> str:
    """Half width, no blanks, upper case: as it is kept and looked up."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def plain_phone(text: str) -> str:
    """138 0000 0001, +86-138-0000-0001 and the like as eleven digits."""
    return plain_number(text).replace("-", "").removeprefix("+86")


def number_is_good(text: str) -> bool:
    """执法证号: no checksum is published, so only its characters and length are held to (待核)."""
    return NUMBER.fullmatch(text) is not None


def resident_number_is_good(text: str) -> bool:
    """18 digits of GB 11643-1999: a day of birth that there is, and the check of ISO 7064."""
    if not RESIDENT.fullmatch(text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    values = (10 if digit == "X" else int(digit) for digit in reversed(text))
    total = sum(value << place for place, value in enumerate(values))
    return total % 11 == 1


def phone_is_good(text: str) -> bool:
    return PHONE.fullmatch(text) is not None


def listed_in(text: str) -> list[str]:
    """Several entries of one cell or field, in their order, each once."""
    parts = text.replace("，", "、").replace(",", "、").replace("；", "、").split("、")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


class Work(NamedTuple):
    """What is to be inspected: a field, and its 监管事项 by code where they are told."""

    field: str
    matters: Sequence[str] = ()


ANY_WORK = Work("")


def reaches(scope: Collection[str], work: Work) -> bool:
    """Whether a scope names the field, or every one of the matters."""
    return work.field in scope or (bool(work.matters) and {*work.matters} <= {*scope})


def covers(scope: Collection[str], work: Work) -> bool:
    """The same of a scope that reaches everything where it names nothing."""
    return not scope or reaches(scope, work)


def is_valid(certificate: Held | None, on: date) -> bool:
    """Whether it may be shown on that day (行政处罚法 第五十五条)."""
    return (
        certificate is not None
        and certificate.valid_from <= on <= certificate.valid_to
        and (certificate.revoked_on is None or on < certificate.revoked_on)
    )


def best(certificates: Iterable[H], on: date, work: Work = ANY_WORK) -> H | None:
    """Of several the one to go with: valid on the day and for the field before any other, then the
    one that lasts longest. None when all there were are revoked."""
    standing = [each for each in certificates if each.revoked_on is None or on < each.revoked_on]
    return max(
        standing,
        key=lambda c: (is_valid(c, on) and covers(c.matters, work), is_valid(c, on), c.valid_to),
        default=None,
    )


def standing(certificate: Held | None, today: date) -> Standing:
    if certificate is None:
        return Standing.NONE
    if certificate.revoked_on is not None and certificate.revoked_on <= today:
        return Standing.REVOKED
    if certificate.valid_from > today:
        return Standing.EARLY
    if certificate.valid_to < today:
        return Standing.EXPIRED
    near = certificate.valid_to - today <= timedelta(days=THRESHOLDS[0])
    return Standing.SOON if near else Standing.VALID


def stage(valid_to: date, today: date) -> int | None:
    """The threshold that a certificate has come down to; None before the first, and once ended."""
    left = (valid_to - today).days
    return min((each for each in THRESHOLDS if 0 <= left <= each), default=None)


def is_renewed(certificate: H, all_held: Iterable[H]) -> bool:
    """Whether another one goes on where this one ends, for at least the same scope."""
    follows = certificate.valid_to + timedelta(days=1)
    return any(
        other.revoked_on is None
        and other.valid_from <= follows
        and other.valid_to > certificate.valid_to
        and (not other.matters or bool(certificate.matters))
        and (not other.matters or set(certificate.matters) <= set(other.matters))
        for other in all_held
        if other is not certificate
    )


def conflicted(
    declared: Iterable[Declared],
    officer_ids: Collection[uuid.UUID],
    subject_ids: Collection[uuid.UUID],
) -> dict[uuid.UUID, str]:
    """Who of these must keep away from the subject, and why (L4, 行政处罚法 第四十三条).

    `subject_ids` are the subject and whatever was merged into it: a tie outlasts a merge.
    """
    return {
        each.officer_id: each.reason
        for each in declared
        if each.officer_id in officer_ids and each.subject_id in subject_ids
    }


def away(leaves: Iterable[S], first: date, last: date) -> S | None:
    """The leave that takes all the days from first to last, so that no day is left to go on."""
    return next((each for each in leaves if each.from_day <= first and last <= each.to_day), None)


def overlaps(first: Span, from_day: date, to_day: date) -> bool:
    return first.from_day <= to_day and from_day <= first.to_day
