"""Giving, changing and ending seats, and what they say about the table."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation, Person
from tafelrunde_roundtables.domain.seats import assign_seat, change_seat, end_seat, represented_sectors
from tafelrunde_roundtables.enums import SeatRole
from tafelrunde_roundtables.models import Seat
from tests.factories.members import OrganisationFactory, PersonFactory, SectorFactory
from tests.factories.roundtables import RoundTableFactory, SeatFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2027, 3, 5)


def change(seat: Seat, **facts) -> Seat:
    kept = {
        "organisation": seat.organisation,
        "sector": seat.sector,
        "delegate": seat.delegate,
        "deputy": seat.deputy,
        "role": seat.role,
        "valid_from": seat.valid_from,
    }
    return change_seat(seat, **(kept | facts), by=None, today=TODAY)


def test_new_people_and_institutions_are_stored_with_their_seat():
    table, sector = RoundTableFactory(), SectorFactory()
    seat = assign_seat(
        table,
        organisation=Organisation(name="Sportverein Grün-Weiß"),
        sector=sector,
        delegate=Person(last_name="Neu", email="neu@verein.example.org"),
        by=None,
    )
    assert seat.delegate.pk is not None
    assert seat.organisation.slug == "sportverein-grun-wei"
    assert seat.organisation.sector == sector
    assert seat.organisation.visibility == Visibility.NETWORK


def test_new_institutions_of_the_same_name_get_addresses_of_their_own():
    sector = SectorFactory()
    OrganisationFactory(name="Verein", slug="verein")
    seats = [
        assign_seat(RoundTableFactory(), organisation=Organisation(name="Verein"), sector=sector, by=None)
        for _ in range(2)
    ]
    assert [seat.organisation.slug for seat in seats] == ["verein-2", "verein-3"]


def test_refused_seat_leaves_nobody_behind():
    seat = SeatFactory()
    with pytest.raises(ValidationError, match="bereits einen Platz"):
        assign_seat(
            seat.table, organisation=seat.organisation, sector=seat.sector, delegate=Person(last_name="Rest"), by=None
        )
    assert not Person.objects.filter(last_name="Rest").exists()


def test_malformed_address_of_a_new_person_is_refused():
    with pytest.raises(ValidationError):
        assign_seat(
            RoundTableFactory(),
            organisation=OrganisationFactory(),
            sector=SectorFactory(),
            delegate=Person(last_name="Neu", email="käthe@example.org"),
            by=None,
        )
    assert not Seat.objects.exists()


def test_delegate_cannot_be_their_own_deputy():
    person = PersonFactory()
    with pytest.raises(ValidationError):
        assign_seat(
            RoundTableFactory(),
            organisation=OrganisationFactory(),
            sector=SectorFactory(),
            delegate=person,
            deputy=person,
            by=None,
        )


def test_institution_may_return_after_its_seat_ended():
    seat = SeatFactory(valid_from=dt.date(2026, 1, 1))
    end_seat(seat, last_day=TODAY, by=None)
    again = assign_seat(
        seat.table,
        organisation=seat.organisation,
        sector=seat.sector,
        valid_from=TODAY + dt.timedelta(days=1),
        by=None,
    )
    assert again.pk != seat.pk


def test_end_before_the_beginning_is_refused():
    seat = SeatFactory(valid_from=TODAY)
    with pytest.raises(ValidationError):
        end_seat(seat, last_day=TODAY - dt.timedelta(days=1), by=None)
    seat.refresh_from_db()
    assert seat.valid_until is None


def test_new_delegate_takes_over_and_the_old_one_stays_in_the_history():
    seat = SeatFactory(valid_from=dt.date(2026, 1, 1))
    before, after = seat.delegate, PersonFactory()
    new = change(seat, delegate=after)
    seat.refresh_from_db()
    assert (seat.delegate, seat.valid_until) == (before, TODAY - dt.timedelta(days=1))
    assert (new.delegate, new.valid_from, new.valid_until) == (after, TODAY, None)


def test_naming_somebody_for_an_empty_place_is_no_change_of_hands():
    seat = SeatFactory(delegate=None, deputy=None)
    assert change(seat, delegate=PersonFactory()).pk == seat.pk
    assert change(seat, deputy=PersonFactory()).pk == seat.pk


def test_seat_that_began_today_is_corrected_in_place():
    seat = SeatFactory(valid_from=TODAY)
    assert change(seat, delegate=PersonFactory()).pk == seat.pk


def test_role_and_sector_change_in_place():
    seat, sector = SeatFactory(), SectorFactory()
    change(seat, sector=sector, role=SeatRole.CHAIR)
    seat.refresh_from_db()
    assert (seat.sector, seat.role) == (sector, SeatRole.CHAIR)


def test_balance_names_represented_and_missing_sectors_in_their_order():
    church, media, police = (SectorFactory(name=name) for name in ("Kirchen", "Medien", "Polizei"))
    odd = SectorFactory(name="Sonstige", expected=False)
    unexpected_and_absent = SectorFactory(name="Anderes", expected=False)
    table = RoundTableFactory()
    for sector in (police, odd):
        SeatFactory(table=table, sector=sector)
    SeatFactory(sector=church)
    balance = represented_sectors(table)
    assert balance.represented == (police, odd)
    assert balance.missing == (church, media)
    assert balance.in_order() == [(church, False), (media, False), (police, True), (odd, True)]
    assert unexpected_and_absent not in (*balance.represented, *balance.missing)


def test_ended_seat_no_longer_represents_its_sector():
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    seat = SeatFactory(valid_until=yesterday)
    assert represented_sectors(seat.table).missing == (seat.sector,)
    assert represented_sectors(seat.table, day=yesterday).represented == (seat.sector,)


def test_balance_needs_two_queries(django_assert_num_queries):
    table = RoundTableFactory()
    SeatFactory.create_batch(30, table=table)
    with django_assert_num_queries(2):
        represented_sectors(table)
