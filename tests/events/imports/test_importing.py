"""From a foreign calendar to our events: our own UIDs, no change without one over there, nothing lost by accident."""

import datetime as dt

import pytest

from tafelrunde_events.domain.district_dates import dates_by_district
from tafelrunde_events.domain.facets import find_facet
from tafelrunde_events.domain.imports.facts import window_on
from tafelrunde_events.domain.imports.owners import organisation_kind
from tafelrunde_events.domain.imports.reports import error_in_words, reason_in_words
from tafelrunde_events.domain.imports.sources import confirm_losses, delete_source, hide_event, save_source, show_event
from tafelrunde_events.domain.imports.taking_over import read_foreign, take_over
from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.versions import current_version
from tafelrunde_events.engine.foreign import REASONS
from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import Event, ImportedEvent, Occurrence, ScheduleEntry
from tafelrunde_members.enums import Visibility
from tests.events.imports.foreign_calendar import calendar, entry
from tests.factories.events import VenueFactory, coming_day, make_event
from tests.factories.members import OrganisationFactory, RegionFactory, UserFactory
from tests.factories.sources import make_source

pytestmark = pytest.mark.django_db


def run(source, *entries, **options):
    return take_over(source, read_foreign(calendar(*entries)), **options)


def weekly(uid="kurs", days=7, **lines):
    return entry(uid, days=days, RRULE="FREQ=WEEKLY;COUNT=3", **lines)


def stored(event):
    """Everything that calendars see of an event."""
    return list(event.entries.order_by("pk").values("uid", "sequence", "dtstamp", "vevent", "status"))


def test_an_entry_becomes_an_event_with_a_uid_of_our_own():
    source = make_source()

    outcome = run(
        source,
        entry(
            SUMMARY="Sommerfest", DESCRIPTION="Mit Musik\\, für alle", LOCATION="Aula", URL="https://vhs.example.org/1"
        ),
    )

    event = Event.objects.get()
    assert (outcome.created, event.title, event.summary, event.room) == (1, "Sommerfest", "Mit Musik, für alle", "Aula")
    assert (event.visibility, event.contact_email) == (Visibility.PUBLIC, "")
    assert list(event.organisers.all()) == [source.organisation]
    assert "sommerfest" not in event.entries.get().uid
    assert event.imported.url == "https://vhs.example.org/1"


def test_an_organisation_that_is_not_released_is_not_named():
    source = make_source(organisation=OrganisationFactory())
    run(source, entry())

    assert not Event.objects.get().organisers.exists()


def test_every_date_of_a_series_is_a_session():
    run(make_source(), weekly())

    event = Event.objects.get()
    assert event.entries.count() == event.occurrences.count() == 3
    assert not event.entries.exclude(rule="").exists()


def test_the_same_again_writes_nothing():
    source = make_source()
    run(source, entry(), weekly())
    before = [stored(event) for event in Event.objects.order_by("pk")], current_version()

    outcome = run(source, entry(DTSTAMP="20260202T120000Z"), weekly())

    assert (outcome.created, outcome.updated, outcome.removed) == (0, 0, 0)
    assert ([stored(event) for event in Event.objects.order_by("pk")], current_version()) == before


def test_a_moved_date_keeps_its_uid_and_raises_the_sequence_once():
    source = make_source()
    run(source, entry())
    before = ScheduleEntry.objects.get()

    outcome = run(source, entry(days=31, LOCATION="Anderswo"))

    after = ScheduleEntry.objects.get()
    assert (outcome.updated, after.uid, after.sequence) == (1, before.uid, before.sequence + 1)
    assert after.start_date == coming_day(31)


def test_another_title_raises_no_sequence():
    source = make_source()
    run(source, entry())
    run(source, entry(SUMMARY="Herbstfest"))

    assert Event.objects.get().title == "Herbstfest"
    assert ScheduleEntry.objects.get().sequence == 0


def test_a_series_that_moves_to_another_hour_keeps_its_dates():
    source = make_source()
    run(source, weekly(hour=18))
    uids = set(ScheduleEntry.objects.values_list("uid", flat=True))

    run(source, weekly(hour=19))

    assert set(ScheduleEntry.objects.values_list("uid", "sequence")) == {(uid, 1) for uid in uids}


def test_a_date_called_off_over_there_is_called_off_here_until_it_takes_place_again():
    source = make_source()
    start = dt.datetime.combine(coming_day(14), dt.time(18))
    cancelled = entry(
        "kurs", days=14, STATUS="CANCELLED", **{"RECURRENCE-ID;TZID=Europe/Berlin": f"{start:%Y%m%dT%H%M%S}"}
    )
    run(source, weekly())

    run(source, weekly(), cancelled)
    row = Occurrence.objects.get(start_date=coming_day(14))
    assert row.is_cancelled
    assert row.status_reason
    assert Occurrence.objects.filter(status=EventStatus.CANCELLED).count() == 1

    run(source, weekly())
    assert not Occurrence.objects.filter(status=EventStatus.CANCELLED).exists()

    run(source, weekly(hour=20))
    assert set(Occurrence.objects.values_list("start_time", flat=True)) == {dt.time(20)}


