"""python -m backend.subjects.snapshot FILE --source NAME: a register's daily full snapshot.

Ten million rows are compared by their hashes, which the database keeps beside each subject; what
differs becomes an import of its own, so that it is applied in chunks while the system runs and can
be stopped and gone on with. A file that is cut off, or that has far fewer rows than the register
has of that source, is refused. The console does the same with what was delivered (comparing.py,
replacing.py).

The hash of a row is what this release of polars makes of it. After another release all rows differ
once; they are then compared by their values, found equal, and get the new hash.
"""

from __future__ import annotations

import argparse
import os
import sys
from binascii import unhexlify
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from flask import Flask
from numpy.typing import NDArray
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.core.jobs import enqueue
from backend.core.problems import Problem
from backend.core.records import audit
from backend.core.sheets import SheetWrong
from backend.imports import Import, Row, State, columns_of, go_on, new_key, stage
from backend.subjects import comparing, replacing
from backend.subjects.bulk import REMOVED
from backend.subjects.kinds import SNAPSHOT, SUBJECTS
from backend.subjects.models import Snapshot

FEWER = 0.05  # of the rows that are there: more missing ones need somebody's word
CODE, HASH = 18, 16  # characters
UNSAID = "f" * HASH  # a row of that source that was never compared
AT_ONCE = 200_000
SHOWN = 3
EXAMPLES = 5
LONGEST_HEAD = 64 * 1024  # of a file that has no lines, no more is read

Hashes = NDArray[np.uint64]


@dataclass(frozen=True)
class Difference:
    """Keys (hashed codes) of rows that are new and that are other, and codes that are gone."""

    rows: int
    before: int
    added: Hashes
    changed: Hashes
    gone: list[str]

    @property
    def written(self) -> Hashes:
        return np.concatenate([self.added, self.changed])

    @property
    def mass(self) -> bool:
        """Whether so many would go that somebody has to say why."""
        return len(self.gone) > self.before * FEWER


@dataclass(frozen=True)
class Prepared:
    """Lines that were staged, and a few of each kind to look at."""

    staged: str
    count: int
    columns: list[str]
    gone: list[str]
    examples: dict[str, list[Row]] = field(default_factory=lambda: {"added": [], "changed": []})


def compare(
    file: Path, source: str, *, confirm_fewer: bool = False, rows: int | None = None
) -> Difference:
    """`rows` is how many the source says that it sent. Raises SheetWrong."""
    _refuse_cut_off(file)
    with ThreadPoolExecutor(1) as beside, unit_of_work(writes=False) as session:
        reading = beside.submit(_of_file, file)  # neither holds Python up for long
        codes, there = _stored(session.connection(), source)
        keys, hashes = reading.result()
    if not len(keys):
        raise SheetWrong("表头下面没有内容，多半没有传完；一行都没有写入")
    if rows is not None and rows != len(keys):
        raise SheetWrong(f"来源说有 {rows:,} 行，文件里是 {len(keys):,} 行；一行都没有写入")
    active = there != int(REMOVED, 16)
    before = int(active.sum())
    if len(keys) < before * (1 - FEWER) and not confirm_fewer:
        raise SheetWrong(
            f"文件只有 {len(keys):,} 行，名录里这个来源有 {before:,} 行，少了 5% 以上，"
            "多半没有传完；核对后确实如此，再加 --confirm-fewer"
        )
    known = pl.Series(codes).hash().to_numpy() if len(codes) else np.empty(0, np.uint64)
    order = np.argsort(known)
    known, there = known[order], there[order]
    place = _places(known, keys)
    found = known[place] == keys if len(known) else np.zeros(len(keys), bool)
    same = found & (there[place] == hashes) if len(known) else found
    seen = np.zeros(len(known), bool)
    seen[place[found]] = True
    gone = [codes[int(each)] for each in order[~seen & active[order]]]
    return Difference(len(keys), before, keys[~found], keys[found & ~same], gone)


def _places(known: Hashes, keys: Hashes) -> NDArray[np.intp]:
    """Where each key stands or would stand among the known ones, which are in order. Asked in
    order too: ten million at random would miss the processor's cache each time."""
    order = np.argsort(keys)
    place = np.empty(len(keys), np.intp)
    place[order] = np.searchsorted(known, keys[order])
    place[place == len(known)] = 0
    return place


def _refuse_cut_off(file: Path) -> None:
    with file.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - 1))
        if size == 0 or stream.read(1) not in (b"\n", b"\r"):
            raise SheetWrong("文件最后一行没有结束，多半没有传完；一行都没有写入")


