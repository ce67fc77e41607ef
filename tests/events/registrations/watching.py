"""An independent view of registrations, in plain Python: what must hold after whatever happened."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils import timezone

from tafelrunde_events.enums import Booking, EventStatus
from tafelrunde_events.enums import RegistrationChangeKind as Kind
from tafelrunde_events.enums import RegistrationState as State
from tafelrunde_events.models import Event, Places, Registration, RegistrationChange
from tafelrunde_members.models import OutboxMessage

TAKING = (State.PLACED, State.OFFERED)
OVER = (State.CANCELLED, State.REFUSED, State.LAPSED)
WRITTEN_DOWN_AS = {
    State.REQUESTED: {Kind.REQUESTED},
    State.WAITING: {Kind.WAITING},
    State.OFFERED: {Kind.OFFERED},
    State.PLACED: {Kind.PLACED, Kind.ACCEPTED, Kind.OVERBOOKED},
    State.CANCELLED: {Kind.CANCELLED, Kind.MOVED},
    State.REFUSED: {Kind.REFUSED},
    State.LAPSED: {Kind.LAPSED},
}


@dataclass
class View:
    """How an event and its registrations stand at one moment."""

    event: Event
    places: Places
    rows: dict[int, Registration]
    begins: dt.datetime | None
    now: dt.datetime = field(default_factory=timezone.now)

    @classmethod
    def of(cls, pk: int) -> "View":
        """Read everything anew."""
        event = Event.objects.get(pk=pk)
        rows = {row.pk: row for row in Registration.objects.filter(event=event).select_related("contact")}
        starts = [row.start for row in event.occurrences.all() if row.status != EventStatus.CANCELLED]
        return cls(event, Places.objects.get(pk=pk), rows, min(starts, default=None))

    def holds(self, row: Registration) -> bool:
        """Whether an unconfirmed row holds a place."""
        return row.state == State.UNCONFIRMED and row.hold_until is not None and row.hold_until > self.now

    @property
    def taking(self) -> list[Registration]:
        """The rows that take up a place for now."""
        return [row for row in self.rows.values() if row.state in TAKING or self.holds(row)]

    @property
    def reserved_left(self) -> int:
        """Reserved places that nobody has."""
        return max(0, self.places.reserved - sum(row.reserved for row in self.taking))

    @property
    def excess(self) -> int:
        """By how many more places are taken than there are, those knowingly overbooked left aside."""
        if self.places.capacity is None:
            return 0
        taken = sum(not row.overbooked for row in self.taking)
        return max(0, taken + self.reserved_left - self.places.capacity)

    @property
    def free(self) -> float:
        """Places for everybody."""
        if self.places.capacity is None:
            return float("inf")
        return self.places.capacity - len(self.taking) - self.reserved_left

    @property
    def too_many_holds(self) -> int:
        """By how many more places are held than a fifth of all."""
        if self.places.capacity is None:
            return 0
        return max(0, sum(map(self.holds, self.rows.values())) - max(1, self.places.capacity // 5))

    def organisation_is_full(self, row: Registration) -> bool:
        """Whether the colleagues of this row have all the places they may have."""
        limit = self.places.per_organisation
        taken = Counter(one.organisation.casefold() for one in self.taking)
        return limit is not None and row.organisation != "" and taken[row.organisation.casefold()] >= limit

    def before_begin(self, days: int) -> bool:
        """Whether it is earlier than so many days before the beginning, on the clock on the wall."""
        if self.event.is_cancelled or self.begins is None:
            return False
        wall = self.begins.astimezone(ZoneInfo("Europe/Berlin")) - dt.timedelta(days=days)
        return self.now < wall

    @property
    def booking(self) -> Booking:
        """What lists should say."""
        places = self.places
        all_called_off = self.begins is None
        if not places.is_open or self.event.is_cancelled or all_called_off:
            return Booking.CLOSED
        if places.opens_at is not None and self.now < places.opens_at:
            return Booking.PLANNED
        if not self.before_begin(places.closes_days):
            return Booking.CLOSED
        if self.free > 0:
            return Booking.OPEN
        return Booking.WAITING_LIST if places.has_waiting_list else Booking.FULL


def check_rows(view: View) -> None:
    """Each state has its moments, each address one open registration, each hold its hour."""
    addresses = Counter(row.address for row in view.rows.values() if row.address and row.ended_at is None)
    assert all(number == 1 for number in addresses.values())
    for row in view.rows.values():
        assert (row.ended_at is not None) == (row.state in OVER), row.state
        assert (row.offered_until is not None) == (row.state == State.OFFERED), row.state
        assert row.hold_until is None or row.state == State.UNCONFIRMED, row.state
        assert row.hold_until is None or row.hold_until - row.submitted_at <= dt.timedelta(minutes=60)
        if row.state not in OVER:
            assert (row.placed_at is not None) == (row.state == State.PLACED), row.state
            assert (row.confirmed_at is not None) == (row.state != State.UNCONFIRMED), row.state
            assert row.state == State.WAITING or not row.waiting_reason, row.state


def check_places(before: View, after: View, *, terms_changed: bool) -> None:
    """Nobody is given what is not there, and nobody waits for what is."""
    if not terms_changed:
        assert after.excess <= before.excess
        assert after.too_many_holds <= before.too_many_holds
    if after.places.is_open:
        assert after.event.booking == after.booking
    for row in after.rows.values():
        if row.state == State.WAITING and after.free > 0 and after.before_begin(after.places.promotion_days):
            assert after.organisation_is_full(row), "somebody waits though a place is free"


def check_order(before: View, after: View, *, by_rule: bool) -> None:
    """Whoever got a place came before those who still wait, but for those whose organisation has its share."""
    if not by_rule:
        return
    given = [
        row
        for row in after.rows.values()
        if row.state in TAKING
        and row.pk in before.rows
        and before.rows[row.pk].state not in TAKING
        and not before.holds(before.rows[row.pk])
    ]
    for row in after.rows.values():
        if row.state != State.WAITING or row.pk not in before.rows or before.rows[row.pk].state != State.WAITING:
            continue
        if not after.before_begin(after.places.promotion_days):
            continue
        for other in given:
            if (other.submitted_at, other.pk) > (row.submitted_at, row.pk):
                assert after.organisation_is_full(row), "somebody was passed over"
                assert other.organisation.casefold() != row.organisation.casefold(), "somebody was passed over"


def check_told(before: View, after: View, changes: Iterable[RegistrationChange], mails: list[OutboxMessage]) -> None:
    """Each change of state is written down, and told in one letter to those whose address is known."""
    kinds: dict[int, set[str]] = {}
    for change in changes:
        kinds.setdefault(change.registration_id, set()).add(change.kind)
    letters = Counter(mail.object_key for mail in mails if not mail.mailing.key.endswith((":known", ":confirm")))
    for row in after.rows.values():
        was = before.rows.get(row.pk)
        changed = row.state != (was.state if was else State.UNCONFIRMED)
        expected = changed and _is_told(row, kinds.get(row.pk, set()))
        if changed:
            assert kinds.get(row.pk, set()) & WRITTEN_DOWN_AS[State(row.state)], row.state
        assert letters[f"registration:{row.pk}"] == expected, (was.state if was else "", row.state)


def _is_told(row: Registration, kinds: set[str]) -> bool:
    reachable = row.email or (row.contact is not None and row.contact.email)
    silent = row.state in OVER and (row.confirmed_at is None or Kind.MOVED in kinds)
    return bool(reachable) and not silent
