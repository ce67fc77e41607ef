"""The personal calendar as a program sees it: what is in it, what never is, and how it is asked for again."""

import datetime as dt
import gzip

import pytest
import time_machine
from django.db import OperationalError, connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_http_date
from icalendar import Calendar

from tafelrunde_events.domain.scheduling import cancel_event, cancel_occurrence, move_occurrence, update_event
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.subscriptions.feeds import end_device
from tafelrunde_events.domain.subscriptions.selections import save_selection
from tafelrunde_events.domain.versions import KEPT, advance
from tafelrunde_events.engine import Frequency, Rule
from tafelrunde_events.enums import EventKind
from tafelrunde_events.models import PersonalFeed
from tafelrunde_members.domain.periodic import run_due
from tafelrunde_members.enums import Role, Visibility
from tafelrunde_roundtables.domain.meetings import cancel_meeting
from tafelrunde_roundtables.domain.seats import end_seat
from tests.factories.events import VenueFactory, coming_day, invite, make_event, session
from tests.factories.members import PersonFactory, UserFactory
from tests.factories.roundtables import RoundTableFactory, make_coordinator, make_meeting, wall
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
#: What stands in the secret meeting and must never leave by a calendar.
SECRETS = (
    "Geheim",
    "Vorfall",
    "Hinterhaus",
    "meet.example.org",
    "Krankheit",
    "@",
    "\nORGANIZER",
    "\nLOCATION",
    "\nGEO",
)


def secret_meeting(table, **facts):
    venue = VenueFactory(name="Hinterhaus", street="Geheimgasse 5", latitude="53.6", longitude="11.4")
    options = {"title": "Vorfall an der Schule", "venue": venue, "online_url": "https://meet.example.org/raum"}
    return make_meeting(table, **(options | facts))


def test_a_subscription_from_its_first_day_to_its_last(member, device):
    """What a member lives through in one sitting: planned, public too, called off, seat lost, ended, forgotten."""
    meeting = secret_meeting(member.table)
    make_meeting(member.table, title="Offener Abend", visibility=Visibility.PUBLIC, days=40)
    assert device.titles() == ["Offener Abend", "Sitzung"]

    cancel_meeting(meeting, reason="Krankheit", by=None)
    assert device.titles() == ["Abgesagt: Sitzung", "Offener Abend"]
    assert "Krankheit" not in device.fetch().content.decode()

    end_seat(member.seat, last_day=timezone.localdate() - DAY, by=None)
    assert device.titles() == []

    end_device(device.row)
    assert device.titles() == ["Dieses Kalender-Abo wurde beendet"]
    with time_machine.travel(timezone.now() + 15 * DAY):
        assert device.fetch().status_code == 404
        run_due()
    assert not PersonalFeed.objects.exists()


def test_a_meeting_behind_closed_doors_says_when_and_nothing_else(member, device):
    event = secret_meeting(member.table).event
    content = device.fetch().content.decode()
    for secret in SECRETS:
        assert secret not in content, secret

    [found] = device.events()
    entry = event.entries.get()
    assert (str(found["SUMMARY"]), str(found["UID"])) == ("Sitzung", entry.uid)
    assert (found["SEQUENCE"], found["DTSTAMP"].dt) == (entry.sequence, entry.dtstamp.replace(microsecond=0))
    assert found["DTSTART"].dt == event.occurrences.get().start
    link = f"http://localhost:8000/t/{event.pk}/"
    assert str(found["DESCRIPTION"]) == f"Einzelheiten nach Anmeldung:\n{link}"
    assert not {"LOCATION", "GEO", "CONFERENCE", "ORGANIZER", "CATEGORIES", "ATTENDEE"} & set(found)


def test_a_public_meeting_reads_as_in_the_public_calendar(member, device):
    event = secret_meeting(member.table, visibility=Visibility.PUBLIC).event
    [found] = device.events()
    assert str(found["SUMMARY"]) == "Vorfall an der Schule"
    assert event.entries.get().vevent in device.fetch().content.decode()


def test_moved_and_cancelled_dates_of_a_series_are_neutral_too(member, device):
    weekly = session(rule=Rule(Frequency.WEEKLY, count=4))
    event = make_event(weekly, title="Geheimrunde", kind=EventKind.TRAINING, visibility=Visibility.TABLE)
    invite(event, member.person)
    moved, called_off = event.occurrences.order_by("start")[1:3]
    elsewhere = VenueFactory(name="Hinterhaus")
    move_occurrence(
        moved,
        start=moved.start_wall + dt.timedelta(hours=1),
        end=moved.end_wall + dt.timedelta(hours=1),
        venue=elsewhere,
    )
    cancel_occurrence(called_off, reason="Krankheit")

    assert device.titles() == ["Abgesagt: Fortbildung", "Fortbildung", "Fortbildung"]
    content = device.fetch().content.decode()
    assert content.count("RECURRENCE-ID") == 2
    for secret in SECRETS:
        assert secret not in content, secret


