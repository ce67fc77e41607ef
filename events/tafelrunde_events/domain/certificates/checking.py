"""Checking a certificate by its code, without the site telling whose it is."""

from enum import StrEnum

from django.urls import reverse

from tafelrunde_events import conf
from tafelrunde_events.domain.certificates.naming import NameSeal, fold_name, is_named
from tafelrunde_events.domain.short_codes import read_code
from tafelrunde_events.models import Certificate


class NameMatch(StrEnum):
    """What comes of comparing a name."""

    YES = "yes"
    NO = "no"
    #: The site's secret key was changed since; the name cannot be compared any more.
    UNKNOWN = "unknown"


def find_certificate(typed: str) -> Certificate | None:
    """Return the certificate with this code, revoked ones too, whatever the case, blanks, dashes and look-alikes."""
    code = read_code(typed)
    return Certificate.objects.filter(code=code).first() if code else None


def match_name(certificate: Certificate, name: str) -> NameMatch:
    """Compare a name with the one on the certificate; spelling counts as `fold_name` says."""
    if not fold_name(name):
        return NameMatch.NO
    found = is_named(NameSeal(certificate.salt, certificate.name_hash), name)
    if found is None:
        return NameMatch.UNKNOWN
    return NameMatch.YES if found else NameMatch.NO


def certificate_address(certificate: Certificate) -> str:
    """Return the full address of the page that confirms the certificate."""
    return conf.absolute_url(reverse("tafelrunde_events:certificate", args=[certificate.code]))
