"""Foreign calendars in the admin, played through with a real publisher over there."""

import datetime as dt
import logging

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tafelrunde_events.domain.imports.owners import organisation_kind
from tafelrunde_events.domain.imports.runs import MOST_FAILURES, fetch_due, fetch_source
from tafelrunde_events.domain.imports.sources import save_source
from tafelrunde_events.enums import EventStatus
from tafelrunde_events.models import CalendarSource, Event, ImportRun, Occurrence
from tafelrunde_members.enums import Role, Visibility
from tests.events.imports.admin_pages import LIST, page, report
from tests.events.imports.foreign_calendar import calendar, entry
from tests.factories.events import coming_day
from tests.factories.members import OrganisationFactory, UserFactory
from tests.factories.sources import make_source
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

SECRET = "zgeheim-4711"


@pytest.fixture
def school():
    return OrganisationFactory(name="Kreisvolkshochschule", released=True)


def facts(publisher, school, **more):
    return {
        "name": "Kulturkalender",
        "owner": f"organisation:{school.pk}",
        "url": publisher.url,
        "active": "on",
        "kind": "event",
        "visibility": "10",
        **more,
    }


def add(client, publisher, school):
    """Fill in the form, look at the preview, save."""
    preview = client.post(f"{LIST}neu/", facts(publisher, school))
    proof = preview.context["form"]["checked"].value()
    client.post(f"{LIST}neu/", facts(publisher, school, checked=proof))
    return CalendarSource.objects.get()


def test_a_calendar_is_tried_before_it_is_stored(client, editor, school, publisher):
    publisher.content = calendar(entry(), entry("zwei"), entry("kaputt", **{"DTSTART;TZID=Europe/Berlin": ""}))

    tried = client.post(f"{LIST}neu/", facts(publisher, school))

    assert not CalendarSource.objects.exists()
    assert not Event.objects.exists()
    assert "2 kommende Termine" in page(tried)
    assert "1 Eintrag übersprungen" in page(tried)
    assert "Der Eintrag hat keinen Beginn oder einen, den es nicht gibt." in page(tried)

    proof = tried.context["form"]["checked"].value()
    stored = client.post(f"{LIST}neu/", facts(publisher, school, checked=proof), follow=True)
    source = CalendarSource.objects.get()
    assert stored.request["PATH_INFO"] == report(source)
    assert (source.organisation, source.created_by) == (school, editor)
    assert Event.objects.count() == 2
    assert "2 neu, 1 übersprungen" in page(stored)


def test_the_proof_of_one_address_is_none_of_another(client, editor, school, publisher):
    tried = client.post(f"{LIST}neu/", facts(publisher, school))
    proof = tried.context["form"]["checked"].value()

    client.post(f"{LIST}neu/", facts(publisher, school, url="https://anders.example.org/a.ics", checked=proof))

    assert not CalendarSource.objects.exists()


@pytest.mark.parametrize(
    ("status", "content", "words"),
    [(404, b"", "Fehler"), (200, b"<html>Willkommen</html>", "kein Kalender im iCalendar-Format")],
)
def test_what_is_no_calendar_is_said_beside_the_address(client, editor, school, publisher, status, content, words):
    publisher.status, publisher.content = status, content

    response = client.post(f"{LIST}neu/", facts(publisher, school))

    assert words in str(response.context["form"].errors["url"])
    assert SECRET not in str(response.context["form"].errors)
    assert not CalendarSource.objects.exists()


def test_addresses_within_the_house_are_refused(client, editor, school, publisher, settings):
    settings.TAFELRUNDE_IMPORT_ALLOWED_HOSTS = []
    for address in (publisher.url, "http://169.254.169.254/latest/", "http://[::1]/a.ics"):
        response = client.post(f"{LIST}neu/", facts(publisher, school, url=address))
        assert "öffentliche Internet" in str(response.context["form"].errors["url"])
    assert not publisher.requests
    assert not CalendarSource.objects.exists()


def test_a_calendar_is_followed_through_everything_that_happens_over_there(client, editor, school, publisher):
    others = [entry("zwei"), entry("drei")]
    publisher.content = calendar(entry(), *others)
    source = add(client, publisher, school)
    event = source.imported.get(uid="sommerfest").event
    uid = event.entries.get().uid

    def fetch_now():
        response = client.post(f"{report(source)}abrufen/", follow=True)
        event.refresh_from_db()
        return page(response)

    publisher.content = calendar(entry(days=31), *others)
    assert "1 geändert" in fetch_now()
    assert event.occurrences.get().start_date == coming_day(31)

    publisher.content = calendar(entry(days=31, STATUS="CANCELLED"), *others)
    assert "1 geändert" in fetch_now()
    assert event.is_cancelled

    publisher.content = calendar(entry(days=31), *others)
    fetch_now()
    publisher.content = calendar(*others)
    assert "1 entfallen" in fetch_now()
    assert event.is_cancelled
    assert "Kulturkalender" in event.status_reason

    publisher.content = calendar(entry(days=31), *others)
    assert "1 geändert" in fetch_now()
    assert not event.is_cancelled

    assert "Nichts Neues" in fetch_now()
    final = event.entries.get()
    assert (final.uid, final.sequence) == (uid, 5)
    assert uid in page(client.get("/kalender/termine.ics"))


