"""The whole path: from the button to what a real mail server received."""

import threading
from email.utils import parseaddr

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tafelrunde_events.domain.invitation_news import send_update
from tafelrunde_events.domain.invitation_sections import Section
from tafelrunde_events.domain.invitations import Invitee, plan_invitations, send_invitations
from tafelrunde_events.domain.scheduling import move_occurrence
from tafelrunde_events.models import Event, Invitation
from tafelrunde_members.domain.mail import hash_token
from tafelrunde_members.models import Mailing, OutboxMessage, Person
from tests.events.invitations.conftest import LINK, invite, make_invitees, part
from tests.factories.events import make_event, session
from tests.factories.members import PersonFactory


def calendar_event(message):
    return icalendar.Calendar.from_ical(part(message, "text/calendar")).walk("VEVENT")[0]


@pytest.mark.django_db(transaction=True)
def test_the_mail_on_the_wire_is_what_calendar_programs_want(event, invitee, deliver, smtp_server):
    invite(event, invitee)
    (message,) = deliver()

    mixed = message
    assert mixed.get_content_type() == "multipart/mixed"
    alternative, attachment = mixed.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    plain, html, calendar = alternative.iter_parts()
    assert [one.get_content_type() for one in (plain, html, calendar)] == ["text/plain", "text/html", "text/calendar"]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content_disposition() is None
    assert attachment.get_content_type() == "application/ics"
    assert attachment.get_payload(decode=True) == calendar.get_payload(decode=True)
    (received,) = smtp_server.received
    assert received.recipients == ("kaethe@gemeinde.example.org",)


