import datetime as dt

import icalendar
import pytest
import time_machine

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.invitation_sections import Section
from tafelrunde_events.domain.invitations import Invitee, withdraw_invitation
from tafelrunde_events.domain.scheduling import cancel_event, move_occurrence
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Invitation, Reply
from tests.events.invitations.conftest import answer_path, invite, make_invitees
from tests.factories.events import VenueFactory, make_event, session
from tests.factories.members import PersonFactory
from tests.support.queries import count_queries


def content(response):
    return response.content.decode()


@pytest.fixture
def path(invitation):
    return answer_path(invitation)


def test_the_page_shows_what_one_needs_to_answer(client, path, sections):
    sections.append(lambda event: Section("Tagesordnung", [("18:00", "Begrüßung")]))

    page = content(client.get(path))

    assert "Kommen Sie am" in page
    assert "18:00 bis 20:00\u00a0Uhr" in page
    assert "Großer Saal, Rathaus Anklam" in page
    assert "Kirchengemeinde St. Beispiel" in page
    assert "Begrüßung" in page
    assert page.count('type="radio"') == 4
    assert "checked" not in page


def test_the_page_speaks_the_language_of_the_mail(client, invitation, path):
    invitation.person.language = "en"
    invitation.person.save()

    response = client.get(path, headers={"accept-language": "de"})

    assert '<html lang="en"' in content(response)
    assert "Will you come on" in content(response)
    assert response["Content-Language"] == "en"
    assert "Kommen Sie" not in content(response)


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("suffix", ["", "gesendet/", "termin.ics", "?answer=ACCEPTED"])
def test_opening_links_changes_nothing(client, invitation, path, method, suffix):
    before = Invitation.objects.values().get()

    getattr(client, method)(path + suffix)

    assert Invitation.objects.values().get() == before
    assert not Reply.objects.exists()


@pytest.mark.parametrize("suffix", ["", "gesendet/", "termin.ics"])
def test_the_page_is_kept_secret(client, invitation, path, suffix):
    record_answer(invitation, answer=Answer.ACCEPTED, source=ReplySource.LINK)

    response = client.get(path + suffix)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"


def test_a_posted_answer_is_recorded_and_confirmed(client, invitation, path):
    response = client.post(path, {"answer": "ACCEPTED", "comment": "Komme <script>alert(1)</script> gern"})

    assert response.status_code == 302
    assert response["Location"] == f"{path}gesendet/"
    page = content(client.get(response["Location"]))
    assert "Ich komme" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    reply = Reply.objects.get()
    assert (reply.invitation, reply.answer, reply.source) == (invitation, Answer.ACCEPTED, ReplySource.LINK)


def test_a_double_click_is_one_answer_and_a_change_is_a_second(client, path):
    for answer in ("ACCEPTED", "ACCEPTED", "DECLINED"):
        client.post(path, {"answer": answer})

    assert list(Reply.objects.values_list("answer", flat=True)) == ["DECLINED", "ACCEPTED"]
    assert "Ihre bisherige Antwort" in content(client.get(path))


def test_a_deputy_needs_a_name_and_what_was_typed_stays(client, path):
    response = client.post(path, {"answer": "DELEGATED", "comment": "Bin im Urlaub"})
    page = content(response)

    assert "Bitte nennen Sie" in page
    assert list(response.context["form"].errors) == ["deputy_name"]
    assert "Bin im Urlaub" in page
    assert not Reply.objects.exists()

    client.post(path, {"answer": "DELEGATED", "deputy_name": "Kim Ersatz"})
    assert Reply.objects.get().deputy_name == "Kim Ersatz"


def test_without_a_choice_nothing_is_recorded(client, path):
    page = content(client.post(path, {"comment": "Hallo"}))

    assert "Bitte wählen Sie eine Antwort" in page
    assert not Reply.objects.exists()


