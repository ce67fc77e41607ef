"""Certificates of attendance: who gets one, issuing, revoking, replacing, the paper, and checking it by its code."""

from tafelrunde_events.domain.certificates.checking import NameMatch, certificate_address, find_certificate, match_name
from tafelrunde_events.domain.certificates.issuing import (
    IssueReport,
    issue_certificates,
    issue_due,
    reissue,
    revoke,
)
from tafelrunde_events.domain.certificates.paper import certificate_pdf, certificates_pdf, check_printable
from tafelrunde_events.domain.certificates.standing import Overview, Standing, certificate_overview

__all__ = [
    "IssueReport",
    "NameMatch",
    "Overview",
    "Standing",
    "certificate_address",
    "certificate_overview",
    "certificate_pdf",
    "certificates_pdf",
    "check_printable",
    "find_certificate",
    "issue_certificates",
    "issue_due",
    "match_name",
    "reissue",
    "revoke",
]
