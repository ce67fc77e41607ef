"""Who works with which round table: pure questions about a user (laws 11 to 13)."""

from django.db.models import Q

from tafelrunde_events import permissions as events
from tafelrunde_members import permissions as members
from tafelrunde_members.enums import Role, Visibility
from tafelrunde_members.models import Person
from tafelrunde_members.permissions import (
    NOTHING,
    AnyUser,
    has_role,
    is_network_coordinator,
    is_staff_member,
    is_superuser,
)
from tafelrunde_roundtables.enums import TableLevel
from tafelrunde_roundtables.models.tables import RoundTable, Seat, SeatQuerySet


def register_scopes() -> None:
    """Tell the lower plugins who belongs to the network, who works with whom, and who runs which events."""
    members.network_memberships.append(holds_seat)
    members.person_scopes.append(people_at_managed_tables)
    events.event_scopes.extend([meeting_events_scope, imported_events_scope])
    events.personal_scopes.extend([meeting_events_scope, convened_meeting_events_scope])
    events.managed_event_scopes.extend([managed_meeting_events_scope, managed_imported_events_scope])
    events.source_scopes.append(managed_sources_scope)


def managed_table_scope(user: AnyUser) -> Q:
    """Return the condition for the tables the user coordinates.

    The network's coordination also runs the bodies of the state level; a municipal table stays with its own people.
    """
    if is_superuser(user):
        return Q()
    if not user.is_authenticated:
        return NOTHING
    scope = NOTHING
    if has_role(user, Role.COORDINATOR) or is_network_coordinator(user):
        scope |= Q(pk__in=user.coordinated_tables.values("pk"))  # type: ignore[attr-defined]
    if is_network_coordinator(user):
        scope |= Q(level=TableLevel.STATE)
    return scope


def table_scope(user: AnyUser) -> Q:
    """Return the condition for the tables whose existence the user may know."""
    if is_network_coordinator(user):
        return Q()
    scope = Q(listed=True)
    if user.is_authenticated:
        scope |= managed_table_scope(user) | Q(pk__in=seats_of(user).values("table"))
    return scope


def seats_of(user: AnyUser) -> SeatQuerySet:
    """Return the seats that the user holds today as delegate or deputy."""
    return Seat.objects.valid_on().filter(Q(delegate__user=user.pk) | Q(deputy__user=user.pk))


def holds_seat(user: AnyUser) -> bool:
    """Tell whether the user belongs to the network by a seat."""
    return bool(user.is_authenticated) and seats_of(user).exists()


def managed_meeting_events_scope(user: AnyUser) -> Q:
    """Return the condition over `Event` for the meetings the user runs."""
    if not user.is_authenticated:
        return NOTHING
    return Q(meeting__table__in=RoundTable.objects.managed_by(user))


def managed_imported_events_scope(user: AnyUser) -> Q:
    """Return the condition over `Event` for what comes from a foreign calendar of a table the user runs."""
    if not user.is_authenticated:
        return NOTHING
    return Q(imported__source__table_source__table__in=RoundTable.objects.managed_by(user))


def managed_sources_scope(user: AnyUser) -> Q:
    """Return the condition over `CalendarSource` for the foreign calendars of the tables the user runs."""
    if not user.is_authenticated:
        return NOTHING
    return Q(table_source__table__in=RoundTable.objects.managed_by(user))


def meeting_events_scope(user: AnyUser) -> Q:
    """Return the condition over `Event` for the meetings of the tables where the user sits."""
    if not user.is_authenticated:
        return NOTHING
    return Q(meeting__table__in=seats_of(user).values("table"), visibility__lte=Visibility.TABLE)


def imported_events_scope(user: AnyUser) -> Q:
    """Return the condition over `Event` for what comes from foreign calendars of the tables where the user sits."""
    if not user.is_authenticated:
        return NOTHING
    tables = seats_of(user).values("table")
    return Q(imported__source__table_source__table__in=tables, visibility__lte=Visibility.TABLE)


def convened_meeting_events_scope(user: AnyUser) -> Q:
    """Return the condition over `Event` for the meetings of the tables that the user coordinates in person."""
    if not user.is_authenticated:
        return NOTHING
    return Q(meeting__table__in=user.coordinated_tables.values("pk"))  # type: ignore[attr-defined]


def agenda_scope(user: AnyUser) -> Q:
    """Return the condition for the agenda items the user may see."""
    if is_superuser(user):
        return Q()
    scope = Q(meeting__public_agenda=True, meeting__event__visibility=Visibility.PUBLIC)
    if user.is_authenticated:
        scope |= Q(meeting__table__in=RoundTable.objects.managed_by(user))
        scope |= Q(meeting__table__in=seats_of(user).values("table"), meeting__event__visibility__lte=Visibility.TABLE)
    return scope


def may_readdress(user: AnyUser, person: Person) -> bool:
    """Tell whether the user may change where a person's mail goes, and the special protection.

    Invitations and login codes go to that address. Whoever coordinates one table must not be able to turn those of
    another table towards themselves: an address that others rely on too is changed by the network's coordination.
    """
    if is_superuser(user):
        return True
    if person.user is not None and is_staff_member(person.user):
        return False
    if is_network_coordinator(user) and not person.protected:
        return True
    own_tables = RoundTable.objects.managed_by(user)
    seats = Seat.objects.filter(Q(delegate=person) | Q(deputy=person))
    elsewhere = person.invitations.exclude(event__meeting__table__in=own_tables)
    return not seats.exclude(table__in=own_tables).exists() and not elsewhere.exists()


def people_at_managed_tables(user: AnyUser) -> Q:
    """Return the condition over `Person` for those who sit at the user's own tables, protected ones included."""
    if not user.is_authenticated:
        return NOTHING
    seats = Seat.objects.filter(table__in=RoundTable.objects.managed_by(user))
    return seats.holders()
