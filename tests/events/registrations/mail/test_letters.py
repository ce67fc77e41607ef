"""The letters about a registration, read from the mail server."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tafelrunde_events.domain.registrations.confirming import confirm
from tafelrunde_events.domain.registrations.ending import cancel, lapse_due
from tafelrunde_events.domain.registrations.letters import RegistrationLetter, queue_letter
from tafelrunde_events.domain.registrations.staff import move, refuse
from tafelrunde_events.domain.registrations.submitting import NewPerson
from tafelrunde_events.models import EventTrait, Registration
from tafelrunde_members.domain.mail import retry_messages
from tafelrunde_members.models import OutboxMessage, Person
from tafelrunde_members.models.mail import MessageStatus
from tests.events.registrations.mail.conftest import LINK, TITLE, calendar_of, enter, make_course, subjects, text_of
from tests.factories.members import PersonFactory
from tests.factories.registrations import new_person, submit_form

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_mail_that_asks_to_confirm_repeats_nothing_that_a_stranger_typed(course, deliver):
    submit_form(course, NewPerson("Gewinnen Sie", "auf evil.example", "anna@example.org"))
    (message,) = deliver()

    assert subjects([message]) == ["Bitte bestätigen Sie Ihre Anmeldung"]
    assert message["To"] == "anna@example.org"
    assert message["Reply-To"] == "fortbildung@example.org"
    source = message.as_string() + text_of(message) + text_of(message, "text/html")
    assert "evil" not in source
    assert "Gewinnen" not in source
    assert calendar_of(message) is None
    text = text_of(message)
    assert "halten wir einen Platz für Sie frei" in text
    assert LINK.search(text)


def test_without_a_held_place_no_moment_is_promised(course, deliver):
    submit_form(course, may_hold=False)
    (message,) = deliver()

    assert "halten wir" not in text_of(message)


def test_the_place_comes_with_all_sessions_as_one_file(course, deliver):
    EventTrait.objects.create(event=course, trait="access", value="step-free")
    enter(course, NewPerson("Käthe", "Musterfrau", "kaethe@example.org"))
    (message,) = deliver()

    assert subjects([message]) == ["Sie haben einen Platz"]
    assert message.get_content_type() == "multipart/mixed"
    alternative, file = message.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()] == ["text/plain", "text/html"]
    assert file.get_content_type() == "text/calendar"
    assert file.get_param("method") == "PUBLISH"
    assert file.get_filename() == "termine.ics"
    calendar = calendar_of(message)
    assert calendar["METHOD"] == "PUBLISH"
    vevents = calendar.walk("VEVENT")
    assert {vevent["UID"] for vevent in vevents} == set(course.entries.values_list("uid", flat=True))
    assert len(vevents) == 2
    assert all("ATTENDEE" not in vevent for vevent in vevents)
    text = text_of(message)
    assert text.startswith("Guten Tag Käthe Musterfrau,")
    assert "Aufzug am Hof" in text
    assert "barrierefrei" in text.lower() or "stufenlos" in text.lower()
    assert "Regionalzentrum Mitte" in text
    path = LINK.search(text)[1]
    assert path in text_of(message, "text/html")


def test_the_join_link_is_announced_and_not_given(deliver):
    course = make_course(join_url="https://treffen.example.org/geheim")
    enter(course)
    (message,) = deliver()

    assert "geheim" not in message.as_string()
    assert "Zugangslink" in text_of(message)
    assert "geheim" not in calendar_of(message).to_ical().decode()


def test_whoever_registers_twice_is_told_by_mail_only(course, deliver):
    person = new_person(first_name="Erik")
    enter(course, person)
    deliver()
    with pytest.raises(ValidationError, match=r"registriert|registered|angemeldet"):
        submit_form(course, person)
    with pytest.raises(ValidationError, match=r"registriert|registered|angemeldet"):
        submit_form(course, person)

    messages = deliver()
    assert subjects(messages) == ["Sie sind bereits angemeldet"] * 2
    assert "Erik" not in messages[0].as_string() + text_of(messages[0])


def test_waiting_moving_up_and_cancelling_are_told(deliver):
    course = make_course(capacity=1)
    first = enter(course)
    second = enter(course)
    assert subjects(deliver()) == ["Sie haben einen Platz", "Warteliste"]

    cancel(first)
    messages = deliver()
    assert subjects(messages) == ["Anmeldung abgesagt", "Sie haben jetzt einen Platz"]
    goodbye, promotion = messages
    assert promotion["To"].endswith(f"<{second.email}>")
    assert "sagen Sie bitte bis" in text_of(promotion)
    assert len(calendar_of(promotion).walk("VEVENT")) == 2
    assert LINK.search(text_of(goodbye)) is None
    assert f"/t/{course.pk}/" in text_of(goodbye)


def test_an_offer_says_until_when_and_that_it_lapsed(deliver):
    course = make_course(capacity=1, reply_hours=24)
    first = enter(course)
    enter(course)
    deliver()
    cancel(first)
    messages = deliver()
    offer = messages[1]
    assert subjects(messages)[1] == "Ein Platz für Sie, bitte annehmen"
    assert "Bitte nehmen Sie ihn bis" in text_of(offer)
    assert calendar_of(offer) is None

    with time_machine.travel(timezone.now() + dt.timedelta(hours=25)):
        lapse_due()
        assert subjects(deliver()) == ["Angebotener Platz verfallen"]


def test_staff_says_why(course, editor, deliver):
    registration = enter(course)
    deliver()
    cancel(registration, by=editor, reason="Doppelt [[registration_url]] angemeldet")
    (message,) = deliver()

    assert subjects([message]) == ["Ihre Anmeldung wurde abgesagt"]
    assert "Grund: Doppelt [ [registration_url]] angemeldet" in text_of(message)


def test_approval_is_announced_and_refusal_explained(editor, deliver):
    course = make_course(needs_approval=True)
    registration = enter(course)
    assert subjects(deliver()) == ["Ihre Anmeldung ist eingegangen"]

    refuse(registration, by=editor, reason="Nur für Mitarbeitende der Kreise")
    (message,) = deliver()
    assert "Grund: Nur für Mitarbeitende der Kreise" in text_of(message)


def test_a_new_date_comes_with_its_own_file(course, editor, deliver):
    other = make_course()
    registration = enter(course)
    deliver()
    move(registration, other, by=editor)
    (message,) = deliver()

    assert subjects([message]) == ["Ihre Anmeldung gilt für einen anderen Termin"]
    uids = {vevent["UID"] for vevent in calendar_of(message).walk("VEVENT")}
    assert uids == set(other.entries.values_list("uid", flat=True))


def test_colleagues_without_an_address_are_named_to_their_contact(deliver):
    course = make_course(group_size=3)
    contact = submit_form(
        course,
        NewPerson("Käthe", "Musterfrau", "kaethe@example.org"),
        NewPerson("Jens", "Ohnepost"),
        NewPerson("Mia", "Mitpost", "mia@example.org"),
    )
    asked = deliver()
    assert sorted(str(message["To"]) for message in asked) == ["kaethe@example.org", "mia@example.org"]

    confirm(contact)
    messages = deliver()
    assert {str(message["To"]) for message in messages} == {"Käthe Musterfrau <kaethe@example.org>"}
    named = [message for message in messages if "Jens Ohnepost" in text_of(message)]
    assert len(messages) == 2
    assert subjects(named) == ["Für eine mit angemeldete Person: Sie haben einen Platz"]
    about, salutation, news, *_rest = filter(None, text_of(named[0]).splitlines())
    assert about.startswith("Dieses Schreiben gilt Jens Ohnepost")
    assert salutation == "Guten Tag Käthe Musterfrau,"
    assert news.startswith("Ihre Anmeldung ist vollständig")
    links = {LINK.search(text_of(message))[1] for message in messages}
    assert len(links) == 2


def test_english_readers_get_english(course, deliver):
    enter(course, language="en")
    (message,) = deliver()

    assert message["Subject"] == f"You have a place: {TITLE}"
    assert 'lang="en"' in text_of(message, "text/html")


def test_the_log_forgets_the_link_and_the_name(course, deliver):
    person = PersonFactory(protected=True, email="kaethe@example.org", last_name="Geheim")
    enter(course, NewPerson("Käthe", "Geheim", "kaethe@example.org"), person=person)
    deliver()

    message = OutboxMessage.objects.latest("pk")
    assert message.private == {}
    assert "Geheim" not in f"{message.text} {message.html} {message.values} {message.recipient_name}"


def test_a_failed_letter_is_sent_again_with_the_same_link(course, deliver):
    registration = enter(course)
    (first,) = deliver()
    link = LINK.search(text_of(first))[1]
    OutboxMessage.objects.update(status=MessageStatus.FAILED)

    retried = OutboxMessage.objects.get(object_key=f"registration:{registration.pk}", subject=str(first["Subject"]))
    assert retry_messages([retried.pk]) == 1
    (again,) = deliver()
    assert LINK.search(text_of(again))[1] == link
    assert again["Message-ID"] == first["Message-ID"]


def test_each_letter_says_the_same_in_text_and_html_and_in_both_languages(course):
    registration = enter(course)
    for language in ("de", "en"):
        registration.language = language
        for letter in RegistrationLetter:
            with transaction.atomic():
                queue_letter(registration, letter)
            message = OutboxMessage.objects.latest("pk")
            assert TITLE in message.subject
            assert ("[[registration_url]]" in message.text) == ("[[registration_url]]" in message.html)
            assert "%(" not in message.text + message.html + message.subject
            assert ("Mit freundlichen Grüßen" in message.text) == (language == "de")


def test_who_gets_dates_is_noted_to_know_them(course):
    registration = submit_form(course)
    registration.refresh_from_db()
    assert registration.told_for == ""
    registered = enter(course)
    registered.refresh_from_db()
    assert len(registered.told_for) == 64


def test_nobody_is_written_to_without_an_address(course):
    registration = enter(course)
    count = OutboxMessage.objects.count()
    registration.email = ""
    with transaction.atomic():
        queue_letter(registration, RegistrationLetter.PLACED)
    assert OutboxMessage.objects.count() == count


def test_a_letter_asks_the_database_the_same_however_many_are_registered(course):
    def queries() -> int:
        registration = Registration.objects.select_related("event__venue", "person", "contact").latest("pk")
        with (
            CaptureQueriesContext(
                connection,
            ) as captured,
            transaction.atomic(),
        ):
            queue_letter(registration, RegistrationLetter.PLACED)
        return len(captured)

    enter(course)
    queries()
    few = queries()
    for _ in range(10):
        enter(course)
    queries()
    assert queries() == few
    assert Person.objects.count() == 0
