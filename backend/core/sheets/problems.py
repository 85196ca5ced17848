from __future__ import annotations

from http import HTTPStatus

from backend.core.problems import Problem


class SheetWrong(Problem):
    """The file as a whole cannot be taken; `words` say what is wrong, where, and what to do."""

    code = "sheet-wrong"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{words}"

    def __init__(self, words: str) -> None:
        super().__init__(words=words)
        self.words = words
