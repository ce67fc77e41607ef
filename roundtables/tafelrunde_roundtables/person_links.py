"""Where the coordination of a table corrects how somebody at it is written to."""

from collections.abc import Iterable

from django.urls import reverse

from tafelrunde_events.enums import EventKind
from tafelrunde_events.models import Event
from tafelrunde_members.models import Person
from tafelrunde_members.permissions import AnyUser
from tafelrunde_roundtables.models import RoundTable, Seat


def pages_at_table(event: Event, people: Iterable[Person], user: AnyUser) -> dict[int, str]:
    """Return the pages of those who hold or held a seat at the table that meets, for those who coordinate it."""
    if event.kind != EventKind.MEETING:
        return {}
    table = RoundTable.objects.managed_by(user).filter(meetings__event=event).first()
    if table is None:
        return {}
    holders = {pk for seat in Seat.objects.filter(table=table) for pk in seat.holder_ids}
    return {
        person.pk: reverse("tafelrunde_roundtables_admin:person_edit", args=[table.pk, person.pk])
        for person in people
        if person.pk in holders
    }
