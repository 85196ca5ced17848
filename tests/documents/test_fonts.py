from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from backend.documents import fonts

FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"


class Debian:
    """apt-get and dpkg-deb that work on files, or say what went wrong."""

    def __init__(self, trouble: str = "") -> None:
        self.trouble, self.calls = trouble, list[list[str]]()

    def __call__(self, command: list[str], cwd: str, **_: Any) -> subprocess.CompletedProcess[str]:
        self.calls.append(command)
        if self.trouble:
            return subprocess.CompletedProcess(command, 100, "", f"W: hm\nE: {self.trouble}\n")
        if command[0] == "apt-get":
            Path(cwd, f"{command[-1]}_1_all.deb").write_bytes(b"deb")
        else:
            inside, names = next(
                value for key, value in fonts.PACKAGES.items() if key in command[2]
            )
            folder = Path(cwd, command[3], inside)
            folder.mkdir(parents=True)
            for name in names:
                (folder / name).write_bytes(name.encode())
        return subprocess.CompletedProcess(command, 0, "", "")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any font."""
    monkeypatch.setattr(fonts, "FOLDER", tmp_path / "fonts")
    monkeypatch.setattr(fonts, "SYSTEM", tmp_path / "system")
    return tmp_path / "fonts"


def test_both_packages_are_brought_once(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    debian = Debian()
    monkeypatch.setattr(subprocess, "run", debian)
    assert fonts.main() == 0
    assert sorted(path.name for path in bare.iterdir()) == sorted([*fonts.FANDOL, *fonts.NOTO])
    assert len(debian.calls) == 4
    assert fonts.main() == 0
    assert len(debian.calls) == 4  # nothing was missing
    assert capsys.readouterr().err == ""
    assert [path.name for path in fonts.paths()] == [*fonts.FANDOL, *fonts.NOTO]


def test_without_any_font_one_line_says_so(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "run", Debian("没有网络"))
    assert fonts.main() == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith("文书字体：下载 fonts-noto-cjk（56 MB）没有成功：E: 没有网络")
    with pytest.raises(fonts.FontsMissing, match=r"运行 python -m backend"):
        fonts.paths()


def test_without_fangsong_documents_are_set_in_song(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare.mkdir()
    for name in fonts.NOTO:
        (bare / name).write_bytes(b"font")
    monkeypatch.setattr(subprocess, "run", Debian("没有网络"))
    assert fonts.main() == 0
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "暂用宋体代替仿宋" in said


def test_elsewhere_than_on_debian_the_files_can_be_put_there_by_hand(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert fonts.main() == 1
    assert "不是 Debian：请把 NotoSerifCJK-Regular.ttc、" in capsys.readouterr().err
