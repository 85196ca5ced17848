"""Where original bytes are kept: by their hash, written once, never changed."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import BinaryIO, Protocol

BLOCK = 1024 * 1024


def is_name(text: str) -> bool:
    """Whether it is a SHA-256 in lower-case hex: nothing else becomes a path or a query."""
    return re.fullmatch(r"[0-9a-f]{64}", text) is not None


class Storage(Protocol):
    def put(self, content: bytes) -> str:
        """Keep the bytes and answer their SHA-256 (hex). The same bytes again change nothing."""
        ...

    def get(self, sha256: str) -> bytes:
        """Raises Missing, Damaged."""
        ...

    def has(self, sha256: str) -> bool: ...

    def put_stream(self, stream: BinaryIO) -> str:
        """As `put`, from where the stream stands to its end, without holding it in memory."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """To read a part of it; the hash is not checked. Raises Missing."""
        ...

    def remove(self, sha256: str) -> None:
        """Only what was never evidence: drafts that are over. What is not there is no error."""
        ...


class Missing(Exception):
    pass


class Damaged(Exception):
    """The bytes under a hash no longer have that hash."""


class LocalStorage:
    """A folder: two levels of two hex digits, then the hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """A receipt follows, after which the phone lets go of its copy: so the bytes must be there,
        and be these bytes. A damaged file is put aside, not thrown away."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self._path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            if target.read_bytes() == content:
                return sha256
            target.rename(target.with_name(f"{sha256}.damaged-{secrets.token_hex(4)}"))
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        return self._take(Path(draft.name), sha256)

    def put_stream(self, stream: BinaryIO) -> str:
        """Damaged bytes under the same hash stay: only what is small is compared."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as draft:
            while block := stream.read(BLOCK):
                digest.update(block)
                draft.write(block)
            draft.flush()
            os.fsync(draft.fileno())
        return self._take(Path(draft.name), digest.hexdigest())

    def _take(self, draft: Path, sha256: str) -> str:
        """The draft becomes the file under that hash, or goes when there is one already."""
        target = self._path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(draft, target)  # unlike a rename it never replaces what is there
            target.chmod(0o440)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        _sync_folders(target.parent, self.folder)
        return sha256

    def get(self, sha256: str) -> bytes:
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise Missing(sha256) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Damaged(sha256)
        return content

    def open(self, sha256: str) -> BinaryIO:
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError as error:
            raise Missing(sha256) from error

    def remove(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def has(self, sha256: str) -> bool:
        return is_name(sha256) and self._path(sha256).exists()

    def _path(self, sha256: str) -> Path:
        if not is_name(sha256):
            raise Missing(sha256)
        return self.folder / sha256[:2] / sha256[2:4] / sha256


def _sync_folders(inner: Path, outer: Path) -> None:
    """So that the names survive a power cut as the bytes do."""
    for folder in (inner, inner.parent, outer):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
