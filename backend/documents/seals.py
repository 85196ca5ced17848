"""The agency's electronic seal on a PDF: PAdES (ETSI EN 319 142), by pyHanko.

Sealed once the PDF is drawn, on the server, with a key that only the agency's seal holds. The
signature covers every byte, so whatever is changed later is found out (电子签名法 第十三条). With a
timestamper the seal stays checkable after its certificate has run out (B-LTA); without it is B-B.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from backend.core.settings import Settings

if TYPE_CHECKING:  # 0.3 s and 20 MB that only the worker needs
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.timestamps import TimeStamper
    from pyhanko_certvalidator import ValidationContext

FIELD = "Seal"
ROOTS = "roots.pem"  # who else is trusted: the root of the time stamping authority


@dataclass(frozen=True)
class Sealed:
    """`certificate` is the SHA-256 of the certificate, hex."""

    content: bytes
    certificate: str


class Sealer(Protocol):
    def seal(self, content: bytes, agency_id: uuid.UUID) -> Sealed | None:
        """None where the agency has no electronic seal."""
        ...

    def picture(self, agency_id: uuid.UUID) -> bytes | None:
        """What its seal looks like on the paper, a PNG; None where it has none to be shown."""
        ...


class FolderSealer:
    """Keys as PKCS#12 files named by the agency's id, all under one password, and beside a key the
    picture of the seal, a PNG of the same name.

    `timestamps` is a timestamper or the address of one (RFC 3161), "" for none.
    """

    def __init__(self, folder: Path, password: str, timestamps: TimeStamper | str = "") -> None:
        self.folder, self.password, self.timestamps = folder, password, timestamps

    def seal(self, content: bytes, agency_id: uuid.UUID) -> Sealed | None:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import signers
        from pyhanko.sign.fields import SigSeedSubFilter

        file = self.folder / f"{agency_id}.p12"
        if not file.exists():
            return None
        signer = self._key(file)
        timestamper = self._timestamper()
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            embed_validation_info=timestamper is not None,
            use_pades_lta=timestamper is not None,
            validation_context=self._trusting(file) if timestamper else None,
        )
        made = signers.sign_pdf(
            IncrementalPdfFileWriter(BytesIO(content)),
            metadata,
            signer=signer,
            timestamper=timestamper,
        )
        assert signer.signing_cert is not None
        found = hashlib.sha256(signer.signing_cert.dump()).hexdigest()
        return Sealed(made.getvalue(), found)

    def picture(self, agency_id: uuid.UUID) -> bytes | None:
        """Only beside a key: what looks sealed is sealed."""
        key, shown = (self.folder / f"{agency_id}.{ending}" for ending in ("p12", "png"))
        return shown.read_bytes() if key.exists() and shown.exists() else None

    def _key(self, file: Path) -> SimpleSigner:
        from pyhanko.sign.signers import SimpleSigner

        load: Callable[..., SimpleSigner | None] = SimpleSigner.load_pkcs12
        signer = load(file, passphrase=self.password.encode())
        if signer is None:
            raise ValueError(f"印章 {file.name} 打不开：密码不对或文件已损坏")
        return signer

    def _timestamper(self) -> TimeStamper | None:
        from pyhanko.sign.timestamps import HTTPTimeStamper

        if isinstance(self.timestamps, str):
            return HTTPTimeStamper(self.timestamps) if self.timestamps else None
        return self.timestamps

    def _roots(self) -> list[Any]:
        from pyhanko.keys import load_certs_from_pemder

        load: Callable[..., Iterable[Any]] = load_certs_from_pemder
        file = self.folder / ROOTS
        return [*load([file])] if file.exists() else []

    def _trusting(self, file: Path) -> ValidationContext:
        """What came with the key is what is trusted: its root stands in the file."""
        from pyhanko_certvalidator import ValidationContext

        return ValidationContext(
            trust_roots=[*self._key(file).cert_registry, *self._roots()],
            revocation_mode="soft-fail",
            retroactive_revinfo=True,
        )


def sealer(settings: Settings) -> Sealer:
    return FolderSealer(settings.seals_folder, settings.seals_password, settings.timestamp_url)


def is_intact(content: bytes) -> bool | None:
    """Whether the seal covers the whole file and nothing was changed; None without a seal.

    Whether its certificate is to be trusted is another question, answered by comparing it with
    the one that was recorded when the document was sealed.
    """
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator import ValidationContext

    try:
        reader = PdfFileReader(BytesIO(content))
        seals = [each for each in reader.embedded_signatures if each.field_name == FIELD]
        if not seals:
            return None
        nobody = ValidationContext(trust_roots=[], allow_fetching=False)
        if _is_stuffed(bytes(seals[0].pkcs7_content)):
            return False
        status = validate_pdf_signature(seals[0], nobody)
    except (PdfReadError, SignatureValidationError, ValueError, KeyError, IndexError):
        return False
    allowed = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES)
    return bool(status.intact and status.valid and status.modification_level in allowed)


def _is_stuffed(signature: bytes) -> bool:
    """Whether anything stands in the room that was kept for the signature and left over: no
    signature can cover it, so nothing may be there."""
    from asn1crypto.cms import ContentInfo

    return any(signature[len(ContentInfo.load(signature).dump()) :])