@pytest.mark.parametrize("token", ["x", "A" * 43, "..", "%00", "%ff%fe", "a" * 3000, "<script>", "ü"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_mangled_tokens_get_a_page_that_helps(client, invitation, token, method):
    response = getattr(client, method)(f"/antwort/{token}/")

    assert response.status_code == 404
    if token != "..":
        assert "Diese Einladung gilt nicht mehr" in content(response)
        assert "no-store" in response["Cache-Control"]


def test_stored_secrets_are_no_tokens(client, invitation):
    for secret in (invitation.nonce, invitation.token_hash):
        assert client.get(f"/antwort/{secret}/").status_code == 404


def test_a_withdrawn_invitation_is_gone(client, invitation, path):
    withdraw_invitation(invitation, by=None)

    for suffix in ("", "gesendet/", "termin.ics"):
        assert client.get(path + suffix).status_code == 404
    assert client.post(path, {"answer": "ACCEPTED"}).status_code == 404
    assert not Reply.objects.exists()


def test_the_link_answers_for_one_person_only(client, event):
    first, second = make_invitees(2)
    invite(event, first, second)
    client.post(answer_path(event.invitations.get(person=first.person)), {"answer": "ACCEPTED"})

    assert event.invitations.get(person=second.person).answer == Answer.NEEDS_ACTION


def test_a_cancelled_event_says_so_and_takes_no_answer(client, invitation, path):
    cancel_event(invitation.event, reason="Der Saal ist gesperrt")

    page = content(client.get(path))
    assert "Der Saal ist gesperrt" in page
    assert '<form class="form"' not in page
    client.post(path, {"answer": "ACCEPTED"})
    assert not Reply.objects.exists()


def test_once_begun_the_page_shows_the_answer_and_takes_no_other(client, invitation, path):
    record_answer(invitation, answer=Answer.ACCEPTED, source=ReplySource.LINK)
    begin = invitation.event.occurrences.get().start

    with time_machine.travel(begin + dt.timedelta(minutes=1), tick=False):
        page = content(client.get(path))
        assert "hat begonnen" in page
        assert "Ich komme" in page
        response = client.post(path, {"answer": "DECLINED"})
    assert "bereits begonnen" in content(response)
    assert Reply.objects.get().answer == Answer.ACCEPTED
    with time_machine.travel(begin + dt.timedelta(days=1), tick=False):
        assert "ist vorbei" in content(client.get(path))


def test_a_protected_person_is_never_named(client, event):
    person = PersonFactory(last_name="Geheimnis", protected=True)
    invite(event, Invitee(person))
    path = answer_path(event.invitations.get())
    client.post(path, {"answer": "ACCEPTED"})

    for suffix in ("", "gesendet/", "termin.ics"):
        assert "Geheimnis" not in content(client.get(path + suffix))


def test_the_calendar_file_has_all_dates_and_asks_nobody(client, invitee):
    start = session().start.date()
    event = make_event(session(start), session(start.replace(year=start.year + 1)))
    invite(event, invitee)

    response = client.get(f"{answer_path(event.invitations.get())}termin.ics")

    calendar = icalendar.Calendar.from_ical(response.content)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert {str(vevent["UID"]) for vevent in calendar.walk("VEVENT")} == set(
        event.entries.values_list("uid", flat=True)
    )
    assert "METHOD" not in calendar
    assert b"ATTENDEE" not in response.content


def test_the_confirmation_of_nothing_leads_back_to_the_question(client, path):
    response = client.get(f"{path}gesendet/")

    assert (response.status_code, response["Location"]) == (302, path)


def test_the_form_is_protected_against_other_sites(path):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(path, {"answer": "ACCEPTED"}).status_code == 403
    assert not Reply.objects.exists()


def test_the_number_of_queries_does_not_depend_on_dates_or_invitees(client, event, invitee):
    start = session().start.date()
    big = make_event(*(session(start + dt.timedelta(days=7 * week)) for week in range(10)), venue=event.venue)
    for occurrence in big.occurrences.all():
        move_occurrence(occurrence, start=occurrence.start_wall, end=occurrence.end_wall, venue=VenueFactory())
    invite(event, invitee)
    invite(big, invitee, *make_invitees(20))
    client.get(answer_path(event.invitations.get()))

    of_big = big.invitations.get(person=invitee.person)
    assert count_queries(client, answer_path(of_big)) == count_queries(client, answer_path(event.invitations.get()))


def test_the_name_of_the_deputy_is_not_called_optional(client, path):
    page = content(client.get(path))

    label = page.split('for="id_deputy_name"', 1)[1].split("</label>", 1)[0]
    assert "freiwillig" not in label
    assert "freiwillig" in page.split('for="id_comment"', 1)[1].split("</label>", 1)[0]


@pytest.mark.parametrize(("given", "offered"), [(Answer.ACCEPTED, True), (Answer.DECLINED, False)])
def test_who_stays_away_needs_no_calendar_entry(client, path, given, offered):
    page = content(client.post(path, {"answer": given}, follow=True))

    assert (f"{path}termin.ics" in page) is offered