def test_a_whole_event_is_called_off_and_takes_place_again():
    source = make_source()
    run(source, entry())
    run(source, entry(STATUS="CANCELLED"))
    assert Event.objects.get().is_cancelled
    assert "STATUS:CANCELLED" in ScheduleEntry.objects.get().vevent

    run(source, entry(STATUS="CONFIRMED"))
    assert not Event.objects.get().is_cancelled


def test_a_whole_event_that_somebody_called_off_here_stays_so_when_it_changes_over_there():
    source = make_source()
    run(source, entry())
    event = Event.objects.get()
    cancel_event(event, reason="Die Aula ist gesperrt")

    run(source, entry(SUMMARY="Sommerfest am See"))

    event.refresh_from_db()
    assert (event.title, event.status) == ("Sommerfest am See", EventStatus.CANCELLED)
    assert event.occurrences.get().status_reason == "Die Aula ist gesperrt"


def test_what_is_removed_stays_as_called_off_with_the_reason_and_returns():
    source = make_source()
    others = [entry(f"anderes{number}") for number in range(3)]
    run(source, entry(), *others)

    outcome = run(source, *others)
    event = ImportedEvent.objects.get(uid="sommerfest").event
    assert outcome.removed == 1
    assert event.is_cancelled
    assert source.name in event.status_reason
    assert run(source, *others).removed == 0

    run(source, entry(), *others)
    event.refresh_from_db()
    assert not event.is_cancelled
    assert event.entries.get().sequence == 2


def test_what_nobody_has_seen_vanishes():
    source = make_source(visibility=Visibility.NETWORK)
    run(source, entry(), entry("zwei"), entry("drei"))
    run(source, entry("zwei"), entry("drei"))

    assert set(ImportedEvent.objects.values_list("uid", flat=True)) == {"zwei", "drei"}
    assert Event.objects.count() == 2


def test_dates_that_are_over_stay_when_the_calendar_forgets_them(time_machine):
    source = make_source()
    run(source, weekly())
    time_machine.move_to(dt.datetime.combine(coming_day(9), dt.time(12), dt.UTC), tick=False)

    run(source, entry("kurs", days=5, RRULE="FREQ=WEEKLY;COUNT=2"))

    assert Event.objects.get().occurrences.count() == 3
    assert not Occurrence.objects.filter(status=EventStatus.CANCELLED).exists()


@pytest.mark.parametrize("left", [0, 1])
def test_a_calendar_that_suddenly_lacks_most_takes_nothing_away_until_somebody_confirms(left):
    source = make_source()
    entries = [entry(f"fest{number}") for number in range(4)]
    run(source, *entries)

    for _again in range(2):
        outcome = run(source, *entries[:left])
        assert (outcome.removed, outcome.held_back) == (0, 4 - left)
    assert not Event.objects.filter(status=EventStatus.CANCELLED).exists()

    assert confirm_losses(source, by=UserFactory()) == 4 - left
    assert Event.objects.filter(status=EventStatus.CANCELLED).count() == 4 - left
    assert run(source, *entries[:left]).held_back == 0


def test_a_calendar_that_comes_back_answers_the_question_itself():
    source = make_source()
    entries = [entry(f"fest{number}") for number in range(4)]
    run(source, *entries)
    before = [stored(event) for event in Event.objects.order_by("pk")]
    run(source)

    outcome = run(source, *entries)

    assert not source.imported.filter(missing_since__isnull=False).exists()
    assert outcome.updated == 0
    assert [stored(event) for event in Event.objects.order_by("pk")] == before


def test_an_entry_that_cannot_be_read_for_once_is_not_gone():
    source = make_source()
    run(source, entry(), entry("zwei"), entry("drei"))

    outcome = run(source, entry(**{"DTSTART;TZID=Europe/Berlin": ""}), entry("zwei"), entry("drei"))

    assert [(one.uid, one.reason) for one in outcome.skipped] == [("sommerfest", "no_start")]
    assert not Event.objects.filter(status=EventStatus.CANCELLED).exists()


def test_what_no_calendar_could_show_is_skipped_and_the_rest_taken_over():
    day = next(
        day
        for day in (coming_day(number) for number in range(400))
        if day.month == 3 and day.weekday() == 6 and day.day > 24
    )
    lost = entry(
        "nacht",
        **{"DTSTART;TZID=Europe/Berlin": f"{day:%Y%m%d}T023000", "DTEND;TZID=Europe/Berlin": f"{day:%Y%m%d}T060000"},
    )

    outcome = run(make_source(), lost, entry())

    assert outcome.created == 1
    assert [(one.title, one.reason) for one in outcome.skipped] == [("Nacht", "skipped_time")]


