"""Whatever people and staff do, in whatever order: places, order, booking, history and letters agree (laws 9, 10)."""

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tafelrunde_events.domain.registrations import staff
from tafelrunde_events.domain.registrations.confirming import accept, confirm
from tafelrunde_events.domain.registrations.ending import cancel, lapse_due
from tafelrunde_events.domain.registrations.news import tell_changes_due
from tafelrunde_events.domain.registrations.places import refresh_bookings
from tafelrunde_events.domain.registrations.submitting import NewPerson
from tafelrunde_events.domain.scheduling import (
    cancel_event,
    cancel_occurrence,
    move_occurrence,
    reinstate_event,
    reinstate_occurrence,
)
from tafelrunde_events.enums import RegistrationState as State
from tafelrunde_events.models import Event, Registration, RegistrationChange
from tafelrunde_members.models import OutboxMessage
from tests.events.registrations.watching import View, check_order, check_places, check_rows, check_told
from tests.factories.events import session
from tests.factories.members import UserFactory
from tests.factories.registrations import make_training, set_terms, submit_form

pytestmark = pytest.mark.django_db

START = dt.datetime(2027, 3, 1, 8, 17, tzinfo=dt.UTC)
NUMBERS = st.integers(0, 40)
PEOPLE = st.builds(
    NewPerson,
    st.just("Anna"),
    st.just("Muster"),
    st.sampled_from(["", *(f"anna.{number}@example.org" for number in range(9))]),
    st.sampled_from(["", "", "Stadt", "STADT", "Kreis"]),
)
TERMS = st.fixed_dictionaries(
    {
        "capacity": st.sampled_from([None, 1, 2, 2, 3, 4]),
        "reserved": st.sampled_from([0, 0, 1]),
        "per_organisation": st.sampled_from([None, None, 1]),
        "needs_approval": st.sampled_from([False, False, True]),
        "has_waiting_list": st.sampled_from([True, True, True, False]),
        "reply_hours": st.sampled_from([None, None, 24]),
        "promotion_days": st.sampled_from([1, 1, 10]),
        "closes_days": st.sampled_from([0, 0, 2]),
    }
)


