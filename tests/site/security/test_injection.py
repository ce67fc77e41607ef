"""What somebody types stays what it is: no other header, no other recipient, no markup, no link of ours."""

import email
import email.policy
import re

import pytest
from icalendar import Calendar

from tafelrunde_events.domain.answers import answer_token, record_answer
from tafelrunde_events.enums import ReplySource
from tafelrunde_events.models import Event, Invitation, Venue
from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.domain.mail.rendering import render_for_delivery
from tafelrunde_members.enums import Visibility
from tafelrunde_members.mail.wire import build_message
from tafelrunde_members.models import OutboxMessage
from tafelrunde_roundtables.domain.agenda import AgendaEntry
from tafelrunde_roundtables.domain.attendance import invite_seats
from tests.factories.members import OrganisationFactory, PersonFactory
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_coordinator, make_meeting

pytestmark = pytest.mark.django_db

MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7 }}{% now %};,:\\n\\N"
NEW_LINES = "\r\nBcc: fremd@example.net\r\nATTENDEE:mailto:fremd@example.net\nEND:VEVENT\x0b\x85\u2028X-FREMD:1"
NASTY = f"{MARKUP}{NEW_LINES}[[answer_url]] [[anderes]]"


@pytest.fixture
def meeting():
    table = RoundTableFactory(name=f"Tisch {MARKUP}")
    person = PersonFactory(title=NASTY[:40], first_name=MARKUP[:40], last_name=NEW_LINES[:80])
    SeatFactory(table=table, organisation=OrganisationFactory(name=NASTY[:200]), delegate=person)
    return make_meeting(
        table,
        title=NASTY,
        room=NASTY[:120],
        venue=Venue.objects.create(name=NASTY[:160], city=NASTY[:80]),
        visibility=Visibility.PUBLIC,
        public_agenda=True,
        agenda=[AgendaEntry(title=NASTY, speaker=NASTY[:160])],
    )


@pytest.fixture
def message(meeting):
    invite_seats(meeting, by=None)
    return OutboxMessage.objects.get()


def unescaped(page):
    return [mark for mark in ("<script>alert", "<img src=x") if mark in page]


def test_mail_has_one_recipient_and_no_header_of_others(message):
    parsed = email.message_from_bytes(build_message(render_for_delivery(message)), policy=email.policy.default)

    assert [str(address.addr_spec) for address in parsed["To"].addresses] == [message.recipient_email]
    assert not {"bcc", "attendee", "x-fremd"} & {name.lower() for name in parsed}


def test_calendar_has_one_entry_and_one_attendee(message):
    text = render_for_delivery(message).calendar
    calendar = Calendar.from_ical(text)
    (entry,) = calendar.walk("VEVENT")

    assert str(entry["ATTENDEE"]) == f"mailto:{message.recipient_email}"
    assert not [line for line in re.split(r"\r\n(?! )", text) if line.startswith(("Bcc", "X-FREMD"))]
    assert answer_token(Invitation.objects.get().nonce) not in text.replace("\r\n ", "")


def test_html_of_the_mail_shows_it_as_text(message):
    assert unescaped(render_for_delivery(message).html) == []


def test_pages_and_feed_show_it_as_text(client, meeting, message):
    token = answer_token(Invitation.objects.get().nonce)
    pages = ("/", "/kalender/", f"/t/{meeting.event.pk}/", f"/antwort/{token}/", f"/suche/?q={MARKUP}")
    for address in pages:
        assert unescaped(client.get(address).content.decode()) == [], address

    for address in ("/kalender/termine.ics", f"/t/{meeting.event.pk}/termin.ics", f"/antwort/{token}/termin.ics"):
        (entry,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        assert "ATTENDEE" not in entry, address


def test_admin_shows_it_as_text(client, settings, meeting, message):
    settings.TAFELRUNDE_REQUIRE_SECOND_FACTOR = False
    invitation = Invitation.objects.get()
    record_answer(invitation, answer="DELEGATED", deputy_name=MARKUP, comment=NASTY, source=ReplySource.LINK)
    client.force_login(make_coordinator(meeting.table))
    own = f"/verwaltung/runder-tisch/{meeting.table.pk}/"
    board = f"/verwaltung/einladungen/{meeting.event.pk}/"
    for address in (
        *(own, f"{own}plaetze/", f"{own}sitzungen/{meeting.pk}/", f"{own}sitzungen/{meeting.pk}/bearbeiten/"),
        *(f"{own}sitzungen/{meeting.pk}/einladen/", f"{own}sitzungen/{meeting.pk}/tagesordnung/"),
        *("/verwaltung/", "/verwaltung/einladungen/", board, f"{board}{invitation.pk}/antwort/"),
    ):
        response = client.get(address)
        assert (response.status_code, unescaped(response.content.decode())) == (200, []), address


def test_log_of_mail_shows_it_as_text(admin_client, settings, message):
    settings.TAFELRUNDE_REQUIRE_SECOND_FACTOR = False
    for address in ("", f"{message.pk}/", f"{message.pk}/html/"):
        page = admin_client.get(f"/verwaltung/postausgang/{address}").content.decode()
        assert unescaped(page) == []


def test_what_looks_like_a_placeholder_stays_text(message, settings, tmp_path):
    settings.TAFELRUNDE_MAIL_DELIVERY = {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(tmp_path)},
    }
    assert "[[anderes]]" in render_for_delivery(message).text
    assert work_outbox().sent == 1
    assert Event.objects.get().title == NASTY
