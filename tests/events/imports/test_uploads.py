"""Calendar files that somebody uploads once: looked at first, then taken over completely or not at all."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tafelrunde_events.domain.upkeep import fetch_foreign_calendars
from tafelrunde_events.models import CalendarUpload, Event
from tests.events.imports.admin_pages import page, report
from tests.events.imports.foreign_calendar import calendar, entry
from tests.factories.sources import make_source

pytestmark = pytest.mark.django_db


def test_a_broken_file_leaves_nothing_behind(client, editor):
    source = make_source()
    file = SimpleUploadedFile("plan.ics", b"Das ist kein Kalender", "text/calendar")

    response = client.post(f"{report(source)}datei/", {"file": file})

    assert "kein Kalender" in page(response)
    assert not CalendarUpload.objects.exists()
    assert not Event.objects.exists()


def test_a_file_is_taken_over_after_its_report_was_looked_at(client, editor):
    source = make_source()
    content = calendar(entry(), entry("kaputt", **{"DTSTART;TZID=Europe/Berlin": ""}))

    shown = client.post(f"{report(source)}datei/", {"file": SimpleUploadedFile("plan.ics", content)}, follow=True)
    assert "Der Eintrag hat keinen Beginn oder einen, den es nicht gibt." in page(shown)
    assert not Event.objects.exists()

    done = client.post(f"{report(source)}datei/bericht/", follow=True)
    assert "1 neu, 1 übersprungen" in page(done)
    assert Event.objects.count() == 1
    assert not CalendarUpload.objects.exists()

    client.post(f"{report(source)}datei/", {"file": SimpleUploadedFile("leer.ics", calendar())})
    client.post(f"{report(source)}datei/bericht/")
    assert Event.objects.get().is_cancelled


def test_a_file_can_be_discarded_and_is_forgotten_after_a_day(client, editor, time_machine):
    source = make_source()
    for _again in range(2):
        client.post(f"{report(source)}datei/", {"file": SimpleUploadedFile("plan.ics", calendar(entry()))})
    client.post(f"{report(source)}datei/bericht/", {"discard": ""})
    assert not CalendarUpload.objects.exists()

    client.post(f"{report(source)}datei/", {"file": SimpleUploadedFile("plan.ics", calendar(entry()))})
    time_machine.move_to(timezone.now() + dt.timedelta(hours=25))
    fetch_foreign_calendars()
    assert not CalendarUpload.objects.exists()
    assert not Event.objects.exists()


def test_a_file_that_cannot_be_stored_completely_is_not_stored_at_all(client, editor, monkeypatch):
    from tafelrunde_events.domain.imports import taking_over

    source = make_source()
    client.post(f"{report(source)}datei/", {"file": SimpleUploadedFile("plan.ics", calendar(entry(), entry("zwei")))})
    create = taking_over.create_event

    def refuse_the_second(**given):
        if given["title"] == "Zwei":
            raise ValueError
        return create(**given)

    monkeypatch.setattr(taking_over, "create_event", refuse_the_second)
    done = client.post(f"{report(source)}datei/bericht/", follow=True)

    assert not Event.objects.exists()
    assert "Nichts aus der Datei" in page(done)
    assert "Zwei" in page(done)