class Life(RuleBasedStateMachine):
    """A training of two days, a second one that people are moved to, and a clock."""

    @initialize(terms=TERMS, other=TERMS)
    def begin(self, terms: dict[str, Any], other: dict[str, Any]) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.traveller = self.clock.start()
        self.by = UserFactory()
        days = dt.date(2027, 3, 15), dt.date(2027, 4, 5)
        self.event = make_training(*map(session, days), group_size=3, **terms)
        self.other = make_training(session(days[1]), group_size=3, **other)
        self.look()

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            self.clock.stop()
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def look(self) -> None:
        """Remember how all stands."""
        self.views = [View.of(event.pk) for event in (self.event, self.other)]
        self.last_change = RegistrationChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self.mails = set(OutboxMessage.objects.values_list("pk", flat=True))

    def new_mails(self) -> list[OutboxMessage]:
        """The letters since the last look."""
        return list(OutboxMessage.objects.exclude(pk__in=self.mails).select_related("mailing"))

    def check(self, *, by_rule: bool = True, terms_changed: bool = False, all_are_told: bool = False) -> None:
        """Compare with how it stood before."""
        before = self.views
        after = [View.of(event.pk) for event in (self.event, self.other)]
        changes = list(RegistrationChange.objects.filter(pk__gt=self.last_change))
        mails = self.new_mails()
        if all_are_told:
            mails = [mail for mail in mails if "changed" not in mail.mailing.key and "event_c" not in mail.mailing.key]
        for one, other in zip(before, after, strict=True):
            check_rows(other)
            check_places(one, other, terms_changed=terms_changed)
            check_order(one, other, by_rule=by_rule)
            check_told(one, other, changes, mails)
        self.traveller.shift(dt.timedelta(microseconds=7))
        self.look()

    def some(self, number: int, *states: State) -> Registration | None:
        """One of the registrations in these states, if there is any."""
        rows = [row for view in self.views for row in view.rows.values() if not states or row.state in states]
        return rows[number % len(rows)] if rows else None

    @rule(people=st.lists(PEOPLE, min_size=1, max_size=3), confirmed=st.booleans(), hold=st.booleans())
    def submit(self, people: list[NewPerson], confirmed: bool, hold: bool) -> None:
        with suppress(ValidationError):
            submit_form(self.event, *people, confirmed=confirmed, may_hold=hold)
        self.check()

    @rule(number=NUMBERS)
    def submit_alone(self, number: int) -> None:
        person = NewPerson("Jo", "Beispiel", f"jo.{number}@example.org")
        with suppress(ValidationError):
            submit_form(self.event, person, confirmed=number % 3 > 0)
        self.check()

    @rule(number=NUMBERS)
    def confirm(self, number: int) -> None:
        row = self.some(number, State.UNCONFIRMED)
        if row is not None and row.confirms_alone and row.email:
            with suppress(ValidationError):
                confirm(row)
            self.check()

    @rule(number=NUMBERS)
    def accept(self, number: int) -> None:
        row = self.some(number, State.OFFERED)
        if row is not None:
            with suppress(ValidationError):
                accept(row)
            self.check()

    @rule(number=NUMBERS, along=st.booleans(), staff=st.booleans())
    def cancel(self, number: int, along: bool, staff: bool) -> None:
        row = self.some(number, State.PLACED, State.OFFERED, State.WAITING, State.UNCONFIRMED, State.REQUESTED)
        if row is not None:
            with suppress(ValidationError):
                cancel(row, with_companions=along, by=self.by if staff else None)
            self.check()

    @rule(number=NUMBERS, name=st.sampled_from(["approve", "refuse", "place_now", "place_anyway", "reinstate"]))
    def decide(self, number: int, name: str) -> None:
        row = self.some(number)
        if row is not None:
            with suppress(ValidationError):
                getattr(staff, name)(row, by=self.by)
            self.check(by_rule=name in ("approve", "refuse"))

    @rule(number=NUMBERS)
    def give_reserved(self, number: int) -> None:
        row = self.some(number, State.WAITING, State.OFFERED)
        if row is not None:
            with suppress(ValidationError):
                staff.place_now(row, reserved=True, by=self.by)
            self.check(by_rule=False)

    @rule(number=NUMBERS)
    def move(self, number: int) -> None:
        row = self.some(number, State.PLACED, State.OFFERED, State.WAITING, State.REQUESTED)
        if row is not None:
            with suppress(ValidationError):
                staff.move(row, self.other if row.event_id == self.event.pk else self.event, by=self.by)
            self.check(by_rule=False)

    @rule(number=NUMBERS, organisation=st.sampled_from(["", "Stadt", "Kreis"]))
    def correct(self, number: int, organisation: str) -> None:
        row = self.some(number, State.PLACED, State.WAITING, State.OFFERED)
        if row is not None:
            staff.change_details(row, by=self.by, organisation=organisation)
            self.check()

    @rule(terms=TERMS, is_open=st.sampled_from([True, True, False]))
    def publish(self, terms: dict[str, Any], is_open: bool) -> None:
        set_terms(self.event, group_size=3, is_open=is_open, **terms)
        self.check(terms_changed=True)

    @rule(minutes=st.sampled_from([25, 61, 24 * 60, 24 * 60, 5 * 24 * 60]))
    def wait(self, minutes: int) -> None:
        self.traveller.shift(dt.timedelta(minutes=minutes))
        lapse_due()
        refresh_bookings()
        self.check()
        lapse_due()
        self.check()

    @rule(day=st.integers(-20, 60), number=st.integers(0, 1))
    def move_date(self, day: int, number: int) -> None:
        start = dt.datetime.combine(dt.date(2027, 3, 15), dt.time(18)) + dt.timedelta(days=day)
        move_occurrence(self.date(number), start=start, end=start + dt.timedelta(hours=2))
        self.check()

    @rule(number=st.integers(0, 1))
    def toggle_date(self, number: int) -> None:
        row = self.date(number)
        if row.cancelled_alone:
            reinstate_occurrence(row)
        else:
            cancel_occurrence(row, reason="Glatteis")
        self.check()

    @precondition(lambda self: not self.views[0].event.is_cancelled)
    @rule()
    def cancel_event(self) -> None:
        cancel_event(self.event, reason="Krankheit")
        self.check_each_once()

    @precondition(lambda self: self.views[0].event.is_cancelled)
    @rule()
    def reinstate_event(self) -> None:
        reinstate_event(self.event)
        self.check()

    @rule()
    def tell(self) -> None:
        self.traveller.shift(dt.timedelta(minutes=11))
        lapse_due()
        refresh_bookings()
        self.check()
        tell_changes_due()
        self.check_each_once()
        assert tell_changes_due() == 0

    def check_each_once(self) -> None:
        """A change of the event is told to each address once, and to nobody whose registration has ended."""
        mails = [
            mail for mail in self.new_mails() if mail.mailing.key.split(":registration:")[-1][:3] in ("cha", "eve")
        ]
        addresses = [(mail.mailing_id, mail.address) for mail in mails]
        assert len(set(addresses)) == len(addresses)
        told = {mail.object_key for mail in mails}
        known = {f"registration:{pk}" for view in self.views for pk, row in view.rows.items() if not row.is_over}
        assert told <= known
        self.check(all_are_told=True)

    def date(self, number: int) -> Any:
        """One of the two dates."""
        return Event.objects.get(pk=self.event.pk).occurrences.order_by("pk")[number]


def test_whatever_happens_places_order_history_and_letters_agree():
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
