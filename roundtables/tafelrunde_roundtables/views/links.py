"""Addresses in other plugins that the pages of meetings lead to."""

from django.urls import reverse

from tafelrunde_events.enums import MailingKind
from tafelrunde_events.models import EventMailing
from tafelrunde_roundtables.models import Meeting


def answers_url(meeting: Meeting) -> str:
    """Address of the list of answers to a meeting's invitations."""
    return reverse("tafelrunde_invitations:board", args=[meeting.event_id])


def news_url(meeting: Meeting) -> str:
    """Address of the mailing that tells those invited how the meeting stands now."""
    kind = MailingKind.CANCELLATION if meeting.event.is_cancelled else MailingKind.UPDATE
    return f"{reverse('tafelrunde_mailings:compose', args=[meeting.event_id])}?art={kind}"


def mailing_url(mailing: EventMailing) -> str:
    """Address of the page that shows how far a mailing got."""
    return reverse("tafelrunde_mailings:mailing", args=[mailing.event_id, mailing.pk])


def mailings_url(meeting: Meeting) -> str:
    """Address of the list of mailings about a meeting."""
    return reverse("tafelrunde_mailings:index", args=[meeting.event_id])