def test_only_dates_of_ones_own_are_in_it(member, device):
    """Other tables, other people's invitations, and public dates nobody asked for stay outside."""
    make_meeting(RoundTableFactory(), title="Fremde Sitzung")
    make_event(title="Öffentlich")
    invite(make_event(title="Für andere", visibility=Visibility.TABLE), PersonFactory())
    invite(make_event(title="Zurückgezogen"), member.person, withdrawn_at=timezone.now())
    invite(make_event(title="Für mich"), member.person)
    make_meeting(member.table, title="Nur Koordination", visibility=Visibility.COORDINATION)
    assert device.titles() == ["Für mich"]


def test_who_convenes_a_table_finds_its_meetings_in_it(member, subscribe):
    make_meeting(member.table, title="Geheime Vorbereitung", visibility=Visibility.COORDINATION)
    make_meeting(RoundTableFactory(), title="Fremde Sitzung")
    assert subscribe(make_coordinator(member.table)).titles() == [EventKind.MEETING.label]


@pytest.mark.parametrize("account", [{"is_superuser": True}, {"roles": (Role.NETWORK_COORDINATOR,)}])
def test_rights_to_see_more_bring_nothing_into_it(account, subscribe):
    make_meeting(RoundTableFactory(), title="Fremde Sitzung")
    make_event(title="Für das Netzwerk", visibility=Visibility.NETWORK)
    assert subscribe(UserFactory(**account)).titles() == []


def test_a_kept_filter_brings_its_public_dates(member, device):
    make_event(title="Kurs", kind=EventKind.TRAINING)
    make_event(title="Geheimkurs", kind=EventKind.TRAINING, visibility=Visibility.NETWORK)
    make_event(title="Abend")
    save_selection(member.user, Selection(chosen=(("art", "training"),)), name="Kurse")
    assert device.titles() == ["Kurs"]


def test_a_date_that_concerns_somebody_twice_is_there_once(member, device):
    invite(make_event(title="Kurs", kind=EventKind.TRAINING), member.person)
    save_selection(member.user, Selection(), name="Alles")
    save_selection(member.user, Selection(chosen=(("art", "training"),)), name="Kurse")
    assert device.titles() == ["Kurs"]


def test_what_becomes_invisible_is_gone_at_once(member, device):
    event = make_event(title="Abend")
    save_selection(member.user, Selection(), name="Alles")
    assert device.titles() == ["Abend"]
    update_event(event, visibility=Visibility.COORDINATION)
    assert device.titles() == []


def test_dates_leave_with_the_window_of_all_feeds(member, device):
    with time_machine.travel(timezone.now() - KEPT - 5 * DAY):
        make_meeting(member.table, days=1)
    assert device.titles() == ["Sitzung"]
    advance()
    assert device.titles() == []


def test_a_closed_account_has_no_calendar(member, device):
    member.user.is_active = False
    member.user.save()
    assert device.fetch().status_code == 404


@pytest.mark.parametrize("token", ["unbekannt", "ä" * 43, "x" * 500])
def test_an_unknown_address_is_answered_in_one_plain_line(client, token):
    answer = client.get(reverse("tafelrunde_events:personal_feed", args=[token]))
    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "Hinter dieser Adresse steht kein Kalender, oder keiner mehr.\n"
    assert (answer["X-Robots-Tag"], answer["Cache-Control"]) == ("noindex, nofollow", "private, no-store")


def test_programs_are_told_to_keep_it_to_themselves(member, device):
    make_meeting(member.table)
    answer = device.fetch()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Content-Disposition"] == 'inline; filename="termine.ics"'
    assert "Accept-Encoding" in answer["Vary"]
    assert not answer.cookies
    assert Calendar.from_ical(answer.content)["X-WR-CALNAME"] == "Meine Termine: Tafelrunde"


def test_staff_needs_no_second_factor_for_it(settings, subscribe):
    settings.TAFELRUNDE_REQUIRE_SECOND_FACTOR = True
    assert subscribe(UserFactory(roles=(Role.COORDINATOR,))).fetch().status_code == 200


def test_who_is_signed_in_gets_the_calendar_of_the_address(member, device):
    make_meeting(member.table)
    device.client.force_login(UserFactory())
    assert device.titles() == ["Sitzung"]