@pytest.mark.django_db(transaction=True)
def test_the_calendar_entry_names_this_person_alone_and_the_stored_state(event, invitee, deliver):
    invite(event, invitee, *make_invitees(2))
    messages = {parseaddr(message["To"])[1]: message for message in deliver()}

    entry = event.entries.get()
    assert len(messages) == 3
    for address, message in messages.items():
        vevent = calendar_event(message)
        assert vevent["ATTENDEE"] == f"mailto:{address}"
        assert vevent["ATTENDEE"].params["RSVP"] == "TRUE"
        assert vevent["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
        assert vevent["UID"] == entry.uid
        assert vevent["SEQUENCE"] == entry.sequence == 0
        assert vevent["DTSTAMP"].dt == entry.dtstamp
        assert vevent["ORGANIZER"] == "mailto:tisch-anklam@example.org"
        assert vevent["ORGANIZER"].params["CN"] == "Hansestadt Anklam"
    assert messages["kaethe@gemeinde.example.org"]["Reply-To"] == "tisch-anklam@example.org"


@pytest.mark.django_db(transaction=True)
def test_whoever_reads_the_role_mailbox_is_not_their_own_organizer(event, deliver):
    invite(event, Invitee(PersonFactory(email="Tisch-Anklam@example.org")))
    (message,) = deliver()

    assert calendar_event(message)["ORGANIZER"] == "mailto:netzwerk@example.org"


@pytest.mark.django_db(transaction=True)
def test_text_and_html_say_the_same_and_carry_the_personal_link(event, invitee, deliver, sections, client):
    sections.append(lambda event: Section("Tagesordnung", [("18:00", "Begrüßung <b>aller</b>"), ("", "Verschiedenes")]))
    invite(event, invitee)
    (message,) = deliver()
    text, html = part(message, "text/plain"), part(message, "text/html")

    for words in (
        "Sehr geehrte Frau Dr. Musterfrau,",
        "als Vertretung Ihrer Einrichtung (Kirchengemeinde St. Beispiel)",
        "18:00 bis 20:00 Uhr",
        "Großer Saal, Rathaus Anklam, Markt 3, 17389 Anklam",
        "stufenlos",
        "Tagesordnung",
        "Verschiedenes",
        "Mit freundlichen Grüßen",
        "Hansestadt Anklam",
    ):
        assert words in text
        assert words in html
    assert "Begrüßung <b>aller</b>" in text
    assert "Begrüßung &lt;b&gt;aller&lt;/b&gt;" in html
    (path,) = set(LINK.findall(text))
    assert set(LINK.findall(html)) == {path}
    assert "[[" not in text + html
    assert "\n\n\n" not in text
    assert "http" not in html.replace("http://localhost:8000", "")
    assert client.get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_subject_names_the_event_and_never_the_agenda(event, invitee, deliver, sections):
    sections.append(lambda event: Section("Tagesordnung", [("18:00", "Bedrohungslage")]))
    invite(event, invitee)
    (message,) = deliver()

    assert message["Subject"].startswith("Einladung: Runder Tisch für Demokratie Anklam am ")
    assert "Bedrohungslage" not in part(message, "text/calendar")


@pytest.mark.django_db(transaction=True)
def test_pressing_twice_sends_once(event, invitee, deliver):
    first = invite(event, invitee)
    second = invite(event, invitee, *make_invitees(1))

    assert (first.queued, first.already, first.skipped) == (1, 0, 0)
    assert (second.queued, second.already, second.skipped) == (1, 1, 0)
    assert first.mailing == second.mailing
    assert len(deliver()) == 2
    assert deliver() == []


@pytest.mark.django_db(transaction=True)
def test_two_people_pressing_at_once_send_once(event):
    invitees = make_invitees(5)
    rounds = []
    barrier = threading.Barrier(2)

    def press():
        barrier.wait()
        rounds.append(send_invitations(Event.objects.get(pk=event.pk), invitees, by=None))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(one.queued for one in rounds) == [0, 5]
    assert Invitation.objects.count() == OutboxMessage.objects.count() == 5
    assert Mailing.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_protected_person_gets_their_mail_without_their_name_on_it(event, deliver):
    person = PersonFactory(last_name="Geheimnis", protected=True)
    invite(event, Invitee(person))
    (message,) = deliver()

    assert message["To"] == person.email
    assert "Geheimnis" not in part(message, "text/calendar")
    assert "Geheimnis" not in OutboxMessage.objects.get().recipient_name


@pytest.mark.django_db(transaction=True)
def test_each_session_comes_in_a_mail_of_its_own_that_lists_all_dates(invitee, deliver):
    start = session().start.date()
    event = make_event(session(start), session(start.replace(year=start.year + 1)))
    result = invite(event, invitee)
    messages = deliver()

    assert result.queued == 1
    assert {str(calendar_event(message)["UID"]) for message in messages} == set(
        event.entries.values_list("uid", flat=True)
    )
    assert len({message["Subject"] for message in messages}) == 2
    for number, message in enumerate(messages, start=1):
        text = part(message, "text/plain")
        assert text.count("18:00 bis 20:00 Uhr") == 3
        assert f"Nummer {number} von 2" in text
    assert len({link for message in messages for link in LINK.findall(part(message, "text/plain"))}) == 1


@pytest.mark.django_db(transaction=True)
def test_english_readers_get_english_mail(event, deliver):
    invite(event, Invitee(PersonFactory(language="en", salutation="mr", last_name="Sample")))
    (message,) = deliver()

    assert message["Subject"].startswith("Invitation: Runder Tisch für Demokratie Anklam on ")
    assert part(message, "text/plain").startswith("Dear Mr Sample,")
    assert '<html lang="en">' in part(message, "text/html")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_stored_by_which_somebody_could_answer_for_another(event, invitee, deliver):
    invite(event, invitee)
    stored = OutboxMessage.objects.get()
    assert "/antwort/" not in stored.text + stored.html
    (message,) = deliver()

    (path,) = set(LINK.findall(part(message, "text/plain")))
    invitation = Invitation.objects.get()
    token = path.split("/")[2]
    assert token not in (invitation.nonce, invitation.token_hash)
    assert hash_token(token) == invitation.token_hash
    stored.refresh_from_db()
    assert stored.private == {}


def test_people_who_cannot_be_written_to_are_skipped_and_others_are_not(event, invitee):
    result = invite(event, Invitee(PersonFactory(email="")), invitee, Invitee(PersonFactory(email="a b@example.org")))

    assert (result.queued, result.skipped) == (1, 2)
    assert [plan.will_receive for plan in plan_invitations(event, [invitee])] == [False]


def test_the_number_of_queries_does_not_depend_on_the_number_of_mails(event):
    counts = []
    for count in (1, 30):
        invitees = make_invitees(count)
        with CaptureQueriesContext(connection) as queries:
            invite(event, *invitees)
        counts.append(len(queries))

    assert counts[1] <= counts[0]


@pytest.mark.django_db(transaction=True)
def test_after_a_change_of_the_secret_key_new_mails_carry_links_that_work(event, invitee, deliver, settings, client):
    invite(event, invitee)
    (first,) = deliver()
    settings.SECRET_KEY = "another-key-for-tests-only"
    date = event.occurrences.get()
    move_occurrence(date, start=date.start_wall.replace(hour=17), end=date.end_wall)
    send_update(event, by=None)
    (second,) = deliver()

    (old,), (new,) = (set(LINK.findall(part(message, "text/plain"))) for message in (first, second))
    assert old != new
    assert client.get(new).status_code == 200


def test_a_corrected_address_is_where_later_mail_goes(event, invitee):
    invite(event, invitee)
    invitee.person.email = "richtig@example.org"
    invitee.person.save()
    assert event.invitations.get().address == "richtig@example.org"

    invitee.person.email = ""
    invitee.person.save(update_fields=["email"])
    assert event.invitations.get().address == ""


def test_who_gets_letters_is_not_written_to_when_the_address_changes(event, invitee):
    invite(event, invitee)
    event.invitations.update(address="")
    invitee.person.contact_by = Person.ContactBy.LETTER
    invitee.person.save()
    assert event.invitations.get().address == ""
