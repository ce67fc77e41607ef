"""Circles of recipients: who can be written to about an event.

A mailing stores keys such as ``invited`` or ``audience:5``. What stands before the colon is the word of a source; each
source says what it offers to a user and who belongs to a key. Higher plugins add sources of their own::

    register_recipients(RecipientSource(word="seats", circles=..., people=...))
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from tafelrunde_events.enums import ATTENDING_ANSWERS, Answer, RegistrationState
from tafelrunde_events.models import Event, EventMailing, EventMailingRecipient, Invitation
from tafelrunde_members.domain.audiences import people_of
from tafelrunde_members.models import Audience, Person
from tafelrunde_members.models.mail import MessageStatus, Stream

#: Who asks: nobody for a mailing that the system writes by itself, which then finds no saved audiences and no people.
Asking = AbstractBaseUser | None

TROUBLED_STATUSES = (
    MessageStatus.FAILED,
    MessageStatus.SUPPRESSED,
    MessageStatus.EXPIRED,
    MessageStatus.BOUNCED,
)


#: The circles of those who registered.
REGISTRATION_CIRCLES = ("registered", "waiting")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of a circle, by primary keys: a person, on behalf of an institution, or a deputy's invitation, or
    somebody who registered.

    `belongs` is true for those whom the event concerns anyway, such as holders of a seat: they get official letters
    without having agreed to mailings. `again` is true where an earlier mail did not arrive.
    """

    person: int | None = None
    organisation: int | None = None
    invitation: int | None = None
    registration: int | None = None
    belongs: bool = False
    again: bool = False


@dataclass(frozen=True)
class Circle:
    """What a form offers: a key to store, and what people call it."""

    key: str
    label: str | Promise


@dataclass(frozen=True)
class RecipientSource:
    """Where recipients come from.

    `circles` says what is offered for an event (nothing where something has to be chosen, as with people); `people`
    returns who belongs to keys of this word, given what stands behind their colons, as far as the user who asks may
    know them. `labels` names stored keys by what stands behind their colons, as far as the user may know them.
    """

    word: str
    circles: Callable[[Event, Asking], Iterable[Circle]]
    people: Callable[[Event, Sequence[str], Asking], Iterable[Candidate]]
    labels: Callable[[Event, Sequence[str], Asking], Mapping[str, str | Promise]]


recipient_sources: dict[str, RecipientSource] = {}


def register_recipients(source: RecipientSource) -> None:
    """Add a source; the same word again replaces it."""
    recipient_sources[source.word] = source


def circles_for(event: Event, *, user: Asking) -> list[Circle]:
    """Return the circles that a form offers for an event, in the order of registration."""
    return [circle for source in recipient_sources.values() for circle in source.circles(event, user)]


def candidates_of(mailing: EventMailing, *, user: Asking) -> list[Candidate]:
    """Return everybody of the mailing's circles in their order; the number of queries depends on the circles alone.

    Keys that nobody knows any more, and what the user may not know, bring nobody.
    """
    found: list[Candidate] = []
    for word, arguments in _by_word(mailing.sources).items():
        if source := recipient_sources.get(word):
            found += source.people(mailing.event, arguments, user)
    return found


def circle_labels(event: Event, keys: Sequence[str], *, user: Asking) -> dict[str, str]:
    """Return what people call stored keys; those that nobody knows any more, or not this user, are missing."""
    found: dict[str, str] = {}
    for word, arguments in _by_word(keys).items():
        labels = recipient_sources[word].labels(event, arguments, user) if word in recipient_sources else {}
        found |= {f"{word}:{argument}" if argument else word: str(label) for argument, label in labels.items()}
    return {key: found[key] for key in keys if key in found}


def always(label: str | Promise) -> Callable[[Event, Sequence[str], Asking], Mapping[str, str | Promise]]:
    """Return the `labels` of a source whose keys are all called the same."""
    return lambda _event, arguments, _user: dict.fromkeys(arguments, label)


def _by_word(keys: Iterable[str]) -> dict[str, list[str]]:
    """Return what stands behind the colons of the keys, by the words before them."""
    found: dict[str, list[str]] = {}
    for key in keys:
        word, _, argument = key.partition(":")
        found.setdefault(word, []).append(argument)
    return found


def _nothing_offered(_event: Event, _user: Asking) -> list[Circle]:
    return []


def _register_invited(word: str, label: Promise, condition: Q) -> None:
    def circles(event: Event, _user: Asking) -> list[Circle]:
        return [Circle(word, label)] if event.invitations.filter(withdrawn_at__isnull=True).exists() else []

    def people(event: Event, _arguments: Sequence[str], _user: Asking) -> list[Candidate]:
        return _invited(event.invitations.filter(condition, withdrawn_at__isnull=True))

    register_recipients(RecipientSource(word, circles, people, always(label)))


def _invited(invitations: QuerySet[Invitation]) -> list[Candidate]:
    rows = invitations.order_by("pk").values_list("person_id", "organisation_id", "pk")
    return [Candidate(person, organisation, pk, belongs=True) for person, organisation, pk in rows]


