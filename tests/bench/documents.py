"""How long a document takes to become a PDF. Run by hand, on a machine that does nothing else.

    python -m tests.bench.documents [--runs 200] [--stack 500]

Warm: one compiler, as a worker keeps it. Sealing is not in the figure. The second line counts two
workers at once, each with a compiler of its own; the third is a stack of notices as one file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

from backend.documents import pdf, samples
from backend.documents.blocks import render
from backend.documents.templates import load

AT = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)
KINDS = ("record", "rectification_order", "on_spot_penalty", "service_receipt")
CORES = 2


def papers(count: int) -> list[tuple[list[dict[str, Any]], str]]:
    """Documents that differ, so that nothing is only looked up."""
    programs = load()
    made = []
    for place in range(count):
        program = programs[KINDS[place % len(KINDS)]]
        data = samples.data(program) | {"number": f"越市监检录〔2026〕{place + 1}号"}
        sha256 = hashlib.sha256(json.dumps(data).encode()).hexdigest()
        made.append((render(program, data), sha256))
    return made


def times(count: int) -> list[float]:
    """Milliseconds of each; the first two of the process are not counted."""
    found = []
    for blocks, sha256 in papers(count + 2):
        began = perf_counter()
        pdf.render(blocks, images={}, demo=True, data_sha256=sha256, at=AT)
        found.append((perf_counter() - began) * 1000)
    return sorted(found[2:])


def notices(count: int) -> list[tuple[list[dict[str, Any]], str]]:
    program = load()["inspection_notice"]
    made = []
    for place in range(count):
        data = samples.data(program) | {"number": f"越市监检通〔2026〕{place + 1}号"}
        made.append((render(program, data), f"{place:064x}"))
    return made


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--stack", type=int, default=500)
    asked = parser.parse_args()
    found = times(asked.runs)
    p50, p99 = found[len(found) // 2], found[int(len(found) * 0.99)]
    print(f"warm: p50 {p50:.1f} ms, p99 {p99:.1f} ms ({asked.runs} runs)")
    with ProcessPoolExecutor(CORES, get_context("spawn")) as pool:  # typst's threads do not fork
        [*pool.map(times, [2] * CORES)]
        began = perf_counter()
        done = sum(map(len, pool.map(times, [asked.runs] * CORES)))
    print(f"{CORES} workers: {done / (perf_counter() - began):.0f} PDFs a second")
    stack = notices(asked.stack)
    began = perf_counter()
    content = pdf.render_many(stack, demo=True, at=AT)
    spent = perf_counter() - began
    print(f"{asked.stack} notices as one file: {spent:.1f} s, {len(content) / 1e6:.1f} MB")
    print(f"load average {Path('/proc/loadavg').read_text().split()[0]}")


if __name__ == "__main__":
    main()
