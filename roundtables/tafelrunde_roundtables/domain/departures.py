"""What ends with a seat: the invitations to meetings on whose day it is held no more, and with them their links."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser

from tafelrunde_events.domain.invitations import withdraw_invitation
from tafelrunde_events.models import Invitation
from tafelrunde_roundtables.domain.attendance import seats_on_day_of
from tafelrunde_roundtables.models import Meeting, RoundTable


def withdraw_lost_invitations(table: RoundTable, people: Iterable[int], *, by: AbstractBaseUser | None) -> int:
    """Withdraw these people's invitations (by primary key) to coming meetings where they no longer sit; count them.

    Who holds another seat on the day of a meeting keeps the invitation to it. Call it in the transaction that changed
    the seat: the page behind the link shows the agenda, and so does every later mail about the meeting.
    """
    people = list(people)
    withdrawn = 0
    for meeting in Meeting.objects.filter(table=table).upcoming().with_facts():
        holders = {pk for seat in seats_on_day_of(meeting) for pk in seat.holder_ids}
        invitations = Invitation.objects.filter(event=meeting.event_id, person__in=people, withdrawn_at__isnull=True)
        for invitation in invitations.exclude(person__in=holders):
            withdraw_invitation(invitation, by=by)
            withdrawn += 1
    return withdrawn
