"""Files on their way into a register, readable only while they are needed.

They hold phones and ID numbers of thousands. Each import has a key of its own, sealed in its row;
when the import is over the key goes, and the files with it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import tempfile
from typing import BinaryIO, cast

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from flask import current_app

from backend.core.crypto import Keys
from backend.core.storage import BLOCK, Storage

# Parts of one import: no two share bytes of the key stream. Lines that are staged anew, for other
# columns, take the next part.
UPLOADED, STAGED, LAST = 0, 1, 255
WIDTH = 16  # bytes of an SM4 block, and of a key


class _Plain(io.RawIOBase):
    """A sealed file as what it was, to be read from any place of it."""

    def __init__(self, sealed: BinaryIO, key: bytes, part: int) -> None:
        self._sealed, self._key, self._part = sealed, key, part
        self._cipher = _cipher(key, part, 0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._sealed.tell()

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        reached = self._sealed.seek(place, whence)
        self._cipher = _cipher(self._key, self._part, reached)
        return reached

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        read = self._sealed.read(len(buffer))
        buffer[: len(read)] = self._cipher.update(read)
        return len(read)

    def close(self) -> None:
        if not self.closed:
            self._sealed.close()
        super().close()


def new_key() -> str:
    """Sealed, as it stands in the import's row."""
    keys: Keys = current_app.extensions["keys"]
    return keys.seal(base64.b64encode(os.urandom(WIDTH)).decode())


def keep(stream: BinaryIO, key_sealed: str, part: int) -> tuple[str, str]:
    """Seal from where the stream stands to its end: the name under which that is stored, and the
    SHA-256 (hex) of what it was."""
    cipher, digest = _cipher(_opened(key_sealed), part, 0), hashlib.sha256()
    with tempfile.TemporaryFile() as sealed:
        while block := stream.read(BLOCK):
            digest.update(block)
            sealed.write(cipher.update(block))
        sealed.seek(0)
        return _storage().put_stream(sealed), digest.hexdigest()


def look_into(name: str, key_sealed: str, part: int) -> BinaryIO:
    """The plain bytes, to be read from any place. Raises Missing."""
    plain = _Plain(_storage().open(name), _opened(key_sealed), part)
    return cast(BinaryIO, io.BufferedReader(plain, BLOCK))


def forget(name: str) -> None:
    """Take the file away; again does nothing."""
    _storage().remove(name)


def _cipher(key: bytes, part: int, place: int) -> CipherContext:
    """SM4 in counter mode (GB/T 32907) from that byte on; it seals and opens alike."""
    blocks, over = divmod(place, WIDTH)
    counter = bytes([part]) + blocks.to_bytes(WIDTH - 1, "big")
    cipher = Cipher(algorithms.SM4(key), modes.CTR(counter)).encryptor()
    cipher.update(bytes(over))
    return cipher


def _opened(key_sealed: str) -> bytes:
    keys: Keys = current_app.extensions["keys"]
    return base64.b64decode(keys.unseal(key_sealed))


def _storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage
