"""Issuing certificates, once for everybody, taking them back, and replacing them where a name was wrong."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log

from tafelrunde_events import conf
from tafelrunde_events.domain.certificates.naming import seal_name
from tafelrunde_events.domain.certificates.standing import Overview, Standing, certificate_overview
from tafelrunde_events.domain.certificates.wording import CertificateTexts
from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.registrations.history import note_change_of
from tafelrunde_events.domain.short_codes import ALPHABET, LENGTH
from tafelrunde_events.domain.versions import midnight
from tafelrunde_events.enums import EventStatus, RegistrationChangeKind
from tafelrunde_events.models import Attendance, Certificate, Event, Registration

#: Log actions; their texts are registered in `wagtail_hooks`. The entries name nobody.
ISSUED = "tafelrunde_events.certificates_issued"
REVOKED = "tafelrunde_events.certificate_revoked"
REPLACED = "tafelrunde_events.certificate_replaced"
#: How long after the end attendance may still be noted for certificates that are issued by themselves.
AUTOMATIC_DAYS = 30


@dataclass(frozen=True, slots=True)
class IssueReport:
    """How many certificates were issued just now, were there before, and how many participants lack sessions."""

    issued: int
    existing: int
    lacking: int


def issue_certificates(event: Event, *, by: AbstractBaseUser | None = None) -> IssueReport:
    """Issue a certificate to everybody who is entitled to one and has none; twice does no harm.

    Who had one revoked gets none by this. Raises ValidationError with the codes `not_given` and `not_over`.
    """
    with transaction.atomic():
        lock_event(event)
        overview = certificate_overview(event)
        if not overview.is_given:
            raise ValidationError(gettext("This training gives no certificates."), code="not_given")
        if not overview.is_over:
            raise ValidationError(gettext("Certificates are issued after the last session."), code="not_over")
        return _issue(event, overview, by=by)


def issue_due(now: dt.datetime | None = None) -> int:
    """Issue the certificates of trainings that ended before today and whose attendance was noted for every session.

    Whoever is noted later gets theirs later, until `AUTOMATIC_DAYS` after the end. Returns how many were issued.
    """
    now = now or timezone.now()
    today = midnight(timezone.localdate(now))
    events = (
        Event.objects.filter(places__gives_certificate=True)
        .filter(Exists(Attendance.objects.filter(occurrence__event=OuterRef("pk"))))
        .exclude(status=EventStatus.CANCELLED)
        .annotate(over=Max("occurrences__end", filter=~Q(occurrences__status=EventStatus.CANCELLED)))
        .filter(over__lte=today, over__gte=today - dt.timedelta(days=AUTOMATIC_DAYS))
    )
    return sum(_issue_by_itself(event) for event in events)


def revoke(certificate: Certificate, *, reason: str, by: AbstractBaseUser | None) -> None:
    """Declare a certificate void; the reason stays among the staff. A second time changes nothing."""
    revoked = Certificate.objects.filter(pk=certificate.pk, revoked_at__isnull=True)
    with transaction.atomic():
        if revoked.update(revoked_at=timezone.now(), revoke_reason=reason):
            log(instance=certificate.event, action=REVOKED, user=by)
    certificate.refresh_from_db()


def reissue(certificate: Certificate, *, first_name: str, last_name: str, by: AbstractBaseUser | None) -> Certificate:
    """Issue a certificate anew, under this name and another code; the old one is void and says that it was replaced.

    The registration takes the name over. Raises ValidationError: `anonymous` when nobody knows any more whose
    certificate it was, `attendance` when the sessions attended no longer suffice.
    """
    with transaction.atomic():
        event = Event.objects.get(pk=certificate.event_id)
        lock_event(event)
        certificate = Certificate.objects.select_related("registration").get(pk=certificate.pk)
        registration = certificate.registration
        if registration is None or registration.anonymised_at:
            raise ValidationError(gettext("It is no longer known whose certificate this was."), code="anonymous")
        overview = certificate_overview(event)
        standing = next((one for one in overview.standings if one.registration.pk == registration.pk), None)
        if standing is None or not standing.suffices:
            raise ValidationError(gettext("The sessions attended are not enough for a certificate."), code="attendance")
        _rename(registration, first_name=first_name, last_name=last_name, by=by)
        # One registration has one certificate: the place is free before the new one takes it.
        certificate.registration = None
        certificate.revoked_at = certificate.revoked_at or timezone.now()
        certificate.save(update_fields=["registration", "revoked_at"])
        new = _certificate(registration, standing, overview, CertificateTexts(event))
        new.save()
        certificate.replaced_by = new
        certificate.save(update_fields=["replaced_by"])
        log(instance=event, action=REPLACED, user=by)
    return new


def _issue_by_itself(event: Event) -> int:
    overview = certificate_overview(event)
    if overview.unnoted or not overview.to_issue:
        return 0
    return issue_certificates(event).issued


def _issue(event: Event, overview: Overview, *, by: AbstractBaseUser | None) -> IssueReport:
    texts = CertificateTexts(event)
    due = overview.to_issue
    Certificate.objects.bulk_create(_certificate(one.registration, one, overview, texts) for one in due)
    if due:
        log(instance=event, action=ISSUED, user=by)
    existing = sum(one.certificate is not None for one in overview.standings)
    return IssueReport(len(due), existing, len(overview.standings) - existing - len(due))


def _certificate(
    registration: Registration, standing: Standing, overview: Overview, texts: CertificateTexts
) -> Certificate:
    language = registration.language if registration.language in conf.languages() else conf.language()
    seal = seal_name(registration.full_name)
    return Certificate(
        event=texts.event,
        registration=registration,
        code="".join(secrets.choice(ALPHABET) for _place in range(LENGTH)),
        salt=seal.salt,
        name_hash=seal.hash,
        language=language,
        title=texts.title(language),
        dates=texts.dates(standing.attended, language),
        contents=texts.contents(language),
        organisers=texts.organisers(),
        hours=overview.places.certificate_hours if overview.places else "",
        attended=len(standing.attended),
        sessions=len(overview.sessions),
    )


def _rename(registration: Registration, *, first_name: str, last_name: str, by: AbstractBaseUser | None) -> None:
    if (registration.first_name, registration.last_name) == (first_name, last_name):
        return
    registration.first_name, registration.last_name = first_name, last_name
    registration.save(update_fields=["first_name", "last_name"])
    note_change_of(registration, RegistrationChangeKind.CHANGED, by=by, detail=gettext("Name on the certificate"))
