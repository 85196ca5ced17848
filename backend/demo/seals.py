"""Made-up seals for the demo's agencies: 演示专用章, from a root that nobody trusts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

YEARS = timedelta(days=5 * 365)


def make(folder: Path, names: Mapping[uuid.UUID, str], password: str) -> None:
    """A key and a certificate for each agency that has none there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = {key: name for key, name in names.items() if not _file(folder, key).exists()}
    if not missing:
        return
    root_key = ec.generate_private_key(ec.SECP256R1())
    root_name = _named("掌上执法演示根证书（无效）")
    root = _certificate(root_name, root_name, root_key.public_key(), root_key, is_root=True)
    for agency_id, name in missing.items():
        key = ec.generate_private_key(ec.SECP256R1())
        own = _certificate(_named(f"{name} 演示专用章"), root_name, key.public_key(), root_key)
        content = pkcs12.serialize_key_and_certificates(
            b"seal", key, own, [root], BestAvailableEncryption(password.encode())
        )
        file = _file(folder, agency_id)
        file.touch(mode=0o600)
        file.write_bytes(content)


def _file(folder: Path, agency_id: uuid.UUID) -> Path:
    return folder / f"{agency_id}.p12"


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    root: ec.EllipticCurvePrivateKey,
    *,
    is_root: bool = False,
) -> x509.Certificate:
    now = datetime.now(UTC)  # certificates live by the real clock
    usage = x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_cert_sign=is_root,
        crl_sign=is_root,
        **dict.fromkeys(
            ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only"), False
        ),
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(root, hashes.SHA256())
    )
