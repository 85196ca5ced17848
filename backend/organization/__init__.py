"""Regions, agencies (执法主体), officers with certificates, accounts and roles."""

from backend.organization import (
    absences,
    accounts,
    agencies,
    certificates,
    listing,
    officers,
    rules,
    sheets,
)
from backend.organization.absences import kept_away
from backend.organization.agencies import answers_for, in_whose_name
from backend.organization.models import (
    Account,
    Agency,
    AgencyKind,
    Avoidance,
    Certificate,
    Entrustment,
    Leave,
    Officer,
    OfficerChange,
    OfficerChangeKind,
    PlatformIdentity,
    Region,
)
from backend.organization.problems import AccountsUnfit
from backend.organization.regions import full_name, lies_in, regions
from backend.organization.roles import grantable
from backend.organization.rules import best as best_certificate
from backend.organization.rules import covers, is_valid
from backend.organization.service import (
    agencies_of,
    agency,
    best_certificates,
    held,
    load_caller,
    me,
    names,
    officers_of,
    phone_keys,
    platform_ids,
    region_of,
    shown,
    sign_in,
    sign_out,
)
from backend.organization.signin import enter

__all__ = [
    "Account",
    "AccountsUnfit",
    "Agency",
    "AgencyKind",
    "Avoidance",
    "Certificate",
    "Entrustment",
    "Leave",
    "Officer",
    "OfficerChange",
    "OfficerChangeKind",
    "PlatformIdentity",
    "Region",
    "absences",
    "accounts",
    "agencies",
    "agencies_of",
    "agency",
    "answers_for",
    "best_certificate",
    "best_certificates",
    "certificates",
    "covers",
    "enter",
    "full_name",
    "grantable",
    "held",
    "in_whose_name",
    "is_valid",
    "kept_away",
    "lies_in",
    "listing",
    "load_caller",
    "me",
    "names",
    "officers",
    "officers_of",
    "phone_keys",
    "platform_ids",
    "region_of",
    "regions",
    "rules",
    "sheets",
    "shown",
    "sign_in",
    "sign_out",
]
