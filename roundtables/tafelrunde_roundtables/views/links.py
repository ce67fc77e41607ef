"""Addresses in other plugins that the pages of meetings lead to."""

from django.urls import reverse

from tafelrunde_events.models import EventMailing
from tafelrunde_roundtables.models import Meeting


def answers_url(meeting: Meeting) -> str:
    """Address of the list of answers to a meeting's invitations."""
    return reverse("tafelrunde_invitations:board", args=[meeting.event_id])


def news_url(meeting: Meeting) -> str:
    """Address of the step that tells those invited about a change."""
    return reverse("tafelrunde_invitations:news", args=[meeting.event_id])


def mailing_url(mailing: EventMailing) -> str:
    """Address of the page that shows how far a mailing got."""
    return reverse("tafelrunde_mailings:mailing", args=[mailing.event_id, mailing.pk])


def mailings_url(meeting: Meeting) -> str:
    """Address of the list of mailings about a meeting."""
    return reverse("tafelrunde_mailings:index", args=[meeting.event_id])