def test_a_calendar_that_did_not_change_is_not_read(client, editor, school, publisher):
    source = add(client, publisher, school)

    run = fetch_source(source)

    assert publisher.requests[-1]["If-None-Match"]
    assert run.unchanged
    assert fetch_source(source) == run
    assert source.runs.filter(unchanged=True).count() == 1


def test_a_new_month_reads_an_unchanged_calendar_again(client, editor, school, publisher, time_machine):
    source = add(client, publisher, school)
    time_machine.move_to(timezone.now() + dt.timedelta(days=32))
    source.refresh_from_db()

    run = fetch_source(source)

    assert "If-None-Match" not in publisher.requests[-1]
    assert not run.unchanged


def test_what_suddenly_lacks_is_taken_away_by_a_click_only(client, editor, school, publisher):
    publisher.content = calendar(*(entry(f"fest{number}") for number in range(4)))
    source = add(client, publisher, school)
    publisher.content = calendar()

    fetch_source(source)
    fetch_source(source)

    shown = page(client.get(report(source)))
    assert "4 kommende Veranstaltungen fehlen" in shown
    assert "Rückfrage" in page(client.get(LIST))
    assert not Event.objects.filter(status=EventStatus.CANCELLED).exists()

    client.post(f"{report(source)}entfallene/")
    assert Event.objects.filter(status=EventStatus.CANCELLED).count() == 4
    assert "Rückfrage" not in page(client.get(LIST))


def test_single_events_are_hidden_and_shown(client, editor, school, publisher):
    source = add(client, publisher, school)
    imported = source.imported.get()
    address = imported.event.get_absolute_url()
    visitor = Client()

    client.post(f"{report(source)}{imported.pk}/ausblenden/")
    publisher.content = calendar(entry(days=40))
    fetch_source(source)
    assert visitor.get(address).status_code == 404
    assert "ausgeblendet" in page(client.get(report(source)))

    client.post(f"{report(source)}{imported.pk}/einblenden/")
    assert visitor.get(address).status_code == 200


def test_deleting_a_calendar_says_what_happens_and_does_it(client, editor, school, publisher):
    source = add(client, publisher, school)

    assert "1 Veranstaltung" in page(client.get(f"{report(source)}loeschen/"))
    client.post(f"{report(source)}loeschen/")

    assert not CalendarSource.objects.exists()
    assert Event.objects.get().is_cancelled


def test_due_calendars_are_fetched_once_and_others_left_alone(publisher):
    due = make_source(url=publisher.url, next_fetch_at=timezone.now())
    make_source(url=f"{publisher.url}?2", next_fetch_at=timezone.now(), active=False)
    make_source(url=f"{publisher.url}?3", next_fetch_at=timezone.now() + dt.timedelta(minutes=5))
    claimed = timezone.now() + dt.timedelta(minutes=5)
    make_source(url=f"{publisher.url}?4", next_fetch_at=timezone.now(), claimed_until=claimed)

    assert (fetch_due(), fetch_due()) == ((1, 0), (0, 0))

    due.refresh_from_db()
    assert due.next_fetch_at > timezone.now() + dt.timedelta(minutes=50)
    assert due.claimed_until is None
    assert len(publisher.requests) == 1


