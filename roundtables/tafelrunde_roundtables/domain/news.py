"""Telling those who are invited that a meeting was moved, called off, or takes place after all."""

from django.contrib.auth.models import AbstractBaseUser

from tafelrunde_events.domain.invitation_news import pending_news, send_cancellation
from tafelrunde_events.domain.invitations import InvitationRound
from tafelrunde_members.models import OutboxMessage
from tafelrunde_roundtables.domain.meetings import sequence_of
from tafelrunde_roundtables.models import Meeting


def awaits_news(meeting: Meeting) -> bool:
    """Tell whether those invited know an older state of the meeting and no mail about the present one is on its way."""
    sequence = sequence_of(meeting)
    if sequence == 0 or pending_news(meeting.event) == 0:
        return False
    mails = OutboxMessage.objects.filter(mailing__key__startswith=f"event:{meeting.event_id}:", sequence=sequence)
    return not mails.unfinished().exists()


def tell_cancellation(meeting: Meeting, *, by: AbstractBaseUser | None) -> InvitationRound:
    """Tell everybody who got an invitation that the meeting is called off; telling twice tells once."""
    return send_cancellation(meeting.event, by=by)
