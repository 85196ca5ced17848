"""The fonts of the documents: 仿宋 for the body, a serif with rare characters behind it.

    python -m backend.documents.fonts        brings what is missing into var/fonts

FandolFang and FandolSong come from Debian's texlive-lang-chinese, Noto Serif CJK from
fonts-noto-cjk; the packages are fetched and unpacked, not installed, so that root is not needed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parents[2] / "var" / "fonts"
NOTO = ("NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc")
FANDOL = ("FandolFang-Regular.otf", "FandolSong-Bold.otf")
PACKAGES = {
    "texlive-lang-chinese": ("usr/share/texlive/texmf-dist/fonts/opentype/public/fandol", FANDOL),
    "fonts-noto-cjk": ("usr/share/fonts/opentype/noto", NOTO),
}
SYSTEM = Path("/usr/share/fonts/opentype/noto")
CHINESE_IN_NOTO = 2  # the collection's faces: JP, KR, SC, TC, HK


class FontsMissing(RuntimeError):
    """No font that can show Chinese; the message says what to do."""


def paths() -> list[Path]:
    """The font files there are, first to last in the order of use. Raises FontsMissing."""
    noto = [path for name in NOTO for path in (FOLDER / name, SYSTEM / name) if path.exists()]
    if not noto:
        raise FontsMissing("没有中文字体：运行 python -m backend.documents.fonts")
    return [FOLDER / name for name in FANDOL if (FOLDER / name).exists()] + noto


@cache
def characters() -> frozenset[int]:
    """All code points that the chain of fonts can show."""
    known: set[int] = set()
    for path in paths():
        number = CHINESE_IN_NOTO if path.suffix == ".ttc" else -1
        with TTFont(path, fontNumber=number, lazy=True) as font:
            known.update(font.getBestCmap())
    return frozenset(known)


def bring(package: str) -> None:
    """Fetch a Debian package and take its fonts. Raises FontsMissing with one line."""
    inside, names = PACKAGES[package]
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise FontsMissing(f"不是 Debian：请把 {'、'.join(names)} 放进 {FOLDER}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        _run(["apt-get", "download", "-q", package], folder, f"下载 {package}（{_SIZES[package]}）")
        found = next(Path(folder).glob("*.deb"))
        _run(["dpkg-deb", "-x", str(found), "out"], folder, f"解开 {package}")
        for name in names:
            unfinished = FOLDER / f"{name}.part"
            shutil.copyfile(Path(folder, "out", inside, name), unfinished)
            unfinished.replace(FOLDER / name)


_SIZES = {"texlive-lang-chinese": "49 MB", "fonts-noto-cjk": "56 MB"}


def _run(command: list[str], folder: str, what: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise FontsMissing(f"{what}没有成功：{said[-1] if said else '没有说明'}")


def main() -> int:
    """Bring what is missing. 0 when documents can be printed, without 仿宋 with a warning."""
    try:
        if not any((folder / NOTO[0]).exists() for folder in (FOLDER, SYSTEM)):
            bring("fonts-noto-cjk")
    except FontsMissing as error:
        print(f"文书字体：{error}；文书无法生成", file=sys.stderr)
        return 1
    try:
        if not all((FOLDER / name).exists() for name in FANDOL):
            bring("texlive-lang-chinese")
    except FontsMissing as error:
        print(f"文书字体：{error}；暂用宋体代替仿宋", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