def test_hidden_events_leave_lists_and_feeds_and_stay_hidden(client):
    source = make_source()
    run(source, entry())
    imported = source.imported.select_related("event").get()
    uid = ScheduleEntry.objects.get().uid
    user = UserFactory()

    hide_event(imported, by=user)
    run(source, entry(days=33))

    assert uid not in client.get("/kalender/termine.ics").content.decode()
    assert client.get(imported.event.get_absolute_url()).status_code == 404
    assert Event.objects.get().first_public_at is not None

    show_event(ImportedEvent.objects.get(), by=user)
    assert uid in client.get("/kalender/termine.ics").content.decode()


def test_deleting_a_source_withdraws_what_was_public_and_forgets_the_rest():
    public, internal = make_source(), make_source(visibility=Visibility.NETWORK)
    run(public, entry())
    run(internal, entry("intern"))

    for source in (public, internal):
        delete_source(source, by=UserFactory())

    event = Event.objects.get()
    assert event.is_cancelled
    assert public.name in event.status_reason


def test_dates_without_a_venue_lie_in_the_region_of_their_calendar():
    region = RegionFactory(key="13076")
    source = make_source(region=region)
    VenueFactory(name="Bürgerhaus", city="Rostock", listed=True, region=RegionFactory(key="13003"))
    run(source, entry(), entry("zwei", LOCATION="Bürgerhaus\\, Markt 1\\, Rostock"))

    def titles(key):
        return set(
            Occurrence.objects.filter(find_facet("bezirk").condition(key)).values_list("event__title", flat=True)
        )

    assert titles("13076") == {"Sommerfest"}
    assert titles("13003") == {"Zwei"}
    assert dates_by_district(Selection(), current_version()) == {"13076": 1, "13003": 1}


def test_an_online_meeting_is_no_room():
    run(make_source(), entry(LOCATION="https://meet.example.org/raum"))

    event = Event.objects.get()
    assert (event.room, event.online_url) == ("", "https://meet.example.org/raum")


def test_only_addresses_of_the_web_are_linked():
    run(make_source(), entry(URL="javascript:alert(1)"), entry("zwei", URL="https://nutzer:geheim@example.org/"))

    assert set(ImportedEvent.objects.values_list("url", flat=True)) == {""}


def test_no_address_of_a_person_reaches_a_feed(client):
    run(
        make_source(),
        entry(DESCRIPTION="Anmeldung bei petra.zperson@example.org", ORGANIZER="mailto:petra.zperson@example.org"),
    )

    assert "zperson" not in client.get("/kalender/termine.ics").content.decode()
    assert "zperson" not in client.get(Event.objects.get().get_absolute_url()).content.decode()


def test_the_page_says_where_a_date_comes_from(client):
    source = make_source(name="Kulturkalender")
    run(source, entry(URL="https://kultur.example.org/7", LOCATION="Alte Post"))

    page = client.get(Event.objects.get().get_absolute_url()).content.decode()

    assert "Kulturkalender" in page
    assert "Alte Post" in page
    assert 'href="https://kultur.example.org/7" rel="nofollow noopener"' in page


def test_a_source_that_changes_its_circle_takes_its_events_along():
    source = make_source()
    run(source, entry())
    source.visibility = Visibility.NETWORK
    save_source(source, kind=organisation_kind, owner=source.organisation, by=UserFactory())

    assert Event.objects.get().visibility == Visibility.NETWORK
    assert not Occurrence.objects.public().exists()


def test_within_a_month_the_window_stays_the_same():
    first, last = window_on(dt.date(2027, 5, 2)), window_on(dt.date(2027, 5, 30))

    assert last[1] == first[1] == dt.date(2029, 5, 31)
    assert first[0] == dt.date(2027, 4, 1)


def test_our_own_dates_do_not_come_in_again(client):
    make_event(title="Eigenes Fest")
    feed = client.get("/kalender/termine.ics").content

    for _again in range(2):
        outcome = take_over(make_source(name="Kreis"), read_foreign(feed))
        assert [(one.title, one.reason) for one in outcome.skipped] == [("Eigenes Fest", "own_date")]
    assert Event.objects.count() == 1


def test_every_reason_and_every_error_has_words():
    other = reason_in_words("not_stored")
    assert [code for code in REASONS if reason_in_words(code) == other] == []

    codes = ("address_refused", "too_large", "timeout", "status", "not_reachable", "redirects", "tls", "not_a_calendar")
    assert [code for code in codes if error_in_words(code) == error_in_words("internal")] == []
