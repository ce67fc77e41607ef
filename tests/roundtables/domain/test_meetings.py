"""Planning, changing and calling off meetings."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from tafelrunde_events.enums import EventKind, EventStatus
from tafelrunde_events.models import Event, Occurrence, Venue
from tafelrunde_members.enums import Visibility
from tafelrunde_roundtables.domain import meetings
from tafelrunde_roundtables.domain.agenda import AgendaEntry
from tafelrunde_roundtables.domain.meetings import (
    cancel_meeting,
    missed_notice,
    reinstate_meeting,
    sequence_of,
    update_meeting,
)
from tafelrunde_roundtables.models import Meeting
from tests.factories.events import VenueFactory
from tests.factories.members import OrganisationFactory
from tests.factories.roundtables import BERLIN, RoundTableFactory, make_meeting, wall

pytestmark = pytest.mark.django_db


def change(meeting: Meeting, **facts) -> bool:
    event, date = meeting.event, meeting.date
    kept = {
        "title": event.title,
        "start": date.start_wall,
        "end": date.end_wall,
        "zone": date.zone,
        "venue": event.venue,
        "room": event.room,
        "online_url": event.online_url,
        "visibility": event.visibility,
        "public_agenda": meeting.public_agenda,
    }
    return update_meeting(meeting, **(kept | facts), by=None)


def test_meeting_is_an_event_of_its_table_with_one_date():
    convener = OrganisationFactory()
    table = RoundTableFactory(convener=convener)
    meeting = make_meeting(table, room="Großer Saal", agenda=[AgendaEntry(title="Begrüßung")])
    event = meeting.event
    assert event.kind == EventKind.MEETING
    assert event.visibility == Visibility.TABLE
    assert event.contact_email == table.role_email
    assert [row.organisation for row in event.organiser_rows.all()] == [convener]
    assert meeting.date.start_wall == wall()
    assert [item.title for item in meeting.agenda.all()] == ["Begrüßung"]
    assert event.entries.get().uid


def test_past_day_is_refused():
    with pytest.raises(ValidationError) as refusal:
        make_meeting(RoundTableFactory(), days=-1, allow_past=False)
    assert list(refusal.value.message_dict) == ["start"]
    assert not Event.objects.exists()


def test_today_is_not_past():
    assert make_meeting(RoundTableFactory(), days=0).pk


def test_end_before_start_is_refused():
    with pytest.raises(ValidationError) as refusal:
        make_meeting(RoundTableFactory(), end=wall() - dt.timedelta(hours=1))
    assert list(refusal.value.message_dict) == ["end"]
    assert not Meeting.objects.exists()


def test_unknown_zone_is_refused():
    with pytest.raises(ValidationError) as refusal:
        make_meeting(RoundTableFactory(), zone="Mars/Olympus")
    assert list(refusal.value.message_dict) == ["zone"]


def test_time_that_the_clocks_skip_is_refused():
    night = dt.datetime.combine(dt.date(2032, 3, 28), dt.time(2, 30))
    with pytest.raises(ValidationError) as refusal:
        make_meeting(RoundTableFactory(), start=night, end=night + dt.timedelta(hours=2))
    assert list(refusal.value.message_dict) == ["start"]


def test_year_that_calendars_do_not_know_is_refused_in_words():
    meeting = make_meeting(RoundTableFactory())
    far = dt.datetime.combine(dt.date(3000, 1, 1), dt.time(18))
    times = {"start": far, "end": far + dt.timedelta(hours=2)}
    for act in (lambda: make_meeting(RoundTableFactory(), **times), lambda: change(meeting, **times)):
        with override("de"), pytest.raises(ValidationError) as refusal:
            act()
        assert refusal.value.message_dict == {"day": ["Dieses Jahr ist nicht möglich."]}


def test_refusal_that_nobody_foresaw_is_put_into_words_too(monkeypatch):
    monkeypatch.setattr(meetings, "_REFUSALS", {})
    with override("de"), pytest.raises(ValidationError) as refusal:
        make_meeting(RoundTableFactory(), zone="Mars/Olympus")
    assert refusal.value.message_dict == {"start": ["Dieser Termin ist nicht möglich."]}


def test_instance_shows_what_was_stored_though_its_dates_had_been_fetched():
    planned = make_meeting(RoundTableFactory())
    meeting = Meeting.objects.with_facts().get(pk=planned.pk)
    assert meeting.date.start_wall == wall()
    venue = VenueFactory()
    change(meeting, start=wall(40), end=wall(40, hour=21), venue=venue)
    assert (meeting.date.start_wall, meeting.event.venue) == (wall(40), venue)
    cancel_meeting(meeting, reason="Erkrankung", by=None)
    assert (meeting.event.is_cancelled, meeting.date.status) == (True, EventStatus.CANCELLED)
    reinstate_meeting(meeting, by=None)
    assert (meeting.event.is_cancelled, meeting.date.status) == (False, EventStatus.CONFIRMED)


def test_venue_that_was_typed_in_is_stored_with_the_meeting():
    meeting = make_meeting(RoundTableFactory(), venue=Venue(name="Alte Schule", city="Anklam"))
    assert Venue.objects.get() == meeting.event.venue


def test_wrong_item_on_the_agenda_plans_nothing():
    with pytest.raises(ValidationError):
        make_meeting(
            RoundTableFactory(), venue=Venue(name="Alte Schule", city="Anklam"), agenda=[AgendaEntry(title=" ")]
        )
    assert not Event.objects.exists()
    assert not Venue.objects.exists()


def test_moving_keeps_the_uid_and_raises_the_sequence():
    meeting = make_meeting(RoundTableFactory())
    before = meeting.event.entries.get()
    start = wall(days=37, hour=17)
    assert change(meeting, start=start, end=start + dt.timedelta(hours=3))
    after = meeting.event.entries.get()
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert meeting.date.start_wall == start
    assert meeting.date.end_wall == start + dt.timedelta(hours=3)


def test_text_and_agenda_leave_the_sequence_alone():
    meeting = make_meeting(RoundTableFactory())
    assert not change(meeting, title="Neuer Titel", agenda=[AgendaEntry(title="Neuer Punkt")])
    assert (meeting.event.title, sequence_of(meeting)) == ("Neuer Titel", 0)
    assert [item.title for item in meeting.agenda.all()] == ["Neuer Punkt"]


def test_new_place_raises_the_sequence():
    meeting = make_meeting(RoundTableFactory())
    assert change(meeting, venue=VenueFactory())
    assert sequence_of(meeting) == 1


def test_new_time_in_a_new_place_raises_the_sequence_once():
    meeting = make_meeting(RoundTableFactory())
    assert change(meeting, start=wall(40), end=wall(40, hour=21), venue=VenueFactory(), room="Saal")
    assert sequence_of(meeting) == 1


def test_agenda_of_none_stays():
    meeting = make_meeting(RoundTableFactory(), agenda=[AgendaEntry(title="Bleibt")])
    change(meeting, title="Anders")
    assert meeting.agenda.get().title == "Bleibt"


def test_moving_into_the_past_is_refused():
    meeting = make_meeting(RoundTableFactory())
    with pytest.raises(ValidationError):
        change(meeting, start=wall(-2), end=wall(-2, hour=20))


def test_meeting_that_is_over_can_still_be_corrected():
    meeting = make_meeting(RoundTableFactory(), days=-3)
    change(meeting, title="Richtiger Titel")
    assert meeting.event.title == "Richtiger Titel"


def test_called_off_meeting_stays_with_its_reason_and_can_take_place_after_all():
    meeting = make_meeting(RoundTableFactory())
    cancel_meeting(meeting, reason=" Erkrankung ", by=None)
    date = Occurrence.objects.get()
    assert (date.status, date.status_reason) == (EventStatus.CANCELLED, "Erkrankung")
    assert sequence_of(meeting) == 1
    cancel_meeting(meeting, reason="noch einmal", by=None)
    assert meeting.event.status_reason == "Erkrankung"
    reinstate_meeting(meeting, by=None)
    reinstate_meeting(meeting, by=None)
    assert not meeting.event.is_cancelled
    assert sequence_of(meeting) == 2


def test_calling_off_needs_a_reason():
    meeting = make_meeting(RoundTableFactory())
    with pytest.raises(ValidationError):
        cancel_meeting(meeting, reason="  ", by=None)
    assert not meeting.event.is_cancelled


@pytest.mark.parametrize(("days", "missed"), [(-1, False), (0, True), (13, True), (14, False), (30, False)])
def test_notice_period_counts_whole_days(days, missed):
    today = dt.date(2027, 3, 5)
    table = RoundTableFactory.build(notice_days=14)
    assert missed_notice(table, today + dt.timedelta(days=days), today=today) is missed


def test_meetings_are_told_apart_by_their_end():
    table = RoundTableFactory()
    over, soon, later = (make_meeting(table, days=days) for days in (-7, 3, 30))
    assert list(Meeting.objects.upcoming()) == [soon, later]
    assert list(Meeting.objects.past()) == [over]
    cancel_meeting(soon, reason="Erkrankung", by=None)
    assert list(Meeting.objects.upcoming().taking_place()) == [later]


def test_meetings_are_planned_in_the_zone_that_was_entered():
    meeting = make_meeting(RoundTableFactory(), zone=BERLIN)
    assert timezone.localtime(meeting.date.start).hour == 18


def test_public_meeting_names_no_convener_that_is_not_released():
    """The feed, the address and the file of a public date show who organises it."""
    table = RoundTableFactory(convener=OrganisationFactory())
    closed, public = (make_meeting(table, visibility=sight) for sight in (Visibility.TABLE, Visibility.PUBLIC))
    assert list(closed.event.organisers.all()) == [table.convener]
    assert not public.event.organisers.exists()
