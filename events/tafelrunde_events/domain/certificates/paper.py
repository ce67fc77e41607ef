"""Certificates as PDF/UA-1: one page each, in the language of the registration."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from tafelrunde_events import conf
from tafelrunde_events.domain.certificates.checking import NameMatch, certificate_address, match_name
from tafelrunde_events.domain.date_texts import short_day_text
from tafelrunde_events.domain.qr_code import qr_svg
from tafelrunde_events.domain.short_codes import grouped
from tafelrunde_events.domain.typesetting import typeset
from tafelrunde_events.models import Certificate

TEMPLATE = Path(__file__).with_name("certificate.typ")


def check_printable(certificate: Certificate) -> None:
    """Raise ValidationError where there is nothing to print: `revoked`, `anonymous`, or `name` when it was changed.

    Of a name that was changed since, the page of the code would say that it is another one.
    """
    registration = certificate.registration
    if certificate.is_revoked:
        raise ValidationError(gettext("This certificate was revoked."), code="revoked")
    if registration is None or not registration.full_name:
        raise ValidationError(
            gettext("The name was deleted meanwhile. The certificate can still be checked by its code."),
            code="anonymous",
        )
    if match_name(certificate, registration.full_name) == NameMatch.NO:
        raise ValidationError(
            gettext("The name was changed after the certificate was issued. It has to be issued anew."), code="name"
        )


def certificate_pdf(certificate: Certificate) -> bytes:
    """Return one certificate. Raises ValidationError as `check_printable` does."""
    return certificates_pdf([certificate])


def certificates_pdf(certificates: Sequence[Certificate]) -> bytes:
    """Return certificates of one training as one file. Raises ValidationError as `check_printable` does.

    Fetch `registration` along with them.
    """
    if not certificates:
        raise ValidationError(gettext("There is no certificate to print."), code="none")
    for certificate in certificates:
        check_printable(certificate)
    first = certificates[0]
    place = _place(first)
    with override(first.language):
        title = gettext("Certificate of attendance: %(training)s") % {"training": first.title}
    data = {
        "title": title,
        "author": first.organisers.splitlines() or [conf.site_name()],
        "lang": first.language,
        "certificates": [_page(certificate, place) for certificate in certificates],
    }
    return typeset(TEMPLATE, data)


def _page(certificate: Certificate, place: str) -> dict[str, Any]:
    with override(certificate.language):
        day = short_day_text(timezone.localdate(certificate.issued_at))
        return {
            "lang": certificate.language,
            "site": conf.site_name(),
            "heading": gettext("Certificate of attendance"),
            "name": certificate.registration.full_name if certificate.registration else "",
            "took_part": gettext("took part in the training"),
            "training": certificate.title,
            "facts": _facts(certificate),
            "contents_heading": gettext("Contents"),
            "contents": certificate.contents.splitlines(),
            "place_and_day": f"{place}, {day}" if place else day,
            "organisers": certificate.organisers.splitlines(),
            "check": _check(certificate),
        }


def _facts(certificate: Certificate) -> list[tuple[str, list[str]]]:
    attended = ngettext(
        "%(attended)s of %(sessions)s session", "%(attended)s of %(sessions)s sessions", certificate.sessions
    ) % {"attended": certificate.attended, "sessions": certificate.sessions}
    facts = [
        (gettext("Dates"), certificate.dates.splitlines()),
        (gettext("Attended"), [attended] if certificate.sessions > 1 else []),
        (gettext("Extent"), [certificate.hours] if certificate.hours else []),
    ]
    return [(label, lines) for label, lines in facts if lines]


def _check(certificate: Certificate) -> dict[str, str]:
    address = certificate_address(certificate)
    code = grouped(certificate.code)
    return {
        "heading": gettext("Check this certificate"),
        "text": gettext("Whether it is valid is confirmed by the website, by this code:"),
        "code": code,
        "address": address,
        "note": gettext("Made by machine and valid without a signature."),
        "qr": qr_svg(address),
        "alt": gettext("QR code with the address for checking this certificate: %(address)s") % {"address": address},
    }


def _place(certificate: Certificate) -> str:
    """Return the town of the first organiser, or of the venue."""
    event = certificate.event
    row = event.organiser_rows.select_related("organisation").first()
    if row is not None and row.organisation.city:
        return row.organisation.city
    return event.venue.city if event.venue else ""
