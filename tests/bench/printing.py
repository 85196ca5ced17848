"""A slip with two signatures on every printer: bytes, time to build, time on paper.

    python -m tests.bench.printing

One JSON line a printer and document. The paper's time is that of the writes at the pace of the
profile. The bounds are those of 80 mm ESC/POS; what else the machine does is not held against it.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

from backend.printing import profiles, raster, segments
from backend.printing.profiles import Profile
from tests.printing import golden

TIMES = 30
BOUNDED = "escpos-80"
BOUNDS = {"bytes": 5000, "cpu_ms_p50": 20, "seconds": 6}


def measure(name: str, profile: Profile) -> dict[str, Any]:
    case = golden.load(golden.FOLDER / f"{name}.json")
    made = golden.commands(case, profile)  # fonts and codes are loaded
    taken, worked = list[float](), list[float]()
    for _ in range(TIMES if not profile.drawn else 5):
        started, work = time.perf_counter(), time.process_time()
        made = golden.commands(case, profile)
        segments.cut(made, profile.segment_bytes)
        taken.append(1000 * (time.perf_counter() - started))
        worked.append(1000 * (time.process_time() - work))
    size = sum(map(len, made))
    writes = -(-size // profile.chunk_bytes)
    return {
        "measure": "printing",
        "document": name,
        "profile": profile.id,
        "signatures": len(case["strokes"]),
        "bytes": size,
        "segments": len(segments.cut(made, profile.segment_bytes)),
        "ms_p50": round(statistics.median(taken), 1),
        "cpu_ms_p50": round(statistics.median(worked), 1),
        "seconds": round(writes * profile.interval_ms / 1000, 1),
    }


def main() -> int:
    raster.open_font(raster.CELL)
    missed = 0
    for name in ("notice", "record"):
        for profile in profiles.load().values():
            line = measure(name, profile)
            if profile.id == BOUNDED:
                over = [key for key, most in BOUNDS.items() if line[key] > most]
                line |= {"bounds": BOUNDS, "over": over}
                missed += len(over)
            print(json.dumps(line, ensure_ascii=False), flush=True)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
