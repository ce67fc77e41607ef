"""The whole life of a training: from the editor's button to the last answer of the evaluation.

A course of two sessions with one place. Every mail is read as it arrived at a mail server, every paper as a PDF; days
pass by setting the clock.
"""

import datetime as dt
import re
from collections.abc import Callable
from email.message import EmailMessage

import icalendar
import pytest
import time_machine
from django.core.cache import cache

from tafelrunde_events.domain.registrations.links import entry_token
from tafelrunde_events.forms import robots
from tafelrunde_events.models import Attendance, Event, Registration, TrainingPage
from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.domain.periodic import run_due
from tests.factories.events import VenueFactory, coming_day
from tests.factories.members import OrganisationFactory, UserFactory
from tests.factories.pages import event_of, session_block
from tests.factories.trainings import draft_training
from tests.support.browser import assert_accessible, assert_fits, follow, sign_in
from tests.support.pdf import Pdf

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
TITLE = "Anfeindungen im Amt"
ANNA, BEN = "anna@example.org", "ben@example.org"

Deliver = Callable[[], list[EmailMessage]]


@pytest.fixture
def draft(db) -> TrainingPage:
    """A training as its editor left it yesterday, not yet published."""
    page = draft_training(
        session_block(coming_day(30), start=9, end=16),
        session_block(coming_day(37), start=9, end=12),
        title=TITLE,
        lead="Zwei Termine, eine Anmeldung.",
        venue=VenueFactory(name="Rathaus", city="Ludwigslust"),
        contact_email="fortbildung@example.org",
        capacity=1,
        certificate_hours="10 Unterrichtsstunden",
    )
    page.organisers.create(organisation=OrganisationFactory(name="Regionalzentrum Westmecklenburg", released=True))
    page.save_revision()
    return page


@pytest.fixture
def deliver(smtp_delivery) -> Deliver:
    """Return a function that lets the worker deliver everything and returns what arrived since the last call."""

    read = 0

    def deliver() -> list[EmailMessage]:
        nonlocal read
        work_outbox()
        new = smtp_delivery.received[read:]
        read += len(new)
        return [mail.message for mail in new]

    return deliver


@pytest.fixture(autouse=True)
def _quick_hands(monkeypatch) -> None:
    cache.clear()
    monkeypatch.setattr(robots, "FASTEST", 0)


def only(messages: list[EmailMessage], *, to: str, subject: str) -> EmailMessage:
    """The one mail that arrived."""
    found = [(one["To"].addresses[0].addr_spec, str(one["Subject"]).partition(TITLE)[0]) for one in messages]
    assert found == [(to, f"{subject}: ")]
    return messages[0]


def link_in(message: EmailMessage, path: str) -> str:
    """The one address of this kind in the text of a mail."""
    (part,) = [one for one in message.walk() if one.get_content_type() == "text/plain"]
    found = set(re.findall(rf"http://localhost:8000(/{path}/[\w-]+/\S*)", part.get_payload(decode=True).decode()))
    assert len(found) == 1, found
    return found.pop()


