"""What can go wrong on the way to a platform. The slices that ask turn these into problems.

Plain exceptions: their texts carry the vendor's number and words, never a token, secret or code.
"""

from __future__ import annotations

TOKEN_STALE = frozenset({"40014", "40001", "42001"})
CODE_REJECTED = frozenset({"40078"})
NOT_IN_DIRECTORY = frozenset({"60121", "50002", "50004"})
BUSY = frozenset({"-1", "90002", "90018", "90020"})


class PlatformProblem(Exception):
    """`code` is the vendor's number as text, or a word of ours where the vendor gave none."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()


class PlatformUnavailable(PlatformProblem):
    """No answer, no readable answer, or too busy: the same call may succeed later."""


class CodeRejected(PlatformProblem):
    """The sign-in code was used, has expired or is of another kind: ask the phone for a new one."""


class NotInDirectory(PlatformProblem):
    """The platform knows no such person, or does not show them to this application."""


class PlatformRefused(PlatformProblem):
    """Every other refusal: keys, permissions, parameters. Trying again changes nothing."""


class TokenStale(PlatformRefused):
    """The application's token is not accepted. The client renews it once before it gives up."""


def problem_for(code: str, text: str) -> PlatformProblem:
    """The problem behind a vendor's number (oapi.dingtalk.com, 全局错误码)."""
    for codes, kind in (
        (TOKEN_STALE, TokenStale),
        (CODE_REJECTED, CodeRejected),
        (NOT_IN_DIRECTORY, NotInDirectory),
        (BUSY, PlatformUnavailable),
    ):
        if code in codes:
            return kind(code, text)
    return PlatformRefused(code, text)