def _scan(file: Path) -> tuple[pl.LazyFrame, list[str]]:
    """The columns that the register knows, by their keys. Raises SheetWrong."""
    with file.open("rb") as stream:
        line = stream.readline(LONGEST_HEAD)
    try:
        head = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetWrong("表头不是 UTF-8 编码，请数据共享平台按 UTF-8 导出") from None
    headers = head.rstrip("\r\n").split(",")
    places, _ = columns_of(SUBJECTS, [each.strip('"') for each in headers])
    frame = pl.scan_csv(
        file,
        has_header=False,
        skip_rows=1,
        schema={f"c{place}": pl.String for place in range(len(headers))},
        low_memory=True,
    )
    keys = [key for _, key in places]
    if "uscc" not in keys:
        raise SheetWrong("快照里要有“统一社会信用代码”这一列")
    return frame.select(pl.col(f"c{place}").fill_null("").alias(key) for place, key in places), keys


def _of_file(file: Path) -> tuple[Hashes, Hashes]:
    """Hashed codes and hashes of rows. Raises SheetWrong for a broken row or a code twice."""
    frame, keys = _scan(file)
    hashed = frame.select(
        key=pl.col("uscc").hash(),
        row=_row_hash(keys),
        whole=pl.col("uscc").str.len_chars() == CODE,
    )
    try:
        found = hashed.collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        raise SheetWrong("文件中间有一行读不出来，多半损坏或被截断；一行都没有写入") from error
    if not found["whole"].all():
        at = int(found["whole"].arg_min() or 0) + 2
        raise SheetWrong(f"第 {at} 行的信用代码不是 18 位，列可能错位；一行都没有写入")
    if found["key"].n_unique() != len(found):
        twin = frame.filter(pl.col("uscc").is_duplicated()).head(SHOWN).collect()["uscc"]
        raise SheetWrong(f"同一个信用代码出现两次，如 {'、'.join(twin.unique())}；一行都没有写入")
    return found["key"].to_numpy(), found["row"].to_numpy()


def row_hashes(file: Path) -> Hashes:
    """Of every row, in the order of the file. Raises SheetWrong."""
    return _of_file(file)[1]


def _row_hash(keys: list[str]) -> pl.Expr:
    """Never one of the two that mean something else."""
    hashed = pl.concat_str(keys, separator="\x1f").hash()
    taken = pl.lit([int(REMOVED, 16), int(UNSAID, 16)], pl.List(pl.UInt64))
    return pl.when(hashed.is_in(taken)).then(pl.lit(1, pl.UInt64)).otherwise(hashed)


def _stored(connection: Connection, source: str) -> tuple[pl.Series, Hashes]:
    """Codes and row hashes of that source, read as long texts of fixed width: a row of Python
    for each of ten million would take longer than all the rest."""
    codes: list[pl.Series] = []
    hashes: list[Hashes] = []
    for text in _texts(connection, source):
        rows = np.frombuffer(text.encode(), f"S{CODE + HASH}").view(np.uint8)
        rows = rows.reshape(-1, CODE + HASH)
        code = np.ascontiguousarray(rows[:, :CODE]).view(f"S{CODE}").ravel()
        codes.append(pl.Series(code).cast(pl.String))
        digits = unhexlify(rows[:, CODE:].tobytes())
        hashes.append(np.frombuffer(digits, ">u8").astype(np.uint64))
    if not codes:
        return pl.Series([], dtype=pl.String), np.empty(0, np.uint64)
    return pl.concat(codes), np.concatenate(hashes)


def _texts(connection: Connection, source: str) -> Iterator[str]:
    """Of AT_ONCE rows each, in the order of the codes."""
    joined = "group_concat(t, '')" if connection.dialect.name == "sqlite" else "string_agg(t, '')"
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    after = ""
    while True:
        text, after = connection.exec_driver_sql(
            f"SELECT {joined}, max(uscc) FROM (SELECT uscc, uscc || coalesce(row_hash, '{UNSAID}')"
            f" AS t FROM subject WHERE source = {mark} AND uscc > {mark}"
            f" AND length(uscc) = {CODE}"
            f" ORDER BY uscc LIMIT {AT_ONCE}) AS part",
            (source, after),
        ).one()
        if text is None:
            return
        yield text


def prepare(
    file: Path,
    difference: Difference,
    key_sealed: str,
    part: int,
    beat: Callable[[], None] = lambda: None,
) -> Prepared:
    """Stage what differs; `beat` is called now and then. Raises SheetWrong."""
    frame, keys = _scan(file)
    gone = difference.gone[:EXAMPLES]
    draft = Prepared("", 0, [*keys, "row_hash", "gone"], gone)
    wanted = {int(key): "added" for key in difference.added[:EXAMPLES]}
    wanted |= {int(key): "changed" for key in difference.changed[:EXAMPLES]}
    lines = _lines(frame, keys, difference, wanted, draft.examples, beat)
    staged, count = stage(lines, key_sealed, part)
    return replace(draft, staged=staged, count=count)


