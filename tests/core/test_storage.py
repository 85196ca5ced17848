from __future__ import annotations

import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend.core.storage import Damaged, LocalStorage, Missing, is_name

CONTENT = b"\xff\xd8\xffthe original"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "storage")


def files(storage: LocalStorage) -> list[Path]:
    return [path for path in storage.folder.rglob("*") if path.is_file()]


def flip_a_bit(path: Path) -> None:
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def test_bytes_lie_under_their_hash_and_cannot_be_written_to(storage: LocalStorage) -> None:
    assert storage.put(CONTENT) == SHA256
    assert storage.get(SHA256) == CONTENT
    [path] = files(storage)
    assert path == storage.folder / SHA256[:2] / SHA256[2:4] / SHA256
    assert stat.S_IMODE(path.stat().st_mode) == 0o440


def test_the_same_again_touches_nothing(storage: LocalStorage) -> None:
    storage.put(CONTENT)
    [path] = files(storage)
    before = path.stat()
    storage.put(CONTENT)
    assert [path] == files(storage)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_one_changed_bit_is_noticed_and_never_handed_out(storage: LocalStorage) -> None:
    storage.put(CONTENT)
    flip_a_bit(files(storage)[0])
    with pytest.raises(Damaged):
        storage.get(SHA256)


def test_a_damaged_file_is_put_aside_when_the_original_comes_again(storage: LocalStorage) -> None:
    storage.put(CONTENT)
    flip_a_bit(files(storage)[0])
    storage.put(CONTENT)
    assert storage.get(SHA256) == CONTENT
    aside = [path for path in files(storage) if ".damaged-" in path.name]
    assert [path.read_bytes() for path in aside] == [CONTENT[:-1] + bytes([CONTENT[-1] ^ 1])]


def test_two_at_once_leave_one_file(storage: LocalStorage) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(storage.put, [CONTENT] * 16)) == {SHA256}
    assert [path.name for path in files(storage)] == [SHA256]


def test_what_was_left_half_written_is_not_there(
    storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("backend.core.storage.os.link", cut)
    with pytest.raises(OSError, match="no space"):
        storage.put(CONTENT)
    assert not storage.has(SHA256)
    assert files(storage) == []
    with pytest.raises(Missing):
        storage.get(SHA256)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../../etc/passwd",
        "/etc/passwd",
        "\0" * 64,
        SHA256.upper(),
        SHA256 + "\n",
        SHA256[:-1],
        SHA256 + "0",
        "../" * 21 + "x",
        "０" * 64,
    ],
)
def test_nothing_but_a_hash_becomes_a_path(storage: LocalStorage, name: str) -> None:
    assert not is_name(name)
    assert not storage.has(name)
    with pytest.raises(Missing):
        storage.get(name)
