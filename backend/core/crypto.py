"""Personal data at rest (SM4-GCM, GB/T 32907), and hashes to find it by (HMAC-SM3, GB/T 32905)."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.core.settings import Settings


class CannotOpen(Exception):
    """Another key, or bytes that were changed."""


@dataclass(frozen=True)
class Keys:
    """The keys of this installation, each with an id, so that they can be rotated."""

    data_id: str
    data: bytes
    lookup: bytes
    signing: Ed25519PrivateKey

    @property
    def signing_id(self) -> str:
        return hashlib.sha256(self.public_key).hexdigest()[:16]

    @property
    def public_key(self) -> bytes:
        return self.signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @classmethod
    def of(cls, settings: Settings) -> Keys:
        """In the demo what is not given is derived from the secret key."""

        def derived(label: str) -> bytes:
            return hashlib.sha256(f"{label}:{settings.secret_key}".encode()).digest()

        data_id, _, data = settings.data_key.partition(":")
        seed = base64.b64decode(settings.signing_key) or derived("signing")
        return cls(
            data_id=data_id or "demo",
            data=bytes.fromhex(data) or derived("data")[:16],
            lookup=derived("lookup"),
            signing=Ed25519PrivateKey.from_private_bytes(seed),
        )

    def seal(self, plain: str) -> str:
        """Text to `id:base64(nonce, tag, bytes)`."""
        nonce = os.urandom(12)
        cipher = Cipher(algorithms.SM4(self.data), modes.GCM(nonce)).encryptor()
        sealed = cipher.update(plain.encode()) + cipher.finalize()
        return f"{self.data_id}:{base64.b64encode(nonce + cipher.tag + sealed).decode()}"

    def unseal(self, sealed: str) -> str:
        """Raises CannotOpen."""
        key_id, _, text = sealed.partition(":")
        if key_id != self.data_id:
            raise CannotOpen(key_id)
        try:
            raw = base64.b64decode(text, validate=True)
            mode = modes.GCM(raw[:12], raw[12:28])
            cipher = Cipher(algorithms.SM4(self.data), mode).decryptor()
            return (cipher.update(raw[28:]) + cipher.finalize()).decode()
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(key_id) from error

    def lookup_hash(self, plain: str) -> str:
        mac = hmac.HMAC(self.lookup, hashes.SM3())
        mac.update(plain.encode())
        return mac.finalize().hex()


def mask_phone(plain: str) -> str:
    """138****5678."""
    return f"{plain[:3]}****{plain[-4:]}" if len(plain) >= 11 else "****"


def mask_id_number(plain: str) -> str:
    """330602********1231."""
    return f"{plain[:6]}********{plain[-4:]}" if len(plain) >= 15 else "****"
