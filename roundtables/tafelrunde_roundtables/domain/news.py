"""Telling those who are invited that a meeting was moved, called off, or takes place after all."""

from tafelrunde_events.domain.invitation_news import pending_news
from tafelrunde_roundtables.domain.meetings import sequence_of
from tafelrunde_roundtables.models import Meeting


def awaits_news(meeting: Meeting) -> bool:
    """Tell whether anybody invited knows an older state of the meeting; whose mail about it waits counts as told."""
    return sequence_of(meeting) > 0 and pending_news(meeting.event) > 0
