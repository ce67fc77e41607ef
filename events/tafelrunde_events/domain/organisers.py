"""Institutions and the calendar text of the events that they hold."""

from django.db import transaction

from tafelrunde_events.domain.plan import event_batches
from tafelrunde_events.domain.projection import refresh_stale
from tafelrunde_events.models import Event
from tafelrunde_members.models import Organisation


def follow_organisation(organisation: Organisation) -> int:
    """Let the calendar text of an institution's events follow its name, mailbox and release; return how many changed.

    Without it, one that no longer agrees to be named would stand in public calendars until somebody changes the event.
    """
    changed = 0
    with transaction.atomic():
        for events in event_batches(Event.objects.filter(organiser_rows__organisation=organisation)):
            changed += refresh_stale(events)
    return changed
