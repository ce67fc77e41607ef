"""Warnings of other dates in the same house or of the same people, and what they must not give away."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tafelrunde_events.domain.clashes import Plan, find_clashes
from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.engine import Slot, expand
from tafelrunde_events.enums import EventKind
from tafelrunde_members.enums import Visibility
from tests.factories.events import BERLIN, VenueFactory, coming_day, make_event, session
from tests.factories.members import OrganisationFactory
from tests.factories.pages import event_of, make_page, session_block
from tests.factories.roundtables import RoundTableFactory, make_coordinator, make_meeting

pytestmark = pytest.mark.django_db

DAY = coming_day()


@pytest.fixture
def venue():
    return VenueFactory(name="Bürgerhaus Ludwigslust", listed=True)


def plan(venue=None, *, day=DAY, hour=18, **facts):
    planned = session(day, hour=hour)
    return Plan(slots=expand(planned, horizon=planned.end.date()), venue=venue, **facts)


def below(ask, venue, **facts):
    return ask({"start_date": DAY.isoformat()}, venue=venue.pk, **facts)["schedule-0"]


def test_another_date_in_the_same_house_is_named(ask, venue):
    event = make_event(session(DAY, hour=19), venue=venue, title="Chorprobe")
    text = below(ask, venue)
    assert "gleicher Ort, zur selben Zeit: Chorprobe" in text
    assert "19:00 bis 21:00" in text
    assert event.get_absolute_url()


@pytest.mark.parametrize("hour", [16, 20])
def test_dates_that_only_touch_are_no_clash(editor, venue, hour):
    make_event(session(DAY, hour=hour), venue=venue)
    assert find_clashes(plan(venue), user=editor) == []


def test_another_house_and_cancelled_dates_are_free(editor, venue):
    make_event(session(DAY), venue=VenueFactory())
    cancel_event(make_event(session(DAY), venue=venue), reason="Sturm")
    assert find_clashes(plan(venue), user=editor) == []


@pytest.mark.parametrize(
    ("there", "here", "clashes"),
    [("Saal 1", "Saal 2", 0), ("Saal 1", "saal 1", 1), ("", "Saal 2", 1), ("Saal 1", "", 1)],
)
def test_two_rooms_of_a_house_are_two_places(editor, venue, there, here, clashes):
    make_event(session(DAY), venue=venue, room=there)
    assert len(find_clashes(plan(venue, room=here), user=editor)) == clashes


def test_what_the_editor_may_not_see_is_occupied_without_a_word(ask, venue):
    table = RoundTableFactory(name="Runder Tisch Geheimnis")
    meeting = make_meeting(table, title="Vertrauliche Sitzung", venue=venue)
    text = below(ask, venue)
    assert meeting.event.visibility == Visibility.TABLE
    assert "der Ort ist zu dieser Zeit belegt" in text
    for secret in ("Vertraulich", "Geheimnis", f"/t/{meeting.event.pk}/", "gleicher Ort"):
        assert secret not in text


def test_nobody_finds_out_which_event_occupies_a_house(ask, venue):
    meeting = make_meeting(RoundTableFactory(), venue=venue)
    assert "belegt" in below(ask, venue, event=meeting.event.pk)


def test_a_house_that_the_editor_must_not_know_of_is_no_house(ask):
    hidden = VenueFactory(listed=False)
    make_meeting(RoundTableFactory(), venue=hidden)
    assert "belegt" not in below(ask, hidden)


def test_the_own_dates_of_the_page_are_no_clash(ask, venue):
    page = make_page(session_block(DAY), venue=venue, title="Eigene Seite")
    assert event_of(page).occurrences.count() == 1
    assert "Eigene Seite" in below(ask, venue)
    assert "Eigene Seite" not in below(ask, venue, page=page.pk)


def test_the_same_organiser_is_warned_of_the_whole_day(ask, venue):
    organiser = OrganisationFactory(name="Regionalzentrum")
    make_event(session(DAY, hour=9), organisers=[organiser], title="Fachtag")
    facts = {"organisers-0-organisation": organiser.pk}
    assert "gleiche Veranstaltende, am selben Tag: Fachtag" in below(ask, venue, **facts)
    assert "Fachtag" not in below(ask, venue, **facts, **{"organisers-0-DELETE": "1"})
    assert "Fachtag" not in below(ask, venue)


def test_hidden_dates_of_an_organiser_are_not_given_away(ask, venue):
    organiser = OrganisationFactory()
    make_event(session(DAY), organisers=[organiser], kind=EventKind.MEETING, visibility=Visibility.TABLE)
    text = below(ask, venue, **{"organisers-0-organisation": organiser.pk})
    assert "Veranstaltende" not in text
    assert "belegt" not in text


def test_a_coordinator_is_warned_of_other_meetings_of_the_table(ask, venue):
    table = RoundTableFactory()
    meeting = make_meeting(table, title="Sitzung im Herbst")
    coordinator = make_coordinator(table)
    assert "gleicher Runder Tisch, zur selben Zeit: Sitzung im Herbst" in below(
        ask, venue, user=coordinator, body=table.pk
    )
    assert "Sitzung im Herbst" not in below(ask, venue, user=coordinator, body=table.pk, event=meeting.event.pk)


def test_nobody_learns_of_the_meetings_of_another_table(ask, venue):
    table = RoundTableFactory()
    make_meeting(table, title="Sitzung im Herbst")
    stranger = make_coordinator(RoundTableFactory())
    assert "Tisch" not in below(ask, venue, user=stranger, body=table.pk)


def test_thirty_clashes_cost_as_many_queries_as_one(editor, venue):
    organiser = OrganisationFactory()

    def queries():
        with CaptureQueriesContext(connection) as seen:
            found = find_clashes(plan(venue, organiser_ids=frozenset({organiser.pk})), user=editor)
            assert all(clash.other.event.title for clash in found if clash.other)
        return len(found), len(seen)

    make_event(session(DAY), venue=venue, organisers=[organiser])
    queries()  # the roles of the account are asked for once
    one, cost = queries()
    for _number in range(29):
        make_event(session(DAY), venue=venue, organisers=[organiser])
    assert (one, queries()) == (1, (30, cost))


def test_a_date_until_midnight_does_not_reach_into_the_next_day(editor):
    organiser = OrganisationFactory()
    evening = session(DAY, hour=20, hours=4)
    make_event(evening, organisers=[organiser])
    after = plan(day=DAY + dt.timedelta(days=1), organiser_ids=frozenset({organiser.pk}))
    assert find_clashes(after, user=editor) == []
    assert timezone.localdate() < DAY


def test_a_whole_day_beside_the_same_hours_by_the_clock_is_compared_all_the_same(editor, venue):
    make_event(session(DAY, hour=9), venue=venue)
    midnight = dt.datetime.combine(DAY, dt.time.min)
    slots = [Slot(DAY, DAY, BERLIN), Slot(midnight, midnight + dt.timedelta(days=1), BERLIN)]
    assert len(find_clashes(Plan(slots=slots, venue=venue), user=editor)) == 2
