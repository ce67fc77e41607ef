"""The way from an event's answers back to its meeting."""

from django.urls import reverse

from tafelrunde_events.enums import EventKind
from tafelrunde_events.models import Event
from tafelrunde_members.permissions import AnyUser
from tafelrunde_roundtables.models import Meeting, RoundTable


def meeting_address(event: Event, user: AnyUser) -> str | None:
    """Return the admin page of the meeting behind the event, for those who coordinate its table."""
    if event.kind != EventKind.MEETING:
        return None
    meeting = Meeting.objects.filter(event=event, table__in=RoundTable.objects.managed_by(user)).first()
    return reverse("tafelrunde_roundtables_admin:meeting", args=[meeting.table_id, meeting.pk]) if meeting else None
