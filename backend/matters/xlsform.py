"""A checklist as a workbook: in the columns people know, with XLSForm's names accepted, and back
without loss.

What cannot be taken over is told with its row and column; then nothing is taken over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from backend.checklists import options_of
from backend.core.sheets import Limits, Sheet, SheetWrong, damage, open_sheet, workbook
from backend.core.unseen import visible
from backend.matters import cells, editing, expressions
from backend.matters.editing import HEAD, Tree

LIMITS = Limits(file_bytes=5 * 1024 * 1024, unpacked_bytes=50 * 1024 * 1024, rows=2000, columns=60)
COLUMNS = {  # header and the other names it goes by, in lower case
    "section": ("章节", "分类", "类别", "检查类别", "大类", "group"),
    "matter": ("所属事项",),
    "code": ("编号", "序号", "项目编号", "name"),
    "text": (
        "检查内容",
        "检查事项",
        "检查项目",
        "检查项",
        "label",
        "label::chinese",
        "label::中文",
    ),
    "how": ("检查方法", "检查要领", "操作方法", "检查方法和要领", "hint", "guidance_hint"),
    "key": ("重点项", "重点", "关键项", "项类"),
    "basis": ("依据", "检查依据", "法律依据"),
    "answer": ("答案类型", "类型", "type"),
    "bounds": ("取值", "取值范围"),
    "options": ("选项",),
    "required": ("必填", "required"),
    "score": ("分值", "分数"),
    "points": ("选项得分",),
    "show_if": ("显示条件", "relevant"),
    "fails": ("算问题的答案", "不合格条件"),
    "typical": ("常见问题",),
    "measure": ("整改要求", "整改措施"),
    "photos": ("照片数", "照片"),
    "what": ("拍什么", "照片要求"),
    "dispositions": ("处置", "处置方式"),
    "deadline": ("整改期限", "期限"),
    "constraint": ("constraint",),
    "appearance": ("appearance",),
}
TOLD = {  # XLSForm's own that have no counterpart here
    "calculation": "不支持计算列，请删去或改写",
    "choice_filter": "不支持选项筛选，请拆成几项",
    "repeat_count": "不支持重复组，请改用“表格”",
}
IGNORED = {
    *("constraint_message", "required_message", "default", "read_only", "readonly"),
    *("media::image", "media::audio", "media::video", "instance_id", "parameters"),
}
HEAD_IN_WORDS = {"title": "名称", "field": "领域", "object": "适用对象", "source": "编制说明"}
MATTERS = "监管事项"  # their 目录编码, in the head
XLS_TYPES = {
    "integer": ("number", {"decimals": 0}),
    "decimal": ("number", {"decimals": 2}),
    "range": ("number", {"decimals": 0}),
    "text": ("text", {}),
    "date": ("date", {}),
    "image": ("photo", {"min": 1}),
    "barcode": ("scan", {}),
    "geopoint": ("location", {}),
}
UNASKED = {"start", "end", "today", "deviceid", "username", "phonenumber", "audit", "hidden"}
SET_SCALES = {
    frozenset(("yes", "no")): "yes_no_na",
    frozenset(("yes", "no", "na")): "yes_no_na",
    frozenset(("pass", "fail", "na")): "pass_fail_na",
    frozenset(("pass", "basic", "fail")): "grade3",
}
USUAL = "pass_fail_na"
BOUND = re.compile(r"\.\s*(>=|<=)\s*(-?\d+(?:\.\d+)?)")


@dataclass
class Reading:
    """What a workbook came to. With `wrong` ({row, column, words}) it is not taken over."""

    tree: Tree
    code: str = ""
    wrong: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def write(tree: Tree, code: str) -> bytes:
    """Every entry of the form: read again it is the same form."""
    headers = [COLUMNS[key][0] for key in WRITTEN]
    rows = [
        [cells_of(section, item)[key] for key in WRITTEN]
        for section in tree["sections"]
        for item in section["items"]
    ]
    head = [["编号", code], *([words, tree[key]] for key, words in HEAD_IN_WORDS.items())]
    head.append([MATTERS, "、".join(tree.get("matters", []))])
    return workbook("检查项", headers, rows, ("表头", ["栏目", "内容"], head))


WRITTEN = [key for key in COLUMNS if key not in ("constraint", "appearance")]


def cells_of(section: dict[str, Any], item: dict[str, Any]) -> dict[str, str]:
    answer, bounds, choices = cells.answer_cells(item["answer"])
    return {
        "section": section["title"],
        "matter": section.get("matter", ""),
        "code": item["code"],
        "text": item["text"],
        "how": item["how"],
        "key": "是" if item["key"] else "否",
        "basis": cells.lossless(cells.basis_text, cells.basis)(item["basis"]),
        "answer": answer,
        "bounds": bounds,
        "options": choices,
        "required": {None: "", True: "是", False: "否"}[item.get("required")],
        "score": str(item["score"]) if "score" in item else "",
        "points": cells.points_text(item["points"]) if "points" in item else "",
        "show_if": expressions.render(item["show_if"]) if "show_if" in item else "",
        "fails": _fails_text(item.get("fails", [])),
        "typical": cells.lossless("；".join, cells.lines)(item["typical"]),
        "measure": item["measure"],
        "photos": str(item["evidence"]["photos_on_fail"]),
        "what": cells.lossless("；".join, cells.lines)(item["evidence"]["what"]),
        "dispositions": cells.dispositions_text(item["dispositions"]),
        "deadline": cells.deadline_text(item["deadline"]),
    }


def _fails_text(fails: Any) -> str:
    return "；".join(fails) if isinstance(fails, list) else expressions.render(fails)


def read(stream: BinaryIO, filename: str) -> Reading:
    """Raises SheetWrong where the file as a whole cannot be taken."""
    excel = filename.lower().endswith(".xlsx")
    sheet = _first(stream, filename, ("检查项", "survey") if excel else ())
    reading = Reading({key: "" for key in HEAD} | {"sections": []}, notes=list(sheet.notes))
    _Rows(reading, sheet.headers, _choices(stream, filename) if excel else {}).take(_seen(sheet))
    if excel:
        _head(stream, filename, reading)
    if not editing.items(reading.tree) and not reading.wrong:
        raise SheetWrong("表里没有检查项，请核对列名，或者下载模板对照")
    return reading


def _first(stream: BinaryIO, filename: str, titles: tuple[str, ...]) -> Any:
    for title in titles:
        try:
            return open_sheet(stream, filename, limits=LIMITS, title=title)
        except SheetWrong as error:
            if "没有名为" not in error.words:
                raise
    return open_sheet(stream, filename, limits=LIMITS)


def _choices(stream: BinaryIO, filename: str) -> dict[str, list[dict[str, str]]]:
    try:
        sheet = open_sheet(stream, filename, limits=LIMITS, title="choices")
    except SheetWrong as error:
        if "没有名为" not in error.words:
            raise
        return {}
    names = [header.lower() for header in sheet.headers]
    label = next((each for each in names if each.startswith("label")), "")
    found: dict[str, list[dict[str, str]]] = {}
    for number, row in _seen(sheet):
        _refuse_damaged("choices", number, row)
        given = dict(zip(names, row, strict=False))
        one = {"value": given.get("name", ""), "label": given.get(label, "")}
        found.setdefault(given.get("list_name", given.get("list name", "")), []).append(one)
    return found


def _head(stream: BinaryIO, filename: str, reading: Reading) -> None:
    words = {each: key for key, each in HEAD_IN_WORDS.items()} | {"编号": "code", MATTERS: MATTERS}
    for title in ("表头", "settings"):
        try:
            sheet = open_sheet(stream, filename, limits=LIMITS, title=title)
        except SheetWrong as error:
            if "没有名为" not in error.words:
                raise
            continue
        rows = []
        for number, row in _seen(sheet):
            _refuse_damaged(title, number, row)
            rows.append(row)
        if title == "表头":
            given = {words.get(row[0], ""): row[1] for row in rows if len(row) > 1}
        else:
            first = dict(zip(sheet.headers, rows[0], strict=False)) if rows else {}
            given = {"title": first.get("form_title", "")}
        reading.code = given.get("code", "") or reading.code
        reading.tree.update({key: given[key] for key in HEAD if given.get(key)})
        if MATTERS in given:
            codes = dict.fromkeys(re.split(r"[、,，;；\s]+", given[MATTERS].strip()))
            reading.tree["matters"] = [code[:40] for code in codes if code]


def _seen(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """A form says what one reads."""
    return ((number, [*map(visible, row)]) for number, row in sheet.rows())


def _refuse_damaged(title: str, number: int, row: list[str]) -> None:
    """Of a sheet that only helps to read the first one."""
    for cell in row:
        if words := damage(cell):
            raise SheetWrong(f"工作表“{title}”第 {number} 行：{words}")


class _Rows:
    """Row by row into sections and items; conditions are read last, when every name is known."""

    def __init__(
        self, reading: Reading, headers: list[str], choices: dict[str, list[dict[str, str]]]
    ) -> None:
        self.reading, self.choices = reading, choices
        known = {name: key for key, names in COLUMNS.items() for name in names}
        self.keys = [self._key(header, known) for header in headers]
        self.headers = dict(zip(self.keys, headers, strict=False))
        self.groups: list[str] = []
        self.codes: dict[str, str] = {}
        self.conditions: list[tuple[int, str, dict[str, Any], str]] = []

    def _key(self, header: str, known: dict[str, str]) -> str:
        name = header.strip().lower()
        key = known.get(name) or ("text" if name.startswith("label") else "")
        if not key and name not in IGNORED and name not in TOLD:
            self.reading.notes.append(f"“{header}”这一列不认识，没有读")
        return key or f"? {name}"

    def take(self, rows: Iterator[tuple[int, list[str]]]) -> None:
        """Raises SheetWrong where nothing says what is checked, or too much does."""
        if "text" not in self.keys:
            names = "、".join(COLUMNS["text"][1:5])
            raise SheetWrong(f"没有“{COLUMNS['text'][0]}”这一列（也认{names}），请核对列名")
        for number, row in rows:
            given = dict(zip(self.keys, row, strict=False))
            damaged = {key: words for key, cell in given.items() if (words := damage(cell))}
            for key, words in damaged.items():
                self._wrong(number, key, words)
            if damaged:
                continue
            for name, words in TOLD.items():
                if given.get(f"? {name}"):
                    self._wrong(number, f"? {name}", words, name)
            if not self._grouped(number, given):
                self._item(number, given)
        options = {item["code"]: options_of(item) for item in self._readable()}
        for number, key, item, text in self.conditions:
            try:
                logic = expressions.parse(text, self.codes)
                item[key] = expressions.choices_meant(logic, options)
            except expressions.Untranslatable as error:
                self._wrong(number, key, str(error))

    def _readable(self) -> Iterator[dict[str, Any]]:
        """Items whose answer is one; what is wrong with the others is told already."""
        for item in editing.items(self.reading.tree):
            answer = item["answer"]
            if isinstance(answer, str) or isinstance(answer.get("options", []), list):
                yield item

    def _grouped(self, number: int, given: dict[str, str]) -> bool:
        """Rows of XLSForm that are no questions."""
        kind = given.get("answer", "").strip().lower().replace(" ", "_")
        if kind == "begin_group":
            self.groups.append(given.get("text") or given.get("code", ""))
        elif kind == "end_group":
            self.groups = self.groups[:-1]
        elif kind in ("begin_repeat", "end_repeat"):
            self._wrong(number, "answer", "不支持重复组，请改用“表格”")
        elif kind in ("calculate", "note", "acknowledge", "rank", "audio", "video", "file"):
            self._wrong(number, "answer", f"不支持 {kind}，请删去这一行或换成别的类型")
        else:
            return kind in UNASKED
        return True

    def _item(self, number: int, given: dict[str, str]) -> None:
        tree = self.reading.tree
        if len(editing.items(tree)) >= editing.MOST_ITEMS:
            raise SheetWrong(f"一张表最多 {editing.MOST_ITEMS} 项，这个文件里还有，请分成几张")
        name = given.get("code", "")
        code = name if re.fullmatch(r"([1-9][0-9]?-)?[A-Z]{2,4}[0-9]{2,3}", name) else ""
        try:
            code = code or editing.free_code(tree)
        except editing.CannotEdit as error:
            self._wrong(number, "code", str(error))
            return
        if code in self.codes.values():
            self._wrong(number, "code", f"编号 {code} 用了不止一次")
            return
        self.codes |= {code: code} | ({name: code} if name else {})
        item: dict[str, Any] = {"code": code, "text": given.get("text", "")}
        item |= {"how": given.get("how", ""), "measure": given.get("measure", "")}
        self._entries(number, given, item)
        for key in ("show_if", "fails"):
            text = given.get(key, "")
            if text and key not in item:
                self.conditions.append((number, key, item, text))
        self._section(given)["items"].append(item)

    def _entries(self, number: int, given: dict[str, str], item: dict[str, Any]) -> None:
        def entry(key: str, read: Callable[[str], Any], default: Any) -> Any:
            try:
                return read(given[key]) if given.get(key) else default
            except (ValueError, TypeError) as error:
                self._wrong(number, key, str(error))
                return default

        item["key"] = entry("key", cells.truth, False)
        item["basis"] = entry("basis", cells.basis, [])
        choices = entry("options", cells.options, [])
        item["answer"] = entry(
            "answer", lambda kind: self._answer(kind, given, choices), "pass_fail_na"
        )
        for key, read in (
            ("required", cells.truth),
            ("score", cells.number),
            ("points", cells.points),
        ):
            if given.get(key):
                item[key] = entry(key, read, None)
        item["typical"] = entry("typical", cells.lines, [])
        photos = entry("photos", lambda text: int(cells.number(text)), 0)
        item["evidence"] = {"photos_on_fail": photos, "what": entry("what", cells.lines, [])}
        item["dispositions"] = entry("dispositions", cells.dispositions, [])
        item["deadline"] = entry("deadline", cells.deadline, None)
        fails = given.get("fails", "")
        if fails and re.fullmatch(r"[A-Za-z0-9_\-；;\s]+", fails):
            item["fails"] = cells.lines(fails)

    def _answer(self, kind: str, given: dict[str, str], choices: list[dict[str, str]]) -> Any:
        word, _, rest = kind.strip().partition(" ")
        if word in ("select_one", "select_multiple"):
            options = self.choices.get(rest.strip().removesuffix(" or_other"), [])
            if not options:
                raise ValueError(f"choices 表里没有“{rest.strip()}”")
            scale = SET_SCALES.get(frozenset(each["value"] for each in options))
            if word == "select_one" and scale:
                return scale
            return {"type": "single" if word == "select_one" else "multi", "options": options}
        if word in XLS_TYPES and not rest:
            name, more = XLS_TYPES[word]
            if word == "image" and given.get("appearance") == "signature":
                return {"type": "signature"}
            return {"type": name} | more | self._constraint(name, given.get("constraint", ""))
        return cells.answer(kind, given.get("bounds", ""), choices)

    def _constraint(self, name: str, text: str) -> dict[str, Any]:
        if not text:
            return {}
        parts = [each.strip() for each in text.split(" and ")]
        matches = [BOUND.fullmatch(each) for each in parts]
        if name != "number" or not all(matches):
            raise ValueError(f"constraint“{text[:40]}”只支持数字的范围，如 . >= 0 and . <= 8")
        keys = {">=": "min", "<=": "max"}
        return {keys[each[1]]: cells.number(each[2]) for each in matches if each}

    def _section(self, given: dict[str, str]) -> dict[str, Any]:
        """Rows that name none go on in the one above, as cells below a title do."""
        sections = self.reading.tree["sections"]
        last = sections[-1] if sections else None
        title = given.get("section", "") or (self.groups[-1] if self.groups else "")
        if not title:
            title = last["title"] if last else "检查项目"
        matter = given.get("matter", "")
        if last is None or title != last["title"] or matter != last.get("matter", ""):
            last = {"title": title} | ({"matter": matter} if matter else {}) | {"items": []}
            sections.append(last)
        found: dict[str, Any] = last
        return found

    def _wrong(self, row: int, key: str, words: str, column: str = "") -> None:
        column = column or self.headers.get(key, COLUMNS.get(key, ("",))[0])
        self.reading.wrong.append({"row": row, "column": column, "words": words})
