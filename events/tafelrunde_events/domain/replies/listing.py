"""The answers of calendar programs that did not count by themselves, as the coordination reads them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.replies.judging import plain_address
from tafelrunde_events.domain.replies.settling import is_countable
from tafelrunde_events.enums import Answer
from tafelrunde_events.models import CalendarReply, Event, Invitation
from tafelrunde_members.models import Person
from tafelrunde_members.permissions import AnyUser

Outcome = CalendarReply.Outcome

#: Why an answer did not count, and what somebody may do about it.
EXPLANATIONS: dict[Outcome, str | Promise] = {
    Outcome.DUPLICATE: _("The same has arrived before."),
    Outcome.OLD: _("A newer answer counts, or the date has changed since."),
    Outcome.UNVERIFIED: _("Anybody may have written it. Ask the person before you count it."),
    Outcome.OTHER_ADDRESS: _(
        "Nobody is invited by this address. Perhaps it is another mailbox of the person, or the invitation was passed "
        "on to somebody."
    ),
    Outcome.OTHER_EVENT: _("It came to the address of this event and is about another one."),
    Outcome.OUTDATED: _("It was written before those invited learned how the date stands now. Ask whether it holds."),
    Outcome.COUNTER: _("Nothing has changed. If the other date suits, move the date and tell those invited."),
    Outcome.DEPUTY: _("Somebody else is to come, and the calendar does not say who. Ask for the name."),
    Outcome.TOO_LATE: _("The invitation was withdrawn, or the event was cancelled or had begun."),
    Outcome.UNREADABLE: _("It holds no answer that could be understood. Ask what was meant."),
    Outcome.AUTOMATIC: _("Such as a note of absence: it says nothing about coming."),
}


@dataclass(frozen=True)
class ReplyRow:
    """One answer. Name and addresses are empty where this reader must not know them (law 12)."""

    reply: CalendarReply
    name: str
    attendee: str
    sender: str

    @property
    def answer(self) -> str:
        """What was answered, in words; nothing where it says nothing that we know."""
        known = self.reply.partstat in Answer.values
        return str(Answer(self.reply.partstat).label) if known else ""

    @property
    def explanation(self) -> str | Promise:
        """Why it did not count."""
        return EXPLANATIONS.get(Outcome(self.reply.outcome), "")

    @property
    def when(self) -> str:
        """The date of a series that it is about."""
        return when_text(self.reply.occurrence) if self.reply.occurrence else ""

    @property
    def is_waiting(self) -> bool:
        """Whether somebody should look at it."""
        return self.reply.handled_at is None and self.reply.outcome not in CalendarReply.SETTLED

    @property
    def is_countable(self) -> bool:
        """Whether it can be taken over as an answer."""
        return is_countable(self.reply)


def replies_to_show(event: Event, *, user: AnyUser) -> QuerySet[CalendarReply]:
    """Return the answers to an event that did not count by themselves, those that wait for somebody first."""
    shown = CalendarReply.objects.visible_to(user).filter(event=event)
    by_itself = shown.filter(outcome=Outcome.APPLIED, handled_at__isnull=True)
    rows = shown.exclude(pk__in=by_itself.values("pk")).alias(waits=_waits())
    related = ("invitation__person", "invitation__organisation", "occurrence", "handled_by")
    return rows.select_related(*related).order_by("-waits", "-received_at", "-pk")


def rows_of(replies: Iterable[CalendarReply], event: Event, *, user: AnyUser) -> list[ReplyRow]:
    """Return rows as this user may see them; four queries however many there are."""
    replies = list(replies)
    protected = Invitation.objects.filter(event=event, person__protected=True)
    known = set(Person.objects.visible_to(user).filter(invitations__event=event).values_list("pk", flat=True))
    hidden = {
        plain_address(address) for address, person in protected.values_list("address", "person") if person not in known
    } | _hidden_addresses(replies, user)

    def shown(address: str) -> str:
        return "" if plain_address(address) in hidden else address

    def row(reply: CalendarReply) -> ReplyRow:
        person = reply.invitation.person if reply.invitation else None
        if person is not None and person.protected and person.pk not in known:
            return ReplyRow(reply, name="", attendee="", sender="")
        name = person.full_name if person else reply.invitation.name if reply.invitation else ""
        return ReplyRow(reply, name=name, attendee=shown(reply.attendee), sender=shown(reply.sender))

    return [row(reply) for reply in replies]


def _hidden_addresses(replies: Iterable[CalendarReply], user: AnyUser) -> set[str]:
    """Return the addresses in the answers that belong to protected people unknown to the user, invited or not."""
    written = {address.lower() for reply in replies for address in (reply.attendee, reply.sender) if address}
    people = Person.objects.filter(protected=True).alias(address=Lower("email")).filter(address__in=written)
    hidden = people.exclude(pk__in=Person.objects.visible_to(user).values("pk"))
    return {plain_address(address) for address in hidden.values_list("email", flat=True)}


def _waits() -> Case:
    settled = Q(handled_at__isnull=False) | Q(outcome__in=CalendarReply.SETTLED)
    return Case(When(settled, then=Value(0)), default=Value(1), output_field=IntegerField())