def dates_in(message: EmailMessage) -> list[str]:
    """UIDs of the sessions in the calendar file of a mail, which asks nobody for an answer."""
    (part,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert calendar["METHOD"] == "PUBLISH"
    return [str(one["UID"]) for one in calendar.walk("VEVENT")]


def press_publish(page) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Mehr Aktionen").click()
    follow(page.locator("button[name=action-publish]"))
    page.get_by_text("wurde veröffentlicht").first.wait_for()


def register(page, *, name: str, address: str, button: str) -> None:
    follow(page.get_by_role("link", name=button))
    page.locator("[name=first_name]").fill(name)
    page.locator("[name=last_name]").fill("Beispiel")
    page.locator("[name=email]").fill(address)
    assert_accessible(page)
    assert_fits(page)
    follow(page.locator("button.button", has_text="nmelden").last)
    page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach").wait_for()


def confirm(page, mail: EmailMessage, *, then: str) -> None:
    page.goto(link_in(mail, "anmeldung"))
    follow(page.get_by_role("button", name="Anmeldung bestätigen"))
    page.get_by_role("heading", name=then).wait_for()
    assert_accessible(page)
    assert_fits(page)


def download(page, path: str) -> Pdf:
    """Fetch a paper with the rights of the page's browser; it is tagged, has a title and names its language."""
    answer = page.context.request.get(path)
    assert answer.ok, f"{path}: {answer.status}"
    pdf = Pdf(answer.body())
    assert "pdfuaid:part>1<" in pdf.metadata.replace(" ", "")
    assert "<dc:title>" in pdf.metadata
    assert "/Lang(de" in pdf.catalogue.replace(" ", "")
    assert "H1" in pdf.tags
    return pdf


def begins(event: Event, number: int) -> dt.datetime:
    """When a session of the course begins."""
    return event.occurrences.order_by("start")[number].start


def at(moment: dt.datetime) -> time_machine.travel:
    """Set the clock; it goes on from there."""
    return time_machine.travel(moment, tick=True)


def test_a_training_from_publishing_to_evaluation(open_page, live_server, draft, deliver):
    editor = UserFactory(is_superuser=True, is_staff=True, email="redaktion@example.org")

    # Publish.
    desk = open_page()
    sign_in(desk, editor, live_server.url)
    desk.goto(f"/verwaltung/pages/{draft.pk}/edit/")
    press_publish(desk)
    event = event_of(TrainingPage.objects.get(pk=draft.pk))

    # Register and confirm: the one place is taken, both sessions come as one file.
    anna = open_page(event.get_absolute_url(), viewport=PHONE)
    register(anna, name="Anna", address=ANNA, button="Jetzt anmelden")
    confirm(anna, only(deliver(), to=ANNA, subject="Bitte bestätigen Sie Ihre Anmeldung"), then="Sie haben einen Platz")
    assert len(dates_in(only(deliver(), to=ANNA, subject="Sie haben einen Platz"))) == 2

    # Full: the next one waits.
    ben = open_page(event.get_absolute_url(), viewport=PHONE)
    register(ben, name="Ben", address=BEN, button="Auf die Warteliste")
    mail = only(deliver(), to=BEN, subject="Bitte bestätigen Sie Ihre Anmeldung")
    confirm(ben, mail, then="Sie stehen auf der Warteliste")
    only(deliver(), to=BEN, subject="Warteliste")

    # Cancel both sessions with one link: whoever waits moves up, with the same sessions.
    anna.get_by_text("Anmeldung absagen").click()
    follow(anna.get_by_role("button", name="Ja, absagen"))
    anna.get_by_role("heading", name="Diese Anmeldung wurde abgesagt").wait_for()
    mails = sorted(deliver(), key=lambda one: str(one["To"]))
    only(mails[:1], to=ANNA, subject="Anmeldung abgesagt")
    promoted = only(mails[1:], to=BEN, subject="Sie haben jetzt einen Platz")
    assert sorted(dates_in(promoted)) == sorted(event.entries.values_list("uid", flat=True))
    personal_page = link_in(promoted, "anmeldung")

    # Reminded three days before, once.
    with at(begins(event, 0) - dt.timedelta(days=2, hours=20)):
        run_due()
        run_due()
        link_in(only(deliver(), to=BEN, subject="Erinnerung"), "anmeldung")

    check_in_at_both_sessions(open_page, live_server, event, editor, ben, personal_page)

    # The day after: certificate, thanks and evaluation.
    with at(begins(event, 1) + dt.timedelta(days=1, hours=2)):
        run_due()
        run_due()
        thanks = only(deliver(), to=BEN, subject="Vielen Dank für Ihre Teilnahme")
        assert "ben" not in link_in(thanks, "rueckmeldung").lower()
        ben.goto(personal_page)
        certificate = ben.get_by_role("link", name="Bescheinigung").first.get_attribute("href")
        read_and_check_certificate(open_page, download(ben, certificate))
        evaluate(open_page(link_in(thanks, "rueckmeldung"), viewport=PHONE))


def check_in_at_both_sessions(open_page, live_server, event, editor, ben, personal_page) -> None:
    """At the first session by the code on the telephone, at the second by name; the sheet to sign is printed before."""
    registration = Registration.objects.get(address=BEN)
    with at(begins(event, 0) - dt.timedelta(minutes=10)):
        door = open_page(viewport=PHONE)
        sign_in(door, editor, live_server.url)
        sheet = download(door, f"/verwaltung/einlass/{event.pk}/listen/unterschriften.pdf")
        assert "Ben Beispiel" in sheet.text(0)
        ben.goto(personal_page)
        ben.get_by_role("img", name="QR-Code für den Einlass").wait_for()
        door.goto(f"/verwaltung/einlass/{entry_token(registration)}/")
        follow(door.get_by_role("button", name="Einlassen"))
        assert_fits(door)
    with at(begins(event, 1) - dt.timedelta(minutes=10)):
        sign_in(door, editor, live_server.url)
        door.goto(f"/verwaltung/einlass/{event.pk}/")
        follow(door.get_by_role("button", name="Einlassen Ben Beispiel"))
    there = Attendance.objects.filter(registration=registration).order_by("occurrence__start")
    assert list(there.values_list("way", flat=True)) == ["code", "name"]


def read_and_check_certificate(open_page, pdf: Pdf) -> None:
    """It says who was where; the page of its code confirms it without the name."""
    text = pdf.text(0)
    assert "Ben Beispiel" in text
    assert "10 Unterrichtsstunden" in text
    code = re.search(r"/bescheinigung/([0-9A-Z]{12})/", text)
    assert code, text
    anybody = open_page(f"/bescheinigung/{code[1]}/", viewport=PHONE)
    anybody.get_by_text(TITLE).first.wait_for()
    assert "Beispiel" not in anybody.locator("main").inner_text()
    assert_accessible(anybody)
    assert_fits(anybody)


def evaluate(page) -> None:
    """Answer what is asked on a scale."""
    assert_accessible(page)
    assert_fits(page)
    for group in page.get_by_role("group").all():
        if group.get_by_role("radio").count() == 5:
            group.get_by_role("radio").last.check()
    follow(page.get_by_role("button", name="Antworten senden"))
    page.get_by_role("heading", name="Danke, Ihre Antworten sind angekommen").wait_for()