def test_failures_pause_longer_and_longer_until_somebody_asks(client, editor, publisher, caplog, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    publisher.status = 500
    source = make_source(url=publisher.url, next_fetch_at=timezone.now())
    pauses = []
    with caplog.at_level(logging.DEBUG):
        for _failure in range(MOST_FAILURES + 2):
            if fetch_due() == (1, 1):
                source.refresh_from_db()
                pauses.append(source.next_fetch_at - timezone.now())
            time_machine.shift(dt.timedelta(days=2))

    assert len(pauses) == MOST_FAILURES
    assert (pauses[0], pauses[1], pauses[-1]) == (
        dt.timedelta(minutes=15),
        dt.timedelta(minutes=30),
        dt.timedelta(days=1),
    )
    assert SECRET not in caplog.text
    client.force_login(editor)
    assert "angehalten" in page(client.get(LIST))
    assert "500" in page(client.get(report(source)))

    publisher.status = 200
    client.post(f"{report(source)}abrufen/")
    source.refresh_from_db()
    assert (source.failures, Event.objects.count()) == (0, 1)


def test_an_error_of_our_own_stops_no_other_calendar(publisher, monkeypatch):
    from tafelrunde_events.domain.imports import runs

    make_source(url=publisher.url, name="Erster", next_fetch_at=timezone.now() - dt.timedelta(hours=1))
    make_source(url=f"{publisher.url}?2", name="Zweiter", next_fetch_at=timezone.now())
    take_over = runs.take_over

    def break_first(source, calendar):
        if source.name == "Erster":
            raise RuntimeError
        return take_over(source, calendar)

    monkeypatch.setattr(runs, "take_over", break_first)

    assert fetch_due() == (2, 1)
    assert Event.objects.count() == 1
    assert not CalendarSource.objects.exclude(claimed_until=None).exists()


def test_only_the_last_reports_are_kept(publisher):
    source = make_source(url=publisher.url)
    publisher.status = 404
    for _fetch in range(33):
        fetch_source(source)

    assert source.runs.count() == 30


def test_the_address_stays_with_those_who_look_after_the_calendar(client, editor, school, publisher):
    source = add(client, publisher, school)
    event = Event.objects.get()

    assert SECRET in page(client.get(report(source)))
    assert SECRET not in page(client.get(LIST))
    visitor = Client()
    for address in (event.get_absolute_url(), "/kalender/termine.ics", "/kalender/"):
        assert SECRET not in page(visitor.get(address))
    for log_entry in ModelLogEntry.objects.all():
        assert SECRET not in f"{log_entry.label} {log_entry.data}"
        assert "Kulturkalender" not in f"{log_entry.label} {log_entry.data}"
    for run in ImportRun.objects.all():
        assert SECRET not in f"{run.error_detail} {run.skipped}"


def test_the_uid_over_there_is_shown_nowhere(client, editor, school, publisher):
    publisher.content = calendar(
        entry("zperson@firma.example.org", SUMMARY="Treffen"), entry("zperson2@firma.example.org", RRULE="FREQ=MURKS")
    )
    source = add(client, publisher, school)

    assert "zperson" not in page(client.get(report(source)))
    assert "zperson" not in page(client.get("/kalender/termine.ics"))


def test_a_webcal_address_is_read_by_https(client, editor, school, publisher):
    response = client.post(f"{LIST}neu/", facts(publisher, school, url="webcal://kalender.example.invalid/a.ics"))

    assert response.context["form"].cleaned_data.get("url", "https://").startswith("https://")


def test_organisations_have_no_dates_for_those_who_sit_at_a_table(client, editor, school, publisher):
    response = client.post(f"{LIST}neu/", facts(publisher, school, visibility=str(int(Visibility.TABLE))))

    assert "visibility" in response.context["form"].errors


def test_coordinators_see_no_calendar_of_an_organisation(client):
    client.force_login(UserFactory(roles=(Role.COORDINATOR,)))
    source = make_source(url="https://a.example.org/a.ics")

    assert source.name not in page(client.get(LIST))
    for name in ("", "bearbeiten/", "loeschen/", "datei/", "datei/bericht/"):
        assert client.get(f"{report(source)}{name}").status_code == 404
    for name in ("abrufen/", "entfallene/", "loeschen/", "bearbeiten/"):
        assert client.post(f"{report(source)}{name}").status_code == 404


def test_lists_need_as_many_queries_for_thirty_rows_as_for_one(client, editor, school, publisher):
    publisher.content = calendar(entry("eins"))
    source = add(client, publisher, school)
    addresses = (LIST, report(source))
    for address in addresses:
        client.get(address)
    one = [count_queries(client, address) for address in addresses]

    publisher.content = calendar(*(entry(f"fest{number}") for number in range(29)), entry("eins"))
    fetch_source(source)
    for number in range(29):
        make_source(name=f"Kalender {number}")

    assert Occurrence.objects.count() == 30
    assert [count_queries(client, address) for address in addresses] == one


def test_who_changes_a_calendar_disturbs_nobody_who_fetches_it(client, editor, school, publisher):
    source = add(client, publisher, school)
    written = {"fetched_at": timezone.now(), "claimed_until": timezone.now(), "etag": "other"}
    loaded = CalendarSource.objects.get()
    CalendarSource.objects.update(**written)
    loaded.name = "Neuer Name"

    save_source(loaded, kind=organisation_kind, owner=school, by=editor)

    source.refresh_from_db()
    assert source.name == "Neuer Name"
    assert {name: getattr(source, name) for name in written} == written