def _register_registered(word: str, label: Promise, *states: RegistrationState) -> None:
    def people(event: Event, _arguments: Sequence[str], _user: Asking) -> list[Candidate]:
        rows = event.registrations.filter(state__in=states, ended_at__isnull=True).in_order()
        keys = _once_for_each_address(rows.values_list("pk", "address", "contact__address"))
        return [Candidate(registration=pk, belongs=True) for pk in keys]

    def circles(event: Event, _user: Asking) -> list[Circle]:
        taken = event.registrations.filter(state__in=states, ended_at__isnull=True)
        return [Circle(word, label)] if taken.exists() else []

    register_recipients(RecipientSource(word, circles, people, always(label)))


def _once_for_each_address(rows: Iterable[tuple[int, str, str | None]]) -> list[int]:
    """Return the registrations without colleagues whose contact, who is written to for them, is among them too."""
    rows = list(rows)
    own = {address for _pk, address, _contact in rows if address}
    keys, seen = [], set()
    for pk, address, contact in rows:
        if not address and contact and (contact in own or contact in seen):
            continue
        seen.add(address or contact)
        keys.append(pk)
    return keys


def _people_of_audiences(_event: Event, arguments: Sequence[str], user: Asking) -> list[Candidate]:
    if user is None:
        return []
    audiences = Audience.objects.visible_to(user).filter(pk__in=_numbers(arguments))
    return [
        Candidate(person=pk)
        for audience in audiences
        for pk in people_of(audience, user=user).order_by("last_name", "first_name", "pk").values_list("pk", flat=True)
    ]


def _audience_labels(_event: Event, arguments: Sequence[str], user: Asking) -> dict[str, str]:
    audiences = Audience.objects.visible_to(user) if user is not None else Audience.objects.none()
    rows = audiences.filter(pk__in=_numbers(arguments))
    return {str(row.pk): gettext("Audience: %(name)s") % {"name": row.name} for row in rows}


def _single_people(_event: Event, arguments: Sequence[str], user: Asking) -> list[Candidate]:
    if user is None:
        return []
    people = Person.objects.visible_to(user).filter(pk__in=_numbers(arguments)).order_by("last_name", "pk")
    return [Candidate(person=pk) for pk in people.values_list("pk", flat=True)]


def _person_labels(_event: Event, arguments: Sequence[str], user: Asking) -> dict[str, str]:
    people = Person.objects.visible_to(user) if user is not None else Person.objects.none()
    return {str(row.pk): row.full_name for row in people.filter(pk__in=_numbers(arguments))}


def _numbers(arguments: Iterable[str]) -> list[int]:
    return [int(argument) for argument in arguments if argument.isascii() and argument.isdecimal()]


def _recipients_of(event: Event, arguments: Sequence[str]) -> QuerySet[EventMailingRecipient]:
    """Return the recipients of earlier mailings about the same event."""
    return EventMailingRecipient.objects.filter(mailing__event=event, mailing__in=_numbers(arguments))


def _failed(event: Event, arguments: Sequence[str], _user: Asking) -> list[Candidate]:
    rows = _recipients_of(event, arguments).filter(message__status__in=TROUBLED_STATUSES)
    found = rows.order_by("pk").values_list(
        "person_id", "invitation__organisation_id", "invitation_id", "registration_id", "message__stream"
    )
    return [
        Candidate(person, organisation, invitation, registration, belongs=stream == Stream.TRANSACTIONAL, again=True)
        for person, organisation, invitation, registration, stream in found
    ]


def _silent(event: Event, arguments: Sequence[str], _user: Asking) -> list[Candidate]:
    asked = _recipients_of(event, arguments).filter(invitation__isnull=False).values("invitation")
    waiting = Invitation.objects.filter(pk__in=asked, answer=Answer.NEEDS_ACTION, withdrawn_at__isnull=True)
    return _invited(waiting.primary())


_PRIMARY = Q(deputy_of__isnull=True)


def register_sources() -> None:
    """Register the circles that this plugin knows."""
    _register_invited("invited", gettext_lazy("Everybody invited, deputies included"), Q())
    _register_invited(
        "unanswered", gettext_lazy("Those who have not answered"), _PRIMARY & Q(answer=Answer.NEEDS_ACTION)
    )
    _register_invited(
        "attending",
        gettext_lazy("Those who come or send a deputy, and the deputies"),
        Q(answer__in=ATTENDING_ANSWERS) | (Q(deputy_of__answer=Answer.DELEGATED) & ~Q(answer=Answer.DECLINED)),
    )
    _register_invited("declined", gettext_lazy("Those who do not come"), _PRIMARY & Q(answer=Answer.DECLINED))
    _register_registered("registered", gettext_lazy("Those who have a place"), RegistrationState.PLACED)
    _register_registered(
        "waiting",
        gettext_lazy("Those who wait for a place"),
        RegistrationState.WAITING,
        RegistrationState.REQUESTED,
        RegistrationState.OFFERED,
    )
    register_recipients(RecipientSource("audience", _nothing_offered, _people_of_audiences, _audience_labels))
    register_recipients(RecipientSource("person", _nothing_offered, _single_people, _person_labels))
    failed = gettext_lazy("Those whom an earlier mailing did not reach")
    register_recipients(RecipientSource("failed", _nothing_offered, _failed, always(failed)))
    silent = gettext_lazy("Those who have not answered an earlier mailing")
    register_recipients(RecipientSource("silent", _nothing_offered, _silent, always(silent)))
