"""Seats at a table: giving, changing and ending them, and what their distribution over society says."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tafelrunde_members.models import Organisation, Person, Sector
from tafelrunde_roundtables.domain.departures import withdraw_lost_invitations
from tafelrunde_roundtables.enums import SeatRole
from tafelrunde_roundtables.figures import TableFigure, draw_table
from tafelrunde_roundtables.models import RoundTable, Seat

#: Log actions; their texts are registered in `wagtail_hooks`.
SEAT_ENDED = "tafelrunde_roundtables.seat_ended"
SEAT_PASSED_ON = "tafelrunde_roundtables.seat_passed_on"


@dataclass(frozen=True)
class SectorBalance:
    """Which parts of society sit at a table, and which of the expected ones do not; both in the order of display."""

    represented: tuple[Sector, ...]
    missing: tuple[Sector, ...]

    def in_order(self) -> list[tuple[Sector, bool]]:
        """Return all of them in the order of display, with whether they are represented: so each keeps its place."""
        pairs = [(sector, True) for sector in self.represented] + [(sector, False) for sector in self.missing]
        return sorted(pairs, key=lambda pair: (pair[0].position, pair[0].name))


def represented_sectors(table: RoundTable, *, day: dt.date | None = None) -> SectorBalance:
    """Return which sectors have a seat at the table on a day (default: today), in two queries.

    A seat counts while it is vacant too: the institution was given its place. A sector that nobody expects is named
    only where it is represented.
    """
    taken = set(Seat.objects.filter(table=table).valid_on(day).values_list("sector_id", flat=True))
    sectors = list(Sector.objects.all())
    return SectorBalance(
        represented=tuple(sector for sector in sectors if sector.pk in taken),
        missing=tuple(sector for sector in sectors if sector.expected and sector.pk not in taken),
    )


def draw_balance(balance: SectorBalance) -> TableFigure:
    """Return the picture of the table: each sector at its place, empty where nobody speaks for it."""
    return draw_table([(sector.name, represented) for sector, represented in balance.in_order()])


def assign_seat(
    table: RoundTable,
    *,
    organisation: Organisation,
    sector: Sector,
    delegate: Person | None = None,
    deputy: Person | None = None,
    role: str = SeatRole.MEMBER,
    valid_from: dt.date | None = None,
    by: AbstractBaseUser | None,
) -> Seat:
    """Give an institution a seat at the table.

    Organisation, delegate and deputy may be unsaved: they are stored together with the seat, so that nobody is left
    behind in the directory when the seat is refused. Raises ValidationError, among others for a second open seat.
    """
    seat = Seat(table=table, role=role, valid_from=valid_from)
    with transaction.atomic():
        _place(seat, organisation=organisation, sector=sector, delegate=delegate, deputy=deputy)
        log(instance=seat, action="wagtail.create", user=by)
    return seat


def change_seat(
    seat: Seat,
    *,
    organisation: Organisation,
    sector: Sector,
    delegate: Person | None,
    deputy: Person | None,
    role: str,
    valid_from: dt.date | None = None,
    by: AbstractBaseUser | None,
    today: dt.date | None = None,
) -> Seat:
    """Change a seat and return the one that holds from now on.

    Where other people take over a seat that was already held before today, the old row ends yesterday and a new one
    begins: who sat at the table when stays known. Whoever left it loses their invitations to what is to come. Raises
    ValidationError as `assign_seat` does.
    """
    today = today or timezone.localdate()
    before = seat.holder_ids
    with transaction.atomic():
        if _changes_hands(seat, delegate, deputy) and (seat.valid_from is None or seat.valid_from < today):
            new = Seat(table=seat.table, role=role, valid_from=today, valid_until=seat.valid_until)
            seat.valid_until = today - dt.timedelta(days=1)
            seat.save(update_fields=["valid_until"])
            _place(new, organisation=organisation, sector=sector, delegate=delegate, deputy=deputy)
            withdraw_lost_invitations(seat.table, before, by=by)
            log(instance=new, action=SEAT_PASSED_ON, user=by)
            return new
        seat.role, seat.valid_from = role, valid_from
        _place(seat, organisation=organisation, sector=sector, delegate=delegate, deputy=deputy)
        withdraw_lost_invitations(seat.table, before, by=by)
        log(instance=seat, action="wagtail.edit", user=by)
    return seat


def end_seat(seat: Seat, *, last_day: dt.date, by: AbstractBaseUser | None) -> Seat:
    """End a seat after its last day, and withdraw the invitations to later meetings; the row stays as history.

    Raises ValidationError for a day before its first.
    """
    seat.valid_until = last_day
    with transaction.atomic():
        seat.full_clean()
        seat.save(update_fields=["valid_until"])
        withdraw_lost_invitations(seat.table, seat.holder_ids, by=by)
        log(instance=seat, action=SEAT_ENDED, user=by)
    return seat


def _changes_hands(seat: Seat, delegate: Person | None, deputy: Person | None) -> bool:
    """Tell whether somebody who held the seat no longer does; filling an empty place is no change of hands."""
    pairs = ((seat.delegate, delegate), (seat.deputy, deputy))
    return any(before is not None and before != after for before, after in pairs)


def _place(
    seat: Seat, *, organisation: Organisation, sector: Sector, delegate: Person | None, deputy: Person | None
) -> None:
    """Fill the seat, check it and store it together with everything that is new about it."""
    if organisation.pk is None:
        _add_organisation(organisation, sector)
    for person in (delegate, deputy):
        if person is not None and person.pk is None:
            person.full_clean()
            person.save()
    seat.organisation, seat.sector, seat.delegate, seat.deputy = organisation, sector, delegate, deputy
    if _has_open_rival(seat):
        raise ValidationError({"organisation": _("This institution already has a seat at the table.")})
    seat.full_clean()
    seat.save()


def _has_open_rival(seat: Seat) -> bool:
    """Tell whether another seat of the same institution at the same table has no end either."""
    rivals = Seat.objects.filter(table=seat.table, organisation=seat.organisation, valid_until=None)
    return seat.valid_until is None and rivals.exclude(pk=seat.pk).exists()


def _add_organisation(organisation: Organisation, sector: Sector) -> None:
    """Store an institution that so far only its name is known of; the network may see it, the public may not."""
    base = slugify(organisation.name)[:100] or "einrichtung"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    organisation.slug = next(slug for slug in (base, *numbered) if slug not in taken)
    organisation.sector = sector
    organisation.full_clean()
    organisation.save()