def _lines(
    frame: pl.LazyFrame,
    keys: list[str],
    difference: Difference,
    wanted: dict[int, str],
    examples: dict[str, list[Row]],
    beat: Callable[[], None],
) -> Iterator[Any]:
    """What is to be written, then what is gone; numbered as in the file. Those `wanted` as
    `examples` are kept on the way."""
    written = pl.DataFrame({"key": difference.written})
    rows = (
        frame.with_row_index("number", offset=2)
        .with_columns(key=pl.col("uscc").hash(), row=_row_hash(keys))
        .join(written.lazy(), on="key", how="semi")
    )
    number = 1
    for part in rows.collect_batches(chunk_size=50_000, maintain_order=True):
        beat()
        for number, *cells, key, row in part.select("number", *keys, "key", "row").iter_rows():
            if key in wanted:
                examples[wanted[key]].append(dict(zip(keys, cells, strict=True)))
            yield number, "", [*cells, f"{row:016x}", ""]
    blank = [""] * (len(keys) - 1)
    place = keys.index("uscc")
    for behind, code in enumerate(difference.gone, difference.rows + 2):
        yield behind, "", [*blank[:place], code, *blank[place:], "", "1"]


def begin(
    file: Path, source: str, *, confirm_fewer: bool = False, rows: int | None = None
) -> Import:
    """Compare, and stage what differs as an import that was confirmed. Raises SheetWrong,
    SourceBusy."""
    there = _mark(file)
    difference = compare(file, source, confirm_fewer=confirm_fewer, rows=rows)
    key = new_key()
    prepared = prepare(file, difference, key, 1)
    if _mark(file) != there:
        raise SheetWrong(comparing.NOT_AGAIN)
    return perform(_add, file.name, there, source, rows, key, difference, prepared)


def _mark(file: Path) -> tuple[int, int]:
    """Size and last change: what tells a file from a later one."""
    there = file.stat()
    return there.st_size, there.st_mtime_ns


def _add(
    session: Session,
    filename: str,
    mark: tuple[int, int],
    source: str,
    promised: int | None,
    key_sealed: str,
    difference: Difference,
    prepared: Prepared,
) -> Import:
    size, changed_ns = mark
    before = replacing.newest(session, source)
    found = Import(
        kind=SNAPSHOT.name,
        state=State.CONFIRMED,
        by_name="系统",
        caller={},
        source=source,
        filename=filename,
        size=size,
        sha256=prepared.staged,
        key_sealed=key_sealed,
        staged=prepared.staged,
        headers=[],
        columns=prepared.columns,
        notes=[],
        row_count=prepared.count,
        counts={},
        confirmed_at=clock.now(),
    )
    session.add(found)
    session.flush()
    session.add(Snapshot(import_id=found.id, changed_ns=changed_ns, promised=promised, examples={}))
    session.flush()
    replacing.take_over(session, found, before)
    comparing.tell(session, import_id=found.id, difference=difference, prepared=prepared)
    facts = {"source": source, "rows": prepared.count}
    audit(session, None, "import.snapshot", "subjects", found.id, **facts)
    enqueue(session, "import.apply", import_id=str(found.id))
    return found


def run(
    app: Flask,
    file: Path,
    source: str,
    *,
    confirm_fewer: bool = False,
    rows: int | None = None,
) -> dict[str, Any]:
    """To the end, in this process; a worker that helps does no harm. Raises SheetWrong."""
    with app.app_context():
        begun = begin(file, source, confirm_fewer=confirm_fewer, rows=rows)
        while True:
            go_on(str(begun.id))
            with unit_of_work(writes=False) as session:
                found = session.get_one(Import, begun.id)
            if found.state not in (State.CONFIRMED, State.APPLYING):
                return {"行": found.row_count, **found.counts, "没有写入": found.wrong}


def main() -> None:
    from wsgi import app

    parser = argparse.ArgumentParser(prog="python -m backend.subjects.snapshot")
    parser.add_argument("file", type=Path)
    parser.add_argument("--source", required=True, help="来源的名称，每天相同")
    parser.add_argument("--confirm-fewer", action="store_true", help="比名录少 5%% 以上也照办")
    parser.add_argument("--rows", type=int, help="来源说有多少行，不符就不做")
    asked = parser.parse_args()
    try:
        counts = run(
            app,
            asked.file,
            asked.source,
            confirm_fewer=asked.confirm_fewer,
            rows=asked.rows,
        )
    except Problem as wrong:
        raise SystemExit(f"停：{wrong.body()['title']}") from wrong
    print("，".join(f"{word} {count:,}" for word, count in counts.items()), file=sys.stderr)


if __name__ == "__main__":
    main()
