"""Conditions as people write them in sheets (`${CY01}='fail' and ${CY02}>5`), to JsonLogic and
back. Pure.

The language is the part of XLSForm's `relevant` that JsonLogic can say: and, or, not(…),
comparisons, + - *, selected(…). Whatever else stands there is told, never guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

TOKENS = re.compile(
    r"\s*(?:(?P<ref>\$\{\s*[^{}]+?\s*\})|(?P<text>'[^']*'|\"[^\"]*\"|‘[^’]*’|“[^”]*”)"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<operator><=|>=|!=|≠|≤|≥|=|<|>|\+|-|\*|\(|\)|,|，|（|）|\.)"
    r"|(?P<word>[A-Za-z][A-Za-z-]*|且|或|并且|或者|非))"
)
SAME = {"≠": "!=", "≤": "<=", "≥": ">=", "，": ",", "（": "(", "）": ")", "=": "=="}
WORDS = {"且": "and", "并且": "and", "或": "or", "或者": "or", "非": "not"}
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
FUNCTIONS = ("not", "selected", "true", "false")
LONGEST = 1000
DEEPEST = 20
OWN = {"var": "value"}  # `.`, the answer itself

Token = tuple[str, str]


class Untranslatable(ValueError):
    """Why, in words for whoever wrote it."""


def parse(text: str, codes: Mapping[str, str]) -> Any:
    """JsonLogic. `codes` give the item that a name stands for. Raises Untranslatable."""
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Untranslatable("条件的 JSON 读不懂") from error
    if len(text) > LONGEST:
        raise Untranslatable(f"条件超过 {LONGEST} 字")
    parser = _Parser(_tokens(text), codes)
    found = parser.either()
    if parser.rest:
        raise Untranslatable(f"“{parser.rest[0][1]}”往后读不懂")
    return found


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    while text[at:].strip():
        match = TOKENS.match(text, at)
        if match is None:
            raise Untranslatable(f"“{text[at:].strip()[:12]}”往后读不懂")
        kind = str(match.lastgroup)
        word = match[kind]
        found.append((kind, SAME.get(word, WORDS.get(word, word))))
        at = match.end()
    return found


class _Parser:
    """Down from `or` to a single value, each level by its own method."""

    def __init__(self, tokens: list[Token], codes: Mapping[str, str]) -> None:
        self.rest, self.codes, self.depth = tokens, codes, 0

    def either(self) -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Untranslatable("括号套得太深")
        found = self._several("or", lambda: self._several("and", self._compared))
        self.depth -= 1
        return found

    def _several(self, word: str, one: Callable[[], Any]) -> Any:
        parts = [one()]
        while self._took(word):
            parts.append(one())
        return parts[0] if len(parts) == 1 else {word: parts}

    def _compared(self) -> Any:
        left = self._sum()
        for each in COMPARISONS:
            if self._took(each):
                return _comparison(each, left, self._sum())
        return left

    def _sum(self) -> Any:
        found = self._product()
        while self.rest and self.rest[0][1] in "+-" and self.rest[0][0] == "operator":
            operator = self.rest.pop(0)[1]
            found = {operator: [found, self._product()]}
        return found

    def _product(self) -> Any:
        found = self._single()
        while self._took("*"):
            found = {"*": [found, self._single()]}
        return found

    def _single(self) -> Any:
        if not self.rest:
            raise Untranslatable("条件没有写完")
        kind, word = self.rest.pop(0)
        if kind == "ref":
            return {"var": f"answers.{self._code(word[2:-1].strip())}"}
        if kind == "text":
            return word[1:-1]
        if kind == "number":
            return _number(word)
        if word == ".":
            return dict(OWN)
        if word == "-":
            value = self._single()
            return -value if isinstance(value, int | float) else {"-": [value]}
        if word == "(":
            found = self.either()
            self._must(")")
            return found
        if word in FUNCTIONS:
            return self._function(word)
        raise Untranslatable(f"不支持“{word}”，请改用 and、or、not、= 等写法")

    def _function(self, name: str) -> Any:
        self._must("(")
        if name in ("true", "false"):
            self._must(")")
            return name == "true"
        given = [self.either()]
        while self._took(","):
            given.append(self.either())
        self._must(")")
        if name == "not" and len(given) == 1:
            return {"!": given}
        if name == "selected" and len(given) == 2:
            return {"in": [given[1], given[0]]}
        raise Untranslatable(f"{name}(…) 里的个数不对")

    def _code(self, name: str) -> str:
        if name not in self.codes:
            raise Untranslatable(f"没有编号或名称为“{name}”的项目")
        return self.codes[name]

    def _took(self, word: str) -> bool:
        if self.rest and self.rest[0][0] in ("operator", "word") and self.rest[0][1] == word:
            self.rest.pop(0)
            return True
        return False

    def _must(self, word: str) -> None:
        if not self._took(word):
            raise Untranslatable(f"少了“{word}”")


def _comparison(operator: str, left: Any, right: Any) -> Any:
    """Beside an empty text it asks whether there is an answer at all."""
    if right == "" and operator == "!=":
        return {"!!": [left]}
    if right == "" and operator == "==":
        return {"!": [left]}
    return {operator: [left, right]}


def _number(word: str) -> int | float:
    return float(word) if "." in word else int(word)


def render(logic: Any) -> str:
    """What people read and write; JSON where it cannot be said so, so that nothing is lost."""
    try:
        text = _said(logic)
        codes = {code: code for code in re.findall(r"\$\{([^{}]+)\}", text)}
        if parse(text, codes) == logic:
            return text
    except (TypeError, KeyError, ValueError):  # no such words for it
        pass
    return json.dumps(logic, ensure_ascii=False)


def _said(logic: Any, inner: bool = False) -> str:
    if isinstance(logic, bool):
        return "true()" if logic else "false()"
    if isinstance(logic, str):
        return f'"{logic}"' if "'" in logic else f"'{logic}'"
    if isinstance(logic, int | float):
        return str(logic)
    if not isinstance(logic, dict):
        raise TypeError
    ((name, given),) = logic.items()
    if name == "var":
        return "." if given == "value" else f"${{{given.removeprefix('answers.')}}}"
    if name in ("and", "or"):
        text = f" {name} ".join(_said(each, inner=True) for each in given)
        return f"({text})" if inner else text
    if name == "!!":
        return f"{_said(given[0], inner=True)} != ''"
    if name == "!":
        return f"not({_said(given[0])})" if "var" not in given[0] else f"{_said(given[0])} = ''"
    if name == "in":
        return f"selected({_said(given[1])}, {_said(given[0])})"
    left, right = given
    return f"{_said(left, inner=True)} {'=' if name == '==' else name} {_said(right, inner=True)}"


def choices_meant(logic: Any, options: Mapping[str, Mapping[str, str]]) -> Any:
    """Words of a choice beside its item become the value: ${CY01}='不符合' means 'fail'.

    `options` are value and words by the code of the item.
    """
    if isinstance(logic, list):
        return [choices_meant(each, options) for each in logic]
    if not isinstance(logic, dict) or len(logic) != 1:
        return logic
    ((name, given),) = logic.items()
    if not isinstance(given, list) or name not in ("==", "!=", "in") or len(given) != 2:
        return {name: choices_meant(given, options)}
    codes = [
        each["var"].removeprefix("answers.")
        for each in given
        if isinstance(each, dict) and isinstance(each.get("var"), str)
    ]
    if len(codes) != 1:
        return {name: [choices_meant(each, options) for each in given]}
    values = {words: value for value, words in options.get(codes[0], {}).items()}
    return {name: [values.get(each, each) if isinstance(each, str) else each for each in given]}
