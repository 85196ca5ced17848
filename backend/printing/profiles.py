"""What a kind of printer can do. One JSON file each, read by the server and by the phone.

A new printer is a new file in profiles/, and no code: profile_schema.json says what stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

FOLDER = Path(__file__).parent / "profiles"
TEXT_CELL = 24  # dots of a Chinese character in a printer's own font


@cache
def _check() -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # 0.1 s, and only when printers are read

    text = Path(__file__).with_name("profile_schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


@dataclass(frozen=True)
class Profile:
    id: str
    title: str
    language: str
    dots: int
    columns: int
    dots_per_mm: int
    band_rows: int
    signature: Mapping[str, int]
    qr_module: int
    qr_native: bool
    ending: str
    segment_bytes: int
    chunk_bytes: int
    interval_ms: int
    devices: Sequence[str]
    status: Sequence[Mapping[str, Any]] = ()
    mode: str = "text"
    cell: int = TEXT_CELL
    font: str = ""
    page_rows: int = 0

    @property
    def drawn(self) -> bool:
        """Whether the whole page goes to the printer as dots."""
        return self.mode == "raster"

    @property
    def scale(self) -> int:
        """Dots of the printer for one of the layout, whose characters have 24."""
        return self.cell // TEXT_CELL

    @property
    def width(self) -> int:
        """Dots of the layout across."""
        return self.columns * TEXT_CELL // 2

    @property
    def margin(self) -> int:
        """Dots of the printer left blank on either side."""
        return (self.dots - self.width * self.scale) // 2 if self.drawn else 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@cache
def load(folder: Path = FOLDER) -> Mapping[str, Profile]:
    """Every profile by its id. Raises ValueError naming the file, the key and what is wrong."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        given = _read(path)
        wrong = [f"{path.name}：{words}" for words in _wrong(given, path.stem)]
        if wrong:
            raise ValueError("\n".join(wrong))
        found[path.stem] = Profile(**given)
    return found


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name}：不是 JSON（{error}）") from error


def _wrong(given: Any, stem: str) -> list[str]:
    return [_told(error) for error in _check().iter_errors(given)] or [
        f"{key}：{words}" for key, words in _unfit(Profile(**given), stem)
    ]


def _told(error: ValidationError) -> str:
    rule: Any = error.validator_value
    given: Any = error.instance
    under = ".".join(str(part) for part in error.absolute_path)
    if error.validator == "required":
        missing = next(each for each in rule if each not in given)
        return f"{_key(under, missing)}：必须写"
    if error.validator == "additionalProperties":
        known: Any = error.schema["properties"] if isinstance(error.schema, dict) else {}
        return f"{_key(under, min({*given} - {*known}))}：不认识的键"
    shown = "、".join(map(str, rule)) if isinstance(rule, list) else rule
    words = {
        "enum": f"只能是 {shown}",
        "type": f"应当是 {shown}",
        "minimum": f"不能小于 {shown}",
        "maximum": f"不能大于 {shown}",
    }.get(str(error.validator), f"不合要求（{error.validator} {shown}）")
    return f"{under or '整个文件'}：{words}，现在是 {json.dumps(given, ensure_ascii=False)}"


def _key(under: str, name: str) -> str:
    return f"{under}.{name}" if under else name


def _unfit(profile: Profile, stem: str) -> Iterator[tuple[str, str]]:
    """What each key allows, but not all of them together."""
    if profile.id != stem:
        yield "id", f"应当和文件名一样，是 {stem}"
    if profile.drawn:
        if profile.margin < 0:
            yield "columns", f"{profile.columns} 列乘半个 cell 比 dots 宽"
        if profile.qr_native:
            yield "qr_native", "整页按点打印的，二维码也是点，应当是 false"
    elif profile.cell != TEXT_CELL or profile.dots // (TEXT_CELL // 2) != profile.columns:
        yield "columns", "按文字打印的，每列 12 点：columns 应当是 dots 除以 12"
    if profile.signature["width"] > profile.width:
        yield "signature.width", "签名比纸面宽"
