"""A template file as plain data with the line of each place in it, and its mistakes in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_TYPES = {"object": "键和值", "array": "清单", "string": "文字", "integer": "整数"}

Path = tuple[str | int, ...]


class TemplateError(ValueError):
    """A mistake in a template file. Names file, line and key, in Chinese."""

    def __init__(self, file: str, line: int, key: str, what: str) -> None:
        super().__init__(f"{file} 第{line}行 “{key}”：{what}")
        self.file, self.line, self.key = file, line, key


@dataclass(frozen=True)
class Source:
    file: str
    lines: Mapping[Path, int]

    def error(self, path: Path, what: str) -> TemplateError:
        known = next(path[:n] for n in range(len(path), -1, -1) if path[:n] in self.lines)
        keys = [step for step in path if isinstance(step, str)]
        return TemplateError(self.file, self.lines[known], keys[-1] if keys else "全文", what)


def read(text: str, file: str) -> tuple[Any, Source]:
    """The file as plain data, and the line of each place in it."""
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1  # type: ignore[union-attr]
                raise TemplateError(file, line, f"*{event.anchor}", "不能用别名，请写全")
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise TemplateError(file, line, "全文", f"不是合格的 YAML：{error.problem}") from error
    lines: dict[Path, int] = {}
    if root is None:
        raise TemplateError(file, 1, "全文", "文件是空的")
    source = Source(file, lines)
    return _plain(root, (), source, lines), source


def _plain(node: yaml.Node, path: Path, source: Source, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, (*path, n), source, lines) for n, one in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        made: dict[str, Any] = {}
        for key, value in node.value:
            step = (*path, str(key.value))
            if step in lines:
                line = key.start_mark.line + 1
                raise TemplateError(source.file, line, key.value, f"与第{lines[step]}行重复")
            lines[step] = key.start_mark.line + 1
            made[str(key.value)] = _plain(value, step, source, lines)
        return made
    if node.tag == "tag:yaml.org,2002:int":
        return int(node.value)
    return str(node.value)


def in_words(mistake: ValidationError, source: Source) -> TemplateError:
    while mistake.context:
        mistake = max(mistake.context, key=lambda each: len(each.absolute_path))
    path, rule = tuple(mistake.absolute_path), mistake.validator
    wanted: Any = mistake.validator_value
    schema: Any = mistake.schema
    instance: Any = mistake.instance
    if rule == "additionalProperties":
        extra = [key for key in instance if key not in schema["properties"]]
        known = "、".join(schema["properties"])
        return source.error((*path, extra[0]), f"不认识这个键，可用：{known}")
    if rule == "required":
        lacking = [key for key in wanted if key not in instance]
        return source.error(path, f"缺少“{'”“'.join(lacking)}”")
    if rule == "dependentRequired":
        return source.error(path, "写了“每项”就要写“姓名”")
    said = {
        "type": f"应为{_TYPES.get(str(wanted), str(wanted))}",
        "enum": f"只能是{'、'.join(map(str, wanted)) if isinstance(wanted, list) else wanted}",
        "pattern": f"“{mistake.instance}”的写法不对",
        "minimum": f"不能小于 {wanted}",
        "maximum": f"不能大于 {wanted}",
    }
    return source.error(path, said.get(str(rule), "不能为空"))
