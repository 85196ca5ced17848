"""The second officer's phone of the tests: a key of its own and the lines that it signs."""

from __future__ import annotations

import base64
import hashlib
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.tasks import presence
from tests.conftest import Phone


@dataclass
class PhoneKey:
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def _raw(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def public(self) -> str:
        return base64.b64encode(self._raw).decode()

    @property
    def id(self) -> str:
        return hashlib.sha256(self._raw).hexdigest()[:16]

    def line(
        self, task: str, officer: str, at: int, code: str, nonce: str, position: Any = None
    ) -> str:
        """As miniapp/src/statement.ts writes it."""
        ids = [uuid.UUID(task).hex, uuid.UUID(officer).hex, self.id]
        said = ";".join(["ZFDC1", *ids, str(at), code, nonce, _placed(position)])
        signature = base64.b64encode(self.private.sign(said.encode())).decode()
        return f"{said};{signature}"

    def registered(self, phone: Phone) -> PhoneKey:
        answer = phone.post("/session/key", json={"public_key": self.public})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return self

    def present(
        self, phone: Phone, task: str, officer: uuid.UUID, at: datetime, position: Any = None
    ) -> str:
        """What that phone shows at that moment."""
        secret = phone.get(f"/tasks/{task}").get_json()["presence"]["secret"]
        code = presence.code(secret, task, int(at.timestamp()) // presence.STEP)
        nonce = secrets.token_hex(8)
        return self.line(task, str(officer), int(at.timestamp()), code, nonce, position)


def _placed(position: Any) -> str:
    if not position:
        return ""
    seconds = int(datetime.fromisoformat(position["at"]).timestamp())
    parts = [position[key] for key in ("latitude", "longitude", "crs", "accuracy")]
    return ",".join([*parts, "1" if position["mock"] else "0", str(seconds)])
