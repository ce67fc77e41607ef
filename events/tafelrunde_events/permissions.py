"""Who sees which event: pure questions about a user, asked by every list, feed, view and export."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from tafelrunde_events.enums import EventKind, RegistrationState
from tafelrunde_members.enums import Role, Visibility
from tafelrunde_members.permissions import (
    NOTHING,
    AnyUser,
    has_role,
    is_network_coordinator,
    is_network_member,
    is_staff_member,
    is_superuser,
)

#: Higher plugins add the events a user *may see* by belonging somewhere: callables from a user to a `Q` over `Event`.
event_scopes: list[Callable[[Any], Q]] = []
#: Higher plugins add the events that a user *runs*, with invitations and answers: callables from a user to a `Q`.
managed_event_scopes: list[Callable[[Any], Q]] = []
#: Higher plugins add the foreign calendars that a user looks after: callables from a user to a `Q` over
#: `CalendarSource`.
source_scopes: list[Callable[[Any], Q]] = []
#: Higher plugins add the events that *concern* a user and belong into the personal calendar: callables from a user to
#: a `Q` over `Event`. Whatever they name, nobody gets more than `event_scope` lets them see.
personal_scopes: list[Callable[[Any], Q]] = []


def prefixed(condition: Q, prefix: str) -> Q:
    """Return the condition with all look-ups behind a relation: ``prefixed(Q(pk=1), "event")`` is ``Q(event__pk=1)``.

    Conditions consist of look-ups only; expressions have no place in a scope.
    """
    children: list[Any] = condition.children
    moved = [
        prefixed(child, prefix) if isinstance(child, Q) else (f"{prefix}__{child[0]}", child[1]) for child in children
    ]
    return Q(*moved, _connector=condition.connector, _negated=condition.negated)


def managed_event_scope(user: AnyUser) -> Q:
    """Return the condition for the events whose invitations and answers the user works with."""
    if is_superuser(user):
        return Q()
    scope = NOTHING
    if is_network_coordinator(user) or has_role(user, Role.TRAINING_EDITOR):
        # Meetings belong to their table, as does what is imported for one: the round-table plugin says who runs them.
        ours = Q(imported__isnull=True) | Q(imported__source__organisation__isnull=False)
        scope |= ~Q(kind=EventKind.MEETING) & ours
    for extra in managed_event_scopes:
        scope |= extra(user)
    return scope


def event_scope(user: AnyUser) -> Q:
    """Return the condition for the events the user may see."""
    if is_superuser(user):
        return Q()
    scope = Q(visibility=Visibility.PUBLIC)
    if not user.is_authenticated:
        return scope
    if is_network_member(user):
        scope |= Q(visibility=Visibility.NETWORK)
    for extra in (own_invitations_scope, own_places_scope, *event_scopes, managed_event_scope):
        scope |= extra(user)
    return scope


def own_invitations_scope(user: AnyUser) -> Q:
    """Return the condition for the events to which the user is invited in person."""
    from tafelrunde_events.models import Invitation  # noqa: PLC0415 (models import this module's scopes)

    invited = Invitation.objects.filter(person__user=user.pk, withdrawn_at__isnull=True)
    return Q(pk__in=invited.values("event"))


def own_places_scope(user: AnyUser) -> Q:
    """Return the condition for the events where the user has a place."""
    from tafelrunde_events.models import Registration  # noqa: PLC0415 (models import this module's scopes)

    placed = Registration.objects.filter(own_registration_scope(user), state=RegistrationState.PLACED)
    return Q(pk__in=placed.values("event"))


def personal_scope(user: AnyUser) -> Q:
    """Return the condition for the events of one's personal calendar: invitations, places, what higher plugins add.

    Rights to see more, like those of a superuser, bring nothing into it.
    """
    if not user.is_authenticated:
        return NOTHING
    scope = own_invitations_scope(user) | own_places_scope(user)
    for extra in personal_scopes:
        scope |= extra(user)
    return event_scope(user) & scope


def occurrence_scope(user: AnyUser) -> Q:
    """Return the condition for the dates the user may see; public ones need no join."""
    if not user.is_authenticated:
        return Q(visibility=Visibility.PUBLIC)
    return prefixed(event_scope(user), "event")


def venue_scope(user: AnyUser) -> Q:
    """Return the condition for the venues the user may be offered: listed ones, and those of dates one may see."""
    from tafelrunde_events.models import Event, Occurrence  # noqa: PLC0415 (models import this module's scopes)

    if is_superuser(user):
        return Q()
    events = Event.objects.filter(event_scope(user), venue__isnull=False)
    dates = Occurrence.objects.filter(occurrence_scope(user), venue__isnull=False)
    scope = Q(pk__in=events.values("venue")) | Q(pk__in=dates.values("venue"))
    return scope | Q(listed=True) if is_staff_member(user) else scope


def invitation_scope(user: AnyUser) -> Q:
    """Return the condition for the invitations the user may see: of managed events, and one's own."""
    if is_superuser(user):
        return Q()
    if not user.is_authenticated:
        return NOTHING
    return prefixed(managed_event_scope(user), "event") | Q(person__user=user.pk)


def registration_scope(user: AnyUser) -> Q:
    """Return the condition for the registrations the user may see: for managed events, and one's own."""
    if is_superuser(user):
        return Q()
    if not user.is_authenticated:
        return NOTHING
    return prefixed(managed_event_scope(user), "event") | own_registration_scope(user)


def own_registration_scope(user: AnyUser) -> Q:
    """Return the condition for one's own registrations: confirmed, of one's person or from the account's address.

    Whoever signs in proves to read the mail of that address, as the links in it would. What nobody confirmed may be
    a stranger's doing.
    """
    if not user.is_authenticated:
        return NOTHING
    address = str(getattr(user, "email", "")).strip().lower()
    own = Q(person__user=user.pk)
    return Q(confirmed_at__isnull=False) & (own | Q(address=address) if address else own)


def source_scope(user: AnyUser) -> Q:
    """Return the condition for the foreign calendars the user looks after: editors those of organisations.

    Those of a table belong to its own people; the round-table plugin says who they are.
    """
    if is_superuser(user):
        return Q()
    editing = is_network_coordinator(user) or has_role(user, Role.TRAINING_EDITOR)
    scope = Q(organisation__isnull=False) if editing else NOTHING
    for extra in source_scopes:
        scope |= extra(user)
    return scope
