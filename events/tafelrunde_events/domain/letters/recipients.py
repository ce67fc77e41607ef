"""Who of a released mailing gets a printed letter, and who of them the user may read and print."""

from dataclasses import dataclass

from tafelrunde_events.domain.letters.addressing import LetterRecipient, with_address
from tafelrunde_events.models import EventMailing, EventMailingRecipient
from tafelrunde_members.models import Affiliation, Organisation, Person
from tafelrunde_members.permissions import AnyUser


@dataclass(frozen=True, slots=True)
class LetterList:
    """Letters to print, those who lack a postal address, and how many the user may not know by name.

    Letters to the latter are printed by the coordination of their own table.
    """

    printable: list[LetterRecipient]
    lacking: list[LetterRecipient]
    hidden: int


def letter_list(mailing: EventMailing, *, user: AnyUser) -> LetterList:
    """Return the letters of a mailing in the order of its recipients, in a few queries however many there are."""
    rows = list(
        EventMailingRecipient.objects.filter(mailing=mailing, way=EventMailingRecipient.Way.LETTER)
        .exclude(invitation__withdrawn_at__isnull=False)
        .select_related("person", "invitation__person", "invitation__organisation")
    )
    recipients = _recipients(rows)
    protected = {one.person.pk for one in recipients if one.person and one.person.protected}
    known = set(Person.objects.visible_to(user).filter(pk__in=protected).values_list("pk", flat=True))
    readable = [one for one in recipients if one.person is None or one.person.pk not in protected - known]
    printable, lacking = with_address(readable)
    return LetterList(printable, lacking, hidden=len(recipients) - len(readable))


def _recipients(rows: list[EventMailingRecipient]) -> list[LetterRecipient]:
    affiliated = _organisations([row.person_id for row in rows if row.person_id and row.invitation is None])
    return [
        LetterRecipient.of_invitation(row.invitation)
        if row.invitation is not None
        else LetterRecipient(person=row.person, organisation=affiliated.get(row.person_id or 0))
        for row in rows
    ]


def _organisations(people: list[int]) -> dict[int, Organisation]:
    """Return where people work who are not invited for an institution: their first affiliation today."""
    found: dict[int, Organisation] = {}
    for affiliation in Affiliation.objects.valid_on().filter(person__in=people).select_related("organisation"):
        found.setdefault(affiliation.person_id, affiliation.organisation)
    return found
