"""Regions, agencies (执法主体), officers with certificates, accounts and roles."""

from backend.organization.models import (
    Account,
    Agency,
    Certificate,
    Officer,
    PlatformIdentity,
    Region,
)
from backend.organization.regions import full_name, lies_in, regions
from backend.organization.service import (
    agencies_of,
    agency,
    certificates,
    is_valid,
    load_caller,
    me,
    names,
    officers_of,
    platform_ids,
    sign_in,
    sign_out,
)
from backend.organization.signin import enter

__all__ = [
    "Account",
    "Agency",
    "Certificate",
    "Officer",
    "PlatformIdentity",
    "Region",
    "agencies_of",
    "agency",
    "certificates",
    "enter",
    "full_name",
    "is_valid",
    "lies_in",
    "load_caller",
    "me",
    "names",
    "officers_of",
    "platform_ids",
    "regions",
    "sign_in",
    "sign_out",
]