def test_nothing_is_sent_again_before_something_changed(member, device):
    make_meeting(member.table)
    first = device.fetch()
    again = device.fetch(**{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Last-Modified"] == first["Last-Modified"]
    assert device.fetch(**{"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    head = device.fetch("head")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    assert device.fetch("post").status_code == 405


def test_each_encoding_has_bytes_and_a_tag_of_its_own(member, device):
    make_meeting(member.table)
    plain, zipped = device.fetch(), device.fetch(**{"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["ETag"] == plain["ETag"].removesuffix('"') + '-gzip"'
    assert zipped.content == device.fetch(**{"Accept-Encoding": "gzip"}).content
    assert device.fetch(**{"Accept-Encoding": "gzip", "If-None-Match": plain["ETag"]}).status_code == 200


def test_the_last_change_moves_on_when_a_date_leaves_and_never_back(member, device):
    moments = []
    changes = [
        lambda: make_meeting(member.table),
        lambda: end_seat(member.seat, last_day=timezone.localdate() - DAY, by=None),
        lambda: end_device(device.row),
        lambda: None,
    ]
    moments.append(device.fetch()["Last-Modified"])
    for change in changes:
        change()
        moments.append(device.fetch()["Last-Modified"])
    seconds = [parse_http_date(moment) for moment in moments]
    assert seconds[0] < seconds[1] < seconds[2] < seconds[3] == seconds[4]


def test_an_ended_address_explains_itself_always_alike(member, device):
    make_meeting(member.table)
    end_device(device.row)
    first = device.fetch()
    with time_machine.travel(timezone.now() + 13 * DAY):
        assert device.fetch(**{"If-None-Match": first["ETag"]}).status_code == 304
    [event] = Calendar.from_ical(first.content).walk("VEVENT")
    assert event["DTSTART"].dt == timezone.localdate()
    assert event["DTSTAMP"].dt == device.row.revoked_at.replace(microsecond=0)
    assert "http://localhost:8000/konto/kalender/" in str(event["DESCRIPTION"])


def test_the_last_use_is_noted_at_most_once_an_hour(device):
    start = timezone.now()
    for minutes, noted in ((0, 0), (59, 0), (61, 61), (90, 61)):
        with time_machine.travel(start + dt.timedelta(minutes=minutes), tick=False):
            device.fetch()
        assert device.row.last_used_at == start + dt.timedelta(minutes=noted)


def test_asking_again_within_the_hour_writes_nothing(member, device):
    make_meeting(member.table)
    device.fetch()
    with CaptureQueriesContext(connection) as queries:
        device.fetch()
    assert not [query for query in queries if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


def test_a_database_that_cannot_be_written_to_still_serves_the_dates(member, device, monkeypatch, caplog):
    make_meeting(member.table)

    def locked(*_arguments, **_values):
        raise OperationalError("database is locked")

    monkeypatch.setattr(QuerySet, "update", locked)
    answer = device.fetch()
    assert answer.status_code == 200
    assert b"SUMMARY:Sitzung" in answer.content
    assert device.token not in caplog.text


def test_thirty_dates_cost_as_many_queries_as_one(member, device):
    weekly = Rule(Frequency.WEEKLY, count=3)

    def fill(count):
        for number in range(count):
            make_meeting(member.table, days=20 + number)
            series = make_event(session(coming_day(20 + number), rule=weekly), visibility=Visibility.TABLE)
            invite(series, member.person)
            cancel_occurrence(series.occurrences.first(), reason="Krankheit")
            invite(make_event(title=f"Abend {number}"), member.person)

    save_selection(member.user, Selection(), name="Alles")
    fill(1)
    device.fetch()
    one = count_queries(device.client, device.path)
    fill(29)
    device.fetch()
    assert len(device.events()) == 1 * 30 + 2 * 30 + 30
    assert count_queries(device.client, device.path) == one


def test_other_programs_read_it(member, device, parse_with_ical_js):
    secret_meeting(member.table)
    event = make_event(session(rule=Rule(Frequency.WEEKLY, count=4)), visibility=Visibility.TABLE)
    invite(event, member.person)
    cancel_event(event, reason="Krankheit")
    parsed = parse_with_ical_js(device.fetch().content)
    assert sorted(found["summary"] for found in parsed["events"]) == ["Abgesagt: Veranstaltung", "Sitzung"]
    assert parsed["warnings"] == []
    expected = wall().replace(tzinfo=timezone.get_default_timezone()).astimezone(dt.UTC)
    starts = [found["start"] for found in parsed["events"] if found["summary"] == "Sitzung"]
    assert [dt.datetime.fromisoformat(start) for start in starts] == [expected]


def test_calendar_services_that_heed_robots_txt_may_fetch_it(client, device):
    rules = client.get("/robots.txt").content.decode()
    closed = [line.removeprefix("Disallow: ") for line in rules.splitlines() if line.startswith("Disallow: ")]
    assert closed
    assert not [path for path in closed if device.path.startswith(path)]
